import base64

import pytest

from tools import tokens


@pytest.mark.row("A29")
def test_a_token_has_128_bits_and_no_sign_that_an_address_escapes():
    token = tokens.make()

    assert len(base64.urlsafe_b64decode(f"{token}==")) == 16
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@pytest.mark.row("A29")
def test_no_two_tokens_are_alike():
    assert len({tokens.make() for _number in range(1000)}) == 1000


def test_the_hash_is_sha256():
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert tokens.hashed("abc") == expected


def test_only_the_token_itself_fits_its_hash():
    token = tokens.make()
    stored = tokens.hashed(token)

    assert tokens.fits(token, stored)
    assert not tokens.fits(token.swapcase(), stored)
    assert not tokens.fits(token[:-1], stored)
    assert not tokens.fits(stored, stored)
