"""Covers, photos, crests and logos on the public pages, and the files behind them."""

import io
import re
from contextlib import closing

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Municipality
from tests import pictures
from tests.factories import (
    make_delegation,
    make_municipality,
    make_organisation,
    make_organiser,
    make_past_workshop,
    make_report,
    make_workshop,
)
from tests.workshops.admin.test_forms import fields_of
from workshops.models import Report, Workshop, WorkshopOrganiser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("picture_files")]

LANGUAGES = ("de", "en", "uk", "sq")


def file(data=None):
    return io.BytesIO(data or pictures.photo((2000, 1200)))


def said(name, **changes):
    """Everything that must be said of a picture."""
    texts = {f"{name}_alt_{code}": f"Im Saal {code}" for code in LANGUAGES}
    return texts | {f"{name}_credit": "Vera Muster", f"{name}_licence": "CC BY 4.0"} | changes


def make_crest(slug, **fields):
    fields = {"crest_credit": "Town hall", "crest_permission": "Mayor"} | fields
    return make_municipality(slug, crest=file(pictures.crest()), **fields)


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_cover_stands_on_the_workshop_with_sizes_text_and_credit(client):
    workshop = make_workshop("one", cover=file(), **said("cover"))

    page = page_of(client, "/uk/workshops/one/")

    figure = re.search(r'<figure class="picture">.*?</figure>', page, re.DOTALL)[0]
    small, middle, large = workshop.cover.copies
    assert f"{small.webp} 480w, {middle.webp} 960w, {large.webp} 1600w" in figure
    assert f"{small.plain} 480w, {middle.plain} 960w, {large.plain} 1600w" in figure
    assert 'width="1600" height="960"' in figure
    assert 'alt="Im Saal uk"' in figure
    assert "Vera Muster (CC BY 4.0)" in figure


def test_photo_stands_on_the_report(client):
    report = make_report(slug="one", photo=file(), **said("photo"))

    page = page_of(client, "/sq/reports/one/")

    assert report.photo.copies[2].plain in page
    assert 'alt="Im Saal sq"' in page
    assert f'<a href="{report.photo.copies[2].plain}" download>' in page


def test_page_without_pictures_has_no_empty_frame(client):
    make_workshop("one")
    make_report(slug="one")

    pages = page_of(client, "/de/workshops/one/") + page_of(client, "/de/reports/one/")

    assert "<figure" not in pages
    assert "/media/" not in pages


@pytest.mark.row("L36")
def test_page_appears_without_a_picture_whose_files_are_gone(client, caplog):
    workshop = make_workshop("one", cover=file(), **said("cover"))
    workshop.cover.delete()

    assert "<figure" not in page_of(client, "/de/workshops/one/")
    assert "missing" in caplog.text


def test_crest_replaces_the_drawn_shield_everywhere(client):
    municipality = make_crest("aal")
    make_delegation(make_past_workshop("one"), municipality)
    small, _middle, large = municipality.crest.copies

    tiles = page_of(client, "/de/cities/"), page_of(client, "/de/workshops/one/")
    card = page_of(client, "/de/workshops/?when=past")
    city = page_of(client, "/de/cities/aal/")

    for page in (*tiles, card):
        assert small.webp in page
        assert small.plain in page
        assert 'class="shield' in page
    assert f'src="{large.plain}" width="288" height="384" alt=""' in city
    assert "Town hall" in city


@pytest.mark.parametrize("missing", ["crest_credit", "crest_permission"])
def test_crest_without_permission_shows_the_drawn_shield(client, missing):
    municipality = make_crest("aal", **{missing: ""})
    make_delegation(make_past_workshop("one"), municipality)

    page = page_of(client, "/de/cities/aal/")

    assert municipality.crest.name not in page
    assert '<svg class="shield shield-l"' in page


def test_permission_of_a_crest_is_not_public(client):
    make_delegation(make_past_workshop("one"), make_crest("aal", crest_permission="canary"))

    assert "canary" not in page_of(client, "/de/cities/aal/")


def test_logo_stands_beside_the_organiser(client):
    workshop = make_workshop("one")
    organisation = make_organisation(logo=file(pictures.crest()), logo_credit="Network")
    WorkshopOrganiser.objects.create(workshop=workshop, organisation=organisation)

    page = page_of(client, "/de/workshops/one/")

    assert organisation.logo.copies[2].plain in page
    assert "Logo: Network" in page


@pytest.mark.parametrize("number", [1, 3, 30])
def test_crests_need_no_query_of_their_own(client, number):
    workshop = make_past_workshop("one")
    for index in range(number):
        make_delegation(workshop, make_municipality(f"m{index}"))
    with CaptureQueriesContext(connection) as drawn:
        client.get("/de/workshops/one/")
    crest = make_crest("aal").crest
    Municipality.objects.update(crest=crest, crest_credit="Town hall", crest_permission="Mayor")

    with CaptureQueriesContext(connection) as shown:
        page = page_of(client, "/de/workshops/one/")

    assert len(shown) == len(drawn)
    assert page.count(f'src="{crest.copies[0].plain}"') >= number


class TestFile:
    @pytest.fixture
    def crest(self):
        return make_crest("aal").crest

    @pytest.mark.row("A46")
    def test_is_served_for_good_with_its_type(self, client, crest):
        for copy in crest.copies:
            for address, kind in ((copy.webp, "image/webp"), (copy.plain, "image/png")):
                with closing(client.get(address)) as response:
                    assert b"".join(response.streaming_content)
                assert response.status_code == 200
                assert response["Content-Type"] == kind
                assert response["Cache-Control"] == "public, max-age=31536000, immutable"
                assert response["X-Content-Type-Options"] == "nosniff"
                assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
                assert not response.cookies

    def test_answers_head_and_refuses_post(self, client, crest):
        address = crest.copies[0].webp

        with closing(client.head(address)) as response:
            assert response.status_code == 200
        assert client.post(address).status_code == 405

    @pytest.mark.row("A12")
    def test_of_another_name_is_not_found(self, client, crest):
        name = crest.name
        original = f"pictures/{name}.png"
        for path in (
            "",
            name,
            f"{name}.png",
            f"{name}-72.png/",
            f"{name}-72.PNG",
            f"{name}-72.svg",
            f"{name}-72.png.html",
            f"{name}-72.png%0a",
            f"{name}-73.png",
            f"{'0' * 32}-72.png",
            f"../private/{original}",
            f"%2e%2e/private/{original}",
            f"..%2fprivate%2f{original}",
            f"private/{original}",
            original,
            "../db.sqlite3",
            "..\\db.sqlite3",
            ".git/config",
        ):
            response = client.get(f"/media/{path}")
            assert response.status_code == 404, path
            assert "immutable" not in response.get("Cache-Control", "")

    @pytest.mark.row("A14")
    def test_beside_the_pictures_is_not_served(self, client, crest):
        default_storage.save("secret.txt", io.BytesIO(b"secret"))

        assert client.get("/media/secret.txt").status_code == 404


class TestPublishing:
    @pytest.fixture(autouse=True)
    def _organiser(self, client):
        client.force_login(make_organiser(language="en"))

    def errors(self, response):
        return dict(response.context["adminform"].form.errors)

    def sent(self, client, thing, **changes):
        url = reverse(f"admin:workshops_{thing._meta.model_name}_change", args=[thing.pk])
        return client.post(url, fields_of(client, url) | changes)

    def upload(self):
        return SimpleUploadedFile("saal.jpg", pictures.photo(), "image/jpeg")

    def test_draft_may_have_a_cover_of_which_little_is_said(self, client):
        workshop = make_workshop(publication=Workshop.Publication.DRAFT)

        response = self.sent(client, workshop, cover=self.upload())

        assert response.status_code == 302
        assert Workshop.objects.get().cover

    def test_publishing_asks_for_text_in_every_language_and_credit(self, client):
        workshop = make_workshop(publication=Workshop.Publication.DRAFT)

        response = self.sent(
            client, workshop, cover=self.upload(), publication="published", cover_alt_de="Im Saal"
        )

        assert self.errors(response) == {
            "cover_alt_en": ["Say what the picture shows. Language: English"],
            "cover_alt_uk": ["Say what the picture shows. Language: Ukrainian"],
            "cover_alt_sq": ["Say what the picture shows. Language: Albanian"],
            "cover_credit": ["Say whose picture it is."],
        }
        assert Workshop.objects.get().publication == "draft"

    def test_described_cover_is_published(self, client):
        workshop = make_workshop(publication=Workshop.Publication.DRAFT)

        response = self.sent(
            client, workshop, cover=self.upload(), publication="published", **said("cover")
        )

        assert response.status_code == 302
        assert Workshop.objects.get().public_cover

    def test_cover_of_a_published_workshop_is_replaced(self, client):
        workshop = make_workshop(cover=file(), **said("cover"))

        response = self.sent(client, workshop, cover=self.upload())

        assert response.status_code == 302
        assert Workshop.objects.get().cover.name != workshop.cover.name

    def test_report_with_a_photo_asks_for_the_same(self, client):
        response = self.sent(client, make_report(), photo=self.upload())

        assert list(self.errors(response)) == [
            *(f"photo_alt_{code}" for code in LANGUAGES),
            "photo_credit",
        ]

    def test_photo_taken_away_needs_no_text(self, client):
        report = make_report(photo=file(), **said("photo"))

        response = self.sent(client, report, **{"photo-clear": "on", "photo_credit": ""})

        assert response.status_code == 302
        assert Report.objects.get().photo is None

    def test_broken_photo_is_said_once(self, client):
        broken = SimpleUploadedFile("saal.jpg", b"nothing", "image/jpeg")

        response = self.sent(client, make_report(), photo=broken, **said("photo"))

        assert list(self.errors(response)) == ["photo"]


def test_body_of_any_size_is_not_even_read(client):
    response = client.post("/admin/login/", {"username": "x"}, CONTENT_LENGTH="100000001")

    assert response.status_code == 413


@pytest.mark.parametrize("missing", [*(f"cover_alt_{code}" for code in LANGUAGES), "cover_credit"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_database_holds_no_published_cover_of_which_something_is_missing(missing, nothing):
    if missing == "cover_credit":
        nothing = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        make_workshop(cover=file(), **said("cover", **{missing: nothing}))


def test_database_holds_no_photo_of_which_something_is_missing():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(photo=file(), **said("photo", photo_alt_uk=None))
