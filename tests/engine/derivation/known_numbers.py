"""Numbers whose size is known because it is chosen first and written then."""

import re
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st

SCALES = {"": 0, "thousand": 3, "million": 6, "m": 6, "bn": 9, "billion": 9}
INFINITE = Decimal("Infinity")


class Number(NamedTuple):
    """A number as written: from `low` to `high`, each rounded to a multiple of `step`."""

    text: str
    low: Decimal
    high: Decimal
    step: Decimal
    unit: str = ""

    def is_tied(self, other: "Number") -> bool:
        """Tell whether the two may be the same number, the finer one rounded like the coarser."""
        margin = max(self.step, other.step) / 2
        return self.low - margin <= other.high and other.low - margin <= self.high

    def is_near(self, other: "Number") -> bool:
        """Tell whether one of the two may be the other, rounded to two digits."""
        margin = max(abs(self.low), abs(other.low)) / 20
        return self.is_tied(other) or abs(self.low - other.low) <= margin

    def is_above(self, other: "Number") -> bool:
        return self.low > other.high and not self.is_tied(other)


def exact(mantissa: int, decimals: int, scale: str = "") -> Number:
    value, step = Decimal(mantissa).scaleb(-decimals), Decimal(1).scaleb(-decimals)
    text = f"{value:,f} {scale}".strip()
    value, step = value.scaleb(SCALES[scale]), step.scaleb(SCALES[scale])
    return Number(text, value, value, step)


def with_unit(number: Number, unit: str) -> Number:
    if unit in {"$", "€"}:
        return number._replace(text=re.sub(r"(?=\d)", unit, number.text, count=1), unit=unit)
    gap = "" if unit == "%" else " "
    return number._replace(text=f"{number.text}{gap}{unit}", unit=unit)


def rough(word: str, number: Number) -> Number:
    return number._replace(text=f"{word}{number.text}", step=2 * number.step)


def bounded(word: str, number: Number) -> Number:
    if word in {"up to ", "under "}:
        return number._replace(text=f"{word}{number.text}", low=-INFINITE)
    return number._replace(text=f"{word}{number.text}", high=INFINITE)


@st.composite
def spans(draw: st.DrawFn) -> Number:
    low, more = draw(st.integers(1, 99)), draw(st.integers(1, 60))
    decimals, scale = draw(st.sampled_from([(0, "million"), (1, "million"), (1, ""), (2, "bn")]))
    first, last = exact(low, decimals, scale), exact(low + more, decimals, scale)
    written = first.text.removesuffix(scale).strip()
    gap = draw(st.sampled_from(["-", "–", " to "]))
    return Number(f"{written}{gap}{last.text}", first.low, last.high, first.step)


SMALL = st.builds(exact, st.integers(0, 999), st.just(0))
LARGE = st.builds(exact, st.integers(1000, 9_999_999), st.just(0))
ROUND = st.builds(lambda number: exact(1000 * number, 0), st.integers(1, 999))
SCALED = st.builds(
    exact,
    st.integers(1, 999),
    st.integers(0, 2),
    st.sampled_from(["thousand", "million", "billion"]),
)
DECIMAL = st.builds(exact, st.integers(1, 999), st.integers(1, 2))
NEAR = st.builds(exact, st.integers(37, 43), st.integers(0, 1))
# The largest and the smallest of numbers, which together have more digits than can be counted with.
EXTREME = st.builds(exact, st.sampled_from([10**28 - 1, 95 * 10**26, 17]), st.sampled_from([0, 25]))
PLAIN = st.one_of(SMALL, LARGE, ROUND, SCALED, DECIMAL, NEAR)
NEGATIVE = st.builds(
    lambda number: number._replace(text=f"−{number.text}", low=-number.low, high=-number.high),
    st.one_of(SMALL.filter(lambda number: number.low > 0), DECIMAL),
)
ODD = st.one_of(
    spans(),
    EXTREME,
    NEGATIVE,
    st.builds(rough, st.sampled_from(["about ", "~", "approximately "]), PLAIN),
    st.builds(bounded, st.sampled_from(["over ", "more than ", "up to ", "under "]), PLAIN),
)
UNITS = st.sampled_from(["", "", "", "%", "$", "€", "km", "people", "kg"])


@st.composite
def columns(draw: st.DrawFn, count: int) -> list[Number | str]:
    """The cells of a column, most of them alike."""
    common = draw(st.sampled_from([SMALL, LARGE, ROUND, SCALED, DECIMAL, NEAR, PLAIN]))
    cells = st.one_of(common, common, common, PLAIN, ODD, st.sampled_from(["", "-", "n/a", "few"]))
    unit = draw(UNITS)
    found: list[Number | str] = []
    for _ in range(count):
        cell = draw(cells)
        own = draw(st.sampled_from([unit] * 9 + ["$"]))
        found.append(cell if isinstance(cell, str) else with_unit(cell, own) if own else cell)
    return found


def read(text: str) -> Number:
    """Read a number in one of the ways above, but those with a bound, as those made up are."""
    digits = re.findall(r"[\d,]+(?:\.\d+)?", text)
    words = [word for word in re.findall("[a-z]+", text) if word in SCALES]
    power = SCALES[words[0]] if words else 0
    low, high = Decimal(digits[0].replace(",", "")), Decimal(digits[-1].replace(",", ""))
    step = Decimal(1).scaleb(min(int(low.as_tuple().exponent), int(high.as_tuple().exponent)))
    assert len(digits) <= 2
    if text.startswith("−"):
        low, high = -low, -high
    return Number(text, low.scaleb(power), high.scaleb(power), step.scaleb(power))
