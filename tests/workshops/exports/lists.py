"""Lists to export, and what is read back from the files."""

import csv
from io import StringIO

from tests.factories import make_delegation, make_track
from workshops.exports.downloads import Export, Order
from workshops.exports.purposes import PURPOSES
from workshops.models import Delegate

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "＝1+1",
    " =1+1",
    "\t=1+1",
    "\r\n=1+1",
    "\x1b=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("https://example.org";"x")',
    '=WEBSERVICE("https://example.org")',
    '"=1+1',
    ";=1+1",
    "'=1+1",
    "''=1+1",
]
AWKWARD = [
    'say "yes"; or, no',
    "two\nlines\r\nthree\rfour",
    "👩‍🚒 мер 市長",
    "שלום עליכם",
    "‮reversed",
    "007",
    "12345678901234567890",
    "2023-11-28",
    "1/2",
    "TRUE",
    "-5",
    "x" * 300,
]


def parsed(stream, delimiter):
    text = b"".join(stream).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def order_of(workshop, purpose="full", **options):
    """A list with the usual columns; protected people are in it where a reason is given."""
    purpose = PURPOSES[purpose]
    usual = {
        "people": workshop.delegates.all(),
        "columns": purpose.columns,
        "format": "csv",
        "dialect": "rfc4180",
        "language": "en",
    }
    return Order(workshop=workshop, purpose=purpose, **usual | options)


def export_of(workshop, purpose="full", **options):
    return Export(order_of(workshop, purpose, **options))


def exported(workshop, dialect="rfc4180", language="en", delimiter=",", purpose="full", **options):
    """[{key of column: cell}] of a CSV."""
    order = order_of(workshop, purpose, dialect=dialect, language=language, **options)
    keys = [column.key for column in order.columns]
    header, *lines = parsed(Export(order), delimiter)
    assert len(header) == len(keys)
    return [dict(zip(keys, line, strict=True)) for line in lines]


def lines_of(workshop, purpose, *keys, **options):
    """What a list says in some columns, sensitive ones or not."""
    found = exported(workshop, purpose=purpose, reason="a reason", **options)
    return [tuple(line[key] for key in keys) for line in found]


def crowd(workshop, number):
    """Many synthetic people at once, some with a delegation, wishes and days."""
    delegation = make_delegation(workshop)
    track = make_track(workshop)
    people = Delegate.objects.bulk_create(
        Delegate(
            workshop=workshop,
            delegation=delegation if count % 3 else None,
            assigned_track=track if count % 2 else None,
            given_name="Олена",
            family_name=f"Synthetic {count}",
            employer="Employer " * 10,
            position="Position " * 20,
            phone="+00 000 000",
            languages_spoken=("uk", "en"),
        )
        for count in range(number)
    )
    chosen = Delegate.days.through
    chosen.objects.bulk_create(
        chosen(delegate=person, workshopday=day) for person in people for day in workshop.days.all()
    )
