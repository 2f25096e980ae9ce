"""docs/security-tests.md out of the rows and the markers: `python -m tests.security.listing`."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.security.rows import OPEN, ROUNDS, ROWS

ROOT = Path(__file__).resolve().parents[2]
LISTING = ROOT / "docs/security-tests.md"
HEAD = """# What attacks, bad input, load and faults are tested

Made by `script/security-tests` from the markers of the tests and from `tests/security/rows.py`;
do not edit. `pytest -m row` runs all of these tests, with `TEST_DATABASE=postgresql` those too
that need real row locks, and `script/faults` the long rounds of those of load and faults, some of
which stand there alone.

"""


def proofs() -> dict[str, list[str]]:
    """{row: ["tests/….py::test_…", or the file alone where all of it proves the row]}"""
    found = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        name = path.relative_to(ROOT).as_posix()
        for row, test in marked(ast.parse(path.read_text(encoding="utf-8"))):
            found[row].append(f"{name}::{test}" if test else name)
    return found


def marked(module: ast.Module) -> Iterator[tuple[str, str]]:
    """(row, test), "" for the whole module, in the order of the file."""
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and _is_named(node.targets[0], "pytestmark"):
            marks = node.value.elts if isinstance(node.value, ast.List) else [node.value]
            yield from ((row, "") for mark in marks for row in _rows(mark))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from ((row, node.name) for mark in node.decorator_list for row in _rows(mark))


def _is_named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _rows(mark: ast.expr) -> list[str]:
    is_row = isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.row"
    return [ast.literal_eval(each) for each in mark.args] if is_row else []


def text() -> str:
    found = proofs()
    lines = [
        "| row | what is checked | tests | what is not, and why |",
        "| --- | --- | --- | --- |",
    ]
    for row, what in ROWS.items():
        proven = [f"script/faults {row}"] * (row in ROUNDS) + _shortened(found.get(row, []))
        tests = "<br>".join(f"`{test}`" for test in proven)
        lines.append(f"| {row} | {what} | {tests} | {OPEN.get(row, '')} |")
    return HEAD + "\n".join(lines) + "\n"


def _shortened(tests: list[str]) -> list[str]:
    """Without the folder of all tests; several of one file under its name."""
    by_file = defaultdict(list)
    for test in tests:
        name, _colons, function = test.removeprefix("tests/").partition("::")
        by_file[name].append(function.removeprefix("test_"))
    return [f"{name}: {', '.join(names)}".removesuffix(": ") for name, names in by_file.items()]


if __name__ == "__main__":
    LISTING.write_text(text(), encoding="utf-8")
