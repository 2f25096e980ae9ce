"""No address changes anything when it is only read, or when another site sent the form (A72).

The addresses come from the resolver, so that a new page is walked without being listed here.
"""

import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver
from django.utils.translation import override

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_message,
    make_municipality,
    make_needs,
    make_organisation,
    make_organiser,
    make_partnership,
    make_report,
    make_topic,
    make_workshop,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.row("A72")]

WRITES = re.compile(r'(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# what reading may leave: that something sensitive was seen or taken, how often it was asked, the
# session, an empty row for each text that can be written
MAY_BE_WRITTEN = {
    "partnerships_auditentry",
    "workshops_exportlog",
    "cache",
    "django_session",
    "workshops_textpage",
    "workshops_messagetemplate",
}


@pytest.fixture
def values():
    """What stands for the parameters of an address: things that are there, all called "thing"."""
    municipality = make_municipality("thing")
    workshop = make_workshop("thing")
    delegation = make_delegation(workshop, municipality)
    person = make_delegate(delegation)
    make_needs(person)
    make_organisation("thing")
    make_partnership(municipality, make_municipality())
    make_topic("thing")
    make_report(workshop, "thing")
    message = make_message(delegation, contact=make_contact(municipality))
    return {
        "pk": workshop.pk,
        "slug": "thing",
        "delegation_pk": delegation.pk,
        "message_pk": message.pk,
        "token": "x" * 22,
        "reference": person.reference,
        "purpose": "door",
        "kind": "badges",
        "language": "de",
        "name": "workshops",
        "act": "accept",
    }


def walked(values, resolver=None, prefix="/"):
    """[(address, pattern)] of all pages, in German where the address names the language."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walked(values, pattern, route)
        else:
            known = values | {"object_id": _number(pattern.name)}
            yield (
                re.sub(r"<(?:\w+:)?(\w+)>", lambda m, k=known: str(k.get(m[1], 1)), route),
                pattern,
            )


def _number(name):
    """Of some thing of the model that a page of the administration is about."""
    app, _underscore, rest = (name or "").partition("_")
    model = rest.partition("_")[0]
    try:
        found = apps.get_model(app, model)
    except LookupError:
        return 1
    found = get_user_model() if found._meta.swapped else found
    return found._base_manager.values_list("pk", flat=True).first() or 1


@pytest.fixture
def addresses(values):
    with override("de"):
        return list(walked(values))


@pytest.fixture
def browser():
    """Of somebody who may do everything, with the token of a form that was loaded."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_organiser())
    client.get("/admin/")
    return client


def written(queries):
    tables = {match[1] for query in queries if (match := WRITES.match(query["sql"].strip()))}
    return tables - MAY_BE_WRITTEN


def sent(client, addresses, method, **request):
    """{address: (status, tables that were written to)}"""
    found = {}
    for address, _pattern in addresses:
        with CaptureQueriesContext(connection) as queries:
            response = getattr(client, method)(address, **request)
            b"".join(response.streaming_content if response.streaming else [])
        found[address] = (response.status_code, written(queries))
    return found


def test_all_pages_are_walked(addresses):
    assert len(addresses) > 200
    assert len({address for address, _pattern in addresses}) > 150


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_changes_nothing(browser, addresses, method):
    override = {"x-http-method-override": "POST", "x-method-override": "DELETE"}
    query = {"query_params": {"_method": "POST", "post": "yes", "act": "accept"}}

    found = sent(browser, addresses, method, headers=override, **query)

    assert {address: tables for address, (_status, tables) in found.items() if tables} == {}
    assert [address for address, (status, _tables) in found.items() if status >= 500] == []
    assert sum(status == 200 for status, _tables in found.values()) > (80 if method == "get" else 0)


FORGED = {
    "without token": {},
    "from another site": {"headers": {"origin": "https://evil.example"}},
    "from a page of nobody": {"headers": {"origin": "null"}},
    "as plain text": {"content_type": "text/plain", "data": '{"post": "yes"}'},
}
# nobody's cookie speaks for these: forms for everybody, and pages that their secret address opens
BY_NOBODY = re.compile(r"/de/(workshops/thing/(register|take-part)/|[cdir]/|register/)")


@pytest.mark.parametrize("kind", FORGED)
def test_a_form_of_another_site_changes_nothing(browser, addresses, kind):
    token = browser.cookies["csrf"].value
    words = {"post": "yes", "act": "accept", "action": "accept"}
    knows_token = kind in {"from another site", "as plain text"}
    words |= {"csrfmiddlewaretoken": token} if knows_token else {}

    found = sent(browser, addresses, "post", **{"data": words} | FORGED[kind])

    assert {address: tables for address, (_status, tables) in found.items() if tables} == {}
    # 404: no such address; a page that is there asks for the token first
    refused = {403, 404, 405}
    let_in = [address for address, (status, _tables) in found.items() if status not in refused]
    assert [address for address in let_in if not BY_NOBODY.match(address)] == []


def test_the_right_form_of_our_own_site_is_let_in(browser, addresses):
    """The control: with token and origin, what was refused above is acted on."""
    token = browser.cookies["csrf"].value

    answer = browser.post(
        "/admin/language/",
        {"language": "uk", "csrfmiddlewaretoken": token},
        headers={"origin": "http://testserver"},
    )

    assert answer.status_code == 302
