"""The demo as script/server serves it, and a real Chromium before it."""

import fcntl
import json
import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
LOGIN = re.compile(r"Login: (\S+) / (\S+)")


# A preview link is shown once, to who made it: so one is put beside the demo
DRAFT = """
from datetime import timedelta
from django.utils import timezone
from tools import tokens
from workshops.models import Link, Workshop
from partnerships.models import User
token, now = tokens.make(), timezone.now()
draft = Workshop.objects.create(
    slug="draft", title_de="Entwurf", starts_on=now.date(), ends_on=now.date()
)
draft.fit_days()
Link.objects.create(
    purpose="preview", workshop=draft, token_hash=tokens.hashed(token),
    created_by=User.objects.first(), expires_at=now + timedelta(days=1),
)
print(token)
"""


class Demo:
    """An address, the login that the server printed, the variables it was started with, and a
    process beside it that runs scripts."""

    def __init__(self, url, email, password, variables, beside):
        self.url, self.email, self.password = url, email, password
        self.variables, self.beside = variables, beside
        self.folder = Path(variables["VAR_DIR"])


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_login(process):
    printed = []
    for line in process.stdout:
        printed.append(line)
        if match := LOGIN.search(line):
            return match.groups()
    raise AssertionError("script/server ended:\n" + "".join(printed))


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """script/server in a new folder for its data; Ctrl-C ends it with all its processes."""
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    variables = kept | {"PORT": str(port), "VAR_DIR": str(tmp_path_factory.mktemp("var"))}
    with open(ROOT / "script" / "server") as one_after_the_other:  # they may set up the same
        fcntl.flock(one_after_the_other, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [ROOT / "script" / "server"],
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        email, password = wait_for_login(process)
    try:
        with beside(variables) as scripts:
            yield Demo(f"http://127.0.0.1:{port}", email, password, variables, scripts)
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()
        with pytest.raises(ProcessLookupError):  # neither web server nor sender is left
            os.killpg(process.pid, 0)


@contextmanager
def beside(variables):
    """tests/journeys/beside.py at work on the data of the demo."""
    settings = {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.beside"],
        cwd=ROOT,
        env=variables | settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()


def run(demo, script):
    """What a script prints beside the demo."""
    demo.beside.stdin.write(json.dumps(script) + "\n")
    demo.beside.stdin.flush()
    done = json.loads(demo.beside.stdout.readline())
    assert done["is_fine"], done["printed"]
    return done["printed"].strip()


@pytest.fixture(scope="session")
def address(demo):
    """address(language, path) of a page; the preview gets the token of a draft's link."""
    token = run(demo, DRAFT)
    return lambda language, path: f"/{language}/{path}".replace("TOKEN", token)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, demo):
    """visit(path, **context options) opens a page of a new visitor; what it does wrong is kept.

    `page.finished` lists requests that were answered, `page.foreign` those to other hosts,
    `page.complaints` what the console reported.
    """
    contexts = []

    def open_page(path, **options):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}} | options)
        contexts.append(context)
        page = context.new_page()
        page.finished, page.foreign, page.complaints = [], [], []
        page.on("requestfinished", lambda request: page.finished.append(request))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((demo.url, "data:"))
                else page.foreign.append(request.url)
            ),
        )
        page.on(
            "console",
            lambda message: (
                page.complaints.append(message.text) if message.type == "error" else None
            ),
        )
        page.goto(demo.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def log_in(visit, demo):
    """log_in(**context options): the first page of the administration, in the organiser's eyes."""

    def log_in(**options):
        page = visit("/admin/", **options)
        page.fill("input[name=login]", demo.email)
        page.fill("input[name=password]", demo.password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(demo.url + "/admin/")
        return page

    return log_in


@pytest.fixture
def organiser(log_in):
    return log_in()
