import pytest

from partnerships.models import Municipality, Organisation, Spelling, Topic
from tools import folding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

FORMS = {
    "vinnytsia": [
        "Winnyzja",
        "Vinnytsia",
        "Vinnitsa",
        "Вінниця",
        "вінниця",
        "winnyzja",
        "VINNYTSIA",
        "Винница",
    ],
    "brovary": ["Browary", "Brovary", "Бровари"],
    "berezhany": ["Bereschany", "Berezhany", "Berenzhany", "Бережани"],
    "lutsk": ["Luzk", "Lutsk", "Luts’k", "Луцьк"],
    "trostianets-sumy": ["Trostjanez", "Trostyanez", "Trostyanets"],
    "mykolaiv": ["Mykolajiw", "Mykolaiv", "Nikolaev", "Миколаїв"],
    "gllogoc": ["Gllogoc", "Drenas", "Gllogoc (Drenas)", "Glogovac"],
    "eichenau": ["Eichenau", "Eichingen"],
    "muenchen": ["München", "Munich", "Muenchen", "Мюнхен", "Mynih"],
    "swjahel": ["Swjahel", "Nowohrad-Wolynskyj"],
}


@pytest.mark.parametrize(
    ("slug", "text"), [(slug, text) for slug, texts in FORMS.items() for text in texts]
)
def test_every_attested_form_finds_the_one_municipality(slug, text):
    found = Municipality.objects.matching(text)

    assert [municipality.slug for municipality in found] == [slug]


def test_no_spelling_overwrites_a_name():
    berezhany = Municipality.objects.get(slug="berezhany")

    assert (berezhany.name_de, berezhany.name_en, berezhany.name_uk) == (
        "Bereschany",
        "Berezhany",
        "Бережани",
    )
    assert Spelling.objects.get(text="Berenzhany").kind == Spelling.Kind.MISSPELLING
    assert Spelling.objects.get(text="Akkerman").kind == Spelling.Kind.FORMER
    assert Spelling.objects.get(text="Lemberg").kind == Spelling.Kind.EXONYM


def test_no_spelling_repeats_an_own_name():
    for spelling in Spelling.objects.select_related("municipality"):
        assert folding.fold(spelling.text) not in spelling.municipality.search_key.split(" | ")


def test_kosovo_is_xk():
    kosovo = Municipality.objects.filter(country="XK").order_by("slug")

    assert [municipality.slug for municipality in kosovo] == [
        "gllogoc",
        "mushtisht",
        "pristina",
        "viti",
    ]


def test_occupied_municipality_protects_people_and_hides_its_website():
    melitopol = Municipality.objects.get(slug="melitopol")

    assert melitopol.publication_policy == Municipality.PublicationPolicy.NO_PEOPLE
    assert melitopol.situation == Municipality.Situation.OCCUPIED
    assert melitopol.website
    assert melitopol.public_website == ""
    for code in ("de", "en", "uk", "sq"):
        assert getattr(melitopol, f"situation_note_{code}")


def test_population_names_its_source():
    counted = Municipality.objects.exclude(population=None)

    assert not counted.filter(population_source="").exists()
    assert counted.get(slug="pristina").population_year == 2024
    assert counted.get(slug="vinnytsia").population == 369_739


def test_utilities_belong_to_their_municipality():
    utilities = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPAL_UTILITY)

    assert {utility.slug: utility.municipality.slug for utility in utilities} == {
        "stadtwerke-gersthofen": "gersthofen",
        "rheinenergie": "koeln",
    }


def test_topics_have_short_names_in_every_language():
    for topic in Topic.objects.all():
        for code in ("de", "en", "uk", "sq"):
            assert 0 < len(getattr(topic, f"short_name_{code}")) <= 24


@pytest.mark.parametrize(
    ("slug", "word"),
    [("karlsruhe", "карлсруе"), ("nuernberg", "Нюрнберг"), ("hannover", "Ганновер")],
)
def test_well_known_cities_are_found_in_ukrainian(slug, word):
    assert slug in Municipality.objects.matching(word).values_list("slug", flat=True)
