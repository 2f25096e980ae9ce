"""The database takes no writes for a while; migrations are begun twice, and killed."""

import http.client
import os
import random
import subprocess
import sys
import time
import urllib.parse
from contextlib import closing

from tests.faults.cast import ROOT
from tests.faults.outage import _run, _site, _wait
from tests.smtp import free_port

PREPARE = """
from django.core.management import call_command
from tests.factories import make_open_call
from workshops.models import Interest, Workshop
call_command("createcachetable")
Interest.objects.all().delete()
if not Workshop.objects.filter(slug="call"):
    make_open_call("call")
"""
COUNT = """
from workshops.models import Interest
print(Interest.objects.count())
"""
PAGES = ("/de/", "/uk/workshops/", "/sq/cities/", "/en/workshops/call/", "/de/search/?q=x")


def read_only(server, folder):
    """L11: pages are read, forms say that they are closed; afterwards all is as before."""
    port = free_port()
    variables = site_variables(server, folder, port)
    set_up(variables, folder)
    with _site(variables):
        assert asked(port, "/readyz") == (200, False)
        close(server, "on")
        _wait(lambda: asked(port, "/readyz")[0] == 503)
        assert [asked(port, path)[0] for path in PAGES] == [200] * len(PAGES)
        assert asked(port, "/uk/d/unknown-link/")[0] == 404
        assert [express_interest(port) for _time in range(3)] == [(503, True)] * 3
        close(server, "off")
        back_at = time.monotonic()
        _wait(lambda: asked(port, "/readyz")[0] == 200)
        took = time.monotonic() - back_at
        assert said(variables, COUNT) == "0"
        assert express_interest(port)[0] == 302
        assert said(variables, COUNT) == "1"
    return f"{len(PAGES)} pages 200, 3 forms 503, nothing written; all well {took:.1f} s after"


def set_up(variables, folder):
    """All that a site needs before its first start, and a workshop with an open call.

    Several rounds may share a site: what is there already is left as it is.
    """
    if not (folder / "static").exists():
        for command in ("migrate", "collectstatic"):
            _run(variables, "manage.py", command, "--no-input", "--verbosity=0")
    for name in ("media", "private"):
        (folder / name).mkdir(exist_ok=True)
    _run(variables, "manage.py", "shell", "--no-imports", "-c", PREPARE)


def site_variables(server, folder, port):
    return os.environ | {
        "DATABASE_URL": server.get_uri(),
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "PAGE_CACHE_SECONDS": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "only-for-tests-" * 4,
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",
        "EMAIL_FROM": "us@example.org",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def close(server, is_on):
    """For new connections; the old ones are ended."""
    server.psql(
        "SET default_transaction_read_only = off;"
        f"ALTER DATABASE postgres SET default_transaction_read_only = {is_on};"
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )


def asked(port, path, method="GET", fields=None):
    """(status, whether the page says that forms are closed)"""
    response, text = answered(port, path, method, fields)
    return response.status, "This form is closed for a moment" in text


def answered(port, path, method="GET", fields=None):
    """The response, and its text."""
    body = urllib.parse.urlencode(fields) if fields else None
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response, response.read().decode()


INTEREST = {"municipality_name": "Луцьк", "country": "UA", "name": "O", "email": "o@example.org"}


def express_interest(port):
    return asked(port, "/en/workshops/call/take-part/", "POST", INTEREST)


def said(variables, code):
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    found = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=True)
    return found.stdout.decode().split()[-1]


def migrated(server, folder, *, kills):
    """L25: killed so many times midway and begun twice at once, the tables are as always."""
    variables = site_variables(server, folder, 0)
    command = [sys.executable, "manage.py", "migrate", "--no-input"]
    killed = 0
    for number in range(kills):
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL)
        time.sleep(1 + number / 2 + random.random())
        killed += process.poll() is None
        process.kill()
        process.wait()
    assert killed
    pair = [
        subprocess.Popen(
            command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for _process in range(2)
    ]
    outputs = [process.communicate(timeout=300)[0].decode() for process in pair]
    assert [process.returncode for process in pair] == [0, 0], outputs
    idle = sum("No migrations to apply" in output for output in outputs)
    assert idle >= 1
    subprocess.run([*command, "--check"], cwd=ROOT, env=variables, check=True)
    return f"killed {killed} times midway, then two at once: both well, {idle} had nothing to do"
