"""What a link opens, what it does not, and what its pages tell nobody."""

import datetime
import logging
import re

import pytest
from django.apps import apps
from django.core.cache import cache
from django.forms.models import model_to_dict
from django.test import Client
from django.utils import timezone, translation

from config.logs import WithoutTokens
from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_organisation,
    make_organiser,
    make_workshop,
)
from tests.workshops.desk.conftest import WORDS, Desk, hidden
from tools import tokens
from workshops.desk.closed import MOST_GUESSES
from workshops.models import Delegation, Link, Workshop
from workshops.registration import links, nomination

pytestmark = pytest.mark.django_db
Status = Delegation.Status
PAGES = [
    "",
    "people/",
    "people/new/",
    "head/",
    "letter/",
    "check/",
    "sent/",
    "withdraw/",
    "information/",
]
PRESSED = ["open/", "begin/", "people/{}/move/", "letter/remove/"]


@translation.override("en")
def everything():
    models = [*apps.get_app_config("partnerships").get_models()]
    models += apps.get_app_config("workshops").get_models()
    return {
        model.__name__: [model_to_dict(row) for row in model._base_manager.order_by("pk")]
        for model in models
    }


def addresses(desk):
    person = desk.people()[0].reference
    pages = [*PAGES, "people/{}/", "people/{}/remove/", "letter/file/", *PRESSED]
    return [path.format(person) for path in pages]


# nothing changes without a button (every address), nothing is kept


@pytest.mark.row("A72")
@pytest.mark.parametrize(
    "status", [Status.INVITED, Status.SUBMITTED, Status.ACCEPTED, Status.WITHDRAWN]
)
def test_no_address_changes_anything_when_it_is_only_looked_at(client, status):
    delegation = make_delegation(status=status)
    make_delegate(delegation, status="nominated")
    desk = Desk(client, delegation)
    before = everything()

    for path in addresses(desk):
        for method in (client.get, client.head, client.options):
            method(desk.base + path)

    assert everything() == before


@pytest.mark.row("A17")
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_every_answer_is_kept_secret(desk, method):
    desk.add()
    unknown = desk.base.replace(desk.token, "x" * 22)

    for path in addresses(desk):
        for base in (desk.base, unknown):
            response = getattr(desk.client, method)(base + path)
            assert response["Cache-Control"] == "no-store", path
            assert response["Referrer-Policy"] == "no-referrer", path
            assert response["X-Robots-Tag"] == "noindex", path
            assert not hasattr(response.resolver_match.func, "parameters")


def test_the_only_cookie_is_the_one_that_protects_forms(desk, settings):
    desk.add()

    for path in addresses(desk):
        desk.get(path)

    assert desk.client.cookies.keys() <= {settings.CSRF_COOKIE_NAME}
    assert not desk.get("information/").cookies


def test_no_page_is_shared_or_names_anybody_in_its_address(desk):
    desk.add()
    for path in addresses(desk):
        response = desk.get(path)
        if response.status_code == 200 and "html" in response["Content-Type"]:
            page = response.content.decode()
            head = page.partition("</head>")[0]
            assert '<meta name="robots" content="noindex, nofollow">' in head
            assert not re.search(r"og:|canonical|hreflang|ld\+json", head)
            assert not re.search(r'(href|action)="[^"]*(olena|kovalenko|vinnytsia)', page, re.I)


@pytest.mark.row("A77")
def test_the_token_is_in_no_log(desk, caplog):
    caplog.handler.addFilter(WithoutTokens())
    with caplog.at_level(logging.DEBUG, "django.request"):
        desk.get("people/none/")
        desk.get("begin/")
        desk.client.get(f"/de/%69/{desk.token}x/")
        desk.client.get(f"/de/i/{desk.token}/nowhere/")

    assert "/i/…" in caplog.text
    assert desk.token not in caplog.text


# forged forms (A72)


@pytest.mark.row("A72")
@pytest.mark.parametrize("path", ["begin/", "people/new/", "check/", "letter/", "withdraw/"])
def test_a_form_without_its_token_is_refused(desk, path):
    forger = Client(enforce_csrf_checks=True)

    assert forger.post(desk.base + path, WORDS).status_code == 403


@pytest.mark.row("A72")
@pytest.mark.parametrize(
    ("origin", "status"), [("null", 302), ("https://evil.example", 403), (None, 302)]
)
def test_browsers_that_name_no_origin_may_send_foreign_ones_not(desk, origin, status):
    reader = Client(enforce_csrf_checks=True)
    page = reader.get(desk.base + "people/new/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    headers = {"Origin": origin} if origin else {}

    response = reader.post(
        desk.base + "people/new/", WORDS | {"csrfmiddlewaretoken": token}, headers=headers
    )

    assert response.status_code == status


# closed links (A25)


def close(delegation, why):
    past = timezone.now() - datetime.timedelta(days=1)
    if why == "revoked":
        links.revoke(delegation)
    elif why == "expired":
        Delegation.objects.filter(pk=delegation.pk).update(extended_until=past)
    elif why == "decided":
        nomination.decline(delegation, by=None)
    elif why == "withdrawn":
        nomination.withdraw(delegation, by=None)
    elif why == "cancelled":
        Workshop.objects.filter(pk=delegation.workshop_id).update(
            cancelled_at=past, cancellation_reason_en="The hall burnt down."
        )


TITLES = {
    "revoked": "This link was withdrawn",
    "expired": "The time to name people is over",
    "decided": "Your delegation was decided on",
    "withdrawn": "Your delegation does not take part",
    "cancelled": "The workshop does not take place",
}


@pytest.mark.row("A25")
@pytest.mark.parametrize("path", ["", "people/", "check/"])
@pytest.mark.parametrize("why", TITLES)
def test_a_closed_link_says_why_and_whom_to_ask(client, why, path):
    workshop = make_workshop(mailbox="desk@example.org")
    delegation = make_delegation(workshop, status=Status.SUBMITTED, language="en")
    person = make_delegate(delegation, status="nominated", family_name="Secretname")
    desk = Desk(client, delegation, "de")
    close(delegation, why)

    for response in (desk.get(path), desk.post("begin/")):
        page = response.content.decode()
        assert response.status_code == 410
        assert f"<h1>{TITLES[why]}</h1>" in page
        assert '<html lang="en">' in page
        assert "mailto:desk@example.org" in page
        assert person.family_name not in page
        assert ("The hall burnt down." in page) == (why == "cancelled")


@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
def test_a_closed_link_speaks_the_language_of_the_delegation_until_one_is_chosen(client, language):
    delegation = make_delegation(status=Status.SUBMITTED, language="sq")
    desk = Desk(client, delegation, language)
    links.revoke(delegation)

    page = desk.get().content.decode()
    chosen = desk.get("?chosen=1").content.decode()

    assert '<html lang="sq">' in page
    assert f"/{language}/i/{desk.token}/?chosen=1" in page
    assert f'<html lang="{language}">' in chosen


def wrong(token):
    flipped = ("B" if token[0] == "A" else "A") + token[1:]
    return [token[:-1], token + "A", flipped, token.swapcase(), "%20" + token, "x", "A" * 5000]


@pytest.mark.row("A25")
def test_any_other_token_opens_nothing(desk):
    for token in wrong(desk.token):
        response = desk.client.get(f"/uk/i/{token}/")
        assert response.status_code == 404, token
        assert '<html lang="uk">' in response.content.decode()


@pytest.mark.row("A25")
def test_a_link_of_another_purpose_opens_nothing(desk):
    token = tokens.make()
    Link.objects.create(
        purpose="preview",
        workshop=desk.delegation.workshop,
        token_hash=tokens.hashed(token),
        created_by=make_organiser(),
        expires_at=timezone.now() + datetime.timedelta(days=1),
    )

    assert desk.client.get(f"/de/i/{token}/").status_code == 404


@pytest.mark.row("A25")
def test_of_two_links_one_revoked_with_all(desk):
    other = links.create(desk.delegation, by=None)
    assert desk.client.get(f"/de/i/{other}/").status_code == 200

    links.revoke(desk.delegation)

    assert desk.client.get(f"/de/i/{other}/").status_code == 410
    assert desk.get().status_code == 410


@pytest.mark.row("A73")
def test_nobody_needs_or_gets_an_account(desk):
    """A28, A73: the link alone opens it, whoever is logged in; it opens nothing else."""
    desk.client.force_login(make_organiser(is_superuser=False))

    assert desk.get("people/").status_code == 200
    assert Client().get(desk.base + "people/").status_code == 200
    assert Client().get("/admin/").status_code == 302


# guesses (A29)


@pytest.mark.row("A29")
def test_after_many_guesses_an_address_is_asked_to_wait(desk):
    cache.clear()
    answers = [
        desk.client.get(f"/de/i/{tokens.make()}/").status_code
        for _number in range(MOST_GUESSES + 5)
    ]
    other = desk.client.get(f"/de/i/{tokens.make()}/", REMOTE_ADDR="192.0.2.7").status_code

    assert answers == [404] * MOST_GUESSES + [429] * 5
    assert other == 404
    assert desk.get().status_code == 200  # whoever has a link is not locked out by others


@pytest.mark.row("A29")
def test_guesses_by_another_way_of_asking_count_as_well(desk):
    cache.clear()
    for _number in range(MOST_GUESSES):
        desk.client.post(f"/de/i/{tokens.make()}/people/new/", WORDS)

    assert desk.client.get(f"/uk/i/{tokens.make()}/").status_code == 429


@pytest.mark.row("A09")
def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(desk, settings):
    cache.clear()
    settings.BEHIND_PROXY = True
    for number in range(MOST_GUESSES):
        headers = {"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.1"}
        desk.client.get(f"/de/i/{tokens.make()}/", headers=headers)

    asked = [
        desk.client.get(f"/de/i/{tokens.make()}/", headers={"X-Forwarded-For": address}).status_code
        for address in ("10.9.9.9, 192.0.2.1", "192.0.2.2")
    ]
    assert asked == [429, 404]


@pytest.mark.row("A29")
def test_references_follow_no_order(desk):
    desk.add()
    desk.add(given_name="Taras", email="t@example.org", name_latin="T")
    one, two = (person.reference for person in desk.people())

    assert re.fullmatch("[2-9A-Z]{8}", one)
    assert one[:6] != two[:6]


# language


def test_another_language_keeps_what_was_typed_and_saves_nothing(desk):
    first = desk.get("people/new/")
    page = first.content.decode()
    formaction = f"/sq/i/{desk.token}/people/new/"
    assert f'formaction="{formaction}"' in page

    typed = WORDS | hidden(first) | {"email": "no address", "switch": "1"}
    again = desk.client.post(formaction, typed)

    page = again.content.decode()
    assert again.status_code == 200
    assert '<html lang="sq">' in page
    assert 'value="Коваленко"' in page
    assert 'value="no address"' in page
    assert page.count(" checked") == 3  # the language for mails, two spoken
    assert "faults" not in page
    assert desk.people() == []
    assert hidden(again)["ticket"]
    desk.client.post(formaction, WORDS | hidden(again))
    assert len(desk.people()) == 1


@pytest.mark.parametrize("path", ["people/{}/", "head/", "check/", "letter/", "withdraw/"])
def test_every_form_changes_its_language_without_saving(desk, path):
    desk.add()
    path = path.format(desk.people()[0].reference)
    words = WORDS | desk.hidden(path) | {"head": desk.people()[0].reference, "informed": "on"}
    before = everything()

    response = desk.post(path, words | {"switch": "1", "position": "Mayor"})

    assert response.status_code == 200
    assert everything() == before


def test_the_languages_of_a_page_without_a_form_are_links(desk):
    page = desk.get("people/").content.decode()

    for language in ("de", "en", "uk", "sq"):
        assert f'href="/{language}/i/{desk.token}/people/"' in page


def test_an_organisation_names_people_as_well(client):
    organisation = make_organisation("utility", name_en="Utility")
    desk = Desk(client, make_delegation(organisation=organisation, status=Status.SUBMITTED))
    desk.add()

    for path in PAGES:
        assert desk.get(path).status_code == 200, path
    assert "Utility" in desk.get().content.decode()


# protected people


@pytest.fixture
def guarded(client):
    municipality = make_municipality(
        "melitopol", name="Melitopol", publication_policy="no_people", latitude=46, longitude=35
    )
    workshop = make_workshop(title_en="Title Munich")
    delegation = make_delegation(workshop, municipality, status=Status.SUBMITTED, quota=3)
    make_delegate(delegation, status="nominated", family_name="Secretname", position="Secretjob")
    return Desk(client, delegation)


def test_protected_people_are_shown_only_after_a_button(guarded):
    secrets = re.compile("Melitopol|Secretname|Secretjob|Munich", re.I)

    for path in addresses(guarded):
        if path not in PRESSED:
            response = guarded.get(path)
            text = response.content.decode() + str(response.headers)
            assert not secrets.search(text), path

    start = guarded.post("open/").url
    page = guarded.client.get(start).content.decode()
    people = re.search(r'href="([^"]*/people/\?open=[^"]*)"', page)[1]
    assert "Melitopol" in page
    assert "Secretname" in guarded.client.get(people).content.decode()


def test_one_protected_person_guards_the_whole_list(desk):
    desk.add()
    assert "Коваленко" in desk.get("people/").content.decode()

    desk.delegation.delegates.update(protected=True)

    assert "Коваленко" not in desk.get("people/").content.decode()


def test_the_press_is_not_for_ever_nor_for_others(guarded, client):
    other = make_delegation(make_workshop(), guarded.delegation.municipality, status="submitted")
    seal = Desk(client, other).post("open/").url.partition("?")[2]

    for query in (seal, "open=", "open=x", "open=" + "x" * 3000):
        assert "Melitopol" not in guarded.get("?" + query).content.decode()


def test_the_acts_on_protected_people_stay_open_after_the_press(guarded):
    query = guarded.post("open/").url.partition("?")[2]
    page = guarded.get(f"people/new/?{query}")

    response = guarded.post(f"people/new/?{query}", WORDS | hidden(page))

    assert response.url == f"{guarded.base}people/?{query}"
    assert len(guarded.people()) == 2
    assert guarded.people()[1].protected


@pytest.mark.parametrize("why", TITLES)
def test_a_closed_link_of_protected_people_names_nobody(guarded, why):
    close(guarded.delegation, why)

    page = guarded.get().content.decode()
    assert not re.search("Melitopol|Secretname|Munich|burnt", page)
