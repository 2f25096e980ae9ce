"""Workbooks as other programs write them, and as someone with bad intent would."""

import io
import zipfile

from tools import workbooks

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def xlsx(*sheets):
    """Sheets of texts: each a list of rows, or (title, rows)."""
    named = [
        sheet if isinstance(sheet, tuple) else (f"S{number}", sheet)
        for number, sheet in enumerate(sheets, 1)
    ]
    return workbooks.write(
        workbooks.Sheet(title, rows, [10] * max(map(len, rows))) for title, rows in named
    )


def typed_xlsx(fill):
    """`fill(workbook, page)` writes into a new workbook with xlsxwriter."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        fill(workbook, workbook.add_worksheet())
    return buffer.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_sheet(rows, namespace=MAIN, before=""):
    """A workbook whose first sheet has these rows as XML."""
    page = f'{before}<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'
    return with_part("xl/worksheets/sheet1.xml", page.encode())


def with_part(name, content):
    return packed(parts_of(xlsx([["a", "b"], ["c", "d"]])) | {name: content})


def without_part(name):
    parts = parts_of(xlsx([["a", "b"], ["c", "d"]]))
    return packed({each: part for each, part in parts.items() if name not in each})


def ods(*tables, **parts):
    """Tables as XML of their rows, named S1, S2 …"""
    inner = "".join(
        f'<table:table table:name="S{number}">{rows}</table:table>'
        for number, rows in enumerate(tables, 1)
    )
    content = (
        f'<office:document-content xmlns:office="{_OASIS}:office:1.0" '
        f'xmlns:table="{_OASIS}:table:1.0" xmlns:text="{_OASIS}:text:1.0">'
        f"<office:body><office:spreadsheet>{inner}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return packed({"mimetype": ODS_TYPE, "content.xml": content} | parts)


def ods_row(*cells, times=1):
    """Texts, or (attributes, inner XML)."""
    written = "".join(
        f"<table:table-cell {attributes}>{inner}</table:table-cell>"
        for attributes, inner in map(_cell, cells)
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{written}</table:table-row>'


def _cell(cell):
    if isinstance(cell, tuple):
        return cell
    return ('office:value-type="string"', f"<text:p>{cell}</text:p>") if cell else ("", "")
