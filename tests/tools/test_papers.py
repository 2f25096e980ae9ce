import datetime
import io
from pathlib import Path

import pypdf
import pytest

from tools import papers
from workshops.documents.setting import TYPEFACES

AT = datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC)
PLAIN = '#set document(title: "T")\n#set text(font: "Paper Sans")\n#json("data.json").text'


def page_of(tmp_path, source, text="x", **limits):
    template = tmp_path / "template.typ"
    template.write_text(source, encoding="utf-8")
    pdf = papers.pdf(template, {"text": text}, typefaces=TYPEFACES, made_at=AT, **limits)
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0]


def made(*what, **limits):
    return page_of(*what, **limits).extract_text()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (
            "Ґ Є І Ї ґ є і ї ß ẞ ë Ë ç Ç ő ʼ ’ „“ – № €",
            "Ґ Є І Ї ґ є і ї ß ẞ ë Ë ç Ç ő ʼ ’ „“ – № €",
        ),
        ("й ë", "й ë"),
        ("a\tb\u00a0c\u2028d", "a b\u00a0c d"),
        ("a\u202eb\u200bc\x00d\ufeff", "abcd"),
        ("Αθήνα 北京", "Athina BeiJing"),
        ("\ud800x", "x"),
    ],
)
def test_letters_are_printed_or_transliterated(tmp_path, text, printed):
    assert made(tmp_path, PLAIN, text).replace("\u00a0", " ") == printed.replace("\u00a0", " ")


@pytest.mark.row("A64", "A66")
@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#image("https://example.org/x.png", alt: "x")',
        '#import "@preview/cades:0.3.1": qr',
    ],
)
def test_not_even_a_template_reaches_files_or_the_network(tmp_path, source):
    with pytest.raises(papers.NotSet):
        made(tmp_path, f"{PLAIN}\n{source}")


@pytest.mark.row("A64")
def test_what_lies_beside_the_folder_of_a_paper_is_not_read(tmp_path):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")

    for path in (tmp_path / "secret", "../secret", "../../secret", Path(__file__).resolve()):
        with pytest.raises(papers.NotSet, match="file not found|escape the project root"):
            made(tmp_path, f'{PLAIN}\n#read("{path}")')


@pytest.mark.row("A64")
def test_a_paper_sees_nothing_of_the_environment(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(papers.subprocess, "run", lambda *_command, **how: seen.append(how))

    with pytest.raises(AttributeError):
        made(tmp_path, PLAIN)

    assert seen[0]["env"] == {}


@pytest.mark.row("A65", "L36")
def test_a_paper_that_takes_too_long_is_ended(tmp_path):
    endless = "#let n = 0\n#while true { n = calc.rem(n + 1, 7); if n > 8 { break } }"

    with pytest.raises(papers.NotSet):
        made(tmp_path, f"{PLAIN}\n{endless}", seconds=1)


@pytest.mark.row("A65", "L36")
def test_a_paper_that_wants_too_much_memory_is_ended_and_not_we(tmp_path):
    large = "#range(40000000).map(n => str(n) * 50).len()"

    with pytest.raises(papers.NotSet, match="memory"):
        made(tmp_path, f"{PLAIN}\n{large}", megabytes=300)

    assert made(tmp_path, PLAIN) == "x"


@pytest.mark.parametrize("typeface", ["Paper Sans", "Libertinus Serif", "Liberation Sans"])
def test_only_our_typefaces_are_used(tmp_path, typeface):
    page = page_of(tmp_path, f'#set document(title: "T")\n#set text(font: "{typeface}")\nx')

    fonts = [font["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert [name.partition("+")[2].partition("-")[0] for name in fonts] == ["PaperSansRegular"]


def test_letters_that_cannot_be_printed_are_named_once():
    assert papers.lacking("Ґалаґан ნინო\u202e и\u0306 ნ👩", TYPEFACES) == "ნიო👩"
    assert papers.lacking("Ґ Є І Ї ß ë ʼ ’", TYPEFACES) == ""


@pytest.mark.row("A65")
def test_every_typeface_has_the_letters_of_our_languages():
    letters = papers._letters(TYPEFACES)

    alphabet = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя" + "abcçdeëfghijklmnopqrstuvwxyzäöüß"
    assert set(alphabet + alphabet.upper().replace("SS", "ẞ")) - letters == set()
