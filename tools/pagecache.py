"""Whole pages kept for some seconds in the memory of a process, for readers without a session.

A view says that its pages may be kept by an attribute: `parameters`, the names in the query string
that it reads. Nothing else of a request may change the page. Nothing is ever taken back: an edit
shows after PAGE_CACHE_SECONDS at the latest, and at once to whoever is logged in.
"""

import gzip
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from threading import Lock
from typing import Any, NamedTuple, TypeGuard
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli  # type: ignore[import-untyped]
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, QueryDict, parse_cookie
from django.urls import Resolver404, resolve
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request, override

MEMORY = 24 * 1024 * 1024
LARGEST_PAGE = 4 * 1024 * 1024
LONGEST_QUERY = 500
# From this part of its time on a copy is made anew while the other readers still get it
RENEWED_FROM = 0.8
LOCKS = 64
# What a page that may be kept says it depends on -> what its copies say; anything else is not kept
VARY = {
    "": "Accept-Encoding, Cookie",
    "Cookie": "Accept-Encoding, Cookie",
    "Accept-Language": "Accept-Encoding, Accept-Language, Cookie",
    "Accept-Language, Cookie": "Accept-Encoding, Accept-Language, Cookie",
}

_COMPRESSED = re.compile(r"text/|application/([a-z.]+\+)?(json|xml)|image/svg\+xml")
_REFUSED = re.compile(r"\s*q=0(\.0*)?\s*")

Headers = list[tuple[str, str]]
Key = tuple[str, ...]


class Copy(NamedTuple):
    """A page as it left the site; `bodies`: {encoding: (ETag, bytes)}, "" is the plain one."""

    rendered_at: float
    headers: Headers
    bodies: dict[str, tuple[str, bytes]]

    @property
    def size(self) -> int:
        return sum(len(body) for _etag, body in self.bodies.values())


class Copies:
    """Copies by key, at most `memory` bytes of bodies; those not asked for longest go first."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._size = 0
        self._lock = Lock()
        self._copies: OrderedDict[Key, Copy] = OrderedDict()

    def get(self, key: Key) -> Copy | None:
        with self._lock:
            if key in self._copies:
                self._copies.move_to_end(key)
            return self._copies.get(key)

    def put(self, key: Key, copy: Copy) -> None:
        with self._lock:
            former = self._copies.pop(key, None)
            self._size += copy.size - (former.size if former else 0)
            self._copies[key] = copy
            while self._size > self._memory:
                _key, oldest = self._copies.popitem(last=False)
                self._size -= oldest.size


class PageCache:
    """A WSGI application around Django's: an answer from a copy passes no middleware at all."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        clock: Callable[[], float] = time.monotonic,
        memory: int = MEMORY,
    ) -> None:
        self._application = application
        self._clock = clock
        self._seconds = settings.PAGE_CACHE_SECONDS
        self._copies = Copies(memory)
        self._locks = [Lock() for _number in range(LOCKS)]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = page_key(environ) if self._seconds else None
        if key is None:
            return self._unkept(environ, start_response)
        copy = self._younger(self._seconds * RENEWED_FROM, key)
        if copy is None:
            return self._renewed(environ, start_response, key)
        return self._answer(environ, start_response, copy)

    def _renewed(
        self, environ: WSGIEnvironment, start_response: StartResponse, key: Key
    ) -> Iterable[bytes]:
        """One thread renders; the others get the copy that is still good, or wait for the new."""
        previous = self._younger(self._seconds, key)
        lock = self._locks[hash(key) % LOCKS]
        if not lock.acquire(blocking=previous is None) and previous:
            return self._answer(environ, start_response, previous)
        try:
            copy = self._younger(self._seconds * RENEWED_FROM, key)
            if copy is None:
                return self._rendered(environ, start_response, key)
        finally:
            lock.release()
        return self._answer(environ, start_response, copy)

    def _rendered(
        self, environ: WSGIEnvironment, start_response: StartResponse, key: Key
    ) -> Iterable[bytes]:
        rendered_at = self._clock()
        said: list[Any] = []
        # a HEAD, too, is answered from the page
        response = self._application(
            environ | {"REQUEST_METHOD": "GET"},
            lambda *start: said.extend(start),  # type: ignore[arg-type]
        )
        status, headers = said[:2]
        if not _may_be_kept(response, headers):
            start_response(status, _private(headers))
            return response
        copy = Copy(rendered_at, _public(headers, self._seconds), _bodies(response))
        response.close()
        self._copies.put(key, copy)
        return self._answer(environ, start_response, copy)

    def _unkept(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._application(
            environ,
            lambda status, headers, *error: start_response(status, _private(headers), *error),
        )

    def _younger(self, seconds: float, key: Key) -> Copy | None:
        copy = self._copies.get(key)
        return copy if copy and self._clock() - copy.rendered_at < seconds else None

    def _answer(
        self, environ: WSGIEnvironment, start_response: StartResponse, copy: Copy
    ) -> Iterable[bytes]:
        encoding = _preferred(environ.get("HTTP_ACCEPT_ENCODING", ""), copy.bodies)
        etag, body = copy.bodies[encoding]
        age = int(self._clock() - copy.rendered_at)
        headers = [*copy.headers, ("ETag", etag), ("Age", str(age))]
        if _is_known(environ.get("HTTP_IF_NONE_MATCH", ""), etag):
            headers = [header for header in headers if header[0] != "Content-Type"]
            start_response("304 Not Modified", headers)
            return []
        if encoding:
            headers.append(("Content-Encoding", encoding))
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def page_key(environ: WSGIEnvironment) -> Key | None:
    """What tells one page from another; None for a request that is never answered by a copy."""
    if (
        environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
        or settings.SESSION_COOKIE_NAME in parse_cookie(environ.get("HTTP_COOKIE", ""))
        or "%00" in environ.get("QUERY_STRING", "")  # to be refused as malformed
    ):
        return None
    request = WSGIRequest(environ.copy())  # it writes into what it is given
    language = get_language_from_request(request, check_path=True)
    try:
        names = _parameters(request.path_info, language)
        query = "" if names is None else own_query(request.GET, names).urlencode()
        host = request.get_host()
    except (Resolver404, SuspiciousOperation):
        return None
    if names is None or len(query) > LONGEST_QUERY:
        return None
    return str(request.scheme), host, request.path, language, query


def own_query(query: QueryDict, names: Iterable[str]) -> QueryDict:
    """The parameters of these names alone, in the order of the names, each value once."""
    own = QueryDict(mutable=True)
    for name in names:
        if name in query:
            own.setlist(name, list(dict.fromkeys(query.getlist(name))))
    return own


@lru_cache(maxsize=1024)
def _parameters(path: str, language: str) -> tuple[str, ...] | None:
    """The names that the view of a path reads, None if its pages are not kept; or Resolver404."""
    with override(language):
        return getattr(resolve(path).func, "parameters", None)


def _may_be_kept(response: Iterable[bytes], headers: Headers) -> TypeGuard[HttpResponse]:
    named = {name for name, _text in headers}
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and len(response.content) <= LARGEST_PAGE
        and named.isdisjoint({"Set-Cookie", "Cache-Control", "Content-Encoding"})
        and response.get("Vary", "") in VARY
    )


def _public(headers: Headers, seconds: int) -> Headers:
    """Shared caches may keep it as long as we do, counted from when it was made (`Age`)."""
    return [
        *[(name, text) for name, text in headers if name not in {"Vary", "Content-Length"}],
        ("Vary", VARY[dict(headers).get("Vary", "")]),
        ("Cache-Control", f"public, max-age={seconds}"),
    ]


def _private(headers: Headers) -> Headers:
    if any(name == "Cache-Control" for name, _text in headers):
        return headers
    return [*headers, ("Cache-Control", "private, no-store")]


def _bodies(response: HttpResponse) -> dict[str, tuple[str, bytes]]:
    body = response.content
    bodies = {"": body}
    if _COMPRESSED.match(response["Content-Type"]):
        bodies |= {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0)}
    digest = blake2b(body, digest_size=12).hexdigest()
    return {
        encoding: (f'"{digest}-{encoding}"' if encoding else f'"{digest}"', data)
        for encoding, data in bodies.items()
    }


def _preferred(header: str, bodies: dict[str, tuple[str, bytes]]) -> str:
    """The smallest encoding that an Accept-Encoding header names and does not refuse."""
    weights = dict(part.partition(";")[::2] for part in header.lower().split(","))
    accepted = {name.strip() for name, weight in weights.items() if not _REFUSED.fullmatch(weight)}
    return next((name for name in ("br", "gzip") if name in accepted and name in bodies), "")


def _is_known(if_none_match: str, etag: str) -> bool:
    if not if_none_match:
        return False
    known = parse_etags(if_none_match)
    return "*" in known or etag in {tag.removeprefix("W/") for tag in known}
