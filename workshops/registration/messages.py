"""What happened -> a message in the outbox, in the transaction that causes it.

Messages about a delegation go to its contacts, each in the contact's language; people hear of
decisions in one digest for their municipality, not in a mail for each event.
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
from workshops.models import Delegate, Delegation, InvitationLetter, Message, Status, Workshop
from workshops.registration import links
from workshops.registration.wording import Kind, wording

# Decisions on a delegation are collected so long before one message tells them all
DIGEST_AFTER = datetime.timedelta(minutes=10)
# what organisers say: to everyone the same, or {language: text}
Remark = str | Mapping[str, str]
WITH_LINK = {Kind.INVITATION, Kind.REMINDER, Kind.EXTENSION, Kind.RETURNED}


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
    token = links.create(delegation, by=by) if kind in WITH_LINK else ""
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


def _values(delegation: Delegation, contact: Contact, token: str, remark: Remark) -> dict[str, str]:
    workshop, language = delegation.workshop, languages.current_language()
    sender = languages.translated(delegation.sender, "name").text
    return {
        "greeting": contact.salutation or _("Dear Sir or Madam,"),
        "municipality": sender,
        "workshop": languages.translated(workshop, "title").text,
        "dates": _("Date: %(dates)s")
        % {"dates": languages.date_range(workshop.starts_on, workshop.ends_on, language)},
        "place": _place(workshop),
        "seats": seats_text(delegation),
        "deadline": deadline_text(delegation),
        "link": links.address(token, language) if token else "…",
        "people": people_text(delegation),
        "remark": _in(remark, language),
        "contact": _contact(workshop),
        "organiser": workshop.signatory or settings.SITE_NAME,
    }


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
