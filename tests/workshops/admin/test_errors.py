"""What went wrong in the administration is said in its frame, which tells of nothing there."""

import re

import pytest
from django.urls import reverse

from tests.factories import make_user, make_workshop
from workshops.models import Assignment

pytestmark = pytest.mark.django_db
MISSING = 999_999


def overview(pk):
    return reverse("admin:workshops_workshop_overview", args=[pk])


def test_an_organiser_stays_in_the_administration(client, organiser):
    organiser.language = "uk"
    organiser.save()

    for url in (overview(MISSING), "/admin/nowhere/"):
        response = client.get(url, headers={"accept-language": "de"})

        text = response.content.decode()
        assert response.status_code == 404
        assert '<html lang="uk">' in text
        assert 'class="side"' in text
        assert "no-store" in response.headers["Cache-Control"]


def test_a_refusal_says_who_can_help(client, staff):
    workshop = make_workshop()
    staff("view_contact")

    response = client.get(overview(workshop.pk))

    assert response.status_code == 403
    assert "An administrator can give your account another role." in response.content.decode()
    assert 'class="side"' in response.content.decode()


@pytest.mark.row("A59")
def test_what_others_work_on_is_as_what_is_not_there(client, staff):
    mine, others = make_workshop(), make_workshop()
    user = staff("view_workshop")
    user.user_permissions.remove(user.user_permissions.get(codename="work_on_all_workshops"))
    Assignment.objects.create(user=user, workshop=mine)

    def told(pk):
        response = client.get(overview(pk))
        text = response.content.decode().replace(f"/{pk}/", "")
        text = re.sub(r"<code>.*?</code>|value=\"[^\"]{64}\"", "", text)
        return response.status_code, text

    assert told(others.pk) == told(MISSING)
    assert told(others.pk)[0] == 404


def test_who_is_not_in_sees_the_public_page(client):
    for user in (None, make_user()):
        if user:
            client.force_login(user)

        response = client.get("/admin/nowhere/")

        assert response.status_code == 404
        assert "side-wide" not in response.content.decode()
        assert "/admin/workshops/" not in response.content.decode()
