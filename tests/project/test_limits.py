"""Floods are refused, and forty people behind one address are none (A12, A76)."""

import pytest
from django.core.cache import cache, caches
from django.core.files.uploadedfile import SimpleUploadedFile

from config import middleware
from tests.factories import make_organiser, make_webinar, make_workshop
from workshops.admin import policy
from workshops.models import PendingRegistration
from workshops.public import search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_was_counted():
    cache.clear()
    caches["process"].clear()


@pytest.mark.row("A12")
@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"a{n}=b" for n in range(2_000)),
        "q=" + "a" * 100_000,
        "&".join("o=1" for _number in range(1_500)),
    ],
)
@pytest.mark.parametrize("path", ["/de/", "/uk/cities/", "/data/workshops.json", "/admin/login/"])
def test_a_flood_in_the_address_is_refused(client, path, query):
    answer = client.get(f"{path}?{query}")

    assert answer.status_code == 400


@pytest.mark.row("A12")
@pytest.mark.parametrize(
    "query",
    ["a[b][c][d][e]=f", "w=99999&h=99999", "&".join(f"sort={n}" for n in range(50)), "page=-1"],
)
def test_odd_parameters_do_nothing(client, query):
    assert client.get(f"/de/cities/?{query}").status_code in {200, 404}


@pytest.mark.row("A12")
@pytest.mark.parametrize("size", ["1", "481", "99999", "480x480", "0480"])
def test_no_picture_is_derived_on_demand(client, picture_files, size):
    assert client.get(f"/media/{'a' * 32}-{size}.webp").status_code == 404


@pytest.mark.row("A76")
def test_forty_people_of_one_town_hall_search_and_register(client):
    workshop = make_webinar()
    words = {"family_name": "K", "language": "en", "affiliation": "Kyiv", "languages_spoken": "uk"}
    answers = []

    for number in range(40):
        mine = {"given_name": f"Name{number}", "email": f"p{number}@example.org"}
        answers += [client.get("/en/search/", {"q": f"water {n}"}).status_code for n in range(5)]
        page = f"/en/workshops/{workshop.slug}/register/"
        answers.append(client.post(page, words | mine).status_code)

    assert set(answers) == {200, 302}
    assert PendingRegistration.objects.count() == 40


def is_asked_to_wait(answer):
    return answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0


@pytest.mark.row("A76")
def test_who_searches_without_end_is_asked_to_wait(client, monkeypatch):
    monkeypatch.setattr(search, "MOST_SEARCHES", 3)

    answers = [client.get("/de/search/", {"q": f"w{n}"}) for n in range(4)]
    others = client.get("/de/search/", {"q": "w"}, REMOTE_ADDR="192.0.2.9")

    assert [answer.status_code for answer in answers[:3]] == [200] * 3
    assert client.get("/de/search/", {"q": "w0"}).status_code == 200  # once more the same
    assert is_asked_to_wait(answers[3])
    assert others.status_code == 200
    assert client.get("/de/search/").status_code == 200  # without a word nothing is searched


@pytest.mark.row("A76")
def test_who_has_a_whole_network_of_addresses_is_asked_to_wait_all_the_same(client, monkeypatch):
    monkeypatch.setattr(search, "MOST_SEARCHES", 3)

    answers = [
        client.get("/de/search/", {"q": f"w{n}"}, REMOTE_ADDR=f"2001:db8:1:2::{n}")
        for n in range(4)
    ]
    neighbour = client.get("/de/search/", {"q": "w"}, REMOTE_ADDR="2001:db8:1:3::1")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert neighbour.status_code == 200


@pytest.mark.row("A76")
@pytest.mark.parametrize("page", ["lists/door/", "evidence/pack/", "papers/table_signs/"])
def test_an_account_takes_no_files_without_end(client, monkeypatch, page):
    monkeypatch.setattr(policy, "MOST_FILES", 2)
    workshop, address = make_workshop(), "/admin/workshops/workshop/{}/" + page
    words = {"format": "csv", "language": "en", "dialect": "excel"}

    def take():
        answer = client.post(address.format(workshop.pk), words)
        b"".join(answer.streaming_content if answer.streaming else [])
        return answer

    client.force_login(make_organiser())
    answers = [take() for _number in range(3)]
    client.force_login(make_organiser())
    another = take()

    assert [answer.status_code for answer in answers[:2]] == [200] * 2
    assert is_asked_to_wait(answers[2])
    assert another.status_code == 200


@pytest.mark.row("A76")
def test_nobody_sends_files_without_end(client, monkeypatch):
    monkeypatch.setattr(middleware, "MOST_UPLOADS", 2)
    client.force_login(make_organiser())

    def send():
        file = SimpleUploadedFile("a.csv", b"a;b")
        return client.post("/admin/partnerships/contact/import/", {"act": "check", "file": file})

    answers = [send() for _number in range(3)]

    assert [answer.status_code for answer in answers[:2]] == [200] * 2
    assert is_asked_to_wait(answers[2])
