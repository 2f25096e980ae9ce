import openpyxl
import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_delegate, make_workshop
from workshops.models import ExportLog

pytestmark = pytest.mark.django_db


def make_munich():
    workshop = make_workshop("munich")
    make_delegate(workshop=workshop, family_name="Offen")
    make_delegate(workshop=workshop, family_name="Geschützt", protected=True)


def test_standard_output_is_the_file_itself(capfdbinary):
    make_munich()

    call_command("export_participants", "munich")

    out, err = capfdbinary.readouterr()
    assert out.startswith("\ufeff".encode())
    assert [out.count(b"\r\n"), out.count(b"Offen"), out.count(b"example.org")] == [2, 1, 1]
    assert err.decode().splitlines() == [
        "1 rows",
        "1 protected people left out (--include-protected REASON)",
    ]


def test_output_file_in_the_machine_dialect(tmp_path):
    make_munich()
    target = tmp_path / "list.csv"

    call_command("export_participants", "munich", "--dialect=rfc4180", f"--output={target}")

    lines = target.read_bytes().split(b"\r\n")
    assert lines[0].startswith(b'"reference","status","role",')
    assert len(lines) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]
    assert target.stat().st_mode & 0o777 == 0o600


def test_protected_people_with_a_reason(tmp_path):
    make_munich()
    target = tmp_path / "list.csv"

    call_command(
        "export_participants",
        "munich",
        "--language=en",
        "--include-protected=Evacuation list",
        f"--output={target}",
    )

    assert "Geschützt" in target.read_text()
    log = ExportLog.objects.get()
    assert [log.exported_by, log.row_count, log.protected_count] == [None, 2, 1]
    assert [log.format, log.reason] == ["csv excel en", "Evacuation list"]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_protected_people_need_a_reason(reason):
    make_munich()

    with pytest.raises(CommandError, match="needs a reason"):
        call_command("export_participants", "munich", f"--include-protected={reason}")

    assert not ExportLog.objects.exists()


def test_unknown_workshop_is_named():
    with pytest.raises(CommandError, match="There is no workshop “nowhere”"):
        call_command("export_participants", "nowhere")


@pytest.mark.parametrize("target", ["missing/list.csv", "."])
def test_unwritable_file_is_named_and_nothing_is_logged(tmp_path, target):
    make_munich()

    with pytest.raises(CommandError, match=str(tmp_path)):
        call_command("export_participants", "munich", f"--output={tmp_path}/{target}")

    assert list(tmp_path.iterdir()) == []
    assert not ExportLog.objects.exists()


def test_failure_half_way_leaves_no_file_and_keeps_the_old_one(tmp_path, monkeypatch):
    make_munich()
    target = tmp_path / "list.csv"
    target.write_text("the list of yesterday")

    def broken(*args, **kwargs):
        yield b"half a list"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workshops.exports.downloads.stream_csv", broken)
    with pytest.raises(CommandError, match="No space left"):
        call_command("export_participants", "munich", f"--output={target}")

    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]
    assert target.read_text() == "the list of yesterday"


def test_other_purposes_have_their_own_people_and_columns(tmp_path):
    make_munich()
    target = tmp_path / "door.csv"

    call_command(
        "export_participants",
        "munich",
        "--purpose=door",
        "--columns=day family_name",
        "--dialect=rfc4180",
        f"--output={target}",
    )

    assert target.read_text().splitlines() == [
        '"day","family_name"',
        '"2030-05-07","Offen"',
        '"2030-05-08","Offen"',
    ]
    log = ExportLog.objects.get()
    assert [log.purpose, log.columns, log.row_count] == ["door", "day family_name", 2]
    assert log.finished_at is not None


def test_a_workbook_is_written_to_a_file(tmp_path):
    make_munich()
    target = tmp_path / "list.xlsx"

    call_command("export_participants", "munich", "--format=xlsx", f"--output={target}")

    assert openpyxl.load_workbook(target).sheetnames == ["Hinweise", "Liste"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--purpose=accommodation"], "needs a reason: --reason"),
        (["--recipient=Hotel"], "needs a reason: --reason"),
        (["--recipient=Hotel", "--reason=…"], "--reason needs a reason"),
        (["--columns=shoe_size"], "no column “shoe_size”"),
        (["--purpose=public", "--include-protected=Evacuation"], "never in it"),
        (["--purpose=everything"], "invalid choice"),
    ],
)
def test_what_cannot_be_is_said_and_not_logged(tmp_path, arguments, says):
    make_munich()

    with pytest.raises(CommandError, match=says):
        call_command("export_participants", "munich", *arguments, f"--output={tmp_path}/list.csv")

    assert list(tmp_path.iterdir()) == []
    assert not ExportLog.objects.exists()


def test_list_that_leaves_the_team_says_to_whom_and_why(tmp_path):
    make_munich()

    call_command(
        "export_participants",
        "munich",
        "--purpose=accommodation",
        "--recipient=Hotel Sonne",
        "--reason=Rooms",
        f"--output={tmp_path}/list.csv",
    )

    log = ExportLog.objects.get()
    assert [log.recipient, log.reason, log.protected_count] == ["Hotel Sonne", "Rooms", 0]
