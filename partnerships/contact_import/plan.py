"""What importing a table of contacts would do, row by row; and doing it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.contact_import.columns import OF_CONTACT, TITLES, Row, rows_of
from partnerships.contact_import.places import Places, country_code, language_code
from partnerships.models import Contact, Municipality
from tools import folding, languages
from tools.sheets.reading import Table

FIXED = gettext_lazy(
    "Another workshop writes to this address. Only who works on all workshops can change it."
)


# of these contacts, the numbers of those whose address stays
Fixed = Callable[[QuerySet[Contact]], Container[int]]


def nobody(contacts: QuerySet[Contact]) -> Container[int]:
    """A Fixed for who may change every address."""
    return ()


class Verdict(StrEnum):
    ERROR = "error"
    CHANGED = "changed"
    NEW = "new"
    SAME = "same"


@dataclass
class Line:
    """What a row would do to a contact."""

    row: Row
    verdict: Verdict = Verdict.SAME
    # what the row says of the contact; an empty cell says nothing
    values: dict[str, str] = field(default_factory=dict)
    municipality: Municipality | None = None
    contact: Contact | None = None
    # [(label of the field, before, after)]
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    error: str = ""
    # of a known contact
    has_another_address: bool = False


@dataclass
class Plan:
    lines: list[Line]
    added_municipalities: list[Municipality]

    def of(self, verdict: Verdict) -> list[Line]:
        return [line for line in self.lines if line.verdict == verdict]

    def counts(self) -> Counter[Verdict]:
        return Counter(line.verdict for line in self.lines)

    @property
    def mark(self) -> str:
        """The same only as long as doing it does what was shown."""
        said = [
            (line.row, line.verdict, line.contact and line.contact.pk, line.changes)
            for line in self.lines
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


class Refused(Exception):
    """Nothing was imported: rows have errors, or what was shown is no longer true."""

    def __init__(self, plan: Plan):
        super().__init__()
        self.plan = plan


def plan(table: Table, *, add_municipalities: bool = False, fixed: Fixed = nobody) -> Plan:
    """Return what an import would do. Raises BadTable; what is wrong with a row says its line, as
    that it changes the address of one of the `fixed` contacts."""
    found = Municipality.objects.all(), Contact.objects.all()
    return _plan(table, *found, add_municipalities, fixed)


def carry_out(
    table: Table,
    *,
    add_municipalities: bool = False,
    fixed: Fixed = nobody,
    only_good: bool = False,
    mark: str = "",
) -> Plan:
    """Import all rows, or only those without an error, in one transaction; say what was done.

    Raises BadTable; Refused if a row has an error, unless only the good ones are wanted, and if
    the import would do something else than the plan with that mark.
    """
    try:
        with transaction.atomic():
            # one import after the other; people's other work goes on
            locked = Municipality.objects.select_for_update(no_key=True).order_by("pk")
            contacts = Contact.objects.locked().order_by("pk")
            made = _plan(table, locked, contacts, add_municipalities, fixed)
            is_outdated = bool(mark) and mark != made.mark
            if is_outdated or (made.of(Verdict.ERROR) and not only_good):
                raise Refused(made)
            _save(made)
    except IntegrityError as crossed:  # by someone who entered the same at the same moment
        raise Refused(plan(table, add_municipalities=add_municipalities, fixed=fixed)) from crossed
    return made


def _save(made: Plan) -> None:
    for line in made.of(Verdict.NEW) + made.of(Verdict.CHANGED):
        assert line.contact is not None
        assert line.municipality is not None
        if line.municipality.pk is None:
            line.municipality.save()
        line.contact.municipality = line.municipality
        line.contact.save()


def _plan(
    table: Table,
    municipalities: QuerySet[Municipality],
    contacts: QuerySet[Contact],
    may_add: bool,
    fixed: Fixed,
) -> Plan:
    places = Places(municipalities)
    lines = [Line(row) for row in rows_of(table)]
    for line in lines:
        with _errors_of(line):
            _read(line, places, may_add)
    _refuse_repeated(lines)
    _claim(lines, contacts.exclude(municipality=None))
    kept = fixed(Contact.objects.all())
    for line in lines:
        if line.verdict != Verdict.ERROR:
            with _errors_of(line):
                _compare(line, kept)
    wanted = {id(line.municipality) for line in lines if line.verdict != Verdict.ERROR}
    return Plan(lines, [each for each in places.added if id(each) in wanted])


@contextmanager
def _errors_of(line: Line) -> Iterator[None]:
    try:
        yield
    except ValidationError as refused:
        line.verdict = Verdict.ERROR
        line.error = _sentence(refused)


def _sentence(refused: ValidationError) -> str:
    if not hasattr(refused, "error_dict"):
        return " ".join(refused.messages)
    return " ".join(
        f"{TITLES[name]}: {' '.join(error.messages)}"
        for name, errors in refused.error_dict.items()
        for error in errors
    )


def _read(line: Line, places: Places, may_add: bool) -> None:
    texts = line.row.texts
    if line.row.is_too_long:
        raise ValidationError(_("This row has more cells than there are headings."))
    if not texts["municipality"]:
        raise ValidationError(_("Name the municipality."))
    country = country_code(texts["country"])
    given = texts | {"language": language_code(texts["language"]), "email": texts["email"].lower()}
    line.values = {key: given[key] for key in OF_CONTACT if given[key]}
    line.municipality = places.find(texts["municipality"], country, may_add=may_add)


def _address(line: Line) -> str:
    return line.values.get("email", "")


def _address_of(contact: Contact) -> str:
    return contact.email


def _named(line: Line) -> str:
    return _key(line.values.get("name", ""), line.values.get("office", ""))


def _name_of(contact: Contact) -> str:
    return _key(contact.name, contact.office)


def _key(name: str, office: str) -> str:
    """By the person; an office without one is another contact than a person called like it."""
    return f"name {folding.fold(name)}" if name else office and f"office {folding.fold(office)}"


def _refuse_repeated(lines: list[Line]) -> None:
    """The same address twice, or the same name if one of both rows has no address."""
    seen: dict[tuple[int, object], list[Line]] = defaultdict(list)
    for line in lines:
        if line.verdict == Verdict.ERROR:
            continue
        body, email = id(line.municipality), _address(line)
        namesakes = seen[body, _named(line)] if _named(line) else []
        before = seen[body, email] if email else namesakes
        before = before or [each for each in namesakes if not _address(each)]
        if before:
            line.verdict = Verdict.ERROR
            line.error = _("Row %(row)d has the same contact.") % {"row": before[0].row.number}
            continue
        namesakes.append(line)
        if email:
            seen[body, email].append(line)


def _claim(lines: list[Line], contacts: QuerySet[Contact]) -> None:
    """Find the contact that each row is about: by address first, then by name among the rest, so
    that two people of one name do not take each other's row."""
    free = {contact.pk: contact for contact in contacts}
    for of_line, of_contact in ((_address, _address_of), (_named, _name_of)):
        known: dict[object, list[int]] = defaultdict(list)
        for contact in free.values():
            known[contact.municipality_id, of_contact(contact)].append(contact.pk)
        for line in lines:
            sought = of_line(line)
            if line.verdict == Verdict.ERROR or line.contact or not sought:
                continue
            body = line.municipality and line.municipality.pk
            meant = [pk for pk in known.get((body, sought), []) if pk in free]
            if len(meant) == 1:
                line.contact = free.pop(meant[0])
            elif meant:
                line.verdict = Verdict.ERROR
                line.error = _("Several contacts of this municipality have this name.")


def _compare(line: Line, fixed: Container[int]) -> None:
    if line.contact is None:
        line.contact = _new_contact(line)
        line.verdict = Verdict.NEW
        return
    contact, changed = line.contact, set()
    for key, text in line.values.items():
        before = getattr(contact, key)
        if before != text:
            line.changes.append((str(TITLES[key]), _shown(key, before), _shown(key, text)))
            setattr(contact, key, text)
            changed.add(key)
    contact.clean_fields(exclude={each.name for each in Contact._meta.fields} - changed)
    if "email" in changed:
        if contact.pk in fixed:
            raise ValidationError({"email": FIXED})
        contact.take_address(contact.email)
        line.has_another_address = True
    line.verdict = Verdict.CHANGED if changed else Verdict.SAME


def _new_contact(line: Line) -> Contact:
    assert line.municipality is not None
    spoken = line.municipality.native_language
    language = spoken if spoken in languages.LANGUAGES else "en"
    contact = Contact(municipality=line.municipality, **{"language": language} | line.values)
    if not (contact.name or contact.office):
        raise ValidationError(_("Give a name or an office."))
    contact.clean_fields(exclude={"municipality", "organisation"})
    return contact


def _shown(key: str, text: str) -> str:
    if key != "language":
        return text
    return languages.language_name(text, languages.current_language())
