"""The search over everything public: any language and spelling, the reason of each hit."""

import pytest

from partnerships.models import Municipality, Spelling
from tests.factories import (
    make_delegation,
    make_municipality,
    make_past_workshop,
    make_report,
    make_topic,
    make_track,
    make_workshop,
)
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def vinnytsia():
    """A municipality that publicly takes part in a past workshop on energy, with a report."""
    place = make_municipality(
        "vinnytsia",
        name_de="Winnyzja",
        name_en="Vinnytsia",
        name_uk="Вінниця",
        native_name="Вінниця",
        native_language="uk",
    )
    Spelling.objects.create(municipality=place, text="Vinnitsa", kind=Spelling.Kind.TRANSLITERATION)
    workshop = make_past_workshop("munich", title_de="Resilienz", title_en="Resilience")
    topic = make_topic("energy", name_de="Erneuerbare Energie", name_uk="Відновлювана енергетика")
    make_track(workshop, "energy", title_de="Energieoptionen", topic=topic)
    make_delegation(workshop, place)
    make_report(
        workshop,
        "insights",
        headline_de="Einblicke",
        body_de="Viele Worte. " * 30 + "Am Ende stand die Wasserversorgung im Mittelpunkt.",
    )
    return place


def found(client, q, language="de", **query):
    response = client.get(f"/{language}/search/", {"q": q, **query})
    assert response.status_code == 200
    return {
        kind.key: [(str(hit.name), [str(text) for _label, text in hit.reasons]) for hit in hits]
        for kind, hits in response.context["parts"]
    }


@pytest.mark.parametrize("text", ["Vinnitsa", "вінниця", "VINNYTSIA", "winnyzja", "Вінниця’"])
def test_a_municipality_and_its_workshops_are_found_in_any_spelling(client, vinnytsia, text):
    hits = found(client, text)

    assert [name for name, _reasons in hits["cities"]] == ["Winnyzja"]
    assert [name for name, _reasons in hits["workshops"]] == ["Resilienz"]


def test_the_reason_is_the_text_in_which_the_words_stand(client, vinnytsia):
    assert found(client, "winnyzja")["cities"] == [("Winnyzja", [])]
    assert found(client, "Vinnitsa")["cities"] == [("Winnyzja", ["Vinnitsa"])]
    assert found(client, "вінниця")["workshops"] == [("Resilienz", ["Winnyzja"])]
    assert found(client, "Vinnitsa")["workshops"] == [("Resilienz", ["Winnyzja"])]
    assert found(client, "Resilience")["workshops"] == [("Resilienz", ["Resilience"])]
    assert found(client, "resilienz energieoptionen")["workshops"] == [
        ("Resilienz", ["Energieoptionen"])
    ]


def test_a_long_text_is_shown_around_the_word(client, vinnytsia):
    ((name, (excerpt,)),) = found(client, "wasserversorgung")["reports"]

    assert name == "Einblicke"
    assert excerpt.startswith("… ")
    assert "Wasserversorgung" in excerpt
    assert len(excerpt) < 200


def test_words_may_stand_in_different_languages(client, vinnytsia):
    assert found(client, "resilience відновлювана winnyzja", language="uk")["workshops"]


def test_a_topic_is_found_and_so_are_the_workshops_on_it(client, vinnytsia):
    hits = found(client, "erneuerbare")

    assert [name for name, _reasons in hits["topics"]] == ["Erneuerbare Energie"]
    assert hits["workshops"] == [("Resilienz", ["Erneuerbare Energie"])]


def test_one_kind_can_be_shown_in_full(client, vinnytsia):
    for number in range(25):
        make_past_workshop(f"further-{number}", title_de=f"Resilienz {number}")

    everything = found(client, "resilienz")
    full = found(client, "resilienz", kind="workshops", page=2)

    assert len(everything["workshops"]) == 6
    assert len(full["workshops"]) == 6


def test_no_hit_names_the_word_to_drop(client, vinnytsia):
    response = client.get("/de/search/", {"q": "Resilienz Quatschwort"})

    (way,) = response.context["ways_out"]
    assert (way.word, way.hits) == ("Quatschwort", 1)
    assert 'href="/de/search/?q=Resilienz"' in response.text


@pytest.mark.row("A55")
def test_what_is_not_public_is_not_found(client, vinnytsia):
    make_workshop("secret", title_de="Geheimtitel", publication=Workshop.Publication.DRAFT)
    make_past_workshop("away", title_de="Geheimtitel", publication=Workshop.Publication.ARCHIVED)
    hidden = make_municipality(
        "hidden", name="Geheimstadt", publication_policy=Municipality.PublicationPolicy.HIDDEN
    )
    past = make_past_workshop("visible", title_de="Offen", host_municipality=hidden)
    make_delegation(past, hidden)
    make_municipality("only-entered", name="Geheimdorf")
    ahead = make_workshop("ahead", title_de="Kommend")
    make_delegation(ahead, vinnytsia)

    assert found(client, "geheim") == {}
    assert [name for name, _reasons in found(client, "winnyzja")["workshops"]] == ["Resilienz"]


@pytest.mark.row("A05")
@pytest.mark.parametrize(
    "q",
    ["", " ", "’", "%", "_", "*" * 200, "a" * 201, "<script>alert(1)</script>", "🙂", "\u202eabc"],
)
def test_odd_words_are_answered(client, vinnytsia, q):
    response = client.get("/de/search/", {"q": q})

    assert response.status_code == 200
    assert "<script>alert" not in response.text


@pytest.mark.row("A05")
@pytest.mark.parametrize("query", ["kind=people&q=winnyzja", "q=a&q=b", "kind=cities", "x=1"])
def test_odd_parameters_change_nothing(client, vinnytsia, query):
    assert client.get(f"/de/search/?{query}").status_code == 200


def test_the_search_is_never_indexed(client, vinnytsia):
    assert 'content="noindex, follow"' in client.get("/de/search/").text


@pytest.mark.parametrize("q", ["gemeinsam", "gemeinsam nirgendwo"])
def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries, vinnytsia, q):
    numbers = []
    for size in (1, 3, 30):
        for number in range(size):
            slug = f"gemeinsam-{size}-{number}"
            place = make_municipality(slug)
            workshop = make_past_workshop(slug, title_de=slug)
            make_track(workshop, "t", topic=make_topic(slug))
            make_delegation(workshop, place)
            make_report(workshop, slug, headline_de=slug)
        with django_assert_max_num_queries(8) as queries:
            client.get("/de/search/", {"q": q})
        numbers.append(len(queries))

    assert len(set(numbers)) == 1
