"""Who walks, and which kinds of canary each may meet: the whole allow-list, by rule.

An account sees a kind if its role has one of the permissions that READ names, in the workshops it
works on; whoever holds a link or a pass sees what `held` says. Nobody sees anything else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.models import Group
from django.test import Client

from partnerships.models import Role as Work
from partnerships.models import User
from tests.factories import make_user
from tests.security.world import Canary, Kind, World
from tools import languages
from workshops import roles
from workshops.admin import policy
from workshops.models import Assignment

SEE_MUNICIPALITIES = ("partnerships.view_municipality", "partnerships.change_municipality")
# {kind: the permissions of which one is enough}
READ: dict[Kind, tuple[str, ...]] = {
    Kind.DRAFT: policy.SEE_WORKSHOPS,
    Kind.INSIDE: policy.SEE_WORKSHOPS,
    Kind.OFFICE: policy.SEE_WORKSHOPS,
    Kind.HIDDEN: (*SEE_MUNICIPALITIES, *policy.SEE_DELEGATIONS),
    Kind.NAME: policy.SEE_DOOR,
    Kind.ADDRESS: policy.SEE_PEOPLE,
    Kind.OWN_WORDS: policy.SEE_PEOPLE,
    Kind.REMARK: policy.SEE_PEOPLE,
    Kind.NEEDS: policy.SEE_NEEDS,
    Kind.PAPER: policy.TAKE_LISTS,
    Kind.SHEET: policy.SEE_DOOR,
    Kind.CONTACT: (*policy.SEE_CONTACTS, *policy.SEE_DELEGATIONS),
    Kind.CONTACT_NOTE: policy.SEE_CONTACTS,
    Kind.NOMINATION: policy.SEE_DELEGATIONS,
    Kind.MESSAGE: (*policy.SEE_MESSAGES, *policy.SEE_DELEGATIONS),
    Kind.INTEREST: policy.SEE_DELEGATIONS,
    Kind.DOOR: policy.SEE_DOOR,
    Kind.EXPORT: ("workshops.view_exportlog",),
    Kind.ACCOUNT: ("partnerships.view_user", "partnerships.change_user", *policy.SEE_TEAM),
}
# messages to people, or naming them: both permissions
NAMING = (policy.SEE_MESSAGES, policy.SEE_PEOPLE)


@dataclass(frozen=True)
class Role:
    """Of an account: its groups, and the workshops it is for. Of others: what they hold."""

    name: str
    language: str = "en"
    groups: tuple[Work, ...] = ()
    is_superuser: bool = False
    is_account: bool = False
    workshops: str = "PFDX"
    # {beginning of an address: tokens} is kept in the world under this name
    holds: str = ""
    held: Callable[[Canary], bool] = field(default=lambda canary: False)
    door: str = ""

    @cached_property
    def permissions(self) -> set[str]:
        return set().union(*(roles.TABLE[group] for group in self.groups))

    def may_see(self, canary: Canary) -> bool:
        if self.held(canary):
            return True
        if not self.is_account or canary.workshop not in self.workshops:
            return False
        if canary.kind == Kind.NAMING:
            return all(self._has(permissions) for permissions in NAMING)
        return canary.kind in READ and self._has(READ[canary.kind])

    def is_at_home(self, route: str) -> bool:
        """Pages for everybody are the same for accounts as for others; see visitors() there."""
        is_admin = route.startswith("admin/")
        begins = ("c/", "i/", "d/", "r/", "checkin/")
        is_behind_link = route.removeprefix("LANGUAGE/").startswith(begins)
        if self.is_account:
            return is_admin or "checkin/" in route
        return is_behind_link if self.holds else not is_admin

    def meets(self, world: World) -> set[Kind]:
        """The kinds of which something is to be seen somewhere, so that no rule is too wide."""
        return {canary.kind for canary in world.canaries.values() if self.may_see(canary)}

    def _has(self, permissions: tuple[str, ...]) -> bool:
        """One of them, or all of an app."""
        named = {*permissions, *(name.partition(".")[0] for name in permissions)}
        return self.is_superuser or not self.permissions.isdisjoint(named)

    def enter(self, world: World) -> Client:
        """A browser in which the role is at work."""
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if self.is_account:
            client.force_login(self._account(world))
        if self.door:
            _open_door(client, world, self.door)
        return client

    def _account(self, world: World) -> User:
        roles.sync()
        user = make_user(is_staff=True, is_superuser=self.is_superuser, language=self.language)
        user.groups.set(Group.objects.filter(name__in=self.groups))
        if Work.ALL_WORKSHOPS not in self.groups:
            for letter in self.workshops:
                Assignment.objects.create(user=user, workshop=world.workshops[letter])
        return user


def _open_door(client: Client, world: World, letter: str) -> None:
    slug, code = world.workshops[letter].slug, world.door_codes[letter]
    (token,) = world.tokens[f"door {letter}"]["pass"]
    for language in languages.LANGUAGES:
        client.cookies["csrf"] = "c" * 32
        data = {"code": code, "csrfmiddlewaretoken": "c" * 32}
        address = f"/{language}/checkin/{slug}/pass/{token}/"
        assert client.post(address, data).status_code == 302


def account(name: str, *groups: Work, **fields) -> Role:
    return Role(name, groups=groups, is_account=True, **fields)


def own_pages(who: str) -> Callable[[Canary], bool]:
    """A person reads what is held of them, and what all who take part read."""
    own = {Kind.NAME, Kind.ADDRESS, Kind.NEEDS, Kind.OWN_WORDS, Kind.PAPER}

    def held(canary: Canary) -> bool:
        is_own = canary.sender == "guest" and canary.person == who and canary.kind in own
        is_inside = canary.kind in {Kind.INSIDE, Kind.EXPORT}
        return canary.workshop in {"P", "F"} and (is_own or is_inside)

    return held


def own_delegation(canary: Canary) -> bool:
    """A contact reads what was named by their municipality."""
    kinds = {Kind.NAME, Kind.ADDRESS, Kind.NOMINATION, Kind.INSIDE}
    is_own = canary.sender in {"guest", ""} and canary.workshop in {"P", "F"}
    return is_own and canary.kind in kinds


def own_details(canary: Canary) -> bool:
    """A contact who is asked once a year reads what is kept of them."""
    is_own = canary.sender == "guest" and canary.column.startswith("contact.")
    return is_own and canary.kind == Kind.CONTACT


def at_the_door(canary: Canary) -> bool:
    return canary.kind in {Kind.NAME, Kind.DOOR} and canary.workshop == "P"


ALL = Work.ALL_WORKSHOPS
ROLES = {
    role.name: role
    for role in (
        Role("anonymous", language="uk"),
        Role("delegate A", holds="A", held=own_pages("A")),
        Role("delegate B", language="sq", holds="B", held=own_pages("B")),
        Role("contact", language="de", holds="contact", held=own_delegation),
        Role("contact asked", holds="contact asked", held=own_details),
        Role("door helper", language="uk", holds="door P", door="P", held=at_the_door),
        account("nobody", ALL, language="sq"),
        account("translator", Work.TRANSLATOR, ALL, language="uk"),
        account("reception of P", Work.RECEPTION, workshops="P", language="de"),
        account("viewer", Work.VIEWER, ALL),
        account("organiser of P", Work.ORGANISER, workshops="P", language="uk"),
        account("organiser", Work.ORGANISER, ALL, language="de"),
        account("superuser", is_superuser=True, language="sq"),
    )
}
