import pytest

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_organisation,
    make_partnership,
    make_past_workshop,
    make_report,
    make_topic,
    make_track,
    make_workshop,
)
from workshops.models import Workshop, WorkshopOrganiser

LANGUAGES = ("de", "en", "uk", "sq")


@pytest.fixture
def world():
    """A past workshop with a report, one ahead, municipalities, a partnership: all public."""
    topic = make_topic("energy", name_de="Energie", name_en="Energy")
    host = make_municipality("hosthausen", country="DE", latitude="48.1", longitude="11.6")
    guest = make_municipality(
        "gastivka",
        name="Hastiwka",
        native_name="Гостівка",
        native_language="uk",
        latitude="50.9",
        longitude="34.8",
    )
    past = make_past_workshop("past-one", host_municipality=host)
    ahead = make_workshop(
        "ahead-one",
        host_municipality=host,
        cities_public_from=Workshop.CitiesPublicFrom.ACCEPTANCE,
    )
    for workshop in (past, ahead):
        make_track(workshop, "track", topic=topic)
        make_delegation(workshop, host)
        make_delegate(make_delegation(workshop, guest), family_name="Nobodyknows")
    WorkshopOrganiser.objects.create(workshop=past, organisation=make_organisation("network"))
    make_report(past, "report-one", body_de="Was geschah.")
    make_partnership(host, guest)
    return {"host": host, "guest": guest, "past": past, "ahead": ahead, "topic": topic}


def fill_lists(number):
    """A number of rows of everything that lists and files show."""
    for position in range(number):
        host = make_municipality(name=f"Stadt {position}")
        for make in (make_workshop, make_past_workshop):
            workshop = make(host_municipality=host)
            make_track(workshop, topic=make_topic())
            make_delegation(
                workshop, make_municipality(), named_in_source=True, status="interested"
            )
            make_report(workshop, source_url_de="https://example.org/bericht")
        make_partnership(host, make_municipality()).topics.add(make_topic())


@pytest.fixture
def pages(world):
    """The path of every public page, without the language."""
    return [
        "",
        "workshops/",
        "workshops/?when=past",
        "workshops/past-one/",
        "workshops/ahead-one/",
        "cities/",
        "cities/gastivka/",
        "topics/",
        "topics/energy/",
        "partnerships/",
        "map/",
        "map/?city=gastivka",
        "reports/",
        "reports/report-one/",
        "about/",
        "contact/",
        "imprint/",
        "privacy/",
        "accessibility/",
        "plain-language/",
        "sign-language/",
        "map-notice/",
    ]
