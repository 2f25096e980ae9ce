"""The audit reads like sentences, names accounts and workshops, and shows nobody more than they
may see anyway (A78)."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client, RequestFactory

from partnerships import audit
from partnerships.audit import Action
from partnerships.models import AuditEntry, Role
from tests.factories import make_delegate, make_organiser, make_user, make_workshop

pytestmark = [pytest.mark.django_db, pytest.mark.row("A78")]
PAGE = "/admin/partnerships/auditentry/"


def from_network(account=None):
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.77")
    if account:
        request.user = account
    return request


def lines(client, **query):
    """[(when, who, network, what, details, about)] without the reader's own login."""
    shown = client.get(PAGE, query).context["cl"].lines
    return [line for line in shown if line.what != "Logged in"]


def test_the_audit_is_read_by_administrators_alone(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(PAGE).status_code == 403

    client.force_login(make_organiser())
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("act", ["add", "1/change", "1/delete"])
def test_nothing_can_be_sent_to_it(client, organiser, act):
    answer = client.post(f"{PAGE}{act}/", {"action": "login", "post": "yes"})

    assert answer.status_code == 403
    assert [entry.action for entry in AuditEntry.objects.all()] == ["login"]


def test_a_line_says_when_who_what_and_about_what(client, organiser):
    workshop = make_workshop(title_en="Water")
    other = make_user("other@example.org", name="Ola Other")
    with time_machine.travel(datetime(2027, 1, 31, 22, 30, tzinfo=UTC), tick=False):
        audit.record(
            Action.RIGHTS,
            request=from_network(organiser),
            about=other,
            workshop=workshop.pk,
            given=["workshops.work_on_this_workshop"],
        )

    (line,) = lines(client)

    assert (line.at, line.who) == ("31 January 2027, 23:30", "Olga Organiser")
    assert (line.network, line.what) == ("192.0.2.0/24", "Rights changed")
    assert line.details == ["Given: This workshop"]
    assert line.about == [
        ("Ola Other", f"/admin/partnerships/user/{other.pk}/change/"),
        ("Water", f"/admin/workshops/workshop/{workshop.pk}/overview/"),
    ]


def test_the_network_is_said_only_where_it_is_known(client, organiser):
    audit.record(Action.EXPORT, by=organiser, purpose="door", rows=12, protected=2)

    text = client.get(PAGE, {"action__exact": "export"}).content.decode()

    assert "For the door · 12 rows · 2 of them protected" in text
    assert "from 192" not in text


def test_people_stand_there_by_number_and_their_page_names_them(client, organiser):
    person = make_delegate(given_name="Olena", family_name="Canary")
    audit.record(Action.SEEN, by=organiser, about=person, workshop=person.workshop_id)

    (line,) = lines(client)

    address = f"/admin/workshops/delegate/{person.pk}/change/"
    assert line.about[0] == (f"Person {person.pk}", address)
    assert "Canary" not in client.get(PAGE).content.decode()


def test_what_the_reader_may_not_see_is_a_number(client):
    """Who may read the audit and nothing else; the control is the administrator above."""
    person, other = make_delegate(), make_user("canary@example.org")
    audit.record(Action.SEEN, about=person, workshop=person.workshop_id)
    audit.record(Action.LOGIN_FAILED, about=other)
    reader = make_user(is_staff=True, language="en")
    reader.user_permissions.add(Permission.objects.get(codename="view_auditentry"))
    client.force_login(reader)

    failed, seen = lines(client)

    assert seen.about == [
        (f"Person {person.pk}", ""),
        (f"Workshop {person.workshop_id}", ""),
    ]
    assert failed.about == [(f"Account {other.pk}", "")]


def test_things_and_accounts_that_are_gone_are_numbers(client, organiser):
    person, account = make_delegate(), make_user()
    audit.record(Action.ERASED, by=account, about=person)
    key, number = person.pk, account.pk
    person.delete()
    account.delete()

    (line,) = lines(client)

    assert line.who == f"Account {number}, deleted"
    assert line.about == [(f"Person {key}", "")]


def test_without_an_account_it_is_said_whether_somebody_came_from_outside(client, organiser):
    audit.record(Action.LOGIN_FAILED, request=from_network())
    audit.record(Action.SHORTENED, up_to=4, count=4)

    assert [(line.who, line.details) for line in lines(client)] == [
        ("The server itself", ["4 entries", "up to entry 4"]),
        ("Nobody logged in", []),
    ]


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"email": "changed"}, ["another e-mail address"]),
        ({"staff": True, "superuser": False}, ["may log in"]),
        ({"kind": "totp"}, ["Authenticator app"]),
        ({"rights": ["workshops.view_delegate"]}, ["Now: People: see"]),
        ({"rights": []}, ["Now: no rights"]),
        ({"given": ["workshops.view_delegate"] * 6, "taken": []}, ["Given: 6 rights"]),
        (
            {"given": ["workshops.work_on_all_workshops"]},
            ["Given: Work on all, not only on assigned ones"],
        ),
        ({"taken": ["workshops.gone_thing"]}, ["Taken away: workshops.gone_thing"]),
        ({"page": "list", "list": "badges"}, ["Name badges"]),
        ({"novelty": 3}, ["novelty: 3"]),
    ],
)
def test_details_are_said_in_words(client, organiser, details, expected):
    audit.record(Action.RIGHTS, by=organiser, **details)

    (line,) = lines(client)

    assert line.details == expected


def test_groups_are_named_in_the_readers_language(client, organiser):
    ours, theirs = (Group.objects.create(name=name) for name in (Role.VIEWER, "Press"))
    audit.record(Action.RIGHTS, by=organiser, about=ours, groups=[ours.pk, theirs.pk, 999])

    (line,) = lines(client)

    assert line.details == [f"Groups: {Role.VIEWER.label}, Press, 999"]
    assert line.about == [(Role.VIEWER.label, f"/admin/auth/group/{ours.pk}/change/")]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_needs_the_same_queries(client, organiser, number, django_assert_num_queries):
    for _number in range(number):
        person = make_delegate()
        about = [person, make_user()]
        for thing in about:
            audit.record(Action.SEEN, by=make_user(), about=thing, workshop=person.workshop_id)

    with django_assert_num_queries(12):
        client.get(PAGE)


def test_the_page_is_narrowed_by_action_and_by_account(client, organiser):
    other = make_user("other@example.org")
    audit.record(Action.EXPORT, by=other, workshop=3, purpose="door", rows=12)

    by_action = lines(client, action__exact="export")
    by_account = lines(client, account__id__exact=other.pk)

    assert by_action == by_account
    assert [line.who for line in by_action] == ["other@example.org"]


@pytest.mark.parametrize("code", ["de", "uk", "sq"])
def test_the_page_speaks_the_readers_language(code):
    client = Client()
    client.force_login(make_organiser(language=code))

    text = client.get(PAGE).content.decode()

    assert "ogged in" not in text
    assert 'aria-current="page"' in text
