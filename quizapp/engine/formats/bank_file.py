"""What reading a bank file gives, whatever its layout."""

from dataclasses import dataclass
from typing import NamedTuple

from quizapp.engine.question import Question
from quizapp.engine.record import Record, question_of, record_of


@dataclass(frozen=True, slots=True)
class RowFault:
    """Something wrong in a file: `line` is the physical line its row starts on, 0 for the file."""

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """A question without faults, the physical line that its row starts on, and its cells."""

    line: int
    question: Question
    cells: tuple[str, ...] = ()

    @property
    def record(self) -> Record:
        """The question as it is stored."""
        return record_of(self.question)


class RecordRow(NamedTuple):
    """A question without faults that was read straight to what is stored, and its line."""

    line: int
    record: Record

    @property
    def question(self) -> Question:
        """The question that the record stores."""
        return question_of(self.record)


@dataclass(frozen=True, slots=True)
class BankFile:
    """The questions that can be taken over as they are, and what is wrong with the others."""

    rows: tuple[Row, ...] = ()
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row that can't be taken over: its cells as they are, and everything wrong with it.

    Without cells, it is where the reading of the file ended.
    """

    line: int
    cells: tuple[str, ...]
    faults: tuple[RowFault, ...]
