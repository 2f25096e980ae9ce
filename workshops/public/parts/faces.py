"""The card of a workshop in a list: drawn once for all lists and readers it looks the same to."""

from dataclasses import dataclass

from django.template import Library
from django.utils.safestring import SafeString

from partnerships.shields import Shield
from tools import formats
from tools.languages import Translated
from workshops.models import Workshop
from workshops.public.parts.cards import Card, Chip, DateBlock
from workshops.public.parts.phases import PhaseBadge

register = Library()


@dataclass(frozen=True)
class Face:
    """All that `_parts/_workshop_card.html` knows: whatever changes it makes another face."""

    url: str
    title: Translated
    days: DateBlock
    badge: PhaseBadge
    format: str
    has_report: bool
    place: Translated
    number: int
    languages: tuple[str, ...]
    chips: tuple[Chip, ...]
    shields: tuple[Shield, ...]
    more: int


@register.simple_tag
def workshop_card(card: Card, level: int = 3) -> SafeString:
    """The card with its title as a heading of this level."""
    return formats.drawn("_parts/_workshop_card.html", card=_face(card), level=level)


def _face(card):
    workshop = card.workshop
    is_onsite = workshop.format == Workshop.Format.ONSITE
    return Face(
        url=workshop.get_absolute_url(),
        title=card.title,
        days=card.days,
        badge=card.badge,
        format="" if is_onsite else workshop.get_format_display(),
        has_report=workshop.has_report,
        place=card.place,
        number=len(card.municipalities),
        languages=tuple(card.languages),
        chips=tuple(card.chips),
        shields=tuple(card.shields),
        more=card.more,
    )
