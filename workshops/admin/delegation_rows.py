"""One row per delegation of a workshop: how it stands, what is missing, what comes next."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.models import Contact
from workshops.admin import navigation
from workshops.admin.standing import is_late
from workshops.models import OCCUPYING, Delegate, Delegation, InvitationLetter, Message

To = Delegation.Status


@dataclass(frozen=True)
class Step:
    text: str
    url: str


@dataclass(frozen=True)
class Row:
    delegation: Delegation
    contact: Contact | None
    missing: list
    message: Message | None
    step: Step | None


def rows(workshop, *, at, with_people):
    """By sending body, in the same number of queries for any number."""
    delegations = list(_delegations(workshop))
    last = Message.objects.in_bulk([each.last_message for each in delegations if each.last_message])
    return [
        Row(
            each,
            next(iter(each.contacts.all()), None),
            _missing(each, at, with_people),
            last.get(each.last_message),
            _step(each, at, with_people),
        )
        for each in delegations
    ]


def _delegations(workshop):
    of_it = {"delegation": OuterRef("pk")}
    told = Message.objects.filter(**of_it, delegate=None).exclude(state=Message.State.SUPERSEDED)
    without_email = Delegate.objects.filter(**of_it, status__in=OCCUPYING, email="")
    counted = without_email.order_by().values("delegation").annotate(number=Count("pk"))
    return (
        workshop.delegations.with_senders()
        .by_sender()
        .with_counts()
        .annotate(
            has_letter=Exists(InvitationLetter.objects.filter(**of_it, revoked_at=None)),
            last_message=Subquery(told.order_by("-created_at", "-pk").values("pk")[:1]),
            without_email=Subquery(counted.values("number")),
        )
        .prefetch_related("contacts")
    )


def needs_letter(delegation):
    return delegation.status in Delegation.IN_TOUCH and not delegation.has_letter


def _missing(delegation, at, with_people):
    if delegation.status in {To.DECLINED, To.WITHDRAWN}:
        return []
    found = [] if delegation.contacts.all() else [_("contact")]
    if needs_letter(delegation):
        found.append(_("invitation letter"))
    if delegation.status in Delegation.AWAITED:
        found.append(_("nomination, late") if is_late(delegation, at) else _("nomination"))
    if with_people:
        found += _missing_of_people(delegation)
    return found


def _missing_of_people(delegation):
    found = []
    answers = delegation.accepted - delegation.coming
    if answers:
        text = ngettext("%(count)d answer", "%(count)d answers", answers)
        found.append(text % {"count": answers})
    if delegation.without_email:
        number = delegation.without_email
        text = ngettext("%(count)d e-mail address", "%(count)d e-mail addresses", number)
        found.append(text % {"count": number})
    return found


def _step(delegation, at, with_people):
    page = navigation.url_of_delegation(delegation)
    if with_people and delegation.undecided and delegation.status in {To.SUBMITTED, To.ACCEPTED}:
        number = delegation.undecided
        text = ngettext("Decide on %(count)d person", "Decide on %(count)d people", number)
        return Step(text % {"count": number}, f"{page}#people")
    if is_late(delegation, at):
        return Step(_("Remind or extend"), page)
    steps = {
        To.INTERESTED: _("Invite"),
        To.INVITED: _("Wait for the nomination"),
        To.DRAFTING: _("Wait for the nomination"),
        To.SUBMITTED: _("Check and accept"),
        To.RETURNED: _("Wait for the correction"),
    }
    if delegation.status in steps:
        return Step(steps[delegation.status], page)
    missing = delegation.accepted - delegation.coming
    if delegation.status == To.ACCEPTED and with_people and missing:
        text = ngettext("%(count)d answer is missing", "%(count)d answers are missing", missing)
        people = navigation.url_of(delegation.workshop, "people")
        query = f"?delegation={delegation.pk}&status=accepted"
        return Step(text % {"count": missing}, people + query)
    return None
