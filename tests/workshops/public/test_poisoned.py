"""A broken row, as an import by SQL or an old backup may leave one, breaks no page."""

import pytest
from django.db import IntegrityError, connection, transaction

from partnerships.models import Municipality, Partnership
from tests.factories import make_material, make_outcome, make_session
from tests.workshops.public.conftest import LANGUAGES
from workshops.models import (
    Material,
    Outcome,
    Report,
    Session,
    ThematicTrack,
    Workshop,
    WorkshopOrganiser,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.row("L37")]

PAGES = [
    "/{}/",
    "/{}/workshops/",
    "/{}/workshops/?when=past",
    "/{}/workshops/past-one/",
    "/{}/cities/",
    "/{}/cities/hosthausen/",
    "/{}/map/",
    "/{}/partnerships/",
    "/{}/topics/",
    "/{}/topics/energy/",
    "/{}/reports/",
    "/{}/reports/report-one/",
    "/{}/search/?q=energie",
    "/{}/workshops/calendar.ics",
    "/{}/workshops/past-one/calendar.ics",
    "/{}/workshops/past-one/share.png",
    "/{}/feed.atom",
    "/data/workshops.json",
    "/data/cities.csv",
    "/data/partnerships.csv",
    "/sitemap.xml",
]
IN_NO_LANGUAGE = {"": None, "_de": None, "_en": None, "_uk": None, "_sq": None}


def in_no_language(name):
    return {f"{name}{end}": None for end in IN_NO_LANGUAGE}


POISONS = [
    (Workshop, {"languages_spoken": "xx", "languages_interpreted": "yy de"}),
    (Workshop, {"timezone": "Nowhere/Never"}),
    (Workshop, {"kind": "unheard_of"}),
    (Workshop, {"format": "odd"}),
    (Workshop, {"cover": "nonsense"}),
    (Workshop, in_no_language("title")),
    (Workshop, {f"title_{code}": "" for code in LANGUAGES}),
    (Municipality, {"country": "ZZ"}),
    (Municipality, {"native_language": "xx"}),
    (Municipality, {"latitude": "999", "longitude": "-999"}),
    (Municipality, in_no_language("name")),
    (Partnership, {"kind": "unheard_of"}),
    (ThematicTrack, in_no_language("title")),
    (Session, {"kind": "unheard_of", "interpreted_into": "xx"}),
    (Session, in_no_language("title")),
    (Material, {"language": "xx", "visibility": "odd"}),
    (Material, {"file": "materials/not-there.pdf"}),
    (Outcome, {"kind": "unheard_of"}),
    (Report, in_no_language("body")),
    (WorkshopOrganiser, {"role": "unheard_of"}),
]


def poison(model, columns):
    """Past every check of ours; what the database itself refuses is no row."""
    known = {field.column for field in model._meta.concrete_fields}
    assert known.issuperset(set(columns) - {name for name in columns if name in IN_NO_LANGUAGE})
    setting = ", ".join(f"{name} = %s" for name in columns)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {model._meta.db_table} SET {setting}", list(columns.values()))
            assert cursor.rowcount > 0
    except IntegrityError:
        return False
    return True


def name_of(value):
    return value.__name__ if isinstance(value, type) else "-".join(value)


@pytest.mark.parametrize(("model", "columns"), POISONS, ids=name_of)
def test_a_broken_row_breaks_no_page(client, world, model, columns):
    make_session(world["past"])
    make_material(world["past"])
    make_outcome(world["past"])
    is_stored = poison(model, columns)

    found = {}
    for page in PAGES:
        for language in LANGUAGES if is_stored and "{}" in page else ("de",):
            address = page.format(language)
            response = client.get(address)
            b"".join(response) if response.streaming else response.content
            found[address] = response.status_code
    assert {address: status for address, status in found.items() if status != 200} == {}
