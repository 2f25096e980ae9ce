from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from partnerships import audit
from partnerships.admin.base import BY_NAME, TabularInline, TranslatedAdmin, own_name
from partnerships.admin.contact import ContactInline, ContactRowsMixin
from partnerships.admin.country import CountryFilter, country_name
from partnerships.models import Municipality, Spelling

PROTECTION = ("publication_policy", "situation")


class SpellingInline(TabularInline):
    model = Spelling
    fields = ["text", "kind"]


@admin.register(Municipality)
class MunicipalityAdmin(ContactRowsMixin, TranslatedAdmin):
    list_display = [own_name, "native_name", country_name, "publication_policy", "situation"]
    list_filter = [CountryFilter, "publication_policy", "situation"]
    search_fields = ["search_key"]
    search_help_text = _("Any name, spelling or script.")
    ordering = BY_NAME
    inlines = [SpellingInline, ContactInline]
    fieldsets = [
        (
            _("Name"),
            {"fields": ["name", "slug", "country", "native_name", "native_language", "region"]},
        ),
        (_("Text"), {"fields": ["summary"]}),
        (
            _("What is public"),
            {
                "fields": ["publication_policy", "situation", "situation_note"],
                "description": _(
                    "A municipality has a public page once it takes part in a workshop, hosts one "
                    "or has a public partnership."
                ),
            },
        ),
        (_("Crest"), {"fields": ["crest", "crest_credit", "crest_permission"]}),
        (_("Website"), {"fields": ["website", "is_website_confirmed"]}),
        (
            _("Facts"),
            {
                "fields": [
                    ("population", "population_year"),
                    "population_source",
                    ("latitude", "longitude"),
                ]
            },
        ),
    ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and not set(PROTECTION).isdisjoint(form.changed_data):
            said = {name: getattr(obj, name) for name in PROTECTION}
            audit.record(audit.Action.PROTECTION, request=request, about=obj, **said)
