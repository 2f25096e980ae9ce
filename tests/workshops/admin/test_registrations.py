"""People who registered are people like others; what is not confirmed is no organiser's work."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    make_delegate,
    make_delegation,
    make_pending,
    make_webinar,
    make_workshop,
)
from tools import tokens
from workshops.admin.tasks import tasks
from workshops.models import Delegate, Message, PendingRegistration, Status, Workshop
from workshops.registration import registering

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return make_webinar("webinar", mailbox="desk@example.org")


@pytest.fixture
def pending(workshop):
    return make_pending(workshop, email="olena@example.org", affiliation="Somewhere Works")


def confirm(pending):
    token = tokens.make()
    PendingRegistration.objects.filter(pk=pending.pk).update(token_hash=tokens.hashed(token))
    registering.confirm(pending, token=token)
    return Delegate.objects.get()


def url(name, workshop, *args):
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk, *args])


def test_who_registered_stands_among_the_people_with_what_they_work_for(
    client, organiser, workshop, pending
):
    people = url("people", workshop)
    assert "olena" not in client.get(people).content.decode()

    person = confirm(pending)

    assert person.full_name in client.get(people).content.decode()
    page = client.get(reverse("admin:workshops_delegate_change", args=[person.pk]))
    page = page.content.decode()
    assert "Somewhere Works" in page
    assert "through the person" in page
    assert "registration to confirm" in page


def test_registrations_that_wait_are_a_task_that_leads_to_them(client, organiser):
    workshop = make_webinar(capacity=1)
    make_delegate(workshop=workshop)
    waiting = [make_delegate(workshop=workshop, status=Status.WAITLISTED) for _number in range(2)]
    make_delegate(make_delegation(workshop), status=Status.WAITLISTED)

    task = next(
        task
        for task in client.get(url("overview", workshop)).context["tasks"]
        if task.text == "2 registrations wait for a free seat"
    )

    people = client.get(task.url).context["people"]
    assert people.number == 2
    assert {person for group in people.groups for person in group.people} == set(waiting)


def test_who_waits_where_nobody_can_register_is_no_registration(client, organiser):
    workshop = make_workshop(capacity=1)
    make_delegate(workshop=workshop)
    make_delegate(workshop=workshop, status=Status.WAITLISTED)

    tasks = client.get(url("overview", workshop)).context["tasks"]
    assert [task for task in tasks if "registration" in task.text] == []


def test_mails_to_strangers_are_shown_to_those_alone_who_may_see_people(
    client, staff, workshop, pending
):
    message = Message.objects.get()
    pages = [url("messages", workshop), url("message", workshop, message.pk)]

    staff("view_workshop", "view_message", "view_delegate")
    allowed = [client.get(page) for page in pages]
    staff("view_workshop", "view_message")
    refused = [client.get(page) for page in pages]

    assert [answer.status_code for answer in allowed] == [200, 200]
    assert "olena@example.org" in allowed[0].content.decode()
    assert [answer.status_code for answer in refused] == [200, 404]
    assert "olena@example.org" not in refused[0].content.decode()


def test_an_address_that_a_stranger_mistyped_is_nobodys_work(organiser, settings, pending):
    settings.EMAIL_HOST = "127.0.0.1"
    workshops = list(Workshop.objects.with_work())
    before = tasks(organiser, workshops)

    Message.objects.all().finish(Message.State.GIVEN_UP, timezone.now(), last_error="550")

    assert tasks(organiser, workshops) == before
