"""The columns of the native layout, and what a header must be to name them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.csv_table import TableRow
from quizapp.engine.kinds.base import MAX_FIELDS
from quizapp.engine.kinds.checks import quoted

ALWAYS = ("id", "type", "question")
OPTIONS = tuple(f"option_{number}" for number in range(1, MAX_FIELDS + 1))
FEEDBACK = tuple(f"feedback_{number}" for number in range(1, MAX_FIELDS + 1))
BODY = ("correct", "answer", "accepted", "tolerance", "unit")
REST = (
    "explanation",
    "points",
    "topic",
    "tags",
    "difficulty",
    "time_limit",
    "image",
    "image_alt",
    "source_title",
    "source_url",
    "source_locator",
    "source_quote",
    "form",
    "source_hash",
    "note",
    "excludes",
)
COLUMNS = (*ALWAYS, *OPTIONS, *BODY, *FEEDBACK, *REST)
# A file that is no table at all can have very many columns, and looking for a near name is slow.
MAX_SUGGESTIONS = 20
_KEY_COLUMNS = ("type", "correct", "answer")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a file, and the numbered ones among them in their order without gaps."""

    names: tuple[str, ...]
    options: tuple[str, ...]
    feedback: tuple[str, ...]


def header_faults(first: TableRow, names: Sequence[str]) -> Iterator[RowFault]:
    """Yield why a row names no columns of this layout; `names` are its cells in lower case."""
    line = first.line
    if len(names) == 1 and re.search("[;\t|]", names[0]):
        message = "The columns of this file are not separated by commas; save it with commas."
        yield RowFault(line, "", "separator", message)
        return
    unknown = [cell for cell in first.cells if cell and cell.lower() not in COLUMNS]
    for position, name in enumerate(unknown):
        message = unknown_column(name, suggest=position < MAX_SUGGESTIONS)
        yield RowFault(line, name, "unknown_column", message)
    repeated = {name: times for name, times in Counter(filter(None, names)).items() if times > 1}
    for name, times in repeated.items():
        message = f"The column {name} is there {times} times."
        yield RowFault(line, name, "duplicate_column", message)
    present = set(names)
    if "question" not in present:
        message = "There is no column question; the first line of the file has to name the columns."
        yield RowFault(line, "question", "missing_column", message)
    elif not present.intersection(_KEY_COLUMNS):
        message = "There is no column for the right answers: correct, or answer for cards."
        yield RowFault(line, "correct", "missing_column", message)
    options = [name for name in OPTIONS if name in present]
    for name, expected in zip(options, OPTIONS, strict=False):
        if name != expected:
            message = f"There is a column {name}, but no column {expected}."
            yield RowFault(line, expected, "missing_column", message)
            return


def header_of(names: tuple[str, ...]) -> Header:
    """Return the columns of a file that are named so."""
    present = frozenset(names)
    return Header(names, _used(OPTIONS, present), _used(FEEDBACK, present))


def _used(numbered: Sequence[str], present: frozenset[str]) -> tuple[str, ...]:
    """Return the numbered columns up to the last that a file has."""
    last = max((number for number, name in enumerate(numbered, 1) if name in present), default=0)
    return tuple(numbered[:last])


def unknown_column(written: str, *, suggest: bool) -> str:
    """Return the message for a column that this layout doesn't have."""
    near = get_close_matches(written.lower(), COLUMNS, n=1) if suggest else []
    advice = f"did you mean {near[0]}?" if near else "delete it or rename it."
    return f"There is no column {quoted(written)} in this layout; {advice}"
