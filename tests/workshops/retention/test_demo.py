"""The demo three years later: nothing in the database and in files names anybody (A79)."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from partnerships.models import Contact
from tests.factories import make_message
from workshops import statistics
from workshops.demo.load import load
from workshops.models import Delegate, Delegation, LegalHold, Workshop
from workshops.retention import erase

pytestmark = pytest.mark.django_db
YEARS = datetime.timedelta(days=3 * 365 + 1)


def dump():
    """Every value of every table, as texts."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += ["\t".join(map(str, row)) for row in cursor.fetchall()]
    return "\n".join(found)


def files(*folders):
    return [
        path
        for folder in folders
        if folder.exists()
        for path in folder.rglob("*")
        if path.is_file()
    ]


def counts():
    with override("en"):
        return {
            workshop.slug: statistics.of(workshop, "en") for workshop in Workshop.objects.all()
        } | {
            "named": list(
                Delegation.objects.order_by("pk").with_counts().values_list("pk", "named", "coming")
            ),
            "tally": sorted(map(str, Delegate.objects.tally())),
        }


def searched_for():
    """What names a delegate or a contact, longer than what stands in a text by chance."""
    columns = ("given_name", "family_name", "name_latin", "email", "phone")
    people = Delegate.objects.values_list(*columns)
    contacts = Contact.objects.values_list("name", "email", "phone")
    words = {text for row in [*people, *contacts] for text in row if text}
    words |= {f"{given} {family}" for given, family, *_rest in people}
    return words


@pytest.fixture
def filled(settings, tmp_path):
    """The demo with mails, papers and letters, all files in a folder of the test."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    load()
    people = list(Delegate.objects.exclude(email="").select_related("delegation", "workshop"))
    settings.MAIL_FOLDER.mkdir()
    for person in people:
        make_message(person.delegation, delegate=person, recipient=person.email, text=str(person))
        file = settings.MAIL_FOLDER / f"2026-{person.pk}-{person.email}.eml"
        file.write_text(f"To: {person}", encoding="utf-8")
    return tmp_path


def test_three_years_later_nothing_names_anybody_and_all_counts_are_the_same(filled):
    words, before = searched_for(), counts()
    full_names = {str(person) for person in Delegate.objects.all()}
    assert len(full_names) > 50
    assert all(word in dump() for word in words)
    later = timezone.now() + YEARS

    held = erase.apply(later)
    assert any(name in dump() for name in full_names)  # the Munich workshop is held
    LegalHold.objects.all().delete()
    run = erase.apply(later)

    assert (held.failed, run.failed) == ("", "")
    text = dump()
    left = {word for word in words if word in text}
    assert {word for word in left if "@" in word or "+" in word or " " in word} == set()
    assert files(filled / "mail") == []
    assert counts() == before
    assert list(erase.apply(later).erasures.all()) == []
