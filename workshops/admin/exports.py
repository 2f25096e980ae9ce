from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import user_passes_test
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET

from tools import languages
from tools.spreadsheets import content_disposition
from workshops.exports import participants
from workshops.models import Workshop
from workshops.registration.forms import PeopleFilterForm


class ParticipantsExportForm(PeopleFilterForm):
    """The filters of the people list, plus how the file is written and who may stand in it."""

    dialect = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            ("excel", gettext_lazy("for spreadsheets")),
            ("rfc4180", gettext_lazy("for other programs")),
        ],
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[(code, code) for code in languages.LANGUAGES],
        required=False,
    )
    include_protected = forms.BooleanField(
        label=gettext_lazy("Include protected people"), required=False
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def clean_dialect(self):
        return self.cleaned_data["dialect"] or "excel"

    def clean_language(self):
        return self.cleaned_data["language"] or languages.current_language()

    def clean(self):
        wanted = super().clean()
        if not wanted.get("include_protected"):
            wanted["reason"] = ""
        elif not participants.stated(wanted.get("reason", "")) and "reason" not in self.errors:
            self.add_error("reason", _("Say why protected people are to be in the file."))
        return wanted


def may_export(user):
    """Those not logged in are sent to the login page, those without the permission are refused."""
    if not user.is_authenticated:
        return False
    if not (user.is_staff and user.has_perm("workshops.export_delegate")):
        raise PermissionDenied
    return True


@require_GET
@user_passes_test(may_export)
def participants_csv(request, slug):
    workshop = get_object_or_404(Workshop, slug=slug)
    form = ParticipantsExportForm(request.GET, workshop=workshop)
    if not form.is_valid():
        return refused(request, workshop, form)
    wanted = form.cleaned_data
    stream = participants.export_csv(
        workshop,
        form.applied_to(participants.participants(workshop, reason=wanted["reason"])),
        dialect=wanted["dialect"],
        language=wanted["language"],
        by=request.user,
        filter_codes=form.codes(),
        reason=wanted["reason"],
    )
    return StreamingHttpResponse(
        stream,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition(file_name(workshop, wanted["language"])),
            "Cache-Control": "no-store",
        },
    )


def refused(request, workshop, form):
    """No file, but the form with what is wrong, to be sent again."""
    context = admin.site.each_context(request) | {
        "title": _("List of participants"),
        "workshop": workshop,
        "form": form,
    }
    response = render(request, "workshops/admin/export_refused.html", context, status=400)
    response["Cache-Control"] = "no-store"
    return response


def file_name(workshop, language):
    with override(language):
        name = _("participants")
        return f"{name}-{workshop.slug}.csv"
