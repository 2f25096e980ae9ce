"""What `restore` does besides putting a backup in place: tests/project/test_round_trip.py."""

import pytest
from django.core.management import CommandError, call_command

from partnerships.models import Contact
from tests.factories import make_contact
from tools.backups import erasures
from workshops.management.commands import restore
from workshops.retention import rights

pytestmark = [pytest.mark.django_db, pytest.mark.row("L30")]


@pytest.mark.row("A79")
def test_an_erased_contact_is_erased_again_after_a_restore(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.VAR_DIR = tmp_path
    contact, other = make_contact(email="olena@example.org"), make_contact()
    number = contact.pk
    with django_capture_on_commit_callbacks(execute=True):
        rights.erase_contact(contact, by=None)
    make_contact(pk=number, email="olena@example.org")

    assert restore.erase(erasures.references([tmp_path / erasures.NAME])) == 1
    assert list(Contact.objects.values_list("pk", flat=True)) == [other.pk]


def test_an_odd_line_of_the_log_is_said_before_anything_is_restored(
    settings, tmp_path, monkeypatch
):
    settings.VAR_DIR = tmp_path / "var"
    (tmp_path / erasures.NAME).write_text("2026-01-01T00:00:00+00:00 cut\n2026-01")
    monkeypatch.setattr(restore.keys, "identities", lambda key: [])
    monkeypatch.setattr(restore.Command, "restored", lambda *_arguments: pytest.fail("restored"))

    with pytest.raises(CommandError, match="line 1"):
        call_command("restore", tmp_path / "backup.age", key=tmp_path / "key")
    assert not settings.VAR_DIR.exists()
