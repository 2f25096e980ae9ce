"""Who looks at the pages of a person: the person, or the contact of the municipality for them."""

from django.urls import reverse

from tools import languages
from tools.languages import Translated
from workshops.desk.visit import Opened, shield_of
from workshops.models import StatusChange

Via = StatusChange.Via


class PersonVisit(Opened):
    """`via` says whose link it is: the pages of a contact stand below those of the delegation."""

    def __init__(self, token, person, via=Via.PERSON, seal=""):
        self.token = token
        self.person = person
        self.via = via
        self.seal = seal

    @property
    def subject(self):
        """What the press opened: a contact opens the whole delegation."""
        return self.person.delegation_id if self.is_contact else f"person-{self.person.pk}"

    @property
    def workshop(self):
        return self.person.workshop

    @property
    def is_contact(self):
        return self.via == Via.CONTACT

    @property
    def takes_along(self):
        """Papers go to the person; the contact hands them to who has no address of their own."""
        return not (self.is_contact and self.person.email)

    @property
    def is_guarded(self):
        return self.person.is_protected

    def opened(self):
        return PersonVisit(self.token, self.person, self.via, self.sealed())

    def url(self, name, *args, **query):
        """`name` is a page of the person, or "answers", the list of the contact."""
        query = self.query(query)
        if name == "answers":
            return reverse("desk:answers", args=[self.token], query=query)
        if self.is_contact:
            args = [self.token, self.person.reference, *args]
            return reverse(f"desk:for_{name}", args=args, query=query)
        page = name if name == "reply" else f"reply_{name}"
        return reverse(f"desk:{page}", args=[self.token, *args], query=query)

    @property
    def sender(self):
        delegation = self.person.delegation
        if delegation is None:
            return Translated(self.person.affiliation, "")
        return languages.translated(delegation.sender, "name")

    @property
    def shield(self):
        return shield_of(self.person.delegation, self.sender)
