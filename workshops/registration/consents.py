"""What people are asked to agree to, one thing at a time; every wording keeps its version.

A text that changes gets a new version: a consent says which one was seen (Article 7(1) GDPR).
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workshops.models import Consent, Delegate, Workshop

Purpose = Consent.Purpose
Act = Consent.Act


@dataclass(frozen=True)
class Text:
    version: str
    title: Promise
    text: Promise


TEXTS = {
    Purpose.PARTICIPANT_LIST: Text(
        "2026-11",
        _("List for those who take part"),
        _(
            "My name, position and municipality may stand in the list that those who take part in "
            "this workshop get."
        ),
    ),
    Purpose.PUBLIC_NAME: Text(
        "2026-11",
        _("Name on the public page"),
        _("My name and municipality may stand on the public page of this workshop."),
    ),
    Purpose.PHOTO: Text(
        "2026-11",
        _("Photos"),
        _("Photos of the workshop that show me may be used to report on it."),
    ),
    Purpose.FOLLOW_UP: Text(
        "2026-11",
        _("News after the workshop"),
        _("The organisers may write to me about what follows from this workshop."),
    ),
}


def standing(person: Delegate) -> dict[str, Consent]:
    """{purpose: the last word on it}; purposes never answered are left out."""
    return {each.purpose: each for each in person.consents.standing()}


@transaction.atomic
def say(person: Delegate, purpose: str, is_given: bool, *, language: str, via: str) -> None:
    """Note that the person agrees or takes it back; the same said again adds no row."""
    Workshop.objects.locked(person.workshop_id)
    last = person.consents.standing().filter(purpose=purpose).first()
    act = Act.GIVEN if is_given else Act.WITHDRAWN
    was_given = last is not None and last.act == Act.GIVEN
    if was_given == is_given:
        return
    person.consents.create(
        purpose=purpose,
        act=act,
        text_version=TEXTS[Purpose(purpose)].version,
        language=language,
        via=via,
    )
