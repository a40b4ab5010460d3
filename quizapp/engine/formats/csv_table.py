"""Lines of text to rows of cells with their line numbers, without a meaning yet."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TextIO

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.text_encoding import UTF_16_MARKS, find_fault, line_at
from quizapp.engine.kinds.checks import clean_text

MAX_ROWS = 100_000
MAX_CELL = 100_000
MAX_COLUMNS = 1_000
MAX_LINES = 1_000_000
MAX_LINE = 1_000_000

BOM = "\ufeff"
# Stands for a delimiter where every line is one cell, as csv has to be given one.
_NO_DELIMITER = "\x1f"
# So many columns, and lines in one cell, make it likely that these lines were rows.
_LIKELY_COLUMNS = 4
_LIKELY_LINES = 2

OpenLines = Callable[[], Iterator[str]]
"""Begins to read the lines of a text, each with its line end; may raise UnreadableLine."""

_Record = tuple[int, list[str], bool]


class TableRow(NamedTuple):
    """The cells of one row, cleaned, and the physical line that it starts on (from 1)."""

    line: int
    cells: tuple[str, ...]


class UnreadableLine(Exception):
    """The reading ends here; `fault` says where and why."""

    def __init__(self, fault: RowFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def decode_utf8(data: bytes) -> str | RowFault:
    """Return the text of a file in UTF-8, with or without a byte order mark, or why it is none."""
    if data.startswith(UTF_16_MARKS):
        message = "The file is in UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)."
        return RowFault(0, "", "encoding", message)
    nul = data.find(0)
    if nul >= 0:
        return nul_fault(line_at(data, nul))
    return find_fault(data, "utf-8") or data.decode("utf-8").removeprefix(BOM)


def read_rows(text: str) -> Iterator[TableRow | RowFault]:
    """Yield the rows that are not blank; a fault, with which the reading ends, comes last."""
    records = _csv_records(lambda: bounded_lines(io.StringIO(text, newline="")), ",", 1, 0)
    return _checked(records, MAX_LINE)


def nul_fault(line: int) -> RowFault:
    """Return the fault of a text with a NUL in it."""
    message = f"There is a NUL byte in line {line}, so this is not a text file; save it as UTF-8."
    return RowFault(line, "", "nul", message)


def bounded_lines(file: TextIO, first: int = 1) -> Iterator[str]:
    """Yield the lines of a text from number `first`; raises UnreadableLine.

    `file` has to be opened with newline="", and is not read further than a line may be long.
    """
    for _ in range(1, first):
        file.readline(MAX_LINE)
    number = first - 1
    while line := file.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            message = (
                f"Line {number} has {MAX_LINE:,} characters or more, so this is hardly a table; "
                "split the line, or check how the file was saved."
            )
            raise UnreadableLine(RowFault(number, "", "line_too_long", message))
        if "\0" in line:
            raise UnreadableLine(nul_fault(number))
        if number > MAX_LINES:
            message = (
                f"The file has more than {MAX_LINES:,} lines; delete the empty ones or split it."
            )
            raise UnreadableLine(RowFault(number, "", "too_many_lines", message))
        yield line


def csv_rows(
    open_lines: OpenLines, delimiter: str = ",", *, first: int = 1, width: int = 0
) -> Iterator[TableRow | RowFault]:
    """Yield the rows of lines in strict CSV, without blank ones; a fault, the end, comes last.

    `first` is the number of the first line; `width` the usual count of cells, 0 for unknown.
    """
    return _checked(_csv_records(open_lines, delimiter or _NO_DELIMITER, first, width))


def literal_rows(
    open_lines: OpenLines, delimiter: str, *, first: int = 1
) -> Iterator[TableRow | RowFault]:
    """Yield a row for each line that isn't blank, with quotation marks as they stand.

    A delimiter of several characters counts at its first occurrence only.
    """
    return _checked(_literal_records(open_lines, delimiter, first))


def _checked(
    records: Iterable[_Record], most_columns: int = MAX_COLUMNS
) -> Iterator[TableRow | RowFault]:
    count = 0
    try:
        for line, cells, is_long in records:
            cleaned = tuple(map(clean_text if is_long else str.strip, cells))
            if not any(cleaned):
                continue
            if is_long and len(max(cells, key=len)) > MAX_CELL:
                yield too_long(line)
                return
            if len(cells) > most_columns:
                yield too_wide(line)
                return
            count += 1
            if count > MAX_ROWS + 1:
                yield too_many(line)
                return
            yield TableRow(line, cleaned)
    except UnreadableLine as error:
        yield error.fault


def _literal_records(open_lines: OpenLines, delimiter: str, first: int) -> Iterator[_Record]:
    most = -1 if len(delimiter) == 1 else 1
    for number, line in enumerate(open_lines(), first):
        cells = line.split(delimiter, most) if delimiter else [line]
        yield number, cells, len(line) > MAX_CELL


def _csv_records(
    open_lines: OpenLines, delimiter: str, first: int, width: int
) -> Iterator[_Record]:
    long_lines: list[str] = []
    lines = _noting_long_lines(open_lines(), long_lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = first
    try:
        for cells in reader:
            following = first + reader.line_num
            is_long = following - start > 1 or bool(long_lines)
            long_lines.clear()
            if is_long and width >= _LIKELY_COLUMNS:
                _raise_for_swallowed_rows(cells, delimiter, start, width)
            yield start, cells, is_long
            start = following
    except csv.Error:
        last = first + reader.line_num
        row = "".join(
            line
            for number, line in zip(range(first, last), open_lines(), strict=False)
            if number >= start
        )
        line = start + _line_of_the_open_quote(row, delimiter)
        fault = too_long(line) if len(row) > MAX_CELL else _quote_fault(line)
        raise UnreadableLine(fault) from None


def _noting_long_lines(lines: Iterable[str], found: list[str]) -> Iterator[str]:
    for line in lines:
        if len(line) > MAX_CELL:
            found.append(line)
        yield line


def _raise_for_swallowed_rows(cells: list[str], delimiter: str, start: int, width: int) -> None:
    line = start
    for cell in cells:
        inside = [text for text in cell.splitlines()[1:-1] if text.strip()]
        if len(inside) >= _LIKELY_LINES and all(
            text.count(delimiter) == width - 1 for text in inside
        ):
            message = (
                f"The quotation mark that opens a cell in line {line} is closed only after "
                f"{len(inside)} lines that look like rows. Close it where the cell ends."
            )
            raise UnreadableLine(RowFault(line, "", "quote", message))
        line += line_breaks(cell)


def line_breaks(text: str) -> int:
    """Count the line ends in a text."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _line_of_the_open_quote(row: str, delimiter: str) -> int:
    """Return how many lines of a row that csv refuses come before the cell it is refused for."""
    sign = re.escape(delimiter)
    whole_cell = re.compile(rf'(?:"(?:[^"]|"")*+"|[^"{sign}][^{sign}]*+|){sign}')
    start = 0
    while whole := whole_cell.match(row, start):
        start = whole.end()
    return line_breaks(row[:start])


def _quote_fault(line: int) -> RowFault:
    message = (
        f"The quotation mark that opens a cell in line {line} is not closed where the cell ends. "
        "End the cell with a quotation mark, and write those inside it twice."
    )
    return RowFault(line, "", "quote", message)


def too_long(line: int) -> RowFault:
    """Return the fault of a row with a cell that is too long."""
    message = (
        f"The row that starts in line {line} has a cell of more than {MAX_CELL:,} characters; "
        "a quotation mark that is opened and never closed is the usual reason."
    )
    return RowFault(line, "", "cell_too_long", message)


def too_wide(line: int) -> RowFault:
    """Return the fault of a row with too many cells."""
    message = (
        f"The row that starts in line {line} has more than {MAX_COLUMNS:,} columns; "
        "delete those that are not needed, or check the delimiter and the line ends."
    )
    return RowFault(line, "", "too_many_columns", message)


def too_many(line: int) -> RowFault:
    """Return the fault of the first row that is too many."""
    message = f"The file has more than {MAX_ROWS:,} questions; split it."
    return RowFault(line, "", "too_many_rows", message)
