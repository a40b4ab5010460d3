"""Rows of foreign tables to questions: their cells become cells of the native layout."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizapp.engine.formats.bank_file import FaultyRow, Row, RowFault
from quizapp.engine.formats.csv_table import TableRow
from quizapp.engine.formats.keys import Key, KeyRow, key_advice, read_key
from quizapp.engine.formats.markdown_text import escape_markdown
from quizapp.engine.formats.native_columns import FEEDBACK, OPTIONS
from quizapp.engine.formats.native_row import read_cells
from quizapp.engine.formats.plan import Plan
from quizapp.engine.formats.rich_text import to_markdown
from quizapp.engine.formats.row_cells import RoleCells, cells_by_role
from quizapp.engine.formats.words import CHOICE, difficulty_of, kind_of, truth_of
from quizapp.engine.kinds import KINDS
from quizapp.engine.kinds.base import Fault
from quizapp.engine.kinds.cells import join_list
from quizapp.engine.kinds.checks import quoted
from quizapp.engine.kinds.true_false import read_truth
from quizapp.engine.question import MAX_SECONDS, MIN_SECONDS

_SECONDS = re.compile(r"[0-9]{1,6}")
_TAGS = re.compile(r"[,;|#]+")
_AS_THEY_ARE = (
    *("id", "points", "tolerance", "unit", "topic"),
    *("source_title", "source_url", "source_locator", "note"),
)


class _FaultyCells(Exception):
    """Cells that make no question; `faults` are named by role."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*(fault.message for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows of one table; `plan` says how."""

    plan: Plan

    def read(self, row: TableRow) -> Row | FaultyRow:
        """Return the question of a row, or what is wrong with it by the file's own columns."""
        if len(row.cells) > len(self.plan.columns) and any(row.cells[len(self.plan.columns) :]):
            message = (
                f"This row has {len(row.cells)} cells, the others have {len(self.plan.columns)}; "
                "put a text that contains the separator in quotation marks."
            )
            return _faulty(row, RowFault(row.line, "", "too_many_cells", message))
        try:
            cells = self._native_cells(cells_by_role(self.plan, row.cells))
        except _FaultyCells as error:
            return _faulty(row, *(self._fault(row, fault) for fault in error.faults))
        question, faults = read_cells(cells)
        if question is None:
            return _faulty(row, *(self._fault(row, fault) for fault in faults))
        return Row(row.line, question, row.cells)

    def _fault(self, row: TableRow, fault: Fault) -> RowFault:
        return RowFault(row.line, self._column(fault.field), fault.code, fault.message)

    def _column(self, role: str) -> str:
        """Return the file's name of the column that a native column was read from."""
        columns = self.plan.columns
        fitting = [role, *_STAND_FOR.get(re.sub("_[0-9]+$", "", role), ())]
        places = [columns.index(name) for name in fitting if name in columns]
        return self.plan.column_name(places[0]) if places else ""

    def _text(self, cell: str) -> str:
        """Return the Markdown of a cell, which shows plain text as it is."""
        return to_markdown(cell) if self.plan.is_html else escape_markdown(cell)

    def _native_cells(self, cells: RoleCells) -> dict[str, str]:
        native = {
            **{role: cells.first(role) for role in _AS_THEY_ARE if cells.first(role)},
            "question": self._text(cells.first("question")),
            "explanation": self._text(cells.first("explanation")),
            "difficulty": difficulty_of(cells.first("difficulty")),
            "time_limit": _seconds(cells.first("time_limit")),
            "tags": _tags(cells.by_role.get("tags", []), self.plan.tags),
        }
        return {**native, **self._body(cells)}

    def _body(self, cells: RoleCells) -> dict[str, str]:
        written = cells.first("type")
        kind = kind_of(written)
        if kind is None:
            known = ", ".join(KINDS)
            message = f"{quoted(written)} is not a kind of question; write one of: {known}."
            raise _FaultyCells(Fault("type", message, "unknown"))
        if kind == "true_false":
            return _truth(cells)
        wrong = [cell for role, found in cells.by_role.items() if _is_wrong(role) for cell in found]
        if any(wrong):
            return self._choice(_with_wrong(cells, wrong), "text", kind)
        if any(cells.options) and kind not in {"short_answer", "numerical", "card"}:
            return self._choice(cells, self.plan.key_style, kind)
        return self._written(cells, kind)

    def _choice(self, cells: RoleCells, style: str, kind: str) -> dict[str, str]:
        row = KeyRow(cells.key, cells.options)
        if not row.key:
            message = "Write here which of the options is right."
            raise _FaultyCells(Fault("correct", message, "empty"))
        key = read_key(row, style) if style else None
        if key is None:
            message = key_advice(row, style) if style else "Say first how the keys are written."
            raise _FaultyCells(Fault("correct", message, "no_such_option"))
        several = len(key) > 1 or kind == "multiple_choice"
        return {
            "type": "multiple_choice" if several else "single_choice",
            "correct": _renumbered(row, key),
            **self._options(row.options, OPTIONS),
            **self._feedback(cells),
        }

    def _options(self, options: tuple[str, ...], names: tuple[str, ...]) -> dict[str, str]:
        filled = (self._text(option) for option in options if option)
        return dict(zip(names, filled, strict=False))

    def _feedback(self, cells: RoleCells) -> dict[str, str]:
        told = [cells.first(name) for name in FEEDBACK[: len(cells.options)]]
        kept = [text for text, option in zip(told, cells.options, strict=False) if option]
        return {name: self._text(text) for name, text in zip(FEEDBACK, kept, strict=False) if text}

    def _written(self, cells: RoleCells, kind: str) -> dict[str, str]:
        """The body of a question without options: a card, a written answer, or true and false."""
        key, answer = cells.key, cells.first("answer")
        accepted = [cell for cell in (*cells.by_role.get("accepted", ()), *cells.options) if cell]
        if kind == "card" or (kind == "" and answer):
            return {"type": "card", "answer": self._text(answer or key)}
        if kind == "numerical":
            return {"type": "numerical", "correct": key or answer}
        if kind == "" and read_truth(key) is not None:
            return {"type": "true_false", "correct": key.lower()}
        texts = dict.fromkeys(filter(None, (key, answer, *accepted)))
        if kind in {"", CHOICE} and not texts:
            message = "This row has neither options nor an answer."
            raise _FaultyCells(Fault("correct", message, "empty"))
        return {"type": "short_answer", "accepted": join_list(texts)}


_STAND_FOR: Mapping[str, tuple[str, ...]] = {
    "option": ("options", "wrong_1", "option_1"),
    "accepted": ("correct", "answer"),
    "answer": ("correct",),
    "correct": ("answer",),
    "topic": ("deck",),
}


def _faulty(row: TableRow, *faults: RowFault) -> FaultyRow:
    return FaultyRow(row.line, row.cells, faults)


def _is_wrong(role: str) -> bool:
    return role.startswith("wrong_")


def _with_wrong(cells: RoleCells, wrong: list[str]) -> RoleCells:
    """Return the cells of a row that names the right option and the wrong ones apart."""
    return RoleCells(cells.by_role, (cells.key, *wrong))


def _renumbered(row: KeyRow, key: Key) -> str:
    """Return the native key: the numbers of the right ones among the options that are filled."""
    filled = [place for place, option in enumerate(row.options) if option]
    return "|".join(str(filled.index(place) + 1) for place in key)


def _truth(cells: RoleCells) -> dict[str, str]:
    key = cells.key or cells.first("answer")
    truth = truth_of(key)
    if truth is None:
        row = KeyRow(key, cells.options)
        for style in ("number", "letter"):
            place = read_key(row, style)
            if place is not None and len(place) == 1:
                truth = truth_of(cells.options[place[0]])
    if truth is None:
        found = quoted(key) if key else "An empty cell"
        message = f"{found} is neither true nor false; write one of them."
        raise _FaultyCells(Fault("correct", message, "unreadable"))
    return {"type": "true_false", "correct": "true" if truth else "false"}


def _seconds(cell: str) -> str:
    """Return the number of seconds in a cell where it is a possible time limit."""
    found = _SECONDS.match(cell)
    return found[0] if found and MIN_SECONDS <= int(found[0]) <= MAX_SECONDS else ""


def _tags(found: list[str], of_file: tuple[str, ...]) -> str:
    tags = (tag.strip() for cell in found for tag in _TAGS.split(cell))
    return join_list(dict.fromkeys((*of_file, *filter(None, tags))))


def mapped_rows(plan: Plan, rows: Iterator[TableRow | RowFault]) -> Iterator[Row | FaultyRow]:
    """Yield what the rows below the header say; a fault that ends the reading comes last."""
    reader = RowReader(plan)
    for number, row in enumerate(rows):
        if isinstance(row, RowFault):
            yield FaultyRow(row.line, (), (row,))
            return
        if number >= plan.skip:
            yield reader.read(row)
