from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from partnerships.admin.base import OrganiserAdmin
from partnerships.models import AuditEntry


@admin.register(AuditEntry)
class AuditAdmin(OrganiserAdmin):
    """Only to be read, by whoever may do everything or has the right to it."""

    list_display = [
        "number",
        "happened_at",
        "action",
        "account",
        "about_in_numbers",
        "workshop_number",
        "details_in_codes",
        "network",
    ]
    list_display_links = None
    list_filter = ["action", "account"]
    list_select_related = ["account"]
    date_hierarchy = "happened_at"

    @admin.display(description=_("concerns"))
    def about_in_numbers(self, entry):
        return f"{entry.about} {entry.about_id}" if entry.about else ""

    @admin.display(description=_("details"))
    def details_in_codes(self, entry):
        return ", ".join(
            f"{name}: {_written(value)}"
            for name, value in sorted(entry.details.items())
            if value != []
        )

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def _written(value):
    return " ".join(map(str, value)) if isinstance(value, list) else value
