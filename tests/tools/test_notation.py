"""Rich text in the cells of a translator: readable, and back again as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attacks import VECTORS, Elements, faults
from tests.tools.test_richtext import MARKUP
from tools import notation, richtext

WORDS = st.one_of(
    st.sampled_from(
        ["Wasser", "a * b", "**", "[x](y)", "- ", "# ", "1. ", "> ", "&amp;", "&lt;b>"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="<>&\x00"), max_size=8),
)


def inside(tag, content):
    return content.map(lambda html: f"<{tag}>{html}</{tag}>")


def several(content, most=3):
    return st.lists(content, min_size=1, max_size=most).map("".join)


def inline(content):
    link = content.map(lambda html: f'<a href="https://example.org/?a=1&amp;b=(2)">{html}</a>')
    return st.one_of(content, link, inside("strong", content), inside("em", content))


LINE = several(st.one_of(st.recursive(WORDS, inline, max_leaves=3), st.just("<br>")))
LEAVES = st.one_of(*(inside(tag, LINE) for tag in ("p", "h3", "h4", "li")), LINE)


def around(content):
    item = inside("li", several(content))
    lists = st.one_of(inside("ul", several(item)), inside("ol", several(item)))
    return st.one_of(lists, inside("blockquote", several(content)))


RICH = several(st.recursive(LEAVES, around, max_leaves=6)).map(richtext.sanitize)


@given(RICH)
def test_what_comes_back_unchanged_is_the_same(html):
    assert notation.read(notation.written(html)) == html


@given(st.one_of(RICH, MARKUP))
def test_whatever_a_cell_says_is_sanitised(text):
    html = notation.read(text)

    assert faults(Elements(f'<div class="prose">{html}</div>').rich) == []
    assert richtext.from_input(html) == html


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("cell", ["{}", "- {}", "[x]({})", "[{}](https://example.org)"])
def test_no_sign_lets_an_attack_pass(vector, cell):
    html = notation.read(cell.format(vector))

    assert faults(Elements(f'<div class="prose">{html}</div>').rich) == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>Eins</p><p>Zwei<br>drei</p>", "Eins\n\nZwei\ndrei"),
        ("<h3>Ziele</h3><h4>Mehr</h4><p>a</p>", "# Ziele\n\n## Mehr\n\na"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n- b"),
        ("<ol><li><p>a</p></li><li><p>b</p></li></ol><p>c</p>", "1. a\n2. b\n\nc"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n> b"),
        (
            "<p>Ein <strong>fetter</strong> und <em>schräger</em> Text &amp; "
            '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">Link</a></p>',
            "Ein **fetter** und *schräger* Text & [Link](https://example.org/?a=1&b=2)",
        ),
    ],
)
def test_a_translator_reads_signs(html, text):
    assert notation.written(html) == text
    assert notation.read(text) == html


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>",
        "<p>2 * 3 * 4</p>",
        "<p># keine Überschrift</p>",
        "<p>[x](https://example.org)</p>",
        "<p>&lt;b&gt;</p>",
        "<ul><li>ohne Absatz</li></ul>",
    ],
)
def test_what_signs_cannot_say_stays_html(html):
    assert notation.written(html) == html
