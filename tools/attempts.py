"""How often one address may try what costs us: an unknown link, a form that anybody may send.

Of IPv6 all addresses of one household count as one (visitors.household).
"""

from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse

from tools import tokens, visitors

SECONDS = 600


class TooMany(Exception):
    """Answered by the page 429 (config/middleware.py)."""


def are_too_many(request: HttpRequest, what: str, most: int, *, account: int | None = None) -> bool:
    """Count one more try of this address; it is forgotten when it rests for ten minutes.

    With the number of an account its tries are counted, wherever they come from: a town hall shares
    one address.
    """
    who = f"account {account}" if account else visitors.household(request)
    key = f"{what}:{tokens.hashed(who)}"
    found = cache.get(key, 0)
    number: int = found + 1 if isinstance(found, int) else 1
    cache.set(key, number, SECONDS)
    return number > most


def require_few(request: HttpRequest, what: str, most: int, *, account: int | None = None) -> None:
    """Raise TooMany where are_too_many() says so."""
    if are_too_many(request, what, most, account=account):
        raise TooMany


def require_few_texts(request: HttpRequest, what: str, most: int, text: str) -> None:
    """Raise TooMany for one more different text of this address than `most` in ten minutes.

    Counted by each process for itself: a page that is only read must not wait for a database that
    is being written to.
    """
    process, key = caches["process"], f"{what}:{tokens.hashed(visitors.household(request))}"
    known = process.get(key, frozenset()) | {hash(text)}
    if len(known) > most:
        raise TooMany
    process.set(key, known, SECONDS)


def asked_to_wait(response: HttpResponse) -> HttpResponse:
    """429 says after how many seconds it may be tried again."""
    if response.status_code == 429:
        response["Retry-After"] = str(SECONDS)
    return response
