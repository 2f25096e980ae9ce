"""Two organisers have the same form open; each saves."""

import datetime

import pytest
from django.urls import reverse

from partnerships.models import Municipality
from tests.factories import (
    make_delegate,
    make_municipality,
    make_session,
    make_track,
    make_workshop,
)
from tests.workshops.admin.test_forms import errors_of, fields_of, saved, sent_by
from workshops.models import Session, ThematicTrack, Workshop

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("organiser"),
    pytest.mark.row("L38"),
]

TOLD = "Changed by someone else meanwhile, now: %s. Save again to change it."


def url_of(thing):
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_change", args=[thing.pk])


def save_elsewhere(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def test_what_the_other_has_saved_stays_where_i_changed_nothing(client):
    workshop = make_workshop(title_en="Water", capacity=10)
    mine = fields_of(client, url_of(workshop))

    save_elsewhere(workshop, capacity=12, title_de="Wasser")
    saved(client.post(url_of(workshop), mine | {"title_en": "Water and heat"}))

    workshop = Workshop.objects.get(pk=workshop.pk)
    assert (workshop.title_en, workshop.title_de) == ("Water and heat", "Wasser")
    assert workshop.capacity == 12


def test_where_both_typed_it_is_told_once_and_nothing_is_lost(client):
    workshop = make_workshop(title_en="Water", capacity=10)
    mine = fields_of(client, url_of(workshop)) | {"title_en": "Heat", "capacity": "9"}

    save_elsewhere(workshop, title_en="Waste", title_de="Abfall")
    response = client.post(url_of(workshop), mine)

    assert errors_of(response) == {"title_en": [TOLD % "Waste"]}
    assert response.context["adminform"].form["title_en"].value() == "Heat"
    assert Workshop.objects.get(pk=workshop.pk).title_en == "Waste"

    again = mine | fields_of(client, url_of(workshop), shown=response)
    assert (again["title_en"], again["capacity"]) == ("Heat", "9")
    saved(client.post(url_of(workshop), again))
    workshop = Workshop.objects.get(pk=workshop.pk)
    assert (workshop.title_en, workshop.title_de, workshop.capacity) == ("Heat", "Abfall", 9)


def test_the_page_begins_with_who_changed_which_fields_and_what_to_do(client, organiser):
    workshop = make_workshop(title_en="Water", capacity=10)
    mine = fields_of(client, url_of(workshop)) | {"title_en": "Heat", "capacity": "9"}
    theirs = fields_of(client, url_of(workshop)) | {"title_en": "Waste"}
    saved(client.post(url_of(workshop), theirs))

    response = client.post(url_of(workshop), mine)

    page = response.content.decode()
    (conflict,) = response.context["conflicts"]
    assert conflict.fields == ["Title (English)"]
    assert conflict.last.history_user == organiser
    told = page.index("Not saved: somebody else has changed the same")
    assert told < page.index("<h1")
    assert "save again" in page[told : page.index("<h1")]
    assert organiser.name in page[told : page.index("<h1")]


def test_without_a_conflict_nothing_is_told(client):
    workshop = make_workshop(capacity=10)

    response = client.post(
        url_of(workshop), fields_of(client, url_of(workshop)) | {"capacity": "x"}
    )

    assert response.context["conflicts"] == []
    assert "Not saved: somebody else" not in response.content.decode()


def test_a_third_change_is_told_again(client):
    workshop = make_workshop(title_en="Water")
    mine = fields_of(client, url_of(workshop)) | {"title_en": "Heat"}
    save_elsewhere(workshop, title_en="Waste")
    again = fields_of(client, url_of(workshop), shown=client.post(url_of(workshop), mine))

    save_elsewhere(workshop, title_en="Paper")

    assert errors_of(client.post(url_of(workshop), again)) == {"title_en": [TOLD % "Paper"]}


def test_what_was_typed_wrong_first_is_told_when_it_is_right(client):
    workshop = make_workshop(capacity=10)
    mine = fields_of(client, url_of(workshop)) | {"capacity": "many"}
    save_elsewhere(workshop, capacity=12)
    again = fields_of(client, url_of(workshop), shown=client.post(url_of(workshop), mine))

    told = errors_of(client.post(url_of(workshop), again | {"capacity": "9"}))

    assert told == {"capacity": [TOLD % "12"]}


def test_the_same_typed_by_both_is_no_conflict(client):
    workshop = make_workshop(title_en="Water")
    mine = fields_of(client, url_of(workshop)) | {"title_en": "Heat"}

    save_elsewhere(workshop, title_en="Heat")

    saved(client.post(url_of(workshop), mine))


def test_every_kind_of_field_keeps_what_the_other_has_saved(client):
    host, other = make_municipality(name="Lviv"), make_municipality(name="Odesa")
    workshop = make_workshop(host_municipality=host, description_en="<p>Short</p>")
    mine = fields_of(client, url_of(workshop))
    theirs = {
        "host_municipality": other,
        "description_en": "<p>Long</p>",
        "nomination_closes_at": datetime.datetime(2030, 3, 1, 12, tzinfo=datetime.UTC),
        "languages_interpreted": ("uk", "sq"),
        "kind": "conference",
        "has_open_call": True,
        "starts_on": datetime.date(2030, 5, 6),
    }

    save_elsewhere(workshop, **theirs)
    saved(client.post(url_of(workshop), mine))

    workshop = Workshop.objects.get(pk=workshop.pk)
    assert {name: getattr(workshop, name) for name in theirs} == theirs


def test_chosen_days_are_heeded_as_one_value(client):
    person = make_delegate()
    first, second = person.workshop.days.all()
    person.days.set([first])
    mine = fields_of(client, url_of(person)) | {"position": "Engineer"}

    person.days.set([first, second])
    saved(client.post(url_of(person), mine))
    assert person.days.count() == 2

    mine = fields_of(client, url_of(person)) | {"days": [first.pk]}
    person.days.set([second])
    told = errors_of(client.post(url_of(person), mine))
    assert told == {"days": [TOLD % second]}


@pytest.mark.parametrize(
    ("field", "now", "typed", "words"),
    [
        ("kind", "conference", "webinar", "conference"),
        ("starts_on", datetime.date(2030, 5, 6), "2030-05-05", "May 6, 2030"),
    ],
)
def test_the_stored_value_is_told_in_words(client, field, now, typed, words):
    workshop = make_workshop()
    mine = fields_of(client, url_of(workshop)) | {field: typed}

    save_elsewhere(workshop, **{field: now})

    assert errors_of(client.post(url_of(workshop), mine))[field] == [TOLD % words]


def test_rows_are_heeded_one_by_one(client):
    workshop = make_workshop()
    first, second = (make_track(workshop, title_en=title) for title in ("Roads", "Rails"))
    mine = fields_of(client, url_of(workshop))

    save_elsewhere(first, title_en="Streets")
    saved(client.post(url_of(workshop), mine | {"tracks-1-title_en": "Trams"}))
    assert [track.title_en for track in workshop.tracks.order_by("pk")] == ["Streets", "Trams"]

    save_elsewhere(second, title_en="Buses")
    typed = fields_of(client, url_of(workshop))
    save_elsewhere(second, title_en="Ferries")
    response = client.post(url_of(workshop), typed | {"tracks-1-title_en": "Boats"})
    assert errors_of(response) == {"title_en": [TOLD % "Ferries"]}
    again = fields_of(client, url_of(workshop), shown=response)
    saved(client.post(url_of(workshop), again))
    assert ThematicTrack.objects.get(pk=second.pk).title_en == "Boats"


def test_a_programme_moved_by_somebody_else_is_not_moved_back(client):
    workshop = make_workshop()
    session = make_session(workshop, title_en="Opening")
    url = f"/admin/workshops/workshop/{workshop.pk}/programme/"
    mine = sent_by(client.get(url).context["rows"])
    times = ("sessions-0-starts_at", "sessions-0-ends_at")
    clock = {name: f"{mine[name]:%H:%M}" for name in times}

    moved = session.starts_at + datetime.timedelta(minutes=15)
    Session.objects.filter(pk=session.pk).update(starts_at=moved)
    response = client.post(url, mine | clock | {"sessions-0-title_en": "Welcome"})

    assert response.status_code == 302, [row.errors for row in response.context["rows"]]
    session.refresh_from_db()
    assert (session.starts_at, session.title_en) == (moved, "Welcome")


@pytest.mark.parametrize("read", ["", "{", "[]", "null", '{"title_en": 7}', '{"none": "x"}'])
def test_a_form_without_fingerprints_is_taken_as_it_is(client, read):
    municipality = make_municipality(name="Lviv")
    mine = fields_of(client, url_of(municipality)) | {"read": read, "name_en": "Lemberg"}

    response = client.post(url_of(municipality), mine)

    assert response.status_code in {200, 302}
    if response.status_code == 302:
        assert Municipality.objects.get(pk=municipality.pk).name_en == "Lemberg"
