"""The traps of the Munich workshop: what its report says, and what it does not say."""

import datetime

import pytest

from partnerships.models import Municipality, Organisation
from workshops.models import Delegate, Delegation, Report, ReportedFigure, Workshop
from workshops.models import WorkshopRelation as Relation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

LANGUAGES = ("de", "en", "uk", "sq")


@pytest.fixture
def munich(demo, db):
    return Workshop.objects.get(slug="resilience-munich-2023")


def public_municipalities(workshop):
    delegations = Delegation.objects.public().of_municipalities().filter(workshop=workshop)
    return {delegation.municipality.slug for delegation in delegations.with_senders()}


def public_organisations(workshop):
    delegations = Delegation.objects.public().of_organisations().filter(workshop=workshop)
    return {delegation.organisation.slug for delegation in delegations.with_senders()}


def test_the_figure_belongs_to_the_ukrainian_municipalities(munich):
    figure = ReportedFigure.objects.get()

    assert figure.report.workshop == munich
    assert (figure.metric, figure.value, figure.qualifier) == ("delegates", 35, "more_than")
    assert [getattr(figure, f"scope_{code}") for code in LANGUAGES] == [
        "ukrainische Kommunen",
        "Ukrainian municipalities",
        "українські громади",
        "komunat ukrainase",
    ]


def test_fifteen_municipalities_are_named_in_the_report(munich):
    named = Delegation.objects.public().of_municipalities().filter(workshop=munich)

    assert public_municipalities(munich) == {
        *("sambir", "sumy", "brovary", "lutsk", "vinnytsia", "trostianets-sumy", "berezhany"),
        *("zbarazh", "mykolaiv", "melitopol", "novovolynsk"),
        *("pristina", "gllogoc"),
        *("muenchen", "eichenau"),
    }
    assert set(named.values_list("status", "named_in_source")) == {("accepted", True)}


def test_utilities_take_part_and_their_municipalities_do_not(munich):
    assert public_organisations(munich) == {"stadtwerke-gersthofen", "rheinenergie"}
    assert public_municipalities(munich).isdisjoint({"gersthofen", "koeln"})


def test_munich_is_host_and_participant(munich):
    assert munich.host_municipality.slug == "muenchen"
    assert "muenchen" in public_municipalities(munich)


def test_the_conference_is_one_event_of_its_own_and_nothing_is_computed(munich):
    relation = Relation.objects.get()
    conference = relation.to_workshop

    assert (relation.from_workshop, relation.kind) == (munich, Relation.Kind.FOLLOWS)
    assert not any(getattr(relation, f"note_{code}") for code in LANGUAGES)
    assert conference.slug == "leipzig-conference-2023"
    assert (conference.kind, conference.format) == ("conference", "hybrid")
    assert conference.dates == [datetime.date(2023, 11, day) for day in (13, 14, 15)]
    assert Workshop.objects.filter(host_municipality__slug="leipzig").past().count() == 1
    assert [one.organisation.slug for one in conference.organisers.all()] == [
        "skew",
        "dstgb",
        "auc",
    ]


def test_experts_are_unnamed(munich):
    assert [
        (one.role, one.person_name, one.topic_title_en) for one in munich.contributions.all()
    ] == [
        ("expert", "", "Green urban development"),
        ("expert", "", "Energy grid optimisation"),
        ("expert", "", "Cluster development"),
    ]


def test_nothing_unknown_is_invented(munich):
    assert not any(getattr(munich, f"venue_{code}") for code in LANGUAGES)
    assert not any(getattr(munich, f"description_{code}") for code in LANGUAGES)
    assert munich.languages_spoken == munich.languages_interpreted == ()
    assert (munich.capacity, munich.nomination_opens_at, munich.mailbox) == (None, None, "")
    assert [day.date for day in munich.days.all()] == munich.dates


def test_texts_exist_in_every_language(munich):
    report = Report.objects.public().get()

    for code in LANGUAGES:
        assert getattr(munich, f"title_{code}")
        assert getattr(munich, f"summary_{code}")
        assert getattr(report, f"headline_{code}")
        assert getattr(report, f"kicker_{code}")
        assert getattr(report, f"body_{code}").count("<p>") == 3
    assert report.published_on == datetime.date(2024, 1, 18)


def test_tracks_stand_in_order_with_their_topics(munich):
    tracks = munich.tracks.select_related("topic")

    assert [(track.slug, track.topic.slug, track.topic.colour) for track in tracks] == [
        ("economic-development", "local-economic-development", "t1"),
        ("renewable-energy", "renewable-energy", "t2"),
        ("integrated-urban-development", "integrated-urban-development", "t3"),
    ]


def test_organisers_stand_in_their_roles(munich):
    assert [(one.role, one.organisation.slug) for one in munich.organisers.all()] == [
        ("lead", "connective-cities"),
        ("partner", "deutscher-staedtetag"),
        ("partner", "giz"),
        ("partner", "engagement-global"),
        ("partner", "skew"),
        ("host", "muenchen-stadt"),
        ("funder", "bmz"),
    ]


def test_people_of_an_occupied_municipality_are_protected(munich):
    protected = munich.delegates.protected()

    assert munich.delegates.count() == 60
    assert munich.delegates.unprotected().count() == 57
    assert {person.delegation.municipality.slug for person in protected} == {"melitopol"}
    assert set(protected.values_list("protected", flat=True)) == {True}


def test_people_reached_their_status_through_the_verbs(munich):
    counts = {
        status: munich.delegates.filter(status=status).count()
        for status in ("confirmed", "nominated", "waitlisted", "withdrawn")
    }
    changes = munich.delegates.get(email="delegate01@example.org").status_changes

    assert counts == {"confirmed": 52, "nominated": 3, "waitlisted": 2, "withdrawn": 3}
    assert list(changes.values_list("from_status", "to_status")) == [
        ("", "nominated"),
        ("nominated", "accepted"),
        ("accepted", "confirmed"),
    ]


def test_organising_team_takes_no_seat_and_is_no_participating_organisation(munich):
    team = munich.delegates.filter(role=Delegate.Role.TEAM)

    assert {(person.delegation, person.affiliation) for person in team} == {
        (None, "Connective Cities"),
        (None, "GIZ"),
        (None, "Servicestelle Kommunen in der Einen Welt"),
    }
    assert munich.delegates.occupying().count() == 49


def test_mail_language_is_one_of_ours_and_the_own_language_is_kept(munich):
    spoken = dict(munich.delegates.values_list("email", "languages_spoken"))
    mail = dict(munich.delegates.values_list("email", "language"))

    assert (spoken["delegate44@example.org"], mail["delegate44@example.org"]) == (("sr",), "en")
    assert (spoken["delegate59@example.org"], mail["delegate59@example.org"]) == (("ar",), "en")


@pytest.mark.parametrize(
    ("number", "field", "text"),
    [
        ("02", "family_name", "Дем’янчук"),
        ("03", "given_name", "Мар\u02bcяна"),
        ("08", "given_name", "O'Ksana"),
        ("14", "position", 'Заступниця директора "Агенції просторового розвитку"'),
        ("15", "position", "Керівник проєкту\n«Розумне місто»"),
        ("17+news", "family_name", "Буг"),
        ("43", "family_name", ""),
        ("48", "name_latin", "İpek Yıldız"),
        ("51", "given_name", "=SUM(1+1)"),
        ("52", "given_name", "+49"),
        ("53", "family_name", "-Stromberg"),
        ("54", "position", "\tFachplaner"),
        ("55", "given_name", 'Robert"; DROP TABLE delegates;--'),
        ("56", "position", "CEO <script>alert(1)</script> Ltd"),
        ("57", "family_name", "小龍"),
    ],
)
def test_awkward_text_is_stored_as_given(munich, number, field, text):
    person = munich.delegates.get(email=f"delegate{number}@example.org")

    assert getattr(person, field) == text


@pytest.mark.parametrize(
    ("slug", "days"),
    [
        ("economic-resilience-2023", ["2023-09-05", "2023-09-07"]),
        ("land-use-ssa-2021", ["2021-10-19", "2021-10-21", "2021-10-26"]),
        ("kocaeli-2017", ["2017-07-04", "2017-07-05", "2017-07-06"]),
    ],
)
def test_events_keep_the_gaps_between_their_days(slug, days):
    event = Workshop.objects.get(slug=slug)

    assert [day.date.isoformat() for day in event.days.all()] == days


def test_events_are_a_published_archive_with_titles_as_quoted():
    archive = Workshop.objects.public().past()
    quoted = archive.get(slug="muenster-conference-2025")

    assert archive.count() == 22
    assert (quoted.title_de, quoted.title_uk, quoted.title_sq) == (None, None, None)
    assert quoted.title_en == "7th German-Ukrainian Municipal Partnership Conference"


def test_events_elsewhere_have_a_place_and_no_host():
    beirut = Workshop.objects.get(slug="beirut-2017")

    assert (beirut.host_municipality, beirut.place_de) == (None, "Beirut")
    assert beirut.timezone == "Asia/Beirut"


def test_hiding_a_municipality_takes_its_utility_along(munich):
    Municipality.objects.filter(slug="koeln").update(publication_policy="hidden")

    assert public_organisations(munich) == {"stadtwerke-gersthofen"}
    assert "rheinenergie" not in Organisation.objects.public().values_list("slug", flat=True)
