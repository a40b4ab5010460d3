"""Cells that a spreadsheet would take for formulas, made harmless and taken back.

A file of ours says itself where it did so: in a row whose column `guard` holds an apostrophe, one
was put before every cell that begins like a formula and is no number (OWASP, CSV injection).
"""

import re
from collections.abc import Callable, Iterator, Sequence, Set

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.csv_table import TableRow
from quizapp.engine.formats.native_columns import COLUMNS
from quizapp.engine.numbers import read_number

GUARD = "guard"
REASON = "reason"
MENDING = (GUARD, REASON)
"""The first columns of a list of faulty rows."""

MARK = "'"
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\0＝＋－＠]")


def is_risky(cell: str) -> bool:
    """Return whether a spreadsheet may take a cell for a formula, or did before it was marked."""
    return bool(_FORMULA.match(cell)) and read_number(cell) is None


def guard_cells(cells: Sequence[str]) -> tuple[list[str], str]:
    """Return the cells with marks where they need them, and what the column `guard` holds."""
    guarded = [MARK + cell if is_risky(cell) else cell for cell in cells]
    return guarded, MARK if guarded != [*cells] else ""


def unguarded(
    rows: Callable[[], Iterator[TableRow | RowFault]],
) -> Callable[[], Iterator[TableRow | RowFault]]:
    """Return what begins to read the rows without marks, and without the columns of ours.

    Where the first row isn't a header of ours with a column `guard`, these are the rows as they
    are.
    """
    first = next(rows(), None)
    if not isinstance(first, TableRow) or not _is_ours(first.cells):
        return rows
    guard = first.cells.index(GUARD)
    ours = {place for place, name in enumerate(first.cells) if name in {GUARD, REASON}}
    return lambda: (
        row if isinstance(row, RowFault) else _take_back(row, guard, ours) for row in rows()
    )


def _is_ours(header: Sequence[str]) -> bool:
    """Return whether a header is that of an export, or of a list of faulty rows."""
    if header[: len(MENDING)] == MENDING:
        return True
    others = {name for name in header if name != GUARD}
    return GUARD in header and "question" in others and others <= {*COLUMNS}


def _take_back(row: TableRow, guard: int, ours: Set[int]) -> TableRow:
    cells = row.cells
    if cells[guard : guard + 1] == (MARK,):
        cells = tuple(map(without_mark, cells))
    return TableRow(row.line, tuple(cell for place, cell in enumerate(cells) if place not in ours))


def without_mark(cell: str) -> str:
    """Return a cell as it was before `guard_cells`, or another writer of ours, marked it."""
    return cell[1:] if cell.startswith(MARK) and is_risky(cell[1:]) else cell
