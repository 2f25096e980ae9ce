"""What importing a sheet would do, row by row. No row asks the database anything."""

from collections.abc import Iterable

from tools.sheets.reading import Table
from workshops.models import Delegation, Workshop
from workshops.registration.sheet_import import reading, sending
from workshops.registration.sheet_import.bodies import Bodies
from workshops.registration.sheet_import.claiming import Claims
from workshops.registration.sheet_import.columns import NAMES, mapped
from workshops.registration.sheet_import.comparing import Comparison
from workshops.registration.sheet_import.findings import ERROR, finding
from workshops.registration.sheet_import.known import Known
from workshops.registration.sheet_import.lines import Choices, Plan, Progress
from workshops.registration.sheet_import.values import Reader

_STEP = 1_000


def plan(
    workshop: Workshop,
    table: Table,
    choices: Choices | None = None,
    *,
    progress: Progress | None = None,
) -> Plan:
    """Return what an import would do. What is wrong with a row says its line. Raises BadTable where
    two columns are chosen for one field."""
    choices = choices or Choices()
    keys = mapped(table.head, choices.columns)
    lines = reading.lines_of(table, keys)
    made = Plan(workshop, table, keys, lines)
    _note_columns(made)
    if any(each.level == ERROR for each in made.findings):
        return made
    reader, bodies = Reader(workshop), Bodies(workshop)
    known = Known(workshop, reader.days.values() if "days" in keys else ())
    made.bodies, made.states = bodies.of_workshop(), known.states()
    made.frame = frame_of(workshop)
    _go_through(made, choices, reader, bodies, known, progress)
    return made


def frame_of(workshop: Workshop, without: Iterable[Delegation] = ()) -> tuple[object, ...]:
    """Return what rows refer to and others may change meanwhile."""
    left_out = {delegation.pk for delegation in without}
    delegations = workshop.delegations.order_by("pk")
    return (
        [
            row
            for row in delegations.values_list("pk", "municipality", "organisation")
            if row[0] not in left_out
        ],
        sorted(workshop.tracks.values_list("pk", "slug", "capacity")),
        sorted(workshop.days.values_list("pk", "date")),
    )


def _go_through(
    made: Plan,
    choices: Choices,
    reader: Reader,
    bodies: Bodies,
    known: Known,
    progress: Progress | None,
) -> None:
    lines, claims, comparison = made.lines, Claims(known), Comparison(known, bodies)
    for number, line in enumerate(lines):
        reading.read(line, reader)
        if progress and number % _STEP == 0:
            progress(number, len(lines))
    claims.by_reference(lines)
    claims.by_email(lines)
    for line in lines:
        sending.settle(line, bodies, choices, made)
    claims.by_name(lines)
    comparison.release_heads(lines)
    for line in lines:
        comparison.compare(line)
    has_names = any(name in made.keys for name in NAMES)
    if not has_names and any(line.person is None for line in lines):
        row = made.table.header_row
        made.findings.append(finding(row, "no_name_column", "family_name"))
    if progress:
        progress(len(lines), len(lines))


def _note_columns(made: Plan) -> None:
    row = made.table.header_row
    if not any(name in made.keys for name in NAMES):
        # people on the list are found without
        if not {"reference", "email"}.intersection(made.keys):
            made.findings.append(finding(row, "missing_column", "family_name"))
    elif "family_name" in made.keys and "given_name" not in made.keys:
        made.findings.append(finding(row, "name_in_one_column", "family_name"))
