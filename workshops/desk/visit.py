"""Who stands before the desk: a token, the delegation it opens, and how its pages are addressed."""

from functools import cached_property

from django.core import signing
from django.template import Library
from django.urls import reverse
from django.utils import timezone

from partnerships.shields import shield
from tools import languages
from workshops.registration import naming, sending

register = Library()

SALT = "workshops.desk.opened"
# how long the pages of protected people stay open after a button was pressed
OPEN_SECONDS = 12 * 60 * 60


class Opened:
    """A token with a seal that says a button was pressed for what `subject` names."""

    token: str
    seal: str
    subject: int | str
    is_guarded: bool

    @property
    def is_open(self):
        try:
            opened = signing.loads(self.seal, salt=SALT, max_age=OPEN_SECONDS)
        except signing.BadSignature:
            return False
        return opened == self.subject

    @property
    def is_shown(self):
        return not self.is_guarded or self.is_open

    def sealed(self):
        return signing.dumps(self.subject, salt=SALT)

    def query(self, query):
        return query | ({"open": self.seal} if self.seal else {})


class Visit(Opened):
    """Of a contact, for a delegation."""

    def __init__(self, token, delegation, seal=""):
        self.token = token
        self.delegation = delegation
        self.seal = seal

    @property
    def subject(self):
        return self.delegation.pk

    @property
    def workshop(self):
        return self.delegation.workshop

    @cached_property
    def people(self):
        return naming.people_of(self.delegation)

    @cached_property
    def letter(self):
        return sending.letter_of(self.delegation)

    @property
    def head(self):
        return next((person for person in self.people if person.is_head), None)

    @property
    def is_guarded(self):
        """Names and city are shown only after a button was pressed: scanners press none."""
        return self.delegation.protects_people or any(person.protected for person in self.people)

    def opened(self):
        """The same visit once a button was pressed; its addresses say so."""
        return Visit(self.token, self.delegation, self.sealed())

    @property
    def is_late(self):
        return timezone.now() >= self.delegation.nominates_until

    def url(self, name, *args, **query):
        return reverse(f"desk:{name}", args=[self.token, *args], query=self.query(query))

    @property
    def sender(self):
        return languages.translated(self.delegation.sender, "name")

    @property
    def shield(self):
        return shield_of(self.delegation, self.sender)


def shield_of(delegation, name):
    """None for an organisation, or where nobody sends."""
    municipality = delegation.municipality if delegation else None
    return municipality and shield(municipality.slug, name.text, municipality.public_crest)


@register.simple_tag
def desk_url(visit, name, *args):
    """The address of a page of the desk under the same link."""
    return visit.url(name, *args)
