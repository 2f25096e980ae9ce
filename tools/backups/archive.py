"""A backup is one file: a compressed tar inside age (https://age-encryption.org/v1).

Anybody with `age` and `tar` can open it. Its last member is `manifest.json`: SHA-256 and size of
every other one, and the number of rows of every table. Both ways it is streamed.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, cast

import pyrage  # type: ignore[import-untyped]

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1024 * 1024
# pictures and PDFs do not become smaller, databases do with little effort
COMPRESSION = 5


class BackupError(Exception):
    """What an administrator has to know, in one sentence."""


def write(
    path: Path, members: Iterable[tuple[str, Path]], about: dict[str, Any], recipients: list[Any]
) -> dict[str, Any]:
    """Write the files under their names, encrypted to all recipients, and return the manifest.

    The file appears under its name when it is complete, readable for its owner alone.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        handle = os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as encrypted:
            manifest = _through_a_pipe(
                lambda plain: _pack(plain, members, about),
                lambda plain: pyrage.encrypt_io(plain, encrypted, recipients),
            )
            encrypted.flush()
            os.fsync(encrypted.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def read(path: Path, folder: Path, identities: list[Any]) -> dict[str, Any]:
    """Unpack into a folder, compare every file with the manifest and return it."""
    try:
        with path.open("rb") as encrypted:
            found = _through_a_pipe(
                lambda plain: pyrage.decrypt_io(encrypted, plain, identities),
                lambda plain: _unpack(plain, folder),
            )
    except pyrage.DecryptError as error:
        raise BackupError(f"{path.name} cannot be decrypted with this key: {error}") from error
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, OSError) as error:
        raise BackupError(f"{path.name} is damaged: {error}") from error
    return _checked(folder, found)


def _through_a_pipe(
    write_into: Callable[[IO[bytes]], Any], read_from: Callable[[IO[bytes]], Any]
) -> Any:
    """Run both ends at once; the result is that of whoever has one. The writer's error counts
    first: the reader only sees that the stream ends too early."""
    reading, writing = os.pipe()
    results: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as plain:
                results.append(write_into(plain))
        except BaseException as error:  # carried over to the thread that waits
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    late: BaseException | None = None
    with os.fdopen(reading, "rb") as plain:
        try:
            results.append(read_from(plain))
        except BaseException as error:  # only after the writer has had its say
            late = error
        while plain.read(CHUNK):  # what a reader leaves, so that the writer comes to its end
            pass
    thread.join()
    if errors or late:
        raise errors[0] if errors else late  # type: ignore[misc]
    return next((result for result in results if result is not None), None)


def _pack(
    plain: IO[bytes], members: Iterable[tuple[str, Path]], about: dict[str, Any]
) -> dict[str, Any]:
    files: dict[str, dict[str, Any]] = {}
    with (
        gzip.GzipFile(fileobj=plain, mode="wb", compresslevel=COMPRESSION, filename="") as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, path in members:
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue  # deleted since the folder was listed
            with file:
                header = _header(name, os.fstat(file.fileno()).st_size)
                hashing = _Hashing(file)
                tar.addfile(header, hashing)
                files[name] = {"sha256": hashing.hexdigest(), "size": header.size}
        manifest = {"format": FORMAT, **about, "files": files}
        content = json.dumps(manifest, indent=1).encode()
        tar.addfile(_header(MANIFEST, len(content)), io.BytesIO(content))
    return manifest


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    # media may be handed out by the web server, which runs as somebody else
    header.size, header.mode = size, 0o644 if name.startswith("media/") else 0o600
    return header


class _Hashing:
    """A file that knows the SHA-256 of what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._digest.update(chunk)
        return chunk

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _unpack(plain: IO[bytes], folder: Path) -> dict[str, dict[str, Any]]:
    """{name: SHA-256 and size} of what was really unpacked; nothing leaves the folder."""
    found: dict[str, dict[str, Any]] = {}
    with (
        gzip.GzipFile(fileobj=plain, mode="rb") as packed,
        tarfile.open(fileobj=packed, mode="r|") as tar,
    ):
        for member in tar:
            path = (folder / member.name).resolve()
            if not member.isfile() or not path.is_relative_to(folder.resolve()):
                raise BackupError(f"{member.name} in the backup is no file of ours.")
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                shutil.copyfileobj(cast(IO[bytes], tar.extractfile(member)), file)
            path.chmod(member.mode & 0o644)
            found[member.name] = {"sha256": hash_of(path), "size": member.size}
    return found


def hash_of(path: Path) -> str:
    """Its SHA-256 as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked(folder: Path, found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if found.pop(MANIFEST, None) is None:
        raise BackupError("The backup is not complete: it has no manifest.")
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    if manifest["format"] != FORMAT:
        raise BackupError(f"Backups of format {manifest['format']} are unknown here.")
    stated = manifest["files"]
    wrong = sorted(name for name in {*found, *stated} if found.get(name) != stated.get(name))
    if wrong:
        raise BackupError(f"Not as the manifest states: {', '.join(wrong[:10])}.")
    return manifest
