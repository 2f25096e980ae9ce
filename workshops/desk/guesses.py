"""How many unknown links one address may try; only those who guess are ever counted."""

from django.conf import settings
from django.core.cache import cache

from tools import tokens

MOST = 30
SECONDS = 600


def are_too_many(request):
    """Count one more guess of this address; it is forgotten when it rests for ten minutes."""
    key = f"guesses:{tokens.hashed(_address(request))}"
    number = cache.get(key, 0) + 1
    cache.set(key, number, SECONDS)
    return number > MOST


def _address(request):
    """Behind a proxy the last one named is the one that the proxy itself saw."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return request.META["REMOTE_ADDR"]
