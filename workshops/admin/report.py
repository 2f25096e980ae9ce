from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from partnerships.admin.base import TranslatedAdmin, TranslatedTabularInline
from partnerships.admin.forms import TranslatedForm
from partnerships.admin.pictures import require_description
from workshops.admin.scoped import ScopedMixin
from workshops.models import Report, ReportedFigure


class ReportForm(TranslatedForm):
    def clean(self):
        cleaned = super().clean()
        require_description(self, "photo")
        return cleaned


class FigureInline(TranslatedTabularInline):
    model = ReportedFigure
    fields = ["qualifier", "value", "metric", "scope"]


@admin.register(Report)
class ReportAdmin(ScopedMixin, TranslatedAdmin):
    form = ReportForm
    list_display = ["headline", "workshop", "published_on"]
    list_select_related = ["workshop"]
    search_fields = ["headline_de", "headline_en", "headline_uk", "headline_sq"]
    date_hierarchy = "published_on"
    autocomplete_fields = ["workshop"]
    inlines = [FigureInline]
    fieldsets = [
        (None, {"fields": ["workshop", "published_on", "headline", "slug", "kicker", "body"]}),
        (_("Photo"), {"fields": ["photo", "photo_alt", "photo_credit", "photo_licence"]}),
        (_("Source"), {"fields": ["source_url"]}),
    ]
