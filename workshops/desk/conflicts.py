"""Someone saved in between: both versions side by side, the reader chooses."""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _

from tools import languages
from workshops.registration import naming


@dataclass(frozen=True)
class Row:
    label: str
    saved: str
    typed: str

    @property
    def differs(self):
        return self.saved != self.typed


def between(request, visit, form, person):
    """The person as saved beside the valid form; saving it now overwrites what is seen here."""
    saved, typed = naming.values_of(person), form.values
    context = {
        "visit": visit,
        "form": form,
        "rows": [
            Row(field.label, _shown(field.name, saved), _shown(field.name, typed)) for field in form
        ],
        "seen": naming.digest(saved),
        # a language of the page is chosen at the address of the form that came here
        "ticket": request.POST.get("ticket", ""),
        "action": visit.url("person", person.reference),
    }
    return render(request, "workshops/desk/conflict.html", context, status=409)


def _shown(name, values):
    value = values[name]
    if name == "needs_interpretation":
        return _("yes") if value else _("no")
    if name == "language":
        return str(dict(settings.LANGUAGES)[value])
    if name == "languages_spoken":
        reader = languages.current_language()
        return languages.join([languages.language_name(code, reader) for code in value], reader)
    if name == "track_wish_1":
        return languages.translated(value, "title").text if value else _("No wish")
    return value
