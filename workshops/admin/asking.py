"""The acts that write to contacts or people, and what is said of it beforehand."""

from dataclasses import dataclass

from django.contrib import messages as said
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from workshops.admin import acts, navigation
from workshops.admin.acts import DELEGATION_ACTS, SILENTLY, Act, To
from workshops.models import Delegation
from workshops.registration import chasing, inviting, messages, nomination
from workshops.registration.wording import Kind
from workshops.travel import incomplete, missing

INVITE = Act(
    "invite",
    _("Invite"),
    "mail",
    inviting.invite,
    To.INVITED,
    {"dated_on": None},
    when_tried=SILENTLY,
    writes=Kind.INVITATION,
)
ASK_TRAVEL = Act(
    "ask_travel",
    _("Ask for travel data"),
    "message-square",
    chasing.ask_contacts,
    "",
    {"remark": ""},
    when_tried=SILENTLY,
    writes=Kind.TRAVEL,
    hint=_("One message to each contact says what is missing from whom, answers included."),
)
ASKING_ACTS = (
    Act(
        "remind",
        _("Remind"),
        "clock",
        inviting.remind,
        "",
        {"remark": ""},
        when_tried=SILENTLY,
        writes=Kind.REMINDER,
    ),
    Act(
        "extend",
        _("Give more time"),
        "calendar-days",
        inviting.extend,
        "",
        {"extended_until": None, "remark": ""},
        requires=("extended_until",),
        when_tried=SILENTLY,
        writes=Kind.EXTENSION,
    ),
    ASK_TRAVEL,
    Act("revoke_links", _("Revoke links"), "lock", inviting.revoke_links, ""),
    Act("revoke_letters", _("Revoke letters"), "file-text", inviting.revoke_letters, ""),
)
ACTS = {act.key: act for act in (INVITE, *ASKING_ACTS, *DELEGATION_ACTS.values())}
ASK_AGAIN = Act(
    "ask_again",
    _("Ask again"),
    "message-square",
    chasing.ask_again,
    "",
    {"confirm_by": None, "remark": ""},
    when_tried=SILENTLY,
    writes=Kind.ASK_AGAIN,
    hint=_(
        "For an answer, or for travel and room. Whose time to answer is over gets three more days, "
        "unless you choose a time."
    ),
)
PEOPLE_ACTS = acts.PEOPLE_ACTS | {ASK_AGAIN.key: ASK_AGAIN}
POSSIBLE_IN = {
    "remind": Delegation.AWAITED,
    "extend": Delegation.MAY_NOMINATE,
    "ask_travel": {To.ACCEPTED},
    "revoke_links": Delegation.MAY_NOMINATE,
    "revoke_letters": set(To) - {To.INTERESTED},
}


@dataclass(frozen=True)
class Preview:
    """A message as one contact or person gets it, standing for all of its language."""

    language: str
    reader: str
    subject: str
    text: str


def offer_to_people(people):
    """The acts possible for at least one of them; each learns its own in `possible_acts`.

    Expects the people with workshop, sender and needs.
    """
    return _offer(PEOPLE_ACTS, people, possible_for_person)


def offer_to_delegations(delegations, user):
    """Likewise. One query."""
    lacking = incomplete(delegations)
    return _offer(ACTS, delegations, lambda each: possible(each, user, each.pk in lacking))


def _offer(known, things, possible_for):
    offered = set()
    for thing in things:
        thing.possible_acts = [act.key for act in possible_for(thing)]
        offered.update(thing.possible_acts)
    return [act for key, act in known.items() if key in offered]


def possible(delegation, user, is_incomplete):
    """The acts that the status of a delegation and the rights of an account allow."""
    status = Delegation.Status(delegation.status)
    wanted = set(Delegation.TRANSITIONS[status])
    if status in nomination.STEPS_TO_SUBMITTED:
        wanted.add(To.SUBMITTED)
    found = [
        act
        for act in acts.allowed(user, ACTS).values()
        if act.target in wanted or status in POSSIBLE_IN.get(act.key, ())
    ]
    if ASK_TRAVEL in found and not is_incomplete:
        found.remove(ASK_TRAVEL)
    return found


def possible_for_person(person):
    """Expects the person with workshop and sender."""
    found = acts.possible_for_person(person)
    return [*found, ASK_AGAIN] if missing(person) else found


def delegations_of(act, things):
    """Those whose contacts hear of an act on people or delegations."""
    if act.is_to_people:
        return []
    found = (thing if isinstance(thing, Delegation) else thing.delegation for thing in things)
    pks = {each.pk for each in found if each}
    return list(Delegation.objects.filter(pk__in=pks).to_write_to().by_sender())


def previews(act, things, *, remark=""):
    """One per language of those who get a message, of the things that the act has reached."""
    shown = {}
    for reader, delegation in _readers(act, things):
        if reader.language not in shown:
            shown[reader.language] = _preview(act, reader, delegation, remark)
    return list(shown.values())


def _readers(act, things):
    """[(contact or person, the delegation that a contact reads of)]"""
    if act.is_to_people:
        return [(person, None) for person in things]
    delegations = delegations_of(act, things)
    return [(contact, each) for each in delegations for contact in each.contacts.all()]


def _preview(act, reader, delegation, remark):
    if delegation is None:
        words = messages.compose_to_person(act.writes, reader, remark=remark)
        return Preview(reader.language, str(reader), *words)
    words = messages.compose(act.writes, delegation, reader, remark=remark)
    return Preview(reader.language, f"{delegation}, {reader}", *words)


def by_hand(delegations):
    """[(delegation, contact, why)]: whose message an organiser has to hand over."""
    return [
        (delegation, contact, _("mail is refused") if contact.email else _("no address"))
        for delegation in delegations
        for contact in delegation.contacts.all()
        if contact.undeliverable_since or not contact.email
    ]


def report_by_hand(request, workshop, delegations):
    """Who gets it from the organiser, and the way to what is to be handed over."""
    rows = by_hand(delegations)
    if rows:
        listed = format_html_join("", "<li>{}, {}: {}</li>", rows)
        text = _("Written, but to be handed over by you")
        url = navigation.url_of_messages(workshop, navigation.BY_HAND)
        words = '<b>{} ({}):</b><ul>{}</ul><a href="{}">{}</a>'
        said.warning(request, format_html(words, text, len(rows), listed, url, _("Messages")))
