"""Two addresses for machines that watch the site: /healthz and /readyz.

They stand before everything else: no host name is asked for, no redirect to https, no session, and
they answer while the site is closed for maintenance. The proxy keeps them from the public.
"""

import datetime
import logging
import shutil
import tempfile

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone

from tools.backups import files
from workshops.models import LastRun, Message, is_sending

OK, DEGRADED, FAILED, UNKNOWN = "ok", "degraded", "failed", "unknown"
LEAST_FREE = 0.05
MOST_SKEW = datetime.timedelta(seconds=60)
# a mail may take EMAIL_TIMEOUT
SENDER_RESTS = datetime.timedelta(minutes=2)
DAILY_RUN_LATE = datetime.timedelta(days=2)
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
logger = logging.getLogger(__name__)


def answer_probes(get_response):
    probes = {"/healthz": live, "/readyz": ready}

    def middleware(request):
        probe = probes.get(request.path_info)
        if probe is None:
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"], headers=HEADERS)
        return probe()

    return middleware


def live():
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain", headers=HEADERS)


def ready():
    """Each part by itself. 503 where requests would fail, 200 where something only lags."""
    parts = states()
    found = set(parts.values())
    status = FAILED if FAILED in found else DEGRADED if DEGRADED in found else OK
    code = 503 if status == FAILED else 200
    return JsonResponse({"status": status, "parts": parts}, status=code, headers=HEADERS)


def states():
    """{part: ok, degraded, failed or unknown}; why stands in the log."""
    parts = {"database": _state(write_probe)}
    for name, ask in IN_DATABASE.items():
        parts[name] = _state(ask) if parts["database"] == OK else UNKNOWN
    return parts | {name: _state(ask) for name, ask in BESIDE_IT.items()}


def _state(ask):
    try:
        return DEGRADED if ask() else OK
    except Exception:  # whatever is broken, the probe answers
        logger.exception("Not ready: %s", ask.__name__)
        return FAILED


def write_probe():
    """A row is written for good: a full disk or a standby would let a mere look pass."""
    LastRun.objects.note(LastRun.Name.PROBE)


def missing_migrations():
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise RuntimeError(f"{len(plan)} migrations are not applied")


def missing_cache_table():
    """Asked for directly: the cache itself goes on without it."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")


def late_queue():
    return Message.objects.late().exists()


def resting_sender():
    """Nobody looks into the outbox; without a mail server nobody has to."""
    return is_sending() and LastRun.objects.is_overdue(LastRun.Name.MAILS, SENDER_RESTS)


def late_backup():
    is_wanted = bool(settings.BACKUP_RECIPIENTS)
    return is_wanted and LastRun.objects.is_overdue(LastRun.Name.BACKUP, DAILY_RUN_LATE)


def late_retention():
    return LastRun.objects.is_overdue(LastRun.Name.RETENTION, DAILY_RUN_LATE)


def skewed_clock():
    """This machine and that of the database disagree about the time."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return abs(cursor.fetchone()[0] - timezone.now()) > MOST_SKEW


def full_disk():
    folders = (settings.VAR_DIR, *files.folders().values())
    usages = [shutil.disk_usage(folder) for folder in folders if folder.exists()]
    return any(usage.free < usage.total * LEAST_FREE for usage in usages)


def unwritable_files():
    """A folder is missing, or no file can be made in it."""
    for folder in files.folders().values():
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()


IN_DATABASE = {
    "migrations": missing_migrations,
    "cache": missing_cache_table,
    "clock": skewed_clock,
    "queue": late_queue,
    "mails": resting_sender,
    "backup": late_backup,
    "retention": late_retention,
}
BESIDE_IT = {"disk": full_disk, "files": unwritable_files}
