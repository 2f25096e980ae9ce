"""What the administrator of a real installation is told: what should run by itself and does not."""

import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from workshops.models import LastRun

LATE_AFTER = datetime.timedelta(days=2)


def warnings(user, at=None):
    """A demo needs none of it."""
    if not user.is_superuser or settings.DEMO:
        return []
    found = []
    if not settings.BACKUP_RECIPIENTS:
        found.append(_("No backups: BACKUP_RECIPIENT is not set."))
    elif LastRun.objects.is_overdue(LastRun.Name.BACKUP, LATE_AFTER, at):
        found.append(_("No backup has been made for two days."))
    if LastRun.objects.is_overdue(LastRun.Name.RETENTION, LATE_AFTER, at):
        found.append(_("For two days nothing has looked for data that is to be erased."))
    return found
