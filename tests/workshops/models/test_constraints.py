"""Each constraint refuses in the database, whatever the forms do."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone, translation

from partnerships.models import (
    Municipality,
    Organisation,
    Partnership,
    PartnershipMember,
    Spelling,
    User,
)
from tests.factories import (
    make_delegate,
    make_delegation,
    make_interest,
    make_municipality,
    make_organisation,
    make_partnership,
    make_track,
    make_workshop,
)
from workshops.models import (
    Contribution,
    Delegate,
    Delegation,
    Interest,
    Status,
    ThematicTrack,
    Workshop,
    WorkshopDay,
    WorkshopOrganiser,
    WorkshopRelation,
)

pytestmark = pytest.mark.django_db


def refused(model, constraint, **fields):
    """The database refuses the row and names the constraint."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        model.objects.bulk_create([model(**fields)])
    text = str(error.value)
    assert constraint in text or "UNIQUE constraint failed" in text


def workshop_fields(**fields):
    starts_on = datetime.date(2030, 1, 10)
    starts_at = datetime.datetime(2030, 1, 9, 23, tzinfo=datetime.UTC)
    return {
        "slug": "x",
        "uid": uuid.uuid4(),
        "starts_on": starts_on,
        "ends_on": starts_on,
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(days=1),
    } | fields


def moment(day):
    return datetime.datetime(2030, 1, day, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("workshop_ends_after_start", {"ends_on": datetime.date(2030, 1, 9)}),
        (
            "workshop_nomination_in_order",
            {"nomination_opens_at": moment(5), "nomination_closes_at": moment(4)},
        ),
        ("workshop_nomination_before_end", {"nomination_closes_at": moment(12)}),
        ("workshop_nomination_before_end", {"nomination_opens_at": moment(12)}),
        ("workshop_published_has_title", {"publication": "published", "place_de": "A"}),
        (
            "workshop_published_has_title",
            {"publication": "published", "place_de": "A", "title_de": ""},
        ),
        ("workshop_published_has_place", {"publication": "published", "title_de": "A"}),
        (
            "workshop_published_has_place",
            {"publication": "published", "title_de": "A", "place_de": "", "format": "hybrid"},
        ),
    ],
)
def test_workshop(constraint, fields):
    refused(Workshop, constraint, **workshop_fields(**fields))


@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
def test_workshop_is_published_with_title_and_place_in_any_language(language):
    day = timezone.localdate()
    texts = {f"title_{language}": "Title", f"place_{language}": "Place"}
    Workshop.objects.create(slug="x", publication="published", starts_on=day, ends_on=day, **texts)

    assert Workshop.objects.public().count() == 1


def test_workshop_online_is_published_without_a_place():
    make_workshop(format="online")

    assert Workshop.objects.public().count() == 1


def test_workshop_form_names_the_missing_title():
    day = datetime.date(2030, 1, 1)
    workshop = Workshop(
        slug="x", starts_on=day, ends_on=day, publication="published", format="online"
    )

    with translation.override("en"), pytest.raises(ValidationError) as error:
        workshop.validate_constraints()

    assert error.value.messages == ["Give it a title before you publish it."]


def test_workshop_does_not_replace_itself():
    workshop = make_workshop()
    with pytest.raises(IntegrityError), transaction.atomic():
        Workshop.objects.filter(pk=workshop.pk).update(replaced_by=workshop)


def test_workshop_day_once():
    workshop = make_workshop()
    refused(WorkshopDay, "workshop_day_once", workshop=workshop, date=workshop.starts_on)


def test_workshop_day_inside_the_range():
    workshop = make_workshop(days=2)
    day = WorkshopDay(workshop=workshop, date=workshop.ends_on + datetime.timedelta(days=1))
    with pytest.raises(ValidationError):
        day.full_clean()


def test_workshop_relations():
    one, other = make_workshop(), make_workshop()
    fields = {"from_workshop": one, "to_workshop": other, "kind": "follows"}
    WorkshopRelation.objects.create(**fields)

    refused(WorkshopRelation, "workshop_relation_once", **fields)
    refused(
        WorkshopRelation,
        "workshop_relation_to_another",
        **fields | {"to_workshop": one},
    )


def test_workshop_organiser_once_per_role():
    fields = {"workshop": make_workshop(), "organisation": make_organisation(), "role": "lead"}
    WorkshopOrganiser.objects.create(**fields)

    refused(WorkshopOrganiser, "workshop_organiser_once_per_role", **fields)


def test_track_slug_once_per_workshop():
    track = make_track(slug="energy")
    make_track(slug="energy")

    refused(ThematicTrack, "track_slug_once_per_workshop", workshop=track.workshop, slug="energy")


def test_contribution_has_name_or_topic():
    workshop = make_workshop()
    Contribution.objects.create(workshop=workshop, topic_title_uk="Мережі")
    Contribution.objects.create(workshop=workshop, person_name="Fictional Person")

    refused(Contribution, "contribution_has_name_or_topic", workshop=workshop, topic_title_de="")


def test_contribution_in_a_track_of_its_workshop():
    contribution = Contribution(
        workshop=make_workshop(), track=make_track(), topic_title_de="Thema"
    )
    with pytest.raises(ValidationError):
        contribution.full_clean()


def test_delegation_of_exactly_one_sending_body():
    workshop = make_workshop()
    refused(Delegation, "delegation_of_one_sending_body", workshop=workshop)
    refused(
        Delegation,
        "delegation_of_one_sending_body",
        workshop=workshop,
        municipality=make_municipality(),
        organisation=make_organisation(),
    )


def test_delegation_once_per_sending_body():
    workshop, municipality, organisation = make_workshop(), make_municipality(), make_organisation()
    make_delegation(workshop, municipality)
    make_delegation(workshop, organisation=organisation)
    make_delegation(make_workshop(), municipality)

    refused(
        Delegation, "delegation_once_per_municipality", workshop=workshop, municipality=municipality
    )
    refused(
        Delegation, "delegation_once_per_organisation", workshop=workshop, organisation=organisation
    )


def test_delegate_has_a_name():
    refused(
        Delegate, "delegate_has_a_name", workshop=make_workshop(), given_name="", family_name=""
    )


def test_delegate_email_once_among_the_living():
    workshop = make_workshop()
    fields = {"workshop": workshop, "given_name": "A", "email_key": "a@example.org"}
    Delegate.objects.bulk_create([Delegate(**fields, status=Status.WITHDRAWN)])
    Delegate.objects.bulk_create([Delegate(**fields)])
    Delegate.objects.bulk_create([Delegate(**fields | {"email_key": ""}) for _ in range(2)])
    Delegate.objects.bulk_create([Delegate(**fields | {"workshop": make_workshop()})])

    refused(Delegate, "delegate_email_once_per_workshop", **fields)


def test_delegation_has_one_living_head():
    delegation = make_delegation()
    make_delegate(delegation, is_head=True, status=Status.WITHDRAWN)
    make_delegate(delegation, is_head=True)

    refused(
        Delegate,
        "delegation_has_one_head",
        workshop=delegation.workshop,
        delegation=delegation,
        given_name="A",
        is_head=True,
    )


def test_a_head_needs_a_delegation():
    refused(
        Delegate,
        "delegate_head_has_delegation",
        workshop=make_workshop(),
        given_name="A",
        is_head=True,
    )


@pytest.mark.parametrize("field", ["track_wish_1", "track_wish_2", "assigned_track"])
def test_delegate_track_of_the_same_workshop(field):
    delegate = make_delegate()
    setattr(delegate, field, make_track())
    with pytest.raises(ValidationError) as error:
        delegate.full_clean()
    assert list(error.value.message_dict) == [field]


def test_delegate_in_a_delegation_of_the_same_workshop():
    delegate = make_delegate()
    delegate.delegation = make_delegation()
    with pytest.raises(ValidationError) as error:
        delegate.full_clean()
    assert "delegation" in error.value.message_dict


@pytest.mark.parametrize(
    ("constraint", "coordinates"),
    [
        ("municipality_coordinates_both_or_neither", {"latitude": 49}),
        ("municipality_coordinates_both_or_neither", {"longitude": 28}),
        ("municipality_coordinates_in_range", {"latitude": 91, "longitude": 28}),
        ("municipality_coordinates_in_range", {"latitude": 49, "longitude": -181}),
    ],
)
def test_municipality_coordinates(constraint, coordinates):
    refused(Municipality, constraint, slug="x", country="UA", **coordinates)


def test_two_municipalities_may_share_a_name():
    make_municipality("mykolaiv", name_uk="Миколаїв")
    make_municipality("mykolaiv-lviv", name_uk="Миколаїв")

    assert Municipality.objects.matching("миколаїв").count() == 2


@pytest.mark.parametrize("code", ["ZZ", "EU", "ua", "U", "XX"])
def test_municipality_in_a_country(code):
    with pytest.raises(ValidationError) as error:
        Municipality(slug="x", name="X", name_de="X", country=code).full_clean()
    assert list(error.value.message_dict) == ["country"]


def test_kosovo_is_a_country():
    Municipality(slug="x", name="X", name_de="X", country="XK").full_clean()


def test_spelling_once_per_municipality():
    municipality = make_municipality()
    Spelling.objects.create(municipality=municipality, text="Vinnitsa")
    Spelling.objects.create(municipality=make_municipality(), text="Vinnitsa")

    refused(Spelling, "spelling_once_per_municipality", municipality=municipality, key="vinnitsa")


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("partnership_start_with_precision", {"started_on": datetime.date(2020, 1, 1)}),
        ("partnership_start_with_precision", {"started_precision": "year"}),
        ("partnership_end_with_precision", {"ended_on": datetime.date(2020, 1, 1)}),
        (
            "partnership_ends_after_start",
            {
                "started_on": datetime.date(2021, 1, 1),
                "started_precision": "day",
                "ended_on": datetime.date(2020, 1, 1),
                "ended_precision": "day",
            },
        ),
    ],
)
def test_partnership(constraint, fields):
    refused(Partnership, constraint, kind="twinning", **fields)


def test_partnership_does_not_follow_itself():
    partnership = make_partnership()
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=partnership.pk).update(successor=partnership)


def test_partnership_member_once():
    municipality = make_municipality()
    partnership = make_partnership(municipality)
    refused(
        PartnershipMember,
        "partnership_member_once",
        partnership=partnership,
        municipality=municipality,
    )


def test_partnership_needs_two_members_before_it_is_active():
    municipality = make_municipality()
    active = make_partnership(municipality)
    with pytest.raises(ValidationError):
        active.require_members([municipality, municipality])
    active.require_members([municipality, make_municipality()])
    make_partnership(status="planned").require_members([municipality])


def test_account_address_in_small_letters():
    refused(User, "user_email_lower_case", email="Someone@example.org", password="x")


def test_organisation_slug_is_unique():
    make_organisation("giz")
    refused(Organisation, "slug", slug="giz")


def test_a_workshop_with_people_cannot_be_deleted():
    delegate = make_delegate()
    with pytest.raises(ProtectedError):
        delegate.workshop.delete()


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("interest_open_or_dealt_with", {"state": "taken_up"}),
        ("interest_open_or_dealt_with", {"state": "unknown"}),
        ("interest_open_or_dealt_with", {"handled_at": timezone.now()}),
        ("interest_set_aside_is_erased", {"state": "set_aside", "handled_at": timezone.now()}),
        ("interest_open_once_per_address", {"email": "taken@example.org"}),
    ],
)
def test_interest(constraint, fields):
    taken = make_interest(email="taken@example.org")
    if fields.get("state") == "set_aside":
        fields = fields | {"handled_by": User.objects.create_user("who@example.org")}

    refused(Interest, constraint, workshop=taken.workshop, name="x", language="en", **fields)
