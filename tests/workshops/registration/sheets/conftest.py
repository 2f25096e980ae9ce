import io

import pytest

from tests.factories import make_delegation, make_municipality, make_track, make_workshop
from tools.sheets.reading import How, read
from workshops.registration.sheet_import.carrying_out import carry_out
from workshops.registration.sheet_import.columns import known_heading
from workshops.registration.sheet_import.lines import Choices
from workshops.registration.sheet_import.plan import plan


@pytest.fixture
def workshop():
    """Köln and Winnyzja send people; there are two towns called Mykolajiw."""
    workshop = make_workshop("w")
    make_track(workshop, "energy", title_de="Energie", title_uk="Енергія")
    make_delegation(workshop, make_municipality("koeln", country="DE", name="Köln"))
    winnyzja = make_municipality("winnyzja", name="Winnyzja", name_uk="Вінниця")
    winnyzja.spellings.create(text="Vinnitsa")
    make_delegation(workshop, winnyzja)
    make_municipality("mykolajiw-south", name="Mykolajiw")
    make_municipality("mykolajiw-west", name="Mykolajiw")
    make_municipality("bottrop", country="DE", name="Bottrop")
    return workshop


def table(content, **how):
    content = content.encode() if isinstance(content, str) else content
    return read(io.BytesIO(content), How(**how), known=known_heading)


@pytest.fixture
def look(workshop):
    """look(text, …choices): the plan for a CSV."""
    return lambda text, **chosen: plan(workshop, table(text), Choices(**chosen))


@pytest.fixture
def bring_in(workshop):
    """bring_in(text, …choices): imports a CSV."""

    def import_it(text, *, only_good=False, mark="", by=None, **chosen):
        choices = Choices(**chosen)
        return carry_out(workshop, table(text), choices, by=by, only_good=only_good, mark=mark)

    return import_it
