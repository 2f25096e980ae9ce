"""What is held of one person, and of nobody else: on a page and as a file (Article 15 GDPR)."""

from dataclasses import dataclass
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import CodeListField
from tools import languages
from workshops.exports.purposes import title_of
from workshops.models import ExportLog
from workshops.registration import answering

# shown to the person; the rest of the columns are keys for searching, or numbers of rows
OWN = (
    "reference",
    "given_name",
    "family_name",
    "name_latin",
    "badge_name",
    "academic_title",
    "salutation",
    "employer",
    "affiliation",
    "position",
    "email",
    "phone",
    "language",
    "languages_spoken",
    "role",
    "rank",
    "is_head",
    "is_substitute",
    "track_wish_1",
    "track_wish_2",
    "assigned_track",
    "needs_interpretation",
    "attendance_mode",
    "protected",
    "status",
    "confirm_by",
)

# where the name of a column says too little to the person themselves
LABELS = {
    "reference": gettext_lazy("reference, for questions to the organisers"),
    "rank": gettext_lazy("place in the order in which your municipality named its people"),
}


@dataclass(frozen=True)
class Held:
    # [(label, text)]
    details: list
    needs: list
    consents: list
    changes: list
    papers: list
    attendances: list
    # [(export, what for, in words)]
    exports: list


def of(person):
    needs = getattr(person, "needs", None)
    return Held(
        details=_shown(person, OWN) + _chosen(person),
        needs=_shown(needs, answering.NEEDS) if needs else [],
        consents=list(person.consents.all()),
        changes=list(person.status_changes.all()),
        papers=list(person.issued_papers.all()),
        attendances=list(attendances_of(person)),
        exports=[(export, title_of(export.purpose)) for export in exports_of(person)],
    )


def attendances_of(person):
    return person.attendances.select_related("day").order_by("day__date", "recorded_at", "pk")


def exports_of(person):
    """Lists of the workshop that left the system since the person is in it. The log holds numbers
    and no names, so a list that left the person out by its filter is among them."""
    entered = person.status_changes.order_by("changed_at").values_list("changed_at", flat=True)
    first = entered.first()
    exports = ExportLog.objects.filter(workshop=person.workshop)
    return exports.filter(exported_at__gte=first) if first else exports


def as_data(person):
    """Keys are the names of the columns, in English; instants in ISO 8601."""
    needs = getattr(person, "needs", None)
    return {
        "workshop": person.workshop.slug,
        "sender": str(person.delegation.sender) if person.delegation else person.affiliation,
        "person": {name: _plain(getattr(person, name)) for name in OWN},
        "days": [day.date.isoformat() for day in person.days.all()],
        "joins": [session.starts_at.isoformat() for session in person.joins.all()],
        "needs": {name: _plain(getattr(needs, name)) for name in answering.NEEDS} if needs else {},
    } | {
        name: [
            {key: _plain(attrgetter(path)(row)) for key, path in keys.items()}
            for row in rows(person)
        ]
        for name, (rows, keys) in RECORDS.items()
    }


# {what: (its rows of a person, {key: where it stands in a row})}
RECORDS = {
    "consents": (
        lambda person: person.consents.all(),
        {key: key for key in ("purpose", "act", "text_version", "language", "at", "via")},
    ),
    "changes": (
        lambda person: person.status_changes.all(),
        {
            "from": "from_status",
            "to": "to_status",
            "at": "changed_at",
            "reason": "reason",
            "via": "via",
            "words": "own_words",
        },
    ),
    "papers": (
        lambda person: person.issued_papers.all(),
        {key: key for key in ("kind", "number", "dated_on", "revoked_at")},
    ),
    "attendances": (
        attendances_of,
        {"day": "day.date", "method": "method", "at": "recorded_at"},
    ),
    "exports": (
        exports_of,
        {
            "at": "exported_at",
            "purpose": "purpose",
            "reason": "reason",
            "recipient": "recipient",
        },
    ),
}


def _plain(value):
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return list(value)
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value)


def _shown(row, names):
    """[(label, text)] of what is filled in."""
    found = []
    for name in names:
        field = row._meta.get_field(name)
        text = _text(row, field)
        if text:
            found.append((LABELS.get(name, field.verbose_name), text))
    return found


def _text(row, field):
    value = getattr(row, field.name)
    reader = languages.current_language()
    if field.choices:
        return getattr(row, f"get_{field.name}_display")() if value else ""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(field, CodeListField):
        return languages.join(field.names(value), reader)
    if field.name in {"confirm_by"} and value:
        zone = row.workshop.timezone
        return f"{languages.format_moment(value, zone, reader)} ({zone})"
    if hasattr(value, "hour"):
        return f"{value:%H:%M}"
    if hasattr(value, "isoformat"):
        return languages.format_day(value, reader)
    return str(value) if value else ""


def _chosen(person):
    reader = languages.current_language()
    days = [languages.format_day(day.date, reader) for day in person.days.all()]
    joins = [str(session) for session in person.joins.all()]
    found = []
    if days:
        found.append((_("days"), languages.join(days, reader)))
    if joins:
        found.append((_("joins"), languages.join(joins, reader)))
    return found
