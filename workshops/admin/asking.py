"""The acts on delegations that write to their contacts, and what is said of it beforehand."""

from dataclasses import dataclass

from django.contrib import messages as said
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from partnerships.models import Contact
from workshops.admin import acts, navigation
from workshops.admin.acts import DELEGATION_ACTS, SILENTLY, Act, To
from workshops.models import Delegation
from workshops.registration import inviting, messages, nomination
from workshops.registration.wording import Kind

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
    Act("revoke_links", _("Revoke links"), "lock", inviting.revoke_links, ""),
    Act("revoke_letters", _("Revoke letters"), "file-text", inviting.revoke_letters, ""),
)
ACTS = {act.key: act for act in (INVITE, *ASKING_ACTS, *DELEGATION_ACTS.values())}
POSSIBLE_IN = {
    "remind": Delegation.AWAITED,
    "extend": Delegation.MAY_NOMINATE,
    "revoke_links": Delegation.MAY_NOMINATE,
    "revoke_letters": set(To) - {To.INTERESTED},
}


@dataclass(frozen=True)
class Preview:
    """A message as one contact gets it, standing for all of its language."""

    language: str
    contact: Contact
    delegation: Delegation
    subject: str
    text: str


def possible(delegation, user):
    status = Delegation.Status(delegation.status)
    wanted = set(Delegation.TRANSITIONS[status])
    if status in nomination.STEPS_TO_SUBMITTED:
        wanted.add(To.SUBMITTED)
    return [
        act
        for act in acts.allowed(user, ACTS).values()
        if act.target in wanted or status in POSSIBLE_IN.get(act.key, ())
    ]


def delegations_of(things):
    """Those whose contacts hear of an act on people or delegations."""
    found = (thing if isinstance(thing, Delegation) else thing.delegation for thing in things)
    pks = {each.pk for each in found if each}
    return list(Delegation.objects.filter(pk__in=pks).to_write_to().by_sender())


def previews(act, delegations, *, remark=""):
    """One per language of the contacts, of the delegations that the act has reached."""
    shown = {}
    for delegation in delegations:
        for contact in delegation.contacts.all():
            if contact.language not in shown:
                subject, text = messages.compose(act.writes, delegation, contact, remark=remark)
                shown[contact.language] = Preview(
                    contact.language, contact, delegation, subject, text
                )
    return list(shown.values())


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
