"""Lists of people: the columns there are, and the rows, one per person or per person and day."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tools.spreadsheets import Column, Value
from workshops.exports.known import Known, Sender
from workshops.models import Delegate, DelegateNeeds
from workshops.models.delegate_queries import DelegateQuerySet

CHUNK = 1_000
# stands for the annotations of DelegateQuerySet.with_days
DAYS = "days"


class Row(NamedTuple):
    """A person as columns of the database, and what is known about all of them."""

    person: dict[str, Any]
    known: Known
    day: date | None = None


class Rows(NamedTuple):
    """The rows of a list and how many there are; they can be gone through once."""

    number: int
    each: Iterable[Any]


@dataclass(frozen=True)
class PersonColumn(Column):
    """A column of people: which fields it reads, and whether it tells of food, access or travel."""

    fields: tuple[str, ...] = ()
    is_sensitive: bool = False


def sender_of(row: Row) -> Sender:
    return row.known.sender(row.person["delegation_id"])


def sending_body(row: Row) -> str:
    return sender_of(row).name if row.person["delegation_id"] else row.person["affiliation"]


def is_protected(row: Row) -> bool:
    """By their own flag or by the policy of the municipality: the strictest rule wins."""
    return row.person["protected"] or sender_of(row).protects_people


def dates_of(row: Row) -> list[date]:
    return [day for name, day in row.known.dates if row.person[name]]


def _field(
    name: str,
    value: Callable[[Row], Value] | None = None,
    code: Callable[[Row], Value] | None = None,
    *,
    title: Any = None,
) -> PersonColumn:
    """A column that is a field of the person; `value` gives the words for a code."""

    def plain(row: Row) -> Any:
        return row.person[name]

    field: Any = Delegate._meta.get_field(name)
    title = title or capfirst(field.verbose_name)
    return PersonColumn(name, title, value or plain, code or plain, (name,))


def _track(name: str) -> PersonColumn:
    pk = f"{name}_id"
    column = _field(
        name,
        lambda row: row.known.track(row.person[pk]).title,
        lambda row: row.known.track(row.person[pk]).slug,
    )
    return PersonColumn(name, column.title, column.value, column.code, (pk,))


def _need(name: str, value: Callable[[Row], Value] | None = None) -> PersonColumn:
    path = f"needs__{name}"

    def plain(row: Row) -> Any:
        return row.person[path]

    field: Any = DelegateNeeds._meta.get_field(name)
    title = capfirst(field.verbose_name)
    return PersonColumn(name, title, value or plain, plain, (path,), is_sensitive=True)


def _nights(row: Row) -> int:
    return (row.person["needs__night_to"] - row.person["needs__night_from"]).days


# every one of the full list, in its order; the keys are what an import finds them by
COLUMNS = (
    _field("reference"),
    _field("status", lambda row: row.known.statuses[row.person["status"]]),
    _field("role", lambda row: row.known.roles[row.person["role"]]),
    PersonColumn(
        "sending_body", _("Sending body"), sending_body, fields=("delegation_id", "affiliation")
    ),
    PersonColumn(
        "country",
        _("Country"),
        lambda row: sender_of(row).country_name,
        lambda row: sender_of(row).country,
        ("delegation_id",),
    ),
    _field("rank"),
    _field("is_head"),
    _field("is_substitute"),
    _field("given_name"),
    _field("family_name"),
    _field("name_latin"),
    _field("badge_name"),
    _field("academic_title"),
    _field("salutation"),
    _field("employer"),
    _field("position"),
    _field("email"),
    _field("phone"),
    _field("language", lambda row: row.known.language_name(row.person["language"])),
    _field(
        "languages_spoken",
        lambda row: ", ".join(map(row.known.language_name, row.person["languages_spoken"])),
        lambda row: " ".join(row.person["languages_spoken"]),
    ),
    _field("needs_interpretation"),
    _track("assigned_track"),
    _track("track_wish_1"),
    _track("track_wish_2"),
    _field("attendance_mode", lambda row: row.known.modes[row.person["attendance_mode"]]),
    PersonColumn(
        "days",
        _("Days"),
        lambda row: " ".join(day.isoformat() for day in dates_of(row)),
        fields=(DAYS,),
    ),
    _field("confirm_by"),
    PersonColumn(
        "protected",
        capfirst(Delegate._meta.get_field("protected").verbose_name),
        is_protected,
        fields=("protected", "delegation_id"),
    ),
)
NEEDS = (
    _need("night_from"),
    _need("night_to"),
    PersonColumn(
        "nights",
        _("Nights"),
        _nights,
        fields=("needs__night_from", "needs__night_to"),
        is_sensitive=True,
    ),
    _need("room", lambda row: row.known.rooms[row.person["needs__room"]]),
    _need("payer", lambda row: row.known.payers[row.person["needs__payer"]]),
    _need("accessibility"),
)
DAY = PersonColumn("day", _("Day"), lambda row: row.day)
# where others look over the shoulder: nobody protected is known by where they come from
DISCREET_BODY = PersonColumn(
    "sending_body",
    _("Sending body"),
    lambda row: "" if is_protected(row) else sending_body(row),
    fields=("delegation_id", "affiliation", "protected"),
)


def one_each(people: DelegateQuerySet, columns: Sequence[Column], known: Known) -> Rows:
    """One row per person, in the order they come in; no transaction of its own."""
    return Rows(people.count(), _rows(people, columns, known))


def one_a_day(people: DelegateQuerySet, columns: Sequence[Column], known: Known) -> Rows:
    """One row per person and day on which they come; who has chosen no day comes on all."""
    names = [name for name, _date in known.dates]
    numbers = (
        people.order_by()
        .with_days(known.days)
        .aggregate(
            on_none=Count("pk", filter=Q(**dict.fromkeys(names, False))),
            **{f"number_{name}": Count("pk", filter=Q(**{name: True})) for name in names},
        )
    )
    number = numbers.pop("on_none") * len(names) + sum(numbers.values())
    wanted = (*columns, PersonColumn("", "", is_protected, fields=(DAYS,)))
    each = (
        row._replace(day=day)
        for row in _rows(people, wanted, known)
        for day in dates_of(row) or [date for _name, date in known.dates]
    )
    return Rows(number, each)


def _rows(people: DelegateQuerySet, columns: Sequence[Column], known: Known) -> Iterator[Row]:
    names = {name for column in columns for name in getattr(column, "fields", ())}
    if DAYS in names:
        people = people.with_days(known.days)
        names = names - {DAYS} | {name for name, _date in known.dates}
    for person in people.values("pk", *sorted(names)).iterator(chunk_size=CHUNK):
        yield Row(person, known)
