"""The nomination letter: kept as the file it is, never public, replaced only knowingly."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import pictures
from tests.factories import make_delegation
from tests.workshops.desk.conftest import Desk
from tools import filetypes
from workshops.desk import forms
from workshops.models import NominationLetter

PDF = b"%PDF-1.7 letter"
P7S = bytes.fromhex("3080 06092a864886f70d010702 a080".replace(" ", "")) + b"\x00" * 50


def asice(
    mimetype=b"application/vnd.etsi.asic-e+zip", parts=("META-INF/signatures0.xml",), end=b""
):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", mimetype)
        for part in parts:
            archive.writestr(part, "x")
        archive.comment = end
    return file.getvalue()


GOOD = [
    ("a.pdf", PDF),
    ("a.PDF", PDF),
    ("лист.pdf", PDF),
    ("a.jpg", pictures.photo()),
    ("a.jpeg", pictures.photo()),
    ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 20),
    ("a.p7s", P7S),
    ("a.p7s", b"-----BEGIN PKCS7-----\nMII"),
    ("a.asice", asice()),
    ("a.asice", asice(end=b"mimetype=application/vnd.etsi.asic-e+zip")),
]
BAD = [
    ("a.pdf", b"<script>alert(1)</script>"),
    ("a.html", PDF),
    ("a.svg", b"<svg onload=alert(1)>"),
    ("a.pdf.exe", PDF),
    ("a", PDF),
    ("a.jpg", PDF),
    ("a.png", b"GIF89a"),
    ("a.p7s", b"0\x80 nothing signed"),
    ("a.asice", asice(mimetype=b"application/zip")),
    ("a.asice", asice(parts=("document.pdf",))),
    ("a.asice", asice(end=b"another remark")),
    ("a.asice", b"PK\x03\x04 broken"),
    ("a.docx", asice()),
]


@pytest.mark.row("A46")
@pytest.mark.parametrize(("name", "content"), GOOD)
def test_a_letter_is_what_its_ending_says(name, content):
    assert filetypes.is_letter(io.BytesIO(content), name)


@pytest.mark.parametrize(("name", "content"), BAD)
def test_another_file_is_no_letter(name, content):
    assert not filetypes.is_letter(io.BytesIO(content), name)


def upload(desk, content=PDF, name="letter.pdf", **words):
    words = desk.hidden("letter/") | words
    return desk.post("letter/", words | {"file": SimpleUploadedFile(name, content)})


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), GOOD)
def test_a_letter_is_kept_and_comes_back_as_it_was(desk, name, content):
    assert upload(desk, content, name).status_code == 302

    response = desk.get("letter/file/")
    assert b"".join(response) == content
    assert response["Content-Disposition"].startswith('attachment; filename="nomination-letter.')
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "no-store"
    assert NominationLetter.objects.get().size == len(content)


@pytest.mark.row("A46")
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), [*BAD[:3], ("a.pdf", b"")])
def test_another_file_is_refused_with_the_remedy(desk, name, content):
    response = upload(desk, content, name)

    assert response.status_code == 422
    assert "Nomination letter: " in response.content.decode()
    assert not NominationLetter.objects.exists()


@pytest.mark.django_db
def test_no_file_and_a_large_one_are_refused(desk, monkeypatch):
    monkeypatch.setattr(forms, "LARGEST_LETTER", 20)

    large = upload(desk, PDF + b"x" * 20)
    none = desk.post("letter/", desk.hidden("letter/"))

    assert "choose a file of at most 20" in large.content.decode()
    assert "Nomination letter: choose a file." in none.content.decode()
    assert not NominationLetter.objects.exists()


@pytest.mark.django_db
def test_a_letter_saved_in_between_is_not_replaced_silently(desk):
    seen = desk.hidden("letter/")
    upload(desk, PDF, "first.pdf")

    response = upload(desk, pictures.photo(), "second.jpg", **seen)
    removed = desk.post("letter/remove/", seen)

    assert response.status_code == 409
    assert "Someone saved in between" in response.content.decode()
    assert removed.status_code == 302
    assert NominationLetter.objects.get().kind == "PDF"


@pytest.mark.django_db(transaction=True)
def test_replaced_and_removed_letters_leave_no_file(desk):
    storage = NominationLetter._meta.get_field("file").storage
    upload(desk, PDF)
    upload(desk, pictures.photo(), "second.jpg")
    assert len(storage.listdir("nominations")[1]) == 1

    desk.post("letter/remove/", desk.hidden("letter/"))

    assert storage.listdir("nominations")[1] == []
    assert desk.get("letter/file/").status_code == 404


@pytest.mark.row("A57")
@pytest.mark.django_db
def test_only_the_own_link_reaches_it(desk, client):
    upload(desk)
    stranger = Desk(client, make_delegation(status="submitted"))

    assert stranger.get("letter/file/").status_code == 404
    assert client.get(f"/media/{NominationLetter.objects.get().file.name}").status_code == 404
