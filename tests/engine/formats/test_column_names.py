"""What columns mean by their names."""

import pytest

from quizapp.engine.formats.column_names import is_heading, is_known, normalised, roles_of
from quizapp.engine.formats.plan import ROLES


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Question - max 120 characters", "question"),
        ("Correct answer(s) - choose at least one", "correct answer"),
        ("Time limit (sec) \u2013 5, 10, 20, 30, 60, 90, 120, or 240 secs", "time limit"),
        ("Answer 3\n(Optional)", "answer 3"),
        ("Question #", "question"),
        ("questionText", "question text"),
        ("option1", "option 1"),
        ("OPTION_A", "option a"),
        ("[A]", "a"),
        ("1st answer", "1 answer"),
        ("R\u00e9ponse n\u00ba 2", "reponse no 2"),
        ("\u00c7\u00f6z\u00fcm", "cozum"),
        ("\uff31", "q"),
        ("Do\u011fru Cevap", "dogru cevap"),
        ("\u0439", "\u0439"),
        ("(all of it)", "all of it"),
        ("", ""),
        ("?!", ""),
        ("x" * 500, "x" * 200),
    ],
)
def test_a_name_is_compared_without_case_accents_and_remarks(name: str, expected: str) -> None:
    assert normalised(name) == expected


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("Question|Answer", "question|answer"),
        ("Question|Option A|Option B|Answer", "question|option_1|option_2|correct"),
        ("Question|A|B|C|D|Answer", "question|option_1|option_2|option_3|option_4|correct"),
        ("Question|1|2|Correct", "question|option_1|option_2|correct"),
        ("Question|Answer 1|Answer 2|Correct answer", "question|option_1|option_2|correct"),
        ("questiontext|A|B|Answer 1|Answer 2", "question|option_1|option_2|correct|correct"),
        ("Q|A", "question|answer"),
        ("Question|Choices|Key", "question|options|correct"),
        ("Question|Answers", "question|answer"),
        ("Question|Answers|Correct", "question|options|correct"),
        ("Question|Correct|Wrong 1|Wrong 2", "question|correct|wrong_1|wrong_2"),
        ("Question|Correct|Distractor", "question|correct|wrong_1"),
        ("Question|Answer|Incorrect", "question|correct|wrong_1"),
        ("Question|Feedback 1|Feedback 2", "question|feedback_1|feedback_2"),
        ("The question|Text of the answer", "question|answer"),
        ("The option 1|The option 2", "option_1|option_2"),
        ("Quesiton text|Explanaton", "question|explanation"),
        ("Naem|Oder", "|"),
        ("Option 101|Option 0|Word 1", "||"),
        ("Topic|Category|Subject", "tags|topic|tags"),
        ("Word|Front|Term", "|question|"),
        ("Tags|Keywords", "tags|tags"),
        ("|Author", "|"),
        ("Nr|Title", "|"),
        ("Frage|Antwort A|Antwort B|L\u00f6sung", "question|option_1|option_2|correct"),
        ("\u0412\u043e\u043f\u0440\u043e\u0441|\u041e\u0442\u0432\u0435\u0442", "question|answer"),
        ("\u554f\u984c|\u6b63\u89e3", "question|correct"),
    ],
)
def test_columns_have_the_roles_that_their_names_say(header: str, roles: str) -> None:
    found = roles_of(header.split("|"))
    if header.startswith("Topic"):
        assert sorted(found) == ["tags", "tags", "topic"]
    else:
        assert "|".join(found) == roles


def test_a_near_name_is_looked_for_in_the_first_columns_only() -> None:
    assert roles_of(["Explanaton", *[""] * 99])[0] == "explanation"
    assert roles_of([*[""] * 100, "Explanaton"])[100] == ""


def test_every_role_is_one_that_a_column_can_have() -> None:
    names = ["Question", "Key", "A", "B", "Choices", "Hint", "Topic", "Tags", "Time", "Points"]
    names += ["Level", "Type", "Id", "Also accepted", "Source", "Source URL", "Note", "Deck"]
    assert {role for role in roles_of(names) if role} <= {*ROLES}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("Question", True), ("English", True), ("Nr", True), ("to go", False), ("", False)],
)
def test_a_word_for_columns_is_a_heading(cell: str, expected: bool) -> None:
    assert is_heading(cell) is expected


def test_columns_of_no_use_are_known() -> None:
    assert is_known("Image URL")
    assert not is_known("Author")
