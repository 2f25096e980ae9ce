"""The shape of the open data: what others rely on, pinned."""

import csv
import io

import pytest

from tests.factories import make_municipality, make_partnership, make_report, make_workshop
from workshops.public.files.data_fields import DATASETS

pytestmark = pytest.mark.django_db

TEXTS = {"de": str, "en": str, "uk": str, "sq": str}
SHAPES = {
    "workshops": {
        "slug": str,
        "uid": str,
        "url": TEXTS,
        "kind": str,
        "format": str,
        "title": TEXTS,
        "summary": TEXTS,
        "starts_on": str,
        "ends_on": str,
        "days": list,
        "timezone": str,
        "starts_at": str,
        "ends_at": str,
        "host": str,
        "country": str,
        "place": TEXTS,
        "venue": TEXTS,
        "languages_spoken": list,
        "languages_interpreted": list,
        "topics": list,
        "municipalities": list,
        "is_cancelled": bool,
        "cancellation_reason": TEXTS,
        "replaced_by": str,
        "sources": list,
    },
    "cities": {
        "slug": str,
        "url": TEXTS,
        "country": str,
        "name": TEXTS,
        "native_name": str,
        "native_language": str,
        "region": TEXTS,
        "latitude": float,
        "longitude": float,
        "population": int,
        "population_year": int,
        "population_source": str,
        "website": str,
    },
    "partnerships": {
        "id": int,
        "kind": str,
        "status": str,
        "members": list,
        "started": str,
        "started_precision": str,
        "ended": str,
        "ended_precision": str,
        "title": TEXTS,
        "summary": TEXTS,
        "topics": list,
        "source_url": str,
        "successor": int,
    },
}


@pytest.fixture
def full(world):
    """One row of each kind in which no field is empty."""
    full = make_municipality(
        "full",
        name_uk="Повна",
        native_name="Повна",
        native_language="uk",
        latitude="-12.3456",
        longitude="0.5",
        population=372_000,
        population_year=2022,
        population_source="Amt",
        website="https://full.example.org",
    )
    later = make_partnership(full, world["host"])
    make_partnership(
        full,
        world["host"],
        started_on="2016-05-01",
        started_precision="month",
        ended_on="2020-01-01",
        ended_precision="year",
        successor=later,
        source_url="https://example.org/a",
    )
    workshop = make_workshop(
        "full-one", host_municipality=full, replaced_by=world["ahead"], timezone="Europe/Kyiv"
    )
    make_report(workshop, source_url_de="https://example.org/b")
    return workshop


def rows(client, name):
    return client.get(f"/data/{name}.json").json()[name]


def shape(row, like):
    return {
        key: {code: type(text) for code, text in value.items()}
        if isinstance(like.get(key), dict)
        else type(value)
        for key, value in row.items()
    }


@pytest.mark.parametrize("name", SHAPES)
def test_keys_and_types_stay(client, full, name):
    expected = SHAPES[name]

    found = [shape(row, expected) for row in rows(client, name)]

    assert expected in found
    nothing = [
        (key, kind)
        for row in found
        for key, kind in row.items()
        if kind not in (expected.get(key), type(None))
    ]
    assert nothing == []
    assert {tuple(row) for row in found} == {tuple(expected)}


def test_a_file_says_where_it_is_explained_and_whom_to_name(client, world):
    content = client.get("/data/cities.json").json()

    assert list(content) == ["documentation", "licence", "attribution", "cities"]
    assert content["documentation"] == "http://testserver/en/data/"
    assert "GeoNames" in content["attribution"]


@pytest.mark.parametrize("name", SHAPES)
def test_csv_holds_the_same_as_json(client, full, name):
    response = client.get(f"/data/{name}.csv")
    read = list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert not response.content.startswith(b"\xef\xbb\xbf")
    assert read == [flat(row) for row in rows(client, name)]


def flat(row):
    cells = {}
    for key, value in row.items():
        if isinstance(value, dict):
            cells |= {f"{key}_{code}": text for code, text in value.items()}
        else:
            cells[key] = cell(value)
    return cells


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(value) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("name", SHAPES)
def test_anybody_may_fetch_it_from_a_page_of_their_own(client, world, name):
    for ending in ("json", "csv"):
        response = client.get(f"/data/{name}.{ending}")

        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_language_of_the_reader_changes_nothing(client, full):
    for name in SHAPES:
        for ending in ("json", "csv"):
            path = f"/data/{name}.{ending}"
            texts = {
                client.get(path, headers={"accept-language": code}).content for code in ("uk", "sq")
            }
            assert len(texts) == 1, path


def test_dates_are_no_more_exact_than_known(client, full):
    ended = next(row for row in rows(client, "partnerships") if row["ended"])

    assert (ended["started"], ended["ended"]) == ("2016-05", "2020")


def test_a_venue_for_participants_is_left_out(client):
    make_workshop("secret", venue_de="Canary Hall")
    make_workshop("open", venue_de="Rathaus", venue_visibility="public")

    venues = {row["slug"]: row["venue"]["de"] for row in rows(client, "workshops")}

    assert venues == {"secret": "", "open": "Rathaus"}


def test_a_formula_does_not_compute(client):
    make_workshop("one", title_de="=1+1")

    assert '"\'=1+1"' in client.get("/data/workshops.csv").content.decode()
    assert rows(client, "workshops")[0]["title"]["de"] == "=1+1"


@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
def test_the_page_explains_every_field_and_links_every_file(client, language):
    text = client.get(f"/{language}/data/").content.decode()

    for dataset in DATASETS.values():
        for ending in ("json", "csv"):
            assert f'href="/data/{dataset.name}.{ending}"' in text
        for field in dataset.fields:
            assert f"<code>{field.key}</code>" in text


def test_the_licence_of_the_own_data_is_named_or_said_to_be_missing(client, settings):
    settings.DATA_LICENCE = ""
    unnamed = client.get("/en/data/").content.decode()
    settings.DATA_LICENCE = "CC BY 4.0 (https://example.org/by)"
    named = client.get("/en/data/").content.decode()

    assert "none is named yet" in unnamed
    assert "none is named yet" not in named
    assert 'CC BY 4.0 (<a href="https://example.org/by"' in named
    assert client.get("/data/cities.json").json()["licence"] == settings.DATA_LICENCE
    assert "GeoNames" in named


def test_the_calendar_can_be_subscribed_to(client):
    page = client.get("/uk/data/").content.decode()

    assert 'href="webcal://testserver/uk/workshops/calendar.ics"' in page
