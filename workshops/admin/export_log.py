import datetime

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.admin.base import OrganiserAdmin, RecordMixin
from tools import languages
from workshops.admin import policy
from workshops.admin.scoped import ScopedMixin
from workshops.exports.purposes import title_of
from workshops.models import ExportLog

SHOWN = 20
# a download may take so long before it counts as broken off
LONGEST = datetime.timedelta(minutes=10)


def context(request, workshop):
    """For _exports.html: the last lists that were taken out of a workshop, in words."""
    if not policy.may(request.user, "workshops.view_exportlog"):
        return {"may_see_exports": False}
    exports = workshop.exports.select_related("exported_by")[:SHOWN]
    return {
        "may_see_exports": True,
        "exports": [
            (export, title_of(export.purpose), written(export), outcome(export))
            for export in exports
        ],
    }


def written(export):
    """How the file was written: "CSV, German"."""
    file_format, _blank, rest = export.format.partition(" ")
    dialect, _blank, language = rest.partition(" ")
    name = languages.language_name(language, languages.current_language())
    how = _("keys and codes") if dialect == "rfc4180" else name
    return f"{file_format.upper()}, {how}" if how else file_format.upper()


def outcome(export):
    """How it ended, in words."""
    if export.finished_at:
        return _("complete")
    is_young = timezone.now() - export.exported_at < LONGEST
    return _("not finished yet") if is_young else _("broken off")


@admin.register(ExportLog)
class ExportLogAdmin(RecordMixin, ScopedMixin, OrganiserAdmin):
    """Only to be read: what left the system stays on record."""

    list_display = [
        "exported_at",
        "exported_by",
        "purpose_in_words",
        "row_count",
        "protected_count",
        "recipient",
        "reason",
        "outcome",
        "workshop",
    ]
    list_select_related = ["exported_by", "workshop"]
    date_hierarchy = "exported_at"

    @admin.display(description=gettext_lazy("list"), ordering="purpose")
    def purpose_in_words(self, export):
        return title_of(export.purpose)

    @admin.display(description=gettext_lazy("download"), ordering="finished_at")
    def outcome(self, export):
        return outcome(export)
