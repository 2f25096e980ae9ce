"""What holds data about people and is no table of a model: cache, mails of a demo, lost files."""

import datetime
from collections.abc import Callable, Iterable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import connection, models

from workshops.models.private_files import private_files

# what people sent or were sent; documents and pictures of a workshop are kept with it
FOLDERS = ("letters", "nominations", "certificates", "signed", "signatures")


def _expired_cache(before: datetime.datetime, *, is_dry_run: bool) -> int:
    table = str(settings.CACHES["default"].get("LOCATION", ""))
    if table not in connection.introspection.table_names():
        return 0
    expired = f"FROM {connection.ops.quote_name(table)} WHERE expires < %s"
    limit = connection.ops.adapt_datetimefield_value(before)
    with connection.cursor() as cursor:
        if is_dry_run:
            cursor.execute(f"SELECT COUNT(*) {expired}", [limit])
            return int(cursor.fetchone()[0])
        cursor.execute(f"DELETE {expired}", [limit])
        return int(cursor.rowcount)


def _old_mails(before: datetime.datetime, *, is_dry_run: bool) -> int:
    if not settings.MAIL_FOLDER:
        return 0
    return _delete_old(Path(settings.MAIL_FOLDER).glob("*.eml"), before, is_dry_run=is_dry_run)


def _lost_files(before: datetime.datetime, *, is_dry_run: bool) -> int:
    """Files in the folders of papers and uploads that no row names, the history included."""
    storage = private_files()
    if not isinstance(storage, FileSystemStorage):
        return 0
    folder = Path(storage.location)
    known = {folder / name for name in _named()}
    found = (path for each in FOLDERS for path in (folder / each).glob("*"))
    lost = (path for path in found if path not in known)
    return _delete_old(lost, before, is_dry_run=is_dry_run)


def _named() -> set[str]:
    """In the history the name of a file is a plain text."""
    names: set[str] = set()
    for model in apps.get_app_config("workshops").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) or field.name in {"file", "signature"}:
                names.update(model._base_manager.values_list(field.name, flat=True))
    return names - {""}


def _delete_old(files: Iterable[Path], before: datetime.datetime, *, is_dry_run: bool) -> int:
    number = 0
    for path in files:
        changed = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
        if changed <= before:
            number += 1
            if not is_dry_run:
                path.unlink(missing_ok=True)
    return number


ERASE: dict[str, Callable[..., int]] = {
    "cache": _expired_cache,
    "mail_folder": _old_mails,
    "lost_files": _lost_files,
}
