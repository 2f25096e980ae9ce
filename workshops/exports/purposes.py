"""What lists are taken out for. Each purpose fixes what a row is, which columns there are, who is
in it and whether protected people may be; this table is meant to be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tools.spreadsheets import Column
from workshops.exports import counts, participants
from workshops.exports.known import Known
from workshops.exports.participants import DAY, DISCREET_BODY, NEEDS, Rows
from workshops.models import Consent
from workshops.models.delegate_queries import DelegateQuerySet

ROWS = Callable[[DelegateQuerySet, Sequence[Column], Known], Rows]


class Protected(Enum):
    """What becomes of protected people in a list."""

    ON_REQUEST = "left out unless they are asked for, with a reason"
    NEVER = "never in it"
    COUNTED = "counted like everybody: the list names nobody"


@dataclass(frozen=True)
class Purpose:
    """`columns` are proposed, `more` may be added. `people` says who of a workshop is in it.

    `tells_needs`: it tells of food, access, travel or rooms, and wants the permission for these.
    """

    key: str
    icon: str
    title: Promise
    about: Promise
    columns: tuple[Column, ...]
    people: Callable[[DelegateQuerySet], DelegateQuerySet]
    more: tuple[Column, ...] = ()
    rows: ROWS = participants.one_each
    protected: Protected = Protected.ON_REQUEST
    tells_needs: bool = False

    @property
    def all_columns(self) -> tuple[Column, ...]:
        return self.columns + self.more

    @property
    def usual(self) -> str:
        """The keys of the columns that are proposed."""
        return " ".join(column.key for column in self.columns)

    @property
    def names_people(self) -> bool:
        return self.protected is not Protected.COUNTED

    def people_of(self, people: DelegateQuerySet, *, with_protected: bool) -> DelegateQuerySet:
        """Return those of the people who stand in the list or are counted in it."""
        people = self.people(people)
        if self.protected is Protected.COUNTED:
            return people
        if self.protected is Protected.ON_REQUEST and with_protected:
            return people
        return people.unprotected()

    def choose(self, keys: Sequence[str]) -> tuple[Column, ...]:
        """Return the columns of these keys in this order, each once; UnknownColumn for others."""
        known = {column.key: column for column in self.all_columns}
        for key in keys:
            if key not in known:
                raise UnknownColumn(key)
        return tuple(known[key] for key in dict.fromkeys(keys))


class UnknownColumn(Exception):
    """A list has no column of this key."""


def _columns(keys: str) -> tuple[Column, ...]:
    known = {column.key: column for column in (*participants.COLUMNS, *NEEDS)}
    return tuple(known[key] for key in keys.split())


FULL = Purpose(
    key="full",
    icon="users",
    title=_("Full list"),
    about=_("Everyone in any role and state, with all that is known but food, access and travel."),
    columns=participants.COLUMNS,
    people=DelegateQuerySet.by_sender,
)
PURPOSES: dict[str, Purpose] = {
    purpose.key: purpose
    for purpose in (
        FULL,
        Purpose(
            key="door",
            icon="badge-check",
            title=_("For the door"),
            about=_("Who is expected on which day, by name. One row per person and day."),
            columns=(
                DAY,
                *_columns("family_name given_name name_latin"),
                DISCREET_BODY,
                *_columns("role status"),
            ),
            more=_columns("reference badge_name assigned_track attendance_mode language"),
            people=lambda people: people.expected().by_name(),
            rows=participants.one_a_day,
        ),
        Purpose(
            key="catering",
            icon="house",
            title=_("For the kitchen"),
            about=_("How many eat what on which day, and what they need for access. No names."),
            columns=counts.MEALS,
            people=lambda people: people.expected().on_site(),
            rows=counts.meals,
            protected=Protected.COUNTED,
            tells_needs=True,
        ),
        Purpose(
            key="accommodation",
            icon="landmark",
            title=_("For the hotel"),
            about=_("Who sleeps there from when to when, in which room, and who pays."),
            columns=_columns(
                "family_name given_name name_latin night_from night_to nights room payer"
            ),
            more=_columns("accessibility sending_body country phone email language reference"),
            people=lambda people: people.expected().wanting_a_bed().by_name(),
            tells_needs=True,
        ),
        Purpose(
            key="interpreters",
            icon="languages",
            title=_("For the interpreters"),
            about=_("How many hear which session in which language. No names."),
            columns=counts.LISTENERS,
            people=DelegateQuerySet.expected,
            rows=counts.listeners,
            protected=Protected.COUNTED,
        ),
        Purpose(
            key="mail_merge",
            icon="mail",
            title=_("For letters"),
            about=_("Salutation, names and addresses of all who are expected: for mail merge."),
            columns=_columns(
                "salutation academic_title given_name family_name name_latin position"
                " sending_body country email language"
            ),
            more=_columns("reference role status employer phone assigned_track"),
            people=lambda people: people.expected().by_sender(),
        ),
        Purpose(
            key="funder",
            icon="banknote",
            title=_("For the funder"),
            about=_(
                "How many each municipality and organisation named and sent. No names of people;"
                " protected people are counted without where they come from."
            ),
            columns=counts.SENDERS,
            people=DelegateQuerySet.all,
            rows=counts.senders,
            protected=Protected.COUNTED,
        ),
        Purpose(
            key="may_be_named",
            icon="eye",
            title=_("Who may be named"),
            about=_("Expected people who agreed, until now, that their name is public."),
            columns=_columns("given_name family_name name_latin sending_body country"),
            people=lambda people: (
                people.expected().consenting(Consent.Purpose.PUBLIC_NAME).by_sender()
            ),
            protected=Protected.NEVER,
        ),
        Purpose(
            key="may_be_photographed",
            icon="user",
            title=_("Who may be in photos"),
            about=_("Expected people who agreed, until now, to photos that show them."),
            columns=_columns("given_name family_name name_latin sending_body"),
            more=_columns("badge_name role country"),
            people=lambda people: people.expected().consenting(Consent.Purpose.PHOTO).by_sender(),
            protected=Protected.NEVER,
        ),
        Purpose(
            key="public",
            icon="globe",
            title=_("Public list"),
            about=_("Exactly the people whom the public page may name today."),
            columns=_columns("given_name family_name sending_body country"),
            people=lambda people: people.public().by_sender(),
            protected=Protected.NEVER,
        ),
    )
}


# what else stands in the log, since names leave with it
PAPERS = {
    "badges": _("Name badges"),
    "attendance_list": _("Attendance list"),
    "table_signs": _("Table signs"),
    "directory": _("Directory"),
    "letters": _("Confirmations of participation"),
    "certificates": _("Certificates of attendance"),
    "evidence": _("Evidence pack"),
    "own_data": _("Data of one person, for the person"),
}


def title_of(key: str) -> str:
    """Return what a list or a paper in the log was for, in the active language."""
    if key in PURPOSES:
        return str(PURPOSES[key].title)
    return str(PAPERS[key]) if key in PAPERS else key
