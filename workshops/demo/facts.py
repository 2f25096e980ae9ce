"""Reads the files beside it in data/."""

import csv
import json
from pathlib import Path

from tools import languages

DATA = Path(__file__).parent / "data"


def rows(name):
    """The rows of a table without their empty cells, so that the defaults of the models apply."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: cell for key, cell in row.items() if cell} for row in csv.DictReader(file)]


def document(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def several(cell):
    """ "a|b" -> ["a", "b"]; nothing -> []"""
    return cell.split("|") if cell else []


def by_language(fields, *names):
    """{"title": {"de": …}} -> {"title_de": …} for the translated fields among the names."""
    return {
        f"{name}_{code}": fields[name][code]
        for name in names
        for code in languages.LANGUAGES
        if code in fields.get(name, {})
    }
