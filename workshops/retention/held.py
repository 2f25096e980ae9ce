"""What is held of one person, and of nobody else: on a page and as a file (Article 15 GDPR)."""

import datetime
from dataclasses import dataclass
from operator import attrgetter

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import CodeListField
from tools import languages
from workshops.exports.purposes import title_of
from workshops.models import ExportLog
from workshops.registration import answering
from workshops.retention import responsible

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
        details=shown(person, OWN) + _chosen(person),
        needs=shown(needs, answering.NEEDS) if needs else [],
        consents=list(person.consents.all()),
        changes=list(person.status_changes.all()),
        papers=list(person.issued_papers.all()),
        attendances=list(attendances_of(person)),
        exports=[(export, title_of(export.purpose)) for export in exports_of(person)],
    )


def as_sections(person):
    """The same as of(), as [(heading, [(label, text)])] in the active language."""
    found, zone = of(person), person.workshop.timezone

    def moment(at):
        return languages.format_moment(at, zone, languages.current_language())

    sender = str(person.delegation.sender) if person.delegation else ""
    return [
        responsible.as_section(person.workshop, timezone.now(), zone),
        (_("About you"), [(_("Named by"), sender)] * bool(sender) + words(found.details)),
        (_("Food, access, travel and room"), words(found.needs)),
        (_("What you agreed to"), [(moment(each.at), str(each)) for each in found.consents]),
        (
            _("What happened"),
            [
                (moment(each.changed_at), f"{each.get_to_status_display()}\n{each.own_words}")
                for each in found.changes
            ],
        ),
        (
            _("Papers made for you"),
            [(each.number, each.get_kind_display()) for each in found.papers],
        ),
        (
            _("When you were there"),
            [(moment(each.recorded_at), each.get_method_display()) for each in found.attendances],
        ),
        (
            _("Messages"),
            [
                (moment(each.created_at), f"{each.get_kind_display()}\n{each.recipient}")
                for each in person.messages.order_by("created_at", "pk")
            ],
        ),
        (
            _("Lists that were taken out"),
            [
                (moment(each.exported_at), "\n".join([purpose, each.reason, each.recipient]))
                for each, purpose in found.exports
            ],
        ),
    ]


def words(facts):
    """Labels begin with a capital letter, and all is plain text."""
    return [(capfirst(str(label)), str(text)) for label, text in facts]


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
        **responsible.as_data(person.workshop, timezone.now()),
        "sender": str(person.delegation.sender) if person.delegation else person.affiliation,
        "person": {name: plain(getattr(person, name)) for name in OWN},
        "days": [day.date.isoformat() for day in person.days.all()],
        "joins": [session.starts_at.isoformat() for session in person.joins.all()],
        "needs": {name: plain(getattr(needs, name)) for name in answering.NEEDS} if needs else {},
    } | {
        name: [
            {key: plain(attrgetter(path)(row)) for key, path in keys.items()}
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
    "messages": (
        lambda person: person.messages.order_by("created_at", "pk"),
        {
            "kind": "kind",
            "recipient": "recipient",
            "state": "state",
            "at": "created_at",
        },
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


def plain(value):
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return list(value)
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value)


def shown(row, names):
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
    if isinstance(value, datetime.datetime):
        return languages.format_day(timezone.localdate(value), reader)
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
