"""What happened -> a message in the outbox, in the transaction that causes it.

Messages about a delegation go to its contacts, each in the contact's language; people hear of
decisions in one digest for their municipality, not in a mail for each event. Who is promised a seat
and has an address hears of it as well, with a link of their own.
"""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from partnerships.models import Contact, User
from workshops.models import (
    Delegate,
    Delegation,
    InvitationLetter,
    Message,
    PendingRegistration,
)
from workshops.registration import links, message_values
from workshops.registration.message_values import Remark
from workshops.registration.wording import Kind, wording

# Decisions on a delegation are collected so long before one message tells them all
DIGEST_AFTER = datetime.timedelta(minutes=10)
WITH_LINK = {Kind.INVITATION, Kind.REMINDER, Kind.EXTENSION, Kind.RETURNED}
# what a message to who registers again says of the person
NAMED = ("email", "language", "status", "salutation", "given_name", "family_name")
# with the link only once the delegation is in: who has answered
WITH_ANSWERS = {Kind.DECISIONS, Kind.TRAVEL}


def queue(
    kind: Kind,
    delegation: Delegation,
    *,
    by: User | None,
    remark: Remark = "",
    letter: InvitationLetter | None = None,
    cause: str = "",
) -> list[Message]:
    """Write one message to each contact of the delegation; none where it has no contact.

    A contact without an address gets one, too: an organiser hands it over in another way.
    """
    return [
        _written(kind, delegation, contact, by=by, remark=remark, letter=letter, cause=cause)
        for contact in delegation.contacts.all()
    ]


def queue_decisions(delegation: Delegation, *, by: User | None) -> list[Message]:
    """One digest per contact: while one waits for a contact, it is written anew, not added to."""
    waiting = delegation.messages.unfinished().filter(kind=Kind.DECISIONS)
    waiting.finish(Message.State.SUPERSEDED, timezone.now())
    written = queue(Kind.DECISIONS, delegation, by=by)
    send_at = timezone.now() + DIGEST_AFTER
    for message in written:
        message.next_attempt_at = send_at
    Message.objects.bulk_update(written, ["next_attempt_at"])
    return written


def queue_to_person(
    kind: Kind,
    person: Delegate,
    *,
    by: User | None,
    remark: Remark = "",
    after: datetime.timedelta = datetime.timedelta(),
) -> Message | None:
    """Write to a person in their language, with a link to their own pages; None without an address.

    One of the same kind that still waits is replaced.
    """
    retire(person, kind)
    if not person.email:
        return None
    token = links.create_reply(person, by=by)
    subject, text = compose_to_person(kind, person, token=token, remark=remark)
    return Message.objects.create(
        kind=kind,
        workshop_id=person.workshop_id,
        delegation=person.delegation,
        delegate=person,
        recipient=person.email,
        reply_to=person.workshop.mailbox,
        language=person.language,
        subject=" ".join(subject.split()),
        text=text,
        created_by=by,
        next_attempt_at=timezone.now() + after,
    )


def queue_to_registrant(
    pending: PendingRegistration, known: Delegate | None, *, token: str
) -> Message:
    """Write to the address that somebody typed, with the link that confirms it.

    `known` is who is on the list with this address already, with the columns NAMED and
    with_protection(). The text holds nothing that was typed, and of the workshop what the public
    may know. One that still waits is replaced.
    """
    workshop = pending.workshop
    kind = Kind.REGISTERED if known else Kind.REGISTRATION
    person: Any = known or pending
    recipient, language = person.email, person.language
    before = workshop.messages.to_strangers().filter(recipient__iexact=recipient)
    before.unfinished().finish(Message.State.SUPERSEDED, timezone.now())
    with override(language):
        values = message_values.about(workshop, "") | {
            "greeting": message_values.greeting(known) if known else _("Hello,"),
            "link": links.address(token, language, "desk:register_confirm"),
        }
        values["place"] = values["place"] if known else ""
        subject, text = wording(kind, language).filled(values)
        if person.is_guarded if known else pending.protected:
            subject = _("Message about a workshop")
    return Message.objects.create(
        kind=kind,
        workshop=workshop,
        recipient=recipient,
        reply_to=workshop.mailbox,
        language=language,
        subject=" ".join(subject.split())[:250],
        text=text,
    )


def retire(person: Delegate, *kinds: Kind) -> None:
    """What waits to tell a person something that holds no longer is not sent."""
    waiting = person.messages.unfinished().filter(kind__in=kinds)
    waiting.finish(Message.State.SUPERSEDED, timezone.now())


def leave_out(person: Delegate) -> tuple[int, list[int]]:
    """Take what names a person out of what waits for the contacts: a finished message has no text.
    Return out of how many messages, and the keys of those that tell of nobody else, to be deleted.
    """
    names = [name for name in (person.full_name, person.name_latin) if name]
    waiting = Message.objects.unfinished().filter(
        delegation__isnull=False, delegation=person.delegation_id, delegate=None
    )
    changed, empty = 0, []
    for message in waiting:
        text = _without(names, message.text)
        in_subject = any(name in message.subject for name in names)
        if text == message.text and not in_subject:
            continue
        if in_subject or f"\n{message_values.PERSON}" not in f"\n{text}":
            empty.append(message.pk)
        else:
            changed += waiting.filter(pk=message.pk).update(text=text)
    return changed, empty


def _without(names: list[str], text: str) -> str:
    """A line about somebody else stays, whose longer name may hold this one; any other line that
    holds it goes, in whatever form."""
    kept: list[str] = []
    is_left_out = False
    for line in text.split("\n"):
        if line.startswith(message_values.BELOW):
            is_left_out = is_left_out or any(name in line for name in names)
        elif line.startswith(message_values.PERSON):
            is_left_out = line.startswith(
                tuple(f"{message_values.PERSON}{name}:" for name in names)
            )
        else:
            is_left_out = any(name in line for name in names)
        if not is_left_out:
            kept.append(line)
    return "\n".join(kept)


def compose_to_person(
    kind: Kind, person: Delegate, *, token: str = "", remark: Remark = ""
) -> tuple[str, str]:
    """Return subject and text in the language of the person; without a token, for a preview."""
    language = person.language
    with override(language):
        values = message_values.of_person(person, token, remark)
        subject, text = wording(kind, language).filled(values)
        if person.is_protected:
            subject = _("Message about a workshop")
    return subject[:250], text


def compose(
    kind: Kind, delegation: Delegation, contact: Contact, *, token: str = "", remark: Remark = ""
) -> tuple[str, str]:
    """Return subject and text in the language of the contact; without a token, for a preview."""
    language = contact.language
    with override(language):
        values = message_values.of_delegation(kind, delegation, contact, token, remark)
        subject, text = wording(kind, language).filled(values)
        if delegation.protects_people or delegation.delegates.filter(protected=True).exists():
            subject = _("Message about a workshop")
    return subject[:250], text


def _written(
    kind: Kind,
    delegation: Delegation,
    contact: Contact,
    *,
    by: User | None,
    remark: Remark,
    letter: InvitationLetter | None,
    cause: str,
) -> Message:
    token = links.create(delegation, by=by) if _has_link(kind, delegation) else ""
    subject, text = compose(kind, delegation, contact, token=token, remark=remark)
    return Message.objects.create(
        kind=kind,
        cause=f"{cause}:{contact.pk}" if cause else "",
        workshop_id=delegation.workshop_id,
        delegation=delegation,
        contact=contact,
        recipient=contact.email,
        reply_to=delegation.workshop.mailbox,
        language=contact.language,
        subject=" ".join(subject.split()),
        text=text,
        letter=letter,
        created_by=by,
    )


def _has_link(kind: Kind, delegation: Delegation) -> bool:
    return kind in WITH_LINK or kind in WITH_ANSWERS and message_values.is_in(delegation)
