import re

import pytest
from django.urls import reverse

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_session,
    make_track,
    make_workshop,
)
from workshops.models import Delegate, Status, ThematicTrack
from workshops.registration import lifecycle
from workshops.registration.groups import Why

pytestmark = pytest.mark.django_db

VIEW = ("view_workshop", "view_delegate")


def url_of(workshop, page="groups", query=""):
    return reverse(f"admin:workshops_workshop_{page}", args=[workshop.pk]) + query


@pytest.fixture
def workshop():
    return make_workshop(languages_spoken=["de"], languages_interpreted=["uk"])


@pytest.fixture
def energy(workshop):
    return make_track(workshop, "energy", title_en="Energy")


@pytest.fixture
def water(workshop):
    return make_track(workshop, "water", title_en="Water", position=1)


def content(client, workshop, query=""):
    return client.get(url_of(workshop, query=query)).content.decode()


def sent(client, workshop, query=""):
    """What the browser sends of the page as it stands, without a button."""
    page = client.get(url_of(workshop, query=query))
    board, rows = page.context["board"], page.context["rows"]
    chosen = {row.field.html_name: row.field.value() or "" for row in rows}
    return {"seen": board.seen, "plan": board.plan} | chosen


def press(client, workshop, act, data, query="", **chosen):
    """The answer to a button, with other groups chosen: {name of the field: track or None}."""
    changed = {name: track.pk if track else "" for name, track in chosen.items()}
    return client.post(url_of(workshop, query=query), data | {"act": act} | changed)


def of(person):
    return f"group-{person.pk}"


def track_of(person):
    return Delegate.objects.get(pk=person.pk).assigned_track


def errors(response):
    """{person: what is said beside them}, and what is said of the whole."""
    rows = {row.placement.person: list(row.errors) for row in response.context["rows"]}
    return {person: said for person, said in rows.items() if said}, response.context["errors"]


def test_page_shows_each_person_with_wishes_and_the_proposal(client, organiser, workshop, energy):
    sumy = make_delegation(workshop, make_municipality("sumy", name="Sumy"))
    person = make_delegate(sumy, languages_spoken=("uk",), track_wish_1=energy)
    make_delegate(workshop=workshop, status=Status.WAITLISTED, family_name="Later")

    page = content(client, workshop)

    row = re.search(rf"<tr>\s*<th[^>]*>\s*<a[^>]*>{person.full_name}.*?</tr>", page, re.DOTALL)[0]
    for shown in ("Sumy", "Ukrainian", "1. Energy", "As wished"):
        assert shown in row
    assert "Later" not in page


def test_page_counts_against_the_seats_of_each_track(client, organiser, workshop, energy, water):
    ThematicTrack.objects.filter(pk=energy.pk).update(capacity=1)
    make_delegate(workshop=workshop, assigned_track=energy)
    make_delegate(workshop=workshop, track_wish_1=energy)

    sizes = client.get(url_of(workshop)).context["board"].sizes

    assert [(size.track, size.assigned, size.proposed) for size in sizes] == [
        (energy, 1, 1),
        (water, 0, 1),
        (None, 1, 0),
    ]


def test_the_municipality_of_a_protected_person_is_not_shown(client, organiser, workshop, energy):
    hidden = make_municipality("sumy", name="Sumy", publication_policy="no_people")
    make_delegate(make_delegation(workshop, hidden))
    make_delegate(make_delegation(workshop, make_municipality(name="Lutsk")), protected=True)
    make_delegate(make_delegation(workshop, make_municipality(name="Kyiv")))

    page = content(client, workshop)

    assert "Kyiv" in page
    assert "Sumy" not in page
    assert "Lutsk" not in page
    assert page.count("protected</span>") == 2


def test_people_stand_in_the_order_of_their_names_within_a_group(client, organiser, workshop):
    """By sending body a protected person's would show between its neighbours."""
    energy = make_track(workshop)
    names = ("Bravo", "Alpha", "Charlie")
    for name in names:
        make_delegate(make_delegation(workshop), family_name=name, track_wish_1=energy)

    rows = client.get(url_of(workshop)).context["rows"]

    assert [row.placement.person.family_name for row in rows] == sorted(names)


def test_a_change_by_hand_is_saved(client, organiser, workshop, energy, water):
    mover = make_delegate(workshop=workshop, assigned_track=energy)
    leaver = make_delegate(workshop=workshop, assigned_track=energy)
    stays = make_delegate(workshop=workshop, assigned_track=energy)

    data = sent(client, workshop)
    response = press(client, workshop, "save", data, **{of(mover): water, of(leaver): None})

    assert response.url == url_of(workshop)
    assert [track_of(one) for one in (mover, leaver, stays)] == [water, None, energy]
    assert "2 people are assigned." in content(client, workshop)


def test_without_a_change_nothing_is_saved(client, organiser, workshop, energy):
    make_delegate(workshop=workshop)

    press(client, workshop, "save", sent(client, workshop))

    assert "Nothing was changed." in content(client, workshop)


def test_the_proposal_is_taken_over_whole(client, organiser, workshop, energy, water):
    one, other = (make_delegate(workshop=workshop) for _number in range(2))
    wishing = make_delegate(workshop=workshop, track_wish_1=water)

    response = press(client, workshop, "take_over", sent(client, workshop))

    assert response.url == url_of(workshop)
    assert [track_of(person) for person in (one, other, wishing)] == [energy, energy, water]
    assert client.get(response.url).context["board"].changes == 0


def test_anew_moves_who_is_assigned(client, organiser, workshop, energy, water):
    person = make_delegate(workshop=workshop, assigned_track=energy, track_wish_1=water)

    press(client, workshop, "take_over", sent(client, workshop))
    assert track_of(person) == energy

    press(client, workshop, "take_over", sent(client, workshop, "?anew"), "?anew")
    assert track_of(person) == water


@pytest.mark.row("L38")
def test_a_group_changed_meanwhile_is_not_overwritten(client, organiser, workshop, energy, water):
    person = make_delegate(workshop=workshop)
    data = sent(client, workshop)
    lifecycle.assign_track(person, energy, by=None)

    response = press(client, workshop, "save", data, **{of(person): water})

    said = "Changed by someone else meanwhile, now: Energy. Save again to change it."
    assert errors(response) == ({person: [said]}, [])
    assert track_of(person) == energy
    again = {"seen": response.context["board"].seen} | {of(person): water.pk}
    assert press(client, workshop, "save", again).status_code == 302
    assert track_of(person) == water


def test_what_was_not_touched_stays_as_others_have_changed_it(
    client, organiser, workshop, energy, water
):
    touched, untouched = (make_delegate(workshop=workshop) for _number in range(2))
    data = sent(client, workshop)
    lifecycle.assign_track(untouched, energy, by=None)

    press(client, workshop, "save", data, **{of(touched): water})

    assert (track_of(touched), track_of(untouched)) == (water, energy)


def test_a_page_that_comes_back_holds_what_was_chosen_and_what_others_changed(
    client, organiser, workshop, energy, water
):
    ThematicTrack.objects.filter(pk=water.pk).update(capacity=0)
    touched, untouched = (make_delegate(workshop=workshop) for _number in range(2))
    data = sent(client, workshop)
    lifecycle.assign_track(untouched, energy, by=None)

    response = press(client, workshop, "save", data, **{of(touched): water})

    shown = {row.placement.person: row.field.value() for row in response.context["rows"]}
    assert shown == {touched: water.pk, untouched: energy.pk}


def test_a_full_group_is_named_and_nobody_is_saved(client, organiser, workshop, energy, water):
    ThematicTrack.objects.filter(pk=water.pk).update(capacity=1)
    one, other = (make_delegate(workshop=workshop) for _number in range(2))

    response = press(
        client, workshop, "save", sent(client, workshop), **{of(one): water, of(other): water}
    )

    beside, _of_all = errors(response)
    assert list(beside.values()) == [["The thematic track has no seat left. (Water: 1)"]]
    assert [track_of(person) for person in (one, other)] == [None, None]
    page = response.content.decode()
    assert "<title>Error: Groups" in page
    (described,) = re.findall(r'aria-invalid="true" aria-describedby="([^"]+)"', page)
    assert f'id="{described}"' in page


def test_two_change_places_in_full_groups(client, organiser, workshop, energy, water):
    ThematicTrack.objects.update(capacity=1)
    one = make_delegate(workshop=workshop, assigned_track=energy)
    other = make_delegate(workshop=workshop, assigned_track=water)

    data = sent(client, workshop)
    press(client, workshop, "save", data, **{of(one): water, of(other): energy})

    assert (track_of(one), track_of(other)) == (water, energy)


def test_a_proposal_that_is_another_by_now_is_shown_first(
    client, organiser, workshop, energy, water
):
    person = make_delegate(workshop=workshop)
    data = sent(client, workshop)
    Delegate.objects.filter(pk=person.pk).update(track_wish_1=water)

    response = press(client, workshop, "take_over", data)

    assert errors(response) == (
        {},
        ["The proposal is another one by now. Look at it, then take it over."],
    )
    assert track_of(person) is None
    (row,) = response.context["rows"]
    assert (row.placement.track, row.placement.why) == (water, Why.FIRST_WISH)


def test_taking_over_does_not_lose_what_was_chosen_by_hand(
    client, organiser, workshop, energy, water
):
    person = make_delegate(workshop=workshop, track_wish_1=energy)

    data = sent(client, workshop)
    response = press(client, workshop, "take_over", data, **{of(person): water})

    (said,) = errors(response)[1]
    assert said.startswith("You have chosen groups that are not saved.")
    assert response.context["rows"][0].field.value() == water.pk
    assert track_of(person) is None


def test_a_person_who_left_meanwhile_stops_nobody(client, organiser, workshop, energy):
    left, stays = (make_delegate(workshop=workshop) for _number in range(2))
    data = sent(client, workshop)
    lifecycle.withdraw(left, by=None)

    press(client, workshop, "save", data, **{of(left): energy, of(stays): energy})

    assert (track_of(left), track_of(stays)) == (None, energy)


def test_a_person_who_came_meanwhile_keeps_their_group(client, organiser, workshop, energy):
    make_delegate(workshop=workshop)
    data = sent(client, workshop)
    comer = make_delegate(workshop=workshop, assigned_track=energy)

    press(client, workshop, "save", data)

    assert track_of(comer) == energy


def test_a_person_whose_row_is_not_sent_keeps_their_group(client, organiser, workshop, energy):
    person = make_delegate(workshop=workshop, assigned_track=energy)
    data = sent(client, workshop)

    press(client, workshop, "save", {"seen": data["seen"]})

    assert track_of(person) == energy


def test_a_track_of_another_workshop_is_refused(client, organiser, workshop, energy):
    person = make_delegate(workshop=workshop)

    response = press(client, workshop, "save", sent(client, workshop), **{of(person): make_track()})

    assert errors(response) == ({person: ["Choose one of the groups listed."]}, [])
    assert track_of(person) is None


@pytest.mark.parametrize("seen", ["", "x", "1:2:3", "1", "9" * 19 + ":1", "１:1"])
def test_a_page_that_does_not_say_what_was_seen_saves_nothing(
    client, organiser, workshop, energy, seen
):
    person = make_delegate(workshop=workshop)

    response = press(client, workshop, "save", {"seen": seen}, **{of(person): energy})

    assert response.status_code == 200
    assert response.context["errors"] == ["The page is not complete. Load it again."]
    assert track_of(person) is None


@pytest.mark.parametrize("act", ["", "x"])
def test_an_unknown_act_saves_nothing(client, organiser, workshop, energy, act):
    person = make_delegate(workshop=workshop)

    response = press(client, workshop, act, sent(client, workshop), **{of(person): energy})

    assert response.context["errors"] == ["The page is not complete. Load it again."]
    assert track_of(person) is None


@pytest.mark.parametrize("page", ["groups", "interpretation"])
def test_pages_ask_for_login_and_for_the_right_to_see_people(client, staff, workshop, page):
    assert client.get(url_of(workshop, page)).url.startswith("/admin/login/")

    staff("view_workshop", "view_delegation")

    assert client.get(url_of(workshop, page)).status_code == 403


@pytest.mark.parametrize("page", ["groups", "interpretation"])
def test_pages_of_a_missing_workshop_are_not_found(client, organiser, page):
    assert client.get(f"/admin/workshops/workshop/4711/{page}/").status_code == 404


def test_who_may_only_look_gets_no_form_that_acts(client, staff, workshop, energy):
    person = make_delegate(workshop=workshop, assigned_track=energy)
    staff(*VIEW)

    page = content(client, workshop)

    assert person.full_name in page
    assert "<select" not in page
    assert 'name="act"' not in page
    assert press(client, workshop, "save", {}).status_code == 403


def test_page_says_what_is_missing(client, organiser):
    workshop = make_workshop()
    assert "This workshop has no thematic track" in content(client, workshop)

    make_track(workshop)
    assert "Nobody holds a seat yet" in content(client, workshop)


@pytest.mark.parametrize("number", [1, 3, 300])
def test_pages_need_the_same_queries(
    client, organiser, workshop, energy, water, django_assert_num_queries, number
):
    make_session(workshop, track=energy)
    for _number in range(number):
        delegation = make_delegation(workshop)
        make_delegate(delegation, track_wish_1=energy, assigned_track=energy)

    with django_assert_num_queries(6):
        client.get(url_of(workshop))
    with django_assert_num_queries(8):
        client.get(url_of(workshop, "interpretation"))


def test_the_page_of_people_leads_to_both(client, organiser, workshop):
    page = client.get(url_of(workshop, "people")).content.decode()

    assert url_of(workshop, "groups") in page
    assert url_of(workshop, "interpretation") in page


def matrix(client, workshop):
    return client.get(url_of(workshop, "interpretation")).content.decode()


def test_the_matrix_names_who_has_no_channel_and_counts_headsets(client, organiser, workshop):
    make_session(workshop, title_en="Opening", room="Great hall")
    make_delegate(workshop=workshop, languages_spoken=("de",))
    make_delegate(workshop=workshop, languages_spoken=("uk",))
    lost = make_delegate(workshop=workshop, languages_spoken=("sq",))

    page = matrix(client, workshop)

    row = re.search(r"<tr id[^>]*>\s*<th scope=\"row\">09:00.*?</tr>", page, re.DOTALL)[0]
    for shown in ("Opening", "Great hall", "German: 1", "Ukrainian: 1", lost.full_name):
        assert shown in row
    assert re.findall(r'class="number"[^>]*>(\d+)<', row) == ["3", "1"]


def test_who_has_no_channel_is_summed_above_the_matrix_with_links_to_its_rows(
    client, organiser, workshop
):
    assert "without a channel" not in matrix(client, workshop)
    first = make_session(workshop, title_en="Opening")
    make_session(workshop, "11:00", "12:00", title_en="Talk", interpreted_into=("ka",))
    lost = make_delegate(workshop=workshop, family_name="Lost", languages_spoken=("sq",))
    make_delegate(workshop=workshop, family_name="Partly", languages_spoken=("ka",))
    make_delegate(workshop=workshop, languages_spoken=("de",))

    page = matrix(client, workshop)

    alert = re.search(r'(?s)class="alert alert-warn".*?</ul>', page)[0]
    assert "2 people without a channel" in alert
    rows = re.findall(r"(?s)<li>(.*?)</li>", alert)
    assert [row.count("href") for row in rows] == [2, 1]
    assert lost.full_name in rows[0]
    assert f'href="#session-{first.pk}"' in rows[1]
    assert f'<tr id="session-{first.pk}">' in page


def test_the_matrix_says_what_it_cannot_know(client, organiser, workshop, energy):
    make_session(workshop, track=energy)
    make_delegate(workshop=workshop, languages_spoken=())

    page = matrix(client, workshop)

    assert "1 person has named no language spoken" in page
    assert "1 person is in no group" in page


def test_the_matrix_says_what_is_missing(client, organiser, workshop):
    assert "No session is planned yet" in matrix(client, workshop)
    assert "No working language is named" in matrix(client, make_workshop())
