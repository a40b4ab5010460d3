"""Tables of HTML, in which cells may span several rows and columns, to grids."""

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from quizapp.engine.derivation.blocks import MAX_COLUMNS, Cell
from quizapp.engine.derivation.tables import EMPTY, Grid, Row, TableLimits, make_grid, read_cell
from quizapp.engine.derivation.words import collapsed


@dataclass(frozen=True, slots=True)
class Spanned:
    """A cell as it stands in the HTML."""

    cell: Cell
    heads: bool
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class SpannedRow:
    """A row as it stands in the HTML, and its place in the words of the page."""

    cells: tuple[Spanned, ...]
    start: int
    end: int
    line: int


def read_spanned(node: LexborNode, raw: str, marked: str) -> Spanned:
    """Return the cell of a `td` or `th` from its words, and these with raised footnote marks."""
    attributes = node.attributes
    return Spanned(
        read_cell(collapsed(raw), collapsed(marked)),
        node.tag == "th",
        _span(attributes.get("colspan")),
        _span(attributes.get("rowspan")),
    )


def grid_of(rows: list[SpannedRow], limits: TableLimits, line: int, caption: str) -> Grid | None:
    """Return the grid of a table with a header row, in which no cell is merged."""
    if not rows:
        return None
    header = rows[0]
    if any(cell.columns > 1 or cell.rows > 1 for cell in header.cells):
        limits.skip(line, "This table has merged cells in its header.")
        return None
    if not _is_header(header):
        limits.skip(line, "This table has no header row.")
        return None
    cells = tuple(cell.cell for cell in header.cells)
    top = Row(cells, header.start, header.end, header.line)
    return make_grid(top, _unfolded(rows[1:], limits), limits, caption)


def _span(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 5 else 1


def _is_header(row: SpannedRow) -> bool:
    if any(cell.heads for cell in row.cells):
        return all(cell.heads or not cell.cell.raw for cell in row.cells)
    return not any(sign.isdecimal() for cell in row.cells for sign in cell.cell.text)


def _unfolded(rows: list[SpannedRow], limits: TableLimits) -> Iterator[Row]:
    """Yield the rows with the cells that reach down into them from above."""
    hanging: dict[int, tuple[Cell, int]] = {}
    for row in rows:
        cells, hanging = _placed(row.cells, hanging)
        if all(cell.heads for cell in row.cells):
            continue
        if any(cell.columns > 1 for cell in row.cells):
            limits.skip(row.line, "This row has merged cells.")
            continue
        yield Row(cells, row.start, row.end, row.line)


def _placed(
    row: tuple[Spanned, ...], hanging: dict[int, tuple[Cell, int]]
) -> tuple[tuple[Cell, ...], dict[int, tuple[Cell, int]]]:
    """Return the cells of a row by column, and those that hang into the row below it."""
    placed: dict[int, Cell] = {column: cell for column, (cell, _) in hanging.items()}
    below = {column: (cell, left - 1) for column, (cell, left) in hanging.items() if left > 1}
    column = 0
    for spanned in row:
        for _ in range(spanned.columns):
            while column in placed:
                column += 1
            if column > MAX_COLUMNS:
                break
            placed[column] = spanned.cell
            if spanned.rows > 1:
                below[column] = spanned.cell, spanned.rows - 1
    width = max(placed, default=-1) + 1
    return tuple(placed.get(column, EMPTY) for column in range(width)), below
