"""The facts of tables: dated events, figures, and what is said of several subjects."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from quizapp.engine.derivation.blocks import Cell, Skipped, Table
from quizapp.engine.derivation.columns import (
    Column,
    Kind,
    columns_of,
    has_generic_header,
    is_blank,
)
from quizapp.engine.derivation.fact_values import (
    ComparisonFact,
    Fact,
    FigureFact,
    TimelineFact,
    digest,
)
from quizapp.engine.kinds.checks import quoted

_LEAST_WORDS = 3
_LONGEST_NAME, _LONGEST_STATEMENT = 100, 600
_EVENT = re.compile(
    r".*\b(?:events?|battles?|wars?|treat(?:y|ies)|incidents?|milestones?|what|happened"
    r"|developments?|discover(?:y|ies)|inventions?|missions?|conferences?|agreements?)\b.*",
    re.IGNORECASE,
)
_SIGNIFICANCE = re.compile(
    r"(?:significance|importance|outcomes?|results?|descriptions?|details?|meaning|impact|effects?"
    r"|consequences?|what (?:happened|changed)|why .*|notes?|remarks?|comments?|summary)",
    re.IGNORECASE,
)


def table_facts(
    table: Table, index: int, section: str, notes: Sequence[Mapping[str, str]]
) -> Iterator[Fact | Skipped]:
    """Yield the facts of the table that is number `index`, and what was not understood in it.

    The first of `notes` that has a mark explains it.
    """
    yield from _TableReader(table, index, section, notes).facts()


@dataclass(frozen=True)
class _TableReader:
    table: Table
    index: int
    section: str
    notes: Sequence[Mapping[str, str]]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.table)

    @cached_property
    def subject(self) -> int | None:
        """The column of names: the first of words, of events where one is so headed, else dates."""
        texts, dates = self._numbers(Kind.TEXT), self._numbers(Kind.DATES)
        if not texts:
            return dates[0] if dates and self._numbers(Kind.NUMBERS) else None
        events = [column for column in texts if dates and _EVENT.fullmatch(self._header(column))]
        return (events or texts)[0]

    @cached_property
    def is_dated_measure(self) -> bool:
        """Whether a date says when the numbers of its row were taken, not when its event was."""
        dates = self._numbers(Kind.DATES)
        return (
            len(dates) == 1
            and bool(self._numbers(Kind.NUMBERS))
            and has_generic_header(self.table.header[dates[0]])
            and not self.has_events
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of each row; "" where it has none that can be asked for."""
        return tuple(self._name(row) for row in self.table.rows)

    @cached_property
    def dates(self) -> list[int]:
        """The columns that say when the events of the rows were."""
        dates = [] if self.is_dated_measure else self._numbers(Kind.DATES)
        return [column for column in dates if column != self.subject]

    @cached_property
    def significance(self) -> int | None:
        """The column of what an event meant: one so headed, else the next of words."""
        if not self.dates:
            return None
        texts = [column for column in self._numbers(Kind.TEXT) if column != self.subject]
        headed = [column for column in texts if _SIGNIFICANCE.fullmatch(self._header(column))]
        wordy = [column for column in texts if self.has_events and self._is_wordy(column)]
        return next(iter(headed + wordy), None)

    def _is_wordy(self, column: int) -> bool:
        """Whether the cells of a column say something, rather than name a place or a person."""
        words = [len(row[column].text.split()) for row in self.table.rows]
        return sum(words) >= _LEAST_WORDS * sum(map(bool, words))

    @cached_property
    def has_events(self) -> bool:
        """Whether the names are said to be those of events."""
        return self.subject is not None and bool(_EVENT.fullmatch(self._header(self.subject)))

    @cached_property
    def aspects(self) -> list[int]:
        """The columns of statements, in which the rows can be compared."""
        names = [name.casefold() for name in self.names if name]
        if len(names) < 2 or len(set(names)) < len(names):
            return []
        others = {self.subject, self.significance}
        texts = self._numbers(Kind.TEXT)
        return [column for column in texts if column not in others and self._header(column)]

    def facts(self) -> Iterator[Fact | Skipped]:
        yield from self._complaints()
        if self.subject is None or len(self.table.rows) < 2:
            return
        digests = tuple(digest(quote) for quote in self.table.row_quotes)
        for row, name in enumerate(self.names):
            if not name:
                yield self._skipped("This row has no short name.", row)
                continue
            for column in self.dates:
                yield from self._timeline(row, column, digests[row])
            for column in self._numbers(Kind.NUMBERS):
                yield from self._figure(row, column, digests[row])
            for column in self.aspects:
                yield from self._comparison(row, column, digests[row])

    def _complaints(self) -> Iterator[Skipped]:
        """Yield why less is read than the table may hold."""
        for column in self.columns:
            if column.kind in {Kind.MIXED, Kind.UNCLEAR}:
                header = quoted(column.header.text)
                yield self._skipped(f"It is not clear whether {header} holds {column.kind.value}.")
        if self.subject is None:
            yield self._skipped("This table has no column of names.")
        elif len(self.table.rows) < 2:
            yield self._skipped("This table has only one row, so nothing can be compared.")
        elif not (self.dates or self._numbers(Kind.NUMBERS) or self.aspects):
            yield self._skipped("This table has no distinct short names, or says nothing of them.")

    def _numbers(self, kind: Kind) -> list[int]:
        return [number for number, column in enumerate(self.columns) if column.kind is kind]

    def _header(self, column: int) -> str:
        return self.table.header[column].text

    def _name(self, row: tuple[Cell, ...]) -> str:
        cell = row[self.subject or 0]
        if is_blank(cell) or len(cell.text) > _LONGEST_NAME:
            return ""
        dates = self._numbers(Kind.DATES)
        if not self.is_dated_measure or dates[0] == self.subject or is_blank(row[dates[0]]):
            return cell.text
        return f"{cell.text} ({row[dates[0]].text})"

    def _timeline(self, row: int, column: int, quote: str) -> Iterator[Fact | Skipped]:
        cell, label = self.table.rows[row][column], self.table.header[column]
        if is_blank(cell):
            return
        date = self.columns[column].dates[row]
        if date is None:
            yield self._skipped(f"{quoted(cell.text)} is not understood as a date.", row)
            return
        meaning = "" if self.significance is None else self.table.rows[row][self.significance].text
        columns = [self.subject, column, self.significance]
        yield TimelineFact(
            digest("timeline", self.section, quote, label.text, self.names[row]),
            self.section,
            self.table.row_quotes[row],
            self.table.row_lines[row],
            self.names[row] if len(self.dates) == 1 else f"{self.names[row]}: {label.text}",
            date,
            meaning,
            self.index,
            row,
            column,
            label.text,
            self._notes(row, columns),
        )

    def _figure(self, row: int, column: int, quote: str) -> Iterator[Fact | Skipped]:
        cell, measure = self.table.rows[row][column], self._header(column)
        if is_blank(cell):
            return
        value = self.columns[column].quantities[row]
        if value is None:
            yield self._skipped(f"{quoted(cell.text)} is not understood as a number.", row)
            return
        yield FigureFact(
            digest("figure", self.section, quote, measure, self.names[row]),
            self.section,
            self.table.row_quotes[row],
            self.table.row_lines[row],
            self.names[row],
            measure,
            value,
            self.index,
            row,
            column,
            notes=self._notes(row, [self.subject, column]),
        )

    def _comparison(self, row: int, column: int, quote: str) -> Iterator[Fact | Skipped]:
        cell, aspect = self.table.rows[row][column], self._header(column)
        if is_blank(cell):
            return
        if len(cell.text) > _LONGEST_STATEMENT:
            yield self._skipped("This cell is too long to be asked for.", row)
            return
        yield ComparisonFact(
            digest("comparison", self.section, quote, aspect, self.names[row]),
            self.section,
            self.table.row_quotes[row],
            self.table.row_lines[row],
            self.names[row],
            aspect,
            cell.text,
            self.index,
            row,
            column,
            self._notes(row, [self.subject, column]),
        )

    def _notes(self, row: int, columns: list[int | None]) -> tuple[str, ...]:
        """Return the notes to the cells of a row and to what heads them."""
        marks = [
            mark
            for column in columns
            if column is not None
            for cell in (self.table.header[column], self.table.rows[row][column])
            for mark in cell.footnotes
        ]
        found = (
            next((notes[mark] for notes in self.notes if mark in notes), "")
            for mark in dict.fromkeys(marks)
        )
        return tuple(note for note in found if note)

    def _skipped(self, reason: str, row: int | None = None) -> Skipped:
        return Skipped(self.table.line if row is None else self.table.row_lines[row], reason)
