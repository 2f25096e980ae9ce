"""The site as it runs in production: processes of their own, asked from outside."""

import http.client
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tests.faults.cast import ROOT, environment
from tests.faults.outage import _run, _wait

WEB = ["-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
FOLDERS = ("media", "private")
# systemd keeps the socket of workshops-web.socket and hands it over as number 3
HANDED_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""


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
    variables = environment(VAR_DIR=str(settings.VAR_DIR))
    _run(variables, "manage.py", "collectstatic", "--no-input", "--verbosity=0")


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
            _wait(server.is_up)
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


def status(port, path):
    """0 where nobody answers."""
    try:
        return answer_of(port, path)[0].status
    except (OSError, http.client.HTTPException):
        return 0


def children_of(process):
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()
