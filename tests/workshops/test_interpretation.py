import pytest

from tests.factories import make_delegate, make_session, make_track, make_workshop
from workshops import interpretation
from workshops.models import Delegate, Session, Status

pytestmark = pytest.mark.django_db

ONLINE = Delegate.AttendanceMode.ONLINE


@pytest.fixture
def workshop():
    """In German; interpreted into Ukrainian, unless a session says otherwise."""
    return make_workshop(languages_spoken=["de"], languages_interpreted=["uk"])


def comes(workshop, *spoken, **fields):
    return make_delegate(workshop=workshop, languages_spoken=spoken, **fields)


def found(workshop):
    return interpretation.audiences(workshop, interpretation.expected(workshop))


def only(workshop):
    (audience,) = found(workshop)
    return audience


def present(audience):
    heard = [*audience.directly.values(), *audience.interpreted.values(), audience.without]
    return {person for people in heard for person in people}


@pytest.mark.parametrize(
    ("spoken", "asked", "channel"),
    [(("de",), False, ""), (("sq",), False, "sq"), (("de", "uk"), True, "uk"), (("ka",), True, "")],
)
def test_a_person_is_told_the_channel_they_hear(spoken, asked, channel):
    workshop = make_workshop(languages_spoken=("de",), languages_interpreted=("uk", "sq"))
    person = comes(workshop, *spoken, needs_interpretation=asked)

    assert interpretation.channel_of(person, workshop) == channel


def test_everyone_follows_directly_through_a_channel_or_not_at_all(workshop):
    make_session(workshop)
    german, ukrainian = comes(workshop, "en", "de"), comes(workshop, "uk", "en")
    albanian = comes(workshop, "sq")

    audience = only(workshop)

    assert audience.directly == {"de": [german]}
    assert audience.interpreted == {"uk": [ukrainian]}
    assert audience.without == [albanian]
    assert audience.number == 3


def test_what_a_session_is_interpreted_into_stands_instead_of_the_workshop(workshop):
    make_session(workshop, interpreted_into=["sq"])
    ukrainian, albanian = comes(workshop, "uk"), comes(workshop, "sq")

    audience = only(workshop)

    assert audience.channels == ("sq",)
    assert (audience.interpreted, audience.without) == ({"sq": [albanian]}, [ukrainian])


def test_who_asked_for_interpretation_gets_a_headset_although_they_speak_a_working_language(
    workshop,
):
    make_session(workshop)
    person = comes(workshop, "de", "uk", needs_interpretation=True)

    audience = only(workshop)

    assert (audience.directly, audience.interpreted) == ({}, {"uk": [person]})
    assert audience.listeners == [person]


def test_who_asked_for_interpretation_that_is_not_there_has_no_channel(workshop):
    make_session(workshop)
    person = comes(workshop, "de", "sq", needs_interpretation=True)

    assert only(workshop).without == [person]


def test_of_several_channels_the_language_of_the_mails_comes_first(workshop):
    make_session(workshop, interpreted_into=["en", "uk"])
    person = comes(workshop, "en", "uk", language="uk")

    assert only(workshop).interpreted == {"uk": [person]}


def test_where_no_language_is_stated_that_of_the_mails_counts(workshop):
    make_session(workshop)
    person = comes(workshop, language="uk")

    assert only(workshop).interpreted == {"uk": [person]}


def test_a_language_of_the_mails_that_is_not_spoken_is_no_channel(workshop):
    make_session(workshop)
    person = comes(workshop, "sq", language="uk")

    assert only(workshop).without == [person]


def test_those_attend_who_hold_a_place_in_any_role_but_interpreters(workshop):
    make_session(workshop)
    expected = {
        comes(workshop, "de"),
        comes(workshop, "de", status=Status.ACCEPTED),
        comes(workshop, "de", role="expert"),
    }
    comes(workshop, "de", role="interpreter")
    comes(workshop, "de", status=Status.NOMINATED)
    comes(workshop, "de", status=Status.WITHDRAWN)

    assert present(only(workshop)) == expected


def test_people_attend_on_the_days_they_come(workshop):
    make_session(workshop, day=1)
    make_session(workshop, day=2)
    first, second = workshop.days.all()
    always, on_first, on_both = (comes(workshop, "de") for _number in range(3))
    on_first.days.set([first])
    on_both.days.set([first, second])

    assert [present(audience) for audience in found(workshop)] == [
        {always, on_first, on_both},
        {always, on_both},
    ]


def test_a_session_late_in_the_evening_is_on_the_day_of_the_workshop():
    workshop = make_workshop(languages_spoken=["de"], timezone="America/New_York")
    make_session(workshop, "21:00", "22:00", day=1)  # the next day in UTC
    person = comes(workshop, "de")
    person.days.set([workshop.days.first()])

    assert present(only(workshop)) == {person}


def test_a_session_of_a_track_has_the_people_assigned_to_it(workshop):
    energy, water = make_track(workshop), make_track(workshop)
    make_session(workshop, track=energy, kind=Session.Kind.GROUP_WORK)
    inside = comes(workshop, "de", assigned_track=energy)
    comes(workshop, "de", assigned_track=water)
    comes(workshop, "de", track_wish_1=energy)

    assert present(only(workshop)) == {inside}


@pytest.mark.parametrize("kind", [Session.Kind.SOCIAL, Session.Kind.SITE_VISIT])
def test_dinner_and_site_visit_have_those_who_join(workshop, kind):
    session = make_session(workshop, kind=kind)
    joining = comes(workshop, "de")
    joining.joins.add(session)
    comes(workshop, "de")

    assert present(only(workshop)) == {joining}


def test_breaks_need_no_interpretation(workshop):
    make_session(workshop, kind=Session.Kind.BREAK)

    assert found(workshop) == []


def test_the_heading_of_parallel_groups_has_no_people_of_its_own(workshop):
    energy = make_track(workshop)
    make_session(workshop, "09:00", "10:00", kind=Session.Kind.GROUP_WORK)
    in_group = make_session(workshop, "09:00", "10:00", track=energy)
    longer = make_session(workshop, "09:00", "11:00")

    assert [audience.session for audience in found(workshop)] == [in_group, longer]


def test_online_nobody_needs_a_headset(workshop):
    make_session(workshop)
    comes(workshop, "uk", attendance_mode=ONLINE)
    in_the_room = comes(workshop, "uk")

    assert only(workshop).listeners == [in_the_room]


def test_a_room_needs_the_headsets_of_its_fullest_session(workshop):
    energy, water = make_track(workshop), make_track(workshop)
    make_session(workshop, "09:00", "10:00", room="Great hall")
    make_session(workshop, "10:00", "12:00", room="great hall ", track=energy)
    make_session(workshop, "10:00", "12:00", room="Library", track=water)
    make_session(workshop, "11:00", "12:00", track=water)
    comes(workshop, "uk", assigned_track=energy)
    comes(workshop, "uk", assigned_track=water)
    comes(workshop, "uk", assigned_track=water)
    comes(workshop, "de", assigned_track=water)

    audiences = found(workshop)

    assert interpretation.rooms(audiences) == [("Great hall", 3), ("Library", 2), ("", 2)]
    assert interpretation.most_at_once(audiences) == 3


def test_without_a_programme_there_is_nothing_to_count(workshop):
    comes(workshop, "uk")

    assert found(workshop) == []
    assert interpretation.rooms([]) == []
    assert interpretation.most_at_once([]) == 0


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_matrix_needs_the_same_queries(workshop, django_assert_num_queries, number):
    for _number in range(min(number, 20)):
        make_session(workshop, track=make_track(workshop))
    for _number in range(number):
        comes(workshop, "uk").days.set(workshop.days.all())

    with django_assert_num_queries(4):
        found(workshop)


def test_those_left_out_are_counted_once_each_as_on_the_page(workshop):
    make_session(workshop)
    make_session(workshop, "11:00", "12:00", interpreted_into=("uk",))
    comes(workshop, "de")
    comes(workshop, "uk")
    comes(workshop, "fr", language="uk")
    comes(workshop, "sq")
    comes(make_workshop(languages_spoken=["de"]), "fr")

    without = {person for audience in found(workshop) for person in audience.without}

    assert len(without) == 2
    assert interpretation.numbers_left_out([workshop]) == {workshop.pk: 2}


@pytest.mark.parametrize("number", [1, 3])
def test_those_left_out_of_any_number_of_workshops_need_the_same_queries(
    django_assert_num_queries, number
):
    workshops = [make_workshop(languages_spoken=["de"]) for _number in range(number)]
    for workshop in workshops:
        make_session(workshop)
        comes(workshop, "fr", language="uk")

    with django_assert_num_queries(4):
        numbers = interpretation.numbers_left_out(workshops)

    assert numbers == {workshop.pk: 1 for workshop in workshops}
