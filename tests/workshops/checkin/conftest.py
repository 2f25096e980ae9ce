import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_organiser, make_workshop
from workshops.registration import door_passes


@pytest.fixture
def workshop():
    """Runs today and tomorrow."""
    return make_workshop("running", starts_on=timezone.localdate(), days=2, title_en="Running")


@pytest.fixture
def day(workshop):
    return workshop.days.first()


@pytest.fixture
def organiser(client):
    user = make_organiser(language="en", name="Olga Organiser")
    client.force_login(user)
    return user


class Helper:
    """Somebody with a pass, whose code was right, on a phone of their own."""

    def __init__(self, workshop, label="main entrance", language="en"):
        made = door_passes.create(workshop, label, by=None)
        self.door_pass, self.code = made.door_pass, made.code
        self.base = f"/{language}/checkin/{workshop.slug}/"
        self.link = f"{self.base}pass/{made.token}/"
        self.day = workshop.days.first().date.isoformat()
        self.client = Client()

    def open(self):
        response = self.client.post(self.link, {"code": self.code})
        assert response.status_code == 302, response.content.decode()
        return self

    def get(self, path="", **query):
        return self.client.get(self.base + path, query)

    def press(self, person, path="here/", /, **fields):
        words = {"person": person.reference, "day": self.day} | fields
        return self.client.post(self.base + path, words, follow=True)


@pytest.fixture
def helper(workshop):
    return Helper(workshop).open()
