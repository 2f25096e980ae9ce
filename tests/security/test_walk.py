"""Every address as everybody: nobody sees more than roles.py says, and nobody less."""

import pytest
from django.urls import path

from tests.security import addresses
from tests.security.addresses import LANGUAGE, WORKSHOP_PAGES, Unknown
from tests.security.roles import ROLES
from tests.security.walk import Walk, every_route
from tests.security.world import Kind, build
from tools import languages
from workshops.admin import policy
from workshops.models import Workshop
from workshops.models.workshop_queries import WorkshopQuerySet
from workshops.registration import links

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def world():
    return build()


def walk(world, name, caplog, wanted=None):
    """Accounts read the administration in their language, whatever the address."""
    role = ROLES[name]
    caplog.set_level("INFO")
    codes = [role.language] if role.is_account else list(languages.LANGUAGES)
    return Walk(world, role, caplog.records).over(wanted or every_route(), codes)


@pytest.mark.row("A17", "A28", "A55", "A57", "A59", "A77", "A80")
@pytest.mark.parametrize("name", ROLES)
def test_nobody_sees_more_than_the_rules_say(world, name, caplog):
    found = walk(world, name, caplog)

    assert found.faults == []
    assert found.leaks == []
    assert found.unlinked == []
    assert {canary.kind for canary in found.seen} == ROLES[name].meets(world)


def test_a_forgotten_scope_of_public_pages_is_found(world, caplog, monkeypatch):
    monkeypatch.setattr(WorkshopQuerySet, "public", lambda workshops: workshops.all())

    found = walk(world, "anonymous", caplog, [f"{LANGUAGE}workshops/<slug:slug>/"])

    assert any(str(Kind.DRAFT) in leak for leak in found.leaks)


def test_a_forgotten_right_in_the_administration_is_found(world, caplog, monkeypatch):
    monkeypatch.setattr(policy, "may", lambda user, *permissions: True)

    found = walk(world, "nobody", caplog, [f"{WORKSHOP_PAGES}people/"])

    assert any(str(Kind.NAME) in leak for leak in found.leaks)


def test_a_forgotten_scope_of_a_page_of_organisers_is_found(world, caplog, monkeypatch):
    monkeypatch.setattr(policy, "for_user", lambda things, user: things)

    found = walk(world, "organiser of P", caplog, [f"{WORKSHOP_PAGES}overview/"])

    assert any(f"{Kind.DRAFT} (D" in leak for leak in found.leaks)


def test_a_link_that_opens_the_pages_of_another_is_found(world, caplog, monkeypatch):
    others = world.people["P guest B"]
    monkeypatch.setattr(links, "reply", lambda token: others)

    found = walk(world, "delegate A", caplog, [f"{LANGUAGE}d/<str:token>/privacy/data.json"])

    assert any("guest B" in leak for leak in found.leaks)


def test_an_address_that_nobody_knows_how_to_build_fails(world, monkeypatch):
    unknown = path("somewhere/<slug:thing>/", lambda request, thing: None)
    monkeypatch.setattr(addresses.get_resolver(), "url_patterns", [unknown])

    with pytest.raises(Unknown):
        [addresses.addresses(route, world, ROLES["anonymous"]) for route in every_route()]


def test_the_world_holds_every_kind_of_canary(world):
    """What is not there cannot leak."""
    assert {canary.kind for canary in world.canaries.values()} == set(Kind)
    assert {canary.workshop for canary in world.canaries.values()} == {"", "P", "F", "D", "X"}
    assert Workshop.objects.get(pk=world.workshops["D"].pk).title_uk.startswith("qz")
