"""The cells of an .xlsx to rows of text, row by row, however large the sheet says it is."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from quizapp.engine.formats.archives import BadArchive
from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.csv_table import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    TableRow,
    too_long,
    too_many,
    too_wide,
)
from quizapp.engine.formats.xlsx_parts import Sheet, Workbook
from quizapp.engine.formats.xml_pieces import attributes_of, pieces_of, text_of
from quizapp.engine.kinds.checks import clean_text

MAX_PIECES = 3_000_000
# As many as a sheet of Excel has columns.
_MAX_CELLS = 16_384
_MAX_LINE = 1_048_576
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_REFERENCE = re.compile(r"""\sr=["']([A-Z]{1,3})\d""")
_TYPE = re.compile(r"""\st=["'](\w+)""")
_STYLE = re.compile(r"""\ss=["'](\d{1,6})""", re.ASCII)
_TEXTS = frozenset({"v>", "v ", "t>", "t "})
_CELLS = frozenset({"c>", "c "})
_NUMBERS = frozenset({None, "", "n"})
# Most cells become one piece by this: the tag, and the text of the cell.
_SHORTER = (("</v></c>", ""), ("</t></is></c>", ""), ('"><v>', '">'), ('"><is><t>', '">'))
_USUAL_CELL = re.compile(r'c r="([A-Z]{1,3})\d+"(?: s="(\d{1,6})")?(?: t="(\w+)")?>', re.ASCII)
_MAX_PLAIN_EXPONENT = 20
_DIGITS = 15

_DAY_0 = date(1899, 12, 30)
_DAY_0_FROM_1904 = date(1904, 1, 1)
# Excel counts a 29 February 1900, which there wasn't, so its first days are one later than ours.
_NO_DAY = 60
_LAST_DAY = 2_958_465
_SECONDS = 86_400


def sheet_rows(workbook: Workbook, sheet: Sheet, share: int = 1) -> Iterator[TableRow | RowFault]:
    """Yield the rows of a sheet that are not blank; a fault, with which it ends, comes last.

    Of what may be read of a sheet, no more than one part in `share` is read.
    """
    count = 0
    try:
        for line, filled in _records(workbook, sheet, MAX_PIECES // share):
            width = max(filled, default=-1) + 1
            if not width:
                continue
            if width > MAX_COLUMNS:
                yield too_wide(line)
                return
            if any(len(text) > MAX_CELL for text in filled.values()):
                yield too_long(line)
                return
            count += 1
            if count > MAX_ROWS + 1:
                yield too_many(line)
                return
            yield TableRow(line, tuple(filled.get(column, "") for column in range(width)))
    except BadArchive as error:
        yield workbook_fault(error)


def workbook_fault(error: BadArchive) -> RowFault:
    """Return the fault of a whole workbook."""
    message = f"{error}; open it in a spreadsheet program, save it anew as .xlsx, and send that."
    return RowFault(0, "", "workbook", message)


def _records(workbook: Workbook, sheet: Sheet, most: int) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield each row of a sheet as its number and the texts of its cells by column, from 0."""
    line = 0
    row = _Row(workbook)
    count = 0
    for pieces in pieces_of(workbook.data, sheet.part, _SHORTER):
        count += len(pieces)
        if count > most:
            raise BadArchive("The sheet has too many cells to read it")
        for piece in pieces:
            start = piece[:2]
            if start in _CELLS:
                row.begin(piece)
            elif start in _TEXTS:
                row.add(text_of(piece))
            elif start == "ro":
                line = _line_of(piece, line)
            elif start == "/r" and piece.startswith("/row>"):
                yield line, row.take()
            elif piece.startswith(("rPh>", "rPh ", "/rPh>")):
                row.is_phonetic = piece.startswith("r")
    if row.take():
        raise BadArchive("The sheet is cut off in the midst of a row")


def _line_of(piece: str, last: int) -> int:
    written = attributes_of(piece).get("r", "")
    if written.isdecimal() and len(written) < 8 and last < int(written) <= _MAX_LINE:
        return int(written)
    return last + 1


class _Row:
    """The row that is being read: its cells so far, and the type, style and texts of the last."""

    def __init__(self, workbook: Workbook) -> None:
        self._texts = workbook.texts
        self._forms = workbook.forms
        self._is_from_1904 = workbook.is_from_1904
        self._columns: dict[str, int] = {}
        self._filled: dict[int, str] = {}
        self._column = -1
        self._count = 0
        self._type: str | None = None
        self._style: str | None = None
        self._written = ""
        self.is_phonetic = False

    def begin(self, piece: str) -> None:
        """Begin with the cell whose tag this is; without a place it is the next one."""
        if self._written:
            self._end()
        self._count += 1
        if self._count > _MAX_CELLS:
            raise BadArchive(f"A row of the sheet has more than {_MAX_CELLS:,} cells")
        if found := _USUAL_CELL.match(piece):
            letters, self._style, self._type = found.groups()
            self._column = self._columns.get(letters, -1)
            if self._column < 0:
                self._column = self._columns[letters] = _column(letters)
        else:
            letters, self._style, self._type = (
                found[1] if (found := place.search(piece.partition(">")[0])) else ""
                for place in (_REFERENCE, _STYLE, _TYPE)
            )
            self._column = _column(letters) if letters else self._column + 1
        self._written = ""
        self.is_phonetic = False
        self.add(text_of(piece))

    def add(self, text: str) -> None:
        """Add a text to the cell, unless it only says how another is pronounced."""
        if not self.is_phonetic and len(self._written) <= MAX_CELL:
            self._written += text

    def take(self) -> dict[int, str]:
        """End the row and return the texts of its cells by their column, from 0."""
        if self._written:
            self._end()
        filled = self._filled
        self._count = 0
        self._filled = {}
        self._column = -1
        return filled

    def _end(self) -> None:
        if text := self._shown():
            # What stands further right than a row may be wide is only counted.
            self._filled[min(self._column, MAX_COLUMNS)] = text
        self._written = ""

    def _shown(self) -> str:
        """Return what a person sees in the cell, cleaned."""
        written = self._written
        if self._type == "s":
            index = int(written) if written.isdecimal() and len(written) < 9 else -1
            return clean_text(self._texts[index]) if 0 <= index < len(self._texts) else ""
        if self._type == "b":
            return "TRUE" if written.strip() == "1" else "FALSE"
        if self._type == "d":
            return written.strip().removesuffix("T00:00:00").replace("T", " ")
        if self._type not in _NUMBERS or not _NUMBER.fullmatch(written):
            return clean_text(written)
        number = int(self._style or 0)
        form = self._forms[number] if number < len(self._forms) else ""
        moment = _moment(written, form, self._is_from_1904) if form else ""
        return moment or _plain_number(written)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _plain_number(written: str) -> str:
    """Return a number as a spreadsheet shows it: 15 digits, no zeros after the point."""
    if written.isdecimal():
        return written
    number = Decimal(f"{float(written):.{_DIGITS}g}")
    if abs(number.adjusted()) > _MAX_PLAIN_EXPONENT:
        return f"{float(written):.{_DIGITS}g}"
    return f"{number:f}"


def _moment(written: str, form: str, is_from_1904: bool) -> str:
    """Return the date, the time of day, or the span of time that a number stands for, or ""."""
    days = float(written)
    if not 0 <= days <= _LAST_DAY:
        return ""
    seconds = round(days * _SECONDS)
    hours = seconds // 3600 if form == "span" else seconds // 3600 % 24
    time = f"{hours:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if form == "span" or seconds < _SECONDS:
        return time
    start = _DAY_0_FROM_1904 if is_from_1904 else _DAY_0
    if not is_from_1904 and days < _NO_DAY:
        start += timedelta(days=1)
    day = str(start + timedelta(days=seconds // _SECONDS))
    return f"{day} {time}" if seconds % _SECONDS else day
