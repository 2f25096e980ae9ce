import datetime
import re
import threading

import pytest
from django.db import connection, transaction

from tests.factories import make_delegation
from workshops.models import Delegation, InvitationLetter
from workshops.registration import letters, numbering

INVITED = Delegation.Status.INVITED
DAY = datetime.date(2027, 2, 1)


@pytest.mark.django_db
def test_numbers_are_counted_within_a_year():
    delegation = make_delegation(status=INVITED)

    made = [
        letters.create(delegation, by=None, dated_on=datetime.date(year, 2, 1)).number
        for year in (2027, 2027, 2028, 2027)
    ]

    assert made == ["2027-0001", "2027-0002", "2028-0001", "2027-0003"]


@pytest.mark.django_db
def test_after_9999_comes_10000():
    delegation = make_delegation(status=INVITED)
    for number in ("2027-9999", "2027-10000"):
        InvitationLetter.objects.create(delegation=delegation, number=number, dated_on=DAY)

    assert letters.create(delegation, by=None, dated_on=DAY).number == "2027-10001"


@pytest.mark.django_db
def test_a_letter_that_is_not_kept_leaves_no_gap():
    delegation = make_delegation(status=INVITED)
    with transaction.atomic():
        letters.create(delegation, by=None, dated_on=DAY)
        transaction.set_rollback(True)

    assert letters.create(delegation, by=None, dated_on=DAY).number == "2027-0001"


@pytest.mark.row("A29")
@pytest.mark.django_db
def test_a_letter_is_kept_under_a_name_that_nobody_guesses():
    letter = letters.create(make_delegation(status=INVITED), by=None, dated_on=DAY)

    with letter.file.open() as file:
        assert file.read(5) == b"%PDF-"
    assert re.fullmatch("letters/[0-9a-f]{32}.pdf", letter.file.name)


@pytest.mark.django_db
def test_a_revoked_letter_keeps_its_number_and_the_first_moment():
    letter = letters.create(make_delegation(status=INVITED), by=None, dated_on=DAY)

    assert letters.revoke(letter.delegation) == 1
    letter.refresh_from_db()
    first = letter.revoked_at
    assert letters.revoke(letter.delegation) == 0

    letter.refresh_from_db()
    assert first
    assert letter.revoked_at == first
    assert letters.create(letter.delegation, by=None, dated_on=DAY).number == "2027-0002"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_many_at_once_get_numbers_without_gaps_or_doubles(is_locked, monkeypatch):
    """In workshops of their own, so that only the numbers are shared. Without the lock it fails."""
    if not is_locked:
        monkeypatch.setattr(numbering.ContentType.objects, "select_for_update", lambda: _Unlocked())
    delegations = [make_delegation(status=INVITED) for _number in range(8)]
    barrier, refused = threading.Barrier(len(delegations)), []

    def make(delegation):
        barrier.wait()
        try:
            letters.create(delegation, by=None, dated_on=DAY)
        except Exception as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=[each]) for each in delegations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = sorted(InvitationLetter.objects.values_list("number", flat=True))
    expected = [f"2027-{number:04}" for number in range(1, 9)]
    assert (numbers == expected and not refused) == is_locked


class _Unlocked:
    def get(self, **_wanted):
        return None
