"""Every public address in every language, as everybody, by every method: not one canary.

An address that is missing in `entries` fails: whoever adds one says here how it is asked.
"""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from tests.factories import make_organiser, make_user
from tests.workshops.public.canaries import (
    CANARY,
    build_world,
    make_preview_links,
    make_revoked_link,
)
from tools import languages
from workshops.models import Material, Outcome, TextPage

pytestmark = [pytest.mark.django_db, pytest.mark.row("A55"), pytest.mark.once]
NONSENSE = "no-such-thing"
DOOR = "checkin/"
TOWNS = ["guest-town", "host-town", f"{CANARY}-hidden-town", f"{CANARY}-draft-town", NONSENSE]


def routes(resolver=None, before=""):
    """The routes of everything but the administration; "LANGUAGE/" stands for the prefix."""
    for pattern in (resolver or get_resolver()).url_patterns:
        is_prefix = isinstance(pattern.pattern, LocalePrefixPattern)
        route = before + ("LANGUAGE/" if is_prefix else str(pattern.pattern))
        if route == "admin/":
            continue
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield route


def entries(world, links):
    """{route: the paths that are asked}"""
    found = lists() | single_pages(world, links) | materials(world) | desk_pages(links)
    found |= door_pages(world)
    return site_files() | {
        f"LANGUAGE/{route}": [f"LANGUAGE/{path}" for path in paths]
        for route, paths in found.items()
    }


def lists():
    words = ["", CANARY[1:], "town", "public", f"{CANARY[1:]} town"]
    queries = {
        "": ["", "?q=anary"],
        "workshops/": ["", "?when=past", "?q=anary", "?when=past&q=anary", "?page=2"],
        "cities/": ["", "?q=anary", "?q=town", "?country=UA", "?topic=energy"],
        "partnerships/": ["", "?sort=since", "?sort=kind"],
        "search/": [f"?q={word}&kind={kind}" for word in words for kind in ("", "reports")],
        "map/": ["", *(f"?city={town}" for town in TOWNS), "?q=anary"],
    }
    plain = ["topics/", "reports/", "feed.atom", "share.png", "data/", "workshops/calendar.ics"]
    texts = [key.replace("_", "-") + "/" for key in TextPage.Key.values]
    queries |= {route: [""] for route in (*plain, *texts)}
    return {route: [route + query for query in asked] for route, asked in queries.items()}


def single_pages(world, links):
    secret, public = world["draft"].slug, world["public"].slug
    slugs = [public, secret, f"{CANARY}-away", "ahead-one", "open-one", "webinar", NONSENSE]
    reports = [f"{public}-report", f"{secret}-report", f"{CANARY}-report-of-tomorrow", NONSENSE]
    given = {
        "workshops/<slug:slug>/": slugs,
        "workshops/<slug:slug>/calendar.ics": slugs,
        "workshops/<slug:slug>/share.png": slugs,
        "workshops/<slug:slug>/take-part/": slugs,
        "workshops/<slug:slug>/take-part/sent/": slugs,
        "workshops/<slug:slug>/register/": slugs,
        "workshops/<slug:slug>/register/sent/": slugs,
        "cities/<slug:slug>/": TOWNS,
        "topics/<slug:slug>/": ["energy", NONSENSE],
        "reports/<slug:slug>/": reports,
        "preview/<slug:token>/": [links["revoked"], links["expired"], NONSENSE],
    }
    return {
        route: [re.sub("<.*?>", slug, route) for slug in slugs] for route, slugs in given.items()
    }


def materials(world):
    paths = [
        f"workshops/{world[name].slug}/materials/{material.pk}/"
        for name in ("public", "draft")
        for material in Material.objects.all()
    ]
    return {"workshops/<slug:slug>/materials/<int:pk>/": paths}


def desk_pages(links):
    """Those of a link that was revoked and of none; what a live one shows, its own tests say."""
    pages = ["", "open/", "begin/", "people/", "people/new/", "head/", "letter/", "letter/file/"]
    pages += ["letter/remove/", "check/", "sent/", "withdraw/", "information/"]
    pages += [f"people/<slug:reference>/{act}" for act in ("", "remove/", "move/")]
    answers = [
        "",
        "open/",
        "answer/",
        "travel/",
        "withdraw/",
        "letter.pdf",
        "calendar.ics",
        "certificate.pdf",
    ]
    answers += ["materials/<int:pk>/"]
    pages += ["answers/", "answers/open/"]
    pages += [f"answers/<slug:reference>/{page}" for page in answers]
    routes = [f"i/<str:token>/{page}" for page in pages]
    own = ["consents/", "consents/say/", "privacy/", "privacy/data.json"]
    routes += [f"d/<str:token>/{page}" for page in (*answers, *own)]
    routes += ["c/<str:token>/", "r/<str:token>/"]
    return {
        route: [
            route.replace("<str:token>", token)
            .replace("<slug:reference>", "23467AC9")
            .replace("<int:pk>", "1")
            for token in (links["nomination"], NONSENSE)
        ]
        for route in routes
    }


def door_pages(world):
    """Without a pass; what one shows, its own tests say."""
    pages = ["", "here/", "undo/", "state/", "list/", "guest/", "guest/<slug:reference>/"]
    pages += ["pass/<str:token>/"]
    slugs = [world["public"].slug, world["draft"].slug, NONSENSE]
    return {
        f"{DOOR}<slug:slug>/{page}": [
            f"{DOOR}{slug}/{re.sub('<.*?>', NONSENSE, page)}" for slug in slugs
        ]
        for page in pages
    }


def site_files():
    names = ("workshops", "cities", "partnerships", NONSENSE)
    return {
        "": [""],
        "media/<picture:name>": [f"media/{'0' * 32}-480.webp"],
        "robots.txt": ["robots.txt"],
        "sitemap.xml": ["sitemap.xml"],
        ".well-known/security.txt": [".well-known/security.txt"],
        "data/<slug:name>.json": [f"data/{name}.json" for name in names],
        "data/<slug:name>.csv": [f"data/{name}.csv" for name in names],
    }


METHODS = ("get", "head", "options", "post")


def visitors():
    """Everybody who may look: nobody known, then accounts without rights and with all of them.

    (client, {language: methods}, beginning of addresses left out), "" for an address without a
    language. What an account sees more does not hang on the language; who may check people in sees
    them at the door.
    """
    others = dict.fromkeys(languages.LANGUAGES, ("get",))
    yield Client(), others | {"": METHODS, "uk": METHODS}, None
    for user, left_out in ((make_user(is_staff=True), None), (make_organiser(), DOOR)):
        client = Client()
        client.force_login(user)
        yield client, {"": METHODS, "uk": ("get", "post")}, left_out


def said(response, path):
    """Headers and body as a reader gets them, without the address that was asked for."""
    body = b"".join(response) if response.streaming else response.content
    text = body.decode("utf-8", "replace").replace("\r\n ", "")  # calendars fold their lines
    text += str(response.headers)
    asked = re.split("[/?=&]", path)
    for part in asked:
        text = text.replace(part, "") if CANARY in part else text
    return text


@pytest.fixture
def world():
    return build_world()


@pytest.fixture
def links(world):
    return make_preview_links(world["draft"]) | {"nomination": make_revoked_link(world["draft"])}


def test_the_world_holds_what_could_leak(world):
    """The negative control: the canaries are there, and one that is set free is seen."""
    draft = world["draft"]
    assert CANARY in Outcome.objects.get(workshop=draft).text_de

    type(draft).objects.filter(pk=draft.pk).update(publication="published")

    assert CANARY in said(Client().get(f"/de/workshops/{draft.slug}/"), f"workshops/{draft.slug}")


def test_no_address_shows_a_canary(world, links, caplog):
    asked = entries(world, links)
    assert sorted(set(routes()) ^ asked.keys()) == []

    leaks = []
    for client, methods, left_out in visitors():
        for path in (path for paths in asked.values() for path in paths):
            if left_out and path.startswith(f"LANGUAGE/{left_out}"):
                continue
            for code in methods.keys() - {""} if path.startswith("LANGUAGE") else [""]:
                address = "/" + path.replace("LANGUAGE", code)
                for method in methods[code]:
                    response = getattr(client, method)(address)
                    if response.status_code >= 500 or CANARY in said(response, address):
                        leaks.append(f"{method} {address}: {response.status_code}")
    assert leaks == []
    assert CANARY not in re.sub(
        r"(Not Found|Gone|Forbidden|Too Many Requests|Method Not Allowed)[^\n]*", "", caplog.text
    )


@pytest.mark.parametrize(
    "path",
    [
        "workshops/{}/",
        "workshops/{}/calendar.ics",
        "workshops/{}/share.png",
        "cities/{}/",
        "reports/{}/",
    ],
)
def test_what_is_not_public_answers_like_nonsense(client, world, path):
    names = [f"{CANARY}-draft", f"{CANARY}-away", f"{CANARY}-hidden-town", f"{CANARY}-draft-report"]
    nonsense = client.get("/de/" + path.format(NONSENSE))

    for name in names:
        response = client.get("/de/" + path.format(name))
        assert response.status_code == nonsense.status_code == 404
        assert response.text.replace(name, NONSENSE) == nonsense.text
