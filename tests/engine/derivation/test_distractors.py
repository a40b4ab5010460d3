"""Wrong answers: near the key, alike in writing, wrong for certain, and the same on every run."""

import re
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.dates import DateValue, read_date
from quizapp.engine.derivation.distractors import (
    alike,
    are_same,
    chance,
    made_up_dates,
    made_up_numbers,
    nearest,
    nearest_dates,
    nearest_values,
    pick,
)
from quizapp.engine.derivation.quantities import Quantity, equal_within, read_measure
from tests.engine.derivation.known_dates import WHENS, When
from tests.engine.derivation.known_numbers import ODD, PLAIN, UNITS, Number, with_unit


def date(text: str) -> DateValue:
    found = read_date(text)
    assert found is not None, text
    return found


def number(text: str) -> Quantity:
    found = read_measure(text)
    assert found is not None, text
    return found


def dates_like(text: str, *avoid: str, latest: int = 2000, wanted: int = 3) -> list[str]:
    found = made_up_dates(date(text), list(map(date, (text, *avoid))), latest, wanted)
    return [other.text for other in found]


def numbers_like(text: str, *avoid: str, wanted: int = 3) -> list[str]:
    found = made_up_numbers(number(text), list(map(number, (text, *avoid))), wanted)
    return [other.text for other in found]


# Chance


def test_chance_is_the_same_on_every_run() -> None:
    assert chance("key", "2") == 0xD7622598B02A100E
    assert chance("a", "b") == chance("a", "b") != chance("ab") != chance("b", "a")


def test_chance_has_no_favourites() -> None:
    counts = Counter(chance("key", str(draw)) % 4 for draw in range(4_000))
    assert all(900 < count < 1_100 for count in counts.values()) and len(counts) == 4


# Neighbours


def test_neighbours_come_the_next_ones_first() -> None:
    assert list(nearest("abcdefg", 3)) == ["c", "e", "b", "f", "a", "g"]
    assert list(nearest("abc", 0)) == ["b", "c"] and list(nearest("a", 0)) == []


def test_not_all_neighbours_of_a_long_column_are_looked_at() -> None:
    found = list(nearest(range(1_000), 500))
    assert len(found) == 22 and set(found) == set(range(489, 512)) - {500}


def test_neighbours_by_value_are_those_of_about_the_same_size() -> None:
    found = nearest_values([10, 1_000, 20, -10, 100_000, 15, 0], Decimal)
    assert found[0][:3] == [15, 20, 0]
    assert found[4] == [1_000, 20, 15, 10, 0, -10]
    assert found[3][0] == 0
    assert set(found) == set(range(7)) and all(len(others) == 6 for others in found.values())


def test_ten_is_as_far_from_twenty_as_a_thousand_from_two_thousand() -> None:
    found = nearest_values([10, 20, 999, 1_999, 41], Decimal)
    assert found[2][0] == 1_999 and found[0][0] == 20


def test_dates_come_the_nearest_first() -> None:
    dates = [date(str(year)) for year in (1000, 1500, 1510, 1520, 1530, 1900)]
    found = nearest_dates(date("1512"), dates)
    assert [other.text for other in found] == ["1510", "1520", "1500", "1530", "1900", "1000"]


def test_not_all_dates_of_a_long_column_are_looked_at() -> None:
    dates = [date(str(year)) for year in range(1000, 2000)]
    found = [int(other.text) for other in nearest_dates(date("1500"), dates)]
    assert len(found) == 24 and min(found) == 1488 and max(found) == 1511


# Picking


def test_the_first_that_fit_are_picked() -> None:
    assert pick([1, 2, 3, 4, 5, 6], lambda item: item > 1, lambda *_: False) == [2, 3, 4]
    assert pick([1, 2], lambda item: item > 1, lambda *_: False) == [2]


def test_of_two_that_clash_the_first_is_picked() -> None:
    picked = pick([1, 11, 2, 21, 3], lambda item: item > 0, lambda a, b: a % 10 == b % 10)
    assert picked == [1, 2, 3]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("3 May 1921", "12 August 1934", True),
        ("May 1921", "August 1934", True),
        ("1921", "1934", True),
        ("c. 1921", "c. 1950", True),
        ("44 BC", "330 BC", True),
        ("May 3, 1921", "3 May 1921", False),
        ("May 1921", "1921", False),
        ("c. 1921", "1921", False),
        ("1942-43", "1942–1943", False),
        ("1921-05-03", "3 May 1921", False),
        ("early 1921", "1921", False),
    ],
)
def test_dates_are_alike_in_grain_and_writing(first: str, second: str, same: bool) -> None:
    assert alike(date(first), date(second)) == alike(date(second), date(first)) == same


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Fair", "fair.", True),
        ("Fair", "The Great Fair of Moos", True),
        ("the old mill", "mill", True),
        ("King’s Fair", "king's  fair", True),
        ("“Fair”", "Fair", True),
        ("", "Fair", True),
        ("Fair", "Fairground", False),
        ("mill", "Millers", False),
        ("Ober", "Nieder", False),
    ],
)
def test_what_says_the_same_or_says_it_within_the_other(
    first: str, second: str, same: bool
) -> None:
    assert are_same(first, second) == are_same(second, first) == same


# Dates that are made up


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("3 May 1921", r"\d{1,2} [A-Z][a-z]+ 19(?:19|2\d)"),
        ("12 Aug 1934", r"\d{1,2} [A-Z][a-z]{2} 193\d"),
        ("June 22, 1941", r"[A-Z][a-z]+ \d{1,2}, 19(?:39|4\d)"),
        ("1941-06-22", r"19(?:39|4\d)-\d\d-\d\d"),
        ("August 1934", r"[A-Z][a-z]+ 193\d"),
        ("Aug. 1934", r"[A-Z][a-z]{2}\. 193\d"),
        ("Sept. 1934", r"[A-Z][a-z]{2}\. 193\d"),
        ("1934-08", r"193\d-\d\d"),
        ("1934", r"19(?:29|3\d)"),
        ("c. May 1480", r"c\. [A-Z][a-z]+ 14[78]\d"),
        ("early 1934", r"early 19(?:29|3\d)"),
        ("the 1830s", r"the 1[78]\d0s"),
        ("1830s", r"1[78]\d0s"),
        ("summer 1934", r"summer 19(?:29|3\d)"),
    ],
)
def test_dates_are_made_up_in_the_writing_of_the_key_and_near_it(text: str, pattern: str) -> None:
    found = dates_like(text)
    assert len(set(found)) == 3 and text not in found
    assert all(re.fullmatch(pattern, other) for other in found), found


@pytest.mark.parametrize("text", ["3 May {}", "August {}", "{}", "{}-06-22"])
def test_a_key_has_no_telling_place_among_made_up_dates(text: str) -> None:
    ranks: Counter[int] = Counter()
    for year in range(1700, 1900):
        key = text.format(year)
        ranks[sum(date(other).first < date(key).first for other in dates_like(key))] += 1
    assert set(ranks) == {0, 1, 2, 3} and max(ranks.values()) < 140, ranks


@pytest.mark.parametrize(
    "text",
    [
        *("1942-43", "from 1941 to 1944", "19th century", "44 BC", "AD 79", "3 May 793"),
        *("22/06/1941", "c. 1200", "31 December 9999", "December 9999"),
    ],
)
def test_no_date_is_made_up_where_that_may_go_wrong(text: str) -> None:
    assert dates_like(text, latest=9999) == []


def test_no_later_year_is_made_up_than_the_article_speaks_of() -> None:
    for year in range(1900, 1920):
        found = dates_like(str(year), latest=1901)
        assert found and max(map(int, found)) <= max(year, 1901)
    found = dates_like("3 December 1921", latest=1921)
    assert found and all(other.endswith(("1921", "1920")) for other in found)


def test_no_date_is_made_up_that_may_be_right() -> None:
    free = set(dates_like("1934"))
    assert free.isdisjoint(dates_like("1934", *free))
    assert dates_like("1934", "1926-42") == []
    assert dates_like("1934", wanted=1) == dates_like("1934")[:1]
    assert dates_like("1934", wanted=0) == dates_like("1934", wanted=-1) == []


@given(WHENS, st.lists(WHENS, max_size=4), st.integers(1800, 2100))
def test_a_made_up_date_is_alike_and_apart(key: When, others: list[When], latest: int) -> None:
    avoid = [date(other.text) for other in (key, *others)]
    found = made_up_dates(avoid[0], avoid, latest, 3)
    assert len(found) <= 3 and found == made_up_dates(avoid[0], avoid, latest, 3)
    for place, other in enumerate(found):
        assert alike(other, avoid[0]) and date(other.text) == other
        assert not any(map(other.overlaps, [*avoid, *found[:place]]))


# Numbers that are made up


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("383", r"\d{3}"),
        ("1,240", r"\d,\d\d0"),
        ("383,600", r"\d{3},\d00"),
        ("1,234.5", r"\d,\d{3}\.\d"),
        ("1240", r"\d{3}0"),
        ("10.7 million", r"\d\d\.\d million"),
        ("$4.5bn", r"\$\d\.\dbn"),
        ("13.7%", r"\d\d\.\d%"),
        ("0.032", r"0\.0\d\d"),
        ("−12 °C", r"−\d\d °C"),
        ("about 300", r"about \d\d0"),
        ("45 tons of bread", r"\d\d tons of bread"),
    ],
)
def test_numbers_are_made_up_in_the_writing_of_the_key(text: str, pattern: str) -> None:
    found = numbers_like(text)
    assert len(set(found)) == 3 and text not in found
    assert all(re.fullmatch(pattern, other) for other in found), found


def test_a_key_has_no_telling_place_among_made_up_numbers() -> None:
    ranks: Counter[int] = Counter()
    for value in range(200, 600):
        others = [int(other) for other in numbers_like(str(value))]
        ranks[sum(other < value for other in others)] += 1
    assert all(ranks[rank] > 10 for rank in (1, 2)) and len(ranks) > 1, ranks


def test_no_share_beyond_the_whole_is_made_up() -> None:
    shares = [number(other).low for text in range(40, 100) for other in numbers_like(f"{text}%")]
    assert shares and max(shares) <= 100
    beyond = [number(other).low for other in numbers_like("170%")]
    assert max(beyond) > 100


@pytest.mark.parametrize("text", ["3-3.5 million", "0", "1.2e5"])
def test_no_number_is_made_up_where_that_may_go_wrong(text: str) -> None:
    assert numbers_like(text) == []


def test_no_number_is_made_up_that_may_be_right() -> None:
    free = set(numbers_like("383", wanted=9))
    assert len(free) > 3
    assert free.isdisjoint(numbers_like("383", *free, wanted=9))
    assert numbers_like("383", "100 to 999 km") == numbers_like("383", "150 to 990 people") == []
    assert numbers_like("383", wanted=0) == []


@given(
    st.one_of(PLAIN, ODD),
    UNITS,
    st.lists(PLAIN, max_size=4),
    st.integers(1, 3),
)
def test_a_made_up_number_is_alike_and_apart(
    key: Number, unit: str, others: list[Number], wanted: int
) -> None:
    text = with_unit(key, unit).text if unit else key.text
    value = read_measure(text)
    if value is None:
        return
    avoid = [value, *(number(other.text) for other in others)]
    found = made_up_numbers(value, avoid, wanted)
    assert len(found) <= wanted and found == made_up_numbers(value, avoid, wanted)
    for place, other in enumerate(found):
        assert re.sub(r"\d", "0", other.text) == re.sub(r"\d", "0", value.text)
        assert (other.unit, other.scale, other.bound) == (value.unit, value.scale, value.bound)
        assert not any(equal_within(other, taken) for taken in [*avoid, *found[:place]])
        assert abs(value.low) / 10 < abs(other.low) < 10 * abs(value.low)
