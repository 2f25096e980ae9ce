"""The programme of a workshop as a paper: days, times, what is parallel, rooms, interpretation."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from tools import languages
from tools.languages import Translated
from workshops.documents import people as on_paper
from workshops.documents.setting import paper
from workshops.models import Workshop
from workshops.programme import Day, Item, Programme, Slot, programme


def pdf(workshop: Workshop, language: str, *, at: datetime.datetime) -> bytes:
    """Return the programme as programme() has it at this moment, in the language."""
    with override(language):
        shaped = programme(workshop, at)
        place = workshop.meeting_place()
        data = {
            "title": _("Programme"),
            "language": language,
            "heading": _("Programme"),
            "workshop": on_paper.said(languages.translated(workshop, "title")),
            "dates": languages.date_range(workshop.starts_on, workshop.ends_on, language),
            "place": on_paper.said(place),
            "zone": _zone(shaped),
            "nothing": "" if shaped else _("The programme is not settled yet."),
            "page": _("Page"),
            "heads": [
                pgettext("in the programme", "Time"),
                _("What takes place"),
                _("Room"),
                _("Interpretation"),
            ],
            "days": [_day(day, workshop) for day in shaped.days],
        }
    return paper("programme_paper", data, at=at)


def _zone(shaped: Programme) -> str:
    if not shaped:
        return ""
    language = languages.current_language()
    if len(shaped.offsets) == 1:
        offsets = shaped.offsets[0][1]
    else:
        named = [f"{languages.format_day(day, language)}: {name}" for day, name in shaped.offsets]
        offsets = ", ".join(named)
    return _("All times are those of the place: %(zone)s") % {"zone": f"{shaped.zone} ({offsets})"}


def _day(day: Day, workshop: Workshop) -> dict[str, Any]:
    language = languages.current_language()
    return {
        "name": languages.format_weekday(day.date, language),
        "place": on_paper.said(day.place),
        "slots": [_slot(slot, workshop) for slot in day.slots],
    }


def _slot(slot: Slot, workshop: Workshop) -> dict[str, Any]:
    return {
        "time": f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}",
        "is_break": slot.is_break,
        "is_parallel": slot.is_parallel,
        "sessions": [_session(item, workshop) for item in slot.sessions],
    }


def _session(item: Item, workshop: Workshop) -> dict[str, Any]:
    return {
        "title": on_paper.said(item.title),
        "track": _track(item),
        "room": on_paper.cut(item.room),
        "channels": "" if item.is_break else _channels(item, workshop),
        "parts": [on_paper.said(part) for part in _parts(item)],
    }


def _track(item: Item) -> dict[str, Any] | None:
    """The track that a session is for, named where the title is another one."""
    if not item.is_of_track:
        return None
    return on_paper.said(item.title_of_track) | {"colour": item.colour}


def _channels(item: Item, workshop: Workshop) -> str:
    reader = languages.current_language()
    codes = item.interpreted_into or workshop.languages_interpreted
    return ", ".join(languages.language_name(code, reader) for code in codes)


def _parts(item: Item) -> Iterator[Translated]:
    """Who contributes what: municipalities and organisations, no person."""
    for part in item.parts:
        words = [part.sender.text, part.topic.text]
        named = ": ".join(word for word in words if word)
        language = part.topic.language or part.sender.language
        yield Translated(f"{capfirst(part.role)} – {named}", language)
