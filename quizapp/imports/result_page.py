"""What a check has found, a page at a time, as it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from quizapp.engine.formats.native_csv import write_native_csv
from quizapp.engine.formats.plan import BY_HAND
from quizapp.engine.kinds import KINDS, Card, Kind, ShortAnswer, SingleChoice, TrueFalse
from quizapp.engine.plain_text import Piece, showable, word_pieces
from quizapp.engine.question import Question
from quizapp.imports.checking import STATES, Report, read_outcomes
from quizapp.imports.mending import fault_words
from quizapp.imports.previewing import short
from quizapp.imports.reading import Settings
from quizapp.imports.wording import reading_words, role_label

PAGE = 25
_MOST_CELLS = 40

TEMPLATE = write_native_csv(
    (
        Question(
            "",
            "What is the capital of Hungary?",
            SingleChoice(("Vienna", "Budapest", "Prague"), 1),
            explanation="Buda and Pest were joined in 1873.",
            topic="Cities",
        ),
        Question("", "The Danube ends in the Black Sea.", TrueFalse(correct=True), topic="Rivers"),
        Question("", "Which river flows through Cairo?", ShortAnswer(("Nile", "the Nile"))),
        Question("", "Where does the Danube rise?", Card("In the Black Forest."), topic="Rivers"),
    )
)
"""A table in our own layout with a question of each of the commonest kinds."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a faulty row: the name of its column, and whether it is what is wrong."""

    name: str
    text: str
    is_faulty: bool


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A field that differs, with the pieces that make up both of its texts."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """What became of a row: a question (with what changes in it), or cells and what is wrong."""

    line: int
    kind: str = ""
    stem: str = ""
    body: Kind | None = None
    changes: tuple[ShownChange, ...] = ()
    has_new_key: bool = False
    faults: tuple[str, ...] = ()
    cells: tuple[ShownCell, ...] = ()


def choose(report: Report, wanted: str) -> str:
    """What to show: what is wanted, else the first state that there are rows of."""
    there = [state for state in STATES if getattr(report, state)]
    if wanted in STATES and (wanted in there or not there):
        return wanted
    return there[0] if there else STATES[0]


def last_page(report: Report, shown: str) -> int:
    """The number of the last page of a list, from 1."""
    count: int = getattr(report, shown)
    return max(1, -(-count // PAGE))


def load(lines: TextIO, report: Report, shown: str, page: int) -> list[ShownOutcome]:
    """A page of the rows of one state."""
    found = read_outcomes(lines, shown, (page - 1) * PAGE, PAGE)
    return [_faulty(each, report) if shown == "faulty" else _question(each) for each in found]


def told(report: Report) -> Iterator[str]:
    """How the file was read, in a few words each."""
    return reading_words(
        encoding=report.encoding,
        delimiter=report.delimiter,
        sheet=report.sheet,
        sheets=report.sheets,
        label=report.label,
        has_header=report.has_header,
    )


def said_of_mended(report: Report, settings: Settings) -> Settings:
    """How the faulty rows of a file without a header are to be read under one of ours."""
    columns = dict(enumerate(report.columns))
    return Settings(
        has_header=True, layout=BY_HAND, columns=columns, answers=dict(settings.answers)
    )


def _question(told: dict[str, Any]) -> ShownOutcome:
    changes = (
        ShownChange(role_label(each["column"]), _pieces(each["before"], each["after"]))
        for each in told.get("changes", ())
    )
    return ShownOutcome(
        line=told["line"],
        kind=told["kind"],
        stem=told["stem"],
        body=KINDS[told["kind"]].from_json(told["body"]),
        changes=tuple(changes),
        has_new_key=told.get("has_new_key", False),
    )


def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    return word_pieces(showable(before), showable(after))


def _faulty(told: dict[str, Any], report: Report) -> ShownOutcome:
    faults = told["faults"]
    wrong = {fault["column"] for fault in faults}
    names = [*report.header, *[""] * (len(told["cells"]) - len(report.header))]
    cells = [
        _cell(place, name, text, wrong)
        for place, (name, text) in enumerate(zip(names, told["cells"], strict=False), 1)
    ]
    shown = [cell for cell in cells if cell.text or cell.is_faulty]
    return ShownOutcome(
        line=told["line"],
        faults=tuple(showable(fault_words(fault)) for fault in faults),
        cells=tuple(shown[:_MOST_CELLS]),
    )


def _cell(place: int, name: str, text: str, wrong: set[str]) -> ShownCell:
    name = " ".join(showable(name).split()) or f"column {place}"
    return ShownCell(name, showable(short(text)), name in wrong)
