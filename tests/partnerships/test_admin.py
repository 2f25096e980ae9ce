import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils.translation import override

from partnerships.admin.group import our_rights
from partnerships.models import Municipality, Organisation, Partnership, User
from tests.factories import (
    make_contact,
    make_delegation,
    make_municipality,
    make_organisation,
    make_organiser,
    make_partnership,
    make_topic,
    make_user,
    make_workshop,
)

pytestmark = pytest.mark.django_db

LISTS = ["municipality", "organisation", "partnership", "topic", "countrynote", "user"]


def url(name, *args):
    return reverse(f"admin:partnerships_{name}", args=args)


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


@pytest.mark.row("A59")
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
    data |= rows("spellings") | rows("contacts")

    response = client.post(url("municipality_change", municipality.pk), data)

    assert [tab.code for tab in response.context["languages"] if tab.has_errors] == ["uk"]


def organisation_data(**changes):
    return {"slug": "a", "kind": "other", "country": ""} | rows("contacts") | changes


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
        {"login": "Olga@example.org", "password": "long enough 4711", "next": "/admin/"},
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
    }

    response = client.post(url("user_add"), data)

    assert response.status_code == 302
    account = User.objects.get(email="neu@example.org")
    assert (account.language, list(account.groups.all())) == ("sq", [group])


def test_own_password_can_be_changed(client, organiser):
    organiser.set_password("long enough 4711")
    organiser.save()
    client.force_login(organiser)

    way = client.get(reverse("admin:password_change"))

    response = client.post(
        way.url,
        {
            "oldpassword": "long enough 4711",
            "password1": "even longer 0815",
            "password2": "even longer 0815",
        },
    )

    organiser.refresh_from_db()
    assert response.status_code == 302
    assert organiser.check_password("even longer 0815")


@pytest.mark.row("A59")
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


@pytest.fixture
def clerk(client):
    """May change accounts and everything of partnerships, but not everything else."""
    user = make_user(is_staff=True, language="en")
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="partnerships"))
    client.force_login(user)
    return user


def password_url(account):
    return reverse("admin:auth_user_password_change", args=[account.pk])


@pytest.mark.row("A59")
def test_account_of_others_is_changed_by_the_mightiest_only(client, clerk):
    other = make_user(is_staff=True)
    words = {"password1": "long enough 4711", "password2": "long enough 4711"}

    assert client.get(url("user_change", other.pk)).status_code == 200
    assert client.post(url("user_change", other.pk), {"email": "x@example.org"}).status_code == 403
    assert client.post(password_url(other), words).status_code == 403
    assert client.get(password_url(clerk)).status_code == 200


def rows(prefix, *texts, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(texts), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(texts):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def municipality_data(**changes):
    data = {"name_de": "Aal", "slug": "aal", "country": "DE"}
    data |= {"publication_policy": "normal", "situation": "ordinary"}
    return data | rows("spellings") | rows("contacts") | changes


@pytest.mark.parametrize("second", ["Aalen", "ÅALEN"])
def test_same_spelling_twice_is_said_at_the_row(client, organiser, second):
    kind = {"kind": "former"}
    data = municipality_data(**rows("spellings", {"text": "Aalen"} | kind, {"text": second} | kind))

    response = client.post(url("municipality_add"), data)

    formset = response.context["inline_admin_formsets"][0].formset
    assert formset.errors == [{}, {"text": ["This spelling is listed already."]}]
    assert formset.non_form_errors() == []
    assert formset.forms[1]["text"].value() == second


def test_same_member_twice_is_said(client, organiser):
    pk = make_municipality().pk
    row = {"municipality": pk, "position": 0}
    data = {"kind": "twinning", "status": "active"} | rows("members", row, row)

    response = client.post(url("partnership_add"), data)

    formset = response.context["inline_admin_formsets"][0].formset
    assert formset.errors[1] == {"municipality": ["This municipality is a member already."]}


@pytest.mark.parametrize("pk", ["999", "abc"])
def test_history_of_unknown_thing_is_not_found(client, organiser, pk):
    assert client.get(f"/admin/partnerships/municipality/{pk}/history/").status_code == 404


@pytest.mark.row("A59")
def test_history_asks_for_permission_first(client):
    client.force_login(make_user(is_staff=True))

    assert client.get(url("municipality_history", 999)).status_code == 403


def test_history_without_records_is_empty(client, organiser):
    municipality = make_municipality()
    Municipality.history.all().delete()

    page = client.get(url("municipality_history", municipality.pk))

    assert "Nothing has been changed here yet." in page.content.decode()


def test_what_begins_with_the_text_is_offered_first(client, organiser):
    make_municipality("bad-soden-salmuenster", name="Bad Soden-Salmünster")
    make_municipality("muenster", name="Münster")
    query = {"app_label": "partnerships", "model_name": "organisation"}
    query |= {"field_name": "municipality", "term": "Münster"}

    found = client.get(reverse("admin:autocomplete"), query).json()["results"]

    assert [each["text"] for each in found] == ["Münster", "Bad Soden-Salmünster"]


def test_sorted_column_stays_sorted_when_searched(client, organiser):
    first = make_municipality("a-salmuenster", name="Salmünster", native_name="A")
    second = make_municipality("muenster", name="Münster", native_name="B")

    response = client.get(url("municipality_changelist"), {"q": "münster", "o": "1"})

    assert list(response.context["cl"].result_list) == [first, second]


@pytest.fixture
def cities():
    """Two whose addresses stand in another order than their names; one without Ukrainian."""
    zbarazh = make_municipality("zbarazh", name="Sbarasch", name_uk="Збараж")
    vinnytsia = make_municipality("vinnytsia", name="Winnyzja", name_uk="Вінниця")
    eichenau = make_municipality("gemeinde-eichenau", name="Eichenau", name_uk="")
    return {"Sbarasch": zbarazh, "Winnyzja": vinnytsia, "Eichenau": eichenau}


@pytest.mark.parametrize("query", [{}, {"o": "0"}])
@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("de", ["Eichenau", "Sbarasch", "Winnyzja"]),
        ("uk", ["Eichenau", "Вінниця", "Збараж"]),
    ],
)
def test_municipalities_stand_by_name_in_the_language_of_the_account(
    client, organiser, cities, language, names, query
):
    organiser.language = language
    organiser.save()

    response = client.get(url("municipality_changelist"), query)

    with override(language):
        assert [str(city) for city in response.context["cl"].result_list] == names


def test_municipalities_to_choose_from_stand_by_name(client, organiser, cities):
    query = {"app_label": "partnerships", "model_name": "organisation"}
    query |= {"field_name": "municipality", "term": ""}

    found = client.get(reverse("admin:autocomplete"), query).json()["results"]

    assert [each["text"] for each in found] == ["Eichenau", "Sbarasch", "Winnyzja"]


@pytest.mark.parametrize("make", [make_organisation, make_topic])
def test_organisations_and_topics_stand_by_name(client, organiser, make):
    make("a", name_de="Zebra", name_en="Ypsilon")
    make("b", name_de="Anton", name_en="Zulu")
    make("c", name_de="Xaver", name_en="")

    response = client.get(url(f"{make.__name__.removeprefix('make_')}_changelist"))

    names = [thing.name_en or thing.name_de for thing in response.context["cl"].result_list]
    assert names == ["Xaver", "Ypsilon", "Zulu"]


def test_contacts_stand_by_the_name_of_whom_they_work_for(client, organiser, cities):
    utility = make_organisation("utility", name_de="Stadtwerk")
    contacts = [make_contact(city) for city in cities.values()]
    contacts.append(make_contact(organisation=utility))

    response = client.get(url("contact_changelist"))

    bodies = [str(contact.body) for contact in response.context["cl"].result_list]
    assert bodies == ["Eichenau", "Sbarasch", "Stadtwerk", "Winnyzja"]


@pytest.mark.row("A52")
@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        ("partnership", "successor", "xyz"),
        ("partnership", "topics", "abc,²"),
        ("organisation", "municipality", "abc"),
        ("organisation", "municipality", "9" * 30),
        ("user", "groups", "abc"),
    ],
)
def test_nonsense_in_a_prefilled_form_is_ignored(client, organiser, model, field, value):
    assert client.get(url(f"{model}_add"), {field: value}).status_code == 200


def test_long_search_is_cut(client, organiser):
    response = client.get(url("organisation_changelist"), {"q": "a " * 3000})

    assert response.status_code == 200


def test_empty_form_is_not_called_complete(client, organiser):
    empty = client.get(url("organisation_add")).content.decode()
    written = client.get(url("organisation_change", make_organisation().pk)).content.decode()

    assert ("complete</span>" in empty, "complete</span>" in written) == (False, True)


@pytest.mark.parametrize(
    ("name", "slug"), [("Міста й громади", "mista-y-hromady"), ("Größe", "groesse")]
)
def test_address_is_made_from_the_name(client, organiser, name, slug):
    response = client.post(url("organisation_add"), organisation_data(slug="", name_uk=name))

    assert response.status_code == 302
    assert Organisation.objects.get().slug == slug


def test_address_made_from_the_name_is_taken_once(client, organiser):
    make_organisation("name")

    response = client.post(url("organisation_add"), organisation_data(slug="", name_sq="Name"))

    assert list(response.context["adminform"].form.errors) == ["slug"]


def test_address_without_any_name_is_asked_for(client, organiser):
    response = client.post(url("organisation_add"), organisation_data(slug="", name_de="–"))

    assert list(response.context["adminform"].form.errors) == ["slug"]


def test_form_of_municipality_says_when_it_is_public(client, organiser):
    page = client.get(url("municipality_add")).content.decode()

    assert "A municipality has a public page once it takes part in a workshop" in page


@pytest.mark.row("A59")
def test_deleting_names_kinds_and_numbers_only(client, clerk):
    member = make_municipality()
    make_delegation(make_workshop(title_en="Secret"), member)
    make_partnership(member, make_municipality(name="Other"))

    context = client.get(url("municipality_delete", member.pk)).context

    assert list(context["protected"]) == ["Delegations: 1", "Municipalities in the partnership: 1"]


def test_missing_name_is_said_and_not_the_address_made_from_it(client, organiser):
    response = client.post(url("organisation_add"), organisation_data(slug=""))

    assert list(response.context["adminform"].form.errors) == ["name_en"]
