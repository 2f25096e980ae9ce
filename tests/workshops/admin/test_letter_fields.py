"""What a workshop says for its letters; the signature is drawn anew and never public."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.factories import make_workshop
from tests.pictures import crest, told
from tests.workshops.admin.test_forms import errors_of, fields_of, saved
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def change(client, workshop, **fields):
    url = reverse("admin:workshops_workshop_change", args=[workshop.pk])
    return client.post(url, fields_of(client, url) | fields)


def sent(content, name="signature.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


@pytest.fixture
def signed(client, organiser):
    workshop = make_workshop()
    saved(change(client, workshop, signature=sent(told())))
    return Workshop.objects.get(pk=workshop.pk)


def test_the_facts_of_a_letter_are_saved(client, organiser):
    workshop = make_workshop()

    fields = {"arrives_on": "2030-05-06", "departs_on": "2030-05-09", "costs_uk": "Дорога"}
    saved(change(client, workshop, **fields))

    workshop.refresh_from_db()
    assert (workshop.arrives_on, workshop.departs_on) == (
        datetime.date(2030, 5, 6),
        datetime.date(2030, 5, 9),
    )
    assert workshop.costs_uk == "Дорога"


def test_travel_lies_around_the_workshop(client, organiser):
    response = change(client, make_workshop(), arrives_on="2030-05-08")

    assert "Arrival and departure lie around the workshop." in str(errors_of(response))


def test_of_the_uploaded_file_only_what_it_shows_is_kept(signed):
    with signed.signature.open() as file:
        kept = file.read()

    assert b"canary" not in kept
    assert Image.open(io.BytesIO(kept)).size == (1200, 800)
    assert signed.signature.name.startswith("signatures/")
    assert "signature.jpg" not in signed.signature.name


def test_what_is_see_through_stays_so(client, organiser):
    workshop = make_workshop()

    saved(change(client, workshop, signature=sent(crest(), "signature.png")))

    workshop.refresh_from_db()
    with workshop.signature.open() as file:
        assert Image.open(io.BytesIO(file.read())).mode == "RGBA"


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"<svg/>", b"", told()[:300]])
def test_what_is_no_picture_is_refused(client, organiser, content):
    workshop = make_workshop()

    response = change(client, workshop, signature=sent(content))

    assert errors_of(response).keys() == {"signature"}
    workshop.refresh_from_db()
    assert not workshop.signature


def test_the_page_says_that_there_is_one_without_an_address(client, signed):
    page = client.get(reverse("admin:workshops_workshop_change", args=[signed.pk])).text

    assert "A signature is kept." in page
    assert signed.signature.name not in page


def test_another_signature_replaces_the_file(client, signed, django_capture_on_commit_callbacks):
    storage, old = signed.signature.storage, signed.signature.name

    with django_capture_on_commit_callbacks(execute=True):
        saved(change(client, signed, signature=sent(crest(), "b.png")))

    signed.refresh_from_db()
    assert (storage.exists(old), storage.exists(signed.signature.name)) == (False, True)


def test_a_signature_is_taken_away_with_its_file(
    client, signed, django_capture_on_commit_callbacks
):
    storage, old = signed.signature.storage, signed.signature.name

    with django_capture_on_commit_callbacks(execute=True):
        saved(change(client, signed, **{"signature-clear": "on"}))

    signed.refresh_from_db()
    assert not signed.signature
    assert not storage.exists(old)


def test_a_signature_stays_when_the_rest_is_saved(client, signed):
    saved(change(client, signed, signatory="Someone"))

    signed.refresh_from_db()
    assert signed.signature.storage.exists(signed.signature.name)
