import datetime

import pytest

from tests.factories import make_workshop

AT = datetime.datetime(2027, 2, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def workshop(db):
    return make_workshop(
        starts_on=datetime.date(2027, 5, 7),
        title_de="Straße der Städte",
        title_uk="Ґанок Європи: Їжак, Ірпінь",
        title_sq="Qëndrueshmëria në kohë lufte",
        place_de="München",
        funder_reference="F-77",
    )
