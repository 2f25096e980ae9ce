from django.contrib import admin

from partnerships.admin.base import OrganiserAdmin
from workshops.models import ExportLog


@admin.register(ExportLog)
class ExportLogAdmin(OrganiserAdmin):
    """Only to be read: what left the system stays on record."""

    list_display = [
        "exported_at",
        "exported_by",
        "workshop",
        "row_count",
        "protected_count",
        "reason",
    ]
    list_select_related = ["exported_by", "workshop"]
    date_hierarchy = "exported_at"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
