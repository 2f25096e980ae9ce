"""The parts of a workshop of which its page shows a few rows each, read together."""

from types import SimpleNamespace

from partnerships.models import CountryNote, Organisation
from tools.languages import columns
from tools.small_tables import read_together
from workshops.models import Contribution, Delegate, Delegation, Outcome, WorkshopRelation

COLUMNS = {
    "notes": ("code", *columns("label", "footnote")),
    "organisers": (
        *("role", "position", *columns("organisation__name")),
        *("organisation__website", "organisation__logo", "organisation__logo_credit"),
    ),
    "days": ("date", *columns("place")),
    "contributions": (
        *("role", "track_id", "session_id"),
        *columns("topic_title", "municipality__name", "organisation__name"),
    ),
    "people": ("given_name", "family_name", "delegation_id", "erased_at"),
    "outcomes": ("kind", "position", "municipality_id", "track_id", *columns("text")),
    "materials": ("file", "size", "language", *columns("title")),
    "relations": ("kind", "from_workshop_id", "to_workshop_id"),
}
EVERY = tuple(COLUMNS)
# what the press box states of a workshop
FOR_PRESS = ("notes", "organisers")


class Parts:
    """Where each part is asked for: only what is public, of one workshop at one moment."""

    def __init__(self, workshop, at, delegations):
        self.workshop = workshop
        self.public = {"at": at, "delegations": delegations}

    def notes(self):
        return CountryNote.objects.all()

    def organisers(self):
        return self.workshop.organisers.filter(organisation__in=Organisation.objects.public())

    def days(self):
        return self.workshop.days.all()

    def contributions(self):
        return Contribution.objects.public(**self.public).filter(workshop=self.workshop)

    def people(self):
        return Delegate.objects.public(**self.public).filter(workshop=self.workshop)

    def outcomes(self):
        return Outcome.objects.public(**self.public).filter(workshop=self.workshop)

    def materials(self):
        return self.workshop.materials.public()

    def relations(self):
        return WorkshopRelation.objects.of(self.workshop)


def read_parts(workshop, at, delegations, names=EVERY):
    """The named parts as attributes, in one query; `delegations`: those that are public."""
    known = Delegation.objects.filter(pk__in=[delegation.pk for delegation in delegations])
    parts = Parts(workshop, at, known)
    rows = read_together(*((getattr(parts, name)(), COLUMNS[name]) for name in names))
    return SimpleNamespace(**dict(zip(names, rows, strict=True)))
