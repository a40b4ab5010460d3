"""Rows that are read by quick checks: the very same as by the full reading, or left to it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.formats.native_columns import COLUMNS, header_of
from quizapp.engine.formats.native_row import question_cells, read_row
from quizapp.engine.formats.plain_rows import plain_reader
from quizapp.engine.kinds import Card, SingleChoice
from quizapp.engine.kinds.checks import clean_text
from quizapp.engine.question import Question
from quizapp.engine.record import Record, record_of
from tests.engine.strategies import questions

PLAIN = {
    "id": "one",
    "type": "single_choice",
    "question": "Which?",
    "option_1": "a",
    "option_2": "b",
    "option_3": "c",
    "correct": "2",
}
CELLS = st.sampled_from(
    (
        *(
            "",
            "1",
            "2",
            "3",
            "4",
            "0",
            "b",
            "a ",
            "a  b",
            "a b",
            "\N{NO-BREAK SPACE}",
            "x\ny",
            "\0",
        ),
        *("é", "e\N{COMBINING ACUTE ACCENT}", "\ud800", "card", "single_choice", "Hard", "easy"),
        *("https://example.org", "f" * 64, "a|b", "a|a", "a|", "60", "0.5", "1e40", "x" * 150),
        *("x" * 201, "x" * 501, "x" * 2001, "x" * 10_001),
    )
)


def read(cells: dict[str, str]) -> Record | None:
    return plain_reader(header_of(tuple(cells)))(tuple(cells.values()))


def read_in_full(cells: dict[str, str]) -> Record | None:
    question, faults = read_row(header_of(tuple(cells)), tuple(cells.values()))
    return None if faults else record_of(question)


@given(
    st.sampled_from((PLAIN, {"question": "Q", "answer": "A", "correct": "", "option_1": ""})),
    st.dictionaries(st.sampled_from(COLUMNS), CELLS, max_size=6),
)
def test_a_row_is_read_as_the_full_reading_does_or_not_at_all(
    plain: dict[str, str], other: dict[str, str]
) -> None:
    cells = {name: clean_text(cell) for name, cell in (plain | other).items()}
    record = read(cells)
    assert record is None or record == read_in_full(cells)


@given(questions())
def test_what_is_written_is_read_as_the_full_reading_does(question: Question) -> None:
    cells = question_cells(question)
    record = read(cells)
    assert record is None or record == record_of(question)


@pytest.mark.parametrize(
    "cells",
    [
        PLAIN,
        PLAIN | {"type": ""},
        PLAIN | {"id": ""},
        PLAIN | {"option_3": "", "feedback_1": "no", "feedback_2": ""},
        PLAIN | {"explanation": "x" * 300, "points": "100", "tags": "a|b", "time_limit": "60"},
        PLAIN | {"question": "Which one is\n\nit?", "difficulty": "Hard", "source_hash": "f" * 64},
        PLAIN | {"option_1": "un  e", "option_2": "\N{CYRILLIC SMALL LETTER A}"},
        PLAIN | {"image": "", "excludes": "", "accepted": "", "form": "timeline.date"},
        {"question": "Q", "answer": "A"},
        {"question": "Q", "answer": "A", "type": "card", "option_1": "", "correct": ""},
    ],
)
def test_usual_rows_are_plain(cells: dict[str, str]) -> None:
    record = read(cells)
    assert record is not None
    assert record == read_in_full(cells)


@pytest.mark.parametrize(
    "cells",
    [
        {"question": "Q", "answer": "A", "correct": "1"},
        {"question": "Q", "answer": "A", "type": "short_answer"},
        {"question": "Q", "answer": "A", "feedback_1": "x"},
        PLAIN | {"id": "x" * 201},
        PLAIN | {"question": ""},
        PLAIN | {"question": "a\0b"},
        PLAIN | {"correct": "4"},
        PLAIN | {"correct": "a"},
        PLAIN | {"correct": "1|2"},
        PLAIN | {"option_1": ""},
        PLAIN | {"option_1": "b"},
        PLAIN | {"option_1": "e\N{COMBINING ACUTE ACCENT}", "option_2": "é"},
        PLAIN | {"option_2": "", "option_3": ""},
        PLAIN | {"type": "multiple_choice"},
        PLAIN | {"difficulty": "very"},
        PLAIN | {"points": "0"},
        PLAIN | {"tags": "a|a"},
        PLAIN | {"source_hash": "5"},
        PLAIN | {"image": "one.png"},
        PLAIN | {"excludes": "two"},
        PLAIN | {"feedback_1": "", "feedback_2": "", "feedback_3": "", "feedback_4": "x"},
    ],
)
def test_unusual_rows_are_left_to_the_full_reading(cells: dict[str, str]) -> None:
    assert read(cells) is None


def test_a_short_row_is_left_to_the_full_reading() -> None:
    assert plain_reader(header_of(tuple(PLAIN)))(("one", "", "Which?")) is None


@pytest.mark.parametrize(
    "names",
    [
        ("question", "", "answer"),
        ("question", "answer", "answer"),
        ("question", "option_2", "option_1", "correct"),
        ("question", "answer", "feedback_2"),
    ],
)
def test_an_unusual_header_has_no_plain_rows(names: tuple[str, ...]) -> None:
    assert plain_reader(header_of(names))(tuple("abcd"[: len(names)])) is None


def test_a_plain_row_is_the_question_that_it_says() -> None:
    record = read(PLAIN)
    expected = Question("one", "Which?", SingleChoice(("a", "b", "c"), 1))
    assert record == record_of(expected)
    card = read({"question": "Q", "answer": "A", "id": "one"})
    assert card == record_of(replace(expected, stem="Q", body=Card("A")))
