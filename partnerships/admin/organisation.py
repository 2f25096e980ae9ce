from django.contrib import admin

from partnerships import audit
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

    def save_model(self, request, obj, form, change):
        """The people whom it sends are protected as those of its municipality are."""
        super().save_model(request, obj, form, change)
        if change and "municipality" in form.changed_data:
            act = audit.Action.PROTECTION
            audit.record(act, request=request, about=obj, municipality=obj.municipality_id)
