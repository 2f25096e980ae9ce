from tests.tools.sheets.files import parts_of
from tests.tools.sheets.test_workbook import ours
from tools import workbooks
from tools.workbooks import Sheet

ROWS = [["key", "text"], ["a", "=1+1"], ["b", "+49 89 233 00"], ["c", " @x"], ["d", "Ґанок\n2"]]


def made(widths=(10, 40)):
    return workbooks.write([Sheet("Texts", ROWS, widths)])


def test_what_is_written_is_read_again_with_the_numbers_of_the_rows():
    assert ours(made()) == list(enumerate(ROWS, 1))


def test_every_cell_is_text():
    page = parts_of(made())["xl/worksheets/sheet1.xml"].decode()

    assert "<f>" not in page
    assert page.count('t="s"') == page.count("<v>") == 10


def test_the_head_stays_in_sight_and_a_column_without_width_is_hidden():
    page = parts_of(made(widths=(10, None)))["xl/worksheets/sheet1.xml"].decode()

    assert 'state="frozen"' in page
    assert page.count('hidden="1"') == 1
