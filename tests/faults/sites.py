"""The site as it runs in production: processes of their own, asked from outside."""

import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.parse
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tests.faults.cast import ROOT, environment

WEB = ["-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
SENDER = ["manage.py", "send_messages", "--loop"]
COLLECT = ["collectstatic", "--no-input", "-v0"]
FOLDERS = ("media", "private")
# systemd keeps the socket of workshops-web.socket and hands it over as number 3
HANDED_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""


def variables_of(database, folder, port, **more):
    """The environment of a site with a database and a folder of its own."""
    return os.environ | {
        "DATABASE_URL": database,
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "PAGE_CACHE_SECONDS": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "only-for-tests-" * 4,
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "EMAIL_FROM": "us@example.org",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **more,
    }


def prepare(variables):
    """All that stands before the first start."""
    for command in (["migrate", "--no-input", "-v0"], ["createcachetable", "-v0"], COLLECT):
        run(variables, "manage.py", *command)
    for name in FOLDERS:
        (Path(variables["VAR_DIR"]) / name).mkdir(exist_ok=True)


def on_this_database(**more):
    """The environment of a site on the database of this process, with its static files."""
    variables = environment(
        PAGE_CACHE_SECONDS="0",
        ALLOWED_HOSTS="127.0.0.1",
        SITE_URL="http://127.0.0.1",
        DATABASE_POOL_SIZE="10",
        VAR_DIR=str(settings.VAR_DIR),
    )
    collect_once()
    return variables | more


@lru_cache(1)
def collect_once():
    run(environment(VAR_DIR=str(settings.VAR_DIR)), "manage.py", *COLLECT)


def run(variables, *command):
    subprocess.run([sys.executable, *command], cwd=ROOT, env=variables, check=True)


def said(variables, code):
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    found = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=True)
    return found.stdout.decode().split()[-1]


def begin(command, variables, **options):
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,
    )


def end(process):
    process.terminate()
    process.wait(timeout=90)


@contextmanager
def site(variables):
    """Web server and sender."""
    processes = [begin(command, variables) for command in (WEB, SENDER)]
    try:
        wait(lambda: status(int(variables["PORT"]), "/de/workshops/") == 200)
        yield
        assert [process.poll() for process in processes] == [None, None]
    finally:
        for process in processes:
            end(process)


class Server:
    """The web server alone; with `is_held` behind a socket that stays while it is restarted."""

    def __init__(self, variables, *, is_held=True):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        # what a reader does not take waits with the server and not with the system
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.port = self.listener.getsockname()[1]
        self.variables = variables | {"PORT": str(self.port)}
        self.is_held = is_held
        self.process = None
        if not is_held:
            self.listener.close()

    def start(self):
        if self.is_held:
            number = self.listener.fileno()
            command = ["-c", HANDED_OVER, str(number), *WEB]
            self.process = begin(command, self.variables, pass_fds=[number])
        else:
            self.process = begin(WEB, self.variables)

    def restart(self):
        end(self.process)
        self.start()

    def is_up(self):
        return status(self.port, "/healthz") == 200

    def workers(self):
        return set(children_of(self.process.pid))

    def close(self):
        self.listener.close()
        if self.process:
            end(self.process)


@contextmanager
def serving(*servers):
    """All of them, up."""
    try:
        for server in servers:
            server.start()
        for server in servers:
            wait(server.is_up)
        yield
    finally:
        for server in servers:
            server.close()


def answer_of(port, path, body=None, headers=None):
    """(response, its bytes); OSError and HTTPException as they come."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=90)) as link:
        link.request("GET" if body is None else "POST", path, body, headers or {})
        response = link.getresponse()
        return response, response.read()


def asked(port, path, fields=None, headers=None):
    """(status, text)"""
    if fields is None:
        response, content = answer_of(port, path, None, headers)
    else:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        response, content = answer_of(
            port, path, urllib.parse.urlencode(fields), (headers or {}) | kind
        )
    return response.status, content.decode()


def status(port, path):
    """0 where nobody answers."""
    try:
        return asked(port, path)[0]
    except (OSError, http.client.HTTPException):
        return 0


def is_listening(port):
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port)) == 0


def children_of(process):
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def wait(is_so, seconds=60):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)
