"""Numerical: a typed number within the bounds of the key."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, ClassVar, Self

from quizapp.engine.kinds.base import (
    JSON,
    Fault,
    Kind,
    PublicView,
    Response,
    Review,
    as_text,
    one_field,
)
from quizapp.engine.kinds.cells import Cells, UnreadableCells
from quizapp.engine.kinds.checks import quoted, text_faults
from quizapp.engine.numbers import (
    is_writable,
    read_number,
    read_range,
    show_number,
    write_number,
)

MAX_UNIT = 40

# Sums and products of numbers of 40 digits between 1e-30 and 1e31 are exact in so many digits.
_PRECISION = 250
_SIGNS = ("+", "-", "\N{EN DASH}", "\N{MINUS SIGN}")
_LIKE_A_NUMBER = re.compile(r"[\d.,+\-\u2013\u2212\s]")


@dataclass(frozen=True, slots=True)
class Numerical(Kind):
    """The key is every number from `low` to `high`, widened by `tolerance` at either end.

    With `percent` the tolerance is in hundredths of the end that it widens, else in the question's
    `unit`, which students may write or leave out.
    """

    name: ClassVar[str] = "numerical"
    label: ClassVar[str] = "Numerical"
    columns: ClassVar[frozenset[str]] = frozenset({"correct", "tolerance", "unit"})

    low: Decimal
    high: Decimal
    tolerance: Decimal = Decimal(0)
    percent: bool = False
    unit: str = ""

    def faults(self) -> Iterator[Fault]:
        unwritable = [number for number in (self.low, self.high) if not is_writable(number)]
        if unwritable:
            message = "The number has more than 40 digits, or is too large or too close to 0."
            yield Fault("correct", message, "out_of_range")
        elif self.low > self.high:
            yield Fault("correct", "The lower end comes first: low..high", "order")
        if not is_writable(self.tolerance) or self.tolerance < 0:
            yield _bad_tolerance(str(self.tolerance))
        yield from text_faults("unit", self.unit, MAX_UNIT)
        if self.unit and _LIKE_A_NUMBER.match(self.unit):
            message = f"{quoted(self.unit)} begins like a number; write the unit alone here."
            yield Fault("unit", message, "unreadable")

    def to_json(self) -> dict[str, JSON]:
        return {
            "low": write_number(self.low),
            "high": write_number(self.high),
            "tolerance": write_number(self.tolerance),
            "percent": self.percent,
            "unit": self.unit,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            low=Decimal(data["low"]),
            high=Decimal(data["high"]),
            tolerance=Decimal(data["tolerance"]),
            percent=data["percent"],
            unit=data["unit"],
        )

    def to_cells(self) -> Cells:
        ends = [write_number(self.low)]
        if self.high != self.low:
            ends.append(write_number(self.high))
        sign = "%" if self.percent else ""
        exact = not self.tolerance and not self.percent
        tolerance = "" if exact else f"{write_number(self.tolerance)}{sign}"
        return Cells(correct="..".join(ends), tolerance=tolerance, unit=self.unit)

    @classmethod
    def from_cells(cls, cells: Cells) -> Self:
        key = read_range(cells.correct)
        if key is None:
            found = quoted(cells.correct) if cells.correct else "An empty cell"
            message = (
                f"{found} is no number; write one like 1234.5, or a range like 10..12 with the "
                "lower end first."
            )
            raise UnreadableCells(Fault("correct", message, "unreadable"))
        percent = cells.tolerance.endswith("%")
        tolerance = (
            read_number(cells.tolerance.removesuffix("%")) if cells.tolerance else Decimal(0)
        )
        if tolerance is None:
            raise UnreadableCells(_bad_tolerance(cells.tolerance))
        return cls(*key, tolerance=tolerance, percent=percent, unit=cells.unit)

    def public_view(self, seed: int) -> PublicView:
        return PublicView("number", unit=self.unit)

    def parse(self, fields: Sequence[str], seed: int) -> Response | None:
        return unicodedata.normalize("NFC", one_field(fields)).strip() or None

    def to_fields(self, response: Response, seed: int) -> tuple[str, ...]:
        return (as_text(response),)

    def mark(self, response: Response | None) -> float:
        number = self._read(as_text(response))
        low, high = self._bounds()
        return float(number is not None and low <= number <= high)

    def review(self, response: Response | None) -> Review:
        low, high = self._bounds()
        expected = self._shown(self.low, self.high)
        if (low, high) != (self.low, self.high):
            expected += f" (accepted: {self._shown(low, high)})"
        return Review(given=as_text(response), expected=expected)

    def hint(self, response: Response) -> str:
        text = as_text(response)
        if not text or self._read(text) is not None:
            return ""
        return "This cannot be read as a number. Write it like 1234.5, 1,234 or 1.2 million."

    def _bounds(self) -> tuple[Decimal, Decimal]:
        exact = Context(prec=_PRECISION)
        below = above = self.tolerance
        if self.percent:
            share = exact.scaleb(self.tolerance, -2)
            below = exact.multiply(exact.abs(self.low), share)
            above = exact.multiply(exact.abs(self.high), share)
        return exact.subtract(self.low, below), exact.add(self.high, above)

    def _shown(self, low: Decimal, high: Decimal) -> str:
        ends = [low] if low == high else [low, high]
        number = " to ".join(show_number(end) for end in ends)
        if not self.unit:
            return number
        if all(unicodedata.category(char) == "Sc" for char in self.unit):
            return f"{self.unit}{number}"
        return f"{number}{self.unit}" if self.unit == "%" else f"{number} {self.unit}"

    def _read(self, text: str) -> Decimal | None:
        return read_number(_without_unit(text, self.unit) if self.unit else text)


def _without_unit(text: str, unit: str) -> str:
    """Return the text less the unit after or before the number, in any case."""
    text, unit = text.strip(), _folded(unit)
    sign = text[:1] if text[:1] in _SIGNS else ""
    for length in range(1, min(len(text), 2 * MAX_UNIT)):
        start, end = text[:-length], text[-length:]
        if _folded(end) == unit and not (end[0].isalpha() and start[-1].isalpha()):
            return start
        start, end = text[len(sign) : len(sign) + length], text[len(sign) + length :]
        if _folded(start) == unit and not (start[-1].isalpha() and end[:1].isalpha()):
            return sign + end.strip()
    return text


def _folded(text: str) -> str:
    """Return a form that is equal for a unit in any case, m2 and m\u00b2 being one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _bad_tolerance(found: str) -> Fault:
    message = f"{quoted(found)} is not a tolerance; write a number like 0.5, or a share like 5%."
    return Fault("tolerance", message, "unreadable")
