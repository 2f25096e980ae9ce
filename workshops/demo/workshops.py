"""A workshop with everything that belongs to it, made from one document of data/."""

import datetime

from partnerships.models import Municipality, Organisation, Topic
from workshops.demo import attendance, facts, people, results
from workshops.models import (
    Contribution,
    Report,
    ReportedFigure,
    Session,
    ThematicTrack,
    Workshop,
    WorkshopOrganiser,
    WorkshopRelation,
)
from workshops.models.session import instant

PLAIN = (
    "slug",
    "kind",
    "format",
    "timezone",
    "cities_public_from",
    "capacity",
    "has_open_call",
    "mailbox",
    "signatory",
    "on_duty_contact",
    "funder_reference",
    "languages_spoken",
    "languages_interpreted",
    "venue_visibility",
)
TRANSLATED = ("title", "summary", "description", "venue")


def load(name, *, at, **dates):
    """The workshop of <name>.json and <name>_people.csv, unless it exists; 1 if it is new, else 0.

    Deadlines of people count from `at`; `dates` are fields that the document does not give.
    """
    document = facts.document(name)
    if Workshop.objects.filter(slug=document["slug"]).exists():
        return 0
    workshop = _create(document, dates)
    add_organisers(workshop, document["organisers"])
    _add_tracks(workshop, document["tracks"])
    _add_contributions(workshop, document.get("contributions", []))
    _add_sessions(workshop, document.get("programme", []))
    _add_relations(workshop, document.get("relations", []))
    results.add_outcomes(workshop, document.get("outcomes", []))
    results.add_materials(workshop, document.get("materials", []))
    if "report" in document:
        _add_report(workshop, document["report"])
    people.load(workshop, document["delegations"], facts.rows(f"{name}_people"), at=at)
    if workshop.ends_at <= at:
        attendance.load(workshop)
    return 1


def add_organisers(workshop, organisers):
    WorkshopOrganiser.objects.bulk_create(
        WorkshopOrganiser(
            workshop=workshop,
            organisation=Organisation.objects.get(slug=organiser["organisation"]),
            role=organiser["role"],
            position=position,
        )
        for position, organiser in enumerate(organisers)
    )


def _create(document, dates):
    plain = {name: document[name] for name in PLAIN if name in document}
    if "starts_on" in document:
        dates = {
            name: datetime.date.fromisoformat(document[name]) for name in ("starts_on", "ends_on")
        }
    workshop = Workshop.objects.create(
        publication=Workshop.Publication.PUBLISHED,
        host_municipality=Municipality.objects.get(slug=document["host"]),
        **plain,
        **dates,
        **facts.by_language(document, *TRANSLATED),
    )
    workshop.fit_days()
    return workshop


def _add_tracks(workshop, tracks):
    for position, track in enumerate(tracks, start=1):
        ThematicTrack.objects.create(
            workshop=workshop,
            slug=track["slug"],
            position=position,
            topic=Topic.objects.get(slug=track["topic"]),
            capacity=track.get("capacity"),
            **facts.by_language(track, "title"),
        )


def _add_contributions(workshop, contributions, session=None):
    for contribution in contributions:
        slug = contribution.get("organisation")
        Contribution.objects.create(
            workshop=workshop,
            session=session,
            role=contribution["role"],
            organisation=Organisation.objects.get(slug=slug) if slug else None,
            **facts.by_language(contribution, "topic_title"),
        )


def _add_sessions(workshop, sessions):
    """Days are counted from the first; the times are those of the clocks there."""
    tracks = {track.slug: track for track in workshop.tracks.all()}
    for row in sessions:
        date = workshop.dates[row["day"] - 1]
        starts_at, ends_at = (
            instant(date, datetime.time.fromisoformat(row[word]), workshop.zone)
            for word in ("from", "to")
        )
        session = Session.objects.create(
            workshop=workshop,
            track=tracks[row["track"]] if "track" in row else None,
            kind=row["kind"],
            starts_at=starts_at,
            ends_at=ends_at,
            room=row.get("room", ""),
            interpreted_into=row.get("interpreted_into", ()),
            **facts.by_language(row, "title"),
        )
        _add_contributions(workshop, row.get("contributions", []), session)


def _add_relations(workshop, relations):
    for relation in relations:
        WorkshopRelation.objects.create(
            from_workshop=workshop,
            to_workshop=Workshop.objects.get(slug=relation["workshop"]),
            kind=relation["kind"],
        )


def _add_report(workshop, document):
    report = Report.objects.create(
        workshop=workshop,
        slug=document["slug"],
        published_on=datetime.date.fromisoformat(document["published_on"]),
        **facts.by_language(document, "headline", "kicker", "body", "source_url"),
    )
    for figure in document["figures"]:
        ReportedFigure.objects.create(
            report=report,
            metric=figure["metric"],
            value=figure["value"],
            qualifier=figure["qualifier"],
            **facts.by_language(figure, "scope"),
        )
