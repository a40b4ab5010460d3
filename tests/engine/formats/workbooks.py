"""Workbooks for tests: real ones, and hand-made ones that no spreadsheet program would write."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import openpyxl

from quizapp.engine.formats.table_file import TableFile, TableRow, TableSettings, open_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def made_with_openpyxl(fill: Callable[[Any], None]) -> bytes:
    """What openpyxl saves after `fill` has had the workbook."""
    book = openpyxl.Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_of(rows: Iterable[Sequence[Any]]) -> bytes:
    def fill(book: Any) -> None:
        for row in rows:
            book.active.append(list(row))

    return made_with_openpyxl(fill)


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts_of(
    rows: str, *, texts: str = "", styles: str = "", book: str = "", state: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet, whose rows are given as XML."""
    return {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{book}<sheets>'
        f'<sheet name="One" sheetId="1" {state} r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="rId1" '
        f'Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
        "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
        "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
    }


def workbook_of(rows: str, **more: str) -> bytes:
    return zipped(parts_of(rows, **more))


def opened(data: bytes, **settings: str) -> TableFile:
    table = open_table(data, TableSettings(**settings))
    assert isinstance(table, TableFile), table
    return table


def read(data: bytes, **settings: str) -> list[tuple[int, tuple[str, ...]]]:
    """The lines and cells of all rows, none of which may be a fault."""
    rows = list(opened(data, **settings).rows())
    assert all(isinstance(row, TableRow) for row in rows), rows[-1]
    return [(row.line, row.cells) for row in rows if isinstance(row, TableRow)]


def fault_of(data: bytes, **settings: str) -> tuple[int, str, str]:
    """The line, code and message of the fault that opening or reading ends with."""
    table = open_table(data, TableSettings(**settings))
    fault = [*table.rows()][-1] if isinstance(table, TableFile) else table
    assert not isinstance(fault, TableRow), fault
    return fault.line, fault.code, fault.message
