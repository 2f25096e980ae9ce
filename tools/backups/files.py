"""The folders whose files belong to the database."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from tools.backups.archive import BackupError

# media may be handed out by the web server, which runs as somebody else
MODES = {"media": 0o755, "private": 0o700}


def folders() -> dict[str, Path]:
    """{name in a backup: where it lies}"""
    storages: Any = settings.STORAGES
    private = storages["private"]["OPTIONS"]["location"]
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(private)}


def listed() -> Iterator[tuple[str, Path]]:
    """(name in a backup, file) of all that lie there now."""
    for name, folder in folders().items():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def refuse_unless_empty() -> None:
    for folder in folders().values():
        if folder.exists() and any(folder.iterdir()):
            raise BackupError(f"{folder} holds files: restore into an empty place.")


def make_folders() -> None:
    """Those that are missing; what is private is closed to others, however it was made."""
    for name, folder in folders().items():
        folder.mkdir(parents=True, exist_ok=True, mode=MODES[name])
    folders()["private"].chmod(MODES["private"])


def put_back(unpacked: Path) -> None:
    """Move what was unpacked to where it belongs."""
    for name, folder in folders().items():
        source = unpacked / name
        for path in source.rglob("*"):
            if path.is_dir():
                path.chmod(MODES[name])
        for path in sorted(source.iterdir()) if source.exists() else []:
            shutil.move(path, folder / path.name)
