"""The next workshop, made after one that was: what is copied, what moves, what never is.

A new field or part of a workshop must be entered here; a test asks for each.
"""

import datetime
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import QuerySet
from modeltranslation.translator import NotRegistered, translator

from tools import languages
from workshops.models import Delegation, Workshop
from workshops.models.session import instant

# said by whoever asks for the copy
GIVEN = {"title", "slug", "starts_on"}
COPIED = {
    "kind",
    "summary",
    "description",
    "timezone",
    "format",
    "host_municipality",
    "place",
    "venue",
    "venue_visibility",
    "guidance",
    "languages_spoken",
    "languages_interpreted",
    "capacity",
    "cities_public_from",
    "costs",
    "mailbox",
    "signatory",
}
# by the distance between the first days; clock times stay
MOVED = {
    "ends_on",
    "arrives_on",
    "departs_on",
    "travel_data_due_on",
    "nomination_opens_at",
    "nomination_closes_at",
}
# of that one event: its publication, end, pictures, people on duty, money, and what is derived
NEVER = {
    "id",
    "uid",
    "sequence",
    "changed_at",
    "starts_at",
    "ends_at",
    "search_key",
    "cover",
    "cover_alt",
    "cover_credit",
    "cover_licence",
    "signature",
    "on_duty_contact",
    "funder_reference",
    "has_open_call",
    "has_open_registration",
    "publication",
    "cancelled_at",
    "cancellation_reason",
    "replaced_by",
}
PARTS = {
    "tracks": {"slug", "position", "title", "description", "topic", "capacity"},
    "days": {"date", "place"},
    "sessions": {"track", "kind", "starts_at", "ends_at", "room", "title", "interpreted_into"},
    "organisers": {"organisation", "role", "position"},
    "delegations": {
        "municipality",
        "organisation",
        "quota",
        "substitutes",
        "language",
        "listed_publicly",
        "contacts",
    },
}
# made anew with each row, or of that one event
NEVER_OF_PARTS = {
    "tracks": {"id", "workshop", "search_key"},
    "days": {"id", "workshop"},
    "sessions": {"id", "workshop", "sequence", "changed_at"},
    "organisers": {"id", "workshop"},
    "delegations": {
        "id",
        "workshop",
        "status",
        "reference",
        "extended_until",
        "informed_people_at",
        "named_in_source",
    },
}
PARTS_NEVER_COPIED = {
    "assignments",
    "contributions",
    "delegates",
    "door_passes",
    "erasures",
    "exports",
    "handovers",
    "interests",
    "legal_holds",
    "links",
    "materials",
    "messages",
    "outcomes",
    "pending_registrations",
    "relations_from",
    "relations_to",
    "replaces",
    "reports",
    "retention_runs",
    "translation_reviews",
}


@transaction.atomic
def copy(
    template: Workshop,
    *,
    starts_on: datetime.date,
    slug: str,
    titles: dict[str, str],
    with_delegations: bool = True,
) -> Workshop:
    """Return a new draft after a template, from another first day on; titles by language.

    Its delegations are only noted: whom to invite is decided anew. Raises ValidationError: an
    address that is taken, a time that the clocks skip, dates beyond the calendar.
    """
    distance = starts_on - template.starts_on
    workshop = Workshop(
        slug=slug,
        starts_on=starts_on,
        **{f"title_{code}": title for code, title in titles.items()},
        **_columns(template, COPIED),
        **{name: _moved(getattr(template, name), distance, template.zone) for name in MOVED},
    )
    workshop.full_clean(exclude=["title"])
    workshop.save()
    _copy_programme(template, workshop, distance)
    for organiser in template.organisers.all():
        workshop.organisers.create(**_columns(organiser, PARTS["organisers"]))
    if with_delegations:
        _copy_delegations(template, workshop)
    return workshop


def copied_delegations(template: Workshop) -> QuerySet[Delegation]:
    """Return those that a copy takes over, with senders and contacts, in order."""
    wanted = template.delegations.not_declined().with_senders().by_sender()
    return wanted.prefetch_related("contacts")


def _copy_programme(template: Workshop, workshop: Workshop, distance: datetime.timedelta) -> None:
    tracks: dict[int | None, int] = {}
    for track in template.tracks.all():
        tracks[track.pk] = workshop.tracks.create(**_columns(track, PARTS["tracks"])).pk
    for day in template.days.all():
        columns = _columns(day, PARTS["days"])
        workshop.days.create(**columns | {"date": day.date + distance})
    for session in template.sessions.all():
        moved = {
            "track_id": tracks.get(session.track_id),
            "starts_at": _moved(session.starts_at, distance, template.zone),
            "ends_at": _moved(session.ends_at, distance, template.zone),
        }
        workshop.sessions.create(**_columns(session, PARTS["sessions"]) | moved)


def _copy_delegations(template: Workshop, workshop: Workshop) -> None:
    for delegation in copied_delegations(template):
        columns = _columns(delegation, PARTS["delegations"] - {"contacts"})
        copied = workshop.delegations.create(**columns)
        copied.contacts.set(delegation.contacts.all())


def _moved(value: Any, distance: datetime.timedelta, zone: ZoneInfo) -> Any:
    """A day, or an instant that keeps its time on the clocks of the zone. Raises ValidationError
    where the clocks skip it."""
    if not isinstance(value, datetime.datetime):
        return value and value + distance
    local = value.astimezone(zone).replace(tzinfo=None) + distance
    return instant(local.date(), local.time(), zone)


def _columns(thing: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Return {column: value}; of a translated field the columns of the languages."""
    columns = [column for name in names for column in _columns_of(type(thing), name)]
    return {column: getattr(thing, column) for column in columns}


def _columns_of(model: type[models.Model], name: str) -> list[str]:
    if name in _translated(model):
        return [f"{name}_{code}" for code in languages.LANGUAGES]
    field = model._meta.get_field(name)
    return [field.attname if isinstance(field, models.ForeignKey) else name]


def _translated(model: type[models.Model]) -> Iterable[str]:
    try:
        return translator.get_options_for_model(model).all_fields
    except NotRegistered:
        return ()
