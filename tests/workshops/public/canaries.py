"""A world full of things that no public page may show, each text of them a canary.

World W0: P is public, D a draft, X put away; a hidden municipality is linked to P; people, texts
and files that are not public carry words that occur nowhere else.
"""

import datetime
import itertools

from django.db import models
from django.utils import timezone

from partnerships.models import (
    CodeListField,
    Municipality,
    Partnership,
    PictureField,
    Spelling,
)
from tests.factories import (
    PATHS,
    make_contact,
    make_delegate,
    make_delegation,
    make_interest,
    make_material,
    make_municipality,
    make_open_call,
    make_organisation,
    make_organiser,
    make_outcome,
    make_partnership,
    make_past_workshop,
    make_pending,
    make_report,
    make_session,
    make_topic,
    make_track,
    make_webinar,
    make_workshop,
)
from tools import tokens
from workshops.models import (
    Contribution,
    Delegation,
    ExportLog,
    Link,
    ReportedFigure,
    Status,
    StatusChange,
    Visibility,
    Workshop,
    WorkshopOrganiser,
    WorkshopRelation,
)
from workshops.registration import links

CANARY = "canary"
NOT_TEXT = {"slug", "timezone", "native_language", "reference"}
_numbers = itertools.count(1)


def plant(instance, *only):
    """Write a canary into every free text of a row (or into the named columns alone)."""
    columns = {
        field.name: f"{CANARY}{next(_numbers)}{field.name.replace('_', '')}"[: field.max_length]
        for field in instance._meta.concrete_fields
        if (field.name in only if only else is_free_text(field))
    }
    type(instance)._base_manager.filter(pk=instance.pk).update(**columns)
    assert columns
    return instance


def is_free_text(field):
    return (
        isinstance(field, (models.CharField, models.TextField))
        and not isinstance(field, (models.EmailField, models.FileField))
        and not field.choices
        and field.name not in NOT_TEXT
        and not field.name.startswith(("country", "languages_"))
        and (field.max_length or 99) > 20
        and not isinstance(field, (CodeListField, PictureField))
    )


def build_world():
    """The public rows by the names that addresses need, and the slugs of those that are not."""
    topic = make_topic("energy")
    hidden = make_municipality(
        f"{CANARY}-hidden-town",
        latitude="49",
        longitude="30",
        publication_policy=Municipality.PublicationPolicy.HIDDEN,
    )
    plant(hidden)
    plant(Spelling.objects.create(municipality=hidden, text="x"))
    host = make_municipality("host-town", country="DE", latitude="48", longitude="11")
    guest = make_municipality("guest-town", latitude="50", longitude="34")
    public = make_past_workshop("public-one", host_municipality=host)
    ahead = make_workshop("ahead-one", host_municipality=hidden)
    fill(public, guest, topic)
    plant(public, "signatory", "on_duty_contact", "funder_reference", *not_for_everybody())
    plant(ahead, "signatory", "on_duty_contact", "funder_reference", *not_for_everybody())
    make_delegation(public, hidden)
    express_interest(make_open_call("open-one"))
    register(make_webinar("webinar"))
    know_contacts(public, guest, host, hidden)
    refused_and_invited(public, ahead)
    hide_parts(public, host, hidden)
    draft = make_workshop(f"{CANARY}-draft", publication=Workshop.Publication.DRAFT)
    away = make_past_workshop(f"{CANARY}-away", publication=Workshop.Publication.ARCHIVED)
    for workshop in (draft, away):
        fill(workshop, make_municipality(f"{workshop.slug}-town"), topic, is_secret=True)
        WorkshopRelation.objects.create(from_workshop=public, to_workshop=workshop, kind="follows")
        Workshop.objects.filter(pk=ahead.pk).update(replaced_by=workshop)
        plant(workshop)
    return {"public": public, "draft": draft}


def not_for_everybody():
    return [f"{name}_{code}" for name in ("venue", "costs") for code in ("de", "en", "uk", "sq")]


def fill(workshop, municipality, topic, *, is_secret=False):
    """Tracks, programme, people, results; with canaries everywhere if the workshop is secret."""
    track = make_track(workshop, "track", topic=topic)
    session = make_session(workshop, track=track, title_de="Sitzung", kind="group_work")
    contribution = Contribution.objects.create(
        workshop=workshop, track=track, session=session, topic_title_de="Netze"
    )
    plant(contribution, "person_name")
    delegation = make_delegation(workshop, municipality)
    for status in Status:
        person = make_delegate(delegation, status=status)
        plant(person)
        plant(person, "email")
        StatusChange.objects.filter(delegate=person).update(remark=f"{CANARY}{next(_numbers)}")
    parts = [track, session, make_outcome(workshop), make_material(workshop)]
    report = make_report(workshop, f"{workshop.slug}-report")
    figure = ReportedFigure.objects.create(report=report, metric="delegates", value=35)
    organiser = make_organisation(f"{workshop.slug}-organiser")
    WorkshopOrganiser.objects.create(workshop=workshop, organisation=organiser)
    if is_secret:
        for part in (*parts, contribution, report, figure, organiser, municipality):
            plant(part)


def know_contacts(workshop, *municipalities):
    """People whom organisers write to, at public bodies and at one that takes part."""
    utility = make_organisation("utility", municipality=municipalities[0])
    bodies = [{"municipality": each} for each in municipalities] + [{"organisation": utility}]
    for body in bodies:
        contact = make_contact(undeliverable_since=timezone.now(), **body)
        plant(contact)
        plant(contact, "email")
        for delegation in workshop.delegations.filter(**body):
            delegation.contacts.add(contact)


def express_interest(workshop):
    """Nobody learns who else has written."""
    interest = plant(make_interest(workshop))
    plant(interest, "email")


def register(workshop):
    """Nobody learns who else registers: what was typed, and what was written to whom."""
    pending = make_pending(workshop)
    for message in workshop.messages.all():
        plant(message, "recipient", "subject", "text")
    plant(pending, "given_name", "family_name", "affiliation", "position", "email", "email_key")
    plant(make_delegate(workshop=workshop), "given_name", "family_name", "affiliation", "email")


def refused_and_invited(public, ahead):
    """Municipalities that are only asked, have declined or have withdrawn; one not public yet."""
    for status in PATHS.keys() - {Delegation.Status.ACCEPTED}:
        plant(make_delegation(public, secret_town(), status=status).municipality)
    plant(make_delegation(public, secret_town(), listed_publicly=False).municipality)
    plant(make_delegation(ahead, secret_town()).municipality)


def secret_town():
    return make_municipality(f"{CANARY}{next(_numbers)}town", latitude="48", longitude="25")


def hide_parts(public, host, hidden):
    """What is not for everybody within and around a public workshop."""
    utility = make_organisation(f"{CANARY}-hidden-utility", municipality=hidden)
    plant(utility)
    WorkshopOrganiser.objects.create(workshop=public, organisation=utility)
    plant(make_delegation(public, organisation=utility).organisation)
    plant(make_partnership(host, hidden))
    planned = make_partnership(host, secret_town(), status=Partnership.Status.PLANNED)
    plant(planned)
    plant(planned.members.last().municipality)
    plant(make_outcome(public, visibility=Visibility.PARTICIPANTS))
    plant(make_material(public, visibility=Visibility.PARTICIPANTS))
    tomorrow = timezone.localdate() + datetime.timedelta(days=2)
    plant(make_report(public, f"{CANARY}-report-of-tomorrow", published_on=tomorrow))
    ExportLog.objects.create(
        workshop=public,
        purpose=CANARY,
        columns=CANARY,
        reason=CANARY,
        recipient=CANARY,
        row_count=1,
    )


def make_revoked_link(workshop):
    """The token of a link to a nomination that opens nothing any more."""
    delegation = workshop.delegations.first()
    token = links.create(delegation, by=None)
    links.revoke(delegation)
    return token


def make_preview_links(draft):
    """Tokens of a live, a revoked and an expired link to the draft."""
    now, day = timezone.now(), datetime.timedelta(days=1)
    made = {}
    for name, fields in {
        "live": {"expires_at": now + day},
        "revoked": {"expires_at": now + day, "revoked_at": now},
        "expired": {"created_at": now - 2 * day, "expires_at": now - day},
    }.items():
        made[name] = tokens.make()
        Link.objects.create(
            purpose=Link.Purpose.PREVIEW,
            workshop=draft,
            token_hash=tokens.hashed(made[name]),
            created_by=make_organiser(),
            **fields,
        )
    return made
