"""Bad input where the tests of the parts have none: odd signs, dates, addresses that fill in."""

import datetime
import re
import time
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from tests.factories import (
    make_delegate,
    make_delegation,
    make_open_call,
    make_organiser,
    make_webinar,
    make_workshop,
)
from tests.workshops.documents.reading import text_of
from tools import languages
from workshops.documents import badges
from workshops.models import Interest
from workshops.registration import links

pytestmark = pytest.mark.django_db

BROKEN = ["%ED%A0%80", "%C0%AF", "%ff", "a%ED%B0%80b"]
VECTOR = '"><script>alert(1)</script>'
IMPOSSIBLE_DAYS = ["2024-02-30", "0000-01-01", "99999-1-1", "2024-W99", "10000-01-01", "٢٠٢٤", "-1"]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def organiser(client):
    user = make_organiser(language="en")
    client.force_login(user)
    return user


@pytest.mark.row("A03")
@pytest.mark.parametrize("text", BROKEN)
def test_broken_signs_in_a_form_are_text_or_refused(client, text):
    make_open_call("open-one")
    typed = f"municipality_name={text}&name={text}&country=UA&email=a@example.org&text={text}"

    response = client.post("/de/workshops/open-one/take-part/", typed, content_type=FORM)

    assert response.status_code in {302, 400, 422}
    for noted in Interest.objects.values_list("municipality_name", "name", "text"):
        "".join(noted).encode()


@pytest.mark.row("A03")
@pytest.mark.parametrize("name", [b"a\xff.csv", b"\xed\xa0\x80.csv", b"a\xc0\xaf.csv"])
def test_a_broken_name_of_a_file_does_no_harm(client, organiser, name):
    workshop = make_workshop()
    body = b"\r\n".join(
        [
            b"--x",
            b'Content-Disposition: form-data; name="file"; filename="' + name + b'"',
            b"Content-Type: text/csv",
            b"",
            b"Vorname;Familienname",
            b"A;B",
            b"--x--",
            b"",
        ]
    )

    response = client.post(
        f"/admin/workshops/workshop/{workshop.pk}/people/import/",
        body,
        content_type="multipart/form-data; boundary=x",
    )

    assert response.status_code in {200, 400, 422}
    response.text.encode()


@pytest.mark.row("A05")
@pytest.mark.parametrize(
    "q", ["x" * 1_000_000, "%_" * 500, "(a+)+$" * 30, "\\" * 200, "🏳️‍🌈" * 60, "\u202e" * 200]
)
@pytest.mark.parametrize("path", ["/de/search/", "/de/workshops/", "/de/cities/"])
def test_a_search_is_answered_quickly_whatever_is_sought(client, path, q):
    for _number in range(30):
        make_delegation()
    address = f"{path}?{urlencode({'q': q})}"
    client.get(path)

    begun = time.process_time()
    response = client.get(address)

    # 400: longer than any address is
    assert response.status_code == (400 if len(q) > 10_000 else 200)
    assert time.process_time() - begun < 0.3


@pytest.mark.row("A06")
@pytest.mark.parametrize("day", IMPOSSIBLE_DAYS)
def test_a_day_that_cannot_be_shows_a_page_or_nothing(client, organiser, day):
    workshop = make_workshop("running", starts_on=timezone.localdate())

    for path in (
        f"/admin/workshops/workshop/{workshop.pk}/programme/",
        f"/admin/workshops/workshop/{workshop.pk}/attendance/",
        "/en/checkin/running/",
        "/en/checkin/running/list/",
    ):
        assert client.get(path, {"day": day}).status_code in {200, 404}


@pytest.mark.row("A06")
@pytest.mark.parametrize("day", IMPOSSIBLE_DAYS)
def test_a_day_that_cannot_be_is_refused(client, organiser, day):
    workshop = make_workshop(starts_on=datetime.date(2023, 11, 28))
    typed = {"handed_over_on": day, "reference": "x", "sha256": "x"}

    response = client.post(f"/admin/workshops/workshop/{workshop.pk}/evidence/handover/", typed)

    assert response.status_code == 422
    assert not workshop.handovers.exists()


@pytest.mark.row("A07")
@pytest.mark.parametrize("path", ["/xx/", "/DE/", "/de-DE-x-evil/", "/xx/workshops/"])
def test_nothing_is_sent_to_a_language_that_we_do_not_have(client, path):
    assert client.post(path).status_code == 404


@pytest.mark.row("A07", "A18")
@pytest.mark.parametrize("language", languages.LANGUAGES)
@pytest.mark.parametrize("path", ["", "workshops/", "cities/", "imprint/", "nowhere/"])
def test_page_and_header_name_the_same_language(client, path, language):
    response = client.get(f"/{language}/{path}", headers={"accept-language": "en, sq;q=0.5"})

    assert f'<html lang="{language}">' in response.text
    assert response.headers["Content-Language"] == language


@pytest.mark.row("A12")
@pytest.mark.parametrize(
    "query",
    ["&".join(f"p{n}=1" for n in range(2000)), "a" + "[b]" * 1000 + "=1", "q=" + "x" * 100_000,
     "&".join(f"sort=k{n}" for n in range(50)), "width=99999&size=1x1&format=tiff"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/de/workshops/", "/de/partnerships/", "/de/share.png"])
def test_a_flood_in_the_address_is_answered_or_refused(client, path, query):
    assert client.get(f"{path}?{query}").status_code in {200, 400, 413, 414}


@pytest.mark.row("A52")
@pytest.mark.parametrize("path", ["take-part", "register"])
def test_an_address_fills_in_nothing_of_a_public_form(client, path):
    make_open_call("open-one") if path == "take-part" else make_webinar("open-one")
    names = "name given_name family_name email municipality_name affiliation next protected status"
    query = dict.fromkeys(names.split(), VECTOR) | {"next": "//evil.example/", "email": "e@vil.org"}

    text = client.get(f"/en/workshops/open-one/{path}/", query).text
    form = text.partition("<form id=")[2].partition("</form>")[0]

    assert "<script>alert" not in text
    assert "evil.example" not in form.replace("?", "")
    assert re.findall(r'value="[^"]*(?:vil|alert)', text) == []


@pytest.mark.row("A52")
def test_an_address_gives_no_person_a_status(client, organiser):
    workshop = make_workshop()
    query = {"workshop": workshop.pk, "status": "confirmed", "email_key": "x", "given_name": VECTOR}

    text = client.get("/admin/workshops/delegate/add/", query).text

    assert "<script>alert" not in text
    assert 'name="status"' not in text
    assert 'name="email_key"' not in text


@pytest.mark.row("A37")
def test_a_name_is_text_on_every_page_and_paper(client, organiser):
    workshop = make_workshop("running", starts_on=timezone.localdate())
    person = make_delegate(make_delegation(workshop), family_name=VECTOR, position=VECTOR)
    pages = [
        f"/admin/workshops/workshop/{workshop.pk}/{page}/"
        for page in ("people", "overview", "travel", "attendance", "groups", "interpretation")
    ]
    pages += [f"/admin/workshops/delegate/{person.pk}/change/", "/en/checkin/running/"]
    pages += ["/en/checkin/running/list/", f"/en/d/{links.create_reply(person, by=None)}/privacy/"]

    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert "<script>alert" not in response.text, page
    badge = badges.pdf(workshop, [person], "en", at=timezone.now(), size="90x55")
    assert "<script>alert(1)" in "".join(text_of(badge).split())


@pytest.mark.row("A28")
def test_no_page_of_organisers_or_helpers_is_shared_by_its_address(client, organiser):
    workshop = make_workshop("running", starts_on=timezone.localdate())
    make_delegate(make_delegation(workshop), family_name="Nobodyknows")
    pages = [
        f"/admin/workshops/workshop/{workshop.pk}/{page}/"
        for page in ("people", "travel", "attendance", "groups", "papers", "lists/door", "evidence")
    ]
    pages += ["/en/checkin/running/", "/en/checkin/running/list/", "/en/checkin/running/state/"]
    shown = [page for page in pages if "Nobodyknows" in client.get(page).text]

    client.logout()

    assert len(shown) >= 4
    for page in pages:
        response = client.get(page)
        assert response.status_code in {302, 403, 404, 410}, page
        assert "Nobodyknows" not in response.text


@pytest.mark.row("A29")
@pytest.mark.parametrize("path", ["/en/d/{}/", "/en/r/{}/", "/en/i/{}/answers/"])
def test_who_guesses_links_finds_none_and_has_to_wait(client, path):
    make_delegate()

    answers = [client.get(path.format(f"guess{number}")).status_code for number in range(60)]

    assert set(answers) <= {404, 410, 429}
    assert answers[-1] == 429
