"""How a table is to be read: its layout, header, columns and keys; and what to ask a person."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from quizapp.engine.formats.anki_plan import is_anki, plan_anki
from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.column_names import is_known, roles_of
from quizapp.engine.formats.csv_table import TableRow
from quizapp.engine.formats.headers import MOST_NAMED, find_header
from quizapp.engine.formats.keys import STYLES, KeyRow, find_style, read_key
from quizapp.engine.formats.known_layouts import KNOWN, find_known
from quizapp.engine.formats.native_columns import COLUMNS
from quizapp.engine.formats.plan import ANKI, BY_HAND, CARDS, NATIVE, Ask, Plan, Said
from quizapp.engine.formats.row_cells import cells_by_role, key_rows
from quizapp.engine.formats.table_file import TableFile
from quizapp.engine.formats.words import kind_of
from quizapp.engine.kinds.checks import quoted

LAYOUTS = {
    NATIVE: "Quizapp",
    BY_HAND: "Columns, as they are chosen",
    CARDS: "Cards: front and back",
    ANKI: "Anki text",
    **{layout.name: layout.label for layout in KNOWN},
}
"""The layouts by name, with their labels."""

_HEAD = 15

_SEPARATORS = (";", "|", "\n", " / ", ",")
# Of the packed cells, so many have to be cut into several options by a separator that is one.
_STEADY = 0.9
_LIST = re.compile(r"\[.*\]|\{.*\}", re.DOTALL)
_HTML = re.compile(r"<(?:br|div|b|i|u|p|span|img|li)\b[^<>]*>|&nbsp;", re.IGNORECASE)
_HTML_ROWS = 500
_MANY_MARKED = 0.05


def make_plan(table: TableFile, said: Said | None = None) -> Plan | RowFault:
    """Return how a table is to be read, with what a person must decide before it can be imported.

    What a person has said counts; what isn't certain is never guessed, but asked. A fault says why
    there is nothing to read.
    """
    said = said or Said()
    head = [*islice(table.rows(), _HEAD)]
    rows = [row for row in head if isinstance(row, TableRow)]
    if not rows:
        faults = (row for row in head if isinstance(row, RowFault))
        return next(faults, RowFault(0, "", "empty", "The file is empty."))
    plan = _find_layout(table, [row.cells for row in rows], said)
    plan = replace(plan, asks=(*_table_asks(table, said), *plan.asks))
    if plan.layout in {NATIVE, ANKI}:
        return plan
    return _with_key(_with_html(plan, table, said), table, said)


def _find_layout(table: TableFile, rows: Sequence[tuple[str, ...]], said: Said) -> Plan:
    wanted = said.layout
    if wanted == ANKI or (wanted is None and is_anki(table)):
        return plan_anki(table, rows, said)
    if wanted == NATIVE or (wanted is None and _is_native(rows[0])):
        return _plan(NATIVE, rows, 0, tuple(cell.lower() for cell in rows[0]))
    known = find_known(rows, wanted)
    if known and said.columns is None and said.has_header is not False:
        layout, number = known
        plan = _plan(layout.name, rows, number, layout.columns(rows[number]))
        is_helped = layout.has_help and _is_help(plan, rows[number + 1 :])
        return replace(plan, skip=plan.skip + is_helped, key_style=layout.key_style)
    return _plan_columns(rows, said)


def _plan(
    layout: str, rows: Sequence[tuple[str, ...]], header: int | None, columns: tuple[str, ...]
) -> Plan:
    has_header = header is not None
    names = rows[header] if header is not None else ("",) * len(columns)
    unused = [
        name
        for name, role in zip(names, columns, strict=False)
        if name and not role and not is_known(name)
    ]
    notes: tuple[str, ...] = ()
    if unused and layout != NATIVE:
        listed = ", ".join(map(quoted, unused[:MOST_NAMED]))
        more = f" and {len(unused) - MOST_NAMED} more" if len(unused) > MOST_NAMED else ""
        notes = (f"Not used: {listed}{more}.",)
    return Plan(
        layout=layout,
        label=LAYOUTS[layout],
        has_header=has_header,
        header=names,
        columns=columns,
        skip=0 if header is None else header + 1,
        header_row=header,
        notes=notes,
    )


def _is_native(cells: Sequence[str]) -> bool:
    # In capitals, "Question" and "Answer" are anybody's words, and the cells are plain text.
    named = {name for name in cells if name}
    # Of our kinds, none without options has both a back and a key.
    is_other = {"answer", "correct"} <= named and not {"type", "option_1"} & named
    return len(named) > 1 and named <= {*COLUMNS} and "question" in named and not is_other


def _is_help(plan: Plan, below: Sequence[tuple[str, ...]]) -> bool:
    """Return whether the row below the header explains the columns: type and key are neither."""
    if not below:
        return False
    cells = cells_by_role(plan, below[0])
    row = KeyRow(cells.key, cells.options)
    is_key = any(read_key(row, style) is not None for style in STYLES)
    return bool(row.key) and not is_key and kind_of(cells.first("type")) is None


def _plan_columns(rows: Sequence[tuple[str, ...]], said: Said) -> Plan:
    """Plan a table whose columns are told by their names, by a person, or by there being two."""
    header, header_asks = find_header(rows, said)
    # A line that introduces the table, or one that ends it, has fewer cells than its rows.
    width = max(Counter(map(len, rows)).most_common(1)[0][0], len(rows[header or 0]))
    named = rows[header] if header is not None else ()
    columns = roles_of(named) if header is not None else ()
    columns = (*columns, *[""] * (width - len(columns)))
    if said.columns is not None:
        columns = tuple(said.columns.get(place, "") for place in range(width))
    elif not any(columns) and (said.layout == CARDS or _look_like_cards(header, width)):
        columns = (*("question", "answer")[:width], *columns[2:])
    elif width == 2:
        columns = _with_both_sides(columns, named)
    is_cards = {role for role in columns if role} == {"question", "answer"}
    layout = CARDS if is_cards and said.columns is None else BY_HAND
    names = (*named, *[""] * (width - len(named))) if header is not None else ()
    plan = _plan(layout, rows, header, columns)
    plan = replace(plan, header=names or ("",) * width)
    is_told = said.columns is not None or said.layout == CARDS
    if width > 2 and header is None and not is_told:
        return replace(plan, asks=(*header_asks, *_unnamed_asks(columns, said)))
    return replace(plan, asks=(*header_asks, *_column_asks(columns)))


def _look_like_cards(header: int | None, width: int) -> bool:
    return width == 2 or (width == 3 and header is None)


def _with_both_sides(columns: tuple[str, ...], names: Sequence[str]) -> tuple[str, ...]:
    """Return the roles of two columns where one is a side of cards and the other has a name."""
    side = "".join(columns)
    if side not in {"question", "answer", "correct"} or "" not in columns:
        return columns
    place = columns.index("")
    if not names[place] or is_known(names[place]):
        return columns
    other = "answer" if side == "question" else "question"
    return (other, side) if place == 0 else (side, other)


def _column_asks(columns: Sequence[str]) -> Iterator[Ask]:
    roles = set(columns)
    if "question" not in roles:
        yield Ask("columns", "", "Say which column has the questions, and which the answers.")
    elif not roles & {"correct", "answer", "accepted", "wrong_1"}:
        yield Ask("columns", "", "Say which column has the right answers.")


def _unnamed_asks(columns: Sequence[str], said: Said) -> Iterator[Ask]:
    """Ask what the columns are where no row names them; two of three may be those of cards."""
    if "question" not in columns:
        yield from _column_asks(columns)
    elif said.answers.get("columns") != "yes":
        message = "No row names the columns. Are the first two the fronts and the backs of cards?"
        yield Ask("columns", "", message, (("yes", "Yes, and the third isn't used"),))


def _table_asks(table: TableFile, said: Said) -> Iterator[Ask]:
    if not table.is_encoding_sure and said.answers.get("encoding") != table.encoding:
        message = "Are all letters right in the preview? If not, choose another encoding."
        yield Ask("encoding", "", message, ((table.encoding, "They are right"),))
    if not table.is_delimiter_sure and said.answers.get("delimiter") != table.delimiter:
        message = "Are the cells rightly cut in the preview? If not, choose what separates them."
        yield Ask("delimiter", "", message, ((table.delimiter, "They are right"),))


def _with_html(plan: Plan, table: TableFile, said: Said) -> Plan:
    """Ask whether HTML in the cells is formatting; a cell that looks like it decides nothing."""
    rows = [row for row in islice(table.rows(), _HTML_ROWS) if isinstance(row, TableRow)]
    marked = sum(1 for row in rows if any(map(_HTML.search, row.cells)))
    if not rows or marked < _MANY_MARKED * len(rows):
        return plan
    if answer := said.answers.get("html"):
        return replace(plan, is_html=answer == "yes")
    message = "Some cells hold HTML, such as <br>. Is it formatting, or is it to be read as it is?"
    choices = (("yes", "It is formatting"), ("no", "It is to be read as it is"))
    return replace(plan, asks=(*plan.asks, Ask("html", "", message, choices)))


def _with_key(plan: Plan, table: TableFile, said: Said) -> Plan:
    """Find out how options are packed and how the keys are written, by reading all rows."""
    if "options" in plan.columns:
        plan = replace(plan, option_separator=_find_separator(plan, table))
    has_options = "options" in plan.columns or "option_1" in plan.columns
    if not has_options or "correct" not in plan.columns:
        return plan
    answered = said.answers.get("key")
    if answered in STYLES:
        return replace(plan, key_style=answered)
    styles = find_style(key_rows(plan, table.rows()))
    possible = styles.possible or (styles.chosen,)
    if possible[0] in {"", plan.key_style}:
        return replace(plan, key_style=plan.key_style or "text")
    if plan.key_style:
        # A table with a program's header, but with other keys than that program's.
        possible = tuple(dict.fromkeys((*possible, plan.key_style)))
    elif styles.chosen:
        return replace(plan, key_style=styles.chosen)
    column = plan.column_name(plan.columns.index("correct"))
    message = f"What does {quoted(column)} hold? It can be read in more than one way."
    choices = tuple((style, STYLES[style]) for style in possible)
    return replace(plan, key_style="", asks=(*plan.asks, Ask("key", column, message, choices)))


def _find_separator(plan: Plan, table: TableFile) -> str:
    """Return what separates the options that stand in one cell, "" for nothing steady."""
    place = plan.columns.index("options")
    cells = [
        row.cells[place]
        for row in islice(table.rows(), plan.skip, None)
        if isinstance(row, TableRow) and place < len(row.cells) and row.cells[place]
    ]
    if sum(1 for cell in cells if _LIST.fullmatch(cell)) >= _STEADY * len(cells):
        return ""
    for separator in _SEPARATORS:
        cut = sum(1 for cell in cells if len(cell.split(separator)) > 1)
        if cut >= _STEADY * len(cells):
            return separator
    return ""
