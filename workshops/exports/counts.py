"""Lists that count people and name none: meals by day, listeners by session, people by sender."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tools.spreadsheets import Column
from workshops import interpretation
from workshops.exports.known import Known
from workshops.exports.participants import CHUNK, Rows
from workshops.models import LIVING, OCCUPYING, Delegate, DelegateNeeds, Status
from workshops.models.delegate_queries import DelegateQuerySet

# fewer protected people than this from one country are counted without the country
SMALL = 3
NEEDS = ("diets", "diet", "accessibility")


def _column(key: str, title: Any) -> Column:
    return Column(key, title, itemgetter(key))


MEALS = (
    _column("day", gettext_lazy("Day")),
    _column("kind", gettext_lazy("Food or access")),
    _column("wish", gettext_lazy("Wish")),
    _column("coming", gettext_lazy("Coming")),
    _column("unanswered", gettext_lazy("Answer missing")),
)
LISTENERS = (
    _column("day", gettext_lazy("Day")),
    _column("begins", gettext_lazy("Begins")),
    _column("ends", gettext_lazy("Ends")),
    _column("room", gettext_lazy("Room")),
    _column("session", gettext_lazy("Session")),
    _column("track", gettext_lazy("Thematic track")),
    Column("language", gettext_lazy("Language"), itemgetter("language_name"), itemgetter("code")),
    _column("directly", gettext_lazy("Follow directly")),
    _column("interpreted", gettext_lazy("Hear the interpretation")),
    _column("headsets", gettext_lazy("Headsets")),
    _column("without", gettext_lazy("Without a channel")),
)
SENDERS = (
    _column("sending_body", gettext_lazy("Sending body")),
    Column("kind", gettext_lazy("Kind"), itemgetter("kind_name"), itemgetter("kind")),
    Column("country", gettext_lazy("Country"), itemgetter("country_name"), itemgetter("country")),
    _column("named", gettext_lazy("Named")),
    _column("seats", gettext_lazy("Seats")),
    _column("coming", gettext_lazy("Coming")),
    _column("others", gettext_lazy("Other roles")),
    _column("attended", gettext_lazy("Were there")),
    _column("person_days", gettext_lazy("Days attended")),
)


def meals(people: DelegateQuerySet, columns: Sequence[Column], known: Known) -> Rows:
    """One row per day and wish; wishes of access are apart from those of food, so that no row
    describes one person. Written alike but for capitals and blanks it is the same."""
    wishes: dict[tuple[date, str, str], Counter[str]] = {}
    shown: dict[str, str] = {}
    fields = ("status", *(f"needs__{name}" for name in NEEDS), *(name for name, _ in known.dates))
    with_days = people.order_by("pk").with_days(known.days)
    for person in with_days.values(*fields).iterator(chunk_size=CHUNK):
        dates = [day for name, day in known.dates if person[name]]
        needs = DelegateNeeds(**{name: person[f"needs__{name}"] or "" for name in NEEDS})
        with override(known.language):
            wished = {"food": needs.food, "access": " ".join(needs.accessibility.split())}
        for kind, wish in wished.items():
            if kind == "food" or wish:
                shown.setdefault(wish.casefold(), wish)
                for day in dates or [day for _name, day in known.dates]:
                    counts = wishes.setdefault((day, kind, wish.casefold()), Counter())
                    counts[person["status"]] += 1
    with override(known.language):
        kinds = {"food": _("food"), "access": _("access")}
        not_said = _("not said")
    found = [
        {
            "day": day,
            "kind": kinds[kind],
            "wish": shown[wish] or not_said,
            "coming": counts[Status.CONFIRMED],
            "unanswered": counts[Status.ACCEPTED],
        }
        for (day, kind, wish), counts in sorted(wishes.items(), key=_by_day)
    ]
    return Rows(len(found), found)


def _by_day(item: tuple[tuple[date, str, str], Counter[str]]) -> tuple[Any, ...]:
    """Food before access, the most frequent wish first, what was not said last."""
    (day, kind, wish), counts = item
    return day, kind != "food", not wish, -counts.total(), wish


def listeners(people: DelegateQuerySet, columns: Sequence[Column], known: Known) -> Rows:
    """One row per session and language, and one for those who follow in none."""
    listening = people.exclude(role=Delegate.Role.INTERPRETER)
    with override(known.language):
        found = [
            row
            for audience in interpretation.audiences(
                known.workshop, list(listening.prefetch_related("days", "joins"))
            )
            for row in _of_session(audience, known)
        ]
    return Rows(len(found), found)


def _of_session(audience: interpretation.Audience, known: Known) -> list[dict[str, Any]]:
    session = audience.session
    about = {
        "day": audience.date,
        "begins": audience.starts_at.time(),
        "ends": audience.ends_at.time(),
        "room": session.room,
        "session": str(session),
        "track": known.track(session.track_id).title,
    }
    heard = {person.pk for person in audience.listeners}
    rows = [
        {
            "code": code,
            "language_name": known.language_name(code),
            "directly": len(audience.directly.get(code, [])),
            "interpreted": len(audience.interpreted.get(code, [])),
            "headsets": sum(person.pk in heard for person in audience.interpreted.get(code, [])),
            "without": 0,
        }
        for code in dict.fromkeys((*audience.directly, *audience.channels))
    ]
    if audience.without:
        none = dict.fromkeys(("directly", "interpreted", "headsets"), 0)
        left = {"code": "", "language_name": _("none"), "without": len(audience.without)}
        rows.append(none | left)
    return [about | row for row in rows]


def senders(people: DelegateQuerySet, columns: Sequence[Column], known: Known) -> Rows:
    """One row per sending body. Protected people are counted, but not where they come from: by
    country where there are several of it, the others together in one row."""
    ordinary: dict[int | None, Counter[str]] = {}
    protected: dict[str, Counter[str]] = {}
    fields = ("delegation_id", "role", "status", "protected", "days_attended")
    with_days = people.order_by().annotate(days_attended=Count("attendances__day", distinct=True))
    for person in with_days.values("pk", *fields).iterator(chunk_size=CHUNK):
        sender = known.sender(person["delegation_id"])
        if person["protected"] or sender.protects_people:
            counts = protected.setdefault(sender.country, Counter())
        else:
            counts = ordinary.setdefault(person["delegation_id"], Counter())
        counts.update(_counted(person))
    for country in [code for code, counts in protected.items() if counts["people"] < SMALL]:
        protected[""] = protected.get("", Counter()) + protected.pop(country)
    with override(known.language):
        found = [_of_sender(pk, counts, known) for pk, counts in ordinary.items()]
        found.sort(key=lambda row: (row["country"], not row["kind"], row["sending_body"]))
        found += [_unnamed(code, counts, known) for code, counts in sorted(protected.items())]
    return Rows(len(found), found)


def _counted(person: dict[str, Any]) -> dict[str, int]:
    is_delegate = person["role"] == Delegate.Role.DELEGATE
    status = person["status"]
    return {
        "people": 1,
        "named": int(is_delegate and status in LIVING),
        "seats": int(is_delegate and status in OCCUPYING),
        "coming": int(is_delegate and status == Status.CONFIRMED),
        "others": int(not is_delegate and status in OCCUPYING),
        "attended": int(person["days_attended"] > 0),
        "person_days": person["days_attended"],
    }


def _of_sender(pk: int | None, counts: Counter[str], known: Known) -> dict[str, Any]:
    sender = known.sender(pk)
    about = {
        "sending_body": sender.name or _("Without delegation"),
        "kind": sender.kind,
        "kind_name": known.kinds.get(sender.kind, ""),
        "country": sender.country,
        "country_name": sender.country_name,
    }
    return about | _numbers(counts)


def _unnamed(country: str, counts: Counter[str], known: Known) -> dict[str, Any]:
    about = {"sending_body": _("not named"), "kind": "", "kind_name": "", "country": country}
    return about | {"country_name": known.country_name(country)} | _numbers(counts)


def _numbers(counts: Counter[str]) -> dict[str, int]:
    keys = ("named", "seats", "coming", "others", "attended", "person_days")
    return {key: counts[key] for key in keys}
