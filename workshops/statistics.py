"""Who was registered and who came, counted by country, sending body, role, track and day.

Registered is who is confirmed or promised a seat, or came all the same; came is whoever was seen at
the door or has signed on at least one day. Protected people are counted, but never under the name
of their sending body.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import CountryNote
from tools import languages
from workshops.models import Attendance, Delegate, Workshop, WorkshopDay


@dataclass(frozen=True)
class Count:
    label: str
    registered: int
    came: int

    @property
    def absent(self) -> int:
        return self.registered - self.came


@dataclass(frozen=True)
class Table:
    key: str
    title: str | Promise
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Statistics:
    total: Count
    tables: tuple[Table, ...]


def of(workshop: Workshop, language: str) -> Statistics:
    """Return all counts in a language, which has to be the active one; seven queries."""
    days = list(workshop.days.all())
    came: dict[int, set[int]] = {}
    for person, day in Attendance.objects.of_workshop(workshop).values_list(
        "delegate_id", "day_id"
    ):
        came.setdefault(person, set()).add(day)
    people = [
        one
        for one in workshop.delegates.with_senders().prefetch_related("days")
        if one.is_expected or one.pk in came
    ]
    notes = CountryNote.objects.in_bulk(field_name="code")

    def table(
        key: str, title: str | Promise, label: Callable[[Delegate], str], order: Iterable[str] = ()
    ) -> Table:
        return Table(key, title, _counts(people, came, label, language, order))

    tables = (
        table("country", gettext_lazy("By country"), lambda one: _country(one, notes, language)),
        table("body", gettext_lazy("By sending body"), _body),
        table(
            "role",
            gettext_lazy("By role"),
            lambda one: str(one.get_role_display()),
            [str(label) for label in Delegate.Role.labels],
        ),
        table("track", gettext_lazy("By thematic track"), _track),
        Table("day", gettext_lazy("By day"), _by_day(people, came, days, language)),
    )
    total = Count(_("All"), len(people), sum(one.pk in came for one in people))
    return Statistics(total, tables)


def _counts(
    people: Iterable[Delegate],
    came: dict[int, set[int]],
    label: Callable[[Delegate], str],
    language: str,
    order: Iterable[str],
) -> tuple[Count, ...]:
    """In the order given, else by label; what has no label last."""
    numbers: dict[str, list[int]] = {}
    for person in people:
        number = numbers.setdefault(label(person), [0, 0])
        number[0] += 1
        number[1] += person.pk in came
    places = {text: place for place, text in enumerate(order)}
    unnamed = {_("Protected, not named"), _("not said")}

    def place(text: str) -> tuple[int, bool, object]:
        return places.get(text, len(places)), text in unnamed, languages.sort_key(text, language)

    return tuple(Count(text, *numbers[text]) for text in sorted(numbers, key=place))


def _by_day(
    people: Iterable[Delegate],
    came: dict[int, set[int]],
    days: list[WorkshopDay],
    language: str,
) -> tuple[Count, ...]:
    found = []
    for day in days:
        there = [one for one in people if day.pk in came.get(one.pk, ())]
        awaited = [one for one in people if one.is_expected and one.comes_on(day)]
        label = languages.format_weekday(day.date, language)
        found.append(Count(label, len({*awaited, *there}), len(there)))
    return tuple(found)


def _country(person: Delegate, notes: dict[str, CountryNote], language: str) -> str:
    delegation = person.delegation
    if delegation is None:
        return _("not said")
    seat = getattr(delegation.sender, "municipality", None)
    code = delegation.sender.country or (seat.country if seat else "")
    if not code:
        return _("not said")
    note = notes.get(code)
    label = languages.translated(note, "label").text if note else ""
    return label or languages.country_name(code, language)


def _body(person: Delegate) -> str:
    if person.is_protected:
        return _("Protected, not named")
    if person.delegation is None:
        return person.affiliation or _("not said")
    sender = person.delegation.sender
    return languages.translated(sender, "name").text or sender.slug


def _track(person: Delegate) -> str:
    track = person.assigned_track
    if track is None:
        return _("no group")
    return languages.translated(track, "title").text or track.slug
