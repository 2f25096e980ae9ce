import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_material,
    make_municipality,
    make_organisation,
    make_outcome,
    make_report,
    make_session,
    make_topic,
    make_track,
    make_user,
    make_workshop,
)
from tools import languages
from workshops.models import (
    Assignment,
    Contribution,
    Delegation,
    Handover,
    Interest,
    Message,
    PendingRegistration,
    Workshop,
    WorkshopDay,
    WorkshopOrganiser,
)
from workshops.registration import copying, door_passes, links

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")
# half a year apart: what lies before them does not lie in the same half of summer time
FIRST_DAY = datetime.date(2029, 11, 6)
NEXT_DAY = datetime.date(2030, 5, 7)
DISTANCE = NEXT_DAY - FIRST_DAY


def at(*numbers):
    return datetime.datetime(*numbers, tzinfo=KYIV)


@pytest.fixture
def template():
    """With every field that one can fill in filled in."""
    texts = {
        f"{name}_{code}": f"{name} {code}"
        for name in ("title", "summary", "description", "place", "venue", "guidance", "costs")
        for code in languages.LANGUAGES
    }
    workshop = make_workshop(
        "first",
        starts_on=FIRST_DAY,
        days=3,
        timezone="Europe/Kyiv",
        kind=Workshop.Kind.DIALOGUE_EVENT,
        format=Workshop.Format.HYBRID,
        host_municipality=make_municipality(),
        venue_visibility="public",
        languages_spoken=("uk", "de"),
        languages_interpreted=("sq",),
        capacity=40,
        cities_public_from="first_day",
        mailbox="mail@example.org",
        signatory="Olga",
        on_duty_contact="+49 1",
        funder_reference="4711",
        arrives_on=FIRST_DAY - datetime.timedelta(days=1),
        departs_on=FIRST_DAY + datetime.timedelta(days=3),
        travel_data_due_on=FIRST_DAY - datetime.timedelta(days=20),
        nomination_opens_at=at(2029, 9, 3, 9),
        nomination_closes_at=at(2029, 10, 12, 18),
        **texts,
    )
    workshop.refresh_from_db()
    return workshop


def copy(template, **changes):
    given = {"starts_on": NEXT_DAY, "slug": "next", "titles": {"de": "Neu", "en": ""}}
    return Workshop.objects.get(pk=copying.copy(template, **given | changes).pk)


def values(thing, names):
    return copying._columns(thing, names)


def test_texts_and_settings_are_copied_and_the_title_is_the_given_one(template):
    made = copy(template)

    assert values(made, copying.COPIED) == values(template, copying.COPIED)
    assert all(values(template, copying.COPIED).values())
    assert (made.slug, made.title_de, made.title_en, made.title_uk) == ("next", "Neu", "", None)


def test_days_move_and_clock_times_stay_across_summer_time(template):
    made = copy(template)

    days = ("starts_on", "ends_on", "arrives_on", "departs_on", "travel_data_due_on")
    assert {getattr(made, name) - getattr(template, name) for name in days} == {DISTANCE}
    assert made.nomination_opens_at == at(2030, 3, 4, 9)
    assert made.nomination_closes_at == at(2030, 4, 12, 18)
    assert made.nomination_opens_at - template.nomination_opens_at != DISTANCE


def test_dates_that_are_not_set_stay_so():
    template = make_workshop("bare", starts_on=FIRST_DAY)

    made = copy(template)

    assert {getattr(made, name) for name in copying.MOVED - {"ends_on"}} == {None}


def test_what_belongs_to_the_one_event_is_not_copied(template):
    template.cancelled_at = at(2029, 10, 1)
    template.cancellation_reason_de = "Sturm"
    template.cover_credit = "Foto"
    template.replaced_by = make_workshop()
    template.save()

    made = copy(template)

    assert made.publication == Workshop.Publication.DRAFT
    assert made.uid != template.uid
    assert (made.cancelled_at, made.cancellation_reason_de, made.replaced_by) == (None, None, None)
    assert (made.cover_credit, made.on_duty_contact, made.funder_reference) == ("", "", "")


def test_tracks_days_sessions_and_organisers_are_copied(template):
    track = make_track(template, topic=make_topic(), capacity=9, position=2, title_uk="Тема")
    template.days.filter(date=template.dates[1]).delete()
    template.days.update(place_sq="Vendi")
    session = make_session(template, "09:30", "11:00", day=3, track=track, room="A", title_de="X")
    make_session(template, "08:00", "08:30", interpreted_into=("uk",))
    organisation = make_organisation()
    WorkshopOrganiser.objects.create(
        workshop=template, organisation=organisation, role="funder", position=3
    )

    made = copy(template)

    (copied,) = made.tracks.all()
    assert values(copied, copying.PARTS["tracks"]) == values(track, copying.PARTS["tracks"])
    assert [(day.date, day.place_sq) for day in made.days.all()] == [
        (NEXT_DAY, "Vendi"),
        (NEXT_DAY + datetime.timedelta(days=2), "Vendi"),
    ]
    plenary, of_track = made.sessions.all()
    same = copying.PARTS["sessions"] - {"track", "starts_at", "ends_at"}
    assert values(of_track, same) == values(session, same)
    assert (plenary.track, of_track.track) == (None, copied)
    assert plenary.interpreted_into == ("uk",)
    assert (of_track.starts_at, of_track.ends_at) == (at(2030, 5, 9, 9, 30), at(2030, 5, 9, 11))
    organiser = made.organisers.get()
    assert (organiser.organisation, organiser.role, organiser.position) == (
        organisation,
        "funder",
        3,
    )


def test_sending_bodies_come_along_with_contacts_and_are_only_noted(template):
    sent = make_delegation(
        template, quota=3, substitutes=1, language="uk", listed_publicly=False, named_in_source=True
    )
    contact = make_contact(sent.municipality)
    sent.contacts.add(contact)
    utility = make_delegation(template, organisation=make_organisation(), status="withdrawn")
    make_delegation(template, status="declined")

    made = copy(template)

    assert {each.sender for each in made.delegations.all()} == {sent.sender, utility.sender}
    copied = made.delegations.get(municipality=sent.municipality)
    same = copying.PARTS["delegations"] - {"contacts"}
    assert values(copied, same) == values(sent, same)
    assert list(copied.contacts.all()) == [contact]
    assert (copied.status, copied.named_in_source) == (Delegation.Status.INTERESTED, False)
    assert copied.reference != sent.reference
    assert not copied.status_changes.exists()


def test_sending_bodies_may_be_left_out(template):
    make_delegation(template)

    assert not copy(template, with_delegations=False).delegations.exists()


def test_people_links_messages_and_results_are_not_copied(template):
    delegation = make_delegation(template)
    make_delegate(delegation)
    links.create(delegation, by=None)
    Contribution.objects.create(workshop=template, person_name="Expert")
    Interest.objects.create(workshop=template, country="UA", language="uk")
    PendingRegistration.objects.create(workshop=template, language="uk")
    make_outcome(template)
    make_material(template)
    make_report(template)
    Message.objects.create(kind="invitation", workshop=template, language="de", message_id="1")
    door_passes.create(template, "main entrance", by=None)
    Assignment.objects.create(workshop=template, user=make_user())
    Handover.objects.create(workshop=template, handed_over_on=template.ends_on, reference="1")
    template.legal_holds.create(until=template.ends_on, reason="File 1")
    run = template.retention_runs.create(cause="person")
    template.erasures.create(run=run, rule="needs", number=1)

    made = copy(template)

    parts = copying.PARTS_NEVER_COPIED - {"exports", "relations_from", "relations_to", "replaces"}
    parts -= {"translation_reviews"}
    assert {name for name in parts if not getattr(template, name).exists()} == set()
    assert {name for name in parts if getattr(made, name).exists()} == set()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "first"}, "slug"),
        ({"slug": "not an address"}, "slug"),
    ],
)
def test_a_copy_that_cannot_be_is_refused_whole(template, changes, field):
    with pytest.raises(ValidationError) as refused:
        copy(template, **changes)

    assert list(refused.value.error_dict) == [field]
    assert Workshop.objects.count() == 1


def test_a_time_that_the_clocks_skip_is_refused_and_nothing_stays(template):
    make_session(template, "03:15", "03:45")

    with translation.override("en"), pytest.raises(ValidationError, match="The clocks skip"):
        copy(template, starts_on=datetime.date(2030, 3, 31))
    assert (Workshop.objects.count(), WorkshopDay.objects.count()) == (1, 3)
