"""Rows of mapped columns: each is a question, or says by the file's own column what is wrong."""

from decimal import Decimal
from typing import Any

import pytest

from quizapp.engine.formats.plan import Said
from quizapp.engine.kinds.base import MAX_FIELDS
from quizapp.engine.question import Question
from tests.engine.formats.tables import csv_of, faults_of, planned, questions_of, short, taken

HEADER = ["Prompt", "Type", "A", "B", "C", "D", "Key"]


def one(data: bytes, said: Said | None = None) -> Question:
    [question] = questions_of(data, said, delimiter=",")
    return question


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        ("", ["w", "x", "y", "z", "B"], ("single_choice", {"correct": 1})),
        ("Multiple choice", ["w", "x", "y", "z", "B"], ("single_choice", {"correct": 1})),
        ("", ["w", "x", "y", "z", "B,D"], ("multiple_choice", {"correct": [1, 3]})),
        ("Checkbox", ["w", "x", "y", "z", "B"], ("multiple_choice", {"correct": [1]})),
        # An option that is empty is none; the letters of the others stay.
        ("", ["w", "", "y", "z", "D"], ("single_choice", {"correct": 2})),
        ("True/False", ["", "", "", "", "True"], ("true_false", {"correct": True})),
        ("True/False", ["True", "False", "", "", "B"], ("true_false", {"correct": False})),
        ("", ["", "", "", "", "FALSE"], ("true_false", {"correct": False})),
        ("Short answer", ["", "", "", "", "Numa"], ("short_answer", {"accepted": ["Numa"]})),
        ("Short answer", ["x", "y", "", "", ""], ("short_answer", {"accepted": ["x", "y"]})),
        ("Short answer", ["x", "y", "", "", "B"], ("short_answer", {"accepted": ["y"]})),
        ("Numeric", ["", "", "", "", "4.5"], ("numerical", {"low": "4.5"})),
        ("Numeric", ["7", "8", "", "", "B"], ("numerical", {"low": "8"})),
        ("Flash card", ["", "", "", "", "back"], ("card", {"back": "back"})),
        ("Flash card", ["x", "y", "", "", "A"], ("card", {"back": "x"})),
    ],
)
def test_the_type_says_what_the_cells_are(
    kind: str, cells: list[str], expected: tuple[str, dict[str, Any]]
) -> None:
    settled = ["Which?", "", "a", "b", "c", "d", "A,C"]
    data = csv_of([HEADER, ["Q?", kind, *cells], settled])
    question = questions_of(data, Said(answers={"key": "letter"}), delimiter=",")[0]
    assert question.kind == expected[0]
    assert short(question)[2].items() >= expected[1].items()


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (["Essay", "x", "y", "", "", "A"], "Type", "unknown"),
        (["ordering", "x", "y", "", "", "A"], "Type", "unknown"),
        (["", "x", "y", "", "", ""], "Key", "empty"),
        (["", "x", "y", "", "", "C"], "Key", "no_such_option"),
        (["", "x", "y", "", "", "1"], "Key", "no_such_option"),
        (["Single choice", "x", "y", "", "", "A,B"], "Key", "too_many"),
        (["", "x", "", "", "", "A"], "B", "too_few"),
        (["", "x", "", "y", "y", "A"], "D", "duplicate"),
        (["True/False", "m", "n", "", "", "A"], "Key", "unreadable"),
        (["True/False", "x", "y", "", "", ""], "Key", "unreadable"),
        (["True/False", "True", "False", "", "", "A,B"], "Key", "unreadable"),
        # A letter without options is no answer.
        (["", "", "", "", "", "A"], "Key", "no_such_option"),
        (["MCQ", "", "", "", "", "Lima"], "Key", "no_such_option"),
        (["", "", "", "", "", ""], "Key", "empty"),
        (["Numeric", "", "", "", "", "many"], "Key", "unreadable"),
        (["Short answer", "x", "y", "", "", "Z"], "Key", "no_such_option"),
        (["Flash card", "", "", "", "", ""], "Key", "empty"),
    ],
)
def test_a_fault_is_told_by_the_file_s_own_column(cells: list[str], column: str, code: str) -> None:
    settled = ["Which?", "", "a", "b", "c", "d", "A,C"]
    data = csv_of([HEADER, settled, ["Q?", *cells]])
    found = taken(data, Said(answers={"key": "letter"}), delimiter=",")
    assert isinstance(found[0], Question)
    assert found[1:] == [(3, column, code)]


def test_messages_are_plain_and_say_what_to_do() -> None:
    data = csv_of([HEADER, ["Q?", "Essay", "x", "y", "", "", "A"], ["", "", "x", "y", "", "", "E"]])
    messages = [fault.message for fault in faults_of(data, Said(answers={"key": "letter"}))]
    assert messages == [
        '"Essay" is not a kind of question; write one of: single_choice, multiple_choice, '
        "true_false, short_answer, numerical, card.",
        '"E" doesn\'t fit the 2 options of this row; write a letter from A to B.',
    ]


def test_a_key_of_zero_based_numbers_says_what_is_true_too() -> None:
    """With True and False as options, 1 is the second of them."""
    rows = [
        ["Q1?", "True/False", "True", "False", "", "", "1"],
        ["Q2?", "", "a", "b", "c", "d", "0"],
        ["Q3?", "", "a", "b", "c", "d", "0"],
    ]
    found = questions_of(csv_of([HEADER, *rows]))
    assert short(found[0])[2]["correct"] is False
    assert short(found[1])[2]["correct"] == 0


def test_before_the_key_is_understood_no_row_has_one() -> None:
    data = csv_of(
        [HEADER, ["Q?", "True/False", "3", "1", "2", "", "1"], ["R?", "", "3", "1", "2", "", "1"]]
    )
    assert [ask.id for ask in planned(data).asks] == ["key"]
    assert taken(data) == [(2, "Key", "unreadable"), (3, "Key", "no_such_option")]
    fault = faults_of(data)[1]
    assert fault.message == "Say first how the keys are written."


def test_options_in_one_cell_are_named_by_its_column() -> None:
    header = ["Prompt", "Options", "Solution"]
    data = csv_of([header, ["Q?", "Lima; Quito", "Lima"], ["R?", "Lima; Lima", "x"]])
    question, *faults = taken(data, delimiter=",")
    assert isinstance(question, Question)
    assert short(question)[2]["options"] == ["Lima", "Quito"]
    assert faults == [(3, "Solution", "no_such_option")]
    data = csv_of([header, ["Q?", "Lima; Quito; Lima ", "Quito"]])
    assert taken(data, delimiter=",") == [(2, "Options", "duplicate")]
    many = ";".join(f"x{number}" for number in range(MAX_FIELDS + 1))
    assert taken(csv_of([header, ["Q?", many, "x5"]]), delimiter=",") == [
        (2, "Options", "too_many")
    ]
    unsteady = csv_of([header, ["Q?", "Lima", "Lima"], ["R?", "Lima;Quito", "Lima;Quito"]])
    assert taken(unsteady, delimiter=",") == [(2, "Options", "too_few"), (3, "Options", "too_few")]


def test_right_and_wrong_options_may_stand_apart() -> None:
    header = ["Prompt", "Correct answer 1", "Correct answer 2", "Wrong answer 1", "Wrong answer 2"]
    said = Said(columns={0: "question", 1: "correct", 2: "correct", 3: "wrong_1", 4: "wrong_2"})
    data = csv_of([header, ["Q?", "a, b", "", "", "c"], ["R?", "a", "b", "c", ""]])
    first, second = questions_of(data, Said(has_header=True, columns=said.columns))
    assert short(first)[2]["options"] == ["a, b", "c"]
    assert short(second)[2]["correct"] == [0, 1]
    faulty = csv_of([header, ["Q?", "a", "", "", "a"], ["R?", "", "", "a", "b"]])
    assert taken(faulty, Said(has_header=True, columns=said.columns)) == [
        (2, "Wrong answer 2", "duplicate"),
        (3, "Correct answer 1", "empty"),
    ]
    mixed = csv_of([["Q", "Key", "Type", "Distractor 1"], ["Q?", "a", "short answer", "b"]])
    assert short(one(mixed))[2]["accepted"] == ["a"]


def test_what_else_a_row_says_is_kept() -> None:
    header = [
        "Prompt",
        "Key",
        "Also accepted",
        "Deck",
        "Category",
        "Tags",
        "Level",
        "Time",
        "Marks",
    ]
    row = ["*Q*?", "Numa", "King Numa; Numa P.", "D", "", "a, b;a", "Hard", "20 sec", "2"]
    question = one(csv_of([header, row]))
    assert (question.stem, question.topic, question.difficulty) == ("\\*Q\\*?", "D", "hard")
    assert (question.tags, question.time_limit) == (("a", "b"), 20)
    assert question.points == Decimal(2)
    assert short(question)[2]["accepted"] == ["Numa", "King Numa", "Numa P."]
    row[4:8] = ["C", "", "B1", "4 days"]
    question = one(csv_of([header, row]))
    assert (question.topic, question.difficulty, question.time_limit) == ("C", "", None)
    row[8] = "two"
    assert taken(csv_of([header, row]), delimiter=",") == [(2, "Marks", "unreadable")]


def test_a_picture_is_kept_where_a_person_says_that_a_column_has_them() -> None:
    said = Said(columns={0: "question", 1: "answer", 2: "image", 3: "image_alt"})
    question = one(b"Rome?,x1,rome.png,A map\n", said)
    assert (question.image, question.image_alt) == ("rome.png", "A map")


def test_feedback_stays_with_its_option() -> None:
    header = ["Prompt", "A", "B", "C", "Key", "Feedback 1", "Feedback 2", "Feedback 3"]
    said = Said(answers={"key": "letter"})
    question = one(csv_of([header, ["Q?", "x", "", "z", "C", "f1", "", "f3"]]), said)
    assert short(question)[2]["feedback"] == ["f1", "f3"]
    data = csv_of([header, ["Q?", "x", "", "z", "C", "", "", "y" * 2_001]])
    assert taken(data, said, delimiter=",") == [(2, "Feedback 3", "too_long")]


def test_a_ragged_row_is_read_or_faulty() -> None:
    data = b"Front,Back\na,b,\nc,d,e\nf\n"
    found = taken(data, delimiter=",")
    assert isinstance(found[0], Question)
    assert found[1:] == [(3, "", "too_many_cells"), (4, "Back", "empty")]
    numbered = b",Front,Back\n1,a,b\n2,c,d\n"
    assert len(questions_of(numbered)) == 2
    message = faults_of(data)[0].message
    assert message.startswith("This row has 3 cells, but there are only 2 columns; put a text")


def test_a_fault_that_ends_the_reading_comes_last() -> None:
    assert taken(b'Front,Back\na,b\n"c,d\n', delimiter=",")[1:] == [(3, "", "quote")]


def test_html_is_read_where_a_person_says_so() -> None:
    said = Said(answers={"html": "yes"})
    question = one(b"Front,Back\na<br>b,<b>c</b>\n", said)
    assert short(question) == ("card", "a\\\nb", {"back": "**c**"})


def test_a_fault_of_a_column_that_is_not_there_has_no_name() -> None:
    assert taken(b"Who?,x9\n", Said(columns={0: "question", 1: "topic"}), delimiter=",") == [
        (1, "", "empty")
    ]
    assert taken(b",x9\n", Said(columns={0: "question", 1: "answer"}), delimiter=",") == [
        (1, "column 1", "empty")
    ]
