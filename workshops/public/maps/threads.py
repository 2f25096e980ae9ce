"""Threads: curved lines from one municipality to others, drawn from their real coordinates."""

from dataclasses import dataclass

from tools import languages
from tools.languages import Translated
from workshops.public.maps.labels import Label, Room
from workshops.public.maps.sections import Section, apart, curve, pixel, section

SIZE = (460, 300)
GAP = 12
MOST_LABELS = 6


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    name: Translated
    label: Label | None


@dataclass(frozen=True)
class Threads:
    section: Section
    host: Point
    guests: list
    lines: list


def threads(host, guests):
    """From a place to others, each (name, municipality); None unless two are on the base map."""
    centre = host[1]
    far = [(name, place) for name, place in guests if pixel(place) and place != centre]
    if not far or not pixel(centre):
        return None
    places = [place for _name, place in (host, *far)]
    pixels = [pixel(place) for place in places]
    drawn = section(pixels, [place.country for place in places], SIZE)
    spots = apart([drawn.spot(place) for place in pixels], GAP)
    start, *ends = _points(spots, [name for name, _place in (host, *far)])
    return Threads(drawn, start, ends, [curve(spots[0], spot) for spot in spots[1:]])


def _points(spots, names):
    """The host has a label, its guests where they are few: the list beside has every name.

    The lines bend to the north, so the room below a spot is free of them.
    """
    room = Room(SIZE, spots, is_below_first=True)
    labelled = len(names) if len(names) - 1 <= MOST_LABELS else 1
    return [
        Point(*spot, name, room.label(spot, name.text) if position < labelled else None)
        for position, (spot, name) in enumerate(zip(spots, names, strict=True))
    ]


def card_threads(card):
    """From the host of a workshop to the municipalities that publicly take part."""
    if card.host is None:
        return None
    guests = [
        (languages.translated(municipality, "name"), municipality)
        for municipality in card.municipalities
    ]
    return threads((languages.translated(card.host, "name"), card.host), guests)
