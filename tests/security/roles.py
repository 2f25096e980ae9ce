"""Who walks, and which kinds of canary each may meet: the whole allow-list, by rule.

An account sees a kind if it has one of the permissions that READ names, in the workshops it is
for; whoever holds a link or a pass sees what HELD says. Nobody sees what stands in neither.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client

from partnerships.models import User
from tests.factories import make_user
from tests.security.world import Canary, Kind, World
from workshops.admin import policy
from workshops.checkin.doorkeeper import CHECK_IN

SEE_MUNICIPALITIES = ("partnerships.view_municipality", "partnerships.change_municipality")
# a person, their papers and what is written to them
READ: dict[Kind, tuple[str, ...]] = {
    Kind.DRAFT: policy.SEE_WORKSHOPS,
    Kind.INSIDE: policy.SEE_WORKSHOPS,
    Kind.OFFICE: policy.SEE_WORKSHOPS,
    Kind.HIDDEN: (*SEE_MUNICIPALITIES, *policy.SEE_DELEGATIONS),
    Kind.NAME: (*policy.SEE_PEOPLE, CHECK_IN),
    Kind.ADDRESS: policy.SEE_PEOPLE,
    Kind.OWN_WORDS: policy.SEE_PEOPLE,
    Kind.REMARK: policy.SEE_PEOPLE,
    Kind.NEEDS: policy.SEE_NEEDS,
    Kind.PAPER: policy.SEE_PEOPLE,
    Kind.SHEET: policy.SEE_PEOPLE,
    Kind.CONTACT: (*policy.SEE_CONTACTS, *policy.SEE_DELEGATIONS),
    Kind.CONTACT_NOTE: policy.SEE_CONTACTS,
    Kind.NOMINATION: policy.SEE_DELEGATIONS,
    Kind.MESSAGE: (*policy.SEE_MESSAGES, *policy.SEE_DELEGATIONS),
    Kind.INTEREST: policy.SEE_DELEGATIONS,
    Kind.DOOR: policy.SEE_PEOPLE,
    Kind.EXPORT: ("workshops.view_exportlog",),
    Kind.ACCOUNT: ("partnerships.view_user", "partnerships.change_user"),
}
# (workshop, person, sender)
EVERYBODY = [
    (workshop, person, sender)
    for workshop in ("", *"PFDX")
    for sender, person in (("", ""), ("guest", "A"), ("guest", "B"), ("guest", ""), ("other", "C"))
]
# messages to people, or naming them: both permissions
NAMING = (policy.SEE_MESSAGES, policy.SEE_PEOPLE)


@dataclass(frozen=True)
class Role:
    """`permissions` None: may do everything; `workshops` are those that an account is for."""

    name: str
    language: str = "en"
    permissions: tuple[str, ...] | None = ()
    workshops: str = "PFDX"
    # {beginning of an address: tokens} is kept in the world under this name
    holds: str = ""
    held: Callable[[Canary], bool] = field(default=lambda canary: False)
    door: str = ""

    @property
    def is_account(self) -> bool:
        return self.permissions is None or bool(self.permissions) or self.name == "nobody"

    def may_see(self, canary: Canary) -> bool:
        if self.held(canary):
            return True
        if not self.is_account or canary.workshop not in self.workshops:
            return False
        if canary.kind == Kind.NAMING:
            return all(self._has(*permissions) for permissions in NAMING)
        return canary.kind in READ and self._has(*READ[canary.kind])

    @property
    def meets(self) -> set[Kind]:
        """The kinds of which something is to be seen somewhere, so that no rule is too wide."""
        every = (Canary(kind, *whose, "") for kind in Kind for whose in EVERYBODY)
        return {canary.kind for canary in every if self.may_see(canary)}

    def _has(self, *permissions: str) -> bool:
        return self.permissions is None or not set(self.permissions).isdisjoint(permissions)

    def enter(self, world: World) -> Client:
        """A browser in which the role is at work."""
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if self.is_account:
            client.force_login(self._account())
        if self.door:
            _open_door(client, world, self.door)
        return client

    def _account(self) -> User:
        account: dict[str, Any] = {"is_staff": True, "language": self.language}
        user = make_user(is_superuser=self.permissions is None, **account)
        for permission in self.permissions or ():
            app, _dot, codename = permission.partition(".")
            found = Permission.objects.get(content_type__app_label=app, codename=codename)
            user.user_permissions.add(found)
        return user


def _open_door(client: Client, world: World, letter: str) -> None:
    slug, code = world.workshops[letter].slug, world.door_codes[letter]
    (token,) = world.tokens[f"door {letter}"]["pass"]
    for language in ("de", "en", "uk", "sq"):
        address = f"/{language}/checkin/{slug}/pass/{token}/"
        client.cookies["csrf"] = "c" * 32
        data = {"code": code, "csrfmiddlewaretoken": "c" * 32}
        assert client.post(address, data).status_code == 302


VIEWS = tuple(
    f"{app}.view_{model}"
    for app, models in {
        "partnerships": "municipality organisation topic partnership contact countrynote",
        "workshops": "workshop thematictrack contribution session delegation report outcome "
        "material textpage messagetemplate message delegate",
    }.items()
    for model in models.split()
)
ORGANISER = (
    *VIEWS,
    *(name.replace("view_", "change_") for name in VIEWS),
    *(name.replace("view_", "add_") for name in VIEWS),
    *policy.SEE_NEEDS,
    *policy.TAKE_LISTS,
    *policy.TRANSLATE,
    CHECK_IN,
    "workshops.view_exportlog",
    "workshops.add_issuedpaper",
    "workshops.add_handover",
)


def own_pages(who: str) -> Callable[[Canary], bool]:
    """A person reads what is held of them, and what all who take part read."""
    own = {Kind.NAME, Kind.ADDRESS, Kind.NEEDS, Kind.OWN_WORDS, Kind.PAPER}

    def held(canary: Canary) -> bool:
        is_own = canary.sender == "guest" and canary.person == who and canary.kind in own
        is_inside = canary.kind in {Kind.INSIDE, Kind.EXPORT}
        return canary.workshop in "PF" and (is_own or is_inside)

    return held


def own_delegation(canary: Canary) -> bool:
    """A contact reads what was named by their municipality, and travel and papers for who has no
    address of their own."""
    kinds = {Kind.NAME, Kind.ADDRESS, Kind.NEEDS, Kind.OWN_WORDS, Kind.NOMINATION, Kind.INSIDE}
    is_own = canary.sender in {"guest", ""} and canary.workshop in {"P", "F"}
    return is_own and canary.kind in kinds


def at_the_door(canary: Canary) -> bool:
    return canary.kind in {Kind.NAME, Kind.DOOR} and canary.workshop == "P"


ROLES = {
    role.name: role
    for role in (
        Role("anonymous", language="uk"),
        Role("delegate A", holds="A", held=own_pages("A")),
        Role("delegate B", language="sq", holds="B", held=own_pages("B")),
        Role("contact", language="de", holds="contact", held=own_delegation),
        Role("door helper", language="uk", holds="door P", door="P", held=at_the_door),
        Role("nobody", language="sq"),
        Role("translator", permissions=(*policy.SEE_WORKSHOPS, *policy.TRANSLATE), language="uk"),
        Role("reception", permissions=("workshops.view_workshop", CHECK_IN), language="de"),
        Role("viewer", permissions=VIEWS, language="en"),
        Role("organiser", permissions=ORGANISER, language="de"),
        Role("superuser", permissions=None, language="sq"),
    )
}
