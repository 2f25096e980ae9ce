import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from modeltranslation.translator import translator

from tests.factories import (
    make_municipality,
    make_organiser,
    make_report,
    make_track,
    make_workshop,
)
from workshops import texts
from workshops.models import Contribution, TranslationReview, Workshop, WorkshopRelation
from workshops.texts import Change, State

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
START = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)


def written(**fields):
    return make_workshop(**{"title_de": "Titel", "title_en": "Title"} | fields)


def at(thing, hours, **fields):
    """The thing with new texts, saved some hours after START."""
    for name, text in fields.items():
        setattr(thing, name, text)
    thing._history_date = START + hours * HOUR
    thing.save()
    return thing


def text_of(workshop, name="title"):
    return next(text for text in texts.of(workshop) if text.name == name)


def states(workshop, name="title"):
    found = texts.of(workshop)
    text = next(text for text in found if text.name == name)
    return {code: found.state(text, code).value for code in ("de", "en", "uk", "sq")}


def test_every_translated_part_of_a_workshop_is_found_by_itself():
    relations = {
        model._meta.model_name
        for model in translator.get_registered_models()
        if model._meta.app_label == "workshops"
    }

    assert {model._meta.model_name for model, _path in texts.parts()} == relations - {
        "messagetemplate",
        "textpage",
    }


def test_a_history_is_kept_of_every_part():
    assert [model for model, _path in texts.parts() if not hasattr(model, "history")] == []


def test_the_history_of_contributions_keeps_no_person():
    Contribution.objects.create(workshop=written(), person_name="Canary", topic_title_de="Thema")

    assert "Canary" not in str(list(Contribution.history.values()))


def test_texts_of_all_parts_are_found_and_no_others():
    workshop, other = written(summary_uk="Коротко"), written()
    track = make_track(workshop, title_de="Energie")
    report = make_report(workshop, headline_de="Bericht", source_url_de="https://example.org/")
    figure = report.figures.create(metric="delegates", value=35, scope_de="der Städte")
    relation = WorkshopRelation.objects.create(
        from_workshop=workshop, to_workshop=other, kind="follows", note_de="Notiz"
    )
    make_track(other)

    found = texts.of(workshop)

    assert set(found.by_key) == {
        f"workshop:{workshop.pk}:title",
        f"workshop:{workshop.pk}:summary",
        f"thematictrack:{track.pk}:title",
        f"report:{report.pk}:headline",
        f"reportedfigure:{figure.pk}:scope",
        f"workshoprelation:{relation.pk}:note",
    }


def test_a_label_says_what_a_text_belongs_to_and_names_nobody():
    workshop = written()
    make_track(workshop)
    make_track(workshop)
    workshop.contributions.create(person_name="Canary", topic_title_de="Thema")

    with override("en"):
        labels = [text.label for text in texts.of(workshop)]

    assert labels == [
        "Workshop · Title",
        "Thematic track 1 · Title",
        "Thematic track 2 · Title",
        "Contribution 1 · Topic",
    ]


def test_the_source_is_german_else_the_next_language_that_is_written():
    workshop = make_workshop(title_de="", title_en="", title_sq="Titulli", summary_de="Kurz")

    assert text_of(workshop, "title").source.language == "sq"
    assert text_of(workshop, "summary").source.language == "de"
    assert states(workshop)["sq"] == State.COMPLETE


def test_a_text_is_complete_missing_or_copied():
    workshop = written(title_de="Aktiv", title_en="Active", title_uk="", title_sq="Aktiv")

    assert states(workshop) == {
        "de": "complete",
        "en": "complete",
        "uk": "missing",
        "sq": "complete",
    }


def test_a_translation_is_stale_when_the_source_changed_after_it():
    workshop = at(written(), 0, title_de="Alt", title_en="Old", title_uk="Старе")
    at(workshop, 1, title_de="Neu")
    at(workshop, 2, title_en="New", summary_de="Etwas anderes")

    assert states(workshop) == {
        "de": "complete",
        "en": "complete",
        "uk": "stale",
        "sq": "missing",
    }


def test_other_line_ends_are_no_change():
    workshop = at(written(), 0, summary_de="Eins\nZwei", summary_en="One\nTwo")
    at(workshop, 1, summary_de="Eins\r\nZwei ")

    assert states(workshop, "summary")["en"] == State.COMPLETE


def test_a_row_without_history_is_never_stale():
    workshop = at(written(), 0, title_de="Alt", title_en="Old")
    Workshop.history.all().delete()
    Workshop.objects.filter(pk=workshop.pk).update(title_de="Neu")

    assert states(workshop)["en"] == State.COMPLETE


def test_a_confirmed_translation_is_right_until_the_source_changes_again():
    workshop = at(written(), 0, title_de="Alt", title_en="Old", title_uk="Старе")
    at(workshop, 1, title_de="Neu")
    TranslationReview.objects.create(
        workshop=workshop,
        language="en",
        confirmed_at=START + 2 * HOUR,
        confirmed_by=make_organiser(),
    )

    assert (states(workshop)["en"], states(workshop)["uk"]) == ("complete", "stale")

    at(workshop, 3, title_de="Noch neuer")

    assert states(workshop)["en"] == State.STALE


def test_missing_counts_without_history():
    workshop, other = written(summary_de="Kurz"), written(title_uk="Назва")
    make_track(workshop, title_de="Energie")

    assert texts.missing([workshop, other]) == {
        workshop.pk: {"en": 2, "uk": 3, "sq": 3},
        other.pk: {"sq": 1},
    }


@pytest.mark.parametrize("read", [texts.of_all, texts.missing])
def test_the_same_queries_for_1_3_and_300_rows_of_history(read):
    numbers = []
    for rows in (1, 3, 300):
        workshops = [written() for _number in range(min(rows, 3))]
        track = make_track(workshops[0])
        for number in range(rows):
            track.title_de = f"Titel {number}"
            track.save()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read(workshops)
        numbers.append(len(queries))

    assert len(set(numbers)) == 1
    assert numbers[0] == len(texts.parts()) * (2 if read is texts.of_all else 1) + (
        read is texts.of_all
    )


def change(workshop, language, version, name="title"):
    text = text_of(workshop, name)
    return {text.key: Change(version, text.mark(language))}


def test_writing_changes_one_language_and_leaves_a_record():
    workshop = written()

    number = texts.write(workshop, "uk", change(workshop, "uk", " Назва\r\n"))

    workshop.refresh_from_db()
    assert (number, workshop.title_uk, workshop.title_de) == (1, "Назва", "Titel")
    assert workshop.history.count() == 2
    assert states(workshop)["uk"] == State.COMPLETE
    assert "назва" in workshop.search_key or "nazva" in workshop.search_key


def test_writing_what_stands_there_changes_nothing():
    workshop = written()

    assert texts.write(workshop, "en", change(workshop, "en", "Title")) == 0
    assert workshop.history.count() == 1


def refusal(workshop, language, changes):
    with pytest.raises(texts.Refused) as refused:
        texts.write(workshop, language, changes)
    ((_key, error),) = refused.value.errors.items()
    return error


def test_nobody_is_overwritten_unseen():
    workshop = written()
    changes = change(workshop, "en", "Mine")
    at(workshop, 1, title_en="Theirs")

    assert isinstance(refusal(workshop, "en", changes), texts.Outdated)
    workshop.refresh_from_db()
    assert workshop.title_en == "Theirs"


def test_a_translation_of_an_older_source_is_not_taken_for_a_new_one():
    workshop = written()
    changes = change(workshop, "uk", "Назва")
    at(workshop, 1, title_de="Ganz anders")

    assert isinstance(refusal(workshop, "uk", changes), texts.Outdated)


def test_what_one_did_not_touch_may_be_changed_by_others():
    workshop = written()
    changes = change(workshop, "en", "Title")
    at(workshop, 1, title_en="Theirs")

    assert texts.write(workshop, "en", changes) == 0
    workshop.refresh_from_db()
    assert workshop.title_en == "Theirs"


@pytest.mark.parametrize("mark", ["", "-", "x", "a-b-c", "ґ" * 100])
def test_a_wrong_mark_overwrites_nothing(mark):
    workshop = written()
    key = text_of(workshop).key

    assert isinstance(refusal(workshop, "en", {key: Change("Mine", mark)}), texts.Outdated)


def test_texts_of_another_workshop_are_unknown():
    workshop, other = written(), written()

    error = refusal(workshop, "en", change(other, "en", "Mine"))

    assert type(error) is ValidationError
    other.refresh_from_db()
    assert other.title_en == "Title"


def test_a_text_too_long_is_refused_and_all_others_with_it():
    workshop = written(summary_de="Kurz")
    changes = change(workshop, "uk", "я" * 251) | change(workshop, "uk", "Коротко", "summary")

    refusal(workshop, "uk", changes)

    workshop.refresh_from_db()
    assert not workshop.summary_uk


def test_the_last_version_of_a_title_stays():
    workshop = make_workshop(title_en="")

    assert refusal(workshop, "de", change(workshop, "de", ""))


def test_an_optional_text_may_be_emptied():
    workshop = written(summary_de="Kurz")

    texts.write(workshop, "de", change(workshop, "de", "", "summary"))

    assert [text.name for text in texts.of(workshop)] == ["title"]


def test_a_contribution_keeps_a_name_or_a_topic():
    workshop = written()
    workshop.contributions.create(topic_title_de="Thema", municipality=make_municipality())

    assert refusal(workshop, "de", change(workshop, "de", "", "topic_title"))


def test_rich_text_is_cleaned():
    workshop = written(description_de="<p>Kurz</p>")

    texts.write(
        workshop,
        "uk",
        change(workshop, "uk", "<p>Так</p><script>alert(1)</script>", "description"),
    )

    workshop.refresh_from_db()
    assert workshop.description_uk == "<p>Так</p>"
