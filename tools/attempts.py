"""How often one address may try what costs us: an unknown link, a form that anybody may send."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from tools import tokens

SECONDS = 600


def are_too_many(request: HttpRequest, what: str, most: int) -> bool:
    """Count one more try of this address; it is forgotten when it rests for ten minutes."""
    key = f"{what}:{tokens.hashed(_address(request))}"
    number: int = cache.get(key, 0) + 1
    cache.set(key, number, SECONDS)
    return number > most


def asked_to_wait(response: HttpResponse) -> HttpResponse:
    """429 says after how many seconds it may be tried again."""
    if response.status_code == 429:
        response["Retry-After"] = str(SECONDS)
    return response


def _address(request: HttpRequest) -> str:
    """Behind a proxy the last one named is the one that the proxy itself saw."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META["REMOTE_ADDR"])
