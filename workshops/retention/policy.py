"""What is kept of whom, what for, until when, and how it is erased: to be read, and to be applied.

erase.py goes through RULES from the first to the last: food, access and travel go first, the
person themselves last. checks.py refuses a field that is neither here nor in not_personal.py.
docs/retention.md and the tab of a workshop show the same table.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.apps import apps
from django.db.models import F, Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.models import written
from workshops.models import Message, Workshop
from workshops.models import keeping as kept
from workshops.models.pending import KEPT as UNCONFIRMED_KEPT


class How(Enum):
    DELETED = _("the record is deleted")
    EMPTIED = _("these fields are emptied")
    PSEUDONYM = _("all that names the person is emptied; the record stays and is counted")
    FOLLOWS = _("stays as a number, without a name, once the person is erased")


@dataclass(frozen=True)
class Term:
    """How long: until a day that a workshop says (`until`), or so long after something (`age`)."""

    text: Promise
    until: Callable[[Workshop], datetime.date] | None = None
    age: datetime.timedelta = datetime.timedelta()


OVER = Term(_("until the workshop is over"), until=kept.workshop_over)
NEEDS = Term(_("30 days after the last day of the workshop"), until=kept.needs_kept_until)
PEOPLE = Term(_("two years after the last day of the workshop"), until=kept.people_kept_until)
UNCONFIRMED = Term(_("48 hours after it was typed"), age=UNCONFIRMED_KEPT)
SENT = Term(_("30 days after it was written"), age=kept.SENT_KEPT)
LOGGED = Term(_("one year"), age=kept.ADMIN_LOG_KEPT)
EXPIRED = Term(_("until it expires"))
LOST = Term(_("one day"), age=kept.LOST_FILE_KEPT)
CONTACTS = Term(
    _("asked each year; two years after somebody last confirmed it"), age=kept.CONTACT_KEPT
)
ACCOUNTS = Term(_("three years after the last login, once switched off"), age=kept.ACCOUNT_KEPT)

DELEGATES = _("people of the delegations")
CONTACT_PEOPLE = _("contacts of municipalities and organisations")
STRANGERS = _("whoever wrote something on a public page")
STAFF = _("whoever works with the administration")
SPEAKERS = _("speakers and facilitators")

TASK = _("public task (GDPR Art. 6(1)(e)), otherwise legitimate interest (Art. 6(1)(f))")
CONSENT = _("consent (GDPR Art. 6(1)(a) and 9(2)(a))")
DUTY = _("legal obligation to account for public money (GDPR Art. 6(1)(c))")
PROOF = _("to show that data protection is kept (GDPR Art. 5(2))")
SECURITY = _("security of processing (GDPR Art. 32)")

ALL = ()
WORKSHOP_PEOPLE = (
    "given_name family_name name_latin badge_name academic_title salutation employer position "
    "email email_key phone language languages_spoken needs_interpretation rank confirm_by "
    "search_key track_wish_1 track_wish_2 replaces joins reference"
)


@dataclass(frozen=True)
class Rule:
    """`model` is app.Model; no fields are all of them. `workshop`, `person` and `contact` lead from
    a row to whose it is, `since` to the instant from which the age of a term is counted."""

    key: str
    model: str
    whose: Promise
    purpose: Promise
    term: Term
    how: How
    basis: Promise
    fields: tuple[str, ...] = ALL
    workshop: str = ""
    person: str = ""
    contact: str = ""
    since: str = ""
    only: Q = Q()

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)


def _fields(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_REGISTERING = Q(kind__in=sorted(Message.REGISTERING), delegate=None)
_PROOF_OF_EVENT = _("proof that the workshop took place")

RULES = (
    Rule(
        "needs", "workshops.DelegateNeeds", DELEGATES,
        _("meals, access, rooms and pick-ups"), NEEDS, How.DELETED, CONSENT,
        workshop="delegate__workshop", person="delegate",
    ),
    Rule(
        "pending_typed", "workshops.PendingRegistration", STRANGERS,
        _("to register; until the mail is confirmed"), UNCONFIRMED, How.EMPTIED, TASK,
        _fields("given_name family_name affiliation position email email_key languages_spoken"
                " needs_interpretation"),
        workshop="workshop", since="created_at",
    ),
    Rule(
        "pending", "workshops.PendingRegistration", STRANGERS,
        _("to say that a link is too old"), OVER, How.DELETED, TASK, workshop="workshop",
    ),
    Rule(
        "strangers_messages", "workshops.Message", STRANGERS,
        _("to confirm a registration"), UNCONFIRMED, How.DELETED, TASK,
        workshop="workshop", since="created_at", only=_REGISTERING,
    ),
    Rule(
        "interests", "workshops.Interest", STRANGERS,
        _("to answer who wants to take part"), NEEDS, How.DELETED, TASK, workshop="workshop",
    ),
    Rule(
        "door_passes", "workshops.DoorPass", STAFF,
        _("to know who has which pass of the door"), NEEDS, How.EMPTIED, TASK, ("label",),
        workshop="workshop",
    ),
    Rule(
        "on_duty", "workshops.Workshop", STAFF,
        _("somebody to call during the workshop"), NEEDS, How.EMPTIED, TASK, ("on_duty_contact",),
        workshop="pk",
    ),
    Rule(
        "on_duty_history", "workshops.HistoricalWorkshop", STAFF,
        _("to see who changed a text"), NEEDS, How.EMPTIED, TASK, ("on_duty_contact",),
        workshop="id",
    ),
    Rule(
        "consents", "workshops.Consent", DELEGATES,
        _("proof of what somebody agreed to"), PEOPLE, How.DELETED, PROOF,
        workshop="delegate__workshop", person="delegate",
    ),
    Rule(
        "remarks", "workshops.StatusChange", DELEGATES,
        _("to understand decisions on seats"), PEOPLE, How.EMPTIED, TASK, ("remark",),
        workshop="delegate__workshop", person="delegate",
    ),
    Rule(
        "delegation_remarks", "workshops.DelegationChange", CONTACT_PEOPLE,
        _("to understand decisions on seats"), PEOPLE, How.EMPTIED, TASK, ("remark",),
        workshop="delegation__workshop", only=~Q(from_status=F("to_status")),
    ),
    Rule(
        "messages", "workshops.Message", DELEGATES,
        _("to write, and to know what was sent to whom"), PEOPLE, How.DELETED, TASK,
        workshop="workshop", person="delegate", contact="contact",
    ),
    Rule(
        "account_messages", "workshops.Message", STAFF,
        _("mails about accounts"), SENT, How.DELETED, SECURITY,
        since="created_at", only=Q(workshop=None, contact=None),
    ),
    Rule(
        "contact_messages", "workshops.Message", CONTACT_PEOPLE,
        _("to ask whether contact details are right"), SENT, How.DELETED, TASK,
        since="created_at", only=Q(workshop=None, contact__isnull=False),
    ),
    Rule(
        "nomination_letters", "workshops.NominationLetter", DELEGATES,
        _("proof of the nomination"), PEOPLE, How.DELETED, TASK, workshop="delegation__workshop",
    ),
    Rule(
        "signed_sheets", "workshops.SignedSheet", DELEGATES,
        _PROOF_OF_EVENT, PEOPLE, How.DELETED, DUTY, workshop="day__workshop",
    ),
    Rule(
        "issued_papers", "workshops.IssuedPaper", DELEGATES,
        _("to hand out a paper again"), PEOPLE, How.EMPTIED, TASK, ("file",),
        workshop="delegate__workshop", person="delegate",
    ),
    Rule(
        "invitation_letters", "workshops.InvitationLetter", CONTACT_PEOPLE,
        _("to hand out a paper again"), PEOPLE, How.EMPTIED, TASK, ("file",),
        workshop="delegation__workshop",
    ),
    Rule(
        "links", "workshops.Link", DELEGATES,
        _("the way to one's own page"), PEOPLE, How.DELETED, TASK,
        workshop="workshop", person="delegate", only=~Q(purpose="preview"),
    ),
    Rule(
        "exports", "workshops.ExportLog", STAFF,
        _("to know which list left the system"), PEOPLE, How.EMPTIED, PROOF,
        ("reason", "recipient"), workshop="workshop",
    ),
    Rule(
        "speakers", "workshops.Contribution", SPEAKERS,
        _("programme and papers"), PEOPLE, How.EMPTIED, TASK, ("person_name",),
        workshop="workshop", only=written("topic_title"),
    ),
    Rule(
        "speakers_without_topic", "workshops.Contribution", SPEAKERS,
        _("programme and papers"), PEOPLE, How.DELETED, TASK,
        workshop="workshop", only=~written("topic_title"),
    ),
    Rule(
        "signatory", "workshops.Workshop", STAFF,
        _("signature below letters"), PEOPLE, How.EMPTIED, TASK, ("signatory", "signature"),
        workshop="pk",
    ),
    Rule(
        "signatory_history", "workshops.HistoricalWorkshop", STAFF,
        _("to see who changed a text"), PEOPLE, How.EMPTIED, TASK, ("signatory", "signature"),
        workshop="id",
    ),
    Rule(
        "holds", "workshops.LegalHold", STAFF,
        _("to know why something was kept longer"), PEOPLE, How.EMPTIED, PROOF, ("reason",),
        workshop="workshop",
    ),
    Rule(
        "attendance", "workshops.Attendance", DELEGATES, _PROOF_OF_EVENT, PEOPLE, How.FOLLOWS, DUTY,
    ),
    Rule(
        "people", "workshops.Delegate", DELEGATES,
        _("seats, invitations, badges, lists"), PEOPLE, How.PSEUDONYM, TASK,
        _fields(WORKSHOP_PEOPLE), workshop="workshop", person="pk", only=Q(erased_at=None),
    ),
    Rule(
        "counted", "workshops.Delegate", DELEGATES, _("statistics"), PEOPLE, How.FOLLOWS, TASK,
        _fields("workshop delegation affiliation role is_head is_substitute assigned_track"
                " attendance_mode days protected status erased_at"),
    ),
    Rule(
        "contacts", "partnerships.Contact", CONTACT_PEOPLE,
        _("to invite municipalities again"), CONTACTS, How.DELETED, TASK, contact="pk",
    ),
    Rule(
        "accounts", "partnerships.User", STAFF,
        _("to log in, and to know who did what"), ACCOUNTS, How.PSEUDONYM, SECURITY,
        _fields("email name password language last_login is_superuser is_staff groups"
                " user_permissions"),
    ),
    Rule(
        "sessions", "sessions.Session", STAFF,
        _("to stay logged in"), EXPIRED, How.DELETED, SECURITY, since="expire_date",
    ),
    Rule(
        "admin_log", "admin.LogEntry", STAFF,
        _("to see who changed what"), LOGGED, How.DELETED, SECURITY, since="action_time",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Store:
    """What stands in no table of a model; erase.py has a function for each."""

    key: str
    what: Promise
    whose: Promise
    purpose: Promise
    term: Term
    basis: Promise


STORES = (
    Store(
        "cache", _("table of the cache"), STRANGERS,
        _("to slow down whoever guesses links"), EXPIRED, SECURITY,
    ),
    Store(
        "mail_folder", _("folder of mails of a demo"), CONTACT_PEOPLE,
        _("to look at the mails of a demo"), SENT, TASK,
    ),
    Store(
        "lost_files", _("files that no record names any more"), DELEGATES,
        _("left by an upload that broke off"), LOST, TASK,
    ),
)  # fmt: skip

# in each round of the mail worker; all others once a day
EACH_ROUND = {"needs", "pending_typed", "pending", "strangers_messages"}


def of_workshops() -> list[Rule]:
    """Those whose time a workshop says, in the order in which they are applied."""
    return [rule for rule in RULES if rule.term.until and rule.how is not How.FOLLOWS]
