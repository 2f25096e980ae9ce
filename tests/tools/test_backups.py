"""A backup is whole, or it is none."""

import io
import json
import os
import sqlite3
import stat
import tarfile
from contextlib import closing

import pyrage
import pytest

from tools.backups import archive, databases, erasures, keys
from tools.backups.archive import BackupError
from tools.backups.files import make_folders, put_back

ABOUT = {"database": "sqlite", "rows": {"a": 2}}


@pytest.fixture
def key(tmp_path):
    """A key file as it is printed, and the public key in it."""
    path = tmp_path / "key"
    path.write_text(keys.new(), "utf-8")
    return path, path.read_text("utf-8").split()[3]


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "from"
    folder.mkdir()
    (folder / "small").write_bytes(b"abc")
    (folder / "large").write_bytes(os.urandom(3_000_000))
    return [("media/ü/small.jpg", folder / "small"), ("private/large", folder / "large")]


def written(tmp_path, files, public):
    path = tmp_path / "x.age"
    manifest = archive.write(path, files, ABOUT, keys.recipients([public]))
    return path, manifest


def test_what_is_written_is_read_again(tmp_path, files, key):
    path, manifest = written(tmp_path, files, key[1])

    read = archive.read(path, tmp_path / "to", keys.identities(key[0]))

    assert read == manifest
    assert read["rows"] == {"a": 2}
    for name, source in files:
        assert (tmp_path / "to" / name).read_bytes() == source.read_bytes()
    assert stat.S_IMODE((tmp_path / "to/private/large").stat().st_mode) == 0o600


def test_it_opens_with_age_and_tar_alone(tmp_path, files, key):
    """As anybody would without this program."""
    path, manifest = written(tmp_path, files, key[1])

    plain = pyrage.decrypt(path.read_bytes(), keys.identities(key[0]))

    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:gz") as tar:
        assert tar.getnames() == [name for name, _path in files] + ["manifest.json"]
        assert json.load(tar.extractfile("manifest.json")) == manifest


@pytest.mark.row("L40")
def test_nobody_else_may_read_it_and_nothing_in_it_is_in_the_clear(tmp_path, files, key):
    path, _manifest = written(tmp_path, files, key[1])

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"small.jpg" not in path.read_bytes()
    assert path.read_bytes().startswith(b"age-encryption.org/v1")


def test_another_key_opens_nothing(tmp_path, files, key):
    path, _manifest = written(tmp_path, files, key[1])
    other = tmp_path / "other"
    other.write_text(keys.new(), "utf-8")

    with pytest.raises(BackupError, match="cannot be decrypted"):
        archive.read(path, tmp_path / "to", keys.identities(other))


@pytest.mark.parametrize("left", [0, 10, 300, 100_000, -1])
def test_a_part_of_a_backup_is_refused(tmp_path, files, key, left):
    path, _manifest = written(tmp_path, files, key[1])
    path.write_bytes(path.read_bytes()[:left])

    with pytest.raises(BackupError):
        archive.read(path, tmp_path / "to", keys.identities(key[0]))


def test_a_byte_that_changed_is_seen(tmp_path, files, key):
    path, _manifest = written(tmp_path, files, key[1])
    content = bytearray(path.read_bytes())
    content[1_500_000] ^= 1
    path.write_bytes(content)

    with pytest.raises(BackupError):
        archive.read(path, tmp_path / "to", keys.identities(key[0]))


def forged(path, members, public):
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w:gz") as tar:
        for header, content in members:
            header.size = len(content)
            tar.addfile(header, io.BytesIO(content))
    path.write_bytes(pyrage.encrypt(plain.getvalue(), keys.recipients([public])))


def manifest_of(files):
    return json.dumps({"format": 1, "rows": {}, "files": files}).encode()


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"private/a": {"sha256": "0" * 64, "size": 1}},
        {"private/a": {"sha256": archive.hashlib.sha256(b"a").hexdigest(), "size": 1}, "b": {}},
    ],
)
def test_a_manifest_that_says_something_else_is_refused(tmp_path, key, files):
    path = tmp_path / "x.age"
    header = tarfile.TarInfo("private/a"), b"a"
    forged(path, [header, (tarfile.TarInfo("manifest.json"), manifest_of(files))], key[1])

    with pytest.raises(BackupError, match="Not as the manifest states"):
        archive.read(path, tmp_path / "to", keys.identities(key[0]))


def link(name):
    header = tarfile.TarInfo(name)
    header.type, header.linkname = tarfile.SYMTYPE, "/etc"
    return header


@pytest.mark.parametrize("header", [tarfile.TarInfo("../outside"), link("private")])
def test_a_backup_writes_nothing_outside(tmp_path, key, header):
    path = tmp_path / "x.age"
    forged(path, [(header, b"")], key[1])

    with pytest.raises(BackupError):
        archive.read(path, tmp_path / "to", keys.identities(key[0]))
    assert not (tmp_path / "outside").exists()


def test_without_a_manifest_it_is_not_complete(tmp_path, key):
    path = tmp_path / "x.age"
    forged(path, [(tarfile.TarInfo("private/a"), b"a")], key[1])

    with pytest.raises(BackupError, match="no manifest"):
        archive.read(path, tmp_path / "to", keys.identities(key[0]))


def test_a_backup_that_fails_leaves_nothing(tmp_path, files, key):
    def broken():
        yield files[1]
        raise RuntimeError("disk away")

    with pytest.raises(RuntimeError, match="disk away"):
        archive.write(tmp_path / "x.age", broken(), ABOUT, keys.recipients([key[1]]))
    assert list(tmp_path.glob("x.age*")) == []


def test_a_file_deleted_meanwhile_is_left_out(tmp_path, files, key):
    files[0][1].unlink()

    path, manifest = written(tmp_path, files, key[1])

    assert list(manifest["files"]) == ["private/large"]
    assert archive.read(path, tmp_path / "to", keys.identities(key[0])) == manifest


@pytest.mark.parametrize("words", [[], ["age1wrong"], ["AGE-SECRET-KEY-1"]])
def test_a_wrong_recipient_is_named(words):
    with pytest.raises(BackupError, match="BACKUP_RECIPIENT"):
        keys.recipients(words)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "age1wrong\n"])
def test_a_file_without_a_key_is_named(tmp_path, text):
    path = tmp_path / "key"
    path.write_text(text, "utf-8")

    with pytest.raises(BackupError, match=str(path)):
        keys.identities(path)


# erasures


def test_noted_erasures_are_read_each_once(tmp_path):
    path = tmp_path / "erasures.log"
    erasures.note(path, ["AAAA2222", "CCCC3333"])
    erasures.note(path, ["AAAA2222"])

    assert erasures.references([path, tmp_path / "missing"]) == ["AAAA2222", "CCCC3333"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_logs_become_one_and_nothing_is_lost(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.write_text("2026-01-02T00:00:00+00:00 BBBB\n2026-01-03T00:00:00+00:00 CCCC\n")
    theirs.write_text("2026-01-01T00:00:00+00:00 AAAA\n2026-01-02T00:00:00+00:00 BBBB\n")

    erasures.add(theirs, to=ours)
    erasures.add(tmp_path / "missing", to=ours)

    assert erasures.references([ours]) == ["AAAA", "BBBB", "CCCC"]
    assert len(ours.read_text().splitlines()) == 3


@pytest.mark.parametrize(
    "line", ["AAAA2222", "yesterday AAAA2222", "2026-01-01 Olga Muster", "2026-01-01 "]
)
def test_an_odd_line_is_refused_with_its_place(tmp_path, line):
    path = tmp_path / "erasures.log"
    path.write_text(f"2026-01-01 AAAA\n{line}\n")

    with pytest.raises(BackupError, match="line 2"):
        erasures.references([path])


@pytest.fixture
def _open_to_all():
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path):
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.row("A83")
@pytest.mark.usefixtures("_open_to_all")
def test_what_is_put_back_nobody_else_reads_whatever_the_umask(tmp_path, settings, monkeypatch):
    private = {"private": {"OPTIONS": {"location": tmp_path / "var/private"}}}
    settings.STORAGES = settings.STORAGES | private
    settings.MEDIA_ROOT = tmp_path / "var/media"
    (tmp_path / "var/private").mkdir(parents=True)
    for name in ("private/letters", "media/ab"):
        (tmp_path / "work" / name).mkdir(parents=True)
    monkeypatch.setattr(databases.SQLite, "_path", tmp_path / "var/db.sqlite3")
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        copy.execute("CREATE TABLE a (b)")

    make_folders()
    databases.SQLite().load(tmp_path / "copy")
    put_back(tmp_path / "work")

    assert mode(tmp_path / "var/db.sqlite3") == "0o600"
    assert mode(tmp_path / "var/private") == mode(tmp_path / "var/private/letters") == "0o700"
    assert mode(tmp_path / "var/media") == mode(tmp_path / "var/media/ab") == "0o755"
