from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from partnerships.admin.base import OrganiserAdmin, is_number
from partnerships.admin.forms import CheckedForm
from workshops.admin import navigation
from workshops.admin.workshop_forms import require_room
from workshops.models import Delegation, Workshop


def workshop_of(request, thing):
    """The workshop of the thing, or the one that ?workshop= names for a new one."""
    if thing is not None:
        return thing.workshop
    pk = request.GET.get("workshop", "")
    workshop = Workshop.objects.filter(pk=int(pk)).first() if is_number(pk) else None
    if workshop is None:
        raise Http404
    return workshop


class DelegationForm(CheckedForm):
    workshop = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.workshop = self.workshop

    def clean(self):
        Workshop.objects.locked(self.workshop.pk)
        if self.instance.pk:
            self.instance.refresh_from_db(fields=["status"])
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
class DelegationAdmin(OrganiserAdmin):
    form = DelegationForm
    change_form_template = "workshops/admin/delegation.html"
    list_select_related = ["workshop", "municipality", "organisation"]
    autocomplete_fields = ["municipality", "organisation"]
    fields = [
        "municipality",
        "organisation",
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

    def get_readonly_fields(self, request, obj=None):
        """Who sends stays once people are named: another sending body is another delegation."""
        return ["municipality", "organisation"] if obj else []

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.workshop = workshop_of(request, obj)
        return form

    def title_of_new(self):
        return _("Add a municipality")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= navigation.workshop_context(request, workshop_of(request, obj), "municipalities")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

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
