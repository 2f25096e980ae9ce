"""The audit as lines that can be read: when, who, what, about what."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _

from partnerships.admin.base import OrganiserAdmin, RecordMixin
from partnerships.models import AuditEntry, User, group_name
from tools import languages
from workshops.admin import navigation
from workshops.admin.audit_details import in_words
from workshops.models import Workshop

NAMED = (User, Group, Workshop)


@dataclass(frozen=True)
class Line:
    """`about` are (text, address) of things; the address is "" of what the reader may not open."""

    number: int
    at: str
    who: str
    network: str
    what: str
    details: list[str]
    about: list[tuple[str, str]]


class Things:
    """What entries are about, as far as the reader may see it: one query for each kind of thing.

    Accounts, groups and workshops stand there by name, people and contacts by number alone: their
    own pages name them, to whoever may open these.
    """

    def __init__(self, request, entries):
        wanted = defaultdict(set)
        for entry in entries:
            wanted[entry.about].add(entry.about_id)
            wanted[Workshop._meta.label_lower].add(entry.workshop_number)
            wanted[Group._meta.label_lower].update(entry.details.get("groups", []))
        self.user = request.user
        self.found = {
            label: _visible(request, label, keys - {None}) for label, keys in wanted.items()
        }

    def get(self, label, key):
        return self.found.get(label, {}).get(key)

    def line(self, label, key):
        """(text, address) of one thing."""
        thing = self.get(label, key)
        if isinstance(thing, Workshop):
            return str(thing), navigation.url_of(thing, "overview")
        kind = capfirst(apps.get_model(label)._meta.verbose_name) if _is_known(label) else label
        address = reverse(f"admin:{label.replace('.', '_')}_change", args=[key]) if thing else ""
        return _name(thing) or f"{kind} {key}", address


def _is_known(label):
    app, _dot, name = label.partition(".")
    return name in apps.all_models.get(app, {})


def _visible(request, label, keys):
    """{key: thing} of one kind, by the rights and the workshops of the reader."""
    if not keys or not _is_known(label):
        return {}
    model = apps.get_model(label)
    if not admin.site.is_registered(model):
        return {}
    pages = admin.site.get_model_admin(model)
    if not pages.has_view_permission(request):
        return {}
    return pages.get_queryset(request).in_bulk(keys)


def _name(thing):
    if isinstance(thing, Group):
        return str(group_name(thing))
    return str(thing) if isinstance(thing, NAMED) else ""


def _who(entry):
    if entry.account:
        return str(entry.account)
    if entry.account_id:
        return _("Account %(number)s, deleted") % {"number": entry.account_id}
    return _("Nobody logged in") if entry.network else _("The server itself")


def _about(entry, things):
    workshop = Workshop._meta.label_lower
    pairs = [(entry.about, entry.about_id), (workshop, entry.workshop_number)]
    # the workshop of a workshop is said once
    return [things.line(*pair) for pair in dict.fromkeys(pairs) if all(pair)]


def line_of(entry, things):
    return Line(
        entry.number,
        moment(entry.happened_at),
        _who(entry),
        entry.network,
        capfirst(entry.get_action_display()),
        in_words(entry, things),
        _about(entry, things),
    )


def moment(instant: datetime) -> str:
    """In the zone of this site, as its reader writes dates."""
    return languages.format_moment(
        instant, get_current_timezone_name(), languages.current_language()
    )


class AuditList(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        entries = list(self.result_list)
        things = Things(request, entries)
        self.lines = [line_of(entry, things) for entry in entries]


@admin.register(AuditEntry)
class AuditAdmin(RecordMixin, OrganiserAdmin):
    """Only to be read, by whoever may do everything or has the right to it."""

    list_display = ["number"]
    list_display_links = None
    list_filter = ["action", "account"]
    list_select_related = ["account"]
    date_hierarchy = "happened_at"

    def get_changelist(self, request, **kwargs):
        return AuditList
