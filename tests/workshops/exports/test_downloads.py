"""A file on its way out: whole or visibly broken off, from one moment, logged as it ended."""

import contextlib
import dataclasses
import io
import threading

import openpyxl
import pytest
import time_machine
from django.db import connection, utils

from tests.factories import make_delegate, make_workshop
from tests.workshops.exports.lists import AWKWARD, FORMULAS, crowd, export_of, parsed
from tools.sheets.reading import read
from workshops.exports import downloads
from workshops.exports.participants import COLUMNS, Rows, one_each
from workshops.exports.purposes import PURPOSES
from workshops.exports.snapshot import snapshot
from workshops.models import Delegate, ExportLog

FORMATS = ["csv", "xlsx"]


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", FORMATS)
def test_log_says_complete_once_the_last_byte_was_asked_for(file_format):
    workshop = make_workshop()
    crowd(workshop, 300)
    export = export_of(workshop, format=file_format)
    seen = [ExportLog.objects.get().finished_at for _piece in export]

    assert len(seen) > 1
    assert set(seen) == {None}
    assert ExportLog.objects.get().finished_at is not None


@pytest.mark.row("L28")
@pytest.mark.django_db
@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("pieces", [0, 1, 2])
def test_download_broken_off_stays_marked(file_format, pieces):
    workshop = make_workshop()
    crowd(workshop, 300)
    export = export_of(workshop, format=file_format)
    stream = iter(export)
    for _number in range(pieces):
        next(stream)

    export.close()
    export.close()

    log = ExportLog.objects.get()
    assert [log.row_count, log.finished_at] == [300, None]
    with pytest.raises(StopIteration):
        next(stream)


@pytest.mark.row("L28")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("is_read", [True, False])
def test_connection_is_free_when_it_ends(file_format, is_read):
    workshop = make_workshop()
    crowd(workshop, 300)
    export = export_of(workshop, format=file_format)
    stream = iter(export)
    next(stream)

    if is_read:
        list(stream)
    export.close()

    assert not connection.in_atomic_block
    make_delegate(workshop=workshop)  # a transaction of its own begins and ends
    assert ExportLog.objects.filter(finished_at=None).exists() != is_read


@pytest.mark.django_db(transaction=True)
def test_what_fails_before_the_first_byte_leaves_no_transaction_open(monkeypatch):
    def broken(*args):
        raise OSError

    workshop = make_workshop()
    monkeypatch.setattr(downloads, "_pieces", broken)

    with pytest.raises(OSError):  # noqa: PT011
        export_of(workshop)
    assert not connection.in_atomic_block
    make_delegate(workshop=workshop)


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("number", [2, 4])
def test_a_list_with_more_or_fewer_rows_than_counted_breaks_off(monkeypatch, file_format, number):
    def miscounted(people, columns, known):
        return Rows(number, one_each(people, columns, known).each)

    workshop = make_workshop()
    crowd(workshop, 3)
    purpose = dataclasses.replace(PURPOSES["full"], rows=miscounted)
    monkeypatch.setitem(PURPOSES, "full", purpose)

    with pytest.raises(downloads.BrokenList):
        list(export_of(workshop, format=file_format))
    assert ExportLog.objects.get().finished_at is None


def change_everything(workshop):
    """Others at work: people come, go and are renamed."""
    try:
        Delegate.objects.filter(pk__in=workshop.delegates.values("pk")[:100]).update(rank=7)
        workshop.delegates.update(family_name="Renamed")
        crowd(workshop, 50)
    finally:
        connection.close()


def in_a_thread(act, *arguments):
    thread = threading.Thread(target=act, args=arguments)
    thread.start()
    thread.join(timeout=60)
    assert not thread.is_alive()


@pytest.mark.row("L28")
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_file_is_of_one_moment_while_others_write():
    workshop = make_workshop()
    crowd(workshop, 3_000)
    export = export_of(workshop)
    stream = iter(export)
    pieces = [next(stream), next(stream)]

    in_a_thread(change_everything, workshop)
    pieces += stream

    _header, *rows = parsed(pieces, ",")
    assert export.row_count == len(rows) == 3_000
    assert not any("Renamed" in row for row in rows)
    assert workshop.delegates.filter(family_name="Renamed").count() == 3_000


@pytest.mark.row("L28")
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_without_the_snapshot_the_count_is_wrong(monkeypatch):
    monkeypatch.setattr(downloads, "snapshot", contextlib.nullcontext)
    workshop = make_workshop()
    crowd(workshop, 300)
    export = export_of(workshop)

    in_a_thread(change_everything, workshop)

    with pytest.raises(downloads.BrokenList):
        list(export)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_snapshot_only_reads():
    workshop = make_workshop()

    with pytest.raises(utils.InternalError, match="read-only"), snapshot():
        make_delegate(workshop=workshop)


@pytest.mark.django_db(transaction=True)
def test_snapshot_takes_no_lock_of_writers_on_sqlite(django_assert_num_queries):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such lock")
    with django_assert_num_queries(3) as queries, snapshot():
        assert not Delegate.objects.exists()

    said = [query["sql"] for query in queries]
    assert [said[0], said[-1]] == ["BEGIN DEFERRED", "ROLLBACK"]
    make_workshop()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize(
    ("dialect", "language", "names"),
    [
        ("excel", "de", ["0-Zeilen", "1-Zeile", "2-Zeilen"]),
        ("excel", "uk", ["0-рядків", "1-рядок", "2-рядки"]),
        ("rfc4180", "de", ["0-rows", "1-rows", "2-rows"]),
    ],
)
def test_name_of_the_file_states_the_rows(number, dialect, language, names):
    workshop = make_workshop("munich")
    crowd(workshop, number)
    export = export_of(workshop, "full", dialect=dialect, language=language)

    assert export.file_name.endswith(f"-munich-{names[number]}.csv")
    export.close()


def about_of(export):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(export)))
    return dict(row for row in book.worksheets[0].values if row[0]), book.worksheets[1]


@pytest.mark.django_db
@time_machine.travel("2030-04-01T12:30:00Z", tick=False)
def test_first_sheet_says_what_the_list_is_and_how_to_treat_it():
    workshop = make_workshop(title_en="Energy for cities", timezone="Europe/Kyiv")
    make_delegate(workshop=workshop, protected=True)
    make_delegate(workshop=workshop)
    columns = PURPOSES["door"].choose(["family_name", "day"])

    about, page = about_of(
        export_of(
            workshop,
            "door",
            format="xlsx",
            dialect="excel",
            columns=columns,
            filter_words="Role: delegate",
            with_protected=True,
            recipient="Fire brigade",
            reason="Evacuation list",
        )
    )

    assert about == {
        "List": "For the door",
        "Workshop": "Energy for cities, 7–8 May 2030",
        "Selection": "Role: delegate",
        "As of": "1 April 2030, 15:30 (Europe/Kyiv)",
        "Rows": "4",
        "Columns": "Family name, Day",
        "Protected people": "included: show this list to nobody who does not need it",
        "Given to": "Fire brigade",
        "Reason": "Evacuation list",
        "Please note": "Personal data: to be deleted by 8 May 2032, only for this purpose,"
        " not to be passed on.",
    }
    assert page.dimensions == "A1:B5"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("purpose", "protected"),
    [
        ("full", "left out"),
        ("public", "left out"),
        ("funder", "counted, not named"),
    ],
)
def test_first_sheet_says_what_became_of_protected_people(purpose, protected):
    about, _page = about_of(export_of(make_workshop(), purpose, format="xlsx", dialect="excel"))

    assert about["Protected people"] == protected
    assert about["Selection"] == "all"
    assert "Reason" not in about


@pytest.mark.django_db
@pytest.mark.parametrize("dialect", ["excel", "rfc4180"])
def test_our_own_reader_reads_what_we_wrote(dialect):
    workshop = make_workshop()
    texts = [*FORMULAS, *AWKWARD]
    for text in texts:
        if text.isprintable() and text == text.strip():
            make_delegate(workshop=workshop, position=text)
    columns = PURPOSES["full"].choose(["reference", "position", "rank"])

    export = export_of(workshop, dialect=dialect, columns=columns)
    table = read(io.BytesIO(b"".join(export)))

    stored = dict(workshop.delegates.values_list("reference", "position"))
    assert len(stored) > 15
    assert {row[0]: row[1] for _number, row in table.rows} == stored


def test_keys_of_the_full_list_are_what_an_import_relies_on():
    assert " ".join(column.key for column in COLUMNS) == (
        "reference status role sending_body country rank is_head is_substitute given_name"
        " family_name name_latin badge_name academic_title salutation employer position email"
        " phone language languages_spoken needs_interpretation assigned_track track_wish_1"
        " track_wish_2 attendance_mode days confirm_by protected"
    )
