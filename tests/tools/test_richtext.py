"""Rich text: what stays, what goes, and how plain text becomes one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attacks import VECTORS, Elements, faults
from tools import richtext

TAGS = ["p", "h1", "h3", "ul", "li", "a", "strong", "b", "script", "style", "svg", "math", "td"]
PIECES = st.one_of(
    st.sampled_from(VECTORS),
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(["&lt;", "&amp;", "&nbsp;", "<!--", "-->", "\n\n", "<br>", '"', "<a href='"]),
    st.text(st.characters(codec="utf-8"), max_size=20),
)
MARKUP = st.lists(PIECES, max_size=12).map("".join)


def elements(html):
    return Elements(f'<div class="prose">{html}</div>').rich


@pytest.mark.row("A50")
def test_there_are_enough_vectors():
    assert len(VECTORS) == len(set(VECTORS)) >= 150


@pytest.mark.row("A50")
@pytest.mark.parametrize("vector", VECTORS)
def test_vector_is_harmless(vector):
    for html in (richtext.sanitize(vector), richtext.from_input(vector)):
        assert faults(elements(html)) == []
        assert richtext.sanitize(html) == html


@pytest.mark.row("A50")
@given(MARKUP)
def test_only_allowed_tags_stay(text):
    for html in (richtext.sanitize(text), richtext.from_input(text), richtext.paragraphs(text)):
        assert faults(elements(html)) == []


@given(MARKUP)
def test_sanitising_again_changes_nothing(text):
    sanitized, stored = richtext.sanitize(text), richtext.from_input(text)

    assert richtext.sanitize(sanitized) == sanitized
    assert richtext.from_input(sanitized) == sanitized
    assert richtext.from_input(stored) == stored


@given(st.text(st.characters(codec="utf-8", exclude_characters="<>&\r\x00"), max_size=80))
def test_plain_text_keeps_every_word(text):
    assert richtext.to_text(richtext.from_input(text)).split() == text.split()


def test_what_is_allowed_stays():
    html = (
        "<h3>Eins</h3><p>Ein <strong>fetter</strong> und <em>schräger</em> Text<br>mit "
        '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">Link</a></p>'
        "<h4>Zwei</h4><ul><li><p>a</p></li></ul><ol><li>b</li></ol>"
        '<blockquote><p><a href="mailto:a@example.org" rel="noopener noreferrer">c</a></p>'
        "</blockquote>"
    )

    assert richtext.sanitize(html) == html


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("", ""),
        ("  \n\n ", ""),
        ("<p></p>", ""),
        ("<p>&nbsp;</p>", ""),
        ("<script>alert(1)</script>", ""),
        ("Eins", "<p>Eins</p>"),
        ("Eins\nzwei\r\n\r\nDrei", "<p>Eins<br>zwei</p><p>Drei</p>"),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("AT&amp;T", "<p>AT&amp;amp;T</p>"),
        ("<span>1 &lt; 2</span>", "<p>1 &lt; 2</p>"),
        ('<p><a href="javascript:x()">Eins</a> <a href="/de/">zwei</a></p>', "<p>Eins zwei</p>"),
        ('<p id="x" class="y" style="z" name="n" title="t" lang="de">Eins</p>', "<p>Eins</p>"),
    ],
)
def test_what_a_field_stores(written, stored):
    assert richtext.from_input(written) == stored


def test_words_alone():
    html = (
        "<h3>Titel</h3><p>Eins &amp; <strong>zwei</strong><br>drei</p><ul><li>a</li><li>b</li></ul>"
    )

    assert richtext.to_text(html) == "Titel\n\nEins & zwei\ndrei\n\na\nb"


def test_headings_are_raised_to_their_place_on_the_page():
    html = "<h3>Eins</h3><h4>Zwei</h4><p>h3</p>"

    assert richtext.raise_headings(html) == "<h2>Eins</h2><h3>Zwei</h3><p>h3</p>"
