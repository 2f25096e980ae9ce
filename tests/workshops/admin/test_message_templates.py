import pytest
from django.urls import reverse

from tests.workshops.admin.test_forms import fields_of, saved
from workshops.models import MessageTemplate
from workshops.registration import wording

pytestmark = pytest.mark.django_db
LIST = "/admin/workshops/messagetemplate/"


def form_of(kind):
    MessageTemplate.objects.complete(wording.OURS)
    template = MessageTemplate.objects.get(kind=kind)
    return reverse("admin:workshops_messagetemplate_change", args=[template.pk])


def test_list_holds_each_kind_once(client, organiser):
    for _time in range(2):
        rows = client.get(LIST).context["cl"].result_list

        assert len(rows) == len({row.kind for row in rows}) == 15


def test_an_own_text_is_kept_and_previewed(client, organiser):
    url = form_of("reminder")

    saved(client.post(url, fields_of(client, url) | {"text_uk": "{greeting}\n\nЧас!\n{link}"}))

    previews = {code: text for code, _subject, text in client.get(url).context["previews"]}
    assert "Час!" in previews["uk"]
    assert "[Persönlicher Link zur Nominierung]" in previews["de"]


@pytest.mark.parametrize("text", ["{linq}", "{{ settings.SECRET_KEY }}", "{link.__class__}"])
def test_an_unknown_placeholder_is_refused_at_its_field(client, organiser, text):
    url = form_of("reminder")

    response = client.post(url, fields_of(client, url) | {"text_sq": text})

    assert list(response.context["adminform"].form.errors) == ["text_sq"]
    assert MessageTemplate.objects.get(kind="reminder").text_sq in {None, ""}


def test_the_letter_has_placeholders_of_its_own(client, organiser):
    url = form_of(wording.CONFIRMATION)

    page = client.get(url)
    refused = client.post(url, fields_of(client, url) | {"text_de": "Hallo {link}"})
    saved(client.post(url, fields_of(client, url) | {"text_de": "Hallo {name}"}))

    text = page.content.decode()
    assert "<code>{name_latin}</code>" in text
    assert "<code>{link}</code>" not in text
    assert page.context["title"] == "confirmation of participation"
    assert list(refused.context["adminform"].form.errors) == ["text_de"]
    assert MessageTemplate.objects.get(kind=wording.CONFIRMATION).text_de == "Hallo {name}"
