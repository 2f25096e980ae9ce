"""The drawing of the map: municipalities as dots, the partnerships between them as lines."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from partnerships.models import Partnership
from tools import languages
from workshops.public.maps.labels import Label, Room
from workshops.public.maps.places import Place
from workshops.public.maps.sections import Section, apart, curve, section

SIZE = (840, 620)
GAP = 20
FIRM, PROJECT, PLANNED, ENDED = "firm", "project", "planned", "ended"


@dataclass(frozen=True)
class Dot:
    place: Place
    x: int
    y: int
    label: Label | None
    is_chosen: bool


@dataclass(frozen=True)
class Drawing:
    """`lines`: [(style, path)]; `leaders`: from where a dot belongs to where it was moved."""

    section: Section
    dots: list
    lines: list
    leaders: list


def draw(places, ties, chosen):
    """None if the place of none is known; the chosen and the busiest keep their spots first."""
    placed = sorted(
        (place for place in places if place.pixel),
        key=lambda place: (place.slug not in chosen, -place.number, place.slug),
    )
    if not placed:
        return None
    countries = [place.municipality.country for place in placed]
    drawn = section([place.pixel for place in placed], countries, SIZE)
    true = tuple(drawn.spot(place.pixel) for place in placed)
    spots, labels = _laid_out(true, tuple(place.tile.name.text for place in placed))
    dots = [
        Dot(place, *spot, label, place.slug in chosen)
        for place, spot, label in zip(placed, spots, labels, strict=True)
    ]
    leaders = [(a, b) for a, b in zip(true, spots, strict=True) if a != b]
    return Drawing(drawn, dots, _lines(dots, ties), leaders)


@lru_cache(maxsize=16)
def _laid_out(true, names):
    """(spots, labels): takes longest of all on the page, and is the same for every reader."""
    spots = apart(true, GAP)
    room = Room(SIZE, spots)
    return spots, [room.label(spot, name) for spot, name in zip(spots, names, strict=True)]


def style(partnership):
    if partnership.status == Partnership.Status.PLANNED:
        return PLANNED
    if partnership.status == Partnership.Status.ENDED:
        return ENDED
    return PROJECT if partnership.kind == Partnership.Kind.PROJECT else FIRM


def legend(ties):
    """[(style, words)] of the lines that are drawn."""
    language = languages.current_language()
    drawn = {style(tie.partnership) for tie in ties}
    firm = {tie.partnership.kind: tie.partnership for tie in ties if style(tie.partnership) == FIRM}
    kinds = [partnership.get_kind_display() for partnership in firm.values()]
    by_alphabet = sorted(kinds, key=lambda kind: languages.sort_key(kind, language))
    words = {
        FIRM: languages.join(by_alphabet, language),
        PROJECT: Partnership.Kind.PROJECT.label,
        PLANNED: Partnership.Status.PLANNED.label,
        ENDED: Partnership.Status.ENDED.label,
    }
    return [(key, text) for key, text in words.items() if key in drawn]


def _lines(dots, ties):
    """Westernmost end first, so that all lines bend alike; several between two lie side by side."""
    spots = {dot.place.slug: (dot.x, dot.y) for dot in dots}
    number = Counter()
    lines = []
    for tie in ties:
        if tie.slugs <= spots.keys():
            start, end = sorted(spots[slug] for slug in tie.slugs)
            lines.append((style(tie.partnership), curve(start, end, number[tie.slugs])))
            number[tie.slugs] += 1
    return lines
