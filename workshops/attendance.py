"""Who was there: the people of a workshop with the signs of their attendance, in list order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tools import languages
from workshops.models import Attendance, Delegate, Workshop, WorkshopDay


@dataclass(frozen=True)
class Presence:
    """The signs of one person on one day, None where there is none."""

    door: Attendance | None = None
    signature: Attendance | None = None

    @property
    def is_there(self) -> bool:
        return bool(self.door or self.signature)


ABSENT = Presence()
# {(key of the person, key of the day): the signs of both}
Presences = dict[tuple[int, int], Presence]


@dataclass(frozen=True)
class Line:
    """A person as on the printed list, with the same number on each day."""

    number: int
    person: Delegate
    # one per day of the sheet
    presences: tuple[Presence, ...]

    @property
    def days_there(self) -> int:
        return sum(presence.is_there for presence in self.presences)


@dataclass(frozen=True)
class Sheet:
    days: tuple[WorkshopDay, ...]
    lines: tuple[Line, ...]
    protected: tuple[Line, ...]

    @property
    def all_lines(self) -> tuple[Line, ...]:
        return self.lines + self.protected


@dataclass(frozen=True)
class Difference:
    """Where door and paper disagree on a day: who was seen but has not signed, and the reverse."""

    day: WorkshopDay
    seen_only: tuple[Delegate, ...]
    signed_only: tuple[Delegate, ...]
    # without a single signature the list of the day is not typed in yet
    has_signatures: bool


def by_name(people: Iterable[Delegate], language: str) -> list[Delegate]:
    """Return people by family name as the dictionary of the language orders them."""
    return sorted(people, key=lambda one: (_name_key(one, language), one.pk))


def sheet_order(people: Iterable[Delegate], language: str) -> tuple[list[Delegate], list[Delegate]]:
    """Return those of the common list for signature and the protected ones, who have their own.

    Both are by family name; people are loaded with_senders(). The one place for this order.
    """
    ordered = by_name(people, language)
    common = [one for one in ordered if not one.is_protected]
    return common, [one for one in ordered if one.is_protected]


def in_order(people: Iterable[Delegate], language: str) -> list[Delegate]:
    """Return people in the order of the list for signature, protected people last."""
    common, protected = sheet_order(people, language)
    return [*common, *protected]


def presences(workshop: Workshop) -> Presences:
    """Return all signs of attendance of a workshop, in one query."""
    found: Presences = {}
    for sign in Attendance.objects.of_workshop(workshop).with_who():
        key = (sign.delegate_id, sign.day_id)
        before = found.get(key, ABSENT)
        is_signature = sign.method == Attendance.Method.SIGNATURE
        found[key] = (
            Presence(before.door, sign) if is_signature else Presence(sign, before.signature)
        )
    return found


def sheet(workshop: Workshop, language: str) -> Sheet:
    """Return the list for signature with what is known of each person and day, in three queries."""
    days = tuple(workshop.days.all())
    for day in days:
        day.workshop = workshop
    signs = presences(workshop)
    people = workshop.delegates.on_the_sheet().with_senders()
    common, protected = sheet_order(people, language)
    numbered = _lines([*common, *protected], days, signs)
    return Sheet(days, numbered[: len(common)], numbered[len(common) :])


def numbers(workshop: Workshop, language: str) -> dict[int, int]:
    """Return {key of a person: number on the list for signature}, in one query.

    Protected people, who sign on a sheet of their own, are numbered after all others.
    """
    ordered = in_order(workshop.delegates.on_the_sheet().with_senders(), language)
    return {one.pk: number for number, one in enumerate(ordered, start=1)}


def differences(sheet: Sheet) -> list[Difference]:
    """Return one per day on which the door has seen somebody or somebody has signed."""
    found = []
    for place, day in enumerate(sheet.days):
        on_day = [(line.person, line.presences[place]) for line in sheet.all_lines]
        seen_only = tuple(one for one, signs in on_day if signs.door and not signs.signature)
        signed_only = tuple(one for one, signs in on_day if signs.signature and not signs.door)
        if any(signs.is_there for _person, signs in on_day):
            has_signatures = any(signs.signature for _person, signs in on_day)
            found.append(Difference(day, seen_only, signed_only, has_signatures))
    return found


def _lines(
    people: Iterable[Delegate], days: tuple[WorkshopDay, ...], signs: Presences
) -> tuple[Line, ...]:
    return tuple(
        Line(number, one, tuple(signs.get((one.pk, day.pk), ABSENT) for day in days))
        for number, one in enumerate(people, start=1)
    )


def _name_key(person: Delegate, language: str) -> tuple[Any, Any]:
    family = person.family_name or person.given_name
    return languages.sort_key(family, language), languages.sort_key(person.given_name, language)
