"""What a person needs to eat, to take part and to sleep, filled in by an organiser for them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import TimeField
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships import audit
from partnerships.admin.base import OrganiserAdmin, is_number
from partnerships.admin.forms import CheckedForm
from workshops.admin import navigation, policy
from workshops.admin.scoped import ScopedMixin
from workshops.models import Delegate, DelegateNeeds, Workshop
from workshops.models.keeping import needs_kept_until
from workshops.registration import overtaken
from workshops.retention.rights import ERASED


def url_for(user, person):
    """Of the form for this person, which is new or not; "" for who may not see it."""
    if getattr(person, "needs", None):
        is_allowed = policy.may(user, *policy.SEE_NEEDS)
        url = reverse("admin:workshops_delegateneeds_change", args=[person.pk])
    else:
        is_allowed = policy.may(user, "workshops.add_delegateneeds")
        url = f"{reverse('admin:workshops_delegateneeds_add')}?delegate={person.pk}"
    return url if is_allowed else ""


def person_of(request, needs):
    """The person of the needs, or the one that ?delegate= names for new ones."""
    if needs is not None:
        return needs.delegate
    pk = request.GET.get("delegate", "")
    if not is_number(pk):
        raise Http404
    return policy.thing_or_404(request, Delegate.objects.with_senders(), pk=int(pk))


class NeedsForm(CheckedForm):
    person = None

    class Meta:
        widgets = {"accessibility": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        self.instance.delegate = self.person

    def clean(self):
        Workshop.objects.locked(self.person.workshop_id)
        if Delegate.objects.filter(pk=self.person.pk).exclude(erased_at=None).exists():
            raise ValidationError(ERASED)
        if self.is_new and DelegateNeeds.objects.filter(pk=self.person.pk).exists():
            raise ValidationError(_("Someone has filled this in meanwhile: open the person again."))
        return super().clean()


@admin.register(DelegateNeeds)
class DelegateNeedsAdmin(ScopedMixin, OrganiserAdmin):
    form = NeedsForm
    change_form_template = "workshops/admin/needs.html"
    formfield_overrides = OrganiserAdmin.formfield_overrides | {
        TimeField: {
            "form_class": forms.TimeField,
            "widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
    }
    fieldsets = [
        (gettext_lazy("Food and access"), {"fields": ["diets", "diet", "accessibility"]}),
        (
            gettext_lazy("Arrival"),
            {"fields": [("arrival_on", "arrival_at"), ("arrival_place", "arrival_by")]},
        ),
        (
            gettext_lazy("Departure"),
            {"fields": [("departure_on", "departure_at"), ("departure_place", "departure_by")]},
        ),
        (
            gettext_lazy("Room for the night"),
            {"fields": ["room", ("night_from", "night_to"), "payer"]},
        ),
    ]

    def changelist_view(self, request, extra_context=None):
        """They are listed in their workshop."""
        return redirect("admin:workshops_workshop_changelist")

    def get_queryset(self, request):
        sender = "delegate__delegation"
        return (
            super()
            .get_queryset(request)
            .select_related(
                "delegate__workshop", f"{sender}__municipality", f"{sender}__organisation"
            )
        )

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.person = person_of(request, obj)
        return form

    def add_view(self, request, form_url="", extra_context=None):
        """Once there is something, it is changed."""
        person = person_of(request, None)
        if request.method == "GET" and hasattr(person, "needs"):
            return redirect("admin:workshops_delegateneeds_change", person.pk)
        return super().add_view(request, form_url, extra_context)

    def changeform_view(self, request, *args, **kwargs):
        if not policy.may(request.user, *policy.SEE_PEOPLE):
            raise PermissionDenied
        return super().changeform_view(request, *args, **kwargs)

    def title_of(self, needs):
        return _("Food, travel, room")

    def title_of_new(self):
        return _("Food, travel, room")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        person = person_of(request, obj)
        if obj:
            audit.record(audit.Action.SEEN, request=request, about=obj, workshop=person.workshop_id)
        context |= navigation.workshop_context(request, person.workshop, "people")
        context |= {
            "person": person,
            "kept_until": needs_kept_until(person.workshop),
            "is_on_hold": person.workshop.legal_holds.standing().exists(),
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.given_by = DelegateNeeds.GivenBy.ORGANISER
        super().save_model(request, obj, form, change)
        person = Delegate.objects.with_senders().select_related("needs").get(pk=obj.pk)
        overtaken.by_answer(person, timezone.now())

    def response_post_save_add(self, request, obj):
        return redirect("admin:workshops_delegate_change", obj.pk)

    response_post_save_change = response_post_save_add

    def response_delete(self, request, obj_display, obj_id):
        super().response_delete(request, obj_display, obj_id)
        return redirect("admin:workshops_delegate_change", obj_id)
