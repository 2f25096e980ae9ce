"""What happened to a delegation or a person, in the order of time, each thing in one line."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workshops.admin import navigation
from workshops.models import Delegation, Message, StatusChange


@dataclass(frozen=True)
class Event:
    at: datetime.datetime
    icon: str
    what: str
    # whom or what it is about; empty: the page's own subject
    subject: str = ""
    by: object = None
    remark: str = ""
    url: str = ""
    # of which only the day is known; `at` is its beginning
    day: datetime.date | None = None


def of_person(person):
    changes = person.status_changes.select_related("changed_by")
    parts = (_told(person.messages), _consents(person), _needs(person))
    return _in_order((_of_status(change) for change in changes), *parts)


def of_delegation(delegation, *, with_people):
    """Without people's names where the reader may not see them."""
    changes = delegation.status_changes.select_related("changed_by")
    events = [_of_delegation(change) for change in changes]
    if with_people:
        moves = StatusChange.objects.filter(delegate__delegation=delegation)
        moves = moves.select_related("delegate", "changed_by")
        events += [_of_status(move, move.delegate.full_name) for move in moves]
    parts = (_messages, _links, _letters, _interests)
    return _in_order(events, *(part(delegation) for part in parts))


def _in_order(*groups):
    return sorted((event for group in groups for event in group), key=lambda event: event.at)


def _of_status(change, subject=""):
    what = change.get_to_status_display()
    if change.from_status:
        what = f"{change.get_from_status_display()} → {what}"
    if change.reason:
        what = f"{what} · {change.get_reason_display()}"
    by = change.changed_by or change.get_via_display()
    return Event(change.changed_at, "user", what, subject, by, change.remark)


def _consents(person):
    for consent in person.consents.all():
        what = _("Consent: %(purpose)s") % {"purpose": consent.get_purpose_display()}
        what = f"{what} · {consent.get_act_display()}"
        yield Event(consent.at, "file-text", what, by=consent.get_via_display())


def _needs(person):
    """That something was told, not what."""
    needs = getattr(person, "needs", None)
    if needs:
        what = _("Food, travel and room told")
        yield Event(needs.changed_at, "pencil", what, by=needs.get_given_by_display())


def _of_delegation(change):
    if change.is_about_seats:
        what = _("Quota %(change)s") % {"change": change.remark}
        return Event(change.changed_at, "plus", what, by=change.changed_by)
    what = f"{change.get_from_status_display()} → {change.get_to_status_display()}"
    return Event(
        change.changed_at,
        "landmark",
        what,
        by=change.changed_by or _by_link(change),
        remark=change.remark,
    )


def _by_link(change):
    """Who acts without an account: the sending body, in what its link lets it do."""
    To = Delegation.Status
    is_possible = change.to_status in {To.DRAFTING, To.SUBMITTED, To.WITHDRAWN}
    return _("through the link") if is_possible else None


def _messages(delegation):
    """A digest that a later one replaced before it was sent says nothing of its own."""
    yield from _told(delegation.messages.filter(delegate=None))


def _told(messages):
    sent = messages.exclude(state=Message.State.SUPERSEDED)
    for message in sent.select_related("contact", "created_by"):
        what = _("Message: %(kind)s") % {"kind": message.get_kind_display()}
        to = message.recipient or str(message.contact or "")
        yield Event(
            message.created_at,
            "mail",
            f"{what} · {message.state_text}",
            to,
            message.created_by,
            message.last_error,
            navigation.url_of_message(message),
        )


def _links(delegation):
    for link in delegation.links.nominations().select_related("created_by"):
        yield Event(link.created_at, "link", _("Link made"), by=link.created_by)
        if link.revoked_at:
            yield Event(link.revoked_at, "link", _("Link revoked"))


def _interests(delegation):
    for interest in delegation.interests.select_related("handled_by"):
        yield Event(interest.created_at, "message-square", _("Interest expressed"), interest.name)
        what = _("Expression of interest taken up")
        yield Event(interest.handled_at, "landmark", what, by=interest.handled_by)


def _letters(delegation):
    zone = delegation.workshop.zone
    for letter in delegation.letters.select_related("created_by"):
        midnight = datetime.datetime.combine(letter.dated_on, datetime.time(), zone)
        what = _("Invitation letter %(number)s") % {"number": letter.number}
        by, day = letter.created_by, letter.dated_on
        yield Event(midnight, "file-text", what, by=by, day=day)
        if letter.revoked_at:
            what = _("Invitation letter %(number)s revoked") % {"number": letter.number}
            yield Event(letter.revoked_at, "file-text", what)
    uploaded = getattr(delegation, "nomination_letter", None)
    if uploaded:
        yield Event(uploaded.uploaded_at, "file-text", _("Nomination letter uploaded"))
