"""When two texts, two dates or two numbers say the same, and which of two comes first."""

import html
import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from quizapp.engine.derivation.dates import DateValue, read_date, read_year
from quizapp.engine.derivation.quantities import Quantity, read_measure

End: TypeAlias = Fraction | float
"""An end of what a number may be; only an infinite one is a float."""

REMEMBERED = 16_384
"""How many texts are remembered with what was read of them."""

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_EDGES = " .,;:!?\"'“”„‘’«»()"
_SPACELESS = "\u2e80"  # from here on, words are written without spaces between them


class Wrong(ValueError):
    """What is wrong with a question; `str()` is one plain sentence."""


def require(holds: bool, otherwise: str) -> None:
    """Raise Wrong with the sentence `otherwise` where something does not hold."""
    if not holds:
        raise Wrong(otherwise)


def shown(markdown: str) -> str:
    """Return what a reader sees of escaped Markdown, its white space collapsed."""
    return collapsed(html.unescape(_ESCAPED.sub(r"\1", markdown)))


def collapsed(text: str) -> str:
    """Return the text with single spaces."""
    return " ".join(text.split())


@lru_cache(maxsize=REMEMBERED)
def folded(text: str) -> str:
    """Return the text with single spaces, in lower case."""
    return collapsed(text).casefold()


@lru_cache(maxsize=REMEMBERED)
def bare(text: str) -> str:
    """Return the text in lower case, without quotation marks, brackets and stops around it."""
    return folded(text).strip(_EDGES)


def is_same(first: str, second: str) -> bool:
    """Tell whether two texts differ at most in case, space and the signs around them."""
    return bare(first) == bare(second)


def mentions(text: str, part: str) -> bool:
    """Tell whether the words of `part` stand in `text`, whole and in this order."""
    text, part = folded(text), bare(part)
    at = text.find(part) if part else -1
    while at >= 0:
        if not _is_inside(text, at) and not _is_inside(text, at + len(part)):
            return True
        at = text.find(part, at + 1)
    return False


def _is_inside(text: str, at: int) -> bool:
    """Tell whether a word or a number goes on at this place."""
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    if before[-1:] in {".", ","} or after[:1] in {".", ","}:
        return re.search(r"\d[.,]\d", before + after) is not None
    around = before[-1:] + after[:1]
    return len(around) == 2 and around.isalnum() and max(around) < _SPACELESS


def are_alike(first: str, second: str) -> bool:
    """Tell whether one of two texts says what the other says, and perhaps more."""
    return mentions(first, second) or mentions(second, first)


def are_distinct(texts: Iterable[str]) -> bool:
    """Tell whether no two of the texts look the same."""
    seen = [folded(text) for text in texts]
    return len(set(seen)) == len(seen)


@lru_cache(maxsize=REMEMBERED)
def sure_date_of(text: str) -> DateValue | None:
    """Return the date that a text is, None where it may be something else."""
    return read_date(text)


@lru_cache(maxsize=REMEMBERED)
def date_of(text: str) -> DateValue | None:
    """Return the date that a text is known to be, which may be a bare year before 1000."""
    return sure_date_of(text) or read_year(text)


def overlap(first: DateValue, second: DateValue) -> bool:
    """Tell whether two dates have a day in common."""
    return max(first.first, second.first) <= min(first.last, second.last)


@lru_cache(maxsize=REMEMBERED)
def number_of(text: str) -> Quantity | None:
    """Return the quantity that a text is."""
    return read_measure(text)


def step(quantity: Quantity) -> Fraction:
    """Return what the last significant digit of a quantity counts."""
    largest = max(abs(quantity.low), abs(quantity.high))
    return Fraction(10) ** (largest.adjusted() - quantity.digits + 1)


@lru_cache(maxsize=REMEMBERED)
def spread(quantity: Quantity) -> tuple[End, End]:
    """Return the ends of what a quantity may be before it was rounded; an open side has no end."""
    margin = step(quantity) / (1 if quantity.approximate else 2)
    low: End = Fraction(quantity.low) - margin
    high: End = Fraction(quantity.high) + margin
    if quantity.bound == "under":
        low = float("-inf")
    if quantity.bound == "over":
        high = float("inf")
    return low, high


def is_above(first: Quantity, second: Quantity) -> bool:
    """Tell whether the first quantity is the larger one, however both were rounded."""
    return spread(first)[0] >= spread(second)[1]


def are_tied(first: Quantity, second: Quantity) -> bool:
    """Tell whether two quantities may be the same number."""
    return not is_above(first, second) and not is_above(second, first)
