"""What we export is imported again: nothing changes, or all is as it was (A34-A36, A42)."""

import io
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_organisation,
    make_track,
    make_workshop,
)
from tests.workshops.exports.lists import order_of
from tools.sheets.reading import read
from workshops.exports.downloads import Export
from workshops.models import Delegate, Status, StatusChange
from workshops.registration.sheet_import import values
from workshops.registration.sheet_import.carrying_out import carry_out
from workshops.registration.sheet_import.columns import known_heading
from workshops.registration.sheet_import.lines import Verdict
from workshops.registration.sheet_import.plan import plan

pytestmark = pytest.mark.django_db
DIALECTS = [("rfc4180", "en"), *(("excel", language) for language in ("de", "en", "uk", "sq"))]


def exported(workshop, dialect, language, file_format="csv"):
    """Everybody, protected people too."""
    order = order_of(
        workshop,
        dialect=dialect,
        language=language,
        format=file_format,
        with_protected=True,
        reason="a test",
    )
    return b"".join(Export(order))


def table_of(content):
    return read(io.BytesIO(content), known=known_heading)


@pytest.fixture
def workshop():
    """With everything that a list may hold, and what looks like a formula or a guard."""
    workshop = make_workshop()
    energy = make_track(workshop, "energy", title_de="Energie", title_uk="Енергія")
    water = make_track(workshop, "water", title_en="=Water")
    city = make_municipality("winnyzja", name="Winnyzja", name_uk="Вінниця")
    delegation = make_delegation(workshop, city)
    utility = make_organisation("utility", name_en="Utility, Water & Co")
    others = make_delegation(workshop, organisation=utility)
    hidden = make_municipality("melitopol", name="Melitopol", publication_policy="no_people")
    days = list(workshop.days.all())
    first = make_delegate(
        delegation,
        given_name="Олена Іванівна",
        family_name="Ґудзь",
        name_latin="Olena Gudz",
        academic_title="Dr.",
        salutation="пані",
        employer="=1+1",
        position='\'=2; Leiterin, "Bau"',
        email="Olena@example.org",
        phone="+380 44 123 45 67",
        language="uk",
        languages_spoken=("uk", "de"),
        is_head=True,
        rank=1,
        assigned_track=energy,
        track_wish_1=water,
        needs_interpretation=True,
    )
    first.days.set(days[:1])
    make_delegate(delegation, given_name="-5", family_name="'", email="", rank=2)
    make_delegate(others, status=Status.NOMINATED, given_name="", is_substitute=True)
    make_delegate(make_delegation(workshop, hidden), status=Status.ACCEPTED)
    make_delegate(workshop=workshop, affiliation="Nowhere", status=Status.WAITLISTED)
    make_delegate(workshop=workshop, role="press", status=Status.REJECTED, protected=True)
    make_delegate(delegation, status=Status.WITHDRAWN, attendance_mode="online").days.set(days)
    return workshop


@pytest.mark.row("A42")
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize(("dialect", "language"), DIALECTS)
def test_importing_our_own_list_again_changes_nothing(workshop, dialect, language, file_format):
    content = exported(workshop, dialect, language, file_format)
    before = list(Delegate.objects.order_by("pk").values())
    as_text = exported(workshop, dialect, language)

    made = carry_out(workshop, table_of(content), by=None)

    assert made.counts() == {Verdict.SAME: 7}
    assert list(Delegate.objects.order_by("pk").values()) == before
    assert exported(workshop, dialect, language) == as_text


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize(("dialect", "language"), DIALECTS)
def test_a_list_that_was_lost_comes_back_as_it_was(workshop, dialect, language, file_format):
    gone = workshop.delegates.exclude(status=Status.NOMINATED).exclude(delegation=None)
    for person in gone:
        person.status_changes.all().delete()
    Delegate.objects.exclude(pk__in=gone).delete()
    Delegate.objects.update(status=Status.NOMINATED)
    content = exported(workshop, dialect, language, file_format)
    as_text = exported(workshop, dialect, language)
    StatusChange.objects.all().delete()
    Delegate.objects.all().delete()

    made = carry_out(workshop, table_of(content), by=None)

    assert made.counts() == {Verdict.NEW: 4}
    assert exported(workshop, dialect, language) == as_text


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@pytest.mark.row("A36")
@given(texts=st.lists(TEXT, min_size=4, max_size=4), dialect=st.sampled_from(DIALECTS))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_on_the_list_stays_as_it_is(db, texts, dialect):
    workshop = make_workshop()
    names = dict(zip(("position", "employer", "phone", "badge_name"), texts, strict=True))
    make_delegate(make_delegation(workshop), family_name="N")
    Delegate.objects.filter(workshop=workshop).update(**names)

    made = plan(workshop, table_of(exported(workshop, *dialect)))

    assert [(line.changes, line.is_error) for line in made.lines] == [({}, False)]


# as forms keep them: composed, without signs that nobody sees
VISIBLE = (
    st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=1, max_size=12)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: values.line(text) == text)
)


@pytest.mark.row("A36")
@given(texts=st.lists(VISIBLE, min_size=4, max_size=4), dialect=st.sampled_from(DIALECTS))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_comes_back_as_it_was(db, texts, dialect):
    workshop = make_workshop()
    names = ("position", "employer", "phone", "badge_name")
    person = make_delegate(make_delegation(workshop), status=Status.NOMINATED)
    for name, text in zip(names, texts, strict=True):
        setattr(person, name, text)
    person.save()
    content = exported(workshop, *dialect)
    person.delete()

    carry_out(workshop, table_of(content), by=None)

    assert exported(workshop, *dialect) == content
