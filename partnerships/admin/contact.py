from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from partnerships import audit
from partnerships.admin.base import OrganiserAdmin, StackedInline
from partnerships.admin.contact_import import contact_import
from partnerships.admin.forms import CheckedForm
from partnerships.contact_import.plan import FIXED
from partnerships.models import Contact
from partnerships.models.contact import ASKED_EACH, BODY, BY_BODY
from tools import formats, languages


class ContactForm(CheckedForm):
    # numbers of contacts whose address and body stay as they are
    fixed = frozenset()

    class Meta:
        labels = {"name": pgettext_lazy("of a person", "Name")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk in self.fixed:
            for name in self.fields.keys() & {"email", "municipality", "organisation"}:
                self.fields[name].disabled = True
            self.fields["email"].help_text = FIXED

    def _post_clean(self):
        super()._post_clean()
        if "email" in self.fields and self.instance.email != self.initial.get("email", ""):
            self.instance.take_address(self.instance.email)


class VerifiedFilter(SimpleListFilter):
    title = gettext_lazy("verification")
    parameter_name = "verified"

    def lookups(self, request, model_admin):
        return [("yes", _("within a year")), ("no", _("longer ago or never"))]

    def queryset(self, request, queryset):
        day = timezone.localdate() - ASKED_EACH
        if self.value() == "yes":
            return queryset.verified_since(day)
        return queryset.not_verified_since(day) if self.value() == "no" else queryset


class RefusedFilter(SimpleListFilter):
    title = gettext_lazy("e-mail")
    parameter_name = "mail"

    def lookups(self, request, model_admin):
        return [("refused", _("refused")), ("reachable", _("accepted so far"))]

    def queryset(self, request, queryset):
        if self.value() == "refused":
            return queryset.refused()
        return queryset.reachable() if self.value() == "reachable" else queryset


class FixedAddresses:
    """Which addresses somebody may not change is said where workshops are known."""

    def fixed_addresses(self, request, contacts):
        """Those of these contacts whose address is not this account's to change, by number."""
        return frozenset()


class ContactInline(FixedAddresses, StackedInline):
    model = Contact
    form = ContactForm
    extra = 1  # for whoever has no JavaScript to add one
    fields = [
        ("name", "office"),
        ("email", "phone"),
        ("language", "salutation"),
        "note",
        "verified_on",
    ]
    classes = ["collapse"]

    def get_queryset(self, request):
        found = super().get_queryset(request)
        return found.locked() if request.method == "POST" else found

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if obj:
            contacts = obj.contacts.all()
            if request.method == "POST":
                list(contacts.locked())  # nobody comes to rely on one while it is changed
            formset.form.fixed = self.fixed_addresses(request, contacts)
        return formset


class ContactRowsMixin:
    """A page with contacts in its rows."""

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for thing, fields in formset.changed_objects:
            if isinstance(thing, Contact):
                note_address(request, thing, fields)


def note_address(request, contact, fields):
    """Personal links are sent there."""
    if "email" in fields:
        audit.record(audit.Action.ADDRESS, request=request, about=contact)


@admin.register(Contact)
class ContactAdmin(FixedAddresses, OrganiserAdmin):
    form = ContactForm
    change_form_template = "admin/contact.html"
    change_list_template = "admin/contact_list.html"
    list_display = ["who", "body", "mail", "phone", "language", "verified_on"]
    list_select_related = ["municipality", "organisation"]
    list_filter = ["language", VerifiedFilter, RefusedFilter]
    search_fields = ["search_key"]
    search_help_text = gettext_lazy("Name, office, e-mail or municipality, in any spelling.")
    ordering = BY_BODY
    autocomplete_fields = ["municipality", "organisation"]
    fields = [
        "municipality",
        "organisation",
        "name",
        "office",
        "email",
        "phone",
        "language",
        "salutation",
        "note",
        "verified_on",
    ]

    def get_urls(self):
        page = self.admin_site.admin_view(contact_import)
        return [
            path(
                "import/",
                page,
                {"fixed_addresses": self.fixed_addresses},
                name="partnerships_contact_import",
            ),
            *super().get_urls(),
        ]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if obj:
            form.fixed = self.fixed_addresses(request, Contact.objects.filter(pk=obj.pk))
        return form

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found and request.method == "POST":
            return Contact.objects.locked().filter(pk=found.pk).first()
        return found

    def save_model(self, request, obj, form, change):
        if "_verified" in request.POST:
            obj.verified_on = timezone.localdate()
        super().save_model(request, obj, form, change)
        if change:
            note_address(request, obj, form.changed_data)

    @admin.display(description=gettext_lazy("contact"), ordering="search_key")
    def who(self, contact):
        if not (contact.name and contact.office):
            return str(contact)
        return format_html('{}<span class="quiet">{}</span>', contact.name, contact.office)

    @admin.display(
        description=gettext_lazy("municipality or organisation"),
        ordering=BODY,
    )
    def body(self, contact):
        return contact.body

    @admin.display(description=gettext_lazy("e-mail"), ordering="email")
    def mail(self, contact):
        if not contact.undeliverable_since:
            return contact.email
        day = languages.format_day(
            timezone.localdate(contact.undeliverable_since), languages.current_language()
        )
        return format_html(
            '{} <span class="badge badge-err">{} {}</span><span class="quiet">{}</span>',
            contact.email,
            formats.icon("triangle-alert"),
            _("Mail refused"),
            day,
        )
