"""Passwords: what an answer tells, how often one may try, and who is kept out by it."""

import pytest

from tests.factories import make_organiser, make_user
from tests.partnerships.login.conftest import PASSWORD, SECOND, Browser, errors
from workshops.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.row("A30", "A74")]
RESET = "/admin/account/password/reset/"


def test_one_who_is_unknown_hears_the_same_as_one_who_mistyped(protected):
    make_user("away@example.org", password=PASSWORD, is_staff=True, is_active=False)
    make_user("reader@example.org", password=PASSWORD, is_staff=False)

    tries = [
        ("olga@example.org", "wrong"),
        ("nobody@example.org", "wrong"),
        ("away@example.org", PASSWORD),
        ("reader@example.org", PASSWORD),
    ]
    answers = [Browser(f"192.0.2.{n}").password(*words) for n, words in enumerate(tries, 1)]

    assert {answer.status_code for answer in answers} == {200}
    said = {errors(answer) for answer in answers}
    assert said == {"Wrong e-mail or password, or the account is switched off."}


def test_a_try_is_the_same_work_for_known_and_unknown(protected):
    """One hash of a password either way; counted, since a clock would be luck."""
    from unittest import mock

    from django.contrib.auth.hashers import MD5PasswordHasher

    counts = []
    for number, email in enumerate(("olga@example.org", "nobody@example.org"), 1):
        with mock.patch.object(
            MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode
        ) as encode:
            Browser(f"192.0.2.{number}").password(email, "wrong")
        counts.append(encode.call_count)

    assert counts == [1, 1]


def test_a_forgotten_password_is_answered_the_same_with_a_mail_either_way(protected):
    answers = [
        Browser(f"192.0.2.{n}").post(RESET, {"email": email}, follow=True)
        for n, email in enumerate(("olga@example.org", "nobody@example.org"), 1)
    ]

    pages = {answer.content.decode() for answer in answers}
    assert [answer.redirect_chain for answer in answers] == [[(f"{RESET}sent/", 302)]] * 2
    assert len(pages) == 1
    assert set(Message.objects.values_list("recipient", flat=True)) == {
        "olga@example.org",
        "nobody@example.org",
    }


def test_a_thousand_guesses_do_not_keep_the_owner_out(protected):
    """From one network nearly all are turned away unread; from another the owner gets in."""
    attacker = Browser("203.0.113.9")

    answers = [attacker.password(protected.email, f"guess {n}") for n in range(1000)]
    looked_at = [a for a in answers if "Wrong e-mail" in errors(a)]
    owner = Browser("192.0.2.44").password(protected.email)

    assert len(looked_at) == 5
    assert {a.status_code for a in answers} == {200, 429}
    assert owner.url == SECOND


def test_a_right_guess_after_too_many_wrong_ones_is_not_heard(protected):
    attacker = Browser("203.0.113.9")
    for number in range(5):
        attacker.password(protected.email, f"guess {number}")

    assert "Too many attempts" in errors(attacker.password(protected.email))


def test_a_network_of_addresses_guesses_no_more_than_one(protected):
    for number in range(5):
        Browser(f"2001:db8:1:2::{number}").password(protected.email, f"guess {number}")

    assert "Too many attempts" in errors(Browser("2001:db8:1:2::9").password(protected.email))
    assert Browser("2001:db8:1:3::9").password(protected.email).url == SECOND


def test_one_password_for_many_accounts_is_stopped_too(db):
    for number in range(15):
        make_organiser(f"o{number}@example.org", password=PASSWORD)
    attacker = Browser("203.0.113.9")

    answers = [attacker.password(f"o{n}@example.org", "summer") for n in range(15)]

    assert ["Wrong" in errors(answer) for answer in answers] == [True] * 10 + [False] * 5


def test_a_made_up_address_of_a_proxy_changes_nothing(protected):
    attacker = Browser("203.0.113.9")

    answers = [
        attacker.post(
            "/admin/login/",
            {"login": protected.email, "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{n}"},
        )
        for n in range(7)
    ]

    assert ["Wrong" in errors(answer) for answer in answers] == [True] * 5 + [False] * 2


def test_behind_a_proxy_the_last_address_counts(protected, settings):
    settings.BEHIND_PROXY = True
    browser = Browser("127.0.0.1")

    def attempt(forwarded):
        return errors(
            browser.post(
                "/admin/login/",
                {"login": protected.email, "password": "wrong"},
                headers={"X-Forwarded-For": forwarded},
            )
        )

    for number in range(5):
        attempt(f"10.0.0.{number}, 203.0.113.9")

    assert "Too many" in attempt("10.0.0.77, 203.0.113.9")
    assert "Wrong" in attempt("203.0.113.9, 192.0.2.5")


def test_the_owner_hears_of_it_once(protected):
    attacker = Browser("203.0.113.9")
    for number in range(8):
        attacker.password(protected.email, f"guess {number}")

    mails = Message.objects.filter(recipient=protected.email)
    assert [mail.subject for mail in mails] == ["Somebody tried many wrong passwords"]


def test_more_requests_than_anybody_types_are_429(protected):
    attacker = Browser("203.0.113.9")

    answers = [attacker.password(f"x{n}@example.org", "x") for n in range(31)]

    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "600")


@pytest.mark.row("A32")
def test_nobody_fills_the_mailbox_of_another(protected):
    answers = [
        Browser(f"192.0.2.{number}").post(RESET, {"email": "stranger@example.org"})
        for number in range(1, 7)
    ]

    assert Message.objects.filter(recipient="stranger@example.org").count() == 3
    assert answers[-1].status_code == 429
