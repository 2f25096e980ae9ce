import re

import pytest
from django.core.files.storage import InMemoryStorage

from tests.factories import make_contact, make_delegation, make_municipality, make_workshop
from workshops.models import Delegation, NominationLetter
from workshops.registration import links, nomination

WORDS = {
    "given_name": "Олена",
    "family_name": "Коваленко",
    "name_latin": "Olena Kovalenko",
    "position": "Engineer",
    "email": "olena@example.org",
    "language": "uk",
    "languages_spoken": ["uk", "en"],
}


@pytest.fixture(autouse=True)
def _letters_in_memory(monkeypatch):
    monkeypatch.setattr(NominationLetter._meta.get_field("file"), "storage", InMemoryStorage())


@pytest.fixture
def delegation():
    """Two seats and one substitute, at work; a contact who reads Ukrainian."""
    municipality = make_municipality("vinnytsia", name="Winnyzja")
    made = make_delegation(
        make_workshop(mailbox="desk@example.org"),
        municipality,
        status=Delegation.Status.INVITED,
        quota=2,
        substitutes=1,
        language="uk",
    )
    made.contacts.add(make_contact(municipality, language="uk"))
    return nomination.start(made, by=None)


@pytest.fixture
def desk(client, delegation):
    return Desk(client, delegation)


class Desk:
    """The pages under a link, as a reader walks them."""

    def __init__(self, client, delegation, language="en"):
        self.client = client
        self.delegation = delegation
        self.token = links.create(delegation, by=None)
        self.base = f"/{language}/i/{self.token}/"

    def get(self, path="", **options):
        return self.client.get(self.base + path, **options)

    def post(self, path="", data=None, **options):
        return self.client.post(self.base + path, data or {}, **options)

    def hidden(self, path):
        """What the form of a page carries along."""
        return hidden(self.get(path))

    def add(self, **words):
        return self.post("people/new/", WORDS | self.hidden("people/new/") | words)

    def people(self):
        return list(self.delegation.delegates.order_by("rank", "pk"))


def hidden(response):
    page = response.content.decode()
    found = re.findall(r'type="hidden" name="(seen|ticket|sent_before)" value="([^"]*)"', page)
    return dict(found)
