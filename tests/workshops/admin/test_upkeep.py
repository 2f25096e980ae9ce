"""What Today tells the administrator of a real installation, and when it is one."""

import datetime

import pytest
from django.utils import timezone, translation

from tests.factories import make_organiser, make_user
from workshops.admin import upkeep
from workshops.models import LastRun

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = datetime.timedelta(days=1)
NO_KEY = "No backups: BACKUP_RECIPIENT is not set."
NO_BACKUP = "No backup has been made for two days."
NO_RETENTION = "For two days nothing has looked for data that is to be erased."


@pytest.fixture
def administrator(client, settings):
    settings.BACKUP_RECIPIENTS = ["age1"]
    for name in (LastRun.Name.BACKUP, LastRun.Name.RETENTION):
        LastRun.objects.note(name, NOW - DAY)
    user = make_organiser(language="en")
    client.force_login(user)
    with translation.override("en"):
        yield user


def test_nothing_is_said_while_all_runs(administrator):
    assert upkeep.warnings(administrator, NOW) == []


def test_what_has_not_run_for_two_days_is_said(administrator):
    assert upkeep.warnings(administrator, NOW + 2 * DAY) == [NO_BACKUP, NO_RETENTION]


def test_what_never_ran_is_said(administrator):
    LastRun.objects.all().delete()

    assert upkeep.warnings(administrator, NOW) == [NO_BACKUP, NO_RETENTION]


def test_a_missing_key_is_said(administrator, settings):
    settings.BACKUP_RECIPIENTS = []

    assert upkeep.warnings(administrator, NOW) == [NO_KEY]


def test_a_demo_and_other_accounts_are_told_nothing(administrator, settings):
    assert upkeep.warnings(make_user(is_staff=True), NOW + 2 * DAY) == []

    settings.DEMO = True
    assert upkeep.warnings(administrator, NOW + 2 * DAY) == []


def test_today_shows_it(client, administrator):
    LastRun.objects.filter(name=LastRun.Name.BACKUP).update(ran_at=NOW - 3 * DAY)

    page = client.get("/admin/").content.decode()

    assert NO_BACKUP in page
    assert NO_RETENTION not in page


@pytest.mark.parametrize(
    ("missing", "is_shown"),
    [("", False), ("factor", True), ("backup", True)],
)
def test_the_notice_goes_when_all_is_set_up(client, administrator, settings, missing, is_shown):
    """A demo asks for no second factor."""
    settings.SECOND_FACTOR_REQUIRED = missing != "factor"
    if missing == "backup":
        settings.BACKUP_RECIPIENTS = []

    page = client.get("/admin/").content.decode()

    assert ("This installation is for test data only." in page) == is_shown
