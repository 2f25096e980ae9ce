"""Past events of the network, with what their announcements say and nothing more."""

import datetime

from partnerships.models import Municipality
from workshops.demo import facts
from workshops.demo.workshops import add_organisers
from workshops.models import Workshop, WorkshopDay

# Where we read of it; for whoever checks the file, no field of a workshop
UNUSED = ("source_url",)


def load():
    """Events that are missing; says how many are new."""
    known = set(Workshop.objects.values_list("slug", flat=True))
    missing = [row for row in facts.rows("events") if row["slug"] not in known]
    for row in missing:
        _create({name: cell for name, cell in row.items() if name not in UNUSED})
    return len(missing)


def _create(row):
    days = facts.several(row.pop("days", ""))
    organisers = [organiser.split(":") for organiser in facts.several(row.pop("organisers", ""))]
    host = row.pop("host", None)
    workshop = Workshop.objects.create(
        publication=Workshop.Publication.PUBLISHED,
        host_municipality=Municipality.objects.get(slug=host) if host else None,
        starts_on=datetime.date.fromisoformat(row.pop("starts_on")),
        ends_on=datetime.date.fromisoformat(row.pop("ends_on")),
        **row,
    )
    if days:
        WorkshopDay.objects.bulk_create(WorkshopDay(workshop=workshop, date=day) for day in days)
    else:
        workshop.fit_days()
    add_organisers(workshop, [{"role": role, "organisation": slug} for role, slug in organisers])
