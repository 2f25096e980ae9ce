"""What depends on the language of a page: marks of foreign texts, links, plural forms, order."""

import html
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl

import pytest

from partnerships.models import CountryNote
from tests.attacks import VOID
from tests.factories import (
    make_delegation,
    make_municipality,
    make_outcome,
    make_past_workshop,
    make_session,
)
from tests.workshops.public.conftest import LANGUAGES

pytestmark = pytest.mark.django_db

# no element within can carry a language of its own, or none reads it aloud
WITHOUT_MARKS = {"title", "script", "textarea", "option"}


class Texts(HTMLParser):
    """The texts of a page, each with the language that is nearest above it."""

    def __init__(self, page):
        super().__init__()
        self.found, self._open = [], [("", "")]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self._open.append((tag, dict(attrs).get("lang") or self._open[-1][1]))

    def handle_endtag(self, tag):
        if tag == self._open[-1][0]:
            self._open.pop()

    def handle_data(self, data):
        tag, language = self._open[-1]
        if data.strip() and tag not in WITHOUT_MARKS:
            self.found.append((" ".join(data.split()), language))


@pytest.mark.parametrize("language", ["uk", "sq"])
def test_each_text_in_another_language_says_in_which(client, world, pages, language):
    """Hardly anything in this world is written in Ukrainian or Albanian: it falls back."""
    past = world["past"]
    past.summary_de = "Deutsche Zusammenfassung"
    past.save()
    make_session(past, title_de="Deutsche Sitzung")
    make_outcome(past, text_de="Deutsches Ergebnis", municipality=world["guest"])
    said_in = {"Deutsche": "de", "Deutsches": "de", "Titel": "de", "Was": "de"}
    said_in |= {"Title": "en", "Energy": "en", "Hosthausen": "en", "Hastiwka": "en"}
    CountryNote.objects.create(code="DE", label_de="Deutsche Republik")

    seen, wrong = set(), []
    for page in (*pages, "cities/?topic=energy&q=none", "search/?q=Hosthausen"):
        for text, marked in Texts(client.get(f"/{language}/{page}").text).found:
            first = text.split()[0].strip("«„“”»,.")
            seen.add(first)
            if first in said_in and marked != said_in[first]:
                wrong.append((page, text, marked))
    assert wrong == []
    assert seen >= {"Deutsche", "Deutsches", "Title", "Energy", "Was", "Hastiwka"}
    assert 'class="notice"' in client.get(f"/{language}/workshops/past-one/").text


@pytest.mark.parametrize(
    "path",
    [
        "workshops/?when=past&topic=energy&topic=water&country=UA&country=DE&q=%D0%B0+b&page=1",
        "cities/?q=a%26b%3D%22%3C&country=UA&country=XK&topic=energy",
        "map/?country=UA&kind=twinning&city=gastivka&city=hosthausen&q=%2B",
        "partnerships/?sort=since&page=1",
        "search/?q=%C3%A4&kind=cities",
    ],
)
def test_the_language_switch_keeps_the_whole_query(client, world, path):
    text = client.get(f"/de/{path}").text

    row = text.partition('class="language-switch"')[2].partition("</ul>")[0]
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', row)]
    address, _mark, query = path.partition("?")
    expected = [f"/{code}/{address}" for code in LANGUAGES]
    assert [link.partition("?")[0] for link in links] == expected
    assert {tuple(sorted(parse_qsl(link.partition("?")[2]))) for link in links} == {
        tuple(sorted(parse_qsl(query)))
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_names_the_same_four_pages_and_each_of_them_exists(client, pages, language):
    """So the names are reciprocal: every page of the four has this very list."""
    for page in pages:
        path = page.partition("?")[0]
        response = client.get(f"/{language}/{page}")

        named = re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', response.text)
        assert response.status_code == 200
        assert named == [
            (code, f"http://testserver/{code.replace('x-default', 'de')}/{path}")
            for code in (*LANGUAGES, "x-default")
        ]


def test_ukrainian_counts_with_three_forms(client):
    """1 громада, 2 громади, 5 громад: on the page, with the rule that Django really uses."""
    workshop = make_past_workshop()
    said = {}
    for number in range(1, 23):
        make_delegation(workshop)
        if number in {1, 2, 4, 5, 11, 12, 21, 22}:
            text = client.get("/uk/cities/").text
            said[number] = re.search(rf">({number} громад\w*)</h2>", text)[1]

    assert list(said.values()) == [
        "1 громада", "2 громади", "4 громади", "5 громад",
        "11 громад", "12 громад", "21 громада", "22 громади",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("de", ["Oberstadt", "Öhringen", "Ostheim", "Zwickau"]),
        ("uk", ["Гадяч", "Гусятин", "Ґава", "Дубно", "Ірпінь"]),
        ("sq", ["Cërrik", "Çorovodë", "Durrës", "Dheu", "Elbasan"]),
    ],
)
def test_municipalities_stand_in_the_order_of_the_alphabet(client, language, names):
    workshop = make_past_workshop()
    for name in reversed(names):
        make_delegation(workshop, make_municipality(**{f"name_{language}": name}))

    text = client.get(f"/{language}/cities/").text

    assert re.findall(r'class="tile-name"[^>]*>([^<]+)<', text) == names
