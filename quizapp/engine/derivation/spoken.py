"""What can be taken out of a sentence and asked for: dates, numbers, names, and one rare word."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from quizapp.engine.derivation.date_spans import MONTHS
from quizapp.engine.derivation.dates import DateValue, Match, find_dates, read_date
from quizapp.engine.derivation.quantities import Quantity, read_quantity
from quizapp.engine.derivation.wording import GAP, content_words
from quizapp.engine.derivation.words import collapsed
from quizapp.engine.numbers import write_number

_AMOUNT = re.compile(
    r"(?<![\w.,/:$€£¥#+–-])"
    r"(?:[$€£]\s?)?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
    r"(?:(?:\s?[-–]\s?|\sto\s)[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)?"
    r"(?:\s(?:thousand|million|billion|trillion)\b|\s?%|\sper\scent\b)?"
    r"(?![\w/:+°–-]|[.,]\w)"
    rf"(?!\s(?:{'|'.join(name.capitalize() for name in MONTHS.split())})\b)"
)
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_LABEL = re.compile(
    r"(?:version|chapter|section|figure|table|page|part|no\.?|number|article|step|volume|type|model"
    r"|route|highway|level|phase|grade|class|room|port|line|"
    rf"{'|'.join(MONTHS.split())})\s$",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?<=[a-z0-9,;:)] )[A-Z][\w’'.-]*[\w](?:(?: (?:of|the|de|von|van)){0,2} [A-Z][\w’'.-]*[\w])*"
)
_AFTER_A_NAME = re.compile(
    r"\s*(?:[.,;:!?()–—]|$)|\s(?:and|or|in|on|of|to|by|from|for|with|at|as|into|over|under|against"
    r"|between|through|during|until|since|after|before|who|which|that|is|was|were|are|had|has|have"
    r"|did|would|could|will|can|be|became|began|[a-z]{3,}ed)\b"
)
_NO_NAME = re.compile(r".*['’]s|I['’]?\w{0,2}", re.IGNORECASE)
_LONG_WORD = re.compile(r"(?<![\w'’-])[a-z]{6,}(?![\w'’-])")
_MONTH_NAMES = tuple(name.capitalize() for name in MONTHS.split())
_DASH = re.compile(r"(?<=\S)\s?[-–]\s?(?=\S)")
_PARTS = re.compile(r"[0-9]+|[A-Za-z]+")
_DAY_NAME = re.compile(
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|{'|'.join(MONTHS.split())})s?\b",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """A part of a sentence that can be asked for: `sentence[start:end]`."""

    start: int
    end: int
    text: str


def gapped(sentence: str, part: Part) -> str:
    """Return the sentence with a gap for the part."""
    return sentence[: part.start] + GAP + sentence[part.end :]


@lru_cache(maxsize=8_192)
def dates_in(sentence: str) -> tuple[Match, ...]:
    """Return the dates of a sentence."""
    return tuple(find_dates(sentence))


def amounts(sentence: str) -> Iterator[tuple[Part, Quantity]]:
    """Yield the numbers of a sentence that are no dates, labels or parts of a name."""
    dates = [(start, end) for start, end, _ in dates_in(sentence)]
    for found in _AMOUNT.finditer(sentence):
        value = read_quantity(found[0])
        if _YEAR.fullmatch(found[0]):
            continue
        inside = any(start < found.end() and found.start() < end for start, end in dates)
        if value and not inside and not _LABEL.search(sentence[: found.start()]):
            yield Part(*found.span(), found[0]), value


def names(sentence: str) -> Iterator[Part]:
    """Yield the names within a sentence, none that goes before a noun like an adjective.

    The first word of the sentence, which may be no name, is left out.
    """
    for found in _NAME.finditer(sentence):
        text = found[0]
        is_name = not _NO_NAME.fullmatch(text) and not _DAY_NAME.match(text) and len(text) > 2
        if is_name and _AFTER_A_NAME.match(sentence, found.end()):
            yield Part(*found.span(), text)


def rare_words(sentence: str) -> Iterator[Part]:
    """Yield the long words of a sentence that are no names, the longest first."""
    found = [Part(*word.span(), word[0]) for word in _LONG_WORD.finditer(sentence)]
    content = (part for part in found if content_words(part.text))
    yield from sorted(content, key=lambda part: (-len(part.text), part.start))


def hint(text: str) -> str:
    """Return how a word or name begins, so that only one is right: `S…, 6 letters`."""
    words = text.split()
    if len(words) == 1:
        signs = "letters" if text.isalpha() else "characters"
        return f"(It begins with “{text[0]}” and has {len(text)} {signs}.)"
    initials = ", ".join(f"{word[0]}…" for word in words)
    return f"({len(words)} words: {initials})"


def ways_to_write_date(date: DateValue) -> tuple[str, ...]:
    """Return the ways in which people write a day or month, as written first."""
    numbers: list[str] = _PARTS.findall(date.text)
    month = next((name for name in _MONTH_NAMES if any(_is_short(p, name) for p in numbers)), "")
    digits = [part.lstrip("0") for part in numbers if part.isdecimal()]
    years = [number for number in digits if len(number) == 4]
    days = [number for number in digits if len(number) < 3]
    ways: list[str] = []
    if month and len(years) == len(days) == 1:
        day, year = days[0], years[0]
        ways += [f"{month} {day}, {year}", f"{day} {month} {year}"]
        number = _MONTH_NAMES.index(month) + 1
        ways.append(f"{year}-{number:02}-{int(day):02}")
    elif month and years:
        ways.append(f"{month} {years[0]}")
    return tuple(dict.fromkeys((date.text, *(way for way in ways if _is_as_wide(way, date)))))


def _is_as_wide(text: str, date: DateValue) -> bool:
    """Tell whether a text is a date of the same days, as `May 1480` is not for `c. May 1480`."""
    read = read_date(text)
    return read is not None and (read.first, read.last) == (date.first, date.last)


def _is_short(part: str, month: str) -> bool:
    return len(part) > 2 and month.lower().startswith(part.lower())


def ways_to_write_number(value: Quantity, text: str) -> tuple[str, ...]:
    """Return the ways in which people write a number, as written first."""
    text = collapsed(text)
    ways: list[str] = []
    if value.low == value.high and not value.unit:
        plain = write_number(value.low)
        ways = [plain, f"{Decimal(plain):,f}"]
    elif value.low != value.high:
        ways = [_DASH.sub(" to ", text), _DASH.sub("-", text)]
    same = (way for way in ways if _is_as_large(way, value))
    return tuple(dict.fromkeys((text, *same)))


def _is_as_large(text: str, value: Quantity) -> bool:
    read = read_quantity(text)
    return read is not None and (read.low, read.high) == (value.low, value.high)
