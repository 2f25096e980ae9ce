import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.logs import WithoutTokens
from tests import pictures
from tests.factories import (
    make_delegate,
    make_delegation,
    make_material,
    make_municipality,
    make_organiser,
    make_report,
    make_track,
    make_workshop,
)
from tools import tokens
from workshops.models import Delegation, Link, Workshop
from workshops.public import preview

pytestmark = pytest.mark.django_db

TOKEN = "t" * 22


@pytest.fixture
def draft():
    return make_workshop(
        "canary-draft",
        title_de="Entwurf Energie",
        title_en="Draft on energy",
        publication=Workshop.Publication.DRAFT,
        cities_public_from=Workshop.CitiesPublicFrom.ACCEPTANCE,
    )


def make_link(workshop, token=TOKEN, **fields):
    at = datetime.now(UTC)
    return Link.objects.create(
        **{
            "workshop": workshop,
            "purpose": Link.Purpose.PREVIEW,
            "token_hash": tokens.hashed(token),
            "created_at": at,
            "created_by": make_organiser(),
            "expires_at": at + timedelta(days=1),
        }
        | fields
    )


def path(language="de", token=TOKEN):
    return f"/{language}/preview/{token}/"


def main_of(response):
    page = response.content.decode()
    return page[page.index('<div class="band') : page.index("</main>")].strip()


def section(response, name):
    page = main_of(response)
    page = page[page.index(f'id="{name}"') :]
    return page[: page.index("</section>")]


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Ort noch offen"), ("en", "Place still open")]
)
def test_a_draft_without_a_place_says_so(client, draft, language, words):
    draft.format = Workshop.Format.ONSITE
    draft.save()
    make_link(draft)

    response = client.get(path(language))

    assert words in main_of(response)
    draft.refresh_from_db()
    assert not any([draft.place_de, draft.place_en])


def test_the_link_shows_the_draft_as_its_page_would_look(client, draft):
    make_track(draft, title_de="Netze")
    make_delegation(draft, make_municipality("named"))
    make_link(draft)

    preview = client.get(path())
    Workshop.objects.filter(pk=draft.pk).update(publication=Workshop.Publication.PUBLISHED)
    public = client.get("/de/workshops/canary-draft/")

    assert "Named" in main_of(preview)
    assert section(preview, "tracks") == section(public, "tracks")


def test_no_link_of_the_page_leads_nowhere_before_it_is_published(client, draft):
    Workshop.objects.filter(pk=draft.pk).update(starts_on="2020-05-07", ends_on="2020-05-08")
    draft.refresh_from_db()
    draft.save()
    make_delegation(draft, make_municipality("named"))
    make_material(draft, title_de="Folien", visibility="public")
    make_report(draft, headline_de="Bericht")
    make_link(draft)

    page = main_of(client.get(path()))

    assert "Folien" in page
    assert "Bericht" in page
    assert not re.search(r"href=\S*canary-draft", page)
    for address in re.findall(r'href="(/de/[^"]*)"', page):
        assert client.get(address).status_code == 200, address


def test_a_cover_that_is_not_described_yet_is_left_out(client, draft):
    draft.cover = ContentFile(pictures.photo(), "cover.jpg")
    draft.save()
    make_link(draft)

    bare = client.get(path())
    for code in ("de", "en", "uk", "sq"):
        setattr(draft, f"cover_alt_{code}", "Roofs")
    draft.cover_credit = "Max"
    draft.save()
    described = client.get(path())

    assert (bare.status_code, described.status_code) == (200, 200)
    assert "<figure" not in bare.content.decode()
    assert "<figure" in described.content.decode()
    draft.refresh_from_db()
    assert draft.cover.is_there


def test_the_page_says_that_it_is_a_draft(client, draft):
    make_link(draft)

    page = client.get(path("en")).content.decode()

    assert "Draft, visible only with this link" in page
    assert "Draft on energy" in page


def test_the_draft_stays_a_draft(client, draft):
    make_link(draft)

    client.get(path())

    draft.refresh_from_db()
    assert draft.publication == Workshop.Publication.DRAFT
    assert draft.history.count() == 1
    for address in ("", "calendar.ics", "share.png"):
        assert client.get(f"/de/workshops/canary-draft/{address}").status_code == 404


@pytest.mark.row("A55")
def test_nobody_is_shown_who_would_not_be_public(client, draft):
    for fields in (
        {"status": Delegation.Status.INVITED},
        {"status": Delegation.Status.DECLINED},
        {"listed_publicly": False},
    ):
        make_delegation(draft, make_municipality(name="Canary"), **fields)
    make_delegation(draft, make_municipality(name="Canary", publication_policy="hidden"))
    make_delegate(make_delegation(draft), family_name="Canary")
    draft.contributions.create(person_name="Canary", topic_title_de="Thema")
    make_link(draft)

    assert "Canary" not in client.get(path()).content.decode()


def test_municipalities_wait_for_their_day(client, draft):
    Workshop.objects.filter(pk=draft.pk).update(
        cities_public_from=Workshop.CitiesPublicFrom.AFTER_EVENT
    )
    make_delegation(draft, make_municipality(name="Canary"))
    make_link(draft)

    assert "Canary" not in client.get(path()).content.decode()


@pytest.mark.row("A17")
def test_nothing_keeps_lists_or_shares_the_page(client, draft):
    make_link(draft)

    response = client.get(path())

    head = response.content.decode().partition("</head>")[0]
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex, nofollow">' in head
    assert not re.search(r"og:|canonical|hreflang|ld\+json|preview/", head)
    assert not response.cookies
    assert not hasattr(response.resolver_match.func, "parameters")


def test_the_languages_lead_to_the_same_link(client, draft):
    make_link(draft)

    page = client.get(path()).content.decode()

    for language in ("en", "uk", "sq"):
        assert f'href="{path(language)}"' in page
        assert client.get(path(language)).status_code == 200


@pytest.mark.row("A55")
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"revoked_at": datetime.now(UTC)}, 410),
        (
            {
                "created_at": datetime(2020, 1, 1, tzinfo=UTC),
                "expires_at": datetime(2020, 1, 2, tzinfo=UTC),
            },
            410,
        ),
        ({"token_hash": tokens.hashed("another")}, 404),
    ],
)
@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
def test_a_dead_link_shows_nothing_of_the_draft(client, draft, fields, status, language):
    make_link(draft, **fields)

    response = client.get(path(language))

    page = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}">' in page
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not any(word in page for word in ("Entwurf", "Draft", "canary"))


@pytest.mark.row("A25")
def test_unknown_expired_and_revoked_say_the_same(client, draft):
    link = make_link(draft, revoked_at=datetime.now(UTC))

    revoked = client.get(path())
    link.delete()

    assert revoked.content == client.get(path()).content


@pytest.mark.row("A25")
@pytest.mark.parametrize(
    "token", [TOKEN[:-1], TOKEN.upper(), "%74" + TOKEN, "x" * 5000, "ґ", "a.b"]
)
def test_another_token_opens_nothing(client, draft, token):
    make_link(draft)

    assert client.get(path(token=token)).status_code == 404


def test_the_link_of_a_workshop_published_since_leads_to_its_page(client, draft):
    make_link(draft)
    Workshop.objects.filter(pk=draft.pk).update(publication=Workshop.Publication.PUBLISHED)

    assert client.get(path()).url == "/de/workshops/canary-draft/"


@pytest.mark.parametrize(
    "fields", [{"publication": Workshop.Publication.ARCHIVED}, {"title_de": "", "title_en": ""}]
)
def test_what_could_not_be_published_is_not_shown(client, draft, fields):
    make_link(draft)
    Workshop.objects.filter(pk=draft.pk).update(**fields)

    assert client.get(path()).status_code == 410


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent_to_it(client, draft, method):
    make_link(draft)

    assert getattr(client, method)(path()).status_code == 405


@pytest.mark.row("A77")
def test_the_token_is_in_no_log(client, draft, caplog, settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_tokens"]
    caplog.handler.addFilter(WithoutTokens())
    with caplog.at_level(logging.DEBUG, "django.request"):
        client.get(path())
        client.post(path())
        client.get(f"/de/preview/{TOKEN}/x")

    assert "/de/preview/…" in caplog.text
    assert TOKEN not in caplog.text


def test_the_same_queries_for_1_and_3_rows(client, draft):
    make_link(draft)
    numbers = []
    for rows in (1, 3):
        for _number in range(rows):
            make_delegation(draft)
        with CaptureQueriesContext(connection) as queries:
            client.get(path())
        numbers.append(len(queries))

    assert numbers[0] == numbers[1]


def test_some_readers_wait_so_that_the_site_does_not(client, draft):
    make_link(draft)

    with preview.READERS, preview.READERS:
        assert client.get(path()).status_code == 503
    assert client.get(path()).status_code == 200


# the administration


def admin_url(workshop, name):
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk])


@pytest.fixture
def organiser(client):
    user = make_organiser(language="en")
    client.force_login(user)
    return user


def new_link(client, draft):
    page = client.post(admin_url(draft, "public_link")).content.decode()
    return re.search(r'value="(http[^"]*/preview/[^"]*)"', page).group(1)


def test_an_organiser_makes_a_link_that_works(client, organiser, draft, settings):
    address = new_link(client, draft)

    link = Link.objects.get()
    token = address.rstrip("/").rpartition("/")[2]
    assert address.startswith(f"{settings.SITE_URL}/en/preview/")
    assert (link.token_hash, link.created_by) == (tokens.hashed(token), organiser)
    assert link.expires_at - link.created_at == timedelta(days=30)
    client.logout()
    assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200


def test_a_draft_without_a_title_gets_no_link(client, organiser, draft):
    Workshop.objects.filter(pk=draft.pk).update(title_de="", title_en=None)

    page = client.post(admin_url(draft, "public_link"), follow=True).content.decode()

    assert "Give it a title before you create a link." in page
    assert not Link.objects.exists()


def test_a_cover_that_is_left_out_is_said(client, organiser, draft):
    draft.cover = ContentFile(pictures.photo(), "cover.jpg")
    draft.save()

    page = client.post(admin_url(draft, "public_link")).content.decode()

    assert "The cover is not shown yet" in page
    assert Link.objects.exists()


def test_the_address_is_shown_once(client, organiser, draft):
    token = new_link(client, draft).rstrip("/").rpartition("/")[2]

    page = client.get(admin_url(draft, "public")).content.decode()

    assert token not in page
    assert "Revoke" in page


def test_links_are_revoked_one_by_one_or_all(client, organiser, draft):
    links = [make_link(draft, token=str(number)) for number in range(3)]
    other = make_link(make_workshop(publication=Workshop.Publication.DRAFT), token="other")

    client.post(admin_url(draft, "public_revoke"), {"link": links[0].pk})
    assert set(Link.objects.live()) == {links[1], links[2], other}

    client.post(admin_url(draft, "public_revoke"), {"link": other.pk})
    assert set(Link.objects.live()) == {links[1], links[2], other}

    client.post(admin_url(draft, "public_revoke"))
    assert set(Link.objects.live()) == {links[1], links[2], other}

    client.post(admin_url(draft, "public_revoke"), {"all": "1"})
    assert set(Link.objects.live()) == {other}


def test_only_a_draft_has_links(client, organiser):
    workshop = make_workshop()

    assert client.post(admin_url(workshop, "public_link")).status_code == 404
    assert "Create a link" not in client.get(admin_url(workshop, "public")).content.decode()


def test_who_may_not_see_delegations_sees_none_beside_the_new_link(client, draft):
    make_delegation(draft, make_municipality("secret-town", name="Secrettown"))
    user = make_organiser(is_superuser=False, language="en")
    rights = ("change_workshop", "work_on_all_workshops")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)

    page = client.post(admin_url(draft, "public_link")).content.decode()

    assert "/preview/" in page
    assert "Secrettown" not in page


@pytest.mark.parametrize("name", ["public_link", "public_revoke"])
def test_links_are_for_who_may_change(client, draft, name):
    make_link(draft)
    assert client.post(admin_url(draft, name)).url.startswith("/admin/login/")
    client.force_login(make_organiser(is_superuser=False))

    assert client.post(admin_url(draft, name)).status_code == 403
    assert client.get(admin_url(draft, name)).status_code == 405
    assert Link.objects.live().count() == 1
