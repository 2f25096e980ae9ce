"""Workbooks (XLSX), written with text alone."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """A sheet to write: the first row is the head and stays in sight."""

    title: str
    rows: Iterable[Sequence[str]]
    # of the columns, in characters; None hides the column
    widths: Sequence[int | None]
    # the columns one writes into
    open_columns: Sequence[int] = ()


def write(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook in which every cell is text, whatever it begins with."""
    # only who asks for a workbook waits for the library
    import xlsxwriter  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        body = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        to_fill = workbook.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#FFF8E1"}
        )
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.title)
            page.freeze_panes(1, 0)
            for column, width in enumerate(sheet.widths):
                page.set_column(column, column, width, body, {"hidden": width is None})
            for number, row in enumerate(sheet.rows):
                for column, text in enumerate(row):
                    style = to_fill if column in sheet.open_columns else body
                    page.write_string(number, column, text, head if number == 0 else style)
    return buffer.getvalue()
