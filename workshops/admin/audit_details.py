"""The details of an entry of the audit, which are codes and numbers, in the reader's words."""

from django.apps import apps
from django.contrib.auth.models import Group
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.admin.group import ACTS
from partnerships.models import group_name
from workshops.admin.team import RIGHT
from workshops.exports.purposes import title_of

# of more rights only the number is said
MOST_RIGHTS = 5
FACTORS = {
    "totp": lambda: _("Authenticator app"),
    "webauthn": lambda: _("Passkey"),
    "recovery_codes": lambda: _("Recovery codes"),
}


def in_words(entry, things):
    """[phrase] of the details of an entry; what nobody has put into words stays as it is."""
    phrases = []
    for name, value in sorted(entry.details.items(), key=lambda pair: ORDER.get(pair[0], LAST)):
        say = WORDS.get(name)
        phrase = say(value, things) if say else f"{name}: {value}"
        phrases += [phrase] if phrase else []
    return phrases


def right_in_words(code):
    """ "workshops.view_delegate" -> "People: see" """
    if code == RIGHT:
        return _("This workshop")
    app, _dot, codename = code.partition(".")
    verb, _underscore, name = codename.partition("_")
    model = apps.all_models.get(app, {}).get(name)
    if verb not in ACTS or (model is None and verb != "work"):
        return code
    if model is None:
        return capfirst(str(ACTS[verb]))
    return f"{capfirst(model._meta.verbose_name_plural)}: {ACTS[verb]}"


def _rights(codes):
    if len(codes) > MOST_RIGHTS:
        number = len(codes)
        return ngettext("%(number)s right", "%(number)s rights", number) % {"number": number}
    return ", ".join(right_in_words(code) for code in codes)


def _given(codes, _things):
    return _("Given: %(rights)s") % {"rights": _rights(codes)} if codes else ""


def _taken(codes, _things):
    return _("Taken away: %(rights)s") % {"rights": _rights(codes)} if codes else ""


def _all(codes, _things):
    return _("Now: %(rights)s") % {"rights": _rights(codes) or _("no rights")}


def _groups(keys, things):
    groups = [(key, things.get(Group._meta.label_lower, key)) for key in keys]
    names = [str(group_name(group)) if group else str(key) for key, group in groups]
    return _("Groups: %(names)s") % {"names": ", ".join(names)} if names else ""


def _rows(number, _things):
    return ngettext("%(rows)s row", "%(rows)s rows", number) % {"rows": number}


def _protected(number, _things):
    if not number:
        return ""
    text = ngettext("%(people)s of them protected", "%(people)s of them protected", number)
    return text % {"people": number}


WORDS = {
    "purpose": lambda key, _things: title_of(key),
    "list": lambda key, _things: title_of(key),
    # a refusal names the list; columns and the page add nothing for a reader
    "page": lambda *_said: "",
    "columns": lambda *_said: "",
    "rows": _rows,
    "protected": _protected,
    "email": lambda *_said: _("another e-mail address"),
    "staff": lambda value, _things: _("may log in") if value else _("may not log in"),
    "superuser": lambda value, _things: _("May do everything") if value else "",
    "groups": _groups,
    "rights": _all,
    "given": _given,
    "taken": _taken,
    "second_factor": lambda *_said: _("wrong code of the second factor"),
    "kind": lambda key, _things: FACTORS[key]() if key in FACTORS else key,
    "count": lambda number, _things: (
        ngettext("%(number)s entry", "%(number)s entries", number) % {"number": number}
    ),
    "up_to": lambda number, _things: _("up to entry %(number)s") % {"number": number},
}
ORDER = {name: place for place, name in enumerate(WORDS)}
LAST = len(ORDER)
