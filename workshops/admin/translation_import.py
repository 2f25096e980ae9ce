"""A workbook comes back from a translator: what it would change is shown, then taken over."""

from django import forms
from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tools.sheets.limits import BadTable
from workshops import texts
from workshops.admin import policy
from workshops.admin.translations import LANGUAGES, page_context, saved, url_of
from workshops.exports import translations
from workshops.exports.translations import Verdict

VALID_FOR = 24 * 60 * 60


class UploadForm(forms.Form):
    language = forms.ChoiceField(choices=LANGUAGES)
    file = forms.FileField(
        label=gettext_lazy("Workbook (.xlsx)"),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )


class TakeOverForm(forms.Form):
    """Exactly what was shown, as it was signed, and the rows that were ticked."""

    language = forms.ChoiceField(choices=LANGUAGES)
    shown = forms.CharField(strip=False)
    taken = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, workshop, **kwargs):
        super().__init__(*args, **kwargs)
        self.workshop = workshop

    def clean_shown(self):
        salt = _salt(self.workshop, self.cleaned_data.get("language"))
        try:
            rows = signing.loads(self.cleaned_data["shown"], salt=salt, max_age=VALID_FOR)
        except signing.BadSignature as broken:
            raise forms.ValidationError(_("Send the file again.")) from broken
        self.fields["taken"].choices = [(key, key) for key in rows]
        return {key: texts.Change(*change) for key, change in rows.items()}

    def changes(self):
        return {key: self.cleaned_data["shown"][key] for key in self.cleaned_data["taken"]}


def _salt(workshop, language):
    return f"translations:{workshop.pk}:{language}"


@require_POST
@policy.needs(*policy.TRANSLATE)
def upload(request, pk):
    """What taking the workbook over would do. Nothing is changed or kept yet."""
    workshop = policy.workshop_or_404(request, pk)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors.get("file", [_("Choose a language.")])))
        return redirect(url_of(workshop, request.POST.get("language", "")))
    language = form.cleaned_data["language"]
    try:
        rows = translations.read(form.cleaned_data["file"], language)
    except BadTable as bad:
        messages.error(request, str(bad))
        return redirect(url_of(workshop, language))
    found = texts.of(workshop)
    lines = translations.compare(found, language, rows)
    context = page_context(request, workshop, found, language) | {
        "title": _("What the workbook changes"),
        "groups": _groups(lines, language),
        "number_same": len(rows) - len(lines),
        "may_take_over": any(line.verdict != Verdict.REFUSED for line in lines),
        "shown": _signed(workshop, language, lines),
    }
    return render(request, "workshops/admin/translation_import.html", context)


def _groups(lines, language):
    """[(verdict, [(line, text that stands here, text in the workbook)])], empty ones left out."""
    groups = [
        (verdict, [_beside(line, language) for line in lines if line.verdict == verdict])
        for verdict in Verdict
    ]
    return [group for group in groups if group[1]]


def _beside(line, language):
    text, version = line.text, line.row.change.version
    if text is None:
        return line, "", version
    here, there = (translations.shown(text, each) for each in (text.versions[language], version))
    return line, here, there


def _signed(workshop, language, lines):
    """The changes one may take over, each with the mark of what is shown beside it now."""
    offered = {
        line.row.key: (line.row.change.version, line.text.mark(language))
        for line in lines
        if line.verdict != Verdict.REFUSED
    }
    return signing.dumps(offered, salt=_salt(workshop, language), compress=True)


@require_POST
@policy.needs(*policy.TRANSLATE)
def take_over(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    form = TakeOverForm(request.POST, workshop=workshop)
    if not form.is_valid():
        messages.error(request, _("Nothing was taken over. Send the file again."))
        return redirect(url_of(workshop, form.cleaned_data.get("language", "")))
    language = form.cleaned_data["language"]
    try:
        number = texts.write(workshop, language, form.changes())
    except texts.Refused:
        messages.error(
            request,
            _("Nothing was taken over: texts have changed in the meantime. Send the file again."),
        )
    else:
        messages.success(request, saved(number))
    return redirect(url_of(workshop, language))
