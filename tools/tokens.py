"""Capability tokens: whoever holds one may; only its hash is stored."""

import hashlib
import hmac
import secrets

BYTES = 16  # 128 bit


def make() -> str:
    """Return a new token of letters, digits, "-" and "_"."""
    return secrets.token_urlsafe(BYTES)


def hashed(token: str) -> str:
    """Return what is stored of a token: 64 hexadecimal digits (SHA-256).

    A token is random, so that neither salt nor a slow hash is needed.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def fits(token: str, token_hash: str) -> bool:
    """Tell whether a stored hash is that of the token, in constant time."""
    return hmac.compare_digest(hashed(token), token_hash)
