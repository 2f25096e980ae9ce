"""The production server as config/gunicorn.py sets it up, spoken to directly (A10, A13, A14)."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    def __init__(self, folder, **variables):
        self.port = free_port()
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.variables = kept | {
            "PORT": str(self.port),
            "VAR_DIR": str(folder),
            "SECRET_KEY": "only-for-tests-" * 4,
            "ALLOWED_HOSTS": "good.example",
            "SITE_URL": "http://good.example",
            "WEB_WORKERS": "1",
            **variables,
        }

    def __enter__(self):
        command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
        self.process = subprocess.Popen(
            [*command, "config.wsgi"],
            cwd=ROOT,
            env=self.variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _attempt in range(300):
            with socket.socket() as connection:
                if connection.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.1)
        raise AssertionError("gunicorn did not start")

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait(timeout=20)

    def say(self, data):
        """All that comes back until the server closes, or is silent after it began."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            answer = b""
            with contextlib.suppress(TimeoutError, ConnectionError):
                connection.sendall(data.encode("latin-1"))
                while piece := connection.recv(65536):
                    answer += piece
                    connection.settimeout(0.5)
        return answer.decode("latin-1")

    def get(self, path, *headers):
        lines = [f"GET {path} HTTP/1.1", "Host: good.example", "Connection: close", *headers]
        return self.say("\r\n".join([*lines, "", ""]))


def status(answer):
    return int(answer.split(" ", 2)[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Without a database: none of the answers looked at here needs one."""
    folder = tmp_path_factory.mktemp("var")
    server = Server(folder)
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=server.variables, check=True)
    with server:
        yield server


def is_unaffected(server):
    """The next visitor gets the page that was asked for."""
    answer = server.get("/robots.txt")
    return status(answer) == 200 and "Sitemap:" in answer


@pytest.mark.row("L34", "L40")
def test_only_this_machine_reaches_it(server):
    """Whoever is to be let in comes through the proxy."""
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()
        if line.split()[3] == "0A"
    ]

    assert [at for at in listening if at.endswith(f":{server.port:04X}")] == [
        f"0100007F:{server.port:04X}"
    ]


POST = "POST /de/nowhere/ HTTP/1.1\r\nHost: good.example\r\n"
SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: good.example\r\n\r\n"
AMBIGUOUS = {
    "CL.TE": f"{POST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "TE.CL": f"{POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n{SMUGGLED}",
    "TE.TE": f"{POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "odd TE": f"{POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "blank before colon": f"{POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "two lengths": f"{POST}Content-Length: 0\r\nContent-Length: 50\r\n\r\n{SMUGGLED}",
    "signed length": f"{POST}Content-Length: +0\r\n\r\n{SMUGGLED}",
    "length of letters": f"{POST}Content-Length: abc\r\n\r\n{SMUGGLED}",
    "garbage in chunks": f"{POST}Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n{SMUGGLED}",
    "folded header": f"{POST}X-A: b\r\n c\r\n\r\n{SMUGGLED}",
    "two hosts": "GET /de/nowhere/ HTTP/1.1\r\nHost: good.example\r\nHost: evil.example\r\n\r\n",
    "blanks in the line": f"GET /de/ no HTTP/1.1\r\nHost: good.example\r\n\r\n{SMUGGLED}",
    "no protocol": f"GET /de/\r\nHost: good.example\r\n\r\n{SMUGGLED}",
    "garbage": "\x16\x03\x01\x00\xff\r\n\r\n",
}


@pytest.mark.row("A13")
@pytest.mark.parametrize("kind", AMBIGUOUS)
def test_a_request_of_two_readings_is_refused_and_ends_the_connection(server, kind):
    answer = server.say(AMBIGUOUS[kind])

    statuses = [int(found) for found in re.findall(r"HTTP/1.1 (\d+) ", answer)]
    # a body that no page has asked for is looked at after the answer, and ends the connection
    answered = [404] if kind == "garbage in chunks" else []
    assert statuses in ([], *([*answered, refused] for refused in (400, 501, 505)))
    assert "smuggled" not in answer
    assert is_unaffected(server)


@pytest.mark.row("A13")
def test_a_plain_request_gets_an_answer(server):
    """The control: the same form without ambiguity."""
    answer = server.say(f"{POST}Content-Length: 0\r\nConnection: close\r\n\r\n")

    assert status(answer) == 404


@pytest.mark.row("A13", "A12")
@pytest.mark.parametrize(
    ("request_line", "headers", "expected"),
    [
        ("GET /de/nowhere/ HTTP/1.1", [f"X-{n}: a" for n in range(200)], 431),
        ("GET /de/nowhere/ HTTP/1.1", ["X-A: " + "a" * 65_536], 431),
        (f"GET /de/?q={'a' * 100_000} HTTP/1.1", [], 414),
    ],
)
def test_too_much_is_refused_before_it_is_read(server, request_line, headers, expected):
    lines = [request_line, "Host: good.example", *headers, "", ""]
    answer = server.say("\r\n".join(lines))

    assert answer == "" or status(answer) == expected
    assert is_unaffected(server)


@pytest.mark.row("A13")
@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "OPTIONS", "DELETE", "CONNECT", "X"])
def test_another_method_does_nothing(server, method):
    answer = server.say(f"{method} /robots.txt HTTP/1.1\r\nHost: good.example\r\n\r\n")

    assert status(answer) in {400, 403, 405, 501}
    assert is_unaffected(server)


@pytest.mark.row("A10")
def test_an_absolute_address_names_no_other_site(server):
    answer = server.get("http://evil.example/de/nowhere/")

    assert status(answer) in {400, 404}
    assert "evil.example" not in answer


@pytest.mark.row("A10")
@pytest.mark.parametrize(
    "host", ["evil.example", "ok:80@evil.example", "good.example@evil.example"]
)
def test_another_host_is_refused(server, host):
    answer = server.say(f"GET /robots.txt HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")

    assert status(answer) == 400
    assert "evil.example" not in answer


HIDDEN = [
    "/.git/config",
    "/.git/HEAD",
    "/.env",
    "/.well-known/",
    "/config/settings.py",
    "/settings.py~",
    "/manage.py",
    "/db.sqlite3",
    "/var/db.sqlite3",
    "/backup.sql",
    "/media/",
    "/media/../db.sqlite3",
    "/media/%2e%2e/db.sqlite3",
    "/media/..%2fdb.sqlite3",
    "/media/.htaccess",
    "/private/",
    "/static/",
    "/static/../config/settings.py",
    "/static/%2e%2e/config/settings.py",
    "/static/..%5cconfig%5csettings.py",
    "/static/js/door.js.map",
    "/admin/doc/",
    "/admin/jsi18n.map",
    "/__debug__/",
    "/server-status",
]


@pytest.mark.row("A14")
@pytest.mark.parametrize("path", HIDDEN)
def test_what_is_not_for_the_web_is_not_there(server, path):
    answer = server.get(path)

    assert status(answer) in ({302, 404} if path.startswith("/admin/") else {404})
    assert "Index of" not in answer
    assert "SECRET_KEY" not in answer


@pytest.mark.row("A69")
def test_what_the_server_itself_says_names_no_version(server):
    answers = [server.get("/de/nowhere/"), server.say(AMBIGUOUS["CL.TE"])]

    for answer in answers:
        head = answer.partition("\r\n\r\n")[0]
        assert "gunicorn/" not in head
        assert "Python" not in head


SCHEMES = ["X-Forwarded-Proto: https", "X-Forwarded-Ssl: on", "X-Forwarded-Protocol: ssl"]


@pytest.mark.row("A09")
def test_without_a_proxy_nobody_says_that_it_was_asked_by_https(server):
    underscored = [scheme.replace("-", "_") for scheme in SCHEMES]
    with Server(server.variables["VAR_DIR"], SITE_URL="https://good.example") as site:
        answers = [site.get("/robots.txt", header) for header in [*SCHEMES, *underscored]]

    assert [status(answer) for answer in answers] == [301] * 6
    assert all("Location: https://good.example/robots.txt" in answer for answer in answers)


@pytest.mark.row("A09")
def test_behind_a_proxy_the_scheme_is_the_one_that_it_names(server):
    variables = {"SITE_URL": "https://good.example", "BEHIND_PROXY": "1"}
    headers = [SCHEMES[0], SCHEMES[0].replace("-", "_"), *SCHEMES[1:], "X-A: b"]
    with Server(server.variables["VAR_DIR"], **variables) as site:
        answers = [site.get("/robots.txt", header) for header in headers]

    assert [status(answer) for answer in answers] == [200, 301, 301, 301, 301]
    assert "Strict-Transport-Security: max-age=31536000" in answers[0]


def test_whoever_starts_the_demo_is_told_the_accounts(monkeypatch, capsys):
    from config import gunicorn
    from workshops.demo import account

    monkeypatch.setenv("SITE_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("DEMO_PASSWORD", "seventeen")

    gunicorn.when_ready(None)

    words = capsys.readouterr().out.replace(",", " ").split()
    assert [word for word in words if "@" in word] == [account.EMAIL, *account.OTHERS]
    assert "seventeen" in words
