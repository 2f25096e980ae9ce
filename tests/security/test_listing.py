"""The list of security tests is up to date, and leaves no row without a test or a reason."""

import ast

from tests.security import listing
from tests.security.rows import OPEN, ROUNDS, ROWS


def test_the_list_is_up_to_date():
    """Else: script/security-tests"""
    assert listing.LISTING.read_text(encoding="utf-8") == listing.text()


def test_every_row_has_a_test_or_a_reason():
    proven = {*listing.proofs(), *ROUNDS}

    assert [row for row in ROWS if row not in proven and row not in OPEN] == []
    assert [row for row in (*proven, *OPEN) if row not in ROWS] == []


def test_the_rounds_are_there():
    script = (listing.ROOT / "script/faults").read_text(encoding="utf-8")

    assert [row for row in ROUNDS if f'"{row}": (' not in script] == []


def test_every_row_says_in_one_line_what_it_is():
    assert len(ROWS) == 72 + 35
    assert [row for row, what in ROWS.items() if "\n" in what or "|" in what or not what] == []


def test_markers_are_read():
    module = """
pytestmark = [pytest.mark.django_db, pytest.mark.row("A01", "A02")]

@pytest.mark.row("L01")
@pytest.mark.parametrize("number", [1])
def test_one(number): pass

class TestTwo:
    @pytest.mark.row("L02")
    def test_two(self): pass
"""
    assert sorted(listing.marked(ast.parse(module))) == [
        ("A01", ""),
        ("A02", ""),
        ("L01", "test_one"),
        ("L02", "test_two"),
    ]
