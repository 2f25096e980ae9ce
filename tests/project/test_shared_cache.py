"""Limits are counted in a table that may be lost; seats are decided without it (L15)."""

import ast
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection

ROOT = Path(__file__).resolve().parents[2]
DECIDING = sorted(
    path for each in ("models", "registration") for path in ROOT.glob(f"workshops/{each}/**/*.py")
)
CACHES = {"django.core.cache", "tools.attempts", "tools.kept", "tools.pagecache"}
pytestmark = pytest.mark.row("L15")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_nothing_that_decides_about_seats_knows_a_cache():
    assert len(DECIDING) > 40
    assert [path.name for path in DECIDING if CACHES & set(imported(path))] == []
    assert CACHES & set(imported(ROOT / "workshops/desk/interest.py")) == {"tools.attempts"}


@pytest.mark.django_db
def test_a_database_that_is_away_is_not_hidden(monkeypatch):
    def away(*_arguments):
        raise OperationalError("connection is bad")

    monkeypatch.setattr(connection, "cursor", away)

    with pytest.raises(OperationalError):
        cache.get("guesses")


@pytest.mark.django_db
def test_what_cannot_be_read_is_as_if_it_was_not_there(caplog):
    cache.set("guesses", 3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET value = 'AAAA'")

    assert cache.get("guesses", 0) == 0
    assert [entry.getMessage() for entry in caplog.records] == ["Not counted (UnpicklingError)"]
