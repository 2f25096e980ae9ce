from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from partnerships.admin.base import TranslatedAdmin, TranslatedTabularInline
from workshops.models import Report, ReportedFigure


class FigureInline(TranslatedTabularInline):
    model = ReportedFigure
    fields = ["qualifier", "value", "metric", "scope"]


@admin.register(Report)
class ReportAdmin(TranslatedAdmin):
    list_display = ["headline", "workshop", "published_on"]
    list_select_related = ["workshop"]
    search_fields = ["headline_de", "headline_en", "headline_uk", "headline_sq"]
    date_hierarchy = "published_on"
    prepopulated_fields = {"slug": ["headline"]}
    autocomplete_fields = ["workshop"]
    inlines = [FigureInline]
    fieldsets = [
        (None, {"fields": ["workshop", "published_on", "headline", "slug", "kicker", "body"]}),
        (_("Source"), {"fields": ["source_url"]}),
    ]
