"""What is left to prove that a workshop took place: counts, the pack, and where it was filed."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from partnerships.login import factors
from tools import languages
from tools.spreadsheets import content_disposition
from workshops import statistics
from workshops.admin import navigation, policy
from workshops.exports.downloads import stated
from workshops.models import Handover
from workshops.registration.evidence import pack
from workshops.registration.evidence.parts import Wanted, missing


class PackForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[(code, code) for code in languages.LANGUAGES]
    )
    include_protected = forms.BooleanField(
        label=gettext_lazy("Include protected people"), required=False
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reader = languages.current_language()
        self.fields["language"].choices = [
            (code, languages.language_name(code, reader)) for code in languages.LANGUAGES
        ]

    def clean(self):
        wanted = super().clean()
        if not wanted.get("include_protected"):
            wanted["reason"] = ""
        elif not stated(wanted.get("reason", "")) and "reason" not in self.errors:
            self.add_error("reason", _("Say why protected people are to be in the file."))
        return wanted


class HandoverForm(forms.Form):
    handed_over_on = forms.DateField(
        label=gettext_lazy("Handed over on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Say on which day it was handed over."),
            "invalid": gettext_lazy("Write a day of the calendar, for example 28.11.2027."),
        },
    )
    sha256 = forms.ChoiceField(
        label=gettext_lazy("Which file"),
        error_messages={
            "required": gettext_lazy("Choose one of the files that were made."),
            "invalid_choice": gettext_lazy("Choose one of the files that were made."),
        },
    )
    reference = forms.CharField(
        label=gettext_lazy("File reference"),
        max_length=200,
        help_text=gettext_lazy("Under which number your records keep it."),
        error_messages={"required": gettext_lazy("Write the number under which it is kept.")},
    )

    def __init__(self, *args, workshop, packs, **kwargs):
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        language, zone = languages.current_language(), workshop.timezone
        choices = {}
        for each in packs:
            made = languages.format_moment(each.exported_at, zone, language)
            choices.setdefault(each.sha256, f"{made} · {each.sha256[:12]}…")
        self.fields["sha256"].choices = choices.items()

    def clean_handed_over_on(self):
        day = self.cleaned_data["handed_over_on"]
        if day > self.workshop.local_date():
            raise ValidationError(_("This day is still to come."))
        return day


@require_safe
@policy.needs(*policy.SEE_PEOPLE)
def evidence(request, pk):
    return _page(request, policy.workshop_or_404(request, pk))


@require_POST
@policy.needs("workshops.export_delegate")
def download(request, pk):
    workshop = policy.list_of_workshop_or_404(request, pk)
    form = PackForm(request.POST)
    if not form.is_valid():
        return _page(request, workshop, pack_form=form, status=422)
    wanted = form.cleaned_data
    policy.require_few_files(request)
    if policy.shows_again(request, workshop.delegates.count):
        return factors.ask_again(navigation.url_of(workshop, "evidence"))
    made = pack.make(
        workshop, language=wanted["language"], by=request.user, reason=wanted["reason"]
    )
    return FileResponse(
        made.file,
        content_type="application/zip",
        headers={
            "Content-Disposition": content_disposition(f"evidence-{workshop.slug}.zip"),
            "Cache-Control": "no-store",
            "X-Checksum-Sha256": made.sha256,
        },
    )


@require_POST
@policy.needs("workshops.add_handover")
def hand_over(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    form = HandoverForm(request.POST, workshop=workshop, packs=pack.made(workshop))
    if not form.is_valid():
        return _page(request, workshop, handover_form=form, status=422)
    Handover.objects.create(workshop=workshop, recorded_by=request.user, **form.cleaned_data)
    messages.success(request, _("The handover is noted."))
    return redirect(f"{navigation.url_of(workshop, 'evidence')}#handover")


def _page(request, workshop, *, pack_form=None, handover_form=None, status=200):
    reader = languages.current_language()
    packs = pack.made(workshop)
    wanted = Wanted(workshop, reader)
    today = {"handed_over_on": workshop.local_date()}
    shown = handover_form or HandoverForm(workshop=workshop, packs=packs, initial=today)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "results")
        | {
            "title": _("Evidence"),
            "statistics": statistics.of(workshop, reader),
            "missing": missing(wanted),
            "number_protected": len(wanted.sheet.protected),
            "number_scans": len(wanted.scans),
            "pack_form": pack_form or PackForm(initial={"language": reader}),
            "handover_form": shown,
            "is_refused": status != 200,
            "packs": packs,
            "handovers": workshop.handovers.select_related("recorded_by"),
            "may_export": request.user.has_perm("workshops.export_delegate"),
            "may_hand_over": request.user.has_perm("workshops.add_handover"),
        }
    )
    return render(request, "workshops/admin/evidence.html", context, status=status)
