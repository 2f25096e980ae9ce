"""The server asks nobody anything: no address that someone types is ever fetched (A66)."""

import ast

import pytest

from tests.project.test_project import ROOT, tracked

pytestmark = pytest.mark.row("A66")

# what could ask another host over the net; mails go through tools/smtp.py alone
CLIENTS = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httplib2",
    "httpx",
    "imaplib",
    "pycurl",
    "requests",
    "smtplib",
    "socket",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "xmlrpc.client",
}
ALLOWED = {"tools/smtp.py": {"smtplib", "socket"}}


def clients_of(source):
    """What a module imports of CLIENTS, in whatever way it says so."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names |= {node.module or ""}
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {client for client in CLIENTS for name in names if f"{name}.".startswith(f"{client}.")}


def test_no_module_imports_what_could_fetch():
    found = {}
    for path in tracked("config/*.py", "partnerships/*.py", "tools/*.py", "workshops/*.py"):
        name = path.relative_to(ROOT).as_posix()
        surplus = clients_of(path.read_text(encoding="utf-8")) - ALLOWED.get(name, set())
        if surplus:
            found[name] = surplus
    assert found == {}


@pytest.mark.parametrize(
    "line",
    ["import requests", "from urllib import request", "from urllib.request import urlopen",
     "import http.client as x", "def f():\n    import socket"],
)  # fmt: skip
def test_what_could_fetch_is_seen(line):
    assert clients_of(line)


def test_taking_addresses_apart_is_no_fetching():
    assert clients_of("from urllib.parse import urlsplit\nfrom http import HTTPStatus") == set()
