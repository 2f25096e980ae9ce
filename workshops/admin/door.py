"""The tab of the door: passes of helpers, the way to the page itself, and counts per day."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.http import require_POST, require_safe

from partnerships import audit
from tools import languages, signs
from workshops import statistics
from workshops.admin import navigation, policy
from workshops.models import DoorPass
from workshops.registration import door_passes


class PassForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=100,
        help_text=gettext_lazy("As it is to be read at the door: “main entrance”, or a name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say for whom or for which door it is.")},
    )

    def clean_label(self):
        label = self.cleaned_data["label"]
        if signs.hidden_sign(label):
            raise ValidationError(_("It holds a sign that nobody sees. Type it anew."))
        return label


@require_safe
@policy.needs(*policy.SEE_DOOR)
def door(request, pk):
    return _page(request, policy.workshop_or_404(request, pk), PassForm())


@require_POST
@policy.needs("workshops.add_doorpass")
def create(request, pk):
    """Link and code are shown by this answer alone: afterwards only their hashes are known."""
    workshop = policy.workshop_or_404(request, pk)
    form = PassForm(request.POST)
    if not form.is_valid():
        return _page(request, workshop, form, status=422)
    made = door_passes.create(workshop, form.cleaned_data["label"], by=request.user)
    act = audit.Action.DOOR_PASS_MADE
    audit.record(act, request=request, about=made.door_pass, workshop=pk)
    return _page(request, workshop, PassForm(), made=made)


class RevokeForm(forms.Form):
    """One pass, or all of them."""

    door_pass = forms.ModelChoiceField(DoorPass.objects.none(), required=False)
    all = forms.BooleanField(required=False)

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, **kwargs)
        self.standing = self.fields["door_pass"].queryset = standing

    def chosen(self):
        found = self.cleaned_data["door_pass"]
        if self.cleaned_data["all"]:
            return self.standing
        return self.standing.filter(pk=found.pk) if found else self.standing.none()


@require_POST
@policy.needs("workshops.change_doorpass")
def revoke(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    form = RevokeForm(request.POST, standing=workshop.door_passes.standing())
    if form.is_valid():
        passes = list(form.chosen())
        number = form.chosen().revoke()
        text = ngettext(
            "%(count)d door pass no longer works.", "%(count)d door passes no longer work.", number
        )
        for each in passes:
            act = audit.Action.DOOR_PASS_WITHDRAWN
            audit.record(act, request=request, about=each, workshop=pk)
        messages.success(request, text % {"count": number})
    return redirect(navigation.url_of(workshop, "door"))


def _page(request, workshop, form, made=None, status=200):
    reader = languages.current_language()
    by_day = next(each for each in statistics.of(workshop, reader).tables if each.key == "day")
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "door")
        | {
            "title": _("Door"),
            "form": form,
            "errors": form.errors,
            "passes": workshop.door_passes.with_use(),
            "by_day": by_day.counts,
            "made": made,
            "links": _links(made) if made else [],
            "door_url": reverse("checkin:door", args=[workshop.slug]),
            "sees_people": policy.may(request.user, *policy.SEE_PEOPLE),
            "may_open": request.user.has_perm("workshops.add_attendance"),
            "may_create": request.user.has_perm("workshops.add_doorpass"),
            "may_revoke": request.user.has_perm("workshops.change_doorpass"),
        }
    )
    return render(request, "workshops/admin/door.html", context, status=status)


def _links(made):
    """[(language, address)]: the helper reads the page in the one that is handed over."""
    reader = languages.current_language()
    found = []
    for language in (reader, *(code for code in languages.LANGUAGES if code != reader)):
        with override(language):
            path = reverse("checkin:pass", args=[made.door_pass.workshop.slug, made.token])
        found.append((languages.language_name(language, reader), settings.SITE_URL + path))
    return found
