"""Bytes of a CSV file to rows of cells with their line numbers, without a meaning yet."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.kinds.checks import clean_text

MAX_ROWS = 100_000
MAX_CELL = 100_000

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BOM = "\ufeff"
_LINE_END = re.compile(rb"\r\n|\r|\n")
_WHOLE_CELL = re.compile(r'(?:"(?:[^"]|"")*+"|[^",][^,]*+|),')


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of one row, cleaned, and the physical line that it starts on (from 1)."""

    line: int
    cells: tuple[str, ...]


def decode_utf8(data: bytes) -> str | RowFault:
    """Return the text of a file in UTF-8, with or without a byte order mark, or why it is none."""
    if data.startswith(_UTF_16_MARKS):
        message = "The file is in UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)."
        return RowFault(0, "", "encoding", message)
    nul = data.find(0)
    if nul >= 0:
        line = _line_at(data, nul)
        message = (
            f"There is a NUL byte in line {line}, so this is not a text file; save it as UTF-8."
        )
        return RowFault(line, "", "nul", message)
    try:
        return data.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
        message = (
            f"Byte {error.start} of the file, in line {line}, is 0x{data[error.start]:02X}, which "
            "is not UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)."
        )
        return RowFault(line, "", "encoding", message)


def read_rows(text: str) -> Iterator[TableRow | RowFault]:
    """Yield the rows that are not blank; a fault, with which the reading ends, comes last."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, strict=True)
    line, count = 1, 0
    while True:
        try:
            cells = tuple(clean_text(cell) for cell in next(reader, ()))
        except csv.Error:
            yield _quote_fault(lines[line - 1 : reader.line_num], line)
            return
        if reader.line_num < line:
            return
        if any(len(cell) > MAX_CELL for cell in cells):
            yield _too_long(line)
            return
        if any(cells):
            count += 1
            if count > MAX_ROWS + 1:
                message = f"The file has more than {MAX_ROWS:,} questions; split it."
                yield RowFault(line, "", "too_many_rows", message)
                return
            yield TableRow(line, cells)
        line = reader.line_num + 1


def _line_at(data: bytes, offset: int) -> int:
    return len(_LINE_END.findall(data, 0, offset)) + 1


def _quote_fault(lines: list[str], first_line: int) -> RowFault:
    """Return the fault of a row that csv refuses; `lines` are those it has read for it."""
    row = "".join(lines)
    if len(row) > MAX_CELL:
        return _too_long(first_line)
    start = 0
    while whole := _WHOLE_CELL.match(row, start):
        start = whole.end()
    line = first_line + len(_LINE_END.findall(row[:start].encode("utf-8")))
    message = (
        f"The quotation mark that opens a cell in line {line} is not closed where the cell ends. "
        "End the cell with a quotation mark, and write those inside it twice."
    )
    return RowFault(line, "", "quote", message)


def _too_long(line: int) -> RowFault:
    message = (
        f"The row that starts in line {line} has a cell of more than {MAX_CELL:,} characters; "
        "a quotation mark that is opened and never closed is the usual reason."
    )
    return RowFault(line, "", "cell_too_long", message)
