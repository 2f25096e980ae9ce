"""What the roles may do, and that the groups in the database say the same."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.urls import reverse

from partnerships.models import AuditEntry, Role, group_meaning, group_name
from tests.factories import make_delegate, make_organiser, make_user
from tests.workshops.admin.reach import addresses, make_world, opened, stored
from workshops import roles
from workshops.models import Assignment, Delegate

pytestmark = pytest.mark.django_db
PEOPLE = {"delegate", "delegateneeds", "delegation", "message", "interest", "contact"}


@pytest.fixture
def member(client):
    roles.sync()

    def log_in(role, *workshops):
        account = make_user(is_staff=True, language="en")
        account.groups.add(Group.objects.get(name=role))
        for workshop in workshops:
            Assignment.objects.create(user=account, workshop_id=workshop)
        client.force_login(account)
        return account

    return log_in


def rights_of(role):
    held = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{right.content_type.app_label}.{right.codename}" for right in held}


def test_sync_makes_the_groups_and_says_so(capsys):
    call_command("sync_roles")

    assert [group.name for group in Group.objects.order_by("pk")] == list(Role)
    said = capsys.readouterr().out.splitlines()
    assert "role:translator: made, 2 rights" in said


def test_a_second_sync_changes_nothing(capsys):
    call_command("sync_roles")
    before = list(Group.permissions.through.objects.order_by("pk").values_list())
    capsys.readouterr()

    call_command("sync_roles")

    assert list(Group.permissions.through.objects.order_by("pk").values_list()) == before
    assert capsys.readouterr().out == "All roles were as they should be.\n"


def test_what_sync_changes_is_said_and_on_record(capsys):
    call_command("sync_roles")
    translator = Group.objects.get(name=Role.TRANSLATOR)
    translator.permissions.remove(Permission.objects.get(codename="translate_workshop"))
    capsys.readouterr()

    call_command("sync_roles")
    assert capsys.readouterr().out.splitlines() == [
        "role:translator: changed",
        "  + workshops.translate_workshop",
    ]
    call_command("sync_roles")

    assert AuditEntry.objects.count() == len(Role) + 1
    last = AuditEntry.objects.order_by("number").last()
    assert (last.about, last.about_id) == ("auth.group", translator.pk)
    assert last.details == {"given": ["workshops.translate_workshop"], "taken": []}


def test_sync_undoes_what_was_changed_by_hand_and_leaves_other_groups(capsys):
    call_command("sync_roles")
    translator = Group.objects.get(name=Role.TRANSLATOR)
    translator.permissions.set(Permission.objects.filter(codename="view_delegate"))
    own = Group.objects.create(name="translator")
    own.permissions.set(Permission.objects.filter(codename="delete_delegate"))
    capsys.readouterr()

    call_command("sync_roles")

    assert capsys.readouterr().out.splitlines() == [
        "role:translator: changed",
        "  + workshops.translate_workshop",
        "  + workshops.view_workshop",
        "  - workshops.view_delegate",
    ]
    assert own.permissions.get().codename == "delete_delegate"


def test_a_right_that_does_not_exist_changes_nothing(monkeypatch):
    monkeypatch.setitem(roles.TABLE, Role.VIEWER, {"workshops.view_nonsense"})

    with pytest.raises(CommandError, match="view_nonsense"):
        call_command("sync_roles")

    assert not Group.objects.exists()


def test_only_administrators_delete_what_was_decided_on():
    roles.sync()
    things = ("delegate", "delegation", "delegateneeds", "workshop", "report", "signedsheet")
    deletion = {f"workshops.delete_{thing}" for thing in things}

    holders = {role: rights_of(role) & deletion for role in Role}

    assert holders.pop(Role.ADMINISTRATOR) == deletion
    assert not any(holders.values())


def test_lists_and_needs_are_rights_of_their_own():
    roles.sync()
    wanted = {"workshops.export_delegate", "workshops.view_delegateneeds"}

    assert {role for role in Role if rights_of(role) & wanted} == {
        Role.ADMINISTRATOR,
        Role.ORGANISER,
    }
    assert {role for role in Role if "workshops.work_on_all_workshops" in rights_of(role)} == {
        Role.ADMINISTRATOR,
        Role.ALL_WORKSHOPS,
    }


def test_a_viewer_only_looks():
    roles.sync()

    acts = {right.partition(".")[2].partition("_")[0] for right in rights_of(Role.VIEWER)}

    assert acts == {"view"}


def seen(client, world):
    """{name of the page: its text} of the addresses of a workshop that answer."""
    found = {name: opened(client, url) for name, url in addresses(world).items()}
    return {name: text for name, (status, text) in found.items() if status == 200}


@pytest.mark.row("A38")
@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.RECEPTION, Role.VIEWER])
def test_who_may_not_write_changes_nothing_anywhere(client, member, role):
    world = make_world("Own")
    member(role, world["pk"])
    before = stored()
    writes = {
        Role.TRANSLATOR: "translations",
        Role.RECEPTION: "attendance",
        Role.VIEWER: "nothing",
    }

    for name, url in addresses(world).items():
        if writes[role] not in name:
            client.post(url, {"act": "withdraw", "all": "1", "label": "x", "confirmed": "1"})

    assert stored() == before


@pytest.mark.row("A59")
def test_a_translator_sees_texts_and_no_people(client, member):
    world = make_world("Person")
    member(Role.TRANSLATOR, world["pk"])

    pages = seen(client, world)

    assert {name.removeprefix("workshops_workshop_") for name in pages} == {
        "overview",
        "change",
        "history",
        "translations",
        "translations_workbook",
    }
    people = ("Family Person", "needs Person", "Town Person", "Subject Person", "Door Person")
    assert [name for name, text in pages.items() if any(word in text for word in people)] == []
    assert "Title Person" in pages["workshops_workshop_translations"]


@pytest.mark.row("A59")
def test_reception_sees_the_door_and_who_signed(client, member):
    world = make_world("Person")
    member(Role.RECEPTION, world["pk"])

    pages = seen(client, world)

    assert {name.removeprefix("workshops_workshop_") for name in pages} == {
        "overview",
        "change",
        "history",
        "door",
        "attendance",
        "signed_sheet",
    }
    email = Delegate.objects.get(pk=world["delegate"]).email
    told = ("needs Person", "Town Person", "Subject Person", email)
    assert [name for name, text in pages.items() if any(word in text for word in told)] == []
    with_names = {name for name, text in pages.items() if "Family Person" in text}
    assert with_names <= {"workshops_workshop_attendance"}


def test_reception_may_type_in_who_signed(client, member):
    person = make_delegate()
    member(Role.RECEPTION, person.workshop_id)

    page = client.get(reverse("admin:workshops_workshop_attendance", args=[person.workshop_id]))

    assert page.context["may_type"]
    assert person.family_name in page.content.decode()
    assert f"/delegate/{person.pk}/" not in page.content.decode()


def test_accounts_that_could_work_keep_all_workshops():
    """The step of the upgrade: groups and accounts with a right on workshops, nobody else."""
    rights = Permission.objects.filter(content_type__app_label="workshops")
    team, others = Group.objects.create(name="Team"), Group.objects.create(name="Others")
    team.permissions.add(rights.get(codename="view_delegate"))
    others.permissions.add(Permission.objects.get(codename="view_municipality"))
    account, stranger = make_user(is_staff=True), make_user(is_staff=True)
    account.user_permissions.add(rights.get(codename="change_session"))
    step = importlib.import_module("workshops.migrations.0014_accounts_keep_all_workshops")

    step.keep_all(apps, None)
    step.keep_all(apps, None)

    right = rights.get(codename="work_on_all_workshops")
    assert list(right.group_set.all()) == [team]
    assert list(right.user_set.all()) == [account]
    assert not stranger.has_perm("workshops.work_on_all_workshops")
    step.forget(apps, None)
    assert not rights.filter(codename="work_on_all_workshops").exists()


# accounts and groups in the administration


def test_roles_are_shown_in_words(client):
    roles.sync()
    Group.objects.create(name="Our own")
    superuser = make_organiser(language="en")
    client.force_login(superuser)

    page = client.get(reverse("admin:partnerships_user_change", args=[superuser.pk]))
    listed = client.get(reverse("admin:auth_group_changelist")).content.decode()

    assert "Reception: the door and who signed" in page.content.decode()
    assert "Our own" in page.content.decode()
    assert "role:" not in page.content.decode()
    assert listed.index("Administrator: everything") < listed.index("Viewer: reads")
    assert group_name(Group(name="Our own")) == "Our own"


def test_who_gives_no_rights_reads_of_them_in_words(client, member):
    account = member(Role.ADMINISTRATOR)

    page = client.get(reverse("admin:partnerships_user_change", args=[account.pk]))

    assert "Administrator: everything, deletion included" in page.content.decode()
    assert "role:" not in page.content.decode()
    assert client.get(reverse("admin:partnerships_user_add")).status_code == 200


def test_the_rights_of_a_role_are_not_changed_by_hand(client):
    roles.sync()
    own = Group.objects.create(name="Our own")
    client.force_login(make_organiser(language="en"))
    viewer = Group.objects.get(name=Role.VIEWER)
    url = "admin:auth_group_change"

    assert client.post(reverse(url, args=[viewer.pk]), {"name": "x"}).status_code == 403
    client.post(reverse(url, args=[own.pk]), {"name": "Ours"})

    assert list(
        Group.objects.filter(pk__in=[viewer.pk, own.pk]).values_list("name", flat=True)
    ) == [
        "role:viewer",
        "Ours",
    ]


# what the sentence of each role claims: rights that it has, and rights that it lacks
CLAIMS = {
    Role.ADMINISTRATOR: (
        "workshops.delete_delegate workshops.delete_workshop workshops.change_textpage "
        "workshops.change_messagetemplate partnerships.view_auditentry partnerships.add_user "
        "partnerships.delete_contact workshops.work_on_all_workshops",
        "auth.change_group",
    ),
    Role.ORGANISER: (
        "workshops.change_workshop workshops.change_session workshops.change_delegate "
        "workshops.change_delegateneeds partnerships.change_contact workshops.change_message "
        "workshops.export_delegate workshops.add_assignment",
        "workshops.delete_delegate workshops.delete_workshop partnerships.view_user "
        "workshops.view_textpage partnerships.view_auditentry",
    ),
    Role.TRANSLATOR: (
        "workshops.view_workshop workshops.translate_workshop",
        "workshops.view_delegate partnerships.view_contact workshops.view_message",
    ),
    Role.RECEPTION: (
        "workshops.add_attendance workshops.add_signedsheet",
        "workshops.view_delegate workshops.view_delegateneeds workshops.view_message "
        "workshops.change_workshop",
    ),
    Role.VIEWER: (
        "workshops.view_workshop workshops.view_delegate partnerships.view_contact",
        "workshops.view_delegateneeds workshops.view_message workshops.export_delegate",
    ),
    Role.ALL_WORKSHOPS: ("workshops.work_on_all_workshops", "workshops.view_workshop"),
}


@pytest.mark.parametrize("role", Role)
def test_what_is_said_of_a_role_is_what_it_may_do(role):
    roles.sync()
    may, may_not = (set(rights.split()) for rights in CLAIMS[role])

    held = rights_of(role)

    assert may <= held
    assert held.isdisjoint(may_not)


def test_viewer_changes_nothing():
    roles.sync()

    assert {right.split(".")[1].split("_")[0] for right in rights_of(Role.VIEWER)} == {"view"}


def test_the_page_of_a_role_says_what_it_may_do_and_offers_no_change(client):
    roles.sync()
    client.force_login(make_organiser(language="en"))
    group = Group.objects.get(name=Role.RECEPTION)

    page = client.get(reverse("admin:auth_group_change", args=[group.pk])).content.decode()
    listed = client.get(reverse("admin:auth_group_changelist")).content.decode()

    assert "role:" not in page
    assert "Can add" not in page
    assert "<li>Workshops: see</li>" in page
    assert "check people in at the door" in page
    assert "check people in at the door" in listed
    assert 'name="_save"' not in page


def test_the_choice_of_roles_says_what_each_may_do(client):
    roles.sync()
    client.force_login(make_organiser(language="en"))

    page = client.get(reverse("admin:partnerships_user_add")).content.decode()

    assert all(str(group_meaning(group)) in page for group in Group.objects.all())
