"""What is said of an import to programs."""

from dataclasses import asdict
from typing import Any

from tools.sheets.limits import BadTable
from workshops.registration.sheet_import.findings import ERROR, Finding
from workshops.registration.sheet_import.lines import Plan, Verdict


def report(made: Plan) -> dict[str, Any]:
    """Return how the file was read, how many rows would be (or were) stored, and what is to say."""
    table, counts = made.table, made.counts()
    columns = zip(table.head, made.keys, strict=True)
    accepted = counts[Verdict.NEW] + counts[Verdict.CHANGED]
    rejected = counts[Verdict.ERROR]
    if any(each.level == ERROR for each in made.findings):  # of the whole file
        accepted, rejected, counts = 0, len(made.lines), counts.__class__()
    return {
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "header_row": table.header_row,
        "columns": [{"heading": heading, "field": key} for heading, key in columns],
        "records": len(made.lines),
        "empty_skipped": table.empty_skipped,
        "accepted": accepted,
        "rejected": rejected,
        "unchanged": counts[Verdict.SAME],
        "findings": [asdict(each) for each in made.all_findings()],
    }


def report_of_unread(bad: BadTable) -> dict[str, Any]:
    """Return the same for a file that is no table."""
    said = Finding(bad.row, "", bad.code, ERROR, str(bad))
    return {
        "encoding": "",
        "delimiter": "",
        "sheet": "",
        "header_row": 0,
        "columns": [],
        "records": 0,
        "empty_skipped": 0,
        "accepted": 0,
        "rejected": 0,
        "unchanged": 0,
        "findings": [asdict(said)],
    }
