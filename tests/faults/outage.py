"""PostgreSQL restarts while the site is read and mails are sent."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager

from tests.faults.cast import ROOT
from tests.smtp import Mailbox, free_port, serving

WRITE = """
from tests.factories import make_message
for number in range({number}):
    make_message(recipient="a@example.org", message_id=f"<{name}-{{number}}@testserver>")
"""


def restarted(server, folder, *, seconds, away):
    """L08: 503 while it is away for so many seconds, no other error; every process has its
    connections again."""
    mailbox, port = Mailbox(), free_port()
    with serving(mailbox) as mail_port:
        variables = os.environ | {
            "DATABASE_URL": server.get_uri(),
            "VAR_DIR": str(folder),
            "PORT": str(port),
            "PAGE_CACHE_SECONDS": "0",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "SECRET_KEY": "only-for-tests-" * 4,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "EMAIL_FROM": "us@example.org",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        for command in ("migrate", "collectstatic"):
            _run(variables, "manage.py", command, "--no-input", "--verbosity=0")
        with _site(variables), reading(port) as answers:
            _write(variables, "before")
            _wait(lambda: len(mailbox.mails) == 1)
            time.sleep(seconds)
            restarted_at = time.monotonic()
            server.stop()
            time.sleep(away)
            server.start()
            back_at = time.monotonic()
            time.sleep(seconds)
            _write(variables, "after")
            _wait(lambda: len(mailbox.mails) == 2)
    return _figures(answers, restarted_at, back_at)


def _figures(answers, restarted_at, back_at):
    counted = Counter(status for _at, status in answers)
    faults = [at for at, status in answers if status != 200]
    assert set(counted) <= {200, 503}
    assert all(at >= restarted_at - 1 for at in faults)
    last = max(faults, default=back_at) - back_at
    assert last <= 5
    later = [status for at, status in answers if at > back_at + 5]
    assert len(later) > 20
    assert set(later) == {200}
    return (
        f"away for {back_at - restarted_at:.1f} s: {counted[503]} of {len(answers):,} answers 503, "
        f"the last {max(last, 0):.1f} s after it was back, none but 200 then; the sender goes on"
    )


@contextmanager
def _site(variables, log=subprocess.DEVNULL):
    """Web server and sender, as they run in production."""
    commands = (
        ["-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"],
        ["manage.py", "send_messages", "--loop"],
    )
    processes = [
        subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=variables,
            stdout=log,
            stderr=log,
        )
        for command in commands
    ]
    try:
        _wait(lambda: _status(int(variables["PORT"])) == 200)
        yield
        assert [process.poll() for process in processes] == [None, None]
    finally:
        for process in processes:
            process.terminate()
            process.wait(timeout=60)


@contextmanager
def reading(port, readers=2):
    """[(when, status)] of pages asked for all the time."""
    answers, ending = [], threading.Event()

    def read():
        while not ending.is_set():
            status = _status(port)
            answers.append((time.monotonic(), status))
            time.sleep(0.1)

    threads = [threading.Thread(target=read) for _reader in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        ending.set()
        for thread in threads:
            thread.join()


def _status(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/de/workshops/?when=past")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def _write(variables, name):
    code = WRITE.format(number=1, name=name)
    _run(variables, "manage.py", "shell", "--no-imports", "-c", code)


def _run(variables, *command):
    subprocess.run([sys.executable, *command], cwd=ROOT, env=variables, check=True)


def _wait(is_so, seconds=60):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.2)
