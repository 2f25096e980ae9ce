"""The door as a helper with a phone has it: a workshop that runs today, a pass, its pages."""

from tests.journeys.conftest import run

PHONE = {"viewport": {"width": 390, "height": 844}}
WORKSHOP = """
from django.utils import timezone
from partnerships.models import Municipality
from tests.factories import make_delegate, make_delegation, make_workshop
workshop = make_workshop(
    "SLUG",
    title_de="Probe SLUG",
    title_uk="Проба SLUG",
    starts_on=timezone.localdate(),
    days=2,
    place_de="Nürnberg",
)
vinnytsia = make_delegation(workshop, Municipality.objects.get(slug="vinnytsia"))
melitopol = make_delegation(workshop, Municipality.objects.get(slug="melitopol"))
for delegation, given, family, latin in (
    (vinnytsia, "Олена", "Коваленко", "Olena Kovalenko"),
    (vinnytsia, "Тарас", "Мельник", "Taras Melnyk"),
    (vinnytsia, "Юрій", "Згурський", "Yurii Zghurskyi"),
    (melitopol, "Іван", "Бондар", "Ivan Bondar"),
):
    make_delegate(delegation, given_name=given, family_name=family, name_latin=latin)
make_delegate(vinnytsia, family_name="Wartend", status="waitlisted")
print(workshop.pk)
"""
PASS = """
from workshops.models import Workshop
from workshops.registration import door_passes
made = door_passes.create(Workshop.objects.get(slug="SLUG"), "LABEL", by=None)
print(made.token, made.code)
"""
REFERENCE = """
from workshops.models import Delegate
print(Delegate.objects.get(workshop__slug="SLUG", family_name="NAME").reference)
"""
SIGNS = """
from workshops.models import Attendance
signs = Attendance.objects.filter(day__workshop__slug="SLUG").order_by("pk")
for sign in signs.select_related("delegate", "door_pass"):
    print(sign.delegate.family_name, sign.method, sign.door_pass or "-")
"""


def filled(script, **words):
    for word, meant in words.items():
        script = script.replace(word, meant)
    return script


def prepare(demo, slug):
    """The key of a workshop that runs today."""
    return run(demo, filled(WORKSHOP, SLUG=slug))


def signs(demo, slug):
    return run(demo, filled(SIGNS, SLUG=slug)).splitlines()


def at_the_door(visit, demo, slug, label="Haupteingang", language="de", **options):
    """A phone on which link and code were typed."""
    token, code = run(demo, filled(PASS, SLUG=slug, LABEL=label)).split()
    page = visit(f"/{language}/checkin/{slug}/pass/{token}/", **PHONE | options)
    page.fill("#id_code", code)
    page.press("#id_code", "Enter")
    page.wait_for_url(f"**/{language}/checkin/{slug}/")
    return page


def names(page):
    return page.locator(".door-row:visible .door-person-name").all_inner_texts()


def press(page, name):
    page.locator(".door-row", has_text=name).get_by_role("button").click()


def said(page, text):
    page.locator("[data-door-said]", has_text=text).wait_for()
