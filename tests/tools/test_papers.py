import datetime
import io

import pypdf
import pytest
import typst

from tools import papers
from workshops.documents import letters

AT = datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC)
TYPEFACES = letters.TYPEFACES
PLAIN = '#set document(title: "T")\n#set text(font: "Paper Sans")\n#json("data.json").text'


def made(tmp_path, source, text="x"):
    template = tmp_path / "template.typ"
    template.write_text(source, encoding="utf-8")
    pdf = papers.pdf(template, {"text": text}, typefaces=TYPEFACES, made_at=AT)
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


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
    with pytest.raises(typst.TypstError):
        made(tmp_path, f"{PLAIN}\n{source}")


def test_no_typeface_of_the_system_is_used():
    families = {font.family for font in papers._fonts(TYPEFACES).fonts()}

    assert families == {"Paper Sans", "Paper Serif"}


def test_every_typeface_has_the_letters_of_our_languages():
    letters = papers._letters(TYPEFACES)

    alphabet = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя" + "abcçdeëfghijklmnopqrstuvwxyzäöüß"
    assert set(alphabet + alphabet.upper().replace("SS", "ẞ")) - letters == set()
