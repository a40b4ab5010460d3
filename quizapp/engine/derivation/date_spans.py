"""The days that the parts of a date stand for, in the proleptic Gregorian calendar."""

from datetime import date
from enum import IntEnum
from typing import NamedTuple, TypeAlias

# Without an era, a bare number outside these is as likely to count something.
_PLAIN_YEARS = range(1000, 2101)
_CYCLE_DAYS = 146_097  # in 400 years
_LAST_MONTH = 12 * 10_001
MONTHS = "january february march april may june july august september october november december"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
)
NUMBERS = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)}
# The first month, counted from January, and the number of months of each part of a year.
_RUNS = {
    name: (month, 1)
    for month, word in enumerate(MONTHS.split())
    for name in (word[:3], f"{month + 1}", f"{month + 1:02}")
}
_RUNS |= {"year": (0, 12), "spring": (2, 3), "summer": (5, 3), "autumn": (8, 3), "fall": (8, 3)}
_RUNS |= {"q1": (0, 3), "q2": (3, 3), "q3": (6, 3), "q4": (9, 3)}
# The winter of one year may be the one at its beginning or the one at its end.
_RUNS |= {"winter": (-1, 15), "winter of two years": (11, 3)}

Parts: TypeAlias = dict[str, str]
"""What is written of a date, by the names of the grammar in `dates`, in lower case."""


class Granularity(IntEnum):
    """How finely a date is told; RANGE is from one date to another."""

    DAY = 1
    MONTH = 2
    SEASON = 3
    YEAR = 4
    DECADE = 5
    CENTURY = 6
    MILLENNIUM = 7
    RANGE = 8


class Span(NamedTuple):
    """A run of days, or of months, both ends included."""

    first: int
    last: int
    granularity: Granularity


def find_span(parts: Parts) -> Span | None:
    """Return the days of a date, None where there are no such days."""
    run = _months(parts)
    if run is None or run.first < -_LAST_MONTH or run.last > _LAST_MONTH:
        return None
    first, last = month_start(run.first), month_start(run.last + 1) - 1
    if "day" not in parts:
        return Span(first, last, run.granularity)
    day = first + read_ordinal(parts["day"]) - 1
    is_day = first <= day <= last and "month" in parts and "part" not in parts
    return Span(day, day, Granularity.DAY) if is_day else None


def _months(parts: Parts) -> Span | None:
    """Return the months that a date is in, counted from January of the year 0."""
    if "nth" in parts or "decade" in parts:
        return _ages(parts)
    year = _year(parts)
    named = parts.get("month", "")[:3] or parts.get("season", "year")
    if year is None or named not in _RUNS:
        return None
    first, count = _RUNS[named]
    granularity = Granularity.SEASON if "season" in parts else Granularity.YEAR
    if "month" in parts:
        granularity = Granularity.MONTH
    return Span(12 * year + first, 12 * year + first + count - 1, granularity)


def _ages(parts: Parts) -> Span | None:
    """Return the months of a decade, century or millennium."""
    before_christ = parts.get("era", "").startswith("b")
    if "decade" in parts:
        start = int(parts["decade"])
        if start % 10 or ("era" not in parts and start not in _PLAIN_YEARS):
            return None
        # `the 1800s` may be ten years or a hundred.
        years, granularity = (10, Granularity.DECADE) if start % 100 else (100, Granularity.CENTURY)
    else:
        age = parts.get("age", "")
        years, granularity = (
            (100, Granularity.CENTURY) if age.startswith("c") else (1000, Granularity.MILLENNIUM)
        )
        start = (read_ordinal(parts["nth"]) - 1) * years + 1
        if start < 1 or not age:
            return None
    first = 2 - start - years if before_christ else start
    return Span(12 * first, 12 * (first + years) - 1, granularity)


def _year(parts: Parts) -> int | None:
    """Return the year, 0 and less before Christ; None where the number may be something else."""
    digits = parts.get("year", "")
    number = int(digits or 0)
    if not number or (digits.startswith("0") and "numeric" not in parts):
        return None
    if "era" in parts:
        return 1 - number if parts["era"].startswith("b") else number
    if parts.keys() <= {"circa", "part", "year"}:
        return number if number in _PLAIN_YEARS else None
    return number if number >= (100 if "day" in parts else 1000) else None


def widen(span: Span, parts: Parts) -> tuple[int, int]:
    """Return the first and the last day that a date leaves open by `circa`."""
    year = _year(parts)
    if span.granularity != Granularity.YEAR or year is None:
        margin = max(7, span.last + 1 - span.first)
        return span.first - margin, span.last + margin
    written = int(parts["year"])
    years = 50 if written % 100 == 0 else 25 if written % 50 == 0 else 5
    return month_start(12 * (year - years)), month_start(12 * (year + years + 1)) - 1


def narrow(span: Span, parts: Parts) -> tuple[int, int]:
    """Return the half of a date that `early`, `mid` or `late` means."""
    half = (span.last + 1 - span.first) // 2
    part = parts.get("part", "")
    if part.startswith(("early", "beginning", "start", "first")):
        return span.first, span.last - half
    if part.startswith("mid"):
        return span.first + half // 2, span.last - half // 2
    return span.first + half if part else span.first, span.last


def read_ordinal(text: str) -> int:
    """Return the number of an ordinal: 3 for `3rd` and for `third`."""
    return NUMBERS.get(text) or int(text.rstrip("stndrh"))


def month_start(months: int) -> int:
    """Return the first day of a month counted from January of the year 0."""
    year, month = divmod(months, 12)
    cycles, year = divmod(year - 1, 400)
    return date(year + 1, month + 1, 1).toordinal() + cycles * _CYCLE_DAYS
