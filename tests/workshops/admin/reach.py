"""Every address of the administration that names a thing of a workshop, and who gets where."""

import datetime

from django.core import serializers
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from tests.factories import (
    make_delegate,
    make_delegation,
    make_interest,
    make_material,
    make_message,
    make_needs,
    make_open_call,
    make_past_workshop,
    make_report,
    make_session,
    make_track,
)
from tests.project.test_project import our_models
from workshops.models import Delegation, ExportLog, NominationLetter, Workshop
from workshops.registration import door_passes

PDF = b"%PDF-1.7"
# shared by all workshops, or Django's own: what they name belongs to none
SHARED = {
    *("contact", "countrynote", "municipality", "organisation", "partnership", "topic"),
    *("user", "group", "messagetemplate", "textpage", "auditentry"),
}
WITHOUT_KEY = {
    *("language", "translation_list", "index", "login", "logout", "autocomplete", "jsi18n"),
    *("password_change", "password_change_done", "partnerships_contact_import", "app_list"),
    "auth_user_password_change",
    *("contact_json", "contact_pdf", "contact_erase"),
    *("account_workshops", "account_workshops_remove"),
}
WORDS = {"purpose": "full", "kind": "badges"}


def make_world(canary):
    """A draft with one of everything, each text with the canary."""
    workshop = make_open_call(
        title_de=f"Titel {canary}", title_en=f"Title {canary}", place_en="Town", place_de="Ort"
    )
    delegation = make_delegation(workshop, status=Delegation.Status.SUBMITTED)
    person = make_delegate(delegation, family_name=f"Family {canary}")
    make_needs(person, accessibility=f"needs {canary}")
    interest = make_interest(workshop, municipality_name=f"Town {canary}")
    message = make_message(delegation, subject=f"Subject {canary}", text=f"Text {canary}")
    letter = delegation.letters.create(
        number=f"2029-{workshop.pk:04}",
        dated_on=datetime.date(2029, 1, 1),
        file=ContentFile(PDF, name="l.pdf"),
    )
    NominationLetter.objects.create(
        delegation=delegation, file=ContentFile(PDF, name=f"{canary}.pdf"), size=8
    )
    sheet = workshop.days.first().signed_sheets.create(file=ContentFile(PDF, name="s.pdf"), size=8)
    log = ExportLog.objects.create(
        workshop=workshop, purpose="full", format="csv", columns="name", row_count=1,
        reason=f"reason {canary}",
    )  # fmt: skip
    make_track(workshop, title_en=f"Track {canary}")
    make_session(workshop, title_en=f"Session {canary}")
    door_passes.create(workshop, f"Door {canary}", by=None)
    Workshop.objects.filter(pk=workshop.pk).update(publication="draft")
    return {
        "pk": workshop.pk,
        "delegation_pk": delegation.pk,
        "person_pk": person.pk,
        "interest_pk": interest.pk,
        "message_pk": message.pk,
        "letter_pk": letter.pk,
        "sheet_pk": sheet.pk,
        "material_pk": make_material(workshop, title_en=f"Material {canary}").pk,
        "workshop": workshop.pk,
        "delegation": delegation.pk,
        "delegate": person.pk,
        "delegateneeds": person.pk,
        "report": make_report(workshop, headline_en=f"Headline {canary}").pk,
        "exportlog": log.pk,
        "hold_pk": workshop.legal_holds.create(until="2099-01-01", reason=f"File {canary}").pk,
        "reference": workshop.retention_runs.create(cause="person").reference,
    }


def make_earlier(canary, municipality):
    """The same municipality took part in another workshop before."""
    before = make_past_workshop(title_en=f"Before {canary}", title_de=f"Vorher {canary}")
    make_delegation(before, municipality, quota=77)
    Workshop.objects.filter(pk=before.pk).update(publication="archived")


def admin_patterns(resolver=None, namespaces=()):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from admin_patterns(pattern, (*namespaces, pattern.namespace))
        elif isinstance(pattern, URLPattern) and "admin" in namespaces and pattern.name:
            yield pattern.name, tuple(pattern.pattern.converters)


def addresses(world):
    """{name: address} of everything that names a thing of a workshop, with the keys of a world.

    Fails for an address of which it does not know how to name it.
    """
    found = {}
    for name, asked in admin_patterns():
        _app, _underscore, rest = name.partition("_")
        model = rest.partition("_")[0]
        if name in WITHOUT_KEY or model in SHARED or not asked:
            continue
        keys = {}
        for key in asked:
            of_model = model if key == "object_id" else key
            keys[key] = WORDS.get(key) or world[of_model]
        if name == "workshops_workshop_issued":
            keys["kind"] = "letter"
        found[name] = reverse(f"admin:{name}", kwargs=keys)
    return found


def mixed(first, second):
    """The workshop of the first with the things of the second: of paths with more than one key."""
    both = addresses(second | {"pk": first["pk"]})
    return {
        name: both[name]
        for name, keys in admin_patterns()
        if name in both and "pk" in keys and len(set(keys) - set(WORDS)) > 1
    }


def opened(client, url, method="get"):
    """(status, text) of an address; files and streams are read to their end, which closes them."""
    response = getattr(client, method)(url)
    return response.status_code, b"".join(response).decode(errors="ignore")


def stored():
    """All rows of ours, to see whether anything was changed; not what one reads in them."""
    with translation.override("en"):
        return {
            model._meta.label: serializers.serialize("json", model._default_manager.order_by("pk"))
            for model in our_models()
            if model._meta.model_name not in {"user", "auditentry"}
        }
