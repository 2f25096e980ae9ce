"""Two servers, one database, shared folders; no visitor is led to the same one twice in a row."""

import itertools
import json
import re
from http.cookies import SimpleCookie
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from partnerships.models import Municipality
from tests import pictures
from tests.factories import make_municipality, make_organiser, make_past_workshop
from tests.faults.outage import _run
from tests.faults.sites import FOLDERS, Server, answer_of, on_this_database, serving
from tests.partnerships.login.conftest import PASSWORD, code_now, give_app
from tests.partnerships.test_admin import municipality_data
from workshops.desk.closed import MOST_GUESSES
from workshops.models import SignedSheet

PDF = b"%PDF-1.7 signed"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def without_stickiness(folder):
    """L33: sessions, form tokens, messages, files, limits and ended sessions hold on both; only the
    server whose files are away says that it is not ready."""
    two = [beside(folder, name) for name in ("one", "two")]
    cache.clear()  # tries that an earlier round has left
    # pytest makes the tables without them
    _run(two[0], "manage.py", "migrate", "--fake", "-v0")
    servers = [Server(variables) for variables in two]
    with serving(*servers):
        ports = [server.port for server in servers]
        olga, anna = (account(name) for name in ("olga", "anna"))
        visitors = [Visitor(ports, number, each) for number, each in enumerate((olga, anna))]
        for visitor in visitors:
            visitor.log_in()
        files_are_seen_by_both(ports, visitors[0])
        limits_count_together(ports)
        sessions_end_on_both(*visitors)
        only_who_lacks_files_says_so(ports, Path(two[0]["VAR_DIR"]))
    return (
        "login, second factor, form tokens and messages from one to the other; picture and document"
        f" the same through both; {MOST_GUESSES} unknown links and 5 passwords in all; ended"
        " sessions end on both; without its pictures one is not ready, the other is"
    )


def beside(folder, name):
    """The environment of a machine: a folder of its own, with those of all mounted into it."""
    own = folder / name
    own.mkdir(parents=True)
    variables = on_this_database(VAR_DIR=str(own), BEHIND_PROXY="1")
    for shared in FOLDERS:
        (folder / "shared" / shared).mkdir(parents=True, exist_ok=True)
        (own / shared).symlink_to(folder / "shared" / shared)
    (own / "static").symlink_to(settings.STATIC_ROOT)
    return variables


def account(name):
    found = make_organiser(f"{name}@example.org", language="en", is_superuser=True)
    found.password = Argon2PasswordHasher().encode(PASSWORD, "salt-of-the-test")
    found.save()
    give_app(found)
    return found


class Visitor:
    """A browser whose requests go to the two servers in turn."""

    def __init__(self, ports, number, account=None):
        self.account, self.cookies = account, SimpleCookie()
        self.ports = itertools.cycle(ports)
        self.headers = {"X-Forwarded-For": f"192.0.2.{number}", "Accept-Language": "en"}

    def ask(self, path, fields=None):
        """(status, text of the page or where it leads to)"""
        cookies = "; ".join(f"{each.key}={each.value}" for each in self.cookies.values())
        headers = self.headers | {"Cookie": cookies}
        body = None
        if fields is not None:
            headers["Content-Type"] = MULTIPART_CONTENT
            body = encode_multipart(BOUNDARY, fields)
        response, content = answer_of(next(self.ports), path, body, headers)
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        text = content.decode("utf-8", "replace")
        return response.status, response.headers.get("Location") or text

    def send(self, path, fields, to=""):
        """The form of a page of one server goes to the other, what it leads to is shown by the
        first: (status, text)."""
        token = TOKEN.search(self.ask(path)[1])[1]
        status, text = self.ask(to or path, fields | {"csrfmiddlewaretoken": token})
        return self.ask(text) if status == 302 else (status, text)

    def log_in(self):
        words = {"login": self.account.email, "password": PASSWORD}
        asked = self.send("/admin/login/", words)
        assert asked[0] == 200, asked
        for _try in range(2):  # a code may run out on its way
            status, text = self.send("/admin/login/second/", {"code": code_now()})
            if self.are_inside() == [True, True]:
                return
        raise AssertionError(f"{status}: {text}")

    def are_inside(self):
        """On both servers."""
        return [self.ask("/admin/workshops/workshop/")[0] == 200 for _port in range(2)]


def files_are_seen_by_both(ports, visitor):
    town, workshop = make_municipality("aal", name="Aal"), make_past_workshop()
    crest = SimpleUploadedFile("crest.png", pictures.crest(), "image/png")
    page = reverse("admin:partnerships_municipality_change", args=[town.pk])
    rights = {"crest_credit": "Town hall", "crest_permission": "Mayor, 2025"}
    status, text = visitor.send(page, municipality_data(crest=crest, **rights))
    assert status == 200
    assert "was changed successfully" in text
    for picture in picture_addresses():
        first, second = (answer_of(port, picture) for port in ports)
        assert (first[0].status, first[1]) == (200, second[1])

    page, upload = (
        reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk])
        for name in ("attendance", "attendance_upload")
    )
    scan = SimpleUploadedFile("list.pdf", PDF, "application/pdf")
    fields = {"day": workshop.days.first().pk, "files": scan}
    assert "1 scan is kept." in visitor.send(page, fields, to=upload)[1]
    sheet = SignedSheet.objects.get().pk
    kept = reverse("admin:workshops_workshop_signed_sheet", args=[workshop.pk, sheet])
    assert [visitor.ask(kept) for _port in ports] == [(200, PDF.decode())] * 2


def picture_addresses():
    (town,) = Municipality.objects.all()
    return [address for copy in town.crest.copies for address in (copy.webp, copy.plain)]


def limits_count_together(ports):
    """Each server sees half of the tries."""
    guesser = Visitor(ports, 101)
    tries = [guesser.ask("/en/d/unknown-link/")[0] for _try in range(MOST_GUESSES + 2)]
    assert tries == [404] * MOST_GUESSES + [429] * 2
    wrong = {"login": "olga@example.org", "password": "wrong"}
    tries = [guesser.send("/admin/login/", wrong)[1] for _try in range(7)]
    assert ["Wrong e-mail" in text for text in tries] == [True] * 5 + [False] * 2


def sessions_end_on_both(olga, anna):
    page = reverse("admin:partnerships_user_end_sessions", args=[olga.account.pk])
    assert olga.are_inside() == [True, True]
    assert "All sessions of this account were ended." in anna.send(page, {})[1]
    assert olga.are_inside() == [False, False]
    anna.send("/admin/", {}, to="/admin/logout/")
    assert anna.are_inside() == [False, False]


def only_who_lacks_files_says_so(ports, folder):
    picture = picture_addresses()[0]
    assert [readiness(port) for port in ports] == [(200, "ok")] * 2
    (folder / "media").rename(folder / "away")
    assert [readiness(port) for port in ports] == [(503, "failed"), (200, "ok")]
    assert [answer_of(port, picture)[0].status for port in ports] == [404, 200]
    assert [answer_of(port, "/en/")[0].status for port in ports] == [200, 200]
    (folder / "away").rename(folder / "media")
    assert [readiness(port) for port in ports] == [(200, "ok")] * 2


def readiness(port):
    """(status, what is said of the files)"""
    response, content = answer_of(port, "/readyz")
    return response.status, json.loads(content)["parts"]["files"]
