"""What is taken out of a sentence to be asked for, and how else it may be written."""

import calendar
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.dates import read_date
from quizapp.engine.derivation.quantities import read_quantity
from quizapp.engine.derivation.spoken import (
    Part,
    amounts,
    dates_in,
    gapped,
    hint,
    names,
    rare_words,
    ways_to_write_date,
    ways_to_write_number,
)
from quizapp.engine.derivation.wording import GAP

DAYS = st.dates(date(1000, 1, 1), date(2100, 12, 31))
TEXT = (
    "In 1943 the Red Army of Berlin, 300 men (12%) and $4.5 billion: May 3, destroyed weapons"
    " 5 - 7 million Stalin's plan. 10-12 Monday was Kursk, which 25,000 were"
)
WORDS = st.lists(st.sampled_from(TEXT.split()), max_size=20).map(" ".join)


def dates_of(day: date) -> list[str]:
    """Ways to write a day."""
    name = calendar.month_name[day.month]
    return [
        f"{name} {day.day}, {day.year}",
        f"{day.day} {name} {day.year}",
        f"{name[:3]} {day.day} {day.year}",
        f"the {day.day:02} of {name}, {day.year}",
        day.isoformat(),
    ]


def ways_of_date(text: str) -> tuple[str, ...]:
    value = read_date(text)
    assert value is not None
    return ways_to_write_date(value)


def ways_of_number(text: str) -> tuple[str, ...]:
    value = read_quantity(text)
    assert value is not None
    return ways_to_write_number(value, text)


@given(WORDS)
def test_a_part_stands_in_the_sentence_and_fits_its_gap(sentence: str) -> None:
    parts = [part for part, _ in amounts(sentence)]
    parts += [*names(sentence), *rare_words(sentence)]
    for part in parts:
        assert sentence[part.start : part.end] == part.text
        before, gap, after = gapped(sentence, part).partition(GAP)
        assert gap and before + part.text + after == sentence
    for start, end, value in dates_in(sentence):
        assert read_date(sentence[start:end]) == value


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("He saw 300 men and 12% of 40 per cent.", ["300", "12%", "40 per cent"]),
        ("It cost $4.5 billion, £ 3 or 25,000.", ["$4.5 billion", "£ 3", "25,000"]),
        ("It took 3 to 5 million, or 4-6 million men.", ["3 to 5 million", "4-6 million"]),
        ("It had 40 guns at 30 °C.", ["40", "30"]),
        ("60 came.", ["60"]),
        ("In May 1843 some 400 came, and 300 on 3 May 1921.", ["400", "300"]),
        ("In 1943 on 3 May 1921 it was 1942 or 1500.", []),
        ("May 3 and 12 May and 4 July.", []),
        ("Room 12, Chapter 3, No. 5, version 7, type 2 and figure 4.", []),
        ("The T-34, 7/8, 5:30, 1.2.3, +9, 5°, -4, 20th and x5.", []),
        ("The scores were 10–12 and 5 - 3.", []),
        ("1,5 and 12,34 men.", []),
        ("Nobody came.", []),
    ],
)
def test_amounts_are_numbers_that_count_something(sentence: str, found: list[str]) -> None:
    assert [part.text for part, _ in amounts(sentence)] == found
    assert [value for _, value in amounts(sentence)] == [read_quantity(text) for text in found]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Stalin met Churchill, and the Red Army won.", ["Churchill"]),
        ("He met Winston Churchill in Berlin.", ["Winston Churchill", "Berlin"]),
        ("It was the Duke of York and the T-34.", ["Duke of York", "T-34"]),
        ("There Ivan the Great was; later Paris fell.", ["Ivan the Great"]),
        ("He saw Ivan the Great and, in 5 BC, Paris.", ["Ivan the Great", "Paris"]),
        (
            "It was sung by Mayor Smith, Augustus, Marchand.",
            ["Mayor Smith", "Augustus", "Marchand"],
        ),
        ("It was London weather.", []),
        ("It surprised London.", ["London"]),
        ("So London attacked, then Paris was lost.", ["London", "Paris"]),
        ("So London bridge fell.", []),
        ("It was Stalin's, in Kursk’s.", []),
        ("It was so, I'm told, and I've, or I’ll.", []),
        ("It was on Monday, in May, on Sundays, on May Day, in Decembers.", []),
        ("They fled to the US.", []),
        ("Berlin fell.", []),
        ("They came. Berlin fell.", []),
    ],
)
def test_names_stand_within_a_sentence_and_before_no_noun(sentence: str, found: list[str]) -> None:
    assert [part.text for part in names(sentence)] == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The anti-tank weapons destroyed many vehicles.", ["destroyed", "vehicles", "weapons"]),
        ("Zebras saw the fright of Leopards.", ["fright"]),
        ("It was during and before, through its others.", ["others"]),
        ("He ate a bit.", []),
        ("It isn't wouldn't, snake_case.", []),
    ],
)
def test_rare_words_are_long_and_the_longest_comes_first(sentence: str, found: list[str]) -> None:
    assert [part.text for part in rare_words(sentence)] == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stalin", "(It begins with “S” and has 6 letters.)"),
        ("T-34", "(It begins with “T” and has 4 characters.)"),
        ("O’Hara", "(It begins with “O” and has 6 characters.)"),
        ("Duke of York", "(3 words: D…, o…, Y…)"),
    ],
)
def test_a_hint_tells_how_a_word_or_name_begins(text: str, expected: str) -> None:
    assert hint(text) == expected


def test_a_gap_stands_for_a_part() -> None:
    assert gapped("It was 300 then.", Part(7, 10, "300")) == f"It was {GAP} then."


@given(DAYS, st.integers(0, 4))
def test_a_day_is_accepted_in_every_way_to_write_it(day: date, form: int) -> None:
    written = dates_of(day)[form]
    month_first, day_first, *_, iso = dates_of(day)
    ways = ways_of_date(written)
    assert ways[0] == written
    if written != iso:
        assert set(ways) == {written, month_first, day_first, iso}


@given(
    DAYS,
    st.integers(0, 4),
    st.sampled_from(["{}", "c. {}", "about {}", "{} BC", "AD {}", "early {}", "mid-{}", "[{}]"]),
    st.booleans(),
)
def test_a_way_to_write_a_date_is_the_same_date(
    day: date, form: int, around: str, of_month: bool
) -> None:
    inner = f"{day:%B} {day.year}" if of_month else dates_of(day)[form]
    value = read_date(around.format(inner))
    if value is None:
        return
    ways = ways_to_write_date(value)
    assert ways[0] == value.text and len(set(ways)) == len(ways)
    for way in ways:
        again = read_date(way)
        assert again and (again.first, again.last) == (value.first, value.last)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("Sept. 1939", ("Sept. 1939", "September 1939")),
        ("May 1940", ("May 1940",)),
        ("March, 1940", ("March, 1940", "March 1940")),
        ("early May 1940", ("early May 1940",)),
        ("c. May 1940", ("c. May 1940",)),
        ("3 May 1480 BC", ("3 May 1480 BC",)),
        ("May 1480 BC", ("May 1480 BC",)),
        ("3 May 480", ("3 May 480",)),
        ("3–5 May 1940", ("3–5 May 1940",)),
        ("June–July 1940", ("June–July 1940",)),
        ("May 1940 to June 1941", ("May 1940 to June 1941",)),
        ("1942-43", ("1942-43",)),
        ("1940", ("1940",)),
        ("25/12/1940", ("25/12/1940",)),
        ("summer 1940", ("summer 1940",)),
        (
            "03 Jan 1940",
            ("03 Jan 1940", "January 3, 1940", "3 January 1940", "1940-01-03"),
        ),
    ],
)
def test_no_other_date_is_accepted(text: str, ways: tuple[str, ...]) -> None:
    assert ways_of_date(text) == ways


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["{:f}", "{:,f}", "{:,f} million", "about {:f}", "{:f}%", "${:,f}", "-{:f}"]),
)
def test_a_way_to_write_a_number_is_the_same_number(number: Decimal, form: str) -> None:
    text = form.format(number)
    value = read_quantity(text)
    if value is None:
        return
    ways = ways_to_write_number(value, text)
    assert ways[0] == text and len(set(ways)) == len(ways)
    for way in ways:
        again = read_quantity(way)
        assert again and (again.low, again.high) == (value.low, value.high)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("10.7 million", ("10.7 million", "10700000", "10,700,000")),
        ("25,000", ("25,000", "25000")),
        ("25000", ("25000", "25,000")),
        ("300", ("300",)),
        ("10.50", ("10.50", "10.5")),
        ("about 1,200", ("about 1,200", "1200", "1,200")),
        ("-1,200", ("-1,200", "-1200")),
        ("$1,200", ("$1,200",)),
        ("13.7%", ("13.7%",)),
        ("$5", ("$5",)),
        ("3-3.5 million", ("3-3.5 million", "3 to 3.5 million")),
        ("3–3.5  million", ("3–3.5 million", "3 to 3.5 million", "3-3.5 million")),
        ("3 - 5 %", ("3 - 5 %", "3 to 5 %", "3-5 %")),
        ("3 to 5", ("3 to 5",)),
        ("-5 to -3 °C", ("-5 to -3 °C",)),
        ("5-6 light-years", ("5-6 light-years",)),
    ],
)
def test_a_number_is_accepted_as_people_write_it(text: str, ways: tuple[str, ...]) -> None:
    assert ways_of_number(text) == ways
