"""The page of the Munich workshop states the facts of the report, and no more than it says."""

import re

import pytest
from django.core.management import call_command

from tools.formats import heading
from workshops.models import Delegate

pytestmark = pytest.mark.django_db

DATES = {
    "de": "28.–29. November 2023",
    "en": "28–29 November 2023",
    "uk": "28–29 листопада 2023 р.",
    "sq": "28–29 nëntor 2023",
}
RELATED = {
    "de": "13.–15. November 2023",
    "en": "13–15 November 2023",
    "uk": "13–15 листопада 2023 р.",
    "sq": "13–15 nëntor 2023",
}
PUBLISHED = {
    "de": "18. Januar 2024",
    "en": "18 January 2024",
    "uk": "18 січня 2024 р.",
    "sq": "18 janar 2024",
}
TITLES = {
    "de": "Resilienz in Kriegszeiten – Kommunaler Austausch zwischen der Ukraine und Deutschland",
    "en": "Resilience in Times of War – Municipal Exchange between Ukraine and Germany",
    "uk": "Стійкість у часи війни – обмін між громадами України та Німеччини",
    "sq": "në kohë lufte – shkëmbim ndërmjet komunave të Ukrainës dhe Gjermanisë",
}
HEADLINES = {
    "de": "Resilienz aufbauen: Einblicke aus dem Projektplanungsworkshop",
    "en": "Building Resilience: Insights from the Project Planning Workshop",
    "uk": "Розбудова стійкості: враження з воркшопу з планування проєктів",
    "sq": "përshtypje nga punëtoria për planifikimin e projekteve",
}
TRACKS = {
    "de": [
        "Regionale und lokale Wirtschaftsentwicklung",
        "Erneuerbare Energieoptionen auf kommunaler Ebene",
        "Integrierte Stadtentwicklung",
    ],
    "en": [
        "Regional and Local Economic Development",
        "Renewable Energy Options on the Municipal Level",
        "Integrated Urban Development",
    ],
}
BY_COUNTRY = {
    "de": {
        "DE": ["Eichenau", "München"],
        "XK": ["Gllogoc", "Pristina"],
        "UA": [
            "Bereschany", "Browary", "Luzk", "Melitopol", "Mykolajiw", "Nowowolynsk", "Sambir",
            "Sbarasch", "Sumy", "Trostjanez", "Winnyzja",
        ],
    },
    "uk": {
        "XK": ["Приштина", "Gllogoc"],
        "DE": ["Айхенау", "Мюнхен"],
        "UA": [
            "Бережани", "Бровари", "Вінниця", "Збараж", "Луцьк", "Мелітополь", "Миколаїв",
            "Нововолинськ", "Самбір", "Суми", "Тростянець",
        ],
    },
}  # fmt: skip


@pytest.fixture
def munich(client, db, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "a-long-enough-word-for-tests")
    call_command("load_demo", verbosity=0)

    def page(language):
        return client.get(f"/{language}/workshops/resilience-munich-2023/").content.decode()

    return page


def test_facts_in_every_language(munich):
    for language, dates in DATES.items():
        text = munich(language)

        assert TITLES[language] in text
        assert dates in text
        assert RELATED[language] in text
        assert HEADLINES[language] in text
        assert PUBLISHED[language] in text
        for title in TRACKS.get(language, ()):
            assert title in text


def test_tracks_stand_in_order(munich):
    for language, titles in TRACKS.items():
        tracks = munich(language).partition('id="tracks"')[2].partition("</section>")[0]

        shown = re.findall(r"<h3[^>]*>([^<]+)</h3>", tracks)
        assert shown[:3] == [heading(title) for title in titles]


def test_municipalities_stand_by_country_in_the_names_of_the_language(munich):
    for language, groups in BY_COUNTRY.items():
        section = munich(language).partition('id="municipalities"')[2].partition("</section>")[0]

        parts = section.split('<h3 class="group-head">')[1:]
        names = [re.findall(r'class="tile-name"[^>]*>([^<]+)<', part) for part in parts]
        assert names[:3] == list(groups.values())
        assert len(names) == 4
        assert len(names[3]) == 2


def test_the_figure_belongs_to_the_report(munich):
    text = munich("de")

    figures = text.partition('class="figures"')[2].partition("</ul>")[0]
    assert re.findall(r"\b\d+\b", re.sub(r"<[^>]+>", "", figures)) == ["35"]
    assert "ukrainische Kommunen" in figures


def test_no_recorded_count_and_no_person(munich):
    delegates = set(Delegate.objects.values_list("family_name", flat=True))
    numbers = {57, 60, 38, 40}
    for language in DATES:
        text = re.sub(r"<[^>]+>", " ", munich(language).partition("<main")[2])

        assert not numbers & {int(number) for number in re.findall(r"\b\d{1,3}\b", text)}
        assert set(re.findall(r"\w+", text)).isdisjoint(delegates)


def test_municipalities_are_named_in_the_report_not_counted_as_participants(munich):
    text = munich("en")

    assert "11 municipalities named in the report" in text
    assert "15 municipalities named in the report" in text
    assert "11 municipalities<" not in text


def test_melitopol_is_shown_without_people_and_website(munich, client):
    text = client.get("/de/cities/melitopol/").content.decode()

    assert "Melitopol" in text
    assert "external-link" not in text


def test_the_city_of_a_utility_does_not_take_part(munich, client):
    text = client.get("/de/cities/koeln/").content.decode()

    assert "resilience-munich-2023" not in text
