from django.contrib import admin

from partnerships.admin.base import BY_NAME, TranslatedAdmin, own_name
from partnerships.admin.contact import ContactInline, ContactRowsMixin
from partnerships.admin.country import CountryFilter, country_name
from partnerships.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(ContactRowsMixin, TranslatedAdmin):
    list_display = [own_name, "kind", "municipality", country_name]
    list_select_related = ["municipality"]
    list_filter = ["kind", CountryFilter]
    search_fields = ["name_de", "name_en", "name_uk", "name_sq", "slug"]
    ordering = BY_NAME
    autocomplete_fields = ["municipality"]
    inlines = [ContactInline]
    fields = [
        "name",
        "slug",
        "kind",
        "municipality",
        "country",
        "website",
        "logo",
        "logo_credit",
    ]
