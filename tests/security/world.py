"""World W0: what must not leak, each text of it a canary that says whose and of what kind it is.

Workshops: P is public and runs today, F is public and ahead, D is a draft, X was put away. Each has
people, contacts, messages, papers; what is not for everybody occurs nowhere but in its own field.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.db.models import F
from django.utils import timezone

from partnerships.models import CodeListField, Contact, Municipality, PictureField
from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_interest,
    make_material,
    make_message,
    make_municipality,
    make_needs,
    make_outcome,
    make_pending,
    make_report,
    make_session,
    make_topic,
    make_track,
    make_user,
    make_workshop,
)
from tools import languages, tokens
from workshops.models import (
    Attendance,
    Consent,
    Contribution,
    Delegation,
    DelegationChange,
    DoorPass,
    ExportLog,
    Handover,
    InvitationLetter,
    IssuedPaper,
    Link,
    Message,
    NominationLetter,
    PendingRegistration,
    SignedSheet,
    Status,
    StatusChange,
    Visibility,
    Workshop,
)
from workshops.registration import door_passes, links

CANARY = re.compile(r"qz(\d{4})zq", re.IGNORECASE)


class Kind(StrEnum):
    DRAFT = "texts of a workshop that is not public"
    INSIDE = "what those who take part read of a workshop"
    OFFICE = "what organisers note of a workshop"
    HIDDEN = "a hidden municipality"
    NAME = "names and positions of people"
    ADDRESS = "e-mail and phone of people"
    NEEDS = "food, access and travel of people"
    OWN_WORDS = "what a person said through a link"
    REMARK = "remarks of organisers about people"
    PAPER = "papers of people"
    SHEET = "signed lists"
    CONTACT = "contacts of municipalities"
    CONTACT_NOTE = "notes about contacts"
    NOMINATION = "what a municipality sent, and what was noted of it"
    MESSAGE = "messages to municipalities"
    NAMING = "messages to people, or naming them"
    INTEREST = "who wants to take part"
    PENDING = "registrations that nobody confirmed"
    DOOR = "names of door passes"
    EXPORT = "to whom lists went, and why"
    ACCOUNT = "accounts"
    SECRET = "tokens, their hashes, keys of searches"


@dataclass(frozen=True)
class Canary:
    """`workshop` and `person` say whose it is, "" what belongs to none; `sender` who sends them."""

    kind: Kind
    workshop: str
    person: str
    sender: str
    column: str

    def __str__(self) -> str:
        whose = " ".join(filter(None, [self.workshop, self.sender, self.person]))
        return f"{self.kind} ({whose or 'of no workshop'}: {self.column})"


@dataclass
class World:
    canaries: dict[str, Canary] = field(default_factory=dict)
    secrets: dict[str, Canary] = field(default_factory=dict)
    workshops: dict[str, Workshop] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    delegations: dict[str, Any] = field(default_factory=dict)
    # {beginning of an address: tokens}, by who holds them
    tokens: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    door_codes: dict[str, str] = field(default_factory=dict)

    def canary(self, kind: Kind, column: str, workshop="", person="", sender="") -> str:
        number = f"{len(self.canaries) + 1:04}"
        self.canaries[number] = Canary(kind, workshop, person, sender, column)
        return f"qz{number}zq"

    def plant(self, row: models.Model, kind: Kind, *only: str, **whose: str) -> Any:
        """A canary in every free text of a row, or in the named columns alone."""
        columns = [
            each
            for each in row._meta.concrete_fields
            if (each.name in only if only else _is_free_text(each))
        ]
        assert columns, row
        texts = {}
        for column in columns:
            is_key = column.name.endswith(("_key", "_hash")) or column.name == "cause"
            text = self.canary(
                Kind.SECRET if is_key else kind, f"{row._meta.model_name}.{column.name}", **whose
            )
            is_address = isinstance(column, models.EmailField)
            texts[column.name] = f"{text}@example.org" if is_address else text
        type(row)._base_manager.filter(pk=row.pk).update(**texts)
        row.refresh_from_db()
        return row

    def file(self, kind: Kind, column: str, **whose: str) -> ContentFile:
        content = f"%PDF-1.7 {self.canary(kind, column, **whose)}".encode()
        return ContentFile(content, name=f"{self.canary(Kind.SECRET, column, **whose)}.pdf")

    def keep_secret(self, text: str, column: str) -> None:
        """A canary that we cannot choose: a token, or the hash of one."""
        self.secrets[text] = Canary(Kind.SECRET, "", "", "", column)

    def found(self, text: str) -> Iterator[Canary]:
        for number in dict.fromkeys(CANARY.findall(text)):
            yield self.canaries[number]
        yield from (canary for secret, canary in self.secrets.items() if secret in text)


# of a mailbox whoever holds a link hears, an old one too
NOT_TEXT = {"slug", "timezone", "mailbox", "native_language", "reference", "number", "text_version"}


def _is_free_text(column: models.Field) -> bool:
    return (
        isinstance(column, (models.CharField, models.TextField))
        and not isinstance(column, (models.FileField, models.URLField))
        and not isinstance(column, (CodeListField, PictureField))
        and not column.choices
        and column.name not in NOT_TEXT
        and not column.name.startswith(("country", "languages_", "source_url"))
        and (column.max_length or 99) > 20
    )


def build() -> World:
    world = World()
    topic = make_topic("energy")
    towns = {
        "guest": make_municipality("guest-town", latitude="50", longitude="34"),
        "other": make_municipality("other-town", latitude="49", longitude="32"),
        "hidden": make_municipality(
            "hidden-" + world.canary(Kind.HIDDEN, "municipality.slug"),
            latitude="48",
            longitude="25",
            publication_policy=Municipality.PublicationPolicy.HIDDEN,
        ),
    }
    world.plant(towns["hidden"], Kind.HIDDEN)
    host = make_municipality("host-town", country="DE", latitude="48", longitude="11")
    _make_workshops(world, host)
    contacts = {name: _contact(world, town, name) for name, town in towns.items()}
    for letter, workshop in world.workshops.items():
        _fill(world, letter, workshop, topic)
        for name, town in towns.items():
            _send(world, letter, workshop, name, town, contacts[name])
        _office(world, letter, workshop)
    _write_to_organisers(world)
    colleague = make_user("colleague@example.org", is_staff=True)
    world.plant(colleague, Kind.ACCOUNT, "email", "name")
    _give_links(world)
    return world


def _make_workshops(world: World, host: Municipality) -> None:
    today, ahead = timezone.localdate(), datetime.date(2035, 5, 7)
    opened = datetime.datetime(2023, 1, 1, tzinfo=datetime.UTC)
    ways: dict[str, dict[str, Any]] = {
        "P": {"starts_on": today},
        "F": {
            "starts_on": ahead,
            "nomination_opens_at": opened,
            "has_open_call": True,
            "has_open_registration": True,
        },
        "D": {"starts_on": ahead, "publication": Workshop.Publication.DRAFT},
        "X": {
            "starts_on": datetime.date(2023, 11, 28),
            "publication": Workshop.Publication.ARCHIVED,
        },
    }
    for letter, fields in ways.items():
        slug = {"P": "public-one", "F": "ahead-one"}.get(letter) or world.canary(
            Kind.DRAFT, "workshop.slug", workshop=letter
        )
        workshop = make_workshop(slug, host_municipality=host, **fields)
        world.workshops[letter] = workshop
        if letter in "DX":
            world.plant(workshop, Kind.DRAFT, workshop=letter)
        costs, venue, guidance = (
            [f"{column}_{code}" for code in languages.LANGUAGES]
            for column in ("costs", "venue", "guidance")
        )
        world.plant(workshop, Kind.INSIDE, *venue, *guidance, "on_duty_contact", workshop=letter)
        world.plant(workshop, Kind.OFFICE, *costs, "signatory", "funder_reference", workshop=letter)
        world.plant(workshop, Kind.SECRET, "search_key", workshop=letter)
        hold = workshop.legal_holds.create(until=ahead)
        world.plant(hold, Kind.OFFICE, "reason", workshop=letter)
        workshop.retention_runs.create(cause="person")


def _contact(world: World, town: Municipality, name: str) -> Any:
    contact = make_contact(town)
    said = ("name", "office", "email", "phone", "salutation")
    world.plant(contact, Kind.CONTACT, *said, sender=name)
    world.plant(contact, Kind.SECRET, "search_key", sender=name)
    return world.plant(contact, Kind.CONTACT_NOTE, "note", sender=name)


def _fill(world: World, letter: str, workshop: Workshop, topic: Any) -> None:
    """Texts and files of the workshop itself: open ones, and those for who takes part."""
    track = make_track(workshop, f"track-{letter.lower()}", topic=topic)
    session = make_session(workshop, track=track, title_de="Sitzung")
    contribution = Contribution.objects.create(
        workshop=workshop, track=track, session=session, topic_title_de="Netze"
    )
    report = make_report(workshop, f"report-{letter.lower()}")
    outcome = make_outcome(workshop, visibility=Visibility.PARTICIPANTS)
    content = b"%PDF-1.7 " + world.canary(Kind.INSIDE, "material", workshop=letter).encode()
    inside = make_material(workshop, content=content, visibility=Visibility.PARTICIPANTS)
    world.plant(outcome, Kind.INSIDE, workshop=letter)
    world.plant(inside, Kind.INSIDE, workshop=letter)
    if letter in "DX":
        for part in (track, session, contribution, report, make_outcome(workshop)):
            world.plant(part, Kind.DRAFT, workshop=letter)
        secret = world.canary(Kind.DRAFT, "material", workshop=letter).encode()
        world.plant(
            make_material(workshop, content=b"%PDF-1.7 " + secret), Kind.DRAFT, workshop=letter
        )


def _send(
    world: World, letter: str, workshop: Workshop, name: str, town: Municipality, contact: Any
) -> None:
    """A delegation; at the guest town, whose people have links, A and B of the same mail domain."""
    is_guest, is_ahead = name == "guest", letter == "F"
    status = Delegation.Status.DRAFTING if is_guest and is_ahead else Delegation.Status.ACCEPTED
    delegation = make_delegation(workshop, town, status=status)
    delegation.contacts.add(contact)
    world.delegations[f"{letter} {name}"] = delegation
    whose = {"workshop": letter, "sender": name}
    world.plant(
        DelegationChange.objects.create(
            delegation=delegation, from_status="invited", to_status="drafting"
        ),
        Kind.NOMINATION,
        **whose,
    )
    NominationLetter.objects.create(
        delegation=delegation,
        file=world.file(Kind.NOMINATION, "nomination letter", **whose),
        size=9,
    )
    InvitationLetter.objects.create(
        delegation=delegation,
        number=f"2035-{letter}{name[:3]}",
        dated_on=datetime.date(2026, 1, 1),
        file=world.file(Kind.MESSAGE, "invitation letter", **whose),
    )
    for kind, secrecy in (
        (Message.Kind.INVITATION, Kind.MESSAGE),
        (Message.Kind.RECEIPT, Kind.NAMING),
    ):
        message = make_message(delegation, contact=contact, kind=kind)
        world.plant(message, secrecy, "subject", "text", **whose)
        world.plant(message, Kind.CONTACT, "recipient", **whose)
        world.plant(message, Kind.MESSAGE, "last_error", **whose)
    for who in ("A", "B") if is_guest else ("C",):
        status = Status.NOMINATED if is_guest and is_ahead else Status.CONFIRMED
        _person(world, delegation, status, person=who, **whose)


NAMES = (
    "given_name",
    "family_name",
    "name_latin",
    "badge_name",
    "academic_title",
    "salutation",
    "employer",
    "position",
)


def _person(world: World, delegation: Any, status: Status, **whose: str) -> None:
    person = make_delegate(delegation, status=status, name_latin="x")
    names = [
        "given_name",
        "family_name",
        "name_latin",
        "badge_name",
        "academic_title",
        "salutation",
    ]
    world.plant(person, Kind.NAME, *names, "employer", "position", **whose)
    world.plant(person, Kind.ADDRESS, "email", "phone", **whose)
    type(person).objects.filter(pk=person.pk).update(email_key=F("email"))
    world.plant(person, Kind.SECRET, "search_key", **whose)
    day = delegation.workshop.days.first()
    arrives = {"arrival_on": day.date, "departure_on": day.date}
    nights = {"night_from": day.date, "night_to": day.date + datetime.timedelta(days=1)}
    world.plant(make_needs(person, **arrives, **nights), Kind.NEEDS, **whose)
    first = person.status_changes.first()
    world.plant(first, Kind.REMARK, "remark", **whose)
    said = StatusChange.objects.create(
        delegate=person, from_status=status, to_status=status, via=StatusChange.Via.PERSON
    )
    world.plant(said, Kind.OWN_WORDS, "remark", **whose)
    Consent.objects.create(
        delegate=person,
        purpose=Consent.Purpose.PARTICIPANT_LIST,
        act="given",
        text_version="2026-11",
    )
    for number, kind in enumerate(IssuedPaper.Kind):
        IssuedPaper.objects.create(
            delegate=person,
            kind=kind,
            number=f"{person.pk}-{number}",
            language="de",
            dated_on=datetime.date(2026, 1, 1),
            file=world.file(Kind.PAPER, str(kind), **whose),
        )
    message = make_message(delegation, delegate=person, kind=Message.Kind.SEAT, recipient="a@b.eu")
    world.plant(message, Kind.NAMING, "subject", "text", **whose)
    world.plant(message, Kind.ADDRESS, "recipient", **whose)
    world.people[" ".join([whose["workshop"], whose["sender"], whose["person"]])] = person
    _was_there(person, day)


def _was_there(person: Any, day: Any) -> None:
    if person.status == Status.CONFIRMED:
        Attendance.objects.create(delegate=person, day=day, method=Attendance.Method.SIGNATURE)


def _office(world: World, letter: str, workshop: Workshop) -> None:
    """What organisers keep: scans, log of lists, files handed over, passes of the door."""
    SignedSheet.objects.create(
        day=workshop.days.first(), file=world.file(Kind.SHEET, "sheet", workshop=letter), size=9
    )
    log = ExportLog.objects.create(
        workshop=workshop, purpose="full", format="csv", columns="name", row_count=1
    )
    world.plant(log, Kind.EXPORT, "reason", "recipient", workshop=letter)
    handover = Handover.objects.create(
        workshop=workshop, handed_over_on=datetime.date(2026, 1, 1), sha256="0" * 64, reference="x"
    )
    world.plant(handover, Kind.OFFICE, "reference", workshop=letter)
    made = door_passes.create(workshop, "door", by=None)
    world.plant(made.door_pass, Kind.DOOR, "label", workshop=letter)
    world.door_codes[letter] = made.code
    world.tokens[f"door {letter}"] = {"pass": [made.token]}


def _write_to_organisers(world: World) -> None:
    """What strangers typed on the page of a workshop ahead."""
    workshop = world.workshops["F"]
    interest = make_interest(workshop)
    typed = ("municipality_name", "name", "position", "email", "phone", "text")
    world.plant(interest, Kind.INTEREST, *typed, workshop="F")
    pending = make_pending(workshop)
    typed = ("given_name", "family_name", "affiliation", "position", "email")
    for message in workshop.messages.filter(kind=Message.Kind.REGISTRATION):
        world.plant(message, Kind.NAMING, "recipient", "subject", "text", workshop="F")
    world.plant(pending, Kind.PENDING, *typed, workshop="F")
    world.plant(pending, Kind.SECRET, "email_key", workshop="F")


def _give_links(world: World) -> None:
    """Tokens of links that open something, and of some that do not any more."""
    for who in ("A", "B"):
        held = [
            links.create_reply(world.people[f"{letter} guest {who}"], by=None)
            for letter in ("P", "F")
        ]
        world.tokens[who] = {"d": held}
    world.tokens["contact"] = {
        "i": [links.create(world.delegations[f"{letter} guest"], by=None) for letter in ("P", "F")]
    }
    asked = tokens.make()
    known = {"token_hash": tokens.hashed(asked), "asked_at": timezone.now()}
    Contact.objects.filter(municipality__slug="guest-town").update(**known)
    world.tokens["contact asked"] = {"c": [asked]}
    revoked = links.create(world.delegations["D other"], by=None)
    links.revoke(world.delegations["D other"])
    world.tokens["revoked"] = {"i": [revoked], "preview": [_old_preview(world.workshops["D"])]}
    for held in world.tokens.values():
        for token in (token for each in held.values() for token in each):
            world.keep_secret(token, "token")
    for model in (Link, DoorPass, PendingRegistration, Contact):
        for hashed in model.objects.exclude(token_hash="").values_list("token_hash", flat=True):
            world.keep_secret(hashed, f"{model._meta.model_name}.token_hash")
    for code_hash in DoorPass.objects.values_list("code_hash", flat=True):
        world.keep_secret(code_hash, "doorpass.code_hash")


def _old_preview(workshop: Workshop) -> str:
    token, now = tokens.make(), timezone.now()
    Link.objects.create(
        purpose=Link.Purpose.PREVIEW,
        workshop=workshop,
        token_hash=tokens.hashed(token),
        created_at=now - datetime.timedelta(days=2),
        expires_at=now - datetime.timedelta(days=1),
    )
    return token
