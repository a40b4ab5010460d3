"""The bytes of any table, text or .xlsx, to rows of cells, with what was found out about it."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

from quizapp.engine.formats.archives import BadArchive
from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.csv_table import (
    BOM,
    TableRow,
    UnreadableLine,
    bounded_lines,
    csv_rows,
    literal_rows,
)
from quizapp.engine.formats.delimiters import (
    DOUBTFUL,
    NAMES,
    Found,
    find_delimiter,
    takes_quotes_literally,
)
from quizapp.engine.formats.file_kinds import foreign_fault, is_workbook
from quizapp.engine.formats.guard import unguarded
from quizapp.engine.formats.text_encoding import (
    Encoding,
    find_encoding,
    find_fault,
    named_encoding,
)
from quizapp.engine.formats.xlsx_parts import Sheet, Workbook, open_workbook
from quizapp.engine.formats.xlsx_table import sheet_rows, workbook_fault
from quizapp.engine.kinds.checks import quoted

__all__ = ["TableFile", "TableRow", "TableSettings", "open_table"]

_EMPTY = RowFault(0, "", "empty", "The file is empty.")
_MAX_DELIMITER = 20
_MOST_NAMED = 10
_SAMPLE_LINES = 1_000
_SAMPLE_SIZE = 200_000
# The names by which Anki says how a file is to be read.
_DIRECTIVE = re.compile(
    r"#(separator|html|columns|tags|deck|notetype|if matches|"
    r"(?:tags|deck|notetype|guid) column|guard):(.*)",
    re.IGNORECASE | re.DOTALL,
)
_SEP = re.compile(r'sep=(.{1,22})|"sep=(.{1,22})"', re.IGNORECASE)
_PADDED = re.compile(r"(.)[,;\t|]+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TableSettings:
    """What a person says of a file; None has it found out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table that can be read, and how: what isn't sure is for a person to look at.

    `directives` are those of Anki and Excel by small name; their lines are no rows.
    """

    kind: Literal["text", "xlsx"]
    encoding: str = ""
    is_encoding_sure: bool = True
    delimiter: str = ""
    is_delimiter_sure: bool = True
    directives: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    _source: "_Text | _Cells" = field(kw_only=True, repr=False)

    def rows(self) -> Iterator[TableRow | RowFault]:
        """Begin to read the rows that aren't blank; a fault, with which it ends, comes last.

        Where a file of ours says that cells are marked, they are without their marks.
        """
        return unguarded(self._source.rows)()


@dataclass(frozen=True, slots=True)
class _Text:
    """The lines of a text, and how they are cut into cells."""

    data: bytes
    encoding: str
    marks: int
    first: int = 1
    delimiter: str = ""
    width: int = 0
    is_literal: bool = False

    def lines(self) -> Iterator[str]:
        file = io.BytesIO(self.data)
        file.seek(self.marks)
        return bounded_lines(io.TextIOWrapper(file, self.encoding, newline=""), self.first)

    def rows(self) -> Iterator[TableRow | RowFault]:
        if self.is_literal:
            return literal_rows(self.lines, self.delimiter, first=self.first)
        return csv_rows(self.lines, self.delimiter, first=self.first, width=self.width)


@dataclass(frozen=True, slots=True)
class _Cells:
    """A sheet of a workbook."""

    workbook: Workbook
    sheet: Sheet

    def rows(self) -> Iterator[TableRow | RowFault]:
        return sheet_rows(self.workbook, self.sheet)


def open_table(data: bytes, settings: TableSettings | None = None) -> TableFile | RowFault:
    """Find out how a table is to be read, or return why it can't be; never raises.

    What the bytes don't tell for sure is guessed, and marked as such.
    """
    settings = settings or TableSettings()
    if not data or data.isspace():
        return _EMPTY
    if is_workbook(data):
        return _open_workbook(data, settings)
    if fault := foreign_fault(data):
        return fault
    encoding = _said_encoding(data, settings.encoding) or find_encoding(data)
    if isinstance(encoding, RowFault):
        return encoding
    return _open_text(data, encoding, settings.delimiter)


def _said_encoding(data: bytes, said: str | None) -> Encoding | RowFault | None:
    if said is None:
        return None
    name = named_encoding(said)
    if name is None:
        message = f"{quoted(said)} is not an encoding that can be read here; choose another."
        return RowFault(0, "", "encoding", message)
    return find_fault(data, name) or Encoding(name)


def _open_text(data: bytes, encoding: Encoding, said: str | None) -> TableFile | RowFault:
    text = _Text(data, encoding.name, _marks(data, encoding.name))
    if text.marks == len(data):
        return _EMPTY
    sample = _first_lines(text.lines())
    directives, count = _directives(sample)
    text = replace(text, first=1 + count)
    delimiter = _delimiter(directives.get("separator") or directives.get("sep", ""))
    if said is not None:
        delimiter = _delimiter(said)
        if not delimiter:
            message = f"{quoted(said)} can't separate cells; choose a comma, a tab or another sign."
            return RowFault(0, "", "delimiter", message)
    found = find_delimiter(sample[count:])
    if delimiter and delimiter != found.delimiter:
        found = Found(delimiter, is_sure=True, width=0)
    text = replace(text, delimiter=found.delimiter, width=found.width)
    return TableFile(
        "text",
        encoding=encoding.name,
        is_encoding_sure=encoding.is_sure,
        delimiter=found.delimiter,
        is_delimiter_sure=found.is_sure or bool(delimiter),
        directives=directives,
        _source=replace(text, is_literal=_is_literal(text)),
    )


def _marks(data: bytes, encoding: str) -> int:
    """Return how many bytes the byte order marks take that a text begins with."""
    mark = BOM.encode(encoding, "ignore")
    size = 0
    while mark and data.startswith(mark, size):
        size += len(mark)
    return size


def _first_lines(lines: Iterator[str]) -> list[str]:
    """Return as many lines as it takes to see what a text is like."""
    found: list[str] = []
    size = 0
    try:
        for line in islice(lines, _SAMPLE_LINES):
            found.append(line)
            size += len(line)
            if size > _SAMPLE_SIZE:
                return found
    except UnreadableLine:
        return found
    return found


def _directives(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """Return what the first lines say about the file, by name, and how many lines these are."""
    if lines and (separator := _SEP.fullmatch(lines[0].rstrip("\r\n"))):
        return {"sep": _sep_value(separator[1] or separator[2])}, 1
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        directive = _DIRECTIVE.fullmatch(line.rstrip("\r\n"))
        if directive is None:
            return found, number
        found[directive[1].lower()] = directive[2].strip(" ") or directive[2]
    return found, len(lines)


def _sep_value(written: str) -> str:
    """Return the separator in the value of `sep=`, which may be in quotation marks or padded."""
    if len(written) > 2 and written[0] == written[-1] == '"':
        return written[1:-1]
    padded = _PADDED.fullmatch(written)
    return padded[1] if padded else written


def _delimiter(written: str) -> str:
    """Return the delimiter that is written as a sign or by its name, or "" if it can't be one."""
    sign = NAMES.get(written.strip().lower(), written)
    is_usable = sign != '"' and len(sign) <= _MAX_DELIMITER and not re.search(r"[\r\n\0]", sign)
    return sign if is_usable else ""


def _is_literal(text: _Text) -> bool:
    """Tell whether the quotation marks in a text belong to its cells, and enclose none."""
    if len(text.delimiter) > 1:
        return True
    if text.delimiter not in DOUBTFUL:
        return False
    if '"'.encode(text.encoding) not in text.data:
        return not text.delimiter
    return takes_quotes_literally(text.lines, text.delimiter)


def _open_workbook(data: bytes, settings: TableSettings) -> TableFile | RowFault:
    try:
        workbook = open_workbook(data)
    except BadArchive as error:
        return workbook_fault(error)
    names = tuple(sheet.name for sheet in workbook.sheets)
    if settings.sheet is None:
        in_order = sorted(workbook.sheets, key=lambda sheet: sheet.is_hidden)
    else:
        in_order = [sheet for sheet in workbook.sheets if sheet.name == settings.sheet]
        if not in_order:
            listed = ", ".join(map(quoted, names[:_MOST_NAMED]))
            message = f"There is no sheet {quoted(settings.sheet)}; choose one of: {listed}."
            return RowFault(0, "", "sheet", message)
    for sheet in in_order:
        first = next(sheet_rows(workbook, sheet, len(in_order)), None)
        if isinstance(first, RowFault):
            return first
        if first is not None:
            cells = _Cells(workbook, sheet)
            return TableFile("xlsx", sheets=names, sheet=sheet.name, _source=cells)
    message = "The sheet is empty." if settings.sheet else "No sheet of the workbook has cells."
    return RowFault(0, "", "empty", message)
