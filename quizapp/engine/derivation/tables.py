"""Tables: rows of pipes to cells, and rows of cells to a grid as wide as its header."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from quizapp.engine.derivation.blocks import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROW,
    MAX_ROWS,
    Cell,
    Skipped,
)
from quizapp.engine.derivation.quantities import split_footnotes
from quizapp.engine.derivation.words import collapsed
from quizapp.engine.kinds.checks import counted

_PIPE = re.compile(r"(?<!\\)\|")
_MARK = re.compile(r"[*†‡§\[¹²³⁰⁴-⁹]")
_RULE = re.compile(r":?-+:?")
EMPTY = Cell("", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One row before it is fitted to the header: its cells and where it stands in the text."""

    cells: tuple[Cell, ...]
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A header and rows of its width, and the places that they were read from."""

    header: Row
    rows: tuple[Row, ...]
    caption: str = ""

    @property
    def marks(self) -> frozenset[str]:
        """The footnote marks in its cells."""
        rows = (self.header, *self.rows)
        return frozenset(mark for row in rows for cell in row.cells for mark in cell.footnotes)


@dataclass(slots=True)
class TableLimits:
    """What may still be read of an article's tables, and what was left out so far."""

    cells: int = MAX_CELLS
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, line: int, reason: str) -> None:
        """Note that something was not read."""
        self.skipped.append(Skipped(line, reason))


def read_cell(raw: str, words: str) -> Cell:
    """Return the cell written as `raw`, whose `words` still have their footnote marks."""
    if not raw:
        return EMPTY
    text, marks = without_footnotes(words)
    return Cell(text, raw, marks)


def without_footnotes(words: str) -> tuple[str, tuple[str, ...]]:
    """Return the words without footnote marks, and these."""
    if not _MARK.search(words):
        return words, ()
    text, marks = split_footnotes(words)
    return collapsed(text), marks


def is_delimiter(line: str) -> bool:
    """Tell whether `line` is the row of dashes under a header: `---|---`."""
    if "|" not in line or "-" not in line or line.strip("|:- \t\r"):
        return False
    if line.count("|") > MAX_COLUMNS + 1:
        return True
    return all(_RULE.fullmatch(cell) for cell in pipe_cells(line))


def pipe_cells(line: str) -> list[str]:
    """Return the cells of a row of pipes, without the outer pipes."""
    cells = _cells_with_outer(line)
    return cells[_opens(cells) : len(cells) - _closes(cells)]


def fitted_cells(line: str, header: str, width: int) -> list[str]:
    """Return the cells of a row under `header`, in which an outer pipe may stand for a blank."""
    cells = _cells_with_outer(line)
    if len(cells) == width and not _opens(_cells_with_outer(header)):
        return cells
    return cells[_opens(cells) : len(cells) - _closes(cells)]


def make_grid(
    header: Row, rows: Iterable[Row], limits: TableLimits, caption: str = ""
) -> Grid | None:
    """Return the table, or None where it is too wide, empty, or past what an article may have."""
    width = len(header.cells)
    if not 1 < width <= MAX_COLUMNS:
        columns = counted(width, "column")
        limits.skip(header.line, f"This table has {columns}; 2 to {MAX_COLUMNS} can be read.")
        return None
    kept = tuple(_fitted(rows, width, limits))
    return Grid(header, kept, caption) if kept else None


def _fitted(rows: Iterable[Row], width: int, limits: TableLimits) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number == MAX_ROWS:
            limits.skip(row.line, f"Only {MAX_ROWS:,} rows of a table are read.")
            return
        if limits.cells < width:
            limits.skip(row.line, f"Only {MAX_CELLS:,} cells of an article are read.")
            return
        if any(cell.raw for cell in row.cells[width:]):
            limits.skip(row.line, "This row has more cells than the header has.")
        elif row.end - row.start > MAX_ROW:
            limits.skip(row.line, f"This row is longer than {MAX_ROW:,} characters.")
        elif any(cell.raw for cell in row.cells):
            limits.cells -= width
            padding = (EMPTY,) * (width - len(row.cells))
            yield Row((row.cells + padding)[:width], row.start, row.end, row.line)


def _cells_with_outer(line: str) -> list[str]:
    return [cell.strip() for cell in _PIPE.split(line)]


def _opens(cells: list[str]) -> int:
    return int(len(cells) > 1 and not cells[0])


def _closes(cells: list[str]) -> int:
    return int(len(cells) > 1 and not cells[-1])
