"""What a row changes of the person on the list, or says of a new one; and what cannot be."""

from collections import Counter
from typing import Any

from workshops.models import LIVING, Delegate, Status
from workshops.models.delegate_queries import key_of_email
from workshops.registration.sheet_import.bodies import Bodies, Body
from workshops.registration.sheet_import.known import Known
from workshops.registration.sheet_import.lines import Line
from workshops.registration.sheet_import.values import LONGEST, status_of
from workshops.registration.sheet_import.values import line as one_line

# changing them moves a seat
_OF_SEAT = ("role", "is_substitute")


class Comparison:
    """Looks at one row after the other, as if those before were imported."""

    def __init__(self, known: Known, bodies: Bodies):
        self._known, self._bodies = known, bodies
        self._heads: dict[object, str] = {
            pk: person.full_name for pk, person in known.heads.items()
        }
        self._seats: Counter[Any] = Counter(
            person.assigned_track_id for person in known.people.values() if person.is_occupying
        )

    def release_heads(self, lines: list[Line]) -> None:
        """Whoever is head no longer makes room for another, wherever their rows are."""
        for line in lines:
            person = None if line.is_error else line.person
            if person and person.is_head and line.values.get("is_head") is False:
                self._heads.pop(person.delegation_id, None)

    def compare(self, line: Line) -> None:
        if line.person:
            self._change(line, line.person)
        else:
            self._enter(line)
        email = line.values.get("email", line.person.email if line.person else "")
        if not email and not any(each.field == "email" for each in line.findings):
            line.note("missing_email", "email")

    def _enter(self, line: Line) -> None:
        if not line.name:
            line.note("missing_name")
        _note_status(line, Status.NOMINATED)
        if line.values.get("is_head"):
            self._require_head(line, line.body and _key(line.body))
        if not line.is_error and line.body and "language" not in line.values:
            delegation = line.body.delegation
            line.values["language"] = delegation.language if delegation else line.body.language

    def _change(self, line: Line, person: Delegate) -> None:
        _note_status(line, Status(person.status))
        if person.status not in LIVING:
            line.note("left_the_list")
        for key, after in line.values.items():
            before = getattr(person, key)
            if not _is_same(key, before, after) and self._may_change(line, person, key, after):
                line.changes[key] = (before, after)
        if line.dates is not None:
            before = self._known.dates_of(person)
            if before != line.dates:
                line.changes["days"] = (before, line.dates)

    def _may_change(self, line: Line, person: Delegate, key: str, after: Any) -> bool:
        if key == "protected":
            return self._may_protect(line, person, after)
        if key in _OF_SEAT and person.is_occupying:
            line.note("holds_a_seat", key)
            return False
        if key == "is_head" and after and person.status in LIVING:
            return self._require_head(line, person.delegation_id)
        if key == "assigned_track" and person.is_occupying:
            return self._take_seat(line, person, after)
        return True

    def _may_protect(self, line: Line, person: Delegate, after: bool) -> bool:
        delegation = self._bodies.delegations.get(person.delegation_id or 0)
        is_protected = person.protected or bool(delegation and delegation.protects_people)
        if is_protected and not after:
            line.note("stays_protected", "protected")
        return after and not is_protected

    def _require_head(self, line: Line, delegation: object) -> bool:
        if not delegation:
            line.note("head_without_delegation", "is_head")
            return False
        if delegation in self._heads:
            line.note("second_head", "is_head", name=self._heads[delegation])
            return False
        self._heads[delegation] = line.name
        return True

    def _take_seat(self, line: Line, person: Delegate, track: Any) -> bool:
        if track.capacity is not None and self._seats[track.pk] >= track.capacity:
            line.note("no_seat", "assigned_track")
            return False
        self._seats[person.assigned_track_id] -= 1
        self._seats[track.pk] += 1
        return True


def _is_same(key: str, before: Any, after: Any) -> bool:
    """Texts but for signs nobody sees, addresses in capitals or small letters."""
    if key == "email":
        return key_of_email(before) == key_of_email(after)
    return before == after or (key in LONGEST and one_line(before) == after)


def _key(body: Body) -> object:
    return body.delegation.pk if body.delegation else body.key


def _note_status(line: Line, status: Status) -> None:
    said = line.texts.get("status", "")
    if said and status_of(said, Status) != status:
        line.note("status_stays", "status", status=status.label)
