"""Acts on several people or delegations at once: try it out, show it, do it, report it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from workshops.models import TRANSITIONS, Delegation, Status, StatusChange
from workshops.registration import lifecycle, nomination, seats
from workshops.registration.transitions import NotAllowed
from workshops.registration.wording import Kind

REFUSALS = (NotAllowed, seats.NoSeatLeft, ValidationError)


@dataclass(frozen=True)
class Act:
    key: str
    label: str
    icon: str
    verb: Callable
    target: str
    # fields of ActForm that the confirmation page asks for, with what they begin with
    asks: dict = field(default_factory=dict)
    # which of them may not stay empty
    requires: tuple = ()
    # what the verb is told when the act is only tried out
    when_tried: dict = field(default_factory=dict)
    # the kind of message that goes out; decisions are collected in one digest
    writes: str = ""
    # whether the verb may raise a limit that is in its way
    can_raise: bool = False
    # what the confirmation page says of it
    hint: str = ""
    # a right that it takes beside the one of its page
    needs: str = ""

    @property
    def is_collected(self):
        return self.writes == Kind.DECISIONS

    @property
    def names_people(self):
        """Not everyone who writes to a delegation may read of its people."""
        return self.writes in {Kind.DECISIONS, Kind.TRAVEL}

    @property
    def is_to_people(self):
        """It goes to the people themselves, not to the contacts of their delegations."""
        return self.writes == Kind.ASK_AGAIN


def promise(person, **how):
    """A substitute who gets a seat is a substitute no longer, and counts against the quota."""
    verb = lifecycle.promote if person.is_substitute else lifecycle.accept
    return verb(person, **how)


SILENTLY = {"notify": False}
Reason = StatusChange.Reason
# what the sending body hears of
TOLD = {Status.ACCEPTED, Status.WAITLISTED, Status.REJECTED, Status.WITHDRAWN}
PEOPLE_ACTS = {
    key: Act(
        key,
        label,
        icon,
        verb,
        target,
        asks,
        when_tried=SILENTLY,
        writes=Kind.DECISIONS if target in TOLD else "",
        can_raise=target == Status.ACCEPTED,
    )
    for key, label, icon, verb, target, asks in (
        (
            "accept",
            _("Promise a seat"),
            "check",
            promise,
            Status.ACCEPTED,
            {"confirm_by": None},
        ),
        ("waitlist", _("Waiting list"), "hourglass", lifecycle.waitlist, Status.WAITLISTED, {}),
        ("confirm", _("Confirm"), "circle-check", lifecycle.confirm, Status.CONFIRMED, {}),
        (
            "reject",
            _("Not selected"),
            "circle-slash",
            lifecycle.reject,
            Status.REJECTED,
            {"reason": Reason.NO_SEAT, "remark": ""},
        ),
        (
            "withdraw",
            _("Sign off"),
            "log-out",
            lifecycle.withdraw,
            Status.WITHDRAWN,
            {"reason": Reason.OWN_WISH, "remark": ""},
        ),
        (
            "renominate",
            _("Nominate again"),
            "undo-2",
            lifecycle.renominate,
            Status.NOMINATED,
            {},
        ),
    )
}
# beside a proposal only, which says whose turn it is
PROMOTE = Act(
    "promote",
    _("Give the free seat"),
    "check",
    lifecycle.promote,
    Status.ACCEPTED,
    {"confirm_by": None},
    when_tried=SILENTLY,
    writes=Kind.DECISIONS,
    can_raise=True,
)


To = Delegation.Status
NOTED = {"remark": ""}
PEOPLE_TOO = _("This holds for all of its people as well: their seats are free afterwards.")
DELEGATION_ACTS = {
    act.key: act
    for act in (
        Act(
            "receive",
            _("Nomination received"),
            "file-text",
            nomination.receive,
            To.SUBMITTED,
            NOTED,
        ),
        Act(
            "accept_all",
            _("Accept with its people"),
            "circle-check",
            nomination.accept_with_people,
            To.ACCEPTED,
            {"confirm_by": None, "remark": ""},
            when_tried=SILENTLY,
            writes=Kind.DECISIONS,
            can_raise=True,
            hint=_(
                "Everyone on the list is promised a seat, substitutes apart. Who has an e-mail "
                "address gets a link of their own at the same time."
            ),
            needs="workshops.change_delegate",
        ),
        Act("accept", _("Accept"), "circle-check", nomination.accept, To.ACCEPTED, NOTED),
        Act(
            "return",
            _("Return"),
            "undo-2",
            nomination.return_to_sender,
            To.RETURNED,
            NOTED,
            requires=("remark",),
            when_tried=SILENTLY,
            writes=Kind.RETURNED,
        ),
        *(
            Act(
                key,
                label,
                icon,
                verb,
                target,
                NOTED,
                when_tried=SILENTLY,
                writes=Kind.DECISIONS,
                hint=PEOPLE_TOO,
            )
            for key, label, icon, verb, target in (
                ("decline", _("Decline"), "circle-slash", nomination.decline, To.DECLINED),
                ("withdraw", _("Sign off"), "log-out", nomination.withdraw, To.WITHDRAWN),
            )
        ),
    )
}


def allowed(user, known):
    """{key: act} of those that the account may do."""
    return {key: act for key, act in known.items() if not act.needs or user.has_perm(act.needs)}


def possible_for_person(delegate):
    wanted = TRANSITIONS[Status(delegate.status)]
    return [act for act in PEOPLE_ACTS.values() if act.target in wanted]


@dataclass
class Outcome:
    done: list
    # [(thing, why not)]
    refused: list
    # what the contacts would read, in a rehearsal
    previews: list = field(default_factory=list)


def perform(act, things, **asked):
    """Each for itself, so that one refusal does not stop the others."""
    outcome = Outcome([], [])
    for thing in things:
        try:
            outcome.done.append(act.verb(thing, **asked))
        except REFUSALS as refusal:
            outcome.refused.append((thing, why(refusal)))
    return outcome


def rehearse(act, things, *, preview, **asked):
    """What perform() would do, with the same checks on the same seats; nothing of it stays.

    `preview` is given what was done, while it is, and returns what the contacts would read.
    """
    with transaction.atomic():
        outcome = perform(act, things, **asked, **act.when_tried)
        previews = preview(outcome.done)
        transaction.set_rollback(True)
    done = [thing for thing in things if thing in outcome.done]
    return Outcome(done, outcome.refused, previews)


def why(refusal):
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    if isinstance(refusal, seats.NoSeatLeft):
        return limit_text(refusal)
    return str(refusal)


def limit_text(refusal):
    """The refusal with whose limit it is and how many seats that has."""
    return f"{refusal} ({refusal.limit}: {refusal.number})"


def report(request, act, outcome):
    """Two messages: who succeeded, and who did not and why."""
    if outcome.done:
        names = ", ".join(str(thing) for thing in outcome.done)
        messages.success(
            request,
            format_html("<b>{} {} ({}):</b> {}", _("Done:"), act.label, len(outcome.done), names),
        )
    if outcome.refused:
        reasons = format_html_join("", "<li>{}: {}</li>", outcome.refused)
        messages.warning(
            request,
            format_html(
                "<b>{} ({}):</b><ul>{}</ul>", _("Not possible"), len(outcome.refused), reasons
            ),
        )
