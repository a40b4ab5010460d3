"""What reading a bank file gives, whatever its layout."""

from dataclasses import dataclass

from quizapp.engine.question import Question


@dataclass(frozen=True, slots=True)
class RowFault:
    """Something wrong in a file: `line` is the physical line its row starts on, 0 for the file."""

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """A question without faults, and the physical line that its row starts on."""

    line: int
    question: Question


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
