"""Rows of foreign tables to questions: their cells become cells of the native layout."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizapp.engine.formats.bank_file import FaultyRow, Row, RowFault
from quizapp.engine.formats.csv_table import TableRow
from quizapp.engine.formats.keys import Key, KeyRow, key_advice, read_key
from quizapp.engine.formats.markdown_text import escape_markdown
from quizapp.engine.formats.native_columns import FEEDBACK, OPTIONS
from quizapp.engine.formats.native_row import read_cells
from quizapp.engine.formats.plan import Plan
from quizapp.engine.formats.rich_text import to_markdown
from quizapp.engine.formats.row_cells import RoleCells, cells_by_role, surplus_fault, used_width
from quizapp.engine.formats.words import CHOICE, difficulty_of, kind_of, truth_of
from quizapp.engine.kinds import KINDS
from quizapp.engine.kinds.base import MAX_FIELDS, Fault
from quizapp.engine.kinds.cells import join_list
from quizapp.engine.kinds.checks import quoted
from quizapp.engine.kinds.true_false import read_truth
from quizapp.engine.question import MAX_SECONDS, MIN_SECONDS

_SECONDS = re.compile(r"[0-9]{1,6}")
_TAGS = re.compile(r"[,;|#]+")
_SEVERAL = re.compile(r"[;|\n]+")
_AS_THEY_ARE = (
    *("id", "points", "tolerance", "unit", "image", "image_alt", "source_title", "source_url"),
    *("source_locator", "source_quote", "form", "source_hash", "note", "excludes"),
)


class _FaultyCells(Exception):
    """Cells that make no question; the field of `fault` is a role."""

    def __init__(self, role: str, code: str, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(role, message, code)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows of one table; `plan` says how, and `width` how many cells a row may have."""

    plan: Plan
    width: int

    def read(self, row: TableRow) -> Row | FaultyRow:
        """Return the question of a row, or what is wrong with it by the file's own columns."""
        if fault := surplus_fault(self.width, row):
            return FaultyRow(row.line, row.cells, (fault,))
        cells = cells_by_role(self.plan, row.cells)
        try:
            question, faults = read_cells(self._native_cells(cells))
        except _FaultyCells as error:
            question, faults = None, (error.fault,)
        if question is not None:
            return Row(row.line, question, row.cells)
        found = (
            RowFault(row.line, self._column(cells, fault.field), fault.code, fault.message)
            for fault in faults
        )
        return FaultyRow(row.line, row.cells, tuple(found))

    def _column(self, cells: RoleCells, role: str) -> str:
        """Return the file's name of the column that a native column was read from."""
        columns = self.plan.columns
        word, _, number = role.rpartition("_")
        if word in {"option", "feedback"}:
            # Empty options are left out, so that the native number may be a lower one.
            filled = [at for at, option in enumerate(cells.options) if option]
            at = filled[int(number) - 1] if int(number) <= len(filled) else None
            if at is not None and word == "option":
                return self.plan.column_name(cells.option_places[at])
            role = f"{word}_{number if at is None else at + 1}"
        fitting = [role, *_STAND_FOR.get(word if number.isdecimal() else role, ())]
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
            "topic": cells.first("topic") or cells.first("deck"),
            "tags": _tags(cells.by_role.get("tags", [])),
        }
        return {**native, **self._body(cells)}

    def _body(self, cells: RoleCells) -> dict[str, str]:
        written = cells.first("type")
        kind = kind_of(written)
        if kind is None:
            known = ", ".join(name for name in KINDS if kind_of(name))
            message = f"{quoted(written)} is not a kind of question; write one of: {known}."
            raise _FaultyCells("type", "unknown", message)
        if kind == "true_false":
            return self._truth(cells)
        if any(cells.options) and kind not in {"short_answer", "numerical", "card"}:
            return self._choice(cells, kind)
        return self._written(cells, kind)

    def _choice(self, cells: RoleCells, kind: str) -> dict[str, str]:
        if not cells.key:
            message = "Write here which of the options is right."
            raise _FaultyCells("correct", "empty", message)
        key = self._key(cells)
        if len(key) > 1 and kind == "single_choice":
            message = "The key names several options, but this type of question has only one."
            raise _FaultyCells("correct", "too_many", message)
        options = [self._text(option) for option in cells.options if option]
        if len(options) > MAX_FIELDS:
            message = f"This row has {len(options):,} options; at most {MAX_FIELDS} are possible."
            raise _FaultyCells("option_1", "too_many", message)
        several = len(key) > 1 or kind == "multiple_choice"
        return {
            "type": "multiple_choice" if several else "single_choice",
            "correct": _renumbered(cells.options, key),
            **dict(zip(OPTIONS, options, strict=False)),
            **self._feedback(cells),
        }

    def _right_texts(self, cells: RoleCells) -> list[str]:
        """Return the right answers; options without a key are all right."""
        if not any(cells.options):
            return [cell for cell in cells.by_role.get("correct", ()) if cell]
        if not cells.key:
            return [option for option in cells.options if option]
        return [cells.options[place] for place in self._key(cells)]

    def _key(self, cells: RoleCells) -> Key:
        """Return the options that the key names."""
        if cells.right:
            return tuple(range(cells.right))
        row, style = KeyRow(cells.key, cells.options), self.plan.key_style
        key = read_key(row, style) if style else None
        if key is None:
            message = key_advice(row, style) if style else "Say first how the keys are written."
            raise _FaultyCells("correct", "no_such_option", message)
        return key

    def _truth(self, cells: RoleCells) -> dict[str, str]:
        key = cells.key or cells.first("answer")
        truth = truth_of(key)
        if truth is None and self.plan.key_style:
            place = read_key(KeyRow(key, cells.options), self.plan.key_style)
            truth = truth_of(cells.options[place[0]]) if place and len(place) == 1 else None
        if truth is None:
            found = quoted(key) if key else "An empty cell"
            message = f"{found} is neither true nor false; write one of them."
            raise _FaultyCells("correct", "unreadable", message)
        return {"type": "true_false", "correct": "true" if truth else "false"}

    def _feedback(self, cells: RoleCells) -> dict[str, str]:
        told = [cells.first(name) for name in FEEDBACK[: len(cells.options)]]
        kept = [text for text, option in zip(told, cells.options, strict=False) if option]
        return {name: self._text(text) for name, text in zip(FEEDBACK, kept, strict=False) if text}

    def _written(self, cells: RoleCells, kind: str) -> dict[str, str]:
        """The body of a question without options: a card, a written answer, or true and false."""
        right, answer = self._right_texts(cells), cells.first("answer")
        if kind == "card" or (kind == "" and answer):
            return {"type": "card", "answer": self._text(answer or "; ".join(right))}
        if kind == "numerical":
            return {"type": "numerical", "correct": "|".join(right) or answer}
        if kind == "" and read_truth(cells.key) is not None:
            return {"type": "true_false", "correct": cells.key.lower()}
        found = [
            text for cell in cells.by_role.get("accepted", ()) for text in _SEVERAL.split(cell)
        ]
        texts = dict.fromkeys(filter(None, (*right, answer, *map(str.strip, found))))
        if not texts:
            message = "This row has neither options nor an answer."
            raise _FaultyCells("correct", "empty", message)
        names_an_option = kind == "" and self.plan.key_style not in {"", "text"}
        if names_an_option or kind in {CHOICE, "single_choice", "multiple_choice"}:
            message = "This row has no options that the key could name."
            raise _FaultyCells("correct", "no_such_option", message)
        first, *others = texts
        return {
            "type": "short_answer",
            "correct": join_list([first]),
            "accepted": join_list(others),
        }


_STAND_FOR: Mapping[str, tuple[str, ...]] = {
    "option": ("options", "wrong_1", "option_1"),
    "accepted": ("correct", "answer"),
    "answer": ("correct",),
    "correct": ("answer",),
    "topic": ("deck",),
}


def _renumbered(options: Sequence[str], key: Key) -> str:
    """Return the native key: the numbers of the right ones among the options that are filled."""
    filled = [place for place, option in enumerate(options) if option]
    return "|".join(str(filled.index(place) + 1) for place in key)


def _seconds(cell: str) -> str:
    """Return the number of seconds in a cell where it is a possible time limit."""
    found = _SECONDS.match(cell)
    return found[0] if found and MIN_SECONDS <= int(found[0]) <= MAX_SECONDS else ""


def _tags(found: list[str]) -> str:
    tags = (tag.strip() for cell in found for tag in _TAGS.split(cell))
    return join_list(dict.fromkeys(filter(None, tags)))


def mapped_rows(plan: Plan, rows: Iterator[TableRow | RowFault]) -> Iterator[Row | FaultyRow]:
    """Yield what the rows below the header say; a fault that ends the reading comes last."""
    reader = RowReader(plan, used_width(plan))
    for number, row in enumerate(rows):
        if isinstance(row, RowFault):
            yield FaultyRow(row.line, (), (row,))
            return
        if number >= plan.skip:
            yield reader.read(row)
