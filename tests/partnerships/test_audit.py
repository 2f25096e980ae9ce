"""The audit holds codes alone, in a chain that shows whatever was done to it (A78)."""

import datetime
from importlib import import_module
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.urls import reverse

from partnerships import audit
from partnerships.audit import Action, Check, Fault
from partnerships.models import AuditEntry, Unchangeable, User
from tests.crowd import at_once
from tests.factories import make_municipality, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.row("A78")]
migration = import_module("partnerships.migrations.0006_audit")
TABLE = AuditEntry._meta.db_table


def faults():
    return list(Check().faults())


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def guard():
    """The triggers that the migration makes; the tests run without migrations."""
    execute(*migration.KEPT[connection.vendor])


@pytest.fixture
def chain():
    return [audit.record(Action.SEEN, number=number) for number in range(5)]


def test_an_entry_says_who_did_what_about_what_from_which_network():
    account, municipality = make_user(), make_municipality()
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.77")
    request.user = account

    audit.record(
        Action.ERASED, request=request, about=municipality, workshop=3, rows=[1, 2], kind="needs"
    )

    entry = AuditEntry.objects.get()
    assert (entry.number, entry.action, entry.account) == (1, "erased", account)
    assert (entry.about, entry.about_id) == ("partnerships.municipality", municipality.pk)
    assert (entry.workshop_number, entry.network) == (3, "192.0.2.0/24")
    assert entry.details == {"rows": [1, 2], "kind": "needs"}


@pytest.mark.parametrize(
    "said", ["Olena", "o@example.org", "two words", "Київ", 1.5, {"a": 1}, ["a", "B"], "x" * 61]
)
def test_names_and_addresses_are_no_details(said):
    with pytest.raises(ValueError, match="codes and numbers"):
        audit.record(Action.SEEN, what=said)

    assert not AuditEntry.objects.exists()


def test_an_entry_goes_with_the_transaction_that_it_is_about():
    with transaction.atomic():
        audit.record(Action.ERASED)
        transaction.set_rollback(True)

    audit.record(Action.SEEN)
    assert [(entry.number, entry.action) for entry in AuditEntry.objects.all()] == [(1, "seen")]


def test_each_entry_follows_on_the_one_before(chain):
    assert [entry.number for entry in chain] == [1, 2, 3, 4, 5]
    assert [entry.previous_hash for entry in chain] == ["", *(entry.hash for entry in chain[:4])]
    assert faults() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: entries.update(action="login"),
        lambda entries: entries.delete(),
        lambda entries: entries.bulk_update(list(entries), ["action"]),
        lambda entries: entries.bulk_create([AuditEntry()]),
        lambda entries: entries.update_or_create(number=1),
        lambda entries: entries.get(number=1).save(),
        lambda entries: entries.get(number=1).delete(),
        lambda entries: entries.filter(number=1)._raw_delete("default"),
    ],
)
def test_the_orm_changes_and_deletes_nothing(chain, change):
    with pytest.raises(Unchangeable):
        change(AuditEntry.objects.all())

    assert AuditEntry.objects.count() == 5
    assert faults() == []


def test_an_account_that_goes_leaves_its_entries():
    account = make_user()
    audit.record(Action.LOGIN, by=account)

    account.delete()

    assert AuditEntry.objects.get().account_id is not None
    assert faults() == []


TAMPERED = [
    ("UPDATE {} SET action = 'login' WHERE number = 3", [Fault(3, "was changed")]),
    ("UPDATE {} SET workshop_number = 7 WHERE number = 1", [Fault(1, "was changed")]),
    ("UPDATE {} SET account_id = 7 WHERE number = 5", [Fault(5, "was changed")]),
    (
        "UPDATE {} SET hash = previous_hash WHERE number = 3",
        [
            Fault(3, "was changed"),
            Fault(4, "was not written after the entry 3 that is there"),
        ],
    ),
    ("DELETE FROM {} WHERE number = 3", [Fault(4, "follows on 2: entries between are missing")]),
    (
        "DELETE FROM {} WHERE number < 3",
        [Fault(3, "is the first, and no entry says where those before are")],
    ),
]


@pytest.mark.parametrize(("statement", "expected"), TAMPERED)
def test_tampering_is_reported(chain, statement, expected):
    execute(statement.format(TABLE))

    assert faults() == expected


def test_an_entry_written_anew_with_a_right_hash_breaks_the_next(chain):
    entry = AuditEntry.objects.get(number=3)
    entry.action = "login"
    execute(f"UPDATE {TABLE} SET action = 'login', hash = '{entry.digest()}' WHERE number = 3")

    assert faults() == [Fault(4, "was not written after the entry 3 that is there")]


def test_a_clock_that_was_put_back_is_reported(chain):
    with time_machine.travel(chain[-1].happened_at - datetime.timedelta(hours=1)):
        audit.record(Action.SEEN)

    assert faults() == [Fault(6, "is dated before entry 5")]


@pytest.mark.parametrize("act", ["UPDATE {} SET action = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_as_well(chain, act):
    if connection.vendor == "sqlite" and act.startswith("TRUNCATE"):
        act = "DELETE FROM {}"  # SQLite has no other way to empty a table
    guard()

    with pytest.raises(DatabaseError, match="the audit is kept as it is"), transaction.atomic():
        execute(act.format(TABLE))

    assert AuditEntry.objects.count() == 5


def test_without_the_triggers_the_database_obeys(chain):
    """The control of the test above; and the way back of the migration."""
    guard()
    execute(*migration.FREE[connection.vendor])

    execute(f"DELETE FROM {TABLE}")

    assert not AuditEntry.objects.exists()


@pytest.mark.postgresql
def test_the_role_of_the_application_adds_and_reads_alone(chain):
    """As docs/operations.md says to set it up."""
    execute(
        "CREATE ROLE audit_application",
        f"GRANT SELECT, INSERT ON {TABLE} TO audit_application",
        "SET LOCAL ROLE audit_application",
    )

    audit.record(Action.SEEN)
    assert AuditEntry.objects.count() == 6
    for act in (
        f"UPDATE {TABLE} SET action = 'x'",
        f"DELETE FROM {TABLE}",
        f"TRUNCATE {TABLE}",
        f"ALTER TABLE {TABLE} DISABLE TRIGGER USER",
        f"DROP TABLE {TABLE}",
    ):
        refused = pytest.raises(DatabaseError, match="permission denied|must be owner")
        with refused, transaction.atomic():
            execute(act)
    execute("RESET ROLE")
    assert faults() == []


def test_old_entries_leave_and_the_chain_says_so(chain):
    guard()
    later = chain[-1].happened_at + datetime.timedelta(days=400)

    with time_machine.travel(later):
        audit.record(Action.LOGIN)
        assert audit.shorten(later - datetime.timedelta(days=30)) == 5

    left = AuditEntry.objects.in_chain()
    assert [(entry.number, entry.action) for entry in left] == [(6, "login"), (7, "shortened")]
    assert left[1].details == {"up_to": 5, "count": 5}
    assert faults() == []
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(f"DELETE FROM {TABLE}")


def test_all_entries_may_be_old(chain):
    guard()
    later = chain[-1].happened_at + datetime.timedelta(days=400)

    with time_machine.travel(later):
        assert audit.shorten(later) == 5
        assert audit.shorten(later - datetime.timedelta(days=1)) == 0

    assert [entry.number for entry in AuditEntry.objects.all()] == [6]
    assert faults() == []


def checked(**options):
    out, err = StringIO(), StringIO()
    call_command("check_audit", stdout=out, stderr=err, **options)
    return out.getvalue()


def test_the_command_prints_the_end_of_the_chain(chain):
    assert checked() == f"5 entries\nlast: 5:{chain[-1].hash}\n"
    assert checked(known=f"4:{chain[3].hash}").startswith("5 entries")


def test_the_command_misses_entries_that_were_cut_off_at_the_end(chain):
    known = f"5:{chain[-1].hash}"
    execute(f"DELETE FROM {TABLE} WHERE number = 5")
    assert faults() == []  # the chain alone cannot know

    with pytest.raises(CommandError, match="1 fault"):
        checked(known=known)


def test_the_command_fails_on_a_fault(chain):
    execute(f"UPDATE {TABLE} SET action = 'login' WHERE number = 3")

    with pytest.raises(CommandError, match="1 fault"):
        checked()


@pytest.mark.parametrize("known", ["x", "5", "5:abc", ":"])
def test_the_command_refuses_what_it_never_printed(chain, known):
    with pytest.raises(CommandError, match="NUMBER:HASH"):
        checked(known=known)


def test_entries_are_kept_for_a_year_at_least(chain):
    with pytest.raises(CommandError, match="at least a year"):
        call_command("shorten_audit", years=0)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain():
    answers = at_once([lambda: audit.record(Action.SEEN).number for _number in range(20)])

    assert sorted(answers) == list(range(1, 21))
    assert faults() == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_entries_are_lost(monkeypatch):
    """The control of the test above: two read the same end, and the second is refused."""
    monkeypatch.setattr(audit, "_wait_for_the_others", lambda: None)

    answers = at_once([lambda: audit.record(Action.SEEN).number for _number in range(20)])

    assert any(isinstance(answer, DatabaseError) for answer in answers)


# who logs in, and what is done with accounts


def actions():
    return [entry.action for entry in AuditEntry.objects.in_chain()]


def test_logins_that_fail_and_succeed_and_end_are_on_record(client):
    account = make_user("olga@example.org", password="correct horse", is_staff=True)
    words = {"login": "Olga@example.org ", "password": "wrong"}

    client.post("/admin/login/", words)
    client.post("/admin/login/", words | {"password": "correct horse"})
    client.post("/admin/logout/")
    client.post("/admin/login/", words | {"login": "nobody@example.org"})

    entries = AuditEntry.objects.in_chain()
    assert [(entry.action, entry.account_id, entry.about_id) for entry in entries] == [
        ("login_failed", None, account.pk),
        ("login", account.pk, None),
        ("logout", account.pk, None),
        ("login_failed", None, None),
    ]
    assert {entry.network for entry in entries} == {"127.0.0.0/24"}
    assert "example.org" not in str(list(entries.values()))


def save_account(client, account, **changes):
    form = {"email": account.email, "name": "", "language": "en", "is_active": "on"}
    form |= {"is_staff": "on"} | changes
    form = {name: text for name, text in form.items() if text is not None}
    address = f"/admin/partnerships/user/{account.pk}/change/"
    assert client.post(address, form).status_code == 302


def test_rights_and_switches_of_accounts_are_on_record(client, organiser):
    account = make_user(is_staff=True, language="en")

    save_account(client, account)
    save_account(client, account, is_superuser="on")
    save_account(client, account, is_superuser="on", is_active=None)
    save_account(client, account, is_superuser="on")

    entries = AuditEntry.objects.in_chain()[1:]
    assert [entry.action for entry in entries] == ["rights", "switched_off", "switched_on"]
    assert {(entry.account_id, entry.about_id) for entry in entries} == {(organiser.pk, account.pk)}
    assert entries[0].details == {"staff": True, "superuser": True, "groups": []}


def test_a_new_account_its_password_and_rights_of_groups_are_on_record(client, organiser):
    password = {"password1": "correct horse battery", "password2": "correct horse battery"}
    words = {"email": "new@example.org", "name": "", "language": "en"} | password
    client.post("/admin/partnerships/user/add/", words)
    account = User.objects.get(email="new@example.org")
    client.post(f"/admin/partnerships/user/{account.pk}/password/", password)
    client.post("/admin/auth/group/add/", {"name": "Readers"})
    client.post("/admin/auth/group/add/", {"name": "Others", "permissions": [_a_right().pk]})

    assert actions()[1:] == ["account_added", "password", "rights"]
    assert AuditEntry.objects.first().details == {"rights": ["partnerships.view_topic"]}


def _a_right():
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename="view_topic")


def test_another_address_of_an_account_is_on_record(client, organiser):
    account = make_user(is_staff=True, is_active=False)
    sent = {"email": "new@example.org", "language": "de", "is_active": "on", "is_staff": "on"}

    client.post(reverse("admin:partnerships_user_change", args=[account.pk]), sent)

    about = AuditEntry.objects.filter(about_id=account.pk, about="partnerships.user").in_chain()
    assert list(about.values_list("action", "details")) == [
        ("switched_on", {}),
        ("rights", {"email": "changed"}),
    ]
