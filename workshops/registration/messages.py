"""What happened -> a message in the outbox, in the transaction that causes it.

Messages about a delegation go to its contacts, each in the contact's language; people hear of
decisions in one digest for their municipality, not in a mail for each event. Who is promised a seat
and has an address hears of it as well, with a link of their own.
"""

import datetime
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from partnerships.models import Contact, User
from tools import languages
from workshops.models import (
    Delegate,
    Delegation,
    InvitationLetter,
    Message,
    PendingRegistration,
    Status,
    Workshop,
)
from workshops.models.keeping import needs_kept_until, people_kept_until
from workshops.registration import links
from workshops.registration.wording import PLACEHOLDERS, Kind, wording

# Decisions on a delegation are collected so long before one message tells them all
DIGEST_AFTER = datetime.timedelta(minutes=10)
# what organisers say: to everyone the same, or {language: text}
Remark = str | Mapping[str, str]
WITH_LINK = {Kind.INVITATION, Kind.REMINDER, Kind.EXTENSION, Kind.RETURNED}
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
    retire(kind, person)
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


def queue_to_stranger(pending: PendingRegistration, *, token: str) -> Message:
    """Write to the address that somebody typed, with the link that confirms it.

    It holds nothing that was typed, and of the workshop what the public may know. One that still
    waits is replaced.
    """
    workshop, language = pending.workshop, pending.language
    before = workshop.messages.to_strangers().filter(recipient__iexact=pending.email)
    before.unfinished().finish(Message.State.SUPERSEDED, timezone.now())
    with override(language):
        values = about(workshop, "") | {
            "greeting": _("Hello,"),
            "link": links.address(token, language, "desk:register_confirm"),
            "place": "",
        }
        subject, text = wording(Kind.REGISTRATION, language).filled(values)
        if pending.protected:
            subject = _("Message about a workshop")
    return Message.objects.create(
        kind=Kind.REGISTRATION,
        workshop=workshop,
        recipient=pending.email,
        reply_to=workshop.mailbox,
        language=language,
        subject=" ".join(subject.split())[:250],
        text=text,
    )


def retire(kind: Kind, person: Delegate) -> None:
    """What waits to tell a person something that holds no longer is not sent."""
    waiting = person.messages.unfinished().filter(kind=kind)
    waiting.finish(Message.State.SUPERSEDED, timezone.now())


def compose_to_person(
    kind: Kind, person: Delegate, *, token: str = "", remark: Remark = ""
) -> tuple[str, str]:
    """Return subject and text in the language of the person; without a token, for a preview."""
    language = person.language
    with override(language):
        subject, text = wording(kind, language).filled(_values_of_person(person, token, remark))
        if person.is_protected:
            subject = _("Message about a workshop")
    return subject[:250], text


def compose(
    kind: Kind, delegation: Delegation, contact: Contact, *, token: str = "", remark: Remark = ""
) -> tuple[str, str]:
    """Return subject and text in the language of the contact; without a token, for a preview."""
    language = contact.language
    with override(language):
        values = _values(delegation, contact, token, remark)
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
    return kind in WITH_LINK or kind in WITH_ANSWERS and _is_in(delegation)


def _is_in(delegation: Delegation) -> bool:
    return delegation.status == Delegation.Status.ACCEPTED


def _values(delegation: Delegation, contact: Contact, token: str, remark: Remark) -> dict[str, str]:
    language = languages.current_language()
    return about(delegation.workshop, remark) | {
        "greeting": contact.salutation or _("Dear Sir or Madam,"),
        "municipality": languages.translated(delegation.sender, "name").text,
        "seats": seats_text(delegation),
        "deadline": deadline_text(delegation),
        "link": links.address(token, language) if token else "…",
        "people": people_text(delegation),
        "answers": _answers(delegation, token),
    }


def _values_of_person(person: Delegate, token: str, remark: Remark) -> dict[str, str]:
    language = languages.current_language()
    sender = person.delegation.sender if person.delegation else None
    sender_name = languages.translated(sender, "name").text if sender else ""
    return about(person.workshop, remark) | {
        "greeting": person.salutation or _("Dear %(name)s,") % {"name": person.full_name},
        "municipality": sender_name or person.affiliation,
        "link": links.address(token, language, "desk:reply") if token else "…",
        "answer_by": answer_by_text(person),
        "named_by": _("You were named by: %(name)s") % {"name": sender_name} if sender else "",
        "privacy": privacy_text(person),
    }


def about(workshop: Workshop, remark: Remark) -> dict[str, str]:
    """What a message says of the workshop, whoever reads it; nothing of delegation and person."""
    language = languages.current_language()
    return dict.fromkeys(PLACEHOLDERS, "") | {
        "workshop": languages.translated(workshop, "title").text,
        "dates": _("Date: %(dates)s")
        % {"dates": languages.date_range(workshop.starts_on, workshop.ends_on, language)},
        "place": _place(workshop),
        "remark": _in(remark, language),
        "contact": _contact(workshop),
        "organiser": workshop.signatory or settings.SITE_NAME,
    }


def _answers(delegation: Delegation, token: str) -> str:
    if not _is_in(delegation):
        return ""
    link = links.address(token, languages.current_language(), "desk:answers") if token else "…"
    return _("Here you see who has answered, and may answer for them:") + "\n" + link


def answer_by_text(person: Delegate) -> str:
    """Return until when the person answers, on the workshop's clocks; "" without a limit."""
    if person.status != Status.ACCEPTED or not person.confirm_by:
        return ""
    zone = person.workshop.timezone
    moment = languages.format_moment(person.confirm_by, zone, languages.current_language())
    return _("Please answer by: %(moment)s") % {"moment": f"{moment} ({zone})"}


def privacy_text(person: Delegate) -> str:
    """Return what the GDPR wants said in the first message to a person: Article 14 where others
    named them, Article 13 where they registered or organisers entered them."""
    language, workshop = languages.current_language(), person.workshop
    text = TOLD_BY_OTHERS if person.delegation_id else TOLD_BY_PERSON
    return text % {
        "until": languages.format_day(people_kept_until(workshop), language),
        "needs_until": languages.format_day(needs_kept_until(workshop), language),
    }


TOLD_BY_OTHERS = gettext_lazy(
    "What we hold about you is what we were told by those who named you: name, position, "
    "languages, how to reach you. We use it to prepare and hold the workshop and to account "
    "for it (Article 6(1)(f) GDPR, where a public body organises Article 6(1)(e)). It is "
    "erased after %(until)s; what you tell us about food, access and travel after "
    "%(needs_until)s. Under your link you see all of it, and can correct it or withdraw."
)
TOLD_BY_PERSON = gettext_lazy(
    "What we hold about you is what you told us or the organisers entered: name, position, "
    "languages, how to reach you. We use it to prepare and hold the workshop and to account "
    "for it (Article 6(1)(f) GDPR, where a public body organises Article 6(1)(e)). It is "
    "erased after %(until)s; what you tell us about food, access and travel after "
    "%(needs_until)s. Under your link you see all of it, and can correct it or withdraw."
)


def _in(remark: Remark, language: str) -> str:
    if isinstance(remark, str):
        return remark
    chain = (remark.get(code) for code in languages.fallback_chain(language))
    return next(filter(None, chain), "")


def _place(workshop: Workshop) -> str:
    place = workshop.meeting_place().text
    return _("Place: %(place)s") % {"place": place} if place else ""


def _contact(workshop: Workshop) -> str:
    address = workshop.contact_address
    return _("Questions: %(address)s") % {"address": address} if address else ""


def seats_text(delegation: Delegation) -> str:
    """Return "Seats: 2, substitutes: 1" in the active language, "" without a limit."""
    if delegation.quota is None:
        return ""
    seats = ngettext("%(count)d seat", "%(count)d seats", delegation.quota)
    text = seats % {"count": delegation.quota}
    if delegation.substitutes:
        more = ngettext("%(count)d substitute", "%(count)d substitutes", delegation.substitutes) % {
            "count": delegation.substitutes
        }
        text = f"{text}, {more}"
    return _("For you: %(seats)s") % {"seats": text}


def deadline_text(delegation: Delegation) -> str:
    """Return until when people can be named: on the workshop's clocks and on the sender's."""
    workshop, language = delegation.workshop, languages.current_language()
    until = delegation.nominates_until
    zones = [workshop.timezone]
    country = getattr(delegation.sender, "country", "")
    zone = languages.country_zone(country) if country else ""
    if zone and _differ(until, zone, workshop.timezone):
        zones.append(zone)
    moments = [f"{languages.format_moment(until, name, language)} ({name})" for name in zones]
    return _("Until: %(moments)s") % {"moments": " = ".join(moments)}


def _differ(instant: datetime.datetime, *zones: str) -> bool:
    return len({instant.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones}) > 1


# what a contact reads of a person, where the organisers' own word says something else
SAID: dict[str, Promise] = {
    Status.NOMINATED: gettext_lazy("Named"),
    Status.ACCEPTED: gettext_lazy("Seat promised"),
}


def people_text(delegation: Delegation) -> str:
    """Return a line for each person: number and status; the name unless people are protected."""
    lines = []
    people = Delegate.objects.filter(delegation=delegation, replaced_by=None)
    for number, person in enumerate(people.order_by("rank", "pk"), start=1):
        name = _("Person %(number)d") % {"number": number}
        if not (delegation.protects_people or person.protected):
            name = person.full_name
        lines.append(f"– {name}: {SAID.get(person.status, person.get_status_display())}")
    return "\n".join(lines)
