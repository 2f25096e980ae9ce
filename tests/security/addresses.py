"""Every address of the resolver, built for a role: an address that is not known here fails."""

import re
from collections.abc import Iterable, Iterator
from itertools import product

from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from partnerships.models import Contact, Municipality, User
from tests.security.roles import Role
from tests.security.world import World
from workshops.admin.issued import PURPOSES as ISSUED
from workshops.admin.printing import PAPERS
from workshops.exports.purposes import PURPOSES
from workshops.models import (
    InvitationLetter,
    Material,
    Report,
    RetentionRun,
    SignedSheet,
)

LANGUAGE = "LANGUAGE/"
NONSENSE = "no-such-thing"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
WORKSHOP_PAGES = "admin/workshops/workshop/<int:pk>/"


class Unknown(Exception):
    """An address that nobody has said how to build."""


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Each route once, "LANGUAGE/" for the prefix."""
    for pattern in (resolver or get_resolver()).url_patterns:
        is_prefix = isinstance(pattern.pattern, LocalePrefixPattern)
        route = before + (LANGUAGE if is_prefix else str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


def addresses(route: str, world: World, role: Role) -> list[str]:
    """The paths under which a role asks for a route, with queries that search for canaries."""
    if route.startswith("admin/^(?P<app_label>"):
        return [f"/admin/{label}/" for label in ("auth", "partnerships", "workshops")]
    plain = route.removeprefix(LANGUAGE)
    names = PARAMETER.findall(route)
    paths = [_filled(plain, names, values) for values in _choices(plain, names, world, role)]
    begin = "/LANGUAGE/" if route.startswith(LANGUAGE) else "/"
    return [begin + path + query for path in paths for query in _queries(plain)]


def _filled(route: str, names: list[str], values: Iterable[str]) -> str:
    for value in values:
        route = PARAMETER.sub(lambda _match, value=value: str(value), route, count=1)
    return route


def _choices(route: str, names: list[str], world: World, role: Role) -> Iterator[tuple]:
    """The values of the parameters. Those of a part of a workshop are its own, and one of D."""
    if not names:
        yield ()
        return
    if route.startswith((WORKSHOP_PAGES, "workshops/<", "checkin/<")):
        is_admin = route.startswith("admin/")
        for letter in "PFD" if is_admin else "PFDX":
            workshop = world.workshops[letter]
            first = workshop.pk if is_admin else workshop.slug
            parts = [_of_workshop(name, route, world, workshop, role) for name in names[1:]]
            yield from ((first, *values) for values in product(*parts))
        return
    yield from product(*(_others(name, route, world, role) for name in names))


def _of_workshop(name, route, world, workshop, role):
    foreign = world.workshops["D"]
    rows = {
        "sheet_pk": lambda w: SignedSheet.objects.filter(day__workshop=w),
        "material_pk": lambda w: w.materials.all(),
        "pk": lambda w: w.materials.all(),
        "letter_pk": lambda w: InvitationLetter.objects.filter(delegation__workshop=w)[:1],
        "delegation_pk": lambda w: w.delegations.all()[:1],
        "message_pk": lambda w: w.messages.all()[:4],
        "person_pk": lambda w: w.delegates.all()[:1],
        "interest_pk": lambda w: w.interests.all(),
        "hold_pk": lambda w: w.legal_holds.all(),
    }
    if name in rows:
        own = [row.pk for row in rows[name](workshop)]
        return own + [row.pk for row in list(rows[name](foreign))[:1] if row.pk not in own]
    fixed = {
        "purpose": list(PURPOSES),
        "kind": list(ISSUED) if "/issued/" in route else list(PAPERS),
        "reference": [person.reference for person in workshop.delegates.all()[:2]],
        "token": _tokens("pass", world, role),
    }
    if name not in fixed:
        raise Unknown(route)
    return fixed[name]


def _others(name, route, world, role):
    if name == "object_id":
        app, model = route.split("/")[1:3]
        found = list(apps.get_model(app, model).objects.order_by("pk").values_list("pk", flat=True))
        # made workshop by workshop: the first is of P, the last of X
        return [*dict.fromkeys([*found[:1], *found[-1:]]), 987654]
    beginning = route.split("<")[0]
    known = {
        ("slug", "cities/"): ["guest-town", "host-town", _hidden_town(), NONSENSE],
        ("slug", "topics/"): ["energy", NONSENSE],
        ("slug", "reports/"): [*Report.objects.values_list("slug", flat=True), NONSENSE],
        ("token", "preview/"): _tokens("preview", world, role),
        ("token", "c/"): _tokens("c", world, role),
        ("token", "i/"): _tokens("i", world, role),
        ("token", "d/"): _tokens("d", world, role),
        ("token", "r/"): _tokens("r", world, role),
        ("reference", "i/"): _references(world),
        ("pk", "i/"): _material_keys(world),
        ("pk", "d/"): _material_keys(world),
        ("name", "data/"): ["workshops", "cities", "partnerships", NONSENSE],
        ("name", "media/"): [f"{'0' * 32}-480.webp"],
        ("id", "admin/partnerships/user/"): [1, *_accounts()],
        ("pk", "admin/partnerships/user/"): [1, *_accounts()],
        ("pk", "admin/accounts/"): [1, *_accounts()],
        ("pk", "admin/account/second-factor/passkeys/"): [1],
        ("pk", "admin/contacts/"): [*Contact.objects.values_list("pk", flat=True)[:2], 987654],
        ("reference", "admin/proof/"): [*_proofs(), NONSENSE],
        ("uidb36", "admin/account/password/reset/"): ["1"],
        ("key", "admin/account/password/reset/"): [NONSENSE],
    }
    if (name, beginning) not in known:
        raise Unknown(route)
    return known[name, beginning]


def _tokens(beginning, world, role):
    """Those that the role holds, one that was taken back, and none."""
    held = world.tokens.get(role.holds, {}).get(beginning, [])
    return [*held, *world.tokens["revoked"].get(beginning, []), NONSENSE]


def _references(world):
    """Of people of the own delegation, of another one and of a draft."""
    wanted = ("P guest A", "F guest A", "P other C", "D guest A")
    return [world.people[name].reference for name in wanted]


def _material_keys(world):
    of = [world.workshops[letter] for letter in "PD"]
    return list(Material.objects.filter(workshop__in=of).values_list("pk", flat=True))


def _hidden_town():
    return Municipality.objects.get(slug__startswith="hidden").slug


def _proofs():
    return RetentionRun.objects.order_by("pk").values_list("reference", flat=True)


def _accounts():
    return User.objects.values_list("pk", flat=True)[:4]


SEARCHES = {
    "workshops/": ["?q=qz", "?when=past", "?when=past&q=qz"],
    "cities/": ["?q=qz", "?country=UA"],
    "search/": ["?q=qz", "?q=hidden"],
    "map/": ["?q=qz", "?city=guest-town"],
    "partnerships/": ["?sort=kind"],
    "checkin/<slug:slug>/": ["?q=qz"],
    f"{WORKSHOP_PAGES}people/": ["?q=qz", "?view=flat"],
    f"{WORKSHOP_PAGES}municipalities/": ["?q=qz"],
    f"{WORKSHOP_PAGES}municipalities/choose/": ["?q=qz"],
}


def _queries(route: str) -> list[str]:
    if route == "admin/autocomplete/":
        return list(_autocompletes())
    is_list = route.startswith("admin/") and route.count("/") == 3 and "<" not in route
    return ["", *SEARCHES.get(route, ["?q=qz"] if is_list else [])]


def _autocompletes() -> Iterator[str]:
    """Of every field that is searched, in pages and in the rows in them."""
    for model, page in admin.site._registry.items():
        for each in (page, *page.inlines):
            owner = getattr(each, "model", model)
            for name in each.autocomplete_fields:
                label = owner._meta.app_label
                yield (
                    f"?term=qz&app_label={label}&model_name={owner._meta.model_name}"
                    f"&field_name={name}"
                )
