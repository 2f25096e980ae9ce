"""Starts actors on the database of this process, and mail servers for them."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


def database_url():
    """Of the database in use: pytest calls it by another name than the settings."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def environment(**variables):
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "DATABASE_POOL_SIZE": "40",
        **variables,
    }


class Actor:
    def __init__(self, **variables):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.actors"],
            cwd=ROOT,
            env=environment(**variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, act, **arguments):
        self.process.stdin.write(json.dumps({"act": act} | arguments) + "\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def kill(self):
        """SIGKILL; what it said before is returned."""
        self.process.kill()
        rest = self.process.stdout.read().splitlines()
        self.end()
        return rest

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=60)


@contextmanager
def actors(number, **variables):
    """So many processes, all of them ready; whatever happens, none is left."""
    started = [Actor(**variables) for _number in range(number)]
    try:
        for actor in started:
            assert actor.answer() == "ready"
        yield started
    finally:
        for actor in started:
            if actor.process.poll() is None and sys.exc_info()[0]:
                actor.process.kill()
            actor.end()


def all_at_once(players, act, **arguments):
    """[the answer of each]"""
    for player in players:
        player.tell(act, **arguments)
    return [player.answer() for player in players]


def mail_variables(port):
    return {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "EMAIL_FROM": "us@example.org"}


@contextmanager
def mail_settings(port, **more):
    """The same for this process."""
    wanted = {
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "DEFAULT_FROM_EMAIL": "us@example.org",
        **more,
    }
    before = {name: getattr(settings, name) for name in wanted}
    for name, value in wanted.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
