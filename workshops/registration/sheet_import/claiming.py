"""Which person on the list a row is about: by reference, by e-mail, else by name and sending body.

A row that is about the same person as one before is an error; look-alikes are told apart and said.
"""

from collections import defaultdict

from workshops.models import Delegate
from workshops.models.delegate_queries import key_of_email
from workshops.registration.sheet_import.known import (
    Known,
    body_of,
    look_of_email,
    looks_key,
    name_key,
    references_taken,
)
from workshops.registration.sheet_import.lines import Line
from workshops.registration.sheet_import.reading import is_reference


class Claims:
    """Who was found by which row."""

    def __init__(self, known: Known):
        self._known = known
        self._rows: dict[int, Line] = {}
        self._emails: dict[str, Line] = {}

    def by_reference(self, lines: list[Line]) -> None:
        """One that nobody has anywhere is kept for a new person."""
        unknown: list[Line] = []
        for line in lines:
            reference = line.values.pop("reference", "")
            person = self._known.by_reference.get(reference)
            if person:
                self._claim(line, person)
            elif is_reference(reference):
                line.values["reference"] = reference
                unknown.append(line)
            elif reference:
                line.note("unknown_reference", "reference", text=reference)
        taken = references_taken(line.values["reference"] for line in unknown)
        for line in unknown:
            reference = line.values["reference"]
            if reference in taken:
                del line.values["reference"]
                line.note("unknown_reference", "reference", text=reference)
            taken.add(reference)

    def by_email(self, lines: list[Line]) -> None:
        for line in lines:
            key = key_of_email(line.values.get("email", ""))
            if not key or line.is_error:
                continue
            before = self._emails.setdefault(key, line)
            if before is not line:
                line.note("duplicate_email", "email", row=before.number)
                continue
            person = self._known.by_email.get(key)
            if person and line.person is None:
                self._claim(line, person)
            elif person and line.person is not person:
                line.note("email_taken", "email", name=person.full_name)

    def by_name(self, lines: list[Line]) -> None:
        for line in lines:
            if line.person or line.is_error or not line.name:
                continue
            meant = [
                person
                for person in self._known.by_name.get((line.name_key, key_of_body(line)), [])
                if person.pk not in self._rows
            ]
            if len(meant) == 1:
                self._claim(line, meant[0])
            elif meant:
                line.note("ambiguous_person")
        _refuse_repeated(lines)
        self._note_look_alikes(lines)

    def _claim(self, line: Line, person: Delegate) -> None:
        before = self._rows.setdefault(person.pk, line)
        if before is not line:
            line.note("duplicate_person", row=before.number)
        line.person = person

    def _note_look_alikes(self, lines: list[Line]) -> None:
        seen: dict[object, Line] = {}
        for line in lines:
            if not line.name:
                continue
            looks = (looks_key(line.name), key_of_body(line))
            before = seen.setdefault(looks, line)
            if before.name_key != line.name_key:
                line.note("similar_person", row=before.number)
            address = line.values.get("email", "")
            before = seen.setdefault(look_of_email(address), line) if address else line
            if key_of_email(before.values["email"] if address else "") != key_of_email(address):
                line.note("similar_person", "email", row=before.number)
            person = self._known.by_looks.get(looks)
            if person and line.person is None and not line.is_error:
                line.note("looks_like", name=person.full_name)


def key_of_body(line: Line) -> object:
    """As known.body_of() of who sends the person; by itself for one without a delegation yet."""
    if line.person:
        return body_of(line.person)
    if line.body:
        return line.body.delegation.pk if line.body.delegation else line.body.key
    return name_key("", line.values.get("affiliation", ""))


def _refuse_repeated(lines: list[Line]) -> None:
    """The same name from the same sending body, if one of both rows has no address; rows about
    people who were found come first, so that importing again finds the same."""
    seen: dict[tuple[str, object], list[Line]] = defaultdict(list)
    elsewhere: dict[str, Line] = {}
    for line in sorted(lines, key=lambda line: line.person is None):
        if line.is_error or not line.name_key:
            continue
        namesakes = seen[line.name_key, key_of_body(line)]
        has_email = "email" in line.values
        same = [each for each in namesakes if not (has_email and "email" in each.values)]
        if same and line.person is None:
            line.note("duplicate_person", row=same[0].number)
            continue
        before = elsewhere.setdefault(line.name_key, line)
        if before is not line and line.person is None:
            line.note("same_name", row=before.number)
        namesakes.append(line)
