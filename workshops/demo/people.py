"""Delegations and delegates: each reaches its status through the verbs, as in life."""

import datetime
from functools import partial

from partnerships.models import Contact, Municipality, Organisation
from workshops.models import Delegate, Delegation, Status
from workshops.registration import lifecycle, nomination

NOMINATION_PATHS = {
    Delegation.Status.INTERESTED: [],
    Delegation.Status.INVITED: [nomination.invite],
    Delegation.Status.DRAFTING: [nomination.invite, nomination.start],
}
NOMINATION_PATHS[Delegation.Status.SUBMITTED] = [
    *NOMINATION_PATHS[Delegation.Status.DRAFTING],
    nomination.submit,
]
NOMINATION_PATHS |= {
    status: [*NOMINATION_PATHS[Delegation.Status.SUBMITTED], verdict]
    for status, verdict in {
        Delegation.Status.ACCEPTED: nomination.accept,
        Delegation.Status.RETURNED: partial(nomination.return_to_sender, notify=False),
        Delegation.Status.DECLINED: nomination.decline,
    }.items()
}
SEAT_PATHS = {
    Status.NOMINATED: [],
    Status.WAITLISTED: [lifecycle.waitlist],
    Status.ACCEPTED: [lifecycle.accept],
    Status.CONFIRMED: [lifecycle.accept, lifecycle.confirm],
    Status.REJECTED: [lifecycle.reject],
    Status.WITHDRAWN: [lifecycle.withdraw],
}
PLAIN = (
    "affiliation",
    "role",
    "given_name",
    "family_name",
    "name_latin",
    "email",
    "phone",
    "position",
    "language",
    "languages_spoken",
)
TRACKS = ("track_wish_1", "assigned_track")
YES_OR_NO = ("needs_interpretation", "is_head", "is_substitute")


def load(workshop, delegations, rows, *, at):
    """The delegations are decided upon only after their people were nominated."""
    made = {}
    for document in delegations:
        delegation = _create_delegation(workshop, document)
        made[delegation.sender.slug] = (delegation, NOMINATION_PATHS[document["status"]])

    tracks = {track.slug: track for track in workshop.tracks.all()}
    nominated = []
    for row in rows:
        sender = row.get("municipality") or row.get("organisation")
        delegation = made[sender][0] if sender else None
        nominated.append((_nominate(workshop, delegation, tracks, row), row))

    for delegation, path in made.values():
        for act in path:
            act(delegation, by=None)
    for delegate, row in nominated:
        _follow_seat_path(delegate, row, at)
    _attend_all_days(workshop, [delegate for delegate, row in nominated if "all_days" in row])


def _create_delegation(workshop, document):
    sender = (
        {"municipality": Municipality.objects.get(slug=document["municipality"])}
        if "municipality" in document
        else {"organisation": Organisation.objects.get(slug=document["organisation"])}
    )
    delegation = Delegation.objects.create(
        workshop=workshop,
        language=document["language"],
        quota=document.get("quota"),
        substitutes=document.get("substitutes", 0),
        named_in_source=document.get("named_in_source", False),
        **sender,
    )
    if "contact" in document:
        delegation.contacts.add(_contact(sender, document["language"], document["contact"]))
    return delegation


def _contact(sender, language, row):
    contact, _is_new = Contact.objects.get_or_create(
        **sender, email=row["email"], defaults={"office": row["office"], "language": language}
    )
    return contact


def _nominate(workshop, delegation, tracks, row):
    fields = {name: row[name] for name in PLAIN if name in row}
    fields |= {name: tracks[row[name]] for name in TRACKS if name in row}
    fields |= {name: name in row for name in YES_OR_NO}
    return lifecycle.nominate(
        workshop,
        delegation=delegation,
        by=None,
        notify=False,
        rank=int(row.get("rank", 0)),
        **fields,
    )


def _follow_seat_path(delegate, row, at):
    for act in SEAT_PATHS[row["status"]]:
        deadline = {}
        if act is lifecycle.accept and "answer_in_days" in row:
            days = datetime.timedelta(days=int(row["answer_in_days"]))
            deadline = {"confirm_by": (at + days).replace(minute=0, second=0, microsecond=0)}
        act(delegate, by=None, notify=False, **deadline)


def _attend_all_days(workshop, delegates):
    attendance = Delegate.days.through
    attendance.objects.bulk_create(
        attendance(delegate=delegate, workshopday=day)
        for delegate in delegates
        for day in workshop.days.all()
    )
