import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from partnerships.admin.user import our_rights
from partnerships.models import Municipality, Organisation, Partnership, User
from tests.factories import (
    make_municipality,
    make_organisation,
    make_organiser,
    make_partnership,
    make_user,
)

pytestmark = pytest.mark.django_db

LISTS = ["municipality", "organisation", "partnership", "topic", "countrynote", "user"]


def url(name, *args):
    return reverse(f"admin:partnerships_{name}", args=args)


@pytest.fixture
def organiser(client):
    user = make_organiser(language="en")
    client.force_login(user)
    return user


@pytest.mark.parametrize("model", LISTS)
def test_list_asks_for_login_and_permission(client, model):
    assert client.get(url(f"{model}_changelist")).status_code == 302

    client.force_login(make_user(is_staff=True))
    assert client.get(url(f"{model}_changelist")).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("model", ["municipality", "organisation", "partnership"])
def test_list_needs_the_same_queries(
    client, organiser, django_assert_max_num_queries, number, model
):
    for _number in range(number):
        municipality = make_municipality()
        make_organisation(municipality=municipality)
        make_partnership(municipality, make_municipality())

    with django_assert_max_num_queries(8) as queries:
        client.get(url(f"{model}_changelist"))

    assert len(queries) == {"municipality": 6, "organisation": 6, "partnership": 7}[model]


@pytest.mark.parametrize("text", ["Vinnytsia", "вінниця", "WINNYZJA", "Vinnitsa"])
def test_municipality_is_found_in_any_spelling(client, organiser, text):
    found = make_municipality(name="Winnyzja", name_uk="Вінниця")
    found.spellings.create(text="Vinnitsa")
    make_municipality(name="Sumy")

    response = client.get(url("municipality_changelist"), {"q": text})

    assert list(response.context["cl"].result_list) == [found]


@pytest.mark.parametrize("query", ["website__startswith=a", "search_key__regex=^b", "latitude=1"])
def test_list_answers_no_question_on_fields_it_does_not_offer(client, query):
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_municipality"))
    client.force_login(reader)

    response = client.get(f"{url('municipality_changelist')}?{query}")

    assert response.status_code == 400


def test_offered_filters_work(client, organiser):
    hidden = make_municipality(publication_policy="hidden", country="DE")
    make_municipality(country="DE")

    query = {"publication_policy__exact": "hidden", "country": "DE"}
    response = client.get(url("municipality_changelist"), query)

    assert list(response.context["cl"].result_list) == [hidden]


def test_language_switch_says_what_is_missing(client, organiser):
    """Both names are written in German and English; the region in German only."""
    municipality = make_municipality(region_de="Podolien")

    response = client.get(url("municipality_change", municipality.pk))

    tabs = {tab.code: tab.missing for tab in response.context["languages"]}
    assert tabs == {"de": 0, "en": 1, "uk": 2, "sq": 2}
    page = response.content.decode()
    assert page.count("2 empty") == 2
    assert 'lang="uk"' in page
    assert "jquery-ui" not in page


def test_language_switch_marks_languages_with_errors(client, organiser):
    municipality = make_municipality()
    data = {"name_uk": "х" * 200, "name_de": "A", "slug": "a", "country": "UA"}
    data |= {"publication_policy": "normal", "situation": "ordinary"}
    data |= {f"spellings-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}

    response = client.post(url("municipality_change", municipality.pk), data)

    assert [tab.code for tab in response.context["languages"] if tab.has_errors] == ["uk"]


def organisation_data(**changes):
    return {"slug": "a", "kind": "other", "country": ""} | changes


@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
def test_name_in_any_one_language_is_enough(client, organiser, language):
    response = client.post(
        url("organisation_add"), organisation_data(**{f"name_{language}": "Name"})
    )

    assert response.status_code == 302
    assert getattr(Organisation.objects.get(), f"name_{language}") == "Name"


def test_name_in_no_language_is_said_once(client, organiser):
    response = client.post(url("organisation_add"), organisation_data())

    assert response.context["adminform"].form.errors == {
        "name_en": ["Write this in at least one language."]
    }


@pytest.mark.parametrize(
    ("language", "name"), [("de", "Deutschland"), ("uk", "Німеччина"), ("sq", "Gjermani")]
)
def test_country_is_chosen_by_name_in_the_language_of_the_account(
    client, organiser, language, name
):
    organiser.language = language
    organiser.save()

    form = client.get(url("municipality_add")).context["adminform"].form

    choices = dict(form.fields["country"].choices)
    assert (choices["DE"], "XK" in choices) == (name, True)


def test_partnership_needs_two_members(client, organiser):
    municipality = make_municipality()
    data = {
        "kind": "twinning",
        "status": "active",
        "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "0",
        "members-0-municipality": municipality.pk,
        "members-0-position": "0",
    }

    response = client.post(url("partnership_add"), data)

    assert Partnership.objects.count() == 0
    assert "Name at least two different municipalities." in response.content.decode()


def test_history_names_the_changed_texts(client, organiser):
    municipality = make_municipality()
    municipality.summary_en = "New"
    municipality.save()

    response = client.get(url("municipality_history", municipality.pk))

    kinds = [(change.kind, len(change.fields)) for change in response.context["changes"]]
    assert kinds == [("~", 1), ("+", 0)]


def test_deleting_asks_first_and_names_what_stands_in_the_way(client, organiser):
    member = make_municipality()
    make_partnership(member, make_municipality())

    page = client.get(url("municipality_delete", member.pk)).content.decode()
    client.post(url("municipality_delete", member.pk), {"post": "yes"})

    assert "This cannot be deleted while something else refers to it:" in page
    assert Municipality.objects.filter(pk=member.pk).exists()


def test_account_logs_in_with_its_mail_address_in_any_case(client):
    make_user("olga@example.org", password="long enough 4711", is_staff=True)

    response = client.post(
        reverse("admin:login"),
        {"username": "Olga@example.org", "password": "long enough 4711", "next": "/admin/"},
    )

    assert response.url == "/admin/"


def test_account_is_made_with_mail_language_and_group(client, organiser):
    group = Group.objects.create(name="Team")
    data = {
        "email": "Neu@example.org",
        "name": "Neu",
        "language": "sq",
        "is_staff": "on",
        "groups": [group.pk],
        "password1": "long enough 4711",
        "password2": "long enough 4711",
    }

    response = client.post(url("user_add"), data)

    assert response.status_code == 302
    account = User.objects.get(email="neu@example.org")
    assert (account.language, list(account.groups.all())) == ("sq", [group])


def test_own_password_can_be_changed(client, organiser):
    organiser.set_password("long enough 4711")
    organiser.save()
    client.force_login(organiser)

    response = client.post(
        reverse("admin:password_change"),
        {
            "old_password": "long enough 4711",
            "new_password1": "even longer 0815",
            "new_password2": "even longer 0815",
        },
    )

    organiser.refresh_from_db()
    assert response.status_code == 302
    assert organiser.check_password("even longer 0815")


def test_who_may_change_accounts_cannot_make_themselves_mightier(client):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    mighty = make_organiser()
    client.force_login(clerk)

    data = {"email": clerk.email, "language": "de", "is_superuser": "on", "is_active": "on"}
    client.post(url("user_change", clerk.pk), data)
    refused = client.post(url("user_change", mighty.pk), data)

    clerk.refresh_from_db()
    assert (clerk.is_superuser, refused.status_code) == (False, 403)


def test_rights_are_named_in_our_words(client, organiser):
    labels = [label for _pk, label in rights_field(client).choices]

    assert "Workshops: change" in labels
    assert not [label for label in labels if "histor" in label.lower()]
    assert our_rights().count() == len(labels)


def rights_field(client):
    page = client.get(reverse("admin:auth_group_add"))
    return page.context["adminform"].form.fields["permissions"]


def test_page_leads_to_its_history(client, organiser):
    municipality = make_municipality()

    page = client.get(url("municipality_change", municipality.pk)).content.decode()

    assert url("municipality_history", municipality.pk) in page
