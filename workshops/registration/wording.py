"""What our messages say: our wording in four languages, or the organisers' own.

A placeholder is a word in braces from a closed list: nothing else of a text is ever evaluated.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tools import languages
from workshops.models import IssuedPaper, Message, MessageTemplate

Kind = Message.Kind
# not a message: the letter that every accepted person can get
CONFIRMATION = "confirmation"
LONGEST = 10_000
_IN_BRACES = re.compile(r"\{([^{}\n]*)\}")

# {placeholder: what it stands for}
PLACEHOLDERS = {
    "greeting": gettext_lazy("Salutation of the contact"),
    "municipality": gettext_lazy("Name of the municipality or organisation"),
    "workshop": gettext_lazy("Title of the workshop"),
    "dates": gettext_lazy("Dates of the workshop"),
    "place": gettext_lazy("Place of the workshop"),
    "seats": gettext_lazy("Seats and substitutes"),
    "deadline": gettext_lazy("Until when people can be named, in both time zones"),
    "link": gettext_lazy("Personal link to the nomination"),
    "people": gettext_lazy("What was decided on whom, or is missing from whom"),
    "named_by": gettext_lazy("Who named the person"),
    "answers": gettext_lazy("Link under which a contact sees who has answered"),
    "answer_by": gettext_lazy("Until when the person answers"),
    "privacy": gettext_lazy("Which data of the person is held, for what, until when"),
    "remark": gettext_lazy("Remark of the organisers"),
    "contact": gettext_lazy("Whom to ask"),
    "organiser": gettext_lazy("Who invites"),
}
OF_LETTER = {
    "name": gettext_lazy("Name of the person"),
    "name_latin": gettext_lazy("Name in Latin letters"),
    "position": gettext_lazy("Position of the person"),
    "municipality": gettext_lazy("Who sends the person; nothing for protected people"),
    "workshop": gettext_lazy("Title of the workshop"),
    "dates": gettext_lazy("Dates of the workshop"),
    "place": gettext_lazy("Place of the workshop"),
}


@dataclass(frozen=True)
class Wording:
    subject: str | Promise
    text: str | Promise

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return subject and text with every placeholder replaced; a line left empty by one goes.

        A value is put in as it is: braces in a name are no placeholders.
        """
        return _filled(str(self.subject), values), _filled(str(self.text), values)


OURS: dict[str, Wording] = {
    Kind.INVITATION: Wording(
        gettext_lazy("Invitation: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "we invite you to the workshop “{workshop}”.\n\n"
            "{dates}\n{place}\n{seats}\n\n"
            "Please name the people who are to come. You need no account, only this link:\n"
            "{link}\n\n"
            "{deadline}\n\n"
            "The letter of invitation is enclosed. Whoever has the link can change the list, so "
            "please pass it on only to colleagues who work on it.\n\n"
            "{contact}\n\n{organiser}"
        ),
    ),
    Kind.REMINDER: Wording(
        gettext_lazy("Reminder: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "the list of people who come to the workshop “{workshop}” is not complete yet.\n\n"
            "{dates}\n{place}\n{seats}\n\n"
            "You can fill it in here:\n{link}\n\n"
            "{deadline}\n\n{remark}\n\n{contact}\n\n{organiser}"
        ),
    ),
    Kind.EXTENSION: Wording(
        gettext_lazy("More time: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "you have more time to name people for the workshop “{workshop}”.\n\n"
            "{deadline}\n\nThe list is here:\n{link}\n\n{remark}\n\n{contact}\n\n{organiser}"
        ),
    ),
    Kind.RECEIPT: Wording(
        gettext_lazy("Delegation received: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "thank you. We have received your delegation for the workshop “{workshop}”.\n\n"
            "{people}\n\n"
            "You can change the list with your link until the nomination closes.\n{deadline}\n\n"
            "{contact}\n\n{organiser}"
        ),
    ),
    Kind.RETURNED: Wording(
        gettext_lazy("Please complete: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "we need a change in your delegation for the workshop “{workshop}”:\n\n"
            "{remark}\n\n"
            "You can change it here and send it again:\n{link}\n\n"
            "{deadline}\n\n{contact}\n\n{organiser}"
        ),
    ),
    Kind.DECISIONS: Wording(
        gettext_lazy("Your delegation: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "this is the state of your delegation for the workshop “{workshop}”:\n\n"
            "{people}\n\n{remark}\n\n{answers}\n\n"
            "{dates}\n{place}\n\n{contact}\n\n{organiser}"
        ),
    ),
    Kind.SEAT: Wording(
        gettext_lazy("A seat for you: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "there is a seat for you in the workshop “{workshop}”.\n{named_by}\n\n"
            "{dates}\n{place}\n\n"
            "Please tell us whether you come. You need no account, only this link, which is for "
            "you alone:\n{link}\n\n"
            "{answer_by}\n\n{privacy}\n\n{contact}\n\n{organiser}"
        ),
    ),
    Kind.ASK_AGAIN: Wording(
        gettext_lazy("We wait for your answer: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "something is still missing from you for the workshop “{workshop}”: your answer, or "
            "how you travel.\n\n"
            "{dates}\n{place}\n\n"
            "You can tell us here:\n{link}\n\n"
            "{answer_by}\n\n{remark}\n\n{contact}\n\n{organiser}"
        ),
    ),
    Kind.TRAVEL: Wording(
        gettext_lazy("Travel data: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "for the workshop “{workshop}” we still need something from your delegation:\n\n"
            "{people}\n\n{remark}\n\n{answers}\n\n"
            "{dates}\n{place}\n\n{contact}\n\n{organiser}"
        ),
    ),
    Kind.CANCELLATION: Wording(
        gettext_lazy("Cancelled: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "the workshop “{workshop}” does not take place.\n\n"
            "{dates}\n{place}\n\n{remark}\n\n"
            "Please tell the people you have named.\n\n{contact}\n\n{organiser}"
        ),
    ),
    Kind.CHANGE: Wording(
        gettext_lazy("Changed: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "dates or place of the workshop “{workshop}” have changed. Now it is:\n\n"
            "{dates}\n{place}\n\n{remark}\n\n"
            "Please tell the people you have named.\n\n{contact}\n\n{organiser}"
        ),
    ),
    Kind.LETTER: Wording(
        gettext_lazy("{workshop}"),
        gettext_lazy("{greeting}\n\n{remark}\n\n{contact}\n\n{organiser}"),
    ),
    Kind.REGISTRATION: Wording(
        gettext_lazy("Please confirm: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "someone wants to register with this address for the workshop “{workshop}”.\n\n"
            "{dates}\n\n"
            "If that is you: open this link and press the button. Only then are you registered.\n"
            "{link}\n\n"
            "The link is valid for 48 hours. If it is not you, do nothing: everything is erased "
            "then.\n\n"
            "{contact}\n\n{organiser}"
        ),
    ),
    Kind.REGISTERED: Wording(
        gettext_lazy("Your registration: {workshop}"),
        gettext_lazy(
            "{greeting}\n\n"
            "someone wanted to register with this address for the workshop “{workshop}”. The "
            "address is on the list already; nothing has changed.\n\n"
            "{dates}\n{place}\n\n"
            "Open this link, which is for you alone, and press the button within 48 hours: then "
            "you see how things stand.\n{link}\n\n"
            "{contact}\n\n{organiser}"
        ),
    ),
    CONFIRMATION: Wording(
        gettext_lazy("Confirmation of participation"),
        gettext_lazy("We confirm that this person takes part in the workshop named below."),
    ),
}


def placeholders_of(kind: str) -> Mapping[str, str | Promise]:
    """Return the closed list of a kind: {placeholder: what it stands for}."""
    return OF_LETTER if kind == CONFIRMATION else PLACEHOLDERS


def name_of(kind: str) -> str:
    """Return what organisers call the text of a kind."""
    return str(IssuedPaper.Kind.LETTER.label if kind == CONFIRMATION else Kind(kind).label)


def wording(kind: str, language: str) -> Wording:
    """Return the organisers' wording of a kind where they have written one, else ours."""
    own = MessageTemplate.objects.filter(kind=kind).first()
    with override(language):
        ours = Wording(str(OURS[kind].subject), str(OURS[kind].text))
    if own is None:
        return ours
    return Wording(
        getattr(own, f"subject_{language}") or ours.subject,
        getattr(own, f"text_{language}") or ours.text,
    )


def validate(text: str, placeholders: Mapping[str, str | Promise] = PLACEHOLDERS) -> None:
    """Raise ValidationError naming line and column of the first brace that is no placeholder."""
    if len(text) > LONGEST:
        raise ValidationError(_("At most %(number)d characters.") % {"number": LONGEST})
    rest = _IN_BRACES.sub(partial(_blanked, placeholders), text)
    for position, sign in enumerate(rest):
        if sign in "{}":
            line, column = (
                text.count("\n", 0, position) + 1,
                position - text.rfind("\n", 0, position),
            )
            raise ValidationError(
                _("Line %(line)d, column %(column)d: no placeholder. Known: %(known)s")
                % {"line": line, "column": column, "known": _known(placeholders)}
            )


def _blanked(placeholders: Mapping[str, str | Promise], found: re.Match[str]) -> str:
    return " " * len(found[0]) if found[1] in placeholders else found[0]


def _known(placeholders: Iterable[str]) -> str:
    names = [f"{{{name}}}" for name in placeholders]
    return languages.join(names, languages.current_language())


def _filled(text: str, values: Mapping[str, str]) -> str:
    written = [
        (line, _IN_BRACES.sub(lambda found: values.get(found[1], found[0]), line))
        for line in text.split("\n")
    ]
    kept = [filled for line, filled in written if filled.strip() or not line.strip()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
