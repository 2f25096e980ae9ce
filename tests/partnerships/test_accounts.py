"""Accounts in the administration: who gives and takes rights, and what their pages say."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Group
from django.urls import reverse

from partnerships.models import Role, User
from tests.factories import make_organiser, make_user
from tests.partnerships.login.conftest import give_app

pytestmark = pytest.mark.django_db
RIGHTS = ["is_active", "is_staff", "is_superuser"]


def url(name, *args):
    return reverse(f"admin:partnerships_user_{name}", args=args)


def form_of(response):
    return response.context["adminform"].form


@pytest.mark.row("A59")
def test_nobody_takes_their_own_rights_away(client, organiser):
    page = client.get(url("change", organiser.pk))
    client.post(url("change", organiser.pk), {"email": organiser.email, "language": "sq"})

    organiser.refresh_from_db()
    assert form_of(page).fields.keys().isdisjoint(RIGHTS)
    assert organiser.language == "sq"
    assert [getattr(organiser, name) for name in RIGHTS] == [True, True, True]


def test_the_rights_of_others_can_be_taken(client, organiser):
    other = make_organiser()

    client.post(url("change", other.pk), {"email": other.email, "language": "de"})

    other.refresh_from_db()
    assert [getattr(other, name) for name in RIGHTS] == [False, False, False]


def test_a_new_account_may_log_in_unless_said_otherwise(client, organiser):
    form = form_of(client.get(url("add")))

    assert form["is_staff"].value() is True


NEW = {"email": "Neu@example.org", "name": "Neu", "language": "sq", "is_staff": "on"}


def test_a_new_account_is_invited_in_its_language(client, organiser, mailoutbox, settings):
    settings.SITE_URL = "https://workshops.example.org"

    client.post(url("add"), NEW)

    account = User.objects.get(email="neu@example.org")
    (mail,) = mailoutbox
    assert mail.to == ["neu@example.org"]
    assert "Përshëndetje" in mail.body
    assert "https://workshops.example.org/admin/account/password/reset/" in mail.body
    assert not account.has_usable_password()


def test_the_form_says_that_an_invitation_is_sent(client, organiser):
    page = client.get(url("add"))

    assert "An invitation is sent to the address" in page.content.decode()
    assert form_of(page).fields.keys().isdisjoint({"password1", "password2"})


def test_who_may_not_log_in_is_invited_once_they_may(client, organiser, mailoutbox):
    client.post(url("add"), NEW | {"is_staff": ""})
    before = len(mailoutbox)
    account = User.objects.get(email="neu@example.org")
    may = NEW | {"email": account.email, "is_active": "on"}

    client.post(url("change", account.pk), may)
    client.post(url("change", account.pk), may | {"name": "Another name"})

    assert (before, len(mailoutbox)) == (0, 1)


def test_another_address_is_invited_again_until_there_is_a_password(client, organiser, mailoutbox):
    client.post(url("add"), NEW)
    account = User.objects.get(email="neu@example.org")
    other = NEW | {"is_active": "on"}

    client.post(url("change", account.pk), other | {"email": "new@example.org"})
    account.refresh_from_db()
    account.set_password("long enough 4711")
    account.save()
    client.post(url("change", account.pk), other | {"email": "newer@example.org"})

    assert [mail.to for mail in mailoutbox] == [["neu@example.org"], ["new@example.org"]]


def test_the_invited_can_ask_for_another_link(client, organiser, mailoutbox):
    client.post(url("add"), NEW)
    client.logout()

    client.post(reverse("account_reset_password"), {"email": "neu@example.org"})

    assert [mail.to for mail in mailoutbox] == [["neu@example.org"]] * 2
    assert "/admin/account/password/reset/" in mailoutbox[1].body


def listed(client):
    page = client.get(reverse("admin:partnerships_user_changelist"))
    return page.context["cl"].result_list, page.content.decode()


def test_the_list_shows_roles_second_factor_and_last_login(client, organiser):
    anna = make_user("anna@example.org", is_staff=True, last_login="2026-05-06T07:08:00Z")
    anna.groups.add(Group.objects.create(name=Role.RECEPTION), Group.objects.create(name="Ours"))
    give_app(anna)
    RecoveryCodes.activate(make_user("codes@example.org"))

    accounts, page = listed(client)

    assert [each.email for each in accounts if each.has_second_factor] == ["anna@example.org"]
    assert "Ours, Reception: the door and who signed" in page
    assert "May do everything" in page
    assert "6 May 2026" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_needs_the_same_queries(client, organiser, django_assert_num_queries, number):
    for _number in range(number):
        account = make_user()
        account.groups.add(Group.objects.create(name=f"Group {account.pk}"))
        give_app(account)

    with django_assert_num_queries(7):
        listed(client)
