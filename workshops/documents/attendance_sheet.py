"""The attendance list of a day, to be signed: a row for each person, protected people apart."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from tools import languages
from workshops import attendance
from workshops.documents import people as on_paper
from workshops.documents.setting import columns, in_columns, paper
from workshops.models import Delegate, WorkshopDay


def coming_on(people: Iterable[Delegate], day: WorkshopDay) -> list[Delegate]:
    """Return those who come to the place on a day; who chose no days comes on all of them.

    `people` are those of people.expected(); who takes part online signs nothing.
    """
    online = Delegate.AttendanceMode.ONLINE
    return [
        person
        for person in people
        if person.attendance_mode != online
        and (not (days := person.days.all()) or day.pk in {each.pk for each in days})
    ]


def pdf(
    day: WorkshopDay,
    people: Sequence[Delegate],
    language: str,
    *,
    at: datetime.datetime,
    numbers: Mapping[int, int] | None = None,
) -> bytes:
    """Return the list of the people given, who are those of coming_on() in any order.

    Each has the number of attendance.numbers(), the same on each day, which are asked for unless
    they are given. German stands beside the language in the heads.
    """
    workshop = day.workshop
    if numbers is None:
        numbers = attendance.numbers(workshop, language)
    common, protected = attendance.sheet_order(people, language)
    with override(language):
        data = {
            "title": ", ".join([_("Attendance list"), languages.format_day(day.date, language)]),
            "language": language,
            "columns": columns(language),
            "heading": in_columns(lambda: _("Attendance list"), language),
            "workshop": on_paper.said(languages.translated(workshop, "title")),
            "day": in_columns(lambda: _day(day), language),
            "place": on_paper.said(_place(day)),
            "funder": _funder(day),
            "page": _("Page"),
            "responsible": in_columns(lambda: _("Responsible: name and signature"), language),
            "heads": in_columns(_heads, language),
            "sheets": list(_sheets(common, protected, numbers)),
        }
    return paper("attendance_sheet", data, at=at)


def _day(day: WorkshopDay) -> str:
    language = languages.current_language()
    return f"{languages.format_weekday(day.date, language)} {day.date.year}"


def _place(day: WorkshopDay) -> languages.Translated:
    place = languages.translated(day, "place")
    return place if place.text else day.workshop.meeting_place()


def _funder(day: WorkshopDay) -> str:
    reference = on_paper.cut(day.workshop.funder_reference)
    return _("Reference of the funder") + ": " + reference if reference else ""


def _heads() -> list[str]:
    return [
        _("No."),
        pgettext("of a person", "Name"),
        _("Sending body"),
        _("Position"),
        _("Signature"),
    ]


def _sheets(
    common: list[Delegate], protected: list[Delegate], numbers: Mapping[int, int]
) -> Iterator[dict[str, Any]]:
    """One for those who may stand in an ordinary list, one for protected people where there are."""
    for is_apart, people in ((False, common), (True, protected)):
        if people or not (is_apart or protected):
            yield {"is_apart": is_apart, "rows": [_row(numbers[one.pk], one) for one in people]}


def _row(number: int, person: Delegate) -> dict[str, Any]:
    name, other_name = on_paper.names(person)
    return {
        "number": str(number),
        "name": name,
        "other_name": other_name,
        "sender": on_paper.said(on_paper.sending_body(person)),
        "position": on_paper.cut(person.position),
    }
