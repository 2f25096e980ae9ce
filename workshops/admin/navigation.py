"""The side bar of every page and the tabs of a workshop."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workshops.admin import policy
from workshops.models import Workshop, for_user


@dataclass(frozen=True)
class Entry:
    label: str
    icon: str
    url_name: str
    # models whose pages belong to this entry
    models: tuple = ()
    # who sees an entry that belongs to no model
    permissions: tuple = ()


@dataclass(frozen=True)
class Link:
    label: str
    icon: str
    url: str
    is_current: bool


GROUPS = (
    (
        "",
        (
            Entry(_("Today"), "layout-dashboard", "admin:index"),
            Entry(
                _("Workshops"),
                "calendar-days",
                "admin:workshops_workshop_changelist",
                (
                    "workshops_workshop",
                    "workshops_delegation",
                    "workshops_delegate",
                    "workshops_delegateneeds",
                ),
            ),
        ),
    ),
    (
        _("Municipalities & contacts"),
        (
            Entry(
                _("Municipalities"),
                "landmark",
                "admin:partnerships_municipality_changelist",
                ("partnerships_municipality",),
            ),
            Entry(
                _("Organisations"),
                "building-2",
                "admin:partnerships_organisation_changelist",
                ("partnerships_organisation",),
            ),
            Entry(
                _("Contacts"),
                "phone",
                "admin:partnerships_contact_changelist",
                ("partnerships_contact",),
            ),
            Entry(
                _("Partnerships"),
                "handshake",
                "admin:partnerships_partnership_changelist",
                ("partnerships_partnership",),
            ),
        ),
    ),
    (
        _("Results"),
        (
            Entry(
                _("Reports"),
                "newspaper",
                "admin:workshops_report_changelist",
                ("workshops_report",),
            ),
        ),
    ),
    (
        _("Languages"),
        (
            Entry(
                _("Translations"),
                "languages",
                "admin:translation_list",
                permissions=policy.TRANSLATE,
            ),
        ),
    ),
    (
        _("Settings"),
        (
            Entry(
                _("Topics"), "tag", "admin:partnerships_topic_changelist", ("partnerships_topic",)
            ),
            Entry(
                _("Legal texts and pages"),
                "scale",
                "admin:workshops_textpage_changelist",
                ("workshops_textpage",),
            ),
            Entry(
                _("Texts of messages"),
                "mail",
                "admin:workshops_messagetemplate_changelist",
                ("workshops_messagetemplate",),
            ),
            Entry(
                _("Notes on countries"),
                "globe",
                "admin:partnerships_countrynote_changelist",
                ("partnerships_countrynote",),
            ),
            Entry(
                _("Accounts"), "user", "admin:partnerships_user_changelist", ("partnerships_user",)
            ),
            Entry(_("Groups"), "users", "admin:auth_group_changelist", ("auth_group",)),
            Entry(
                _("Exports"),
                "history",
                "admin:workshops_exportlog_changelist",
                ("workshops_exportlog",),
            ),
            Entry(
                _("Audit"),
                "shield-check",
                "admin:partnerships_auditentry_changelist",
                ("partnerships_auditentry",),
            ),
        ),
    ),
)


def side_bar(request):
    """[(heading, links)]: what the account may see, the current page marked."""
    match = request.resolver_match
    here = match.url_name or "" if match else ""
    groups = []
    for heading, entries in GROUPS:
        links = [_link(entry, here) for entry in entries if _may_see(request.user, entry)]
        if links:
            groups.append((heading, links))
    return groups


def _may_see(user, entry):
    if not entry.models:
        return not entry.permissions or policy.may(user, *entry.permissions)
    app, _underscore, model = entry.models[0].partition("_")
    return policy.may(user, f"{app}.view_{model}", f"{app}.change_{model}")


def _link(entry, here):
    is_current = any(here.startswith(f"{model}_") for model in entry.models)
    is_current = is_current or here == entry.url_name.removeprefix("admin:")
    return Link(entry.label, entry.icon, reverse(entry.url_name), is_current)


# in the list of messages: those that no mail server takes
BY_HAND = "hand"
TABS = (
    ("overview", _("Overview"), policy.SEE_WORKSHOPS),
    ("change", _("Texts & programme"), policy.SEE_WORKSHOPS),
    ("municipalities", _("Municipalities"), policy.SEE_DELEGATIONS),
    ("people", _("People"), policy.SEE_PEOPLE),
    ("messages", _("Messages"), policy.SEE_MESSAGES),
    ("papers", _("Lists & papers"), policy.SEE_PEOPLE),
    ("door", _("Door"), policy.SEE_DOOR),
    ("results", _("Results"), policy.SEE_RESULTS),
    ("cleaning", _("Clean-up"), policy.SEE_PEOPLE),
)


def tabs(request, workshop, current):
    return [
        {"label": label, "url": url_of(workshop, key), "is_current": key == current}
        for key, label, permissions in TABS
        if policy.may(request.user, *permissions)
    ]


def url_of(workshop, tab, **query):
    """A tab of a workshop, with the filter that its list begins with."""
    url = reverse(f"admin:workshops_workshop_{tab}", args=[workshop.pk])
    return f"{url}?{urlencode(query)}" if query else url


def url_of_messages(workshop, state):
    return url_of(workshop, "messages", state=state)


def url_of_message(message):
    return reverse("admin:workshops_workshop_message", args=[message.workshop_id, message.pk])


def url_of_delegation(delegation):
    kwargs = {"pk": delegation.workshop_id, "delegation_pk": delegation.pk}
    return reverse("admin:workshops_workshop_delegation", kwargs=kwargs)


def workshop_context(request, workshop, current, in_hand=None):
    """What the frame of a workshop's page shows: its tabs, and the others one may switch to."""
    if in_hand is None:
        in_hand = for_user(Workshop.objects.beside(workshop.pk), request.user)
    return {
        "workshop": workshop,
        "tabs": tabs(request, workshop, current),
        "may_see_public_view": policy.may(request.user, *policy.SEE_DELEGATIONS),
        "switcher": [
            (other, url_of(other, current if current != "change" else "overview"))
            for other in in_hand
            if other.pk != workshop.pk
        ],
        "title": str(workshop),
    }
