"""Writing to many delegations: preview first, one press, once; cancelling is such an act."""

import datetime

import pytest
from django.urls import reverse

from tests.factories import make_contact, make_delegation, make_past_workshop, make_workshop
from tests.workshops.admin.test_forms import fields_of
from workshops.models import Delegation, Message, Workshop
from workshops.registration import announcements, links
from workshops.registration.transitions import NotAllowed

pytestmark = pytest.mark.django_db
Status = Delegation.Status


def page(workshop, name="write"):
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk])


def delegation_with_contact(workshop, language="uk", status=Status.INVITED, **fields):
    delegation = make_delegation(workshop, status=status, **fields)
    contact = make_contact(delegation.municipality, language=language)
    delegation.contacts.add(contact)
    return delegation


def sent(client, url, **data):
    return client.post(
        url, {"status": ["invited", "accepted"], "nonce": "n1", "confirmed": "1"} | data
    )


def test_a_preview_shows_each_language_and_writes_nothing(client, organiser):
    workshop = make_workshop()
    for language in ("uk", "uk", "sq"):
        delegation_with_contact(workshop, language)

    response = sent(client, page(workshop), confirmed="", text_uk="Привіт", text_sq="Përshëndetje")

    assert [(code, number) for code, number, *_ in response.context["previews"]] == [
        ("sq", 1),
        ("uk", 2),
    ]
    assert "Привіт" in response.content.decode()
    assert not Message.objects.exists()


def test_each_contact_gets_the_text_in_its_language_once(client, organiser):
    workshop = make_workshop()
    delegation_with_contact(workshop, "uk")
    delegation_with_contact(workshop, "de", status=Status.ACCEPTED)
    delegation_with_contact(workshop, "de", status=Status.WITHDRAWN)

    for _time in range(2):
        sent(client, page(workshop), text_uk="Привіт", text_de="Hallo")

    written = Message.objects.order_by("language").values_list("language", "kind")
    assert list(written) == [("de", "letter"), ("uk", "letter")]
    assert "Hallo" in Message.objects.get(language="de").text


def test_a_text_in_a_language_that_recipients_read_is_asked_for(client, organiser):
    workshop = make_workshop()
    delegation_with_contact(workshop, "sq")

    response = sent(client, page(workshop), text_de="Hallo")

    assert list(response.context["form"].errors) == ["text_sq"]
    assert not Message.objects.exists()


def test_those_without_a_contact_are_named(client, organiser):
    workshop = make_workshop()
    alone = make_delegation(workshop, status=Status.INVITED)

    response = sent(client, page(workshop), confirmed="", text_de="Hallo")

    assert response.context["form"].silent == [alone]


@pytest.mark.row("A51")
def test_markup_in_a_text_is_shown_as_text(client, organiser):
    workshop = make_workshop()
    delegation_with_contact(workshop, "de")

    response = sent(client, page(workshop), confirmed="", text_de="<script>alert(1)</script>")

    assert "<script>alert(1)" not in response.content.decode()


def test_cancelling_tells_everyone_and_closes_the_links(client, organiser):
    workshop, other = make_workshop(), make_workshop()
    invited = delegation_with_contact(workshop, "uk")
    token = links.create(invited, by=None)

    sent(client, page(workshop, "cancel"), text_uk="Немає грошей", replaced_by=other.pk)

    workshop = Workshop.objects.get(pk=workshop.pk)
    message = Message.objects.get()
    assert workshop.cancelled_at is not None
    assert workshop.cancellation_reason_uk == "Немає грошей"
    assert workshop.replaced_by == other
    assert (message.kind, message.language) == ("cancellation", "uk")
    assert "Немає грошей" in message.text
    with pytest.raises(links.Closed) as closed:
        links.nomination(token)
    assert closed.value.why == links.Why.CANCELLED


def test_cancelling_twice_is_refused_and_tells_nobody_twice(client, organiser):
    workshop = make_workshop()
    delegation_with_contact(workshop, "de")

    for _time in range(2):
        sent(client, page(workshop, "cancel"), text_de="Kein Geld")

    assert Message.objects.count() == 1
    with pytest.raises(NotAllowed):
        announcements.cancel(workshop, by=None, reasons={"de": "Kein Geld"})


def test_what_is_over_is_not_cancelled():
    with pytest.raises(NotAllowed):
        announcements.cancel(make_past_workshop(), by=None, reasons={})


def test_new_dates_offer_a_notice_and_send_nothing(client, organiser):
    workshop = make_workshop()
    delegation_with_contact(workshop, "de")
    url = reverse("admin:workshops_workshop_change", args=[workshop.pk])
    later = workshop.starts_on + datetime.timedelta(days=7)
    data = fields_of(client, url) | {
        "starts_on": later.isoformat(),
        "ends_on": later.isoformat(),
    }

    response = client.post(url, data, follow=True)

    assert page(workshop, "tell_change") in response.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("rights", "allowed"),
    [
        (["view_workshop", "view_delegation"], []),
        (["change_workshop"], []),  # texts alone: it learns neither who is invited nor whom to ask
        (["change_delegation"], ["write", "tell_change"]),
        (["change_workshop", "change_delegation"], ["write", "tell_change", "cancel"]),
    ],
)
def test_writing_needs_the_right_to_change_delegations(client, staff, rights, allowed):
    staff(*rights)
    workshop = make_workshop()

    answers = {
        name: client.get(page(workshop, name)).status_code
        for name in ("write", "tell_change", "cancel")
    }

    assert answers == {name: 200 if name in allowed else 403 for name in answers}


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_preview_needs_the_same_queries(client, organiser, django_assert_num_queries, number):
    workshop = make_workshop()
    for _number in range(number):
        delegation_with_contact(workshop, "de")

    with django_assert_num_queries(10):
        sent(client, page(workshop), confirmed="", text_de="Hallo")
