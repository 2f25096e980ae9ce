"""The pages about accounts in a real Chromium, narrow and wide."""

import os

import pytest

from tests.journeys import faults
from tests.journeys.conftest import run

pytestmark = pytest.mark.browser
ANNA = """
from django.contrib.auth.models import Group
from partnerships.models import Role, User
from workshops.models import Assignment, Workshop
User.objects.filter(email="anna-accounts@example.org").delete()
anna = User.objects.create_user("anna-accounts@example.org", name="Anna Accounts", is_staff=True)
anna.groups.add(Group.objects.get(name=Role.ORGANISER))
Assignment.objects.create(user=anna, workshop=Workshop.objects.first())
print(anna.pk, Group.objects.get(name=Role.ORGANISER).pk)
"""


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_the_pages_about_accounts_are_accessible(log_in, demo, width, scheme):
    page = log_in(viewport={"width": width, "height": 900}, color_scheme=scheme)
    account, role = run(demo, ANNA).split()
    pages = {
        "list": "partnerships/user/",
        "add": "partnerships/user/add/",
        "change": f"partnerships/user/{account}/change/",
        "sessions": f"partnerships/user/{account}/end-sessions/",
        "device": f"partnerships/user/{account}/lost-device/",
        "workshops": f"accounts/{account}/workshops/",
        "roles": "auth/group/",
        "role": f"auth/group/{role}/change/",
    }
    found = {}

    for name, path in pages.items():
        page.goto(f"{demo.url}/admin/{path}")
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/accounts-{name}-{width}.png", full_page=True)
        found[name] = [*faults.of_access(page), *faults.of_width(page)]

    assert found == dict.fromkeys(pages, [])
