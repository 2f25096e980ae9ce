"""Markup in every public text, in each language: it shows as text or it is gone (A50, A53)."""

from collections import Counter

import pytest
from django.db.models import CharField, EmailField, SlugField, TextField, URLField
from django.utils import timezone
from modeltranslation.translator import NotRegistered, translator

from partnerships.models import CodeListField, CountryNote, PictureField, Spelling
from tests.attacks import VECTORS, Elements, faults
from tests.factories import make_material, make_outcome, make_session
from tests.workshops.public.conftest import LANGUAGES
from workshops.models import (
    Contribution,
    TextPage,
    ThematicTrack,
    WorkshopOrganiser,
    WorkshopRelation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.row("A50")]

ROUNDS = 12
# elements of which a page has as many as before, whatever the texts are
ACTING = {"base", "button", "form", "iframe", "input", "link", "meta", "object", "script", "style"}
# what a text may bring along: its language
OFTEN = {(tag, "lang") for tag in ("a", "bdi", "dd", "div", "h1", "h3", "li", "p", "span", "td")}
NOT_WORDS = (EmailField, CodeListField, PictureField, SlugField, URLField)
CODES = {"code", "country", "native_language", "timezone"}


@pytest.fixture
def records(world):
    """One or more of each thing with a text that a public page shows."""
    past, ahead, guest = world["past"], world["ahead"], world["guest"]
    ahead.cancelled_at = timezone.now()
    report, track = past.reports.get(), past.tracks.get()
    report.figures.create(metric="delegates", value=35, qualifier="more_than")
    return [
        past,
        ahead,
        guest,
        world["host"],
        world["topic"],
        report,
        track,
        *report.figures.all(),
        *guest.partnerships.all(),
        *[each.organisation for each in WorkshopOrganiser.objects.all()],
        *ThematicTrack.objects.filter(workshop=ahead),
        Contribution(workshop=past, track=track, role="expert"),
        Contribution(workshop=past, role="expert"),
        CountryNote(code="UA"),
        Spelling(municipality=guest, text="x"),
        WorkshopRelation(from_workshop=past, to_workshop=ahead, kind="follows"),
        make_session(past, track=track),
        make_outcome(past),
        make_material(past),
        *[TextPage(key=key) for key in TextPage.Key.values],
    ]


PATHS = (
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
    "reports/",
    "reports/report-one/",
    "search/?q=alert",
    "map/",
    *(f"{key.replace('_', '-')}/" for key in TextPage.Key.values),
)


def text_fields(model):
    """The columns in which organisers write: the suffixed ones of translated fields."""
    try:
        bare = set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        bare = set()
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not isinstance(field, NOT_WORDS)
        is_written = field.editable and not field.choices and field.name not in bare | CODES
        if is_text and is_written:
            yield field


def fill(records, text_of):
    for record in records:
        for field in text_fields(type(record)):
            setattr(record, field.name, text_of(field))
        record.save()


def chunk(number):
    """A twelfth of the vectors for a long text, one of them for a short one."""
    share = VECTORS[number::ROUNDS]

    def text_of(field):
        if isinstance(field, TextField):
            return "\n\n".join(share)
        short = [vector for vector in share if len(vector) <= (field.max_length or 0)]
        return short[len(field.name) % len(short)] if short else '"><b>x'[: field.max_length]

    return text_of


def elements_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return Elements(response.content.decode())


def names(elements):
    """Every element with every attribute that the frame of a page has."""
    return {(tag, name) for tag, attributes in elements.frame for name in ("", *attributes)}


def acting(elements):
    return Counter(tag for tag, _attributes in elements.frame if tag in ACTING)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_markup_never_becomes_an_element(client, records, number):
    paths = [f"/{LANGUAGES[number % len(LANGUAGES)]}/{path}" for path in PATHS]
    fill(records, lambda field: "Wort"[: field.max_length])
    before = {path: elements_of(client, path) for path in paths}
    known = set().union(*map(names, before.values())) | OFTEN

    fill(records, chunk(number))

    for path in paths:
        elements = elements_of(client, path)
        assert names(elements) - known == set(), path
        assert acting(elements) == acting(before[path]), path
        assert faults(elements.rich) == [], path
        assert addresses(elements) <= {"", "http", "https", "mailto"}, path


def addresses(elements):
    found = set()
    for _tag, attributes in [*elements.frame, *elements.rich]:
        for name in ("href", "src", "action", "srcset"):
            scheme, colon, _rest = (attributes.get(name) or "").partition(":")
            found.add(scheme.strip().lower() if colon else "")
    return found
