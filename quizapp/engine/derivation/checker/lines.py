"""What stands on a line of its own: a dated entry of a list, or a number with its label."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from quizapp.engine.derivation.checker.comparing import REMEMBERED
from quizapp.engine.derivation.dates import DateValue, read_date
from quizapp.engine.derivation.quantities import Quantity, read_measure, read_quantity

_LONGEST = 400
_NAME_AND_DATE = re.compile(r"(?P<name>[^()]+)\((?P<when>[^()]+)\)(?:\s*[:–—-]\s*(?P<says>.+))?")
_CUT = re.compile(r":\s|\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a date, written `when`, and what the line says of it."""

    name: str
    when: str
    date: DateValue
    says: str


@dataclass(frozen=True, slots=True)
class Line:
    """A number and the words, of which each says what it is the number of."""

    value: Quantity
    labels: tuple[str, ...]


@lru_cache(maxsize=REMEMBERED)
def read_entry(text: str) -> Entry | None:
    """Return the entry that a line is: `name (date): words`, `date: words` or `name: date`."""
    if len(text) > _LONGEST:
        return None
    named = _NAME_AND_DATE.fullmatch(text.rstrip(".,;"))
    if named and (date := read_date(named["when"])):
        says = text[named.start("says") :] if named["says"] else ""
        return Entry(named["name"].strip(), named["when"].strip(), date, says)
    sides = list(_sides(text))
    for left, right in reversed(sides):
        if date := read_date(left):
            return Entry(right, left, date, right)
    for left, right in sides[:1]:
        if date := read_date(right.rstrip(".")):
            return Entry(left, right.rstrip("."), date, "")
    return None


def read_line(text: str) -> Line | None:
    """Return the number of a line: `9 cars - new ones`, `Height: 3 m` or `9 cars`."""
    if len(text) > _LONGEST:
        return None
    for left, right in islice(_sides(text), 1):
        if value := read_measure(left):
            return Line(value, (*_phrase(left, value), right))
        if value := read_measure(right.rstrip(".")):
            return Line(value, (left,))
    value = read_measure(text)
    return Line(value, _phrase(text, value)) if value else None


def _sides(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands left and right of the first few signs that part a line."""
    for cut in islice(_CUT.finditer(text), 3):
        yield text[: cut.start()].strip(), text[cut.end() :].strip()


def _phrase(text: str, value: Quantity) -> tuple[str, ...]:
    """Return the unit where it is words for what is counted, and none to measure with."""
    return () if read_quantity(text) else (value.unit,)
