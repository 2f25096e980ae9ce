"""Kept pages: keys, encodings, ETags, age, one renderer at a time, bounds."""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.urls import path

from tools import pagecache
from tools.pagecache import Copies, Copy, PageCache

pytestmark = pytest.mark.django_db  # every request looks for connections to close

BODY = "Дуже довга сторінка. " * 200


class Site:
    """What the views below answer, and how often they were asked."""

    def __init__(self):
        self.renders = 0
        self.now = 1000.0
        self.respond = lambda request: HttpResponse(f"{self.renders} {request.GET.urlencode()}")

    def __call__(self, request):
        self.renders += 1
        return self.respond(request)


site = Site()


def kept(request):
    return site(request)


def never_kept(request):
    return site(request)


kept.parameters = ("topic", "q")
urlpatterns = [path("kept/", kept), path("kept/<slug:slug>/", kept), path("never/", never_kept)]


@pytest.fixture(autouse=True)
def pages(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    settings.PAGE_CACHE_SECONDS = 10
    site.__init__()
    return PageCache(WSGIHandler(), clock=lambda: site.now)


class Answer:
    def __init__(self, pages, address="/kept/", method="GET", **headers):
        environ = RequestFactory().generic(method, address, headers=headers).environ
        said = []
        response = pages(environ, lambda *start: said.extend(start))
        self.body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        self.status = int(said[0][:3])
        self.headers = dict(said[1])

    @property
    def text(self):
        return self.body.decode()


def test_a_page_is_rendered_once_until_its_time_is_over(pages):
    first, second = Answer(pages), Answer(pages)
    site.now += 7.9
    third = Answer(pages)
    site.now += 2.2
    fourth = Answer(pages)

    assert [answer.text for answer in (first, second, third, fourth)] == ["1 ", "1 ", "1 ", "2 "]
    assert [answer.headers["Age"] for answer in (first, third, fourth)] == ["0", "7", "0"]
    assert first.headers["Cache-Control"] == "public, max-age=10"
    assert first.headers["Vary"] == "Accept-Encoding, Cookie"


def test_a_copy_is_renewed_before_it_is_too_old(pages):
    Answer(pages)
    site.now += 8.1

    assert Answer(pages).text == "2 "


def test_order_repetition_and_foreign_parameters_make_no_page_of_their_own(pages):
    clean = Answer(pages, "/kept/?topic=a&topic=b&q=x")
    others = [
        "/kept/?q=x&topic=a&topic=b",
        "/kept/?topic=a&topic=a&q=x&topic=b",
        "/kept/?utm_source=news&topic=a&topic=b&_method=POST&q=x&lang=uk",
    ]

    assert [Answer(pages, address).text for address in others] == [clean.text] * 3
    assert site.renders == 1
    assert Answer(pages, "/kept/?topic=b").text == "2 topic=b"


@pytest.mark.row("A18")
@pytest.mark.parametrize(
    ("header", "encoding", "decoded"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("gzip;q=0.0, br;q=0", None, bytes),
        ("identity", None, bytes),
        ("", None, bytes),
        ("zstd;;;q=x,,", None, bytes),
    ],
)
def test_each_encoding_has_its_body_and_etag(pages, header, encoding, decoded):
    site.respond = lambda request: HttpResponse(BODY)
    plain = Answer(pages)

    answer = Answer(pages, **{"accept-encoding": header})

    assert answer.headers.get("Content-Encoding") == encoding
    assert decoded(answer.body).decode() == BODY
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert (answer.headers["ETag"] == plain.headers["ETag"]) is (encoding is None)
    assert site.renders == 1


@pytest.mark.row("A18")
def test_an_etag_of_this_encoding_is_answered_without_a_body(pages):
    etags = {
        encoding: Answer(pages, **{"accept-encoding": encoding}).headers["ETag"]
        for encoding in ("br", "gzip", "identity")
    }
    assert len(set(etags.values())) == 3

    def status(encoding, if_none_match):
        sent = {"accept-encoding": encoding, "if-none-match": if_none_match}
        answer = Answer(pages, **sent)
        assert answer.headers["ETag"] == etags[encoding]
        assert (answer.body == b"") is (answer.status == 304)
        return answer.status

    assert status("br", etags["br"]) == 304
    assert status("br", f'"other", W/{etags["br"]}') == 304
    assert status("br", "*") == 304
    assert status("br", etags["gzip"]) == 200
    assert status("gzip", etags["br"]) == 200
    assert status("identity", "nonsense") == 200
    assert site.renders == 1


def test_the_etag_follows_the_body_not_the_time(pages):
    site.respond = lambda request: HttpResponse("the same")
    first = Answer(pages)
    site.now += 11

    assert Answer(pages).headers["ETag"] == first.headers["ETag"]
    assert site.renders == 2


def test_head_is_answered_from_the_page_without_its_body(pages):
    site.respond = lambda request: HttpResponse(f"{request.method} page")
    head = Answer(pages, method="HEAD")
    page = Answer(pages)

    assert (head.body, page.text, site.renders) == (b"", "GET page", 1)
    assert head.headers == page.headers


@pytest.mark.row("A17")
@pytest.mark.parametrize(
    "respond",
    [
        lambda request: HttpResponse(status=404),
        lambda request: HttpResponse(status=500),
        lambda request: HttpResponse("x", headers={"Vary": "User-Agent"}),
        lambda request: HttpResponse("x" * (pagecache.LARGEST_PAGE + 1)),
        lambda request: HttpResponse(get_token(request)),
        lambda request: StreamingHttpResponse([b"x"]),
    ],
    ids=["missing", "broken", "varies", "large", "form", "stream"],
)
def test_what_is_not_for_everybody_is_not_kept(pages, respond):
    site.respond = respond

    answers = [Answer(pages), Answer(pages)]

    assert site.renders == 2
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_a_view_may_set_its_own_rule(pages):
    site.respond = lambda request: HttpResponse(headers={"Cache-Control": "max-age=3"})

    assert [Answer(pages).headers["Cache-Control"] for _time in (1, 2)] == ["max-age=3"] * 2
    assert site.renders == 2


@pytest.mark.parametrize(
    ("address", "method", "headers"),
    [
        ("/never/", "GET", {}),
        ("/kept/", "POST", {}),
        ("/kept/", "GET", {"cookie": "a=b; session=x"}),
        ("/kept/?q=%00", "GET", {}),
        ("/kept/?other=%00", "GET", {}),
        ("/kept/?q=" + "a" * 501, "GET", {}),
    ],
)
def test_requests_that_are_never_answered_from_a_copy(pages, address, method, headers):
    Answer(pages)
    for _time in (1, 2):
        assert Answer(pages, address, method, **headers).headers["Cache-Control"].startswith("priv")

    assert site.renders == (1 if method == "POST" else 3)  # a POST without a token is refused


@pytest.mark.row("A11")
@pytest.mark.parametrize(
    "headers",
    [
        {"x-http-method-override": "POST"},
        {"x-original-url": "/never/"},
        {"x-rewrite-url": "/never/"},
        {"x-forwarded-host": "evil.example"},
        {"accept": "application/json"},
        {"user-agent": "<script>"},
        {"cookie": "theme=dark"},
        {"authorization": "Basic x"},
    ],
)
def test_other_headers_change_nothing(pages, headers):
    poisoned = Answer(pages, **headers)
    clean = Answer(pages)

    assert (poisoned.body, poisoned.headers) == (clean.body, clean.headers)
    assert site.renders == 1


@pytest.mark.row("A11")
def test_each_host_and_scheme_has_its_own_pages(pages, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    for host in ("one.example", "two.example", "one.example"):
        Answer(pages, host=host)
    assert site.renders == 2

    assert Answer(pages, host="evil.example").status == 200  # no middleware here asks for it
    assert Answer(pages, host="evil.example").headers["Cache-Control"] == "private, no-store"


def test_one_thread_renders_and_the_others_wait(pages):
    assert asked_at_once(pages) == 1


def test_without_the_lock_several_render(pages, monkeypatch):
    monkeypatch.setattr(pages, "_locks", [NoLock()] * pagecache.LOCKS)

    assert asked_at_once(pages) == 4


class NoLock:
    def acquire(self, blocking):
        return True

    def release(self):
        pass


def asked_at_once(pages):
    """How often four readers at once have a page rendered that takes its time."""
    together = threading.Barrier(4)
    slow = threading.Event()

    def respond(request):
        slow.wait(0.3)
        return HttpResponse("page")

    def ask(_number):
        together.wait()
        return Answer(pages).text

    site.respond = respond
    with ThreadPoolExecutor(4) as readers:
        assert set(readers.map(ask, range(4))) == {"page"}
    return site.renders


def test_the_others_get_the_good_copy_while_one_renews_it(pages):
    Answer(pages)
    site.now += 9
    rendering, others_are_done = threading.Event(), threading.Event()

    def respond(request):
        rendering.set()
        assert others_are_done.wait(5)
        return HttpResponse("new")

    site.respond = respond
    with ThreadPoolExecutor(1) as renewing:
        new = renewing.submit(Answer, pages)
        assert rendering.wait(5)
        assert [Answer(pages).text for _reader in range(3)] == ["1 "] * 3
        others_are_done.set()
        assert new.result().text == "new"


def test_a_renderer_that_fails_leaves_the_page_open(pages):
    def fail(*_request):
        raise RuntimeError

    pages._application, working = fail, pages._application
    with pytest.raises(RuntimeError):
        Answer(pages)
    pages._application = working

    assert Answer(pages).text == "1 "


@pytest.mark.row("A12")
def test_memory_is_bounded_and_what_is_asked_for_stays():
    copies = Copies(memory=100)
    copy = Copy(0.0, [], {"": ("", b"x" * 40)})
    for name in ("a", "b"):
        copies.put((name,), copy)
    copies.get(("a",))
    copies.put(("c",), copy)
    copies.put(("c",), copy)

    assert [bool(copies.get((name,))) for name in "abc"] == [True, False, True]
    copies.put(("huge",), Copy(0.0, [], {"": ("", b"x" * 101)}))
    assert [bool(copies.get((name,))) for name in ("a", "c", "huge")] == [False] * 3


def test_zero_seconds_keep_nothing(settings):
    settings.PAGE_CACHE_SECONDS = 0
    pages = PageCache(WSGIHandler())

    assert [Answer(pages).text for _time in (1, 2)] == ["1 ", "2 "]


@pytest.mark.row("A12")
@pytest.mark.parametrize("query", ["x=1&" * 2001, "q" + "[a]" * 5000 + "=1", "y=" + "z" * 100_000])
def test_floods_of_parameters_make_no_page(pages, query):
    Answer(pages)

    assert Answer(pages, f"/kept/?{query}").status in {200, 400}
    assert len(pages._copies._copies) == 1


def test_a_request_is_left_as_it_was():
    environ = RequestFactory()._base_environ(PATH_INFO="/kept/ключ/".encode().decode("latin-1"))
    before = dict(environ)

    pagecache.page_key(environ)

    assert environ == before


@pytest.mark.parametrize("cookie", ["session=x", "a=b; session=x", "session =x"])
def test_whoever_has_a_session_passes_by(settings, cookie):
    environ = RequestFactory().get("/kept/", headers={"cookie": cookie}).environ

    assert pagecache.page_key(environ) is None
