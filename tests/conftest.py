import gc
import os
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.signals import user_logged_in
from django.core.files.storage import InMemoryStorage
from django.db import connection
from django.http import HttpRequest
from django.template import Template

from tests.database import WANTED


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Pages name their files without the manifest that only collectstatic makes, and no client
    looks through those collected by an earlier run of the server."""
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def _documents_in_memory(monkeypatch):
    from workshops.models import (
        InvitationLetter,
        IssuedPaper,
        Material,
        NominationLetter,
        SignedSheet,
        Workshop,
    )

    filed = (Material, InvitationLetter, IssuedPaper, NominationLetter, SignedSheet)
    for model, name in (*((model, "file") for model in filed), (Workshop, "signature")):
        monkeypatch.setattr(model._meta.get_field(name), "storage", InMemoryStorage())


@pytest.fixture
def picture_files(settings, tmp_path):
    """Pictures are kept in folders of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    settings.MEDIA_ROOT.mkdir()


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _forced_logins_are_complete():
    """client.force_login stands for a whole login a moment ago, second factor included; whoever
    logs in through the form shows what the form asks for."""

    def complete(sender, request, user, **kwargs):
        if type(request) is HttpRequest:  # made by the client, no request of a browser
            record_authentication(request, user, "mfa")

    user_logged_in.connect(complete)
    yield
    user_logged_in.disconnect(complete)


@pytest.fixture(scope="session", autouse=True)
def _no_record_of_widgets(django_test_environment):
    """The test client keeps the contexts of all templates of a page; those of its thousand widgets
    nobody asks for."""
    record = Template._render

    def render(self, context):
        is_widget = self.name and self.name.startswith("django/forms/")
        return self.nodelist.render(context) if is_widget else record(self, context)

    Template._render = render
    yield
    Template._render = record


@pytest.fixture(scope="session", autouse=True)
def _rare_garbage_collection():
    """What is imported stays: looking through it again and again is a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _wanted_database(django_db_setup):
    assert connection.vendor == WANTED


NO_PARAMETERS = SimpleNamespace(params={})
ASKS_A_DATABASE = {"db", "transactional_db", "demo"}


def pytest_collection_modifyitems(config, items):
    """What asks no database, or asks it nothing of its own, runs once, on the first of them."""
    if WANTED == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if _runs_once(item)])
        items[:] = [item for item in items if not _runs_once(item)]
    for item in items:
        if "postgresql" in item.keywords and WANTED != "postgresql":
            item.add_marker(pytest.mark.skip(reason="row locks: runs on PostgreSQL"))


def _runs_once(item):
    is_marked = item.get_closest_marker("django_db") or item.get_closest_marker("browser")
    asks = is_marked or not ASKS_A_DATABASE.isdisjoint(item.fixturenames)
    return not asks or item.get_closest_marker("once") or _counts_queries_of_many(item)


def _counts_queries_of_many(item):
    """Of 300 rows, where 3 need no more queries than one on either database."""
    return 300 in getattr(item, "callspec", NO_PARAMETERS).params.values()


def pytest_sessionfinish(session, exitstatus):
    """Leaves a line for the summary of script/test."""
    path = os.environ.get("SUMMARY")
    if not path or hasattr(session.config, "workerinput"):
        return
    stats = session.config.pluginmanager.get_plugin("terminalreporter").stats
    kind = "browser" if session.config.option.markexpr == "browser" else WANTED
    counts = {word: len(stats.get(word, [])) for word in ("passed", "failed", "skipped")}
    said = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    reasons = {report.longrepr[2].removeprefix("Skipped: ") for report in stats.get("skipped", [])}
    said += f" ({'; '.join(sorted(reasons))})" if reasons else ""
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"Tests ({kind}): {said or 'none chosen'}\n")
