"""The picture beside a shared link."""

import io
import time

import pytest
from PIL import Image, ImageChops

from tests.factories import make_delegation, make_municipality, make_past_workshop, make_workshop
from workshops.public.files import drawing

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LONG = {
    "de": "Kommunale Donaudampfschifffahrtsgesellschaftspartnerschaften " * 4,
    "uk": "Стійкість у воєнний час – муніципальний обмін між Україною та Німеччиною " * 3,
    "sq": "Qëndrueshmëria në kohë lufte – shkëmbim komunal ndërmjet Ukrainës dhe Gjermanisë " * 3,
}


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def ink(image):
    """The box of everything that is not the band."""
    return ImageChops.difference(image, Image.new("RGB", image.size, drawing.BAND)).getbbox()


@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
def test_a_picture_has_the_size_that_is_announced(client, world, language):
    for path in ("share.png", "workshops/past-one/share.png"):
        response = client.get(f"/{language}/{path}")

        assert response.headers["Content-Type"] == "image/png"
        assert "Cache-Control" not in response.headers  # so that the page cache keeps it
        assert opened(response.content).size == (1200, 630)
        assert len(response.content) < 100_000


@pytest.mark.parametrize("title", LONG.values(), ids=LONG)
def test_a_long_title_stays_within_the_picture(title):
    left, top, right, bottom = ink(opened(drawing.picture("Site", title, ["Day", "Place"])))

    assert left >= drawing.MARGIN - 4
    assert right <= 1200 - drawing.MARGIN
    assert 60 < top < bottom < 600


def test_a_title_that_fits_is_shown_whole():
    title = "Resilienz in Kriegszeiten – Kommunaler Austausch"

    font, rows = drawing.fitted(title, 600)

    assert " ".join(rows).replace("\u00a0", " ") == title
    assert max(font.getlength(row) for row in rows) <= 600
    assert not any(row.startswith("–") for row in rows)


def test_a_title_that_never_fits_ends_in_dots():
    _font, rows = drawing.fitted(LONG["de"] * 5, 600)

    assert rows[-1].endswith("…")


@pytest.mark.parametrize("title", ["", " ", "\x00\u202e", "🎉", "ґҐїЇєЄ ëçËÇ äöüß ’ʼ«»„“№"])
def test_any_text_can_be_drawn(title):
    assert opened(drawing.picture("Site", title, ["", ""])).size == (1200, 630)


def test_every_letter_of_our_languages_is_in_the_typefaces():
    alphabet = (
        "AÄBCÇDEËFGHÖÜßaäbcçdeëöüАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйщьюя–„“’ʼ«»…№"
    )
    for name in ("piazzolla", "source-sans-3"):
        font = drawing._font(name, 40)
        missing = bytes(font.getmask("\uffff"))

        assert [sign for sign in alphabet if bytes(font.getmask(sign)) == missing] == []
        assert (drawing.TYPEFACES / f"{name}-LICENSE.txt").is_file()


def test_threads_lead_to_municipalities_that_are_public(client):
    host = make_municipality("a", latitude="48.1", longitude="11.6")
    workshop = make_past_workshop("one", host_municipality=host)
    without = client.get("/de/workshops/one/share.png").content
    hidden = make_municipality("b", latitude="50.4", longitude="30.5", publication_policy="hidden")
    make_delegation(workshop, hidden)

    assert client.get("/de/workshops/one/share.png").content == without

    make_delegation(workshop, make_municipality("c", latitude="50.4", longitude="30.5"))

    assert client.get("/de/workshops/one/share.png").content != without


def test_a_picture_is_drawn_within_300_ms(client, world):
    client.get("/de/workshops/past-one/share.png")
    start = time.process_time()
    client.get("/uk/workshops/past-one/share.png")

    assert time.process_time() - start < 0.3


def test_a_cancelled_workshop_says_so(client):
    workshop = make_workshop("one")
    before = client.get("/de/workshops/one/share.png").content
    workshop.cancelled_at = workshop.starts_at
    workshop.save()

    assert client.get("/de/workshops/one/share.png").content != before
