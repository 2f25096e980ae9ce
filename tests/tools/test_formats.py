from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Engine
from django.utils.translation import override

from tools.languages import Translated

ENGINE = Engine(libraries={"formats": "tools.formats"})


def rendered(source, language="de", **context):
    template = ENGINE.from_string("{% load formats %}" + source)
    with override(language):
        return template.render(Context(context))


def test_icon_refers_to_the_sprite(settings):
    settings.STATIC_URL = "/static/"
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }

    html = rendered('{% icon "sun" %}')

    assert html == (
        '<svg class="icon" width="20" height="20" aria-hidden="true">'
        '<use href="/static/icons/sprite.svg#sun"></use></svg>'
    )


@pytest.mark.parametrize(("language", "attribute"), [("de", ""), ("uk", ' lang="de"')])
def test_text_says_its_language_where_it_differs(language, attribute):
    city = SimpleNamespace(name_de="<München>", name_en="", name_uk=None, name_sq=None)

    html = rendered(
        '{% text city "name" as name %}<b{% lang_attr name %}>{{ name.text }}</b>',
        language,
        city=city,
    )

    assert html == f"<b{attribute}>&lt;München&gt;</b>"


def test_lang_attr_of_a_missing_text_is_nothing():
    city = SimpleNamespace(name_de="", name_en="", name_uk=None, name_sq=None)

    assert rendered('{% text city "name" as name %}<b{% lang_attr name %}>', city=city) == "<b>"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "A &lt;b&gt; C"), ("uk", 'A <span lang="de">&lt;b&gt;</span> C')],
)
def test_marked_carries_the_language_into_a_sentence(language, expected):
    name = Translated("<b>", "de")

    assert rendered("A {{ name|marked }} C", language, name=name) == expected


def test_names_dates_and_numbers_of_the_language():
    html = rendered(
        "{{ 'XK'|country }}|{{ 'uk'|language }}|{{ count|number }}|{{ start|day }}"
        "|{% date_range start end %}|{% moment instant 'Europe/Berlin' %}|{{ names|listed }}",
        count=372_000,
        start=date(2023, 11, 28),
        end=date(2023, 11, 29),
        instant=datetime(2023, 10, 27, 16, tzinfo=UTC),
        names=["A", "B", "C"],
    )

    assert html == (
        "Kosovo|Ukrainisch|372.000|28. November 2023"
        "|28.–29. November 2023|27. Oktober 2023, 18:00|A, B und C"
    )


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Krieg – Austausch", "Krieg\u00a0– Austausch"),
        ("Projektplanungsworkshop", "Projektplanungs\u00adworkshop"),
        ("Nachhaltigkeitsberichterstattung", "Nachhaltigkeits\u00adbericht\u00aderstattung"),
        ("Der Workshop, die Entwicklung", "Der Workshop, die Entwicklung"),
        ("Stadtentwicklung", "Stadtentwicklung"),
    ],
)
def test_a_heading_breaks_at_joints_of_long_words_and_never_before_a_dash(title, shown):
    assert rendered("{{ title|heading }}", title=title) == shown
