from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.utils.translation import gettext_lazy as _

from partnerships.admin.base import TranslatedAdmin
from partnerships.models import CountryNote
from tools import languages


class CountryFilter(SimpleListFilter):
    """The countries that occur in the list, by name."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request, model_admin):
        language = languages.current_language()
        codes = model_admin.model.objects.order_by().values_list("country", flat=True).distinct()
        named = [(code, languages.country_name(code, language)) for code in codes if code]
        return sorted(named, key=lambda pair: languages.sort_key(pair[1], language))

    def queryset(self, request, queryset):
        return queryset.filter(country=self.value()) if self.value() else queryset


@admin.display(description=_("country"), ordering="country")
def country_name(thing):
    return languages.country_name(thing.country, languages.current_language()) or "–"


@admin.register(CountryNote)
class CountryNoteAdmin(TranslatedAdmin):
    list_display = ["country_name", "label"]
    fields = ["code", "label", "footnote"]

    @admin.display(description=_("country"), ordering="code")
    def country_name(self, note):
        return languages.country_name(note.code, languages.current_language())
