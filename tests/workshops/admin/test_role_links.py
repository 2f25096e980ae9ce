"""Whatever role an account has: no page offers it a way to a page that refuses it."""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from partnerships.models import Role
from tests.factories import make_material, make_municipality, make_user
from workshops import roles
from workshops.models import Assignment, Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SHAPE = re.compile(r"\d+")
MOST_OF_A_SHAPE = 2
FIRST = "/admin/"
# the account's own pages have tests of their own; files of the demonstration are not kept here
LEFT_OUT = re.compile(r"^/admin/(account|logout|login)/|/results/\d+/$")
WORKING = [Role.ADMINISTRATOR, Role.ORGANISER, Role.TRANSLATOR, Role.RECEPTION, Role.VIEWER]


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "a" and (href := dict(attrs).get("href")):
            self.found.append(href)


def links_of(path, answer):
    if not answer.headers["Content-Type"].startswith("text/html") or answer.streaming:
        return []
    parser = Links()
    parser.feed(answer.content.decode())
    urls = [urlsplit(urljoin(path, href)) for href in parser.found]
    return [url._replace(fragment="").geturl() for url in urls if not url.scheme]


def walk(client):
    """{path: (status, the page with the link)} of all pages that links lead to from the first."""
    waiting, known, shapes, seen = deque([(FIRST, None)]), {FIRST}, Counter(), {}
    while waiting:
        path, source = waiting.popleft()
        answer = client.get(path, follow=True)
        seen[path] = (answer.status_code, source)
        for link in links_of(path, answer) if path.startswith("/admin/") else []:
            shape = SHAPE.sub("0", link.partition("?")[0])
            if link in known or LEFT_OUT.search(link) or shapes[shape] >= MOST_OF_A_SHAPE:
                continue
            known.add(link)
            shapes[shape] += 1
            waiting.append((link, path))
    return seen


def workshops_with_people():
    return Workshop.objects.filter(delegates__isnull=False).distinct().order_by("pk")


@pytest.fixture
def member(client, demo):
    """Logs in an account with a role, for the workshops with people."""
    roles.sync()

    def log_in(role):
        account = make_user(is_staff=True, language="en")
        account.groups.set(Group.objects.filter(name=role))
        for workshop in workshops_with_people():
            Assignment.objects.create(user=account, workshop=workshop)
        client.force_login(account)
        return account

    return log_in


@pytest.mark.parametrize("role", WORKING)
def test_no_link_leads_to_a_refusal(client, member, role):
    member(role)

    seen = walk(client)

    wrong = {path: found for path, found in seen.items() if found[0] != 200}
    assert (len(seen) > 10, wrong) == (True, {})


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.RECEPTION])
def test_who_sees_no_results_is_offered_none(client, member, role):
    member(role)
    workshop = workshops_with_people()[0]

    page = client.get(reverse("admin:workshops_workshop_overview", args=[workshop.pk]))

    results = reverse("admin:workshops_workshop_results", args=[workshop.pk])
    assert results not in page.content.decode()
    assert client.get(results).status_code == 403


def test_running_text_is_read_as_text(client, member):
    member(Role.TRANSLATOR)
    workshop = workshops_with_people()[0]
    workshop.description_en = "<p>First</p><p>Second</p>"
    workshop.save()

    page = client.get(reverse("admin:workshops_workshop_change", args=[workshop.pk]))

    assert "<p>First</p><p>Second</p>" in page.content.decode()
    assert "&lt;p&gt;" not in page.content.decode()


def test_what_is_only_read_is_said_in_words(client, member):
    member(Role.VIEWER)
    city = make_municipality(country="UA")

    page = client.get(reverse("admin:partnerships_municipality_change", args=[city.pk]))

    text = page.content.decode()
    assert '<div class="readonly">Ukraine</div>' in text
    assert '<div class="readonly">no</div>' in text
    assert "Name (English):" in text
    assert "[en]" not in text


def test_who_only_reads_results_opens_the_stored_file(client, member):
    member(Role.VIEWER)
    material = make_material(workshops_with_people()[0])
    url = reverse("admin:workshops_workshop_results", args=[material.workshop_id])

    page = client.get(url).content.decode()

    stored = reverse("admin:workshops_workshop_material", args=[material.workshop_id, material.pk])
    assert stored in page
    assert "/media/materials/" not in page
