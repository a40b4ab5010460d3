"""Dates whose days are known because they are chosen first and written then."""

import re
from calendar import monthrange
from typing import NamedTuple

from hypothesis import strategies as st

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

Day = tuple[int, int, int]
"""Year (0 is 1 BC), month, day."""


class When(NamedTuple):
    """A date as written, its first and its last day, and how finely it tells the time."""

    text: str
    first: Day
    last: Day
    unit: str

    def meets(self, other: "When") -> bool:
        return self.first <= other.last and other.first <= self.last

    def says_less_than(self, other: "When") -> bool:
        is_within = self.first <= other.first and other.last <= self.last
        return is_within and (self.first, self.last) != (other.first, other.last)

    def is_before(self, other: "When") -> bool:
        return self.last < other.first


def years(text: str, first: int, last: int, unit: str) -> When:
    return When(text, (first, 1, 1), (last, 12, 31), unit)


def year(number: int) -> When:
    return years(str(number), number, number, "year")


def month(text: str, year: int, number: int) -> When:
    return When(text, (year, number, 1), (year, number, monthrange(year, number)[1]), "month")


def circa(year: int) -> When:
    margin = 50 if year % 100 == 0 else 25 if year % 50 == 0 else 5
    return years(f"c. {year}", year - margin, year + margin, "circa")


@st.composite
def days(draw: st.DrawFn, near: st.SearchStrategy[int]) -> When:
    year, number = draw(near), draw(st.integers(1, 12))
    day = draw(st.integers(1, monthrange(year, number)[1]))
    name = MONTHS[number - 1]
    text = draw(
        st.sampled_from(
            [
                f"{name} {day}, {year}",
                f"{day} {name} {year}",
                f"{day} {name[:3]} {year}",
                f"{year}-{number:02}-{day:02}",
            ]
        )
    )
    return When(text, (year, number, day), (year, number, day), "day")


@st.composite
def months(draw: st.DrawFn, near: st.SearchStrategy[int]) -> When:
    year, number = draw(near), draw(st.integers(1, 12))
    name = MONTHS[number - 1]
    return month(draw(st.sampled_from([f"{name} {year}", f"{name[:3]} {year}"])), year, number)


@st.composite
def ranges(draw: st.DrawFn, near: st.SearchStrategy[int]) -> When:
    first = draw(near)
    last = first + draw(st.integers(1, 9))
    texts = [f"{first}–{last}", f"{first} to {last}", f"from {first} to {last}"]
    if first // 100 == last // 100:
        texts += [f"{first}-{last % 100:02}"]
    return years(draw(st.sampled_from(texts)), first, last, "range")


def century(age: int) -> When:
    return years(f"{age}th century", 100 * age - 99, 100 * age, "century")


def before_christ(text: str) -> When:
    number = int(re.findall(r"\d+", text)[0])
    if "century" in text:
        return years(text, 1 - 100 * number, 100 - 100 * number, "century BC")
    return years(text, 1 - number, 1 - number, "year BC")


def read(text: str) -> When:
    """Read a date in one of the ways above."""
    if text.endswith("BC"):
        return before_christ(text)
    if age := re.fullmatch(r"(\d+)th century", text):
        return century(int(age[1]))
    if ends := re.fullmatch(r"(?:from )?(\d{4})(?:-|–| to )(\d{2}|\d{4})", text):
        last = int(ends[1][:2] + ends[2]) if len(ends[2]) == 2 else int(ends[2])
        return years(text, int(ends[1]), last, "range")
    (number,) = map(int, re.findall(r"\d{4}", text))
    if iso := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        day = (number, int(iso[2]), int(iso[3]))
        return When(text, day, day, "day")
    names = [place for place, name in enumerate(MONTHS, 1) if re.search(rf"\b{name[:3]}", text)]
    if names:
        days = re.findall(r"\b\d{1,2}\b", text)
        if not days:
            return month(text, number, names[0])
        day = (number, names[0], int(days[0]))
        assert day[2] <= monthrange(number, names[0])[1]
        return When(text, day, day, "day")
    if text.startswith("c."):
        return circa(number)
    return years(text, number, number + 9 if text.endswith("s") else number, "year")


NEAR = st.one_of(st.integers(1938, 1944), st.integers(1000, 2030))
OTHERS = st.one_of(
    NEAR.map(lambda number: f"the {number // 10}0s")
    .filter(lambda text: not text.endswith("00s"))
    .map(read),
    NEAR.map(circa),
    ranges(NEAR),
    st.integers(15, 20).map(century),
    st.integers(2, 900).map(lambda number: before_christ(f"{number} BC")),
    st.integers(4, 9).map(lambda age: before_christ(f"{age}th century BC")),
)
WHENS = st.one_of(days(NEAR), months(NEAR), NEAR.map(year), OTHERS)
UNREADABLE = "in his youth"
BLANK = st.sampled_from(["", "-", "unknown", "n/a", UNREADABLE])
