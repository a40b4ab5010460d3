"""What an article says: facts with their values, and the place in the article that says so."""

import hashlib
from dataclasses import dataclass
from typing import ClassVar, Literal

from quizapp.engine.derivation.dates import DateValue
from quizapp.engine.derivation.quantities import Quantity

FactType = Literal["timeline", "figure", "comparison", "faq", "dated"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact, the headings over it (`Battles > Kursk`), and the source text that it rests on.

    `id` stays the same as long as these words of the article do, wherever the lines are moved.
    """

    type: ClassVar[FactType]
    id: str
    section: str
    quote: str
    line: int


@dataclass(frozen=True, slots=True)
class TimelineFact(Fact):
    """An event of a table and its date; `label` heads the column of dates, `column` is its number.

    Tables, rows and columns are counted from 0, the header not.
    """

    type: ClassVar[FactType] = "timeline"
    event: str
    date: DateValue
    significance: str
    table: int
    row: int
    column: int
    label: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureFact(Fact):
    """A number that belongs to a subject: a cell of a table, or a line of its own.

    `measure` heads the column; outside tables (`table` is None) it is the unit phrase or the label
    of the line, and `detail` is what the line adds.
    """

    type: ClassVar[FactType] = "figure"
    subject: str
    measure: str
    value: Quantity
    table: int | None = None
    row: int = 0
    column: int = 0
    detail: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonFact(Fact):
    """What a table states of a subject under one aspect, which heads the column."""

    type: ClassVar[FactType] = "comparison"
    subject: str
    aspect: str
    statement: str
    table: int
    row: int
    column: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FaqFact(Fact):
    """A question that the article asks, and its answer."""

    type: ClassVar[FactType] = "faq"
    question: str
    answer: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatedFact(Fact):
    """A statement with a date: an entry (`Battle of X (1942-43): what it was`) or a sentence.

    An entry has a subject or a short statement. A sentence has no subject; `statement` is the
    sentence without the date, which stands at `sentence[start:end]`, and without the word before
    it, `relation` (in, on, of, since, until ...), which tells whether it dates what is stated.
    """

    type: ClassVar[FactType] = "dated"
    subject: str
    date: DateValue
    statement: str
    sentence: str = ""
    start: int = 0
    end: int = 0
    relation: str = ""


def digest(*parts: str) -> str:
    """Return a short hash of the parts."""
    whole = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()
