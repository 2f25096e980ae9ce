"""Who works on one workshop finds of another neither page, nor list, nor choice, nor count."""

import json

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.shortcuts import get_object_or_404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Role
from tests.factories import (
    make_delegate,
    make_delegation,
    make_message,
    make_organiser,
    make_past_workshop,
    make_report,
    make_user,
    make_workshop,
)
from tests.workshops.admin.reach import (
    WITHOUT_KEY,
    addresses,
    admin_patterns,
    make_earlier,
    make_world,
    mixed,
    opened,
    stored,
)
from tests.workshops.admin.test_forms import fields_of
from workshops.admin import message_page
from workshops.admin.report import ReportAdmin
from workshops.models import Assignment, Delegate, Delegation, Message, Workshop, for_user
from workshops.models.assignment import tie_of

pytestmark = pytest.mark.django_db
CANARY = "Kanarienvogel"
REFUSED = {403, 404}


@pytest.fixture
def member(client):
    """Logs in an account of a role that works on the given workshops."""
    call_command("sync_roles", verbosity=0)

    def log_in(role, *workshops):
        account = make_user(is_staff=True, language="en")
        account.groups.add(Group.objects.get(name=role))
        for workshop in workshops:
            Assignment.objects.create(user=account, workshop_id=workshop)
        client.force_login(account)
        return account

    return log_in


@pytest.fixture
def own():
    return make_world("Own")


@pytest.fixture
def foreign():
    return make_world(CANARY)


def answered(client, urls, method):
    """{name: status} of what was not refused."""
    found = {name: opened(client, url, method)[0] for name, url in urls.items()}
    return {name: status for name, status in found.items() if status not in REFUSED}


def leaks(client, own, foreign):
    """[(method, name)] of the addresses of another workshop that were answered."""
    walks = [addresses(foreign), mixed(own, foreign), mixed(foreign, own)]
    before = stored()
    found = [
        (method, name)
        for method in ("get", "post")
        for urls in walks
        for name, status in answered(client, urls, method).items()
        if status != 405
    ]
    assert stored() == before
    return found


def test_the_walk_knows_every_address():
    named = set(addresses(dict.fromkeys(make_world("x"), 1)))

    with_keys = {name for name, keys in admin_patterns() if "pk" in keys}
    of_none = WITHOUT_KEY | {"partnerships_user_lost_device", "partnerships_user_end_sessions"}
    assert with_keys - of_none <= named
    assert len(named) > 70


@pytest.mark.row("A57")
def test_nothing_of_another_workshop_is_answered(client, member, own, foreign):
    account = member(Role.ORGANISER, own["pk"])
    rights = Permission.objects.exclude(codename="work_on_all_workshops")
    account.user_permissions.set(rights)  # what is refused is not refused for want of a right

    assert leaks(client, own, foreign) == []


def test_the_same_addresses_of_the_own_workshop_are_there(client, member, own):
    member(Role.ORGANISER, own["pk"])

    refused = {
        name: status
        for name, url in addresses(own).items()
        if (status := opened(client, url)[0]) not in {200, 302, 405}
    }

    # deletion is the administrator's, and an export stays on record
    assert refused == {
        "proof": 403,
        "workshops_delegate_delete": 403,
        "workshops_delegateneeds_delete": 403,
        "workshops_delegation_delete": 403,
        "workshops_exportlog_delete": 403,
        "workshops_report_delete": 403,
        "workshops_workshop_delete": 403,
        "workshops_workshop_person_erase": 403,
        "workshops_workshop_signed_sheet_remove": 403,
    }


@pytest.mark.row("A57")
def test_a_forgotten_scope_in_a_view_is_found(client, member, own, foreign, monkeypatch):
    def forgotten(request, pk, message_pk):
        workshop = get_object_or_404(Workshop, pk=pk)
        return workshop, get_object_or_404(Message, pk=message_pk, workshop=workshop)

    monkeypatch.setattr(message_page, "_of_workshop", forgotten)
    member(Role.ORGANISER, own["pk"])

    names = {name for _method, name in leaks(client, own, foreign)}

    assert names == {
        "workshops_workshop_message",
        "workshops_workshop_message_act",
        "workshops_workshop_message_file",
    }


def test_a_forgotten_scope_in_a_form_is_found(client, member, own, foreign, monkeypatch):
    everything = lambda self, request: self.model.objects.all()  # noqa: E731
    monkeypatch.setattr(ReportAdmin, "get_queryset", everything)
    member(Role.ORGANISER, own["pk"])

    names = {name for _method, name in leaks(client, own, foreign)}

    assert names == {"workshops_report_change", "workshops_report_history"}


def test_no_page_shows_a_word_of_another_workshop(client, member, own, foreign):
    delegation = Delegation.objects.get(pk=own["delegation_pk"])
    make_earlier(CANARY, delegation.municipality)
    of_foreign = Delegation.objects.get(pk=foreign["delegation_pk"])
    delegation.contacts.add(of_foreign.municipality.contacts.create(name="Contact"))
    member(Role.ORGANISER, own["pk"])
    lists = [
        reverse(f"admin:{name}")
        for name, keys in admin_patterns()
        if not keys and name not in {"logout", "jsi18n", "app_list", "autocomplete"}
        and not name.startswith("workshops_delegate")
    ]  # fmt: skip
    shared = reverse("admin:partnerships_municipality_change", args=[of_foreign.municipality_id])
    chosen = reverse("admin:workshops_workshop_municipalities_add", args=[own["pk"]])

    shown = {
        url: opened(client, url)[1]
        for url in [
            *lists,
            *addresses(own).values(),
            shared,
            f"{chosen}?m={of_foreign.municipality_id}&m={delegation.municipality_id}",
        ]
    }

    assert [url for url, text in shown.items() if CANARY in text] == []
    assert "Title Own" in shown[reverse("admin:index")]
    assert "Title Own" in shown[reverse("admin:workshops_workshop_changelist")]
    assert "Headline Own" in shown[reverse("admin:workshops_report_changelist")]


@pytest.mark.row("A59")
def test_searches_filters_and_dates_do_not_tell_of_it(client, member, own, foreign):
    account = member(Role.ORGANISER, own["pk"])
    url = reverse("admin:workshops_workshop_changelist")

    found = client.get(url, {"q": CANARY})
    dated = client.get(url, {"starts_on__year": "2030", "publication__exact": "draft"})

    assert list(found.context["cl"].result_list) == []
    assert [each.pk for each in dated.context["cl"].result_list] == [own["pk"]]
    assert client.get(url, {"assignments__user": account.pk}).status_code in {302, 400}


@pytest.mark.row("A59")
@pytest.mark.parametrize(
    ("model", "field"),
    [("report", "workshop"), ("workshop", "replaced_by"), ("delegateneeds", "delegate")],
)
def test_a_search_by_name_offers_the_own_alone(client, member, own, foreign, model, field):
    member(Role.ORGANISER, own["pk"])
    asked = {"app_label": "workshops", "model_name": model, "field_name": field, "term": ""}

    answer = json.loads(client.get(reverse("admin:autocomplete"), asked).content)

    own_key = own["delegate"] if field == "delegate" else own["pk"]
    assert [each["id"] for each in answer["results"]] == [str(own_key)]


def test_a_new_thing_begins_in_the_own_workshop_only(client, member, own, foreign):
    member(Role.ORGANISER, own["pk"])

    for name, key in (("delegate", "workshop"), ("delegation", "workshop")):
        url = reverse(f"admin:workshops_{name}_add")
        assert client.get(url, {key: own["pk"]}).status_code == 200
        assert client.get(url, {key: foreign["pk"]}).status_code == 404
        assert client.post(f"{url}?{key}={foreign['pk']}").status_code == 404
    needs = reverse("admin:workshops_delegateneeds_add")
    assert client.get(needs, {"delegate": foreign["delegate"]}).status_code == 404


@pytest.mark.row("A57")
def test_a_form_takes_no_key_of_another_workshop(client, member, own, foreign):
    member(Role.ORGANISER, own["pk"])
    person = Delegate.objects.get(pk=own["delegate"])
    url = reverse("admin:workshops_report_change", args=[own["report"]])
    form = client.get(url).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    rows = {"figures-TOTAL_FORMS": "0", "figures-INITIAL_FORMS": "0"}

    refused = client.post(url, sent | rows | {"workshop": foreign["pk"]})
    client.post(
        reverse("admin:workshops_workshop_people_act", args=[own["pk"]]),
        {"act": "withdraw", "selected": [foreign["delegate"]], "confirmed": "1"},
    )
    client.post(
        reverse("admin:workshops_workshop_door_revoke", args=[own["pk"]]),
        {"door_pass": Workshop.objects.get(pk=foreign["pk"]).door_passes.get().pk},
    )

    assert "workshop" in refused.context["adminform"].form.errors
    assert Delegate.objects.get(pk=foreign["delegate"]).status == person.status
    assert Workshop.objects.get(pk=foreign["pk"]).door_passes.standing().count() == 1


def test_a_public_workshop_can_be_named_a_draft_of_others_is_kept(client, member, own, foreign):
    public = make_workshop(title_en="Public one")
    mine = Workshop.objects.get(pk=own["pk"])
    Workshop.objects.filter(pk=mine.pk).update(replaced_by=foreign["pk"])
    account = member(Role.ORGANISER, own["pk"])
    url = reverse("admin:workshops_workshop_change", args=[own["pk"]])

    assert "replaced_by" not in client.get(url).context["adminform"].form.fields
    Workshop.objects.filter(pk=mine.pk).update(replaced_by=None)
    field = client.get(url).context["adminform"].form.fields["replaced_by"]

    assert set(field.queryset) == {public, mine}
    assert account.assignments.count() == 1


def test_at_the_door_another_workshop_is_closed(client, member, own, foreign):
    member(Role.RECEPTION, own["pk"])
    slugs = dict(Workshop.objects.values_list("pk", "slug"))

    assert client.get(reverse("checkin:door", args=[slugs[own["pk"]]])).status_code == 200
    response = client.get(reverse("checkin:door", args=[slugs[foreign["pk"]]]))
    assert response.status_code == 403
    assert CANARY not in response.content.decode()


def test_who_makes_a_workshop_works_on_it(client, member, own):
    account = member(Role.ORGANISER, own["pk"])
    url = reverse("admin:workshops_workshop_copy", args=[own["pk"]])

    response = client.post(
        url, {"starts_on": "2031-03-04", "title_en": "The next", "create": "1"}, follow=True
    )

    made = Workshop.objects.get(slug="the-next-2031")
    assert response.status_code == 200
    assert list(made.assignments.values_list("user", "assigned_by")) == [(account.pk, account.pk)]


def test_an_account_for_all_needs_no_assignment(client, member, own, foreign):
    account = member(Role.ORGANISER)
    account.groups.add(Group.objects.get(name=Role.ALL_WORKSHOPS))

    for world in (own, foreign):
        url = reverse("admin:workshops_workshop_people", args=[world["pk"]])
        assert client.get(url).status_code == 200
    assert not Assignment.objects.exists()


PAGES = [
    "index",
    "translation_list",
    "workshops_workshop_changelist",
    "workshops_report_changelist",
]


@pytest.mark.parametrize("name", PAGES)
def test_lists_of_an_assigned_account_ask_the_same_for_any_number(
    client, member, django_assert_max_num_queries, name
):
    asked = {}
    workshops = [make_workshop() for _number in range(300)]
    for workshop in workshops:
        make_report(workshop)
    for number in (1, 3, 300):
        for workshop in workshops[:number]:
            make_delegation(workshop) if number < 4 else None
        account = member(Role.ORGANISER, *(each.pk for each in workshops[:number]))
        with django_assert_max_num_queries(30) as queries:
            client.get(reverse(f"admin:{name}"))
        asked[number] = len(queries)
        assert account.assignments.count() == number

    assert len(set(asked.values())) == 1, asked


@pytest.mark.parametrize("page", ["overview", "people", "municipalities", "results"])
def test_an_assignment_costs_a_page_no_query(client, member, django_assert_num_queries, page):
    workshop = make_delegate().workshop
    url = reverse(f"admin:workshops_workshop_{page}", args=[workshop.pk])
    for_all = member(Role.ORGANISER)
    for_all.groups.add(Group.objects.get(name=Role.ALL_WORKSHOPS))
    client.get(url)  # kinds of contents are read once by a process
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    member(Role.ORGANISER, workshop.pk)

    with django_assert_num_queries(len(asked)):
        assert client.get(url).status_code == 200


def test_what_belongs_to_no_workshop_is_for_those_who_work_on_all():
    make_message(recipient="login@example.org", workshop=None)
    account = make_user(is_staff=True)

    assert list(for_user(Message.objects.all(), account)) == []
    assert for_user(Message.objects.all(), make_organiser()).count() == 1


def test_every_thing_is_tied_to_its_workshop():
    """Or stands here: those are shared, or one's own."""
    untied = {
        model._meta.model_name
        for model in apps.get_app_config("workshops").get_models()
        if not tie_of(model) and not model._meta.model_name.startswith("historical")
    }

    assert untied == {"columnchoice", "lastrun", "messagetemplate", "textpage"}


@pytest.mark.row("A57")
def test_a_report_cannot_be_put_into_a_workshop_that_everybody_can_read_of(client, member):
    own, foreign = make_past_workshop("own"), make_past_workshop("foreign")
    report = make_report(own, slug="mine")
    member(Role.ORGANISER, own.pk)
    url = reverse("admin:workshops_report_change", args=[report.pk])

    response = client.post(url, fields_of(client, url) | {"workshop": foreign.pk})

    assert "workshop" in response.context["adminform"].form.errors
    report.refresh_from_db()
    assert report.workshop == own
