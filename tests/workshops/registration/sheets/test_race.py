"""A list is imported while others change the same workshop, each through its own connection."""

import threading

import pytest
from django.db import close_old_connections, connection

from tests.factories import make_delegate, make_delegation, make_municipality, make_workshop
from tests.workshops.registration.sheets.conftest import table
from workshops.models import Delegate
from workshops.registration import lifecycle
from workshops.registration.sheet_import import carrying_out
from workshops.registration.sheet_import.carrying_out import Refused, carry_out

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

THREADS, ROWS = 6, 20


@pytest.fixture
def delegation():
    return make_delegation(make_workshop(), make_municipality("koeln", name="Köln"))


def people(*names):
    rows = "".join(f"A;{name};Köln\r\n" for name in names)
    return table(f"given_name;family_name;sending_body\r\n{rows}")


def at_once(*acts):
    """Do all at the same moment; returns what they raised."""
    barrier, errors = threading.Barrier(len(acts)), []

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            act()
        except Exception as error:
            errors.append(type(error))
        finally:
            connection.close()
            close_old_connections()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def import_at_once(workshop):
    """How many people there are afterwards; no address tells them apart."""
    rows = people(*(f"Name {number}" for number in range(ROWS)))
    errors = at_once(*[lambda: carry_out(workshop, rows, by=None)] * THREADS)
    assert set(errors) <= {Refused}
    return Delegate.objects.count()


@pytest.mark.row("L29")
def test_each_person_is_imported_once(delegation):
    assert import_at_once(delegation.workshop) == ROWS


def test_without_looking_again_people_are_imported_several_times(delegation, monkeypatch):
    monkeypatch.setattr(carrying_out, "_require_unchanged", lambda *_arguments: None)

    assert import_at_once(delegation.workshop) > ROWS


@pytest.mark.row("L29")
def test_others_register_while_many_rows_are_written(delegation, monkeypatch):
    """The new people are written before the lock is taken: nobody waits for them."""
    workshop, nominated = delegation.workshop, []
    write = Delegate.objects.bulk_create

    def write_and_let_another_in(*arguments, **options):
        written = write(*arguments, **options)
        if not nominated:
            nominated.append(at_once(lambda: make_delegate(delegation, email="b@example.org")))
        return written

    monkeypatch.setattr(Delegate.objects, "bulk_create", write_and_let_another_in)
    carry_out(workshop, people("X"), by=None)

    assert nominated[0] == []
    assert Delegate.objects.count() == 2


def test_what_a_row_is_about_is_looked_at_again_under_the_lock(delegation, monkeypatch):
    person = make_delegate(delegation, given_name="A", family_name="X", email="", position="old")
    rows = table("given_name;family_name;sending_body;position\r\nA;X;Köln;new\r\n")
    monkeypatch.setattr(
        carrying_out, "_save", change_before(carrying_out._save, person, position="theirs")
    )

    with pytest.raises(Refused):
        carry_out(delegation.workshop, rows, by=None)
    assert Delegate.objects.get().position == "theirs"


def change_before(save, person, **fields):
    def saved(*arguments, **options):
        Delegate.objects.filter(pk=person.pk).update(**fields)
        save(*arguments, **options)

    return saved


@pytest.mark.row("L29")
def test_a_stop_in_the_middle_changes_nothing(delegation, monkeypatch):
    def stop(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(carrying_out, "_update", stop)

    with pytest.raises(KeyboardInterrupt):
        carry_out(delegation.workshop, people("X", "Y"), by=None)
    assert Delegate.objects.count() == 0
    lifecycle.nominate(
        delegation.workshop, delegation=delegation, family_name="Z", by=None, notify=False
    )
