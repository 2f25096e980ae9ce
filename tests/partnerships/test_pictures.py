"""Crests and logos: chosen in a form, kept as files, shown with permission, gone when replaced."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse

from partnerships.models import Municipality, Organisation, Picture
from tests import pictures
from tests.factories import make_municipality, make_organisation
from tests.partnerships.test_admin import municipality_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("picture_files")]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def kept_files():
    public = default_storage.listdir("")[1]
    private = storages["private"]
    return len(public), len(private.listdir("pictures")[1]) if private.exists("pictures") else 0


def upload(data=None, name="wappen.png"):
    return SimpleUploadedFile(name, pictures.crest() if data is None else data, "image/png")


def with_crest(**fields):
    fields = {"crest_credit": "Town hall", "crest_permission": "Mayor, 2025"} | fields
    return make_municipality("aal", crest=upload(), **fields)


def change(client, municipality, **changes):
    url = reverse("admin:partnerships_municipality_change", args=[municipality.pk])
    return client.post(url, municipality_data(**changes))


def errors_of(response):
    return dict(response.context["adminform"].form.errors)


def test_crest_is_uploaded_and_stored_with_its_sizes(client, organiser):
    municipality = make_municipality("aal")

    response = change(client, municipality, crest=upload())

    assert response.status_code == 302
    municipality.refresh_from_db()
    assert municipality.crest.sizes == ((72, 96), (144, 192), (288, 384))
    assert kept_files() == (6, 1)
    assert all("wappen" not in copy.webp + copy.plain for copy in municipality.crest.copies)


@pytest.mark.row("A49")
def test_metadata_is_in_no_file_that_is_kept(tmp_path):
    make_organisation(logo=io.BytesIO(pictures.told()))

    contents = [path.read_bytes() for path in tmp_path.rglob("*.*")]
    assert len(contents) == 7
    assert [content for content in contents if b"canary" in content or b"Exif" in content] == []


def test_form_saved_without_a_new_file_keeps_the_crest(client, organiser, committed):
    municipality = with_crest()

    with committed():
        change(client, municipality, crest_credit="Somebody", crest_permission="Mayor, 2025")

    assert Municipality.objects.get().crest == municipality.crest
    assert kept_files() == (6, 1)


def test_replaced_crest_goes_after_the_commit(client, organiser, committed):
    before = with_crest().crest

    with committed():
        change(client, Municipality.objects.get(), crest=upload(pictures.crest((500, 500))))
        assert before.is_there

    after = Municipality.objects.get().crest
    assert (after.is_there, before.is_there) == (True, False)
    assert kept_files() == (6, 1)


def test_crest_is_taken_away(client, organiser, committed):
    municipality = with_crest()

    with committed():
        change(client, municipality, **{"crest-clear": "on"})

    assert Municipality.objects.get().crest is None
    assert kept_files() == (0, 0)


def test_deleted_municipality_takes_its_files_along(client, organiser, committed):
    municipality = with_crest()

    with committed():
        url = reverse("admin:partnerships_municipality_delete", args=[municipality.pk])
        client.post(url, {"post": "yes"})

    assert kept_files() == (0, 0)
    assert Municipality.history.count() == 2


def test_history_that_is_tidied_takes_no_files_along(committed):
    municipality = with_crest()

    with committed():
        municipality.history.all().delete()

    assert municipality.crest.is_there


@pytest.mark.django_db(transaction=True)
def test_files_stay_when_the_change_is_undone():
    municipality = with_crest()
    municipality.crest = None

    with transaction.atomic():
        municipality.save()
        transaction.set_rollback(True)

    municipality.refresh_from_db()
    assert municipality.crest.is_there


@pytest.mark.row("A46")
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pictures.moving("PNG"), "Moving pictures are not possible. Choose a still picture."),
        (b"<svg onload='alert(1)'/>", "This is no readable picture."),
        (pictures.photo()[:2000], "This is no readable picture."),
        (pictures.png(7_000, 7_000), "The picture is too large: at most 25 million pixels"),
        (b"\0" * 15_000_001, "The file is too large: at most 15 MB."),
        (b"", "The submitted file is empty."),
    ],
)
def test_bad_file_is_refused_at_its_field_and_the_rest_is_kept(client, organiser, data, message):
    municipality = make_municipality("aal")

    response = change(client, municipality, crest=upload(data), name_de="Typed")

    (error,) = errors_of(response)["crest"]
    assert error.startswith(message)
    assert response.context["adminform"].form["name_de"].value() == "Typed"
    assert "choose the file once more" in response.content.decode()
    assert kept_files() == (0, 0)


@pytest.mark.row("A46")
@pytest.mark.parametrize("name", ["a.svg", "a.png\0.html", "../../x.png", "a" * 300 + ".png", "x."])
def test_name_of_the_file_means_nothing(client, organiser, name):
    municipality = make_municipality("aal")

    response = change(client, municipality, crest=upload(name=name))

    assert response.status_code in {302, 400}
    assert kept_files() in {(6, 1), (0, 0)}


def test_form_shows_what_is_kept_and_offers_to_take_it_away(client, organiser):
    municipality = with_crest()
    url = reverse("admin:partnerships_municipality_change", args=[municipality.pk])

    page = client.get(url).content.decode()

    assert municipality.crest.copies[0].plain in page
    assert "288 × 384" in page
    assert 'name="crest-clear"' in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize("missing", ["crest_credit", "crest_permission"])
def test_crest_without_permission_or_credit_is_not_public(missing):
    assert with_crest().public_crest
    assert make_municipality(crest=upload(), **{missing: ""}).public_crest is None


def test_logo_without_credit_is_not_public():
    assert make_organisation(logo=upload(), logo_credit="Network").public_logo
    assert make_organisation(logo=upload()).public_logo is None


@pytest.mark.row("L37")
def test_missing_and_empty_files_are_noticed(caplog):
    gone, emptied = make_organisation(logo=upload()), make_organisation(logo=upload())
    name = gone.logo.copies[0].webp.rpartition("/")[2]
    default_storage.delete(name)
    path = default_storage.path(emptied.logo.copies[0].plain.rpartition("/")[2])
    with open(path, "wb"):
        pass

    assert [gone.logo.is_there, emptied.logo.is_there] == [False, False]
    assert len(caplog.records) == 2


@pytest.mark.row("L37")
@pytest.mark.parametrize("text", ["nonsense", "a jpg 1x1", f"{'a' * 32} svg 1x1", "../../etc"])
def test_poisoned_row_is_read_as_no_picture(caplog, text):
    organisation = make_organisation()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partnerships_organisation SET logo = %s", [text])

    assert Organisation.objects.get(pk=organisation.pk).logo is None
    assert len(caplog.records) == 1


def test_stored_text_is_read_back():
    picture = Picture("0" * 32, "jpg", ((480, 320), (1600, 1067)))

    assert Picture.stored(str(picture)) == picture


def test_broken_file_from_code_is_refused():
    organisation = make_organisation()
    organisation.logo = io.BytesIO(b"nothing")

    with pytest.raises(ValidationError, match="no readable picture"):
        organisation.full_clean()


@pytest.mark.parametrize("number", [1, 3])
def test_saving_asks_for_the_picture_before_once(number, django_assert_num_queries):
    organisations = [make_organisation(logo=upload()) for _number in range(number)]

    with django_assert_num_queries(3 * number):  # the picture, the row, its history
        for organisation in organisations:
            organisation.save()
