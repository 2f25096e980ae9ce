"""What is held of one contact of a municipality, and of nobody else (Article 15 GDPR)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import Contact
from tools import languages
from workshops.retention import responsible
from workshops.retention.held import plain, shown, words

OWN = (
    "name",
    "office",
    "email",
    "phone",
    "language",
    "salutation",
    "note",
    "verified_on",
    "entered_at",
    "undeliverable_since",
    "asked_at",
)


def as_data(contact: Contact) -> dict[str, Any]:
    """Keys are the names of the columns, in English; instants in ISO 8601."""
    return {
        **responsible.as_data(None, timezone.now()),
        "body": str(contact.body),
        "contact": {name: plain(getattr(contact, name)) for name in OWN},
        "delegations": [
            {"workshop": each.workshop.slug, "reference": each.reference, "status": each.status}
            for each in contact.delegations.select_related("workshop").order_by("pk")
        ],
        "messages": [
            {
                "workshop": each.workshop.slug if each.workshop else "",
                "kind": each.kind,
                "recipient": each.recipient,
                "state": each.state,
                "written": plain(each.created_at),
                "finished": plain(each.finished_at),
            }
            for each in contact.messages.select_related("workshop").order_by("created_at", "pk")
        ],
    }


# instants that say nothing a person would ask for in words
SHOWN = tuple(name for name in OWN if name not in {"entered_at", "asked_at"})


def as_sections(contact: Contact) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same as [(heading, [(label, text)])] in the active language."""
    reader, zone = languages.current_language(), timezone.get_current_timezone_name()
    body = [(_("municipality or organisation"), str(contact.body))]
    return [
        responsible.as_section(None, timezone.now(), zone),
        (_("About you"), words(body + shown(contact, SHOWN))),
        (
            _("Delegations"),
            [
                (each.reference, str(each.workshop))
                for each in contact.delegations.select_related("workshop").order_by("pk")
            ],
        ),
        (
            _("Messages"),
            [
                (
                    languages.format_moment(each.created_at, zone, reader),
                    f"{each.get_kind_display()}\n{each.recipient}",
                )
                for each in contact.messages.order_by("created_at", "pk")
            ],
        ),
    ]
