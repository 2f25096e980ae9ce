from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from partnerships.admin.base import OrganiserAdmin, is_number
from partnerships.admin.forms import CheckedForm
from partnerships.models import Contact
from workshops.admin import navigation, policy
from workshops.admin.scoped import ScopedMixin
from workshops.admin.workshop_forms import require_room
from workshops.models import Delegation, Workshop
from workshops.registration import seats


def workshop_of(request, thing):
    """The workshop of the thing, or the one that ?workshop= names for a new one."""
    if thing is not None:
        return thing.workshop
    pk = request.GET.get("workshop", "")
    if not is_number(pk):
        raise Http404
    return policy.workshop_or_404(request, int(pk))


class ContactsField(ModelMultipleChoiceField):
    widget = CheckboxSelectMultiple

    def label_from_instance(self, contact):
        known = (contact.name, contact.office, contact.email)
        refused = _("Mail refused") if contact.undeliverable_since else ""
        return " · ".join(filter(None, (*known, refused)))


class DelegationForm(CheckedForm):
    workshop = None
    quota_before = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.workshop = self.workshop
        if "contacts" in self.fields:
            self._offer_contacts()

    def _offer_contacts(self):
        """Those of the sending body, and the way to one that is missing."""
        sender = self.instance.sender
        self.fields["contacts"].queryset = sender.contacts.all()
        url = f"{reverse('admin:partnerships_contact_add')}?{sender._meta.model_name}={sender.pk}"
        self.fields["contacts"].help_text = format_html(
            '{} <a href="{}">{}</a>',
            _("Whom messages to this delegation go to."),
            url,
            _("Add a contact"),
        )

    def clean(self):
        Workshop.objects.locked(self.workshop.pk)
        if self.instance.pk:
            self.instance.refresh_from_db(fields=["status", "quota"])
            self.quota_before = self.instance.quota
        return super().clean()

    def _post_clean(self):
        super()._post_clean()
        if self.instance.pk and "quota" in self.cleaned_data:
            members = self.instance.delegates.occupying().filter(is_substitute=False)
            try:
                require_room(self.cleaned_data["quota"], members)
            except ValidationError as refused:
                self.add_error("quota", refused)


@admin.register(Delegation)
class DelegationAdmin(ScopedMixin, OrganiserAdmin):
    form = DelegationForm
    change_form_template = "workshops/admin/delegation.html"
    list_select_related = ["workshop", "municipality", "organisation"]
    autocomplete_fields = ["municipality", "organisation"]
    fields = [
        "municipality",
        "organisation",
        "contacts",
        "quota",
        "substitutes",
        "language",
        "listed_publicly",
        "named_in_source",
    ]

    def changelist_view(self, request, extra_context=None):
        """They are listed in their workshop."""
        return redirect("admin:workshops_workshop_changelist")

    def get_queryset(self, request):
        return super().get_queryset(request).with_senders().select_related("workshop")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return ContactsField(Contact.objects.none(), label=_("Contacts"), required=False)

    def get_readonly_fields(self, request, obj=None):
        """Who sends stays once people are named: another sending body is another delegation."""
        return ["municipality", "organisation"] if obj else []

    def get_fields(self, request, obj=None):
        """Contacts can be chosen once it is known who sends, by whoever may see them."""
        sees_contacts = policy.may(request.user, *policy.SEE_CONTACTS)
        is_left_out = obj is None or not sees_contacts
        return [name for name in self.fields if name != "contacts" or not is_left_out]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.workshop = workshop_of(request, obj)
        return form

    def title_of_new(self):
        return _("Add a municipality")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= navigation.workshop_context(request, workshop_of(request, obj), "municipalities")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and obj.quota != form.quota_before:
            seats.note_quota(obj, form.quota_before, by=request.user)

    def response_post_save_add(self, request, obj):
        return redirect(navigation.url_of(obj.workshop, "municipalities"))

    def response_post_save_change(self, request, obj):
        return redirect(navigation.url_of_delegation(obj))

    def delete_view(self, request, object_id, extra_context=None):
        delegation = self.get_object(request, object_id)
        response = super().delete_view(request, object_id, extra_context)
        is_done = request.method == "POST" and response.status_code == 302 and delegation
        if is_done and not Delegation.objects.filter(pk=delegation.pk).exists():
            return redirect(navigation.url_of(delegation.workshop, "municipalities"))
        return response
