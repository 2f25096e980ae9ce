import datetime

import pytest
from django.apps import apps
from django.core.management import call_command
from django.forms.models import model_to_dict
from django.utils import timezone, translation

from partnerships.models import Municipality, Partnership, PartnershipMember, Spelling, User
from tests.factories import make_workshop
from workshops.demo import account, sample
from workshops.demo.load import load
from workshops.models import (
    Delegate,
    Delegation,
    LegalHold,
    Phase,
    Report,
    Workshop,
    WorkshopRelation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

NOTHING_NEW = {
    "municipalities": 0,
    "organisations": 0,
    "topics": 0,
    "partnerships": 0,
    "workshops": 0,
    "accounts": 0,
}


def everything():
    """All rows of both apps, the history included."""
    models = [*apps.get_app_config("partnerships").get_models()]
    models += apps.get_app_config("workshops").get_models()
    return {
        model.__name__: [model_to_dict(row) for row in model._base_manager.order_by("pk")]
        for model in models
    }


def test_load_counts_what_is_new(demo):
    assert demo == {
        "municipalities": 100,
        "organisations": 12,
        "topics": 17,
        "partnerships": 52,
        "workshops": 23,
        "accounts": 0,
    }


def test_load_twice_changes_nothing():
    before = everything()

    assert load() == NOTHING_NEW

    assert everything() == before


def test_load_in_another_language_changes_nothing():
    before = everything()

    with translation.override("uk"):
        assert load() == NOTHING_NEW

    assert everything() == before


def test_load_leaves_alone_what_an_organiser_edited():
    munich = Workshop.objects.get(slug="resilience-munich-2023")
    munich.title_de = "Neuer Titel"
    munich.save()
    Delegate.objects.filter(workshop=munich, email="delegate01@example.org").update(email="")
    partnership = Partnership.objects.filter(members__municipality__slug="celle").get()
    partnership.kind = Partnership.Kind.FRIENDSHIP
    partnership.started_on = datetime.date(1990, 2, 1)
    partnership.save()
    PartnershipMember.objects.create(
        partnership=partnership, municipality=Municipality.objects.get(slug="leipzig")
    )
    Spelling.objects.filter(municipality__slug="vinnytsia", text="Winniza").delete()
    before = everything()

    assert load() == NOTHING_NEW

    assert everything() == before


def test_load_brings_back_what_is_missing():
    Partnership.objects.filter(members__municipality__slug="celle").delete()

    assert load() == NOTHING_NEW | {"partnerships": 1}


def test_everything_loaded_passes_its_own_validation():
    models = [*apps.get_app_config("partnerships").get_models()]
    models += apps.get_app_config("workshops").get_models()
    for model in models:
        if not model.__name__.startswith("Historical"):
            for row in model._base_manager.all():
                row.full_clean()


@pytest.mark.row("A83")
def test_no_account_without_a_password():
    load()

    assert list(User.objects.all()) == []


def test_account_is_made_once_with_the_given_password():
    load("first password")
    load("second password")

    organiser = User.objects.get(email=account.EMAIL)
    assert organiser.check_password("first password")
    assert (organiser.is_superuser, organiser.is_staff, organiser.language) == (True, True, "de")


def test_each_role_has_an_account_on_the_sample_workshop_alone():
    load("first password")

    others = User.objects.exclude(email=account.EMAIL)
    roles = dict(others.values_list("email", "groups__name"))
    assert roles == account.OTHERS
    assert {each.email for each in others if each.check_password("first password")} == set(roles)
    slugs = set(others.values_list("assignments__workshop__slug", flat=True))
    assert [slug.startswith("sample-") for slug in slugs] == [True]
    assert not others.filter(is_superuser=True).exists()


def test_command_says_that_no_account_is_made(capsys, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)

    call_command("load_demo")

    assert capsys.readouterr().out.splitlines()[-2:] == [
        "accounts: 0 new",
        "No account made: DEMO_PASSWORD is not set.",
    ]


def test_command_takes_the_password_from_the_environment(capsys, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "from the environment")

    call_command("load_demo")

    assert capsys.readouterr().out.splitlines()[-1] == "accounts: 5 new"
    assert User.objects.get(email=account.EMAIL).check_password("from the environment")


def test_command_leaves_a_database_with_workshops_alone(capsys):
    Partnership.objects.filter(members__municipality__slug="celle").delete()
    make_workshop()

    call_command("load_demo", if_empty=True)

    assert capsys.readouterr().out == "There are workshops already: nothing loaded.\n"
    assert not Partnership.objects.filter(members__municipality__slug="celle").exists()


def test_command_loads_into_a_database_without_workshops(capsys):
    for model in (LegalHold, Delegate, Delegation, Report, WorkshopRelation, Workshop):
        model.objects.all().delete()

    call_command("load_demo", if_empty=True)

    assert "workshops: 23 new" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("today", [datetime.date(2026, 2, day) for day in range(22, 29)])
def test_sample_dates_follow_the_day_of_loading(today):
    dates = sample.dates(today)

    assert dates["starts_on"].weekday() == sample.TUESDAY
    assert 70 <= (dates["starts_on"] - today).days <= 76
    assert dates["travel_data_due_on"] > dates["nomination_closes_at"].date() > today


def test_sample_is_marked_in_every_language_and_open_for_nomination():
    workshop = Workshop.objects.public().upcoming().get()

    assert workshop.phase(timezone.now()) == Phase.NOMINATION_OPEN
    assert workshop.title_de.startswith("Beispiel: ")
    assert workshop.title_en.startswith("Sample: ")
    assert workshop.title_uk.startswith("Зразок: ")
    assert workshop.title_sq.startswith("Shembull: ")
    assert workshop.mailbox.endswith("@example.org")
    assert workshop.tracks.exclude(topic=None).count() == 3


def test_sample_has_delegations_and_people_in_many_states():
    workshop = Workshop.objects.public().upcoming().get()

    states = workshop.delegations.of_municipalities().values_list("municipality__slug", "status")
    assert dict(states) == {
        "vinnytsia": "accepted",
        "sumy": "accepted",
        "pristina": "accepted",
        "eichenau": "accepted",
        "lutsk": "submitted",
        "novovolynsk": "returned",
        "zbarazh": "drafting",
        "sambir": "invited",
        "berezhany": "declined",
        "gllogoc": "interested",
    }
    assert set(workshop.delegates.values_list("status", flat=True)) == {
        "nominated",
        "waitlisted",
        "accepted",
        "confirmed",
        "rejected",
        "withdrawn",
    }
    waiting = workshop.delegates.filter(confirm_by__gt=timezone.now())
    assert waiting.count() == workshop.delegates.filter(status="accepted").count() == 3
