import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.workshops.registration.sheets.cases import CASES, UNREAD
from workshops.models import Delegate, Message

pytestmark = pytest.mark.django_db
KEYS = [
    "encoding",
    "delimiter",
    "sheet",
    "header_row",
    "columns",
    "records",
    "empty_skipped",
    "accepted",
    "rejected",
    "unchanged",
    "findings",
]
COUNTS = (*KEYS[:2], KEYS[3], *KEYS[5:10])


@pytest.fixture
def command(workshop, tmp_path):
    """command(content, *options) -> (the report, what was said on standard error)."""

    def run(content, *options, language="en"):
        path = tmp_path / "list"
        path.write_bytes(content)
        out, err = StringIO(), StringIO()
        arguments = [workshop.slug, str(path), "--json", f"--language={language}", *options]
        try:
            call_command("import_delegates", *arguments, stdout=out, stderr=err)
        except CommandError as refused:
            err.write(f"refused: {refused}")
        return json.loads(out.getvalue()), err.getvalue()

    return run


def counts_of(report):
    return tuple(report[name] for name in COUNTS)


def findings_of(report):
    return [
        (each["row"], each["field"], each["code"], each["level"]) for each in report["findings"]
    ]


@pytest.mark.row("A42")
@pytest.mark.parametrize("name", CASES)
def test_the_report_says_all_that_is_to_say(command, name):
    content, (counts, findings) = CASES[name]

    report, _said = command(content, "--dry-run")

    assert list(report) == KEYS
    assert counts_of(report) == counts
    assert findings_of(report) == findings
    assert all(each["message"] for each in report["findings"])
    assert Delegate.objects.count() == 0


@pytest.mark.row("A42")
@pytest.mark.parametrize("name", CASES)
def test_the_good_rows_are_imported_and_then_change_nothing(command, name):
    content, (counts, _findings) = CASES[name]
    accepted = counts[5]

    command(content, "--only-good")
    again, _said = command(content, "--only-good")

    assert Delegate.objects.count() == accepted
    assert (again["accepted"], again["unchanged"]) == (0, accepted)
    assert Message.objects.count() == 0


@pytest.mark.row("A41")
@pytest.mark.parametrize("name", UNREAD)
def test_what_is_no_list_is_refused_in_one_clear_message(command, name):
    content, code, row = UNREAD[name]

    report, said = command(content)

    assert list(report) == KEYS
    assert findings_of(report) == [(row, "", code, "error")]
    assert report["findings"][0]["message"] in said
    assert counts_of(report)[3:] == (0, 0, 0, 0, 0)


@pytest.mark.row("A42")
def test_all_or_nothing_unless_only_the_good_rows_are_wanted(command):
    content, _report = CASES["wrong rows hide no others"]

    report, said = command(content)

    assert (report["accepted"], report["rejected"]) == (1, 6)
    assert said.endswith("refused: Nothing was imported.")
    assert Delegate.objects.count() == 0


@pytest.mark.row("A43")
def test_texts_are_stored_as_they_stand_and_formulas_never_computed(command):
    command(CASES["markup and formulas"][0])

    assert list(Delegate.objects.order_by("pk").values_list("given_name", "family_name")) == [
        ("<script>alert(1)</script>", "{{7*7}}%s"),
        ("=1+1", "=2"),
        ("=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1:9/")'),
    ]


def test_messages_are_in_the_readers_language(command):
    content, _report = CASES["wrong rows hide no others"]
    said = {}
    for language in ("de", "en", "uk", "sq"):
        with translation.override(language):
            report, _said = command(content, "--dry-run", language=language)
        said[language] = report["findings"][1]["message"]

    assert len(set(said.values())) == 4
    assert said["de"] == "Es gibt keine Kommune oder Organisation „Nirgendwo“."


def test_progress_is_told_beside_the_report(command):
    _report, said = command(CASES["utf-8"][0], "--dry-run")

    assert said.splitlines() == ["2 rows read", "0 of 2 rows looked at", "2 of 2 rows looked at"]


@pytest.mark.row("A40")
def test_how_a_file_is_read_can_be_said(command):
    content = CASES["workbook with a title and a second sheet"][0]

    report, _said = command(content, "--dry-run", "--sheet=Hinweis", "--header-row=1")
    assert (report["sheet"], report["header_row"], report["records"]) == ("Hinweis", 1, 1)

    report, _said = command(CASES["koi8-u"][0], "--dry-run", "--encoding=cp1251")
    assert report["encoding"] == "cp1251"


def test_an_unknown_workshop_or_file_is_said():
    with pytest.raises(CommandError, match="no workshop “x”"):
        call_command("import_delegates", "x", "y")


def test_without_json_a_person_reads_the_report(workshop, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(CASES["wrong rows hide no others"][0])
    out, err = StringIO(), StringIO()

    call_command(
        "import_delegates", "w", str(path), "--dry-run", "--language=en", stdout=out, stderr=err
    )

    assert out.getvalue().split("\n") == ["error: 6", "changed: 0", "new: 1", "same: 0", ""]
    assert "3: sending_body error: There is no municipality" in err.getvalue()
