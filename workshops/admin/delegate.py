from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships import audit
from partnerships.admin.base import OrganiserAdmin, is_number
from partnerships.admin.forms import CheckedForm
from workshops.admin import acts, asking, navigation, needs, policy, rights, timeline
from workshops.admin.delegation import workshop_of
from workshops.admin.scoped import ScopedMixin
from workshops.models import Delegate, Delegation, Status, ThematicTrack, Workshop
from workshops.registration import lifecycle, seats
from workshops.retention.rights import ERASED

FIELD_OF_LIMIT = {Workshop: "role", ThematicTrack: "assigned_track", Delegation: "delegation"}


class DelegateForm(CheckedForm):
    """Asks for the seat under the lock of the workshop: a new role or track may need one."""

    workshop = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.workshop = self.workshop
        delegations = self.workshop.delegations.with_senders().by_sender()
        choices = {"delegation": delegations, "days": self.workshop.days.all()}
        for name in ("track_wish_1", "track_wish_2", "assigned_track"):
            choices[name] = self.workshop.tracks.all()
        for name in set(choices) & set(self.fields):
            self.fields[name].queryset = choices[name]

    def clean(self):
        """Locks, then reads again what may have changed since the form was loaded."""
        self.instance.workshop = Workshop.objects.locked(self.workshop.pk)
        if self.instance.pk:
            self.instance.refresh_from_db(fields=["status", "confirm_by", "erased_at"])
        if self.instance.erased_at:
            raise ValidationError(ERASED)
        cleaned = super().clean()
        for name in set(FIELD_OF_LIMIT.values()) & set(cleaned):
            if isinstance(cleaned[name], ThematicTrack | Delegation):
                cleaned[name].refresh_from_db()
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        if self.errors or not self.instance.is_occupying:
            return
        try:
            seats.require_free(self.instance)
        except seats.NoSeatLeft as refused:
            self.add_error(FIELD_OF_LIMIT[type(refused.limit)], acts.limit_text(refused))


@admin.register(Delegate)
class DelegateAdmin(ScopedMixin, OrganiserAdmin):
    form = DelegateForm
    change_form_template = "workshops/admin/person.html"
    search_fields = ["search_key"]
    list_select_related = ["workshop", "delegation__municipality", "delegation__organisation"]
    fieldsets = [
        (
            gettext_lazy("Person"),
            {
                "fields": [
                    "given_name",
                    "family_name",
                    "name_latin",
                    ("academic_title", "salutation"),
                    "badge_name",
                ]
            },
        ),
        (
            gettext_lazy("Takes part as"),
            {
                "fields": [
                    "delegation",
                    "affiliation",
                    "role",
                    ("is_head", "is_substitute", "rank"),
                    "employer",
                    "position",
                ]
            },
        ),
        (gettext_lazy("Contact"), {"fields": ["email", "phone", "language"]}),
        (
            gettext_lazy("At the workshop"),
            {
                "fields": [
                    "assigned_track",
                    "track_wish_1",
                    "track_wish_2",
                    "needs_interpretation",
                    "languages_spoken",
                    "attendance_mode",
                    "days",
                ]
            },
        ),
        (gettext_lazy("Protection"), {"fields": ["protected"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        """People are listed in their workshop."""
        return redirect("admin:workshops_workshop_changelist")

    def get_queryset(self, request):
        return super().get_queryset(request).with_senders()

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, widget=CheckboxSelectMultiple, **kwargs
        )

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.workshop = workshop_of(request, obj)
        return form

    def get_changeform_initial_data(self, request):
        """A new person in the delegation whose button was pressed, for all days."""
        workshop = workshop_of(request, None)
        initial = {"days": list(workshop.days.values_list("pk", flat=True))}
        wanted = request.GET.get("delegation", "")
        if is_number(wanted):
            delegation = workshop.delegations.filter(pk=int(wanted)).first()
            if delegation:
                initial |= {"delegation": delegation.pk, "language": delegation.language}
        return initial

    def title_of_new(self):
        return _("Add a person")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= navigation.workshop_context(request, workshop_of(request, obj), "people")
        if obj and obj.is_protected:
            audit.record(audit.Action.SEEN, request=request, about=obj, workshop=obj.workshop_id)
        if obj:
            may_change = self.has_change_permission(request, obj)
            context["acts"] = asking.possible_for_person(obj) if may_change else []
            context["timeline"] = timeline.of_person(obj)
            context["needs_url"] = needs.url_for(request.user, obj)
            context["sees_delegations"] = policy.may(request.user, *policy.SEE_DELEGATIONS)
            context["can_be_replaced"] = may_change and obj.can_leave
            context["may_take_data"] = not obj.erased_at and rights.may_take(request.user)
            context["may_erase"] = not obj.erased_at and policy.may(
                request.user, *policy.ERASE_PEOPLE
            )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        """A new person enters through the lifecycle: history, the municipality's protection."""
        if change:
            super().save_model(request, obj, form, change)
            return
        fields = {name: value for name, value in form.cleaned_data.items() if name != "days"}
        created = lifecycle.nominate(obj.workshop, by=request.user, **fields)
        obj.__dict__.update(created.__dict__)

    def response_add(self, request, obj, post_url_continue=None):
        return _or_next(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return _or_next(request, obj, super().response_change(request, obj))

    def response_post_save_add(self, request, obj):
        return redirect(navigation.url_of(obj.workshop, "people"))

    response_post_save_change = response_post_save_add

    def has_change_permission(self, request, obj=None):
        """Who is erased only counts."""
        is_there = obj is None or not obj.erased_at
        return is_there and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Someone on whom was decided stays in the history; only a slip of the pen is deleted."""
        is_new = obj is None or (obj.status == Status.NOMINATED and obj.status_changes.count() <= 1)
        return is_new and super().has_delete_permission(request, obj)

    def delete_view(self, request, object_id, extra_context=None):
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404
        response = super().delete_view(request, object_id, extra_context)
        if not Delegate.objects.filter(pk=person.pk).exists():
            return redirect(navigation.url_of(person.workshop, "people"))
        return response


def _or_next(request, person, response):
    """The next person is added to the same workshop and delegation."""
    if "_addanother" not in request.POST:
        return response
    query = {"workshop": person.workshop_id}
    if person.delegation_id:
        query["delegation"] = person.delegation_id
    return redirect(reverse("admin:workshops_delegate_add", query=query))
