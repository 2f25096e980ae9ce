from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from tools import languages

TUESDAY = date(2023, 11, 28)


@pytest.mark.parametrize(
    ("language", "end", "expected"),
    [
        ("de", TUESDAY, "28. November 2023"),
        ("de", date(2023, 11, 29), "28.–29. November 2023"),
        ("de", date(2023, 12, 2), "28. November – 2. Dezember 2023"),
        ("de", date(2024, 1, 2), "28. November 2023 – 2. Januar 2024"),
        ("en", TUESDAY, "28 November 2023"),
        ("en", date(2023, 11, 29), "28–29 November 2023"),
        ("en", date(2023, 12, 2), "28 November – 2 December 2023"),
        ("en", date(2024, 1, 2), "28 November 2023 – 2 January 2024"),
        ("uk", TUESDAY, "28 листопада 2023 р."),
        ("uk", date(2023, 11, 29), "28–29 листопада 2023 р."),
        ("uk", date(2023, 12, 2), "28 листопада – 2 грудня 2023 р."),
        ("uk", date(2024, 1, 2), "28 листопада 2023 – 2 січня 2024 рр."),
        ("sq", TUESDAY, "28 nëntor 2023"),
        ("sq", date(2023, 11, 29), "28–29 nëntor 2023"),
        ("sq", date(2023, 12, 2), "28 nëntor – 2 dhjetor 2023"),
        ("sq", date(2024, 1, 2), "28 nëntor 2023 – 2 janar 2024"),
    ],
)
def test_date_range_of_each_width(language, end, expected):
    assert languages.date_range(TUESDAY, end, language) == expected


@pytest.mark.parametrize("language", languages.LANGUAGES)
@pytest.mark.parametrize("month", range(1, 12))
def test_date_range_names_every_month_in_full(language, month):
    phrase = languages.date_range(date(2025, month, 3), date(2025, month + 1, 4), language)

    expected = [languages.format_day(date(2025, each, 3), language) for each in (month, month + 1)]
    assert [name.split()[1] in phrase.split() for name in expected] == [True, True]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "27. Oktober 2023, 18:00"),
        ("en", "27 October 2023, 18:00"),
        ("uk", "27 жовтня 2023 р., 18:00"),
        ("sq", "27 tetor 2023, 18:00"),
    ],
)
def test_format_moment_in_the_zone_of_the_workshop(language, expected):
    instant = datetime(2023, 10, 27, 16, tzinfo=UTC)

    assert languages.format_moment(instant, "Europe/Berlin", language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "Di., 28. Nov."),
        ("en", "Tue 28 Nov"),
        ("uk", "вт, 28 лист."),
        ("sq", "mar, 28 nën"),
    ],
)
def test_format_short_day_for_the_head_of_a_column(language, expected):
    assert languages.format_short_day(date(2023, 11, 28), language) == expected


def test_format_moment_refuses_a_naive_instant():
    with pytest.raises(ValueError, match="aware"):
        languages.format_moment(datetime(2023, 10, 27, 16), "Europe/Berlin", "de")


@pytest.mark.parametrize(
    ("zone", "names"),
    [
        (
            "Europe/Kyiv",
            (
                "Osteuropäische Zeit",
                "Eastern European Time",
                "за східноєвропейським часом",
                "Ora e Evropës Lindore",
            ),
        ),
        (
            "Europe/Belgrade",
            (
                "Mitteleuropäische Zeit",
                "Central European Time",
                "за центральноєвропейським часом",
                "Ora e Evropës Qendrore",
            ),
        ),
        (
            "Europe/London",
            (
                "Vereinigtes Königreich (Ortszeit)",
                "United Kingdom Time",
                "час: Велика Британія",
                "Ora: Mbretëria e Bashkuar",
            ),
        ),
        ("UTC", ("UTC", "UTC", "UTC", "UTC")),
    ],
)
def test_zone_name_is_that_of_the_clocks(zone, names):
    assert tuple(languages.zone_name(zone, language) for language in languages.LANGUAGES) == names


def test_zone_city_in_each_language():
    cities = [languages.zone_city("Europe/Kyiv", language) for language in languages.LANGUAGES]

    assert cities == ["Kiew", "Kyiv", "Київ", "Kiev"]


def test_zones_are_known_to_the_clocks_and_named_in_every_language():
    assert {"Europe/Kyiv", "Europe/Berlin", "Europe/Tirane"} <= set(languages.zones())
    assert "Europe/Simferopol" not in languages.zones()
    for zone in languages.zones():
        assert ZoneInfo(zone)
        for language in languages.LANGUAGES:
            assert languages.zone_name(zone, language)
            assert "/" not in languages.zone_city(zone, language)


@pytest.mark.parametrize(
    ("language", "chain"),
    [
        ("de", ("de", "en", "uk", "sq")),
        ("en", ("en", "de", "uk", "sq")),
        ("uk", ("uk", "en", "de", "sq")),
        ("sq", ("sq", "en", "de", "uk")),
        ("fr", ("en", "de", "uk", "sq")),
    ],
)
def test_fallback_chain(language, chain):
    assert languages.fallback_chain(language) == chain


def titled(**texts):
    return SimpleNamespace(**{f"title_{code}": texts.get(code) for code in languages.LANGUAGES})


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"uk": "Київ", "en": "Kyiv"}, ("Київ", "uk")),
        ({"uk": "", "en": "Kyiv", "de": "Kyjiw"}, ("Kyiv", "en")),
        ({"de": "Kyjiw", "sq": "Kiev"}, ("Kyjiw", "de")),
        ({"sq": "Kiev"}, ("Kiev", "sq")),
        ({}, ("", "")),
    ],
)
def test_translated_follows_the_chain(texts, expected):
    assert languages.translated(titled(**texts), "title", "uk") == expected


def test_translated_uses_the_active_language():
    with override("sq"):
        shown = languages.translated(titled(sq="Kiev", de="Kyjiw"), "title")

    assert shown == ("Kiev", "sq")
    assert str(shown) == "Kiev"


def test_current_language_is_always_one_of_ours():
    with override("fr"):
        foreign = languages.current_language()
    with override("en-us"):
        regional = languages.current_language()

    assert [foreign, regional] == ["de", "en"]


def test_country_codes_are_iso_3166_and_kosovo():
    codes = languages.country_codes()

    assert len(codes) == 250
    assert [code for code in ("XK", "UA", "AL", "EU", "UN", "CQ", "ZZ") if code in codes] == [
        "XK",
        "UA",
        "AL",
    ]


def test_names_of_countries_and_languages():
    assert [languages.country_name("XK", code) for code in languages.LANGUAGES] == [
        "Kosovo",
        "Kosovo",
        "Косово",
        "Kosovë",
    ]
    assert languages.country_name("Q9", "de") == "Q9"
    assert languages.language_name("uk", "de") == "Ukrainisch"
    assert languages.language_name("xx-none", "de") == "xx-none"


def test_number_and_join():
    assert [languages.number(372_000, code) for code in languages.LANGUAGES] == [
        "372.000",
        "372,000",
        "372\N{NO-BREAK SPACE}000",
        "372\N{NO-BREAK SPACE}000",
    ]
    assert [languages.join("ABC", code) for code in languages.LANGUAGES] == [
        "A, B und C",
        "A, B and C",
        "A, B і C",
        "A, B dhe C",
    ]


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("de", "Offenbach Österreich Oz Strasse Straße Strb Zürich Вінниця"),
        ("en", "Eichenau Köln Kyiv Łódź Lutsk Zürich"),
        ("uk", "гава ґава дім ева єва жук ива інше їжак йод яма Abc"),
        ("sq", "cul çaj duk dhe e ë f gur gjak luk llak nul njeri rul rrap sy shi tul thi xy xhi"),
        ("sq", "zy zhi Київ"),
    ],
)
def test_sort_key_follows_the_alphabet(language, ordered):
    names = ordered.split()

    assert sorted(set(names), key=lambda name: languages.sort_key(name, language)) == names


def test_sort_key_ignores_case_and_apostrophes_and_puts_blanks_first():
    names = ["Bad Z", "Badaa", "Слов'янка", "слов’янкб"]

    assert sorted(names, key=lambda name: languages.sort_key(name, "de")) == names


@pytest.mark.parametrize(
    ("language", "short", "month"),
    [
        ("de", "30.6.–2.7.", "Juni 2023"),
        ("en", "30/06–02/07", "June 2023"),
        ("uk", "30.06–02.07", "червень 2023 р."),
        ("sq", "30.6–2.7", "qershor 2023"),
    ],
)
def test_short_ranges_and_months_follow_the_language(language, short, month):
    first, last = date(2023, 6, 30), date(2023, 7, 2)

    assert languages.short_range(first, last, language) == short
    assert languages.format_month(first, language) == month
