"""The same table is imported several times at the same moment, each through its own connection."""

import threading

import pytest
from django.db import close_old_connections, connection

from partnerships.contact_import.plan import carry_out
from partnerships.models import Contact
from partnerships.models.municipality import MunicipalityQuerySet
from tests.factories import make_municipality
from tests.partnerships.test_contact_import import table

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

THREADS, ROWS = 8, 20


def import_at_once():
    """Returns how many contacts there are afterwards; no address tells them apart."""
    make_municipality("winnyzja", name="Winnyzja")
    rows = table(*(["Winnyzja", "", f"Name {number}"] for number in range(ROWS)))
    barrier, errors = threading.Barrier(THREADS), []

    def import_it():
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            carry_out(rows)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()
            close_old_connections()

    threads = [threading.Thread(target=import_it) for _number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return Contact.objects.count()


def test_each_contact_is_imported_once():
    assert import_at_once() == ROWS


def test_without_the_lock_contacts_are_imported_several_times(monkeypatch):
    monkeypatch.setattr(MunicipalityQuerySet, "select_for_update", lambda self, **_options: self)

    assert import_at_once() > ROWS
