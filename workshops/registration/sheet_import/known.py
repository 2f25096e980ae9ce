"""Who is on the list of a workshop, as read at one moment, and how a row finds them again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tools import folding
from workshops.models import LIVING, Delegate, Workshop, WorkshopDay
from workshops.models.delegate_queries import key_of_email

_CHUNK = 5_000
# Cyrillic and Greek letters that look like Latin ones
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһкмтвнзАВЕКМНОРСТУХІЈЅαοινρτυκ",
    "aeopcyxijsdhkmtbh3ABEKMHOPCTYXIJSaoivptuk",
)
_FIELDS = [field.attname for field in Delegate._meta.concrete_fields if field.name != "search_key"]


class Known:
    """The people of a workshop, one query whatever their number."""

    def __init__(self, workshop: Workshop, days: Iterable[WorkshopDay] = ()):
        self.people: dict[int, Delegate] = {}
        self.by_reference: dict[str, Delegate] = {}
        self.by_email: dict[str, Delegate] = {}
        self.by_name: dict[tuple[str, object], list[Delegate]] = defaultdict(list)
        self.heads: dict[int, Delegate] = {}
        self.by_looks: dict[tuple[str, object], Delegate] = {}
        self._days = list(days)
        for person in workshop.delegates.with_days(self._days).order_by("pk").iterator(_CHUNK):
            self._know(person)

    def dates_of(self, person: Delegate) -> list[Any]:
        """Return the days on which a person comes."""
        return [day.date for day in self._days if getattr(person, f"on_day_{day.pk}")]

    def states(self) -> dict[int, tuple[Any, ...]]:
        """Return what the database held of everyone."""
        return {
            pk: tuple(getattr(person, name) for name in _FIELDS)
            for pk, person in self.people.items()
        }

    def _know(self, person: Delegate) -> None:
        self.people[person.pk] = person
        self.by_reference[person.reference] = person
        is_living = person.status in LIVING
        # of several with one address the one who is not signed off or refused
        if person.email_key and (is_living or person.email_key not in self.by_email):
            self.by_email[person.email_key] = person
        body = body_of(person)
        self.by_name[name_key(person.given_name, person.family_name), body].append(person)
        self.by_looks[looks_key(person.full_name), body] = person
        if person.is_head and is_living and person.delegation_id:
            self.heads[person.delegation_id] = person


def states_now(workshop: Workshop) -> dict[int, tuple[Any, ...]]:
    """Return what the database holds of everyone now, as Known.states()."""
    rows = workshop.delegates.order_by().values_list("pk", *_FIELDS).iterator(_CHUNK)
    return {pk: tuple(state) for pk, *state in rows}


def keys_of(state: tuple[Any, ...]) -> Iterator[object]:
    """By which a row may find a person, given their state."""
    held = dict(zip(_FIELDS, state, strict=True))
    yield held["reference"]
    yield held["email_key"]
    yield (name_key(held["given_name"], held["family_name"]), _body(held))


def name_key(given_name: str, family_name: str) -> str:
    """By which a name is found again, however it is typed."""
    return folding.fold(f"{given_name} {family_name}")


def looks_key(name: str) -> str:
    """The same for names that look alike, whatever letters they are written with."""
    return folding.fold(name.translate(_LOOK_ALIKES))


def look_of_email(address: str) -> str:
    """The same for addresses that look alike."""
    return key_of_email(address.translate(_LOOK_ALIKES))


def body_of(person: Delegate) -> object:
    """Who sends a person: the delegation, or the words for it."""
    return _body({"delegation_id": person.delegation_id, "affiliation": person.affiliation})


def _body(held: dict[str, Any]) -> object:
    return held["delegation_id"] or folding.fold(held["affiliation"])


def references_taken(references: Iterable[str]) -> set[str]:
    """Return those of the references that someone has, in any workshop."""
    wanted = sorted(references)
    taken: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        taken.update(
            Delegate.objects.filter(reference__in=chunk).values_list("reference", flat=True)
        )
    return taken
