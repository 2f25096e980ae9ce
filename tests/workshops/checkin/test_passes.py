"""Whom a door pass lets in, and when."""

import datetime
import logging

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from config.logs import WithoutTokens
from tests.factories import make_delegate, make_user, make_workshop
from tests.workshops.checkin.conftest import Helper
from workshops.checkin import doorkeeper
from workshops.checkin.passes import MOST_CODES
from workshops.models import Attendance, DoorPass, Workshop

pytestmark = pytest.mark.django_db

PATHS = ("", "state/", "list/", "guest/")


def text(response):
    return response.content.decode()


def test_link_and_code_open_the_door(workshop):
    make_delegate(workshop=workshop, family_name="Kovalenko")

    helper = Helper(workshop).open()

    assert "Kovalenko" in text(helper.get())


def test_neither_half_is_stored(workshop):
    helper = Helper(workshop)
    stored = str(DoorPass.objects.values().get())

    assert helper.code not in stored.replace(str(helper.door_pass.created_at), "")
    assert helper.link.split("/")[-2] not in stored


@pytest.mark.row("A28")
def test_reading_the_link_changes_nothing_and_names_nobody(workshop):
    make_delegate(workshop=workshop, family_name="Kovalenko")
    helper = Helper(workshop)
    before = DoorPass.objects.values().get()

    response = helper.client.get(helper.link)

    assert response.status_code == 200
    assert "Kovalenko" not in text(response)
    assert DoorPass.objects.values().get() == before
    assert not any(name.startswith(doorkeeper.COOKIE) for name in response.cookies)


@pytest.mark.row("A28")
@pytest.mark.parametrize("path", PATHS)
def test_without_a_pass_nobody_is_named(client, workshop, path):
    make_delegate(workshop=workshop, family_name="Kovalenko")

    response = client.get(f"/en/checkin/running/{path}")

    assert response.status_code == 403
    assert "Kovalenko" not in text(response)
    assert "Running" not in text(response)


def test_a_workshop_that_does_not_exist_looks_the_same(client, workshop):
    there, nowhere = (text(client.get(f"/en/checkin/{slug}/")) for slug in ("running", "nowhere"))

    assert there.replace("running", "nowhere") == nowhere


@pytest.mark.row("A25")
@pytest.mark.parametrize("path", PATHS)
def test_a_helper_of_one_workshop_cannot_reach_another(helper, path):
    other = make_workshop("other", starts_on=timezone.localdate())
    make_delegate(workshop=other, family_name="Bondar")

    response = helper.client.get(f"/en/checkin/other/{path}")

    assert response.status_code == 403
    assert "Bondar" not in text(response)


@pytest.mark.row("A25")
def test_even_with_the_cookie_of_another_workshop_in_hand(helper):
    """A browser would not send it there: whoever forges the request does."""
    other = make_workshop("other", starts_on=timezone.localdate())
    person = make_delegate(workshop=other, family_name="Bondar")
    forger = Client()
    forger.cookies["door-en"] = helper.client.cookies["door-en"].value

    answers = [forger.get("/en/checkin/other/")]
    words = {"person": person.reference, "day": helper.day}
    answers += [forger.post(f"/en/checkin/other/{path}/", words) for path in ("here", "undo")]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert not Attendance.objects.exists()
    forger.cookies["door-en"] = helper.client.cookies["door-en"].value
    assert forger.get("/en/checkin/running/").status_code == 200


@pytest.mark.row("A57")
def test_a_person_of_another_workshop_is_not_checked_in(helper):
    stranger = make_delegate(workshop=make_workshop(starts_on=timezone.localdate()))

    response = helper.press(stranger)

    assert response.status_code == 422
    assert "Nobody here has this code." in text(response)
    assert not Attendance.objects.exists()


def test_the_cookie_is_for_this_door_alone(workshop):
    cookies = Helper(workshop).open().client.cookies

    found = {name: cookies[name] for name in cookies if name.startswith("door-")}
    assert sorted(found) == ["door-de", "door-en", "door-sq", "door-uk"]
    for name, cookie in found.items():
        assert cookie["path"] == f"/{name[-2:]}/checkin/running/"
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.row("A25")
def test_a_forged_cookie_opens_nothing(client, helper):
    client.cookies["door-en"] = helper.client.cookies["door-en"].value[:-2] + "xx"

    assert client.get("/en/checkin/running/").status_code == 403


@pytest.mark.row("A25")
def test_a_revoked_pass_opens_nothing_at_once(helper):
    assert helper.get().status_code == 200
    DoorPass.objects.all().revoke()

    assert helper.get().status_code == 410
    assert helper.client.post(helper.base + "here/").status_code == 410
    assert Client().get(helper.link).status_code == 410


@pytest.mark.row("A28")
@pytest.mark.parametrize(
    ("hours", "status"), [(-1, 403), (1, 200), (47, 200), (49, 403), (24 * 30, 403)]
)
def test_a_pass_is_valid_on_event_days_of_the_own_zone(hours, status):
    """Days begin and end at midnight in Kyiv, one hour before Berlin."""
    workshop = make_workshop("kyiv", days=2, timezone="Europe/Kyiv")
    helper = Helper(workshop)
    with time_machine.travel(workshop.starts_at + datetime.timedelta(hours=1), tick=False):
        helper.open()

    with time_machine.travel(workshop.starts_at + datetime.timedelta(hours=hours), tick=False):
        assert helper.client.get(helper.link).status_code == status
        assert helper.get().status_code == status


def test_a_day_without_workshop_within_its_range_is_no_event_day():
    workshop = make_workshop("gap", days=3)
    workshop.days.filter(date=workshop.starts_on + datetime.timedelta(days=1)).delete()
    helper = Helper(workshop)

    with time_machine.travel(workshop.starts_at + datetime.timedelta(hours=30), tick=False):
        assert helper.client.get(helper.link).status_code == 403


def test_a_cancelled_workshop_has_no_door(helper):
    Workshop.objects.update(cancelled_at=timezone.now(), cancellation_reason_en="Ill")

    assert helper.get().status_code == 403


@pytest.mark.row("A29")
def test_wrong_codes_are_counted_and_then_the_pass_is_locked(workshop):
    helper = Helper(workshop)
    wrong = "000000" if helper.code != "000000" else "111111"

    answers = [helper.client.post(helper.link, {"code": wrong}) for _try in range(5)]

    assert [answer.status_code for answer in answers] == [422] * 4 + [410]
    assert "4 attempts are left." in text(answers[0])
    assert "1 attempt is left." in text(answers[3])
    right = helper.client.post(helper.link, {"code": helper.code})
    assert right.status_code == 410
    assert "This door pass is locked" in text(right)


def test_who_is_in_stays_in_while_somebody_guesses(helper):
    stranger = Client()
    for _try in range(6):
        stranger.post(helper.link, {"code": "12345x" if False else "999999"})

    assert DoorPass.objects.get().is_locked
    assert helper.get().status_code == 200


def test_the_right_code_forgets_the_wrong_ones(workshop):
    helper = Helper(workshop)
    wrong = "000000" if helper.code != "000000" else "111111"
    for _try in range(4):
        helper.client.post(helper.link, {"code": wrong})

    helper.open()

    assert DoorPass.objects.get().wrong_codes == 0


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567", "١٢٣٤٥٦"])
def test_what_is_no_code_is_no_attempt(workshop, typed):
    helper = Helper(workshop)

    response = helper.client.post(helper.link, {"code": typed})

    assert response.status_code == 422
    assert "Code: type the six digits that came with the link." in text(response)
    assert DoorPass.objects.get().wrong_codes == 0


def test_blanks_in_the_code_are_no_mistake(workshop):
    helper = Helper(workshop)
    helper.code = f" {helper.code[:3]} {helper.code[3:]} "

    helper.open()


@pytest.mark.row("A29")
def test_codes_from_one_address_are_limited(workshop):
    cache.clear()
    made = [Helper(workshop) for _pass in range(MOST_CODES // 4 + 1)]

    answers = [
        helper.client.post(helper.link, {"code": "x"}).status_code
        for helper in made
        for _try in range(4)
    ]

    assert answers.index(429) == MOST_CODES
    cache.clear()


def test_an_unknown_link_is_not_found(client, workshop):
    assert client.get("/en/checkin/running/pass/unknown/").status_code == 404


def test_the_link_opens_its_own_workshop_only(workshop):
    make_workshop("other", starts_on=timezone.localdate())
    helper = Helper(workshop)

    response = helper.client.get(helper.link.replace("running", "other"))

    assert response.status_code == 404


@pytest.mark.row("A77")
def test_the_token_is_in_no_log(client, caplog):
    caplog.handler.addFilter(WithoutTokens())
    with caplog.at_level(logging.DEBUG, "django.request"):
        client.get("/en/checkin/running/pass/secret-token/")
        client.get("/en/checkin/running/%70ass/secret-token/x")

    assert "pass/…" in caplog.text
    assert "secret-token" not in caplog.text


@pytest.mark.row("A17")
def test_pages_are_kept_by_nobody(helper):
    for response in (helper.get(), helper.get("state/"), helper.client.get(helper.link)):
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.row("A72")
def test_a_press_needs_the_token_of_its_form(helper, workshop):
    person = make_delegate(workshop=workshop)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["door-en"] = helper.client.cookies["door-en"].value

    words = {"person": person.reference, "day": helper.day}
    response = strict.post(helper.base + "here/", words)

    assert response.status_code == 403
    assert not Attendance.objects.exists()


def test_organisers_need_the_permission(client, workshop):
    client.force_login(make_user(is_staff=True, language="en"))

    assert client.get("/en/checkin/running/").status_code == 403


@pytest.mark.row("A73")
def test_an_account_that_is_no_organiser_stays_outside(client, workshop):
    client.force_login(make_user(is_superuser=True, language="en"))

    assert client.get("/en/checkin/running/").status_code == 403


def test_organisers_may_open_it_on_any_day(client, organiser):
    make_workshop("later")

    assert client.get("/en/checkin/later/").status_code == 200
