"""Translating: how far each workshop is in each language, and its texts side by side."""

from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partnerships.admin.rich_text import RichTextWidget
from tools import languages
from tools.languages import Translated
from tools.spreadsheets import content_disposition
from tools.workbooks import CONTENT_TYPE
from workshops import texts
from workshops.admin import navigation, policy
from workshops.exports import translations
from workshops.models import TranslationReview, Workshop, for_user
from workshops.texts import State

LANGUAGES = [(code, code) for code in languages.LANGUAGES]
SIGNS_PER_LINE = 60


@dataclass(frozen=True)
class Standing:
    """How far one language of a workshop is."""

    language: str
    missing: int
    stale: int
    is_empty: bool
    url: str


def standings(workshop, found):
    counts = {code: found.count(code) for code in languages.LANGUAGES}
    return [
        Standing(
            code,
            counts[code][State.MISSING],
            counts[code][State.STALE],
            not found.by_key,
            url_of(workshop, code),
        )
        for code in languages.LANGUAGES
    ]


def url_of(workshop, language, source=""):
    query = f"?language={language}" + (f"&source={source}" if source else "")
    return navigation.url_of(workshop, "translations") + query


@require_safe
@policy.needs(*policy.TRANSLATE)
def translation_list(request):
    at = timezone.now()
    is_past = request.GET.get("when") == "past"
    shown = Workshop.objects.past(at) if is_past else Workshop.objects.in_hand(at)
    workshops = list(for_user(shown, request.user))
    found = texts.of_all(workshops)
    context = admin.site.each_context(request) | {
        "title": _("Translations"),
        "is_past": is_past,
        "languages": languages.LANGUAGES,
        "rows": [(each, standings(each, found[each.pk])) for each in workshops],
    }
    return render(request, "workshops/admin/translation_list.html", context)


class LanguagesForm(forms.Form):
    """From which language into which; without a choice the page decides."""

    language = forms.ChoiceField(choices=LANGUAGES, required=False)
    source = forms.ChoiceField(choices=LANGUAGES, required=False)

    def chosen(self):
        self.is_valid()
        return self.cleaned_data.get("language", ""), self.cleaned_data.get("source", "")


class TranslationForm(forms.Form):
    """A field per text, named by what it belongs to, and beside it the mark of what was shown."""

    def __init__(self, *args, found, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.found, self.language = found, language
        for text in found:
            self.fields[text.key] = _field(text, language)
            self.fields[_mark(text.key)] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=text.mark(language)
            )

    def changes(self):
        return {
            text.key: texts.Change(self.cleaned_data[text.key], self.cleaned_data[_mark(text.key)])
            for text in self.found
            if text.key in self.data
        }

    def refuse(self, errors):
        """Show what was refused; the next attempt knows of the version that is shown now."""
        self.data = self.data.copy()
        for key, refused in errors.items():
            self.add_error(key if key in self.fields else None, refused)
            if isinstance(refused, texts.Outdated):
                self.data[_mark(key)] = self.found.by_key[key].mark(self.language)
                self.fields[key].stands_now = self.found.by_key[key].versions[self.language]


def _mark(key):
    return f"mark:{key}"


def _field(text, language):
    column = text.column(language)
    field = column.formfield(**({"widget": RichTextWidget} if text.is_rich else {}))
    field.required = False
    field.label = text.label
    field.initial = text.versions[language]
    field.stands_now = None
    field.widget.attrs |= {"lang": language, "aria-label": text.label}
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = max(3, len(text.source.text) // SIGNS_PER_LINE + 1)
    return field


@dataclass(frozen=True)
class Pair:
    """A text beside its translation."""

    text: texts.Text
    state: State
    source: Translated
    field: forms.BoundField
    mark: forms.BoundField

    @property
    def stands_now(self):
        """What someone else has written in the meantime, or None."""
        return self.field.field.stands_now


@require_http_methods(["GET", "POST"])
@policy.needs(*policy.TRANSLATE)
def translation_edit(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    at = timezone.now()
    found = texts.of(workshop)
    language, source = LanguagesForm(request.GET).chosen()
    language = language or _first_unfinished(found)
    form = TranslationForm(request.POST or None, found=found, language=language)
    if request.method == "POST" and form.is_valid():
        try:
            number = texts.write(workshop, language, form.changes())
        except texts.Refused as refused:
            form.found = texts.of(workshop)
            form.refuse(refused.errors)
        else:
            messages.success(request, saved(number))
            return redirect(url_of(workshop, language, source))
    context = page_context(request, workshop, found, language) | {
        "form": form,
        "parts": _parts(form, source),
        "source": source,
        "seen_at": at.isoformat(),
        "ways": [(code, url_of(workshop, language, code)) for code in languages.LANGUAGES],
    }
    return render(request, "workshops/admin/translation_edit.html", context)


def _first_unfinished(found):
    unfinished = (code for code in languages.LANGUAGES if not _is_complete(found.count(code)))
    return next(unfinished, "en")


def _is_complete(counts):
    return not (counts[State.MISSING] or counts[State.STALE])


def saved(number):
    text = ngettext("%(count)d text has been saved.", "%(count)d texts have been saved.", number)
    return text % {"count": number} if number else _("Nothing was changed.")


def page_context(request, workshop, found, language):
    rows = standings(workshop, found)
    return (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "translations")
        | {
            "title": _("Translations"),
            "language": language,
            "standings": rows,
            "standing": next(each for each in rows if each.language == language),
        }
    )


def _parts(form, source):
    """[(what the texts belong to, pairs)] in the order of the workshop."""
    pairs = [
        Pair(
            text,
            form.found.state(text, form.language),
            _beside(text, form.language, source),
            form[text.key],
            form[_mark(text.key)],
        )
        for text in form.found
        if text.key in form.fields
    ]
    return [(part, list(group)) for part, group in groupby(pairs, lambda pair: pair.text.part)]


def _beside(text, language, wanted):
    """The version one translates from: the wanted language, else the first other one written."""
    chain = (wanted, *languages.fallback_chain(languages.DEFAULT_LANGUAGE))
    written = (code for code in chain if code != language and text.versions.get(code))
    code = next(written, "")
    return Translated(text.versions.get(code, ""), code)


class ReviewForm(forms.Form):
    language = forms.ChoiceField(choices=LANGUAGES)
    # when the page was made: what is changed after that was not seen
    seen_at = forms.DateTimeField()

    def clean_seen_at(self):
        """Within the years that any database and time zone can hold."""
        at = self.cleaned_data["seen_at"]
        if not 2000 <= at.year <= 9000:
            raise forms.ValidationError("out of range")
        return at


@require_POST
@policy.needs(*policy.TRANSLATE)
def confirm(request, pk):
    """The translation is still right, although its source has been changed."""
    workshop = policy.workshop_or_404(request, pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return redirect(navigation.url_of(workshop, "translations"))
    language = form.cleaned_data["language"]
    TranslationReview.objects.update_or_create(
        workshop=workshop,
        language=language,
        defaults={
            "confirmed_at": min(form.cleaned_data["seen_at"], timezone.now()),
            "confirmed_by": request.user,
        },
    )
    messages.success(request, _("Noted: the translation is still right."))
    return redirect(url_of(workshop, language))


@require_safe
@policy.needs(*policy.TRANSLATE)
def workbook(request, pk):
    """The texts of a workshop to take along, with one language to fill in."""
    workshop = policy.workshop_or_404(request, pk)
    language, _source = LanguagesForm(request.GET).chosen()
    language = language or languages.current_language()
    return HttpResponse(
        translations.workbook(workshop, language),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": content_disposition(f"{workshop.slug}-{language}.xlsx")},
    )
