"""Wrong answers that are wrong for certain and near the right one."""

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from hashlib import blake2b
from typing import TypeVar

from quizapp.engine.derivation.date_spans import MONTHS, Granularity
from quizapp.engine.derivation.dates import DateValue, read_date
from quizapp.engine.derivation.quantities import Quantity, equal_within, read_measure
from quizapp.engine.derivation.wording import same_words

WANTED = 3
LEAST = 2
_MOST_LOOKED_AT = 12

_DIGITS = re.compile(r"[0-9]")
_SHORT_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}(?![0-9])")
_LETTERS = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_DAY = re.compile(r"(?<![0-9])[0-9]{1,2}(?![0-9])")
_MONTH_NAMES = MONTHS.split()
_MONTH = re.compile(
    rf"\b(?:{'|'.join(f'{name}|{name[:3]}' for name in _MONTH_NAMES)}|sept)\b", re.IGNORECASE
)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
# Any of these can be moved by the longest step.
_MOVABLE = range(date(100, 1, 1).toordinal(), date(9990, 1, 1).toordinal())
# How far from a date, in days, months or years, the made-up ones are.
_STEPS = {
    Granularity.DAY: (-413, -196, -75, -33, 29, 68, 154, 371),
    Granularity.MONTH: (-15, -7, -4, -2, 3, 5, 8, 14),
    Granularity.YEAR: (-4, -3, -2, -1, 1, 2, 3),
    Granularity.DECADE: (-40, -30, -20, -10, 10, 20, 30, 40),
}
_FACTORS = tuple(map(Decimal, ("0.4", "0.55", "0.7", "0.85", "1.2", "1.4", "1.7", "2.1", "2.6")))

T = TypeVar("T")


def chance(*parts: str) -> int:
    """Return a large number that looks drawn at random and is the same for the same parts."""
    return int.from_bytes(blake2b("\0".join(parts).encode(), digest_size=8).digest(), "big")


def nearest(items: Sequence[T], index: int) -> Iterator[T]:
    """Yield the neighbours of the item at `index`, those next to it first, up to a bound."""
    for distance in range(1, _MOST_LOOKED_AT):
        if index >= distance:
            yield items[index - distance]
        if index + distance < len(items):
            yield items[index + distance]


def pick(
    candidates: Iterable[T], fits: Callable[[T], bool], clash: Callable[[T, T], bool]
) -> list[T]:
    """Return the first candidates that fit and do not clash with one another."""
    chosen: list[T] = []
    for candidate in candidates:
        if len(chosen) == WANTED:
            break
        if fits(candidate) and not any(clash(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def alike(first: DateValue, second: DateValue) -> bool:
    """Tell whether two dates are equally fine and written in the same way."""
    return (
        first.granularity == second.granularity
        and first.approximate == second.approximate
        and _style(first.text) == _style(second.text)
    )


@lru_cache(maxsize=4_096)
def _style(text: str) -> str:
    # 3 and 12 May are written alike, and so are 44 and 330 BC.
    return _LETTERS.sub("a", _DIGITS.sub("0", _SHORT_NUMBER.sub("0", text)))


def made_up_dates(
    key: DateValue, avoid: Sequence[DateValue], latest_year: int, wanted: int
) -> list[DateValue]:
    """Return up to `wanted` dates written like the key and near it, and none of those to avoid.

    Later years than the article speaks of are not made up.
    """
    years = _YEAR.findall(key.text)
    if len(years) != 1 or key.first not in _MOVABLE or wanted < 1:
        return []
    steps = _STEPS.get(key.granularity, _STEPS[Granularity.YEAR])
    chosen: list[DateValue] = []
    for step in sorted(steps, key=lambda step: chance(key.text, str(step))):
        if len(chosen) == wanted:
            break
        text = _moved(key, years[0], step)
        moved, moved_years = read_date(text), _YEAR.findall(text)
        if moved is None or not alike(moved, key) or not moved_years:
            continue
        if int(moved_years[0]) > max(int(years[0]), latest_year):
            continue
        if not any(moved.overlaps(taken) for taken in (*avoid, *chosen)):
            chosen.append(moved)
    return chosen


def _moved(key: DateValue, year: str, step: int) -> str:
    """Return the date as written, moved by a step of its own granularity; "" where that fails."""
    if key.granularity > Granularity.MONTH:
        return _YEAR.sub(str(int(year) + step), key.text)
    at = _day(key, step)
    if _ISO.fullmatch(key.text):
        return at.isoformat()[: len(key.text)]
    month = _MONTH.search(key.text)
    if not month:
        return ""
    name = _MONTH_NAMES[at.month - 1].capitalize()
    if month[0].lower() not in _MONTH_NAMES:
        name = name[:3]
    text = _DAY.sub(str(at.day), _YEAR.sub("year", key.text), count=1)
    return text.replace(month[0], name).replace("year", str(at.year))


def _day(key: DateValue, step: int) -> date:
    """Return the first day of a date, or of its month, so many days or months later."""
    first = date.fromordinal(key.first)
    if key.granularity == Granularity.DAY:
        return first + timedelta(days=step)
    months = 12 * first.year + first.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def made_up_numbers(key: Quantity, avoid: Sequence[Quantity], wanted: int) -> list[Quantity]:
    """Return up to `wanted` numbers of the key's size and number of digits, none near another."""
    found = _NUMBER.findall(key.text)
    if len(found) != 1 or wanted < 1:
        return []
    written = found[0]
    first = chance("number", key.text) % len(_FACTORS)
    chosen: list[Quantity] = []
    # Steps of four over the nine factors reach all of them, some above and some below.
    for step in range(len(_FACTORS)):
        factor = _FACTORS[(first + 4 * step) % len(_FACTORS)]
        text = _scaled(written, factor, key.digits)
        other = read_measure(_NUMBER.sub(text, key.text)) if text else None
        if other is None or len(chosen) == wanted or _beyond_whole(key, other):
            continue
        if not any(equal_within(other, taken) for taken in (*avoid, *chosen)):
            chosen.append(other)
    return chosen


def _beyond_whole(key: Quantity, other: Quantity) -> bool:
    return key.unit.startswith("%") and key.high <= 100 < other.high


def _scaled(written: str, factor: Decimal, digits: int) -> str:
    """Return a number times a factor with as many digits and commas, "" where that can't be."""
    plain = written.replace(",", "")
    whole = plain.replace(".", "")
    zeros = max(0, len(whole.lstrip("0")) - digits)
    value = int(Decimal(whole) * factor) // 10**zeros * 10**zeros
    if not value or len(str(value)) != len(whole.lstrip("0")):
        return ""
    scaled = str(value).rjust(len(whole), "0")
    point = len(whole) - len(plain.partition(".")[2])
    units = f"{int(scaled[:point]):,}" if "," in written else scaled[:point]
    return f"{units}.{scaled[point:]}" if "." in plain else units


def nearest_values(items: Sequence[T], value: Callable[[T], Decimal]) -> dict[int, list[T]]:
    """Return, for each item by its index, the others in the order of how near their values are."""
    ranked = sorted(range(len(items)), key=lambda index: value(items[index]))
    sizes = [_size(value(items[index])) for index in ranked]
    found: dict[int, list[T]] = {}
    for place, index in enumerate(ranked):
        near = sorted(nearest(range(len(ranked)), place), key=partial(_distance, sizes, place))
        found[index] = [items[ranked[other]] for other in near]
    return found


def _size(value: Decimal) -> float:
    """Return the size of a number, on which 10 is as near to 20 as 10,000 to 20,000."""
    return math.copysign(math.log1p(abs(float(value))), value)


def _distance(sizes: Sequence[float], place: int, other: int) -> float:
    return abs(sizes[place] - sizes[other])


def nearest_dates(key: DateValue, dates: Sequence[DateValue]) -> list[DateValue]:
    """Return some of the dates, those nearest to the key first; `dates` stand in order."""
    place = bisect_left(dates, key.first, key=lambda other: other.first)
    near = dates[max(0, place - _MOST_LOOKED_AT) : place + _MOST_LOOKED_AT]
    return sorted(near, key=lambda other: abs(other.first - key.first))


def are_same(first: str, second: str) -> bool:
    """Tell whether two options say the same, or one says it within the other."""
    a, b = same_words(first), same_words(second)
    return not a or not b or f" {a} " in f" {b} " or f" {b} " in f" {a} "
