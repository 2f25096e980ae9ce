"""The walk: every address, by every method, and what was found that the role may not see."""

import copy
import io
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

import pypdf
from django.db import transaction
from django.db.models import Max
from django.http import HttpResponseBase
from django.test import Client

from tests.security.addresses import LANGUAGE, addresses, routes
from tests.security.roles import Role
from tests.security.world import Canary, World
from workshops.models import Message

TOKEN = "c" * 32
LEGAL = {"imprint", "privacy", "accessibility"}
LEGAL_LINK = re.compile(r'href="/(?:de|en|uk|sq)/(\w+)/"')
# what a page that makes a file is sent, by the end of its route
SENT = {
    "lists/<slug:purpose>/": [
        {"format": "csv", "reason": "walk", "include_protected": "on"},
        {"format": "xlsx", "reason": "walk"},
    ],
    "papers/<slug:kind>/": [{"language": "en", "size": "90x55"}],
    "papers/issued/<slug:kind>/": [{"act": "download"}],
    "evidence/pack/": [{"language": "en"}],
}


@dataclass
class Found:
    """`leaks` and `faults` as sentences, `seen` what was met and may be; `unlinked` are pages
    that do not lead to the legal ones."""

    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)
    seen: set[Canary] = field(default_factory=set)
    requests: int = 0


class Walk:
    def __init__(self, world: World, role: Role, log: list[logging.LogRecord]):
        self.world, self.role, self.log = world, role, log
        self.client: Client = role.enter(world)
        self.found = Found()
        self.newest = Message.objects.aggregate(newest=Max("pk"))["newest"] or 0

    def over(self, wanted: Iterable[str], languages: Iterable[str]) -> Found:
        """Of each route the first address in every language, the others in turn in one of them."""
        for route in wanted:
            for number, address in enumerate(self._asked(route)):
                codes = list(languages) if route.startswith(LANGUAGE) else [""]
                if number:
                    codes = [codes[number % len(codes)]]
                paths = [address.replace("LANGUAGE", code, 1) for code in codes]
                for path in paths:
                    self._ask("get", path)
                if number == 0 or self.role.is_at_home(route):
                    self._send(route, paths[0])
                if number == 0:
                    for method in ("head", "options", "post"):
                        self._ask(method, paths[0])
        return self.found

    def _asked(self, route: str) -> list[str]:
        """All addresses of what the role works with; of anything else the first and the last."""
        found = addresses(route, self.world, self.role)
        return found if self.role.is_at_home(route) else list(dict.fromkeys([found[0], found[-1]]))

    def _send(self, route: str, path: str) -> None:
        """With the token of the session. Nothing stays: each is taken back before the next."""
        bodies = [each for ending, sent in SENT.items() if route.endswith(ending) for each in sent]
        if not self._is_of_interest(path):
            bodies = []
        for fields in ({}, *bodies):
            self._ask("post", path, {"csrfmiddlewaretoken": TOKEN} | fields)

    def _is_of_interest(self, path: str) -> bool:
        """Files are made for P, and asked for of the draft by who does not work on it."""
        letters = "P" if "D" in self.role.workshops else "PD"
        keys = [self.world.workshops[letter].pk for letter in letters]
        return path.startswith(tuple(f"/admin/workshops/workshop/{key}/" for key in keys))

    def _ask(self, method: str, path: str, data: dict[str, str] | None = None) -> None:
        before = copy.deepcopy(self.client.cookies)
        if data:
            self.client.cookies["csrf"] = TOKEN
        self.log.clear()
        self.found.requests += 1
        with transaction.atomic():
            # each from an address of its own: who guesses often is asked to wait
            address = f"10.{self.found.requests // 65536}.{self.found.requests // 256 % 256}"
            address += f".{self.found.requests % 256}"
            response = getattr(self.client, method)(path, data or {}, REMOTE_ADDR=address)
            said = f"{method} {path} {sorted(data or {})}: {response.status_code}"
            if response.status_code >= 500:
                self.found.faults.append(said)
            text = text_of(response)
            self._look(said, path, text)
            if method == "get" and is_page(response) and LEGAL - set(LEGAL_LINK.findall(text)):
                self.found.unlinked.append(said)
            self._look(f"{said}, log", path, "\n".join(map(_line, self.log)))
            self._look_at_mails(said)
            transaction.set_rollback(True)
        self.client.cookies = before

    def _look(self, said: str, path: str, text: str) -> None:
        """Nobody learns from a page what they wrote into its address themselves."""
        asked = set(self.world.found(unquote(path)))
        for canary in self.world.found(text):
            if self.role.may_see(canary):
                self.found.seen.add(canary)
            elif canary not in asked:
                self.found.leaks.append(f"{said}: {canary}")

    def _look_at_mails(self, said: str) -> None:
        """A mail may tell its recipient of their own workshop and municipality."""
        for mail in Message.objects.filter(pk__gt=self.newest):
            to = next(self.world.found(mail.recipient), None)
            for canary in self.world.found(f"{mail.subject} {mail.text}"):
                is_own = to and canary.sender in {"", to.sender} and canary.kind != "SECRET"
                if not is_own:
                    self.found.leaks.append(f"{said}, mail to {to}: {canary}")


def _line(record: logging.LogRecord) -> str:
    return record.getMessage() + (str(record.exc_info[1]) if record.exc_info else "")


def every_route() -> list[str]:
    return sorted(set(routes()))


def is_page(response: HttpResponseBase) -> bool:
    if response.status_code == 405:
        return False
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return is_html and not 300 <= response.status_code < 400


def text_of(response: HttpResponseBase) -> str:
    """Headers and body as a reader gets them: papers, workbooks and archives opened."""
    body = b"".join(response) if response.streaming else response.content
    response.close()
    headers = "\n".join(f"{name}: {unquote(value)}" for name, value in response.headers.items())
    return f"{headers}\n{''.join(_texts(body))}"


def _texts(content: bytes) -> Iterator[str]:
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        for page in pypdf.PdfReader(io.BytesIO(content)).pages:
            yield page.extract_text() + "\n"
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from _texts(archive.read(name))
    else:
        # calendar files fold their lines
        yield re.sub(r"\r\n[ \t]", "", content.decode("utf-8", "replace"))
