import datetime

import pytest

from tests.factories import make_hold, make_session, make_track, make_workshop
from workshops.models import Contribution, Session, Workshop

pytestmark = pytest.mark.django_db

DAY = "2030-05-07"
NEXT_DAY = "2030-05-08"


def url(workshop, day=DAY, **query):
    query = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/admin/workshops/workshop/{workshop.pk}/programme/?day={day}{query}"


def row(session=None, **typed):
    """What a row posts: as it stands, and as changed."""
    plain = {"starts_at": "09:00", "ends_at": "10:00", "kind": "plenary", "id": ""}
    if session:
        zone = session.workshop.zone
        plain = {
            "id": session.pk,
            "date": f"{session.starts_at.astimezone(zone):%Y-%m-%d}",
            "starts_at": f"{session.starts_at.astimezone(zone):%H:%M}",
            "ends_at": f"{session.ends_at.astimezone(zone):%H:%M}",
            "kind": session.kind,
            "title_en": session.title_en or "",
            "track": session.track_id or "",
            "room": session.room,
            "interpreted_into": list(session.interpreted_into),
        }
    return plain | typed


def posted(*rows, **fields):
    existing = sum(1 for each in rows if each["id"])
    data = {"sessions-TOTAL_FORMS": len(rows), "sessions-INITIAL_FORMS": existing}
    for number, each in enumerate(rows):
        data |= {f"sessions-{number}-{name}": value for name, value in each.items()}
    return data | fields


def times(workshop):
    zone = workshop.zone
    return [
        f"{session.starts_at.astimezone(zone):%d %H:%M}–{session.ends_at.astimezone(zone):%H:%M}"
        for session in workshop.sessions.in_order()
    ]


def refusals(response):
    rows = response.context["rows"]
    return [form.errors.get_json_data() for form in rows.forms if form.errors]


def changed_fields(response):
    return [sorted(errors) for errors in refusals(response)]


def test_page_shows_one_day(client, organiser):
    workshop = make_workshop()
    make_session(workshop, title_en="First day")
    make_session(workshop, title_en="Second day", day=2)

    page = client.get(url(workshop, NEXT_DAY)).content.decode()

    assert "Second day" in page
    assert "First day" not in page


def test_page_without_a_day_shows_the_first(client, organiser):
    workshop = make_workshop()

    page = client.get(f"/admin/workshops/workshop/{workshop.pk}/programme/")

    assert page.context["date"] == workshop.starts_on


@pytest.mark.parametrize(
    "day", ["2030-05-09", "2024-02-30", "0000-01-01", "99999-1-1", "2024-W99", "", "x" * 1000]
)
def test_day_that_is_none_of_the_workshop_is_unknown(client, organiser, day):
    workshop = make_workshop()

    assert client.get(url(workshop, day)).status_code == 404
    assert client.post(url(workshop, day), posted()).status_code == 404


@pytest.mark.parametrize("copied", ["x", "-1", "9" * 30, "１", "1 OR 1=1"])
def test_copy_of_what_is_no_session_is_unknown(client, organiser, copied):
    assert client.get(url(make_workshop(), new=copied)).status_code == 404


@pytest.mark.row("A57")
def test_copy_of_a_session_of_another_workshop_is_unknown(client, organiser):
    assert client.get(url(make_workshop(), new=make_session().pk)).status_code == 404


def test_save_changes_and_keeps_the_history(client, organiser):
    workshop = make_workshop(timezone="Europe/Kyiv", languages_interpreted=("uk", "sq"))
    track = make_track(workshop)
    session = make_session(workshop)

    typed = {
        "starts_at": "10:15",
        "ends_at": "11:00",
        "kind": "group_work",
        "title_en": "Roofs",
        "title_uk": "Дахи",
        "track": track.pk,
        "room": "A",
        "interpreted_into": ["uk"],
    }
    response = client.post(url(workshop), posted(row(session, **typed)))

    assert response.url == url(workshop)
    session.refresh_from_db()
    assert session.starts_at == datetime.datetime(2030, 5, 7, 7, 15, tzinfo=datetime.UTC)
    assert (session.title_en, session.title_uk, session.track) == ("Roofs", "Дахи", track)
    assert (session.kind, session.room, session.interpreted_into) == ("group_work", "A", ("uk",))
    assert session.history.first().history_user == organiser


def test_save_of_what_is_unchanged_makes_no_history(client, organiser):
    session = make_session()

    client.post(url(session.workshop), posted(row(session)))

    assert session.history.count() == 1


def test_add_saves_and_offers_the_next_free_time(client, organiser):
    workshop = make_workshop()
    session = make_session(workshop, "09:00", "10:00")

    response = client.post(url(workshop), posted(row(session, room="A"), act="add"))
    form = client.get(response.url).context["rows"].forms[-1]

    session.refresh_from_db()
    assert session.room == "A"
    assert workshop.sessions.count() == 1
    assert (form["starts_at"].value(), form["ends_at"].value()) == (
        datetime.time(10),
        datetime.time(10, 30),
    )


def test_add_late_in_the_evening_offers_no_time(client, organiser):
    workshop = make_workshop()
    make_session(workshop, "22:00", "23:45")

    form = client.get(url(workshop, new="")).context["rows"].forms[-1]

    assert (form["starts_at"].value(), form["ends_at"].value()) == (None, None)


def test_new_row_is_saved_as_it_stands(client, organiser):
    workshop = make_workshop()

    client.post(url(workshop), posted(row()))

    assert times(workshop) == ["07 09:00–10:00"]


def test_new_row_that_is_ticked_for_deletion_is_not_saved(client, organiser):
    workshop = make_workshop()

    client.post(url(workshop), posted(row(DELETE="on")))

    assert times(workshop) == []


def test_duplicate_offers_a_copy_that_is_saved_later(client, organiser):
    workshop = make_workshop()
    session = make_session(workshop, "11:00", "12:00", title_uk="Дахи", room="A", kind="talk")

    response = client.post(url(workshop), posted(row(session, title_uk="Дахи"), copy=session.pk))
    form = client.get(response.url).context["rows"].forms[-1]

    assert workshop.sessions.count() == 1
    assert {name: form[name].value() for name in ("starts_at", "title_uk", "room", "kind")} == {
        "starts_at": datetime.time(11),
        "title_uk": "Дахи",
        "room": "A",
        "kind": "talk",
    }


def test_delete(client, organiser):
    session = make_session()

    client.post(url(session.workshop), posted(row(session, DELETE="on")))

    assert not Session.objects.exists()


def test_shift_moves_this_and_all_following_of_the_day(client, organiser):
    workshop = make_workshop()
    sessions = [
        make_session(workshop, "09:00", "10:00"),
        make_session(workshop, "10:00", "11:00"),
        make_session(workshop, "10:00", "11:00"),
        make_session(workshop, "11:00", "12:00"),
    ]
    make_session(workshop, "11:00", "12:00", day=2)
    rows = [row(session) for session in sessions]
    later = {"act": "later", "first": sessions[1].pk, "minutes": "15"}
    earlier = {"act": "earlier", "first": sessions[3].pk, "minutes": "20"}

    client.post(url(workshop), posted(*rows, **later))
    rows = [row(session) for session in workshop.sessions.in_order()[:4]]
    client.post(url(workshop), posted(*rows, **earlier))

    assert times(workshop) == [
        "07 09:00–10:00",
        "07 10:15–11:15",
        "07 10:15–11:15",
        "07 10:55–11:55",
        "08 11:00–12:00",
    ]
    assert sessions[1].history.count() == 2


def test_shift_out_of_the_day_undoes_everything_and_loses_nothing(client, organiser):
    workshop = make_workshop()
    early = make_session(workshop, "09:00", "10:00")
    late = make_session(workshop, "22:00", "23:00")
    shift = {"act": "later", "first": early.pk, "minutes": "90"}

    response = client.post(url(workshop), posted(row(early, room="A"), row(late), **shift))

    assert list(response.context["shift"].errors) == ["minutes"]
    assert times(workshop) == ["07 09:00–10:00", "07 22:00–23:00"]
    assert 'value="A"' in response.content.decode()
    early.refresh_from_db()
    assert early.room == ""


@pytest.mark.parametrize("minutes", ["", "0", "-15", "721", "9" * 40, "x", "1.5"])
def test_shift_by_what_is_no_number_of_minutes_is_refused(client, organiser, minutes):
    session = make_session()

    response = client.post(
        url(session.workshop),
        posted(row(session), act="later", first=session.pk, minutes=minutes),
    )

    assert list(response.context["shift"].errors) == ["minutes"]
    assert times(session.workshop) == ["07 09:00–10:00"]


@pytest.mark.parametrize(
    "time",
    ["24:00", "99:99", "24", "960", "-1:00", "2024-02-30", "0000-01-01", "9" * 5000, "<b>", ""],
)
def test_wrong_time_is_refused_at_its_field_and_nothing_is_lost(client, organiser, time):
    workshop = make_workshop()
    first, second = make_session(workshop), make_session(workshop, "10:00", "11:00")

    response = client.post(
        url(workshop), posted(row(first, starts_at=time), row(second, title_en="Kept"))
    )

    assert changed_fields(response) == [["starts_at"]]
    assert 'value="Kept"' in response.content.decode()
    second.refresh_from_db()
    assert second.title_en is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("9.30", "09:30"), ("0930", "09:30"), ("930", "09:30"), ("9", "09:00"), ("8:05", "08:05")],
)
def test_time_is_understood_as_people_type_it(client, organiser, typed, meant):
    workshop = make_workshop()

    client.post(url(workshop), posted(row(starts_at=typed, ends_at="11")))

    assert times(workshop) == [f"07 {meant}–11:00"]


def test_session_is_moved_to_another_day(client, organiser):
    workshop = make_workshop()
    session = make_session(workshop, "09:00", "10:00")
    make_session(workshop, "09:00", "10:00", day=2)

    page = client.get(url(workshop)).content.decode()
    client.post(url(workshop), posted(row(session, date=NEXT_DAY)))

    assert 'name="sessions-0-date"' in page
    assert times(workshop) == ["08 09:00–10:00", "08 09:00–10:00"]


def test_day_may_be_chosen_only_where_there_are_several(client, organiser):
    page = client.get(url(make_session(make_workshop(days=1)).workshop)).content.decode()

    assert "sessions-0-date" not in page


@pytest.mark.parametrize("date", ["2030-05-09", "x", "9" * 500])
def test_session_is_not_moved_to_a_day_that_is_none(client, organiser, date):
    session = make_session()

    response = client.post(url(session.workshop), posted(row(session, date=date)))

    assert changed_fields(response) == [["date"]]
    assert times(session.workshop) == ["07 09:00–10:00"]


def test_session_is_not_moved_into_the_hour_that_the_clocks_skip(client, organiser):
    workshop = make_workshop(starts_on=datetime.date(2026, 3, 28))
    session = make_session(workshop, "02:30", "04:00")

    response = client.post(url(workshop, "2026-03-28"), posted(row(session, date="2026-03-29")))

    assert "starts_at" in changed_fields(response)[0]


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_a_row_that_is_not_saved_yet_says_so(client, organiser):
    workshop = make_workshop()
    session = make_session(workshop)

    added = client.post(url(workshop), posted(row(session), act="add"), follow=True)
    copied = client.post(url(workshop), posted(row(session), copy=session.pk), follow=True)

    for response in (added, copied):
        assert messages_of(response) == [
            "Saved. The new row at the end is not saved yet: press “Save” once it is filled in."
        ]
        assert 'class="is-new"' in response.content.decode()
    assert 'class="is-new"' not in client.get(url(workshop)).content.decode()


@pytest.mark.parametrize(
    ("first", "second", "is_warned"),
    [
        ({"room": "A"}, {"room": "a "}, True),
        ({"room": "A"}, {"room": "B"}, False),
        ({}, {}, False),
        ({"room": "A"}, {"room": "A", "starts_at": "10:00", "ends_at": "11:00"}, False),
    ],
)
def test_same_room_at_the_same_time_is_warned_of(client, organiser, first, second, is_warned):
    workshop = make_workshop()
    rows = (row(title_en="One", **first), row(title_en="Two", **{"starts_at": "09:30"} | second))

    response = client.post(url(workshop), posted(*rows), follow=True)

    assert workshop.sessions.count() == 2
    assert any("Same room at the same time" in text for text in messages_of(response)) is is_warned


def test_same_track_at_the_same_time_is_warned_of(client, organiser):
    workshop = make_workshop()
    track = make_track(workshop, title_en="Roofs")
    one = make_session(workshop, "09:00", "10:00", track=track, title_en="One")
    two = make_session(workshop, "09:30", "10:30", track=track, title_en="Two")

    response = client.post(url(workshop), posted(row(one), row(two)), follow=True)

    assert messages_of(response) == [
        "Saved.",
        "Same thematic track at the same time: 09:00 One, 09:30 Two",
    ]


def test_end_before_the_beginning_is_refused_at_its_field(client, organiser):
    session = make_session()

    response = client.post(url(session.workshop), posted(row(session, ends_at="09:00")))

    assert changed_fields(response) == [["ends_at"]]


def test_time_that_the_clocks_skip_is_refused(client, organiser):
    workshop = make_workshop(starts_on=datetime.date(2026, 3, 29))

    response = client.post(
        url(workshop, "2026-03-29"), posted(row(starts_at="02:30", ends_at="04:00"))
    )

    assert changed_fields(response) == [["starts_at"]]


def test_time_that_comes_twice_is_the_earlier(client, organiser):
    workshop = make_workshop(starts_on=datetime.date(2026, 10, 25))

    client.post(url(workshop, "2026-10-25"), posted(row(starts_at="02:30", ends_at="03:00")))

    (session,) = workshop.sessions.all()
    assert session.starts_at == datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)


def test_day_of_the_change_of_clocks_shows_what_was_typed(client, organiser):
    workshop = make_workshop(starts_on=datetime.date(2026, 10, 25))
    make_session(workshop, "00:30", "01:00")
    make_session(workshop, "23:00", "23:59")

    rows = client.get(url(workshop, "2026-10-25")).context["rows"]

    assert [form["starts_at"].value() for form in rows.forms] == [
        datetime.time(0, 30),
        datetime.time(23),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "party"},
        {"room": "x" * 121},
        {"title_en": "x" * 201},
        {"interpreted_into": ["xx"]},
        {"track": "x"},
    ],
)
def test_wrong_value_is_refused_at_its_field(client, organiser, typed):
    session = make_session()

    response = client.post(url(session.workshop), posted(row(session, **typed)))

    assert changed_fields(response) == [list(typed)]


def test_track_of_another_workshop_is_refused(client, organiser):
    session = make_session()

    response = client.post(url(session.workshop), posted(row(session, track=make_track().pk)))

    assert changed_fields(response) == [["track"]]


@pytest.mark.row("A57")
def test_session_of_another_workshop_is_neither_changed_nor_taken_over(client, organiser):
    mine, other = make_workshop(), make_session(room="Other")

    response = client.post(url(mine), posted(row(other, room="Mine")))

    other.refresh_from_db()
    assert response.status_code == 200
    assert (other.room, mine.sessions.count()) == ("Other", 0)


def test_row_that_was_deleted_meanwhile_is_refused(client, organiser):
    session = make_session()
    data = posted(row(session))
    workshop = session.workshop
    session.delete()

    response = client.post(url(workshop), data)

    assert "A row was deleted or moved meanwhile" in response.content.decode()
    assert workshop.sessions.count() == 0


@pytest.mark.parametrize("total", ["61", "100000000", "x", ""])
def test_wrong_number_of_rows_is_refused(client, organiser, total):
    workshop = make_workshop()
    data = posted(row()) | {"sessions-TOTAL_FORMS": total}

    response = client.post(url(workshop), data)

    assert response.status_code == 200
    assert response.context["rows"].non_form_errors()
    assert workshop.sessions.count() == 0


def test_more_existing_rows_than_there_are_is_no_way_in(client, organiser):
    workshop = make_workshop()
    data = posted(row()) | {"sessions-INITIAL_FORMS": "999999"}

    assert client.post(url(workshop), data).status_code == 200
    assert workshop.sessions.count() == 0


@pytest.mark.parametrize("rights", [(), ("view_session", "change_workshop", "view_workshop")])
def test_page_is_refused_without_the_right(client, staff, rights):
    session = make_session()
    staff(*rights)

    assert client.get(url(session.workshop)).status_code == 403
    assert client.post(url(session.workshop), posted(row(session))).status_code == 403


def test_visitor_is_sent_to_the_login(client):
    response = client.get(url(make_workshop()))

    assert response.status_code == 302
    assert "/login/" in response.url


def test_right_to_change_alone_neither_adds_nor_deletes(client, staff):
    session = make_session()
    staff("change_session")

    page = client.get(url(session.workshop)).content.decode()
    added = client.post(url(session.workshop), posted(row(session), row()))
    client.post(url(session.workshop), posted(row(session, DELETE="on", room="B")))

    session.refresh_from_db()
    assert 'value="add"' not in page
    assert added.status_code == 403
    assert (Session.objects.count(), session.room) == (1, "B")


def test_texts_page_links_the_programme(client, organiser):
    workshop = make_workshop()

    page = client.get(f"/admin/workshops/workshop/{workshop.pk}/change/").content.decode()

    assert f"/admin/workshops/workshop/{workshop.pk}/programme/" in page


@pytest.mark.parametrize("number", [1, 3, 60])
def test_page_asks_a_fixed_number_of_times(
    client, organiser, django_assert_max_num_queries, number
):
    workshop = make_workshop(languages_interpreted=("uk",))
    track = make_track(workshop)
    for minute in range(number):
        make_session(workshop, f"09:{minute:02}", "12:00", track=track, title_en="A")

    with django_assert_max_num_queries(8) as asked:
        client.get(url(workshop))

    assert len(asked) == 8


def dates(workshop, **changed):
    """What the page of texts posts: as it stands, with other dates."""
    data = {
        "title_en": workshop.title_en,
        "slug": workshop.slug,
        "kind": workshop.kind,
        "starts_on": workshop.starts_on,
        "ends_on": workshop.ends_on,
        "timezone": workshop.timezone,
        "format": workshop.format,
        "venue_visibility": workshop.venue_visibility,
        "cities_public_from": workshop.cities_public_from,
        "publication": workshop.publication,
    }
    for prefix in ("organisers", "tracks", "contributions", "relations_from"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    days = list(workshop.days.all())
    data |= {"days-TOTAL_FORMS": len(days), "days-INITIAL_FORMS": len(days)}
    for number, day in enumerate(days):
        shown = {"id": day.pk, "date": day.date, "place_en": day.place_en or ""}
        data |= {f"days-{number}-{name}": value for name, value in shown.items()}
    return data | changed


def change(client, workshop, **changed):
    return client.post(
        f"/admin/workshops/workshop/{workshop.pk}/change/", dates(workshop, **changed)
    )


@pytest.fixture
def planned():
    workshop = make_workshop()
    make_session(workshop, "09:00", "10:00")
    make_session(workshop, "11:00", "12:00", day=2)
    return workshop


def test_programme_and_days_move_with_the_workshop(client, organiser, planned):
    planned.days.update(place_en="Town hall")

    response = change(client, planned, starts_on="2030-05-08", ends_on="2030-05-09")

    assert response.status_code == 302
    assert times(planned) == ["08 09:00–10:00", "09 11:00–12:00"]
    assert list(planned.days.values_list("date", "place_en")) == [
        (datetime.date(2030, 5, 8), "Town hall"),
        (datetime.date(2030, 5, 9), "Town hall"),
    ]
    assert planned.sessions.first().history.count() == 2


def test_programme_keeps_its_times_over_a_change_of_clocks(client, organiser, planned):
    change(client, planned, starts_on="2030-12-03", ends_on="2030-12-04")

    assert times(planned) == ["03 09:00–10:00", "04 11:00–12:00"]


def test_programme_keeps_its_times_in_another_zone(client, organiser, planned):
    change(client, planned, timezone="Europe/Kyiv")

    planned.refresh_from_db()
    assert times(planned) == ["07 09:00–10:00", "08 11:00–12:00"]


def test_programme_is_no_obstacle_to_a_longer_workshop(client, organiser, planned):
    change(client, planned, starts_on="2030-05-06", ends_on="2030-05-09")

    assert times(planned) == ["07 09:00–10:00", "08 11:00–12:00"]


def test_day_with_sessions_is_not_cut_off(client, organiser, planned):
    response = change(client, planned, ends_on="2030-05-07")

    assert "8 May 2030" in str(response.context["adminform"].form.errors["ends_on"])
    assert planned.days.count() == 2


def test_day_with_sessions_is_not_deleted(client, organiser, planned):
    response = change(client, planned, **{"days-1-DELETE": "on"})

    assert response.status_code == 200
    assert planned.days.count() == 2


def test_day_without_sessions_is_deleted(client, organiser, planned):
    planned.sessions.starting_on(datetime.date(2030, 5, 8), planned.zone).delete()

    change(client, planned, **{"days-1-DELETE": "on"})

    assert planned.days.count() == 1


def test_move_into_the_hour_that_the_clocks_skip_is_refused(client, organiser):
    workshop = make_workshop(days=1)
    make_session(workshop, "02:30", "03:30")

    response = change(client, workshop, starts_on="2030-03-31", ends_on="2030-03-31")

    assert response.status_code == 200
    assert Workshop.objects.get(pk=workshop.pk).starts_on == datetime.date(2030, 5, 7)


def test_contribution_is_given_a_session_of_its_workshop(client, organiser, planned):
    session, other = planned.sessions.first(), make_session()
    rows = {"contributions-TOTAL_FORMS": 1, "contributions-0-role": "expert"}
    rows |= {"contributions-0-topic_title_en": "Roofs"}

    refused = change(client, planned, **rows, **{"contributions-0-session": other.pk})
    change(client, planned, **rows, **{"contributions-0-session": session.pk})

    assert refused.status_code == 200
    assert [each.session for each in Contribution.objects.all()] == [session]


@pytest.mark.parametrize("is_held", [True, False])
def test_a_legal_hold_keeps_the_speakers(client, organiser, planned, is_held):
    speaker = planned.contributions.create(role="expert", topic_title_en="Roofs", person_name="A")
    if is_held:
        make_hold(planned)

    rows = {"contributions-TOTAL_FORMS": 1, "contributions-INITIAL_FORMS": 1}
    rows |= {"contributions-0-id": speaker.pk, "contributions-0-workshop": planned.pk}
    rows |= {"contributions-0-role": "expert", "contributions-0-topic_title_en": "Roofs"}
    change(client, planned, **rows, **{"contributions-0-DELETE": "on"})

    assert Contribution.objects.filter(pk=speaker.pk).exists() is is_held


def test_saving_is_counted_as_a_change_of_the_workshop_and_a_refusal_is_not(client, organiser):
    """Calendars show what is parallel as one event, so that any row may change any event."""
    session = make_session()
    workshop = session.workshop
    before = Workshop.objects.get(pk=workshop.pk)

    client.post(url(workshop), posted(row(session, ends_at="09:00")))
    refused = Workshop.objects.get(pk=workshop.pk)
    client.post(url(workshop), posted(row(session, DELETE="on")))
    saved = Workshop.objects.get(pk=workshop.pk)

    assert [each.sequence - before.sequence for each in (refused, saved)] == [0, 1]
    assert saved.changed_at > before.changed_at
