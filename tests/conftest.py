import os

import pytest
from django.core.files.storage import InMemoryStorage
from django.db import connection

from tests.database import WANTED


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Pages name their files without the manifest that only collectstatic makes."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def _documents_in_memory(monkeypatch):
    from workshops.models import InvitationLetter, Material, Workshop

    for model, name in ((Material, "file"), (InvitationLetter, "file"), (Workshop, "signature")):
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


@pytest.fixture(scope="session", autouse=True)
def _wanted_database(django_db_setup):
    assert connection.vendor == WANTED


def pytest_collection_modifyitems(items):
    for item in items:
        if "postgresql" in item.keywords and WANTED != "postgresql":
            item.add_marker(pytest.mark.skip(reason="row locks: runs on PostgreSQL"))


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
