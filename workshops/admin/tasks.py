"""What is to do, derived from workshops in hand: nothing of it is stored."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from tools import languages
from workshops import interpretation, texts
from workshops.admin import navigation, policy
from workshops.admin.narrowing import NOMINATION
from workshops.models import (
    Delegate,
    Delegation,
    Interest,
    Message,
    Status,
    Workshop,
    for_user,
    is_sending,
)
from workshops.models.message import NOT_ADMITTED
from workshops.registration import proposals
from workshops.registration.forms import UNDECIDED, WAITING_ALONE
from workshops.travel import missing as missing_travel

To = Delegation.Status
DRAFT_WARNING = timedelta(days=60)
TRAVEL_WARNING = timedelta(days=14)
NOT_DELIVERED = ngettext_lazy(
    "%(count)d message was not delivered", "%(count)d messages were not delivered", "count"
)
WAITING = ngettext_lazy(
    "%(count)d message has been waiting for more than 15 minutes",
    "%(count)d messages have been waiting for more than 15 minutes",
    "count",
)
TO_SEND = ngettext_lazy(
    "%(count)d message is to be sent by hand",
    "%(count)d messages are to be sent by hand",
    "count",
)


@dataclass(frozen=True)
class Task:
    due_on: date
    workshop: Workshop
    text: str
    button: str
    url: str
    icon: str


def tasks(user, workshops, *, at=None):
    """By date. Expects workshops with_work()."""
    at = at or timezone.now()
    may_write = policy.may(user, "workshops.change_workshop")
    missing = texts.missing([each for each in workshops if each.is_public]) if may_write else {}
    sees_people = policy.may(user, *policy.SEE_PEOPLE)
    sees_delegations = policy.may(user, *policy.SEE_DELEGATIONS)
    proposed = {}
    if sees_people:
        proposed = proposals.for_workshops([each for each in workshops if each.someone_waits])
    travelling = _without_travel(workshops, at) if policy.may(user, *policy.SEE_NEEDS) else {}
    to_come = [each for each in workshops if each.ends_at > at]
    without_channel = interpretation.numbers_left_out(to_come) if sees_people else {}
    sees_messages = policy.may(user, *policy.SEE_MESSAGES)
    interested = {}
    if sees_delegations:
        interested = Interest.objects.filter(workshop__in=workshops).open_by_workshop()
    of_these = Message.objects.filter(workshop__in=workshops)
    mail = of_these.work_by_workshop(at) if sees_messages else {}
    found = []
    for workshop in workshops:
        if workshop.pk in mail:
            found += _about_messages(workshop, at, mail[workshop.pk])
        if workshop.cancelled_at:
            continue
        if sees_people:
            found += _about_people(workshop, at)
            found += _about_free_seats(workshop, at, len(proposed.get(workshop.pk, [])))
            found += _about_travel(workshop, travelling.get(workshop.pk))
            found += _about_registrations(workshop, at)
            found += _about_channels(workshop, without_channel.get(workshop.pk))
        if sees_delegations:
            found += _about_delegations(workshop, at)
            found += _about_interest(workshop, at, interested.get(workshop.pk))
        if may_write:
            found += _about_texts(workshop, at, missing.get(workshop.pk))
    return sorted(found, key=lambda task: (task.due_on, task.workshop.pk))


def alarms(user, at=None):
    """What stops every mail, or those about accounts."""
    if not policy.may(user, *policy.SEE_MESSAGES):
        return []
    refused = for_user(Message.objects.not_admitted(), user)
    words = refused.values_list("last_error", flat=True).first()
    about_accounts = for_user(Message.objects.filter(workshop=None, contact=None), user)
    late = about_accounts.work_by_workshop(at).get(None, {}).get("late", 0)
    found = []
    if words:
        text = _("The mail server does not admit us, nothing is sent: %(words)s")
        found.append(text % {"words": words.removeprefix(NOT_ADMITTED)})
    if late:
        text = ngettext(
            "%(count)d mail about an account has been waiting for more than 15 minutes",
            "%(count)d mails about accounts have been waiting for more than 15 minutes",
            late,
        )
        found.append(text % {"count": late})
    return found


def _about_people(workshop, at):
    if workshop.undecided:
        text = ngettext(
            "%(count)d person waits for a decision",
            "%(count)d people wait for a decision",
            workshop.undecided,
        )
        yield Task(
            _decide_on(workshop, at),
            workshop,
            text % {"count": workshop.undecided},
            _("Decide"),
            navigation.url_of(workshop, "people", status=UNDECIDED),
            "users",
        )
    if workshop.overdue:
        text = ngettext(
            "%(count)d answer is overdue", "%(count)d answers are overdue", workshop.overdue
        )
        yield Task(
            workshop.overdue_since.astimezone(workshop.zone).date(),
            workshop,
            text % {"count": workshop.overdue},
            _("Ask again"),
            navigation.url_of(workshop, "people", status=Status.ACCEPTED),
            "clock",
        )


def _without_travel(workshops, at):
    """{workshop: how many who come have not told all of their travel}, where it is due soon."""
    due = [
        each
        for each in workshops
        if each.travel_data_due_on
        and each.starts_at > at
        and each.travel_data_due_on <= _today(each, at) + TRAVEL_WARNING
    ]
    coming = Delegate.objects.filter(workshop__in=due, status=Status.CONFIRMED)
    people = coming.with_senders().select_related("needs") if due else []
    return Counter(person.workshop_id for person in people if missing_travel(person))


def _about_travel(workshop, number):
    if number:
        text = ngettext(
            "Travel data of %(count)d person is missing",
            "Travel data of %(count)d people is missing",
            number,
        )
        page = navigation.url_of(workshop, "travel")
        text = text % {"count": number}
        yield Task(workshop.travel_data_due_on, workshop, text, _("Ask"), page, "bus")


def _about_registrations(workshop, at):
    number = workshop.registered_waiting
    if number and workshop.ends_at > at:
        text = ngettext(
            "%(count)d registration waits for a free seat",
            "%(count)d registrations wait for a free seat",
            number,
        )
        url = navigation.url_of(workshop, "people", status=WAITING_ALONE)
        text = text % {"count": number}
        yield Task(_decide_on(workshop, at), workshop, text, _("Show"), url, "hourglass")


def _about_channels(workshop, number):
    if number:
        text = ngettext(
            "%(count)d person is without an interpretation channel",
            "%(count)d people are without an interpretation channel",
            number,
        )
        url = navigation.url_of(workshop, "interpretation")
        text = text % {"count": number}
        yield Task(workshop.starts_on, workshop, text, _("Show"), url, "languages")


def _about_free_seats(workshop, at, number):
    if number:
        text = ngettext(
            "%(count)d seat is free, and someone waits for it",
            "%(count)d seats are free, and people wait for them",
            number,
        )
        yield Task(
            _today(workshop, at),
            workshop,
            text % {"count": number},
            _("Show proposals"),
            f"{navigation.url_of(workshop, 'people')}#free",
            "circle-dashed",
        )


def _about_delegations(workshop, at):
    page = partial(navigation.url_of, workshop, "municipalities")
    waiting, late = workshop.senders_waiting, workshop.senders_late
    if workshop.senders_chosen and workshop.is_public:
        text = ngettext(
            "%(count)d delegation is not invited yet",
            "%(count)d delegations are not invited yet",
            workshop.senders_chosen,
        )
        text = text % {"count": workshop.senders_chosen}
        url = page(status=To.INTERESTED)
        yield Task(_today(workshop, at), workshop, text, _("Invite"), url, "mail")
    if waiting:
        text = ngettext(
            "%(count)d submitted delegation waits for a decision",
            "%(count)d submitted delegations wait for a decision",
            waiting,
        )
        text = text % {"count": waiting}
        due_on, url = _decide_on(workshop, at), page(status=To.SUBMITTED)
        yield Task(due_on, workshop, text, _("Check"), url, "landmark")
    if late:
        text = ngettext("%(count)d nomination is late", "%(count)d nominations are late", late)
        text = text % {"count": late}
        url = page(missing=NOMINATION)
        yield Task(_today(workshop, at), workshop, text, _("Remind"), url, "clock")


def _about_interest(workshop, at, number):
    if number:
        text = ngettext(
            "%(count)d municipality wants to take part",
            "%(count)d municipalities want to take part",
            number,
        )
        page = f"{navigation.url_of(workshop, 'municipalities')}#interests"
        text = text % {"count": number}
        yield Task(_today(workshop, at), workshop, text, _("Read"), page, "landmark")


def _today(workshop, at):
    return at.astimezone(workshop.zone).date()


def _decide_on(workshop, at):
    """Once the nomination is closed, decisions are due; before, there is time until then."""
    closes = workshop.nomination_closes_at
    return closes.astimezone(workshop.zone).date() if closes else workshop.starts_on


def _about_messages(workshop, at, numbers):
    """After a cancellation, too: its own messages have to arrive."""
    given_up, late, by_hand = numbers["given_up"], numbers["late"], numbers["without_address"]
    if not is_sending():
        late, by_hand = 0, numbers["waiting"]
    said = (
        (given_up, NOT_DELIVERED, Message.State.GIVEN_UP),
        (late, WAITING, Message.State.QUEUED),
        (by_hand, TO_SEND, navigation.BY_HAND),
    )
    for number, text, state in said:
        if number:
            url = navigation.url_of_messages(workshop, state)
            text = text % {"count": number}
            yield Task(_today(workshop, at), workshop, text, _("Messages"), url, "mail")


def _about_texts(workshop, at, missing):
    if workshop.is_public:
        gaps = _gaps(missing)
        if gaps:
            yield Task(
                workshop.starts_on,
                workshop,
                _("Texts are missing: %(languages)s") % {"languages": gaps},
                _("Translate"),
                navigation.url_of(workshop, "translations"),
                "languages",
            )
    elif workshop.starts_at - at <= DRAFT_WARNING:
        yield Task(
            workshop.starts_on,
            workshop,
            _("Begins soon and is still a draft"),
            _("Publish"),
            f"{navigation.url_of(workshop, 'change')}#publication",
            "eye-off",
        )


def _gaps(missing):
    """ "Albanian 3, Ukrainian 1", or nothing."""
    reader = languages.current_language()
    return ", ".join(
        f"{languages.language_name(code, reader)} {missing[code]}"
        for code in languages.LANGUAGES
        if missing[code]
    )
