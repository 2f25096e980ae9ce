import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_municipality,
    make_organisation,
    make_past_workshop,
    make_report,
    make_session,
    make_track,
    make_workshop,
)
from workshops.models import Delegation, InvitationLetter, Message, Status, Workshop
from workshops.registration import lifecycle, messages

pytestmark = pytest.mark.django_db

TABS = [
    "overview",
    "change",
    "municipalities",
    "people",
    "messages",
    "papers",
    "door",
    "results",
    "public",
]
VIEW = ("view_workshop", "view_delegation", "view_delegate", "view_message", "view_outcome")


def tab(workshop, name):
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk])


@pytest.mark.parametrize("name", TABS)
def test_tab_asks_for_login(client, name):
    workshop = make_workshop()

    response = client.get(tab(workshop, name))

    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


@pytest.mark.parametrize("name", TABS)
def test_tab_refuses_account_without_rights(client, staff, name):
    workshop = make_workshop()
    staff()

    assert client.get(tab(workshop, name)).status_code == 403


@pytest.mark.parametrize("name", TABS)
def test_tab_shows_itself_to_reader(client, staff, name):
    delegate = make_delegate()
    staff(*VIEW)

    response = client.get(tab(delegate.workshop, name))

    assert response.status_code == 200
    assert "This installation is for test data only." in response.content.decode()


@pytest.mark.parametrize("name", TABS)
def test_tab_of_missing_workshop_is_not_found(client, organiser, name):
    response = client.get(reverse(f"admin:workshops_workshop_{name}", args=[4711]))

    assert response.status_code == 404


def test_reader_gets_no_buttons_that_act(client, staff):
    delegate = make_delegate()
    staff(*VIEW)

    people = client.get(tab(delegate.workshop, "people")).content.decode()
    municipalities = client.get(tab(delegate.workshop, "municipalities")).content.decode()
    person = client.get(reverse("admin:workshops_delegate_change", args=[delegate.pk]))

    for page in (people, municipalities, person.content.decode()):
        assert 'name="act"' not in page
        assert "CSV," not in page


def test_today_names_deadline_and_tasks(client, organiser, settings):
    soon = datetime.date.today() + datetime.timedelta(days=30)
    workshop = make_workshop(
        "soon", starts_on=soon, publication=Workshop.Publication.DRAFT, title_en="Soon"
    )
    make_delegate(workshop=workshop, status=Status.NOMINATED)

    page = client.get(reverse("admin:index")).content.decode()

    assert "First day" in page
    assert "1 person waits for a decision" in page
    assert "Begins soon and is still a draft" in page


def test_today_asks_for_missing_translations_of_published_workshops_only(client, organiser):
    make_workshop(title_uk="Назва", title_sq="Titulli", summary_de="Kurz")
    make_workshop(publication=Workshop.Publication.DRAFT, summary_de="Kurz")

    response = client.get(reverse("admin:index"))

    texts = [task.text for task in response.context["tasks"]]
    assert texts == ["Texts are missing: English 1, Ukrainian 1, Albanian 1"]


def test_today_shows_nothing_without_rights(client, staff):
    make_workshop("secret", title_en="Secret title")
    staff()

    assert "Secret title" not in client.get(reverse("admin:index")).content.decode()


def test_overview_counts_delegations_and_people(client, organiser):
    workshop = make_workshop(capacity=10)
    delegation = make_delegation(workshop, quota=5)
    make_delegation(workshop, status=Delegation.Status.INVITED)
    make_delegate(delegation)
    make_delegate(delegation, status=Status.ACCEPTED)
    make_delegate(delegation, status=Status.NOMINATED)

    response = client.get(tab(workshop, "overview"))

    assert [(str(number), what) for number, what, _url in response.context["numbers"]] == [
        ("1 / 2", "municipalities are in"),
        ("2 / 10", "seats taken"),
        ("1", "answers missing"),
        ("2", "letters open"),
    ]
    steps = [row.step.text for row in response.context["rows"]]
    assert sorted(steps) == ["Decide on 1 person", "Wait for the nomination"]


def test_numbers_of_the_overview_lead_to_exactly_what_they_count(client, organiser):
    workshop = make_workshop(capacity=10)
    inside = make_delegation(workshop)
    InvitationLetter.objects.create(delegation=inside, number="2030-1", dated_on=workshop.starts_on)
    lacking = make_delegation(workshop)
    invited = make_delegation(workshop, status=Delegation.Status.INVITED)
    make_delegation(workshop, status=Delegation.Status.DECLINED)
    company = make_delegation(workshop, organisation=make_organisation())
    make_delegate(inside)
    make_delegate(lacking, status=Status.ACCEPTED)
    make_delegate(workshop=workshop, role="expert")
    make_delegate(lacking, status=Status.NOMINATED)

    numbers = {what: (number, url) for number, what, url in overview_numbers(client, workshop)}

    assert numbers["municipalities are in"][0] == "2 / 4"
    assert listed(client, numbers["municipalities are in"][1]) == {inside, lacking}
    assert numbers["letters open"][0] == 3
    assert listed(client, numbers["letters open"][1]) == {lacking, invited, company}
    assert numbers["seats taken"][0] == "2 / 10"
    assert client.get(numbers["seats taken"][1]).context["people"].number == 2
    assert client.get(numbers["answers missing"][1]).context["people"].number == 1


def overview_numbers(client, workshop):
    return client.get(tab(workshop, "overview")).context["numbers"]


def listed(client, url):
    context = client.get(url).context
    return {row.delegation for row in [*context["of_municipalities"], *context["of_organisations"]]}


def test_tasks_about_delegations_lead_to_those_they_speak_of(client, organiser):
    closed = timezone.now() - datetime.timedelta(days=1)
    workshop = make_workshop(nomination_closes_at=closed)
    chosen = make_delegation(workshop, status=Delegation.Status.INTERESTED)
    late = make_delegation(workshop, status=Delegation.Status.DRAFTING)
    waiting = make_delegation(workshop, status=Delegation.Status.SUBMITTED)
    make_delegation(workshop)

    tasks = client.get(tab(workshop, "overview")).context["tasks"]

    found = {task.button: listed(client, task.url) for task in tasks if "municipal" in task.url}
    assert found == {"Invite": {chosen}, "Remind": {late}, "Check": {waiting}}


def test_filters_of_delegations_are_pills_and_come_back_after_an_act(client, organiser):
    workshop = make_workshop()
    inside = make_delegation(workshop)
    make_delegation(workshop, status=Delegation.Status.INVITED)
    query = "?status=accepted&sender=municipality"

    response = client.get(tab(workshop, "municipalities") + query)

    pills = [(pill.text, pill.url) for pill in response.context["pills"]]
    assert pills == [
        ("Status: Accepted", "?sender=municipality"),
        ("Sending body: Municipalities", "?status=accepted"),
    ]
    act = {"act": "revoke_letters", "selected": [inside.pk], "confirmed": "on"}
    back = client.post(
        tab(workshop, "municipalities_act"), act | {"back": response.context["back"]}
    )
    assert back.url == tab(workshop, "municipalities") + query


@pytest.mark.parametrize("query", ["status=nonsense", "status=declined", "missing=letter&sender=x"])
def test_filters_that_leave_nothing_say_so(client, organiser, query):
    delegation = make_delegation()

    page = client.get(f"{tab(delegation.workshop, 'municipalities')}?{query}").content.decode()

    assert "No delegation matches these filters" in page
    assert 'name="selected"' not in page


@pytest.mark.parametrize("number", [1, 3, 300])
def test_overview_and_municipalities_need_the_same_queries(
    client, organiser, django_assert_num_queries, number
):
    workshop = make_workshop()
    for _number in range(number):
        delegation = make_delegation(workshop)
        delegation.contacts.add(make_contact(delegation.municipality))
        make_delegate(delegation, status=Status.WAITLISTED)
        make_track(workshop)
        messages.queue(Message.Kind.CHANGE, delegation, by=None)

    with django_assert_num_queries(24):
        client.get(tab(workshop, "overview"))
    with django_assert_num_queries(13):
        client.get(tab(workshop, "municipalities"))


def test_view_as_public_says_why_others_are_not_named(client, organiser):
    workshop = make_workshop(cities_public_from=Workshop.CitiesPublicFrom.ACCEPTANCE)
    named = make_delegation(workshop)
    invited = make_delegation(workshop, status=Delegation.Status.INVITED)
    unlisted = make_delegation(workshop, listed_publicly=False)
    hidden = make_delegation(workshop, make_municipality(publication_policy="hidden"))

    context = client.get(tab(workshop, "public")).context

    assert context["shown"] == [named]
    assert dict(context["not_shown"]) == {
        invited: ["Not accepted, and not named in the report."],
        unlisted: ["Does not want to be named."],
        hidden: ["The municipality is hidden everywhere."],
    }


@pytest.mark.parametrize("publication", Workshop.Publication)
@pytest.mark.parametrize("public_from", Workshop.CitiesPublicFrom)
@pytest.mark.parametrize("status", [Delegation.Status.ACCEPTED, Delegation.Status.DECLINED])
def test_view_as_public_gives_a_reason_exactly_for_what_is_not_public(
    client, organiser, publication, public_from, status
):
    workshop = make_workshop(publication=publication, cities_public_from=public_from)
    make_delegation(workshop, status=status)

    context = client.get(tab(workshop, "public")).context

    assert len(context["shown"]) + len(context["not_shown"]) == 1
    assert all(reasons for _delegation, reasons in context["not_shown"])


def test_view_as_public_shows_only_public_reports(client, organiser):
    report = make_report(headline_en="Out")
    make_report(report.workshop, published_on=datetime.date(2999, 1, 1), headline_en="Later")

    assert list(client.get(tab(report.workshop, "public")).context["reports"]) == [report]


def test_list_of_workshops_leads_to_the_overview(client, organiser):
    workshop = make_workshop()

    page = client.get(reverse("admin:workshops_workshop_changelist")).content.decode()

    assert tab(workshop, "overview") in page


@pytest.mark.row("A59")
@pytest.mark.parametrize(
    "query", ["mailbox__startswith=a", "funder_reference__regex=^b", "search_key__contains=x"]
)
def test_lists_answer_no_question_on_fields_they_do_not_offer(client, staff, query):
    make_workshop(mailbox="a@example.org")
    staff("view_workshop")

    response = client.get(f"{reverse('admin:workshops_workshop_changelist')}?{query}")

    assert response.status_code == 400


DJANGO_WORDS = ["Django", "Slug", "slug", "Objekt", "Inline", "Superuser", "Staff", "Benutzer"]


@pytest.mark.parametrize(
    "name",
    [
        "index",
        "workshops_workshop_changelist",
        "workshops_workshop_add",
        "partnerships_municipality_add",
        "partnerships_user_changelist",
        "partnerships_user_add",
        "auth_group_add",
        "workshops_exportlog_changelist",
    ],
)
def test_german_pages_speak_no_word_of_the_framework(client, organiser, name):
    organiser.language = "de"
    organiser.save()
    make_workshop()

    page = visible_text(client.get(reverse(f"admin:{name}")).content.decode())

    assert [word for word in DJANGO_WORDS if word in page] == []


def visible_text(page):
    import re

    page = re.sub(r"(?s)<(script|style).*?</\1>", "", page)
    return re.sub(r"<[^>]*>", " ", page)


@pytest.mark.row("A59")
@pytest.mark.parametrize(
    ("rights", "numbers", "rows"),
    [
        (["view_workshop"], [], []),
        (
            ["view_workshop", "view_delegation"],
            ["municipalities are in", "letters open"],
            [["contact", "invitation letter"]],
        ),
        (["view_workshop", "view_delegate"], ["seats taken", "answers missing"], []),
    ],
)
def test_overview_tells_what_the_account_may_know(client, staff, rights, numbers, rows):
    delegation = make_delegation(quota=47)
    make_delegate(delegation, status=Status.NOMINATED)
    staff(*rights)

    response = client.get(tab(delegation.workshop, "overview"))

    shown = [what for _number, what, _url in response.context["numbers"]]
    assert shown[:2] == numbers
    assert [row.missing for row in response.context["rows"]] == rows
    page = response.content.decode()
    assert (str(delegation) in page) == bool(rows)
    assert "/ 47" not in page


def test_exports_are_listed_to_who_may_see_them(client, staff):
    workshop = make_workshop()
    workshop.exports.create(row_count=1, protected_count=1, reason="Hotel Mercure", filter="")
    seen = {}
    for rights in [VIEW, (*VIEW, "view_exportlog")]:
        staff(*rights)
        seen[len(rights)] = "Hotel Mercure" in client.get(tab(workshop, "papers")).content.decode()

    assert seen == {len(VIEW): False, len(VIEW) + 1: True}


@pytest.mark.row("A59")
def test_no_page_leads_to_the_public_site_by_number(client, organiser):
    workshop = make_workshop()
    kind = ContentType.objects.get_for_model(Workshop)

    assert client.get(f"/admin/r/{kind.pk}/{workshop.pk}/").status_code == 404
    assert "/admin/r/" not in client.get(tab(workshop, "change")).content.decode()


@pytest.mark.row("A06")
@pytest.mark.parametrize(
    ("model", "field"),
    [("workshop", "starts_on"), ("report", "published_on"), ("exportlog", "exported_at")],
)
@pytest.mark.parametrize(
    "query",
    ["year=9999", f"year={'9' * 30}", "year=0", "year=²", "month=13", "day=99", "gte=0001-01-01"],
)
def test_impossible_dates_of_a_list_are_refused(client, organiser, model, field, query):
    make_report()
    page = reverse(f"admin:workshops_{model}_changelist")

    assert client.get(f"{page}?{field}__{query}").status_code == 400
    both = client.get(f"{page}?{field}__year=2026&{field}__month=2&{field}__day=31")
    assert both.status_code == 302
    known = client.get(f"{page}?{field}__year=2026&{field}__month=2")
    assert known.status_code == 200


@pytest.mark.row("A59")
def test_history_of_unknown_workshop_is_not_found(client, organiser):
    assert client.get(reverse("admin:workshops_workshop_history", args=[999])).status_code == 404


@pytest.mark.parametrize("name", ["overview", "people"])
def test_cancelled_workshop_says_so(client, organiser, name):
    workshop = make_workshop(cancelled_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))

    page = client.get(tab(workshop, name)).content.decode()

    head = page[page.index('class="workshop-name"') : page.index('class="tabs"')]
    assert ("Cancelled" in head, "Published" in head) == (True, False)


def test_draft_stands_at_no_phase(client, organiser):
    workshop = make_workshop(publication=Workshop.Publication.DRAFT)

    page = client.get(tab(workshop, "overview")).content.decode()

    assert 'badge-info"' not in page


def test_today_lists_no_cancelled_workshop(client, organiser):
    soon = datetime.date.today() + datetime.timedelta(days=30)
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    make_workshop(starts_on=soon, cancelled_at=at)
    shown = make_workshop(starts_on=soon)

    rows = client.get(reverse("admin:index")).context["rows"]

    assert [row["workshop"] for row in rows] == [shown]


def test_overview_names_contact_what_is_missing_last_message_and_next_step(client, organiser):
    workshop = make_workshop()
    delegation = make_delegation(workshop)
    delegation.contacts.add(make_contact(delegation.municipality, name="Nadia Ivanivna"))
    make_delegate(delegation, status=Status.ACCEPTED, email="")
    make_delegate(delegation)
    messages.queue(Message.Kind.CHANGE, delegation, by=None)

    response = client.get(tab(workshop, "overview"))

    (row,) = response.context["rows"]
    assert (str(row.contact), row.message.kind) == ("Nadia Ivanivna", "change")
    assert row.missing == ["invitation letter", "1 answer", "1 e-mail address"]
    assert row.step.text == "1 answer is missing"
    assert row.step.url == f"{tab(workshop, 'people')}?delegation={delegation.pk}&status=accepted"


def test_overview_leads_to_each_delegation_that_waits_or_is_late(client, organiser):
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    workshop = make_workshop(nomination_closes_at=at)
    submitted = make_delegation(workshop, status=Delegation.Status.SUBMITTED)
    late = make_delegation(workshop, status=Delegation.Status.INVITED)
    in_time = make_delegation(
        workshop, status=Delegation.Status.INVITED, extended_until=workshop.starts_at
    )

    response = client.get(tab(workshop, "overview"))

    assert {row.delegation: (row.step.text, row.step.url) for row in response.context["rows"]} == {
        each: (text, reverse("admin:workshops_workshop_delegation", args=[workshop.pk, each.pk]))
        for each, text in (
            (submitted, "Check and accept"),
            (late, "Remind or extend"),
            (in_time, "Wait for the nomination"),
        )
    }
    texts = [task.text for task in response.context["tasks"]]
    assert texts[:2] == ["1 submitted delegation waits for a decision", "1 nomination is late"]


@pytest.mark.parametrize(
    ("status", "number"),
    [("drafting", 0), ("returned", 0), ("submitted", 1), ("accepted", 1)],
)
def test_people_on_a_list_still_being_written_are_no_task(client, organiser, status, number):
    soon = datetime.date.today() + datetime.timedelta(days=30)
    delegation = make_delegation(make_workshop(starts_on=soon))
    make_delegate(delegation, status=Status.NOMINATED)
    Delegation.objects.filter(pk=delegation.pk).update(status=status)

    response = client.get(reverse("admin:index"))

    (row,) = response.context["rows"]
    links = [task.url for task in response.context["tasks"] if task.button == "Decide"]
    assert (row["workshop"].undecided, len(links)) == (number, number)
    people = tab(delegation.workshop, "people") + "?status=undecided"
    assert links == [people] * number
    assert client.get(people).context["people"].number == number


@pytest.mark.parametrize("number", [1, 3, 30])
def test_today_needs_the_same_queries_for_any_number_of_workshops(
    client, organiser, django_assert_num_queries, number
):
    soon = datetime.date.today() + datetime.timedelta(days=30)
    for _number in range(number):
        delegation = make_delegation(make_workshop(starts_on=soon, capacity=5), quota=2)
        make_delegate(delegation, status=Status.WAITLISTED)
        lifecycle.withdraw(make_delegate(delegation), by=None)

    with django_assert_num_queries(22):
        response = client.get(reverse("admin:index"))

    texts = [task.text for task in response.context["tasks"]]
    assert texts.count("1 seat is free, and someone waits for it") == number


def test_people_without_an_interpretation_channel_are_a_task(client, organiser):
    workshop = make_workshop(languages_spoken=["de"], languages_interpreted=["uk"])
    make_session(workshop)
    for language in ("de", "uk", "sq"):
        make_delegate(workshop=workshop, languages_spoken=[language])

    tasks = client.get(tab(workshop, "overview")).context["tasks"]

    found = [(task.text, task.url) for task in tasks if "channel" in task.text]
    assert found == [
        ("1 person is without an interpretation channel", tab(workshop, "interpretation"))
    ]


def test_what_is_over_needs_no_channel(client, organiser):
    workshop = make_past_workshop(languages_spoken=["de"])
    make_session(workshop)
    make_delegate(workshop=workshop, languages_spoken=["sq"])

    tasks = client.get(tab(workshop, "overview")).context["tasks"]

    assert [task for task in tasks if "channel" in task.text] == []


def test_today_says_who_comes_without_a_seat(client, organiser):
    workshop = make_workshop(capacity=36)
    make_delegate(workshop=workshop)
    make_delegate(workshop=workshop, role="expert")

    response = client.get(reverse("admin:index"))

    (row,) = response.context["rows"]
    assert (row["workshop"].seats_taken, row["workshop"].coming) == (1, 2)
    assert "of which 1 without a seat (experts, team)" in response.content.decode()


def test_who_all_hold_a_seat_are_not_told_apart(client, organiser):
    make_delegate()

    assert "without a seat" not in client.get(reverse("admin:index")).content.decode()


def test_cancelling_stands_at_the_end_of_the_overview(client, organiser):
    workshop = make_workshop()

    page = client.get(tab(workshop, "overview")).content.decode()

    assert page.index('id="todo"') < page.index('id="delegations"')
    assert page.index('id="delegations"') < page.index(tab(workshop, "cancel"))


def test_who_is_logged_in_gets_the_token_of_the_forms(client, organiser):
    page = reverse("admin:session")

    assert len(client.get(page).json()["token"]) == 64
    client.logout()
    assert client.get(page).status_code == 302
