"""What each role may do: the table, and how the groups in the database are made to agree with it.

Three rights stand apart from the work on a list: taking people out as a file, what people eat and
need, and deletion.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from partnerships.models import Role

ADDRESS_BOOK = [
    f"partnerships.{thing}"
    for thing in (
        *("municipality", "spelling", "organisation", "contact", "countrynote"),
        *("partnership", "partnershipmember", "topic"),
    )
]
# parts of a whole: whoever edits it adds rows and takes them away
ROWS = [
    *("partnerships.spelling", "partnerships.partnershipmember"),
    *("workshops.workshopday", "workshops.workshoporganiser", "workshops.workshoprelation"),
    *("workshops.thematictrack", "workshops.session", "workshops.contribution"),
    *("workshops.outcome", "workshops.material", "workshops.reportedfigure"),
]
TEXTS = ["workshops.workshop", *ROWS[2:], "workshops.report"]
PEOPLE = [
    *("workshops.delegation", "workshops.delegate", "workshops.interest"),
    *("workshops.attendance", "workshops.signedsheet"),
    *("workshops.issuedpaper", "workshops.handover", "workshops.doorpass"),
]
NEEDS = ["workshops.delegateneeds"]
TEAM = ["workshops.assignment"]


def may(acts: str, things: Iterable[str]) -> set[str]:
    """Return "app.act_thing" for each act on each thing."""
    named = (thing.split(".") for thing in things)
    return {f"{app}.{act}_{thing}" for app, thing in named for act in acts.split()}


# every right on our own things
EVERYTHING = {"partnerships", "workshops"}
TABLE: dict[Role, set[str]] = {
    Role.ADMINISTRATOR: EVERYTHING | {"auth.view_group"},
    Role.ORGANISER: (
        may("view add change", [*ADDRESS_BOOK, *TEXTS, *PEOPLE])
        | may("delete", ROWS)
        | may("view add change", NEEDS)
        | may("view add delete", TEAM)
        | may("view change", ["workshops.message"])
        | may("view", ["workshops.messagetemplate", "workshops.exportlog"])
        | {"workshops.translate_workshop", "workshops.export_delegate"}
    ),
    Role.TRANSLATOR: {"workshops.view_workshop", "workshops.translate_workshop"},
    Role.RECEPTION: (
        {"workshops.view_workshop"}
        | may("view add", ["workshops.attendance", "workshops.signedsheet"])
    ),
    # no messages: their links would let a reader act
    Role.VIEWER: may("view", [*ADDRESS_BOOK, *TEXTS, *PEOPLE]),
    Role.ALL_WORKSHOPS: {"workshops.work_on_all_workshops"},
}


@dataclass(frozen=True)
class Changed:
    role: Role
    is_new: bool
    given: list[str]
    taken: list[str]


class UnknownRight(Exception):
    """The table names a right that no table of the database has: migrate first."""


@transaction.atomic
def sync() -> list[Changed]:
    """Give each group exactly the rights of the table; return what was changed, role by role."""
    known = {
        f"{right.content_type.app_label}.{right.codename}": right
        for right in Permission.objects.select_related("content_type")
        if not right.content_type.model.startswith("historical")
    }
    changes = (_agree(role, known) for role in Role)
    return [change for change in changes if change.is_new or change.given or change.taken]


def _agree(role: Role, known: dict[str, Permission]) -> Changed:
    wanted = _rights(role, known)
    group, is_new = Group.objects.get_or_create(name=role)
    held = group.permissions.select_related("content_type")
    names = {f"{right.content_type.app_label}.{right.codename}" for right in held}
    if names != wanted:
        group.permissions.set([known[name] for name in wanted])
    return Changed(role, is_new, sorted(wanted - names), sorted(names - wanted))


def _rights(role: Role, known: Iterable[str]) -> set[str]:
    apps = TABLE[role] & EVERYTHING
    wanted = (TABLE[role] - apps) | {name for name in known if name.split(".")[0] in apps}
    if lacking := wanted.difference(known):
        raise UnknownRight(", ".join(sorted(lacking)))
    return wanted
