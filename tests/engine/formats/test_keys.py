"""The keys of foreign tables: never another one than was meant."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from quizapp.engine.formats.keys import STYLES, Key, KeyRow, find_style, key_advice, read_key
from quizapp.engine.kinds import MultipleChoice, SingleChoice
from quizapp.engine.kinds.checks import same_text_key
from quizapp.engine.question import Question
from tests.engine.formats.tables import asked, csv_of, taken

# Texts that may well be taken for numbers and letters of options.
OPTIONS = st.one_of(
    st.integers(-1, 12).map(str),
    st.sampled_from(
        [*"ABCDEabcdT", "AB", "1,2", "A, B", "Option A", "0.0", "1.0", "Paris", "Rome"]
    ),
    st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=6),
)
Sheet = tuple[str, list[tuple[KeyRow, Key]]]


def written_key(style: str, key: Key, options: Sequence[str], separator: str) -> str:
    written: dict[str, Callable[[int], str]] = {
        "number": lambda place: str(place + 1),
        "zero": str,
        "letter": lambda place: chr(ord("A") + place),
        "text": lambda place: options[place],
    }
    return separator.join(map(written[style], key))


@st.composite
def sheets(draw: DrawFn) -> Sheet:
    style = draw(st.sampled_from([*STYLES]))
    separator = draw(st.sampled_from([",", ", ", "|", ";"]))
    rows = []
    for _ in range(draw(st.integers(1, 8))):
        options = draw(
            st.lists(OPTIONS, min_size=2, max_size=5, unique_by=lambda text: text.casefold())
        )
        places = st.integers(0, len(options) - 1)
        most = 1 if style == "text" else 2
        key = draw(st.lists(places, min_size=1, max_size=most, unique=True).map(sorted).map(tuple))
        written = written_key(style, key, options, separator)
        rows.append((KeyRow(written, tuple(options)), key))
    return style, rows


@given(sheets())
def test_the_key_is_the_one_that_was_meant_or_a_person_is_asked(sheet: Sheet) -> None:
    style, rows = sheet
    found = find_style(row for row, _ in rows)
    if found.chosen:
        assert [read_key(row, found.chosen) for row, _ in rows] == [key for _, key in rows]
        assert not found.possible
    else:
        assert style in found.possible
        assert len(found.possible) > 1


@given(sheets(), st.data())
def test_a_sheet_gives_the_right_key_or_a_question_to_a_person(
    sheet: Sheet, data: st.DataObject
) -> None:
    """The same of a file with columns: each row is right or faulty, where nobody is asked."""
    _, rows = sheet
    header = ["Question", *[f"Option {number}" for number in range(1, 6)], "Correct answer"]
    cells = [
        [f"What is it, {number}?", *row.options, *[""] * (5 - len(row.options)), row.key]
        for number, (row, _) in enumerate(rows)
    ]
    written = csv_of([header, *cells])
    if asked(written, delimiter=","):
        assert asked(written, delimiter=",") == ["key"]
        return
    for found, (_, key) in zip(taken(written, delimiter=","), rows, strict=True):
        if not isinstance(found, Question):
            continue
        body = found.body
        assert isinstance(body, SingleChoice | MultipleChoice)
        right = {body.correct} if isinstance(body, SingleChoice) else {*body.correct}
        assert right == {*key}


@given(sheets(), st.text(min_size=1, max_size=5))
def test_a_key_is_read_only_as_what_it_says(sheet: Sheet, key: str) -> None:
    """Whatever a key is, what is read of it can be written as this key again."""
    _, rows = sheet
    options = rows[0][0].options
    for style in STYLES:
        found = read_key(KeyRow(key, options), style)
        if found is not None and len(found) == 1 and style == "text":
            assert same_text_key(options[found[0]]).casefold() == same_text_key(key).casefold()
        if found is not None and style in {"number", "zero"}:
            digits = "".join(char if char.isdecimal() else " " for char in key.replace(".0", ""))
            first = 1 if style == "number" else 0
            assert {int(number) - first for number in digits.split()} == {*found}


@pytest.mark.parametrize(
    ("key", "options", "style", "expected"),
    [
        # ClassQuiz finds 1 in "10,12".
        ("10,12", "abcd", "number", None),
        ("1", ("10", "12"), "text", None),
        ("1,4", "abcd", "number", (0, 3)),
        ("4, 1", "abcd", "number", (0, 3)),
        ("1.0", "abcd", "number", (0,)),
        ("1 4", "abcd", "number", (0, 3)),
        ("1 x", "abcd", "number", None),
        ("Option 2", "abcd", "number", (1,)),
        ("(2)", "abcd", "number", (1,)),
        ("2.", "abcd", "number", (1,)),
        ("1,1", "abcd", "number", None),
        ("1,9", "abcd", "number", None),
        ("0", "abcd", "number", None),
        ("0", "abcd", "zero", (0,)),
        ("4", "abcd", "zero", None),
        ("3", ("a", "b", "", "d"), "number", None),
        (",", "abcd", "number", None),
        ("\u00b2", "abcd", "number", None),
        ("B", "abcd", "letter", (1,)),
        ("b", "abcd", "letter", (1,)),
        ("A,C", "abcd", "letter", (0, 2)),
        ("AC", "abcd", "letter", (0, 2)),
        ("A C", "abcd", "letter", (0, 2)),
        ("ac", "abcd", "letter", None),
        ("answer d)", "abcd", "letter", (3,)),
        ("E", "abcd", "letter", None),
        ("A,,B", "abcd", "letter", (0, 1)),
        ("option", "abcd", "letter", None),
        ("1", "abcd", "letter", None),
        ("Rome", ("Paris", "Rome"), "text", (1,)),
        ("rome", ("Paris", "Rome"), "text", (1,)),
        ("Rom", ("Paris", "Rome"), "text", None),
        ("Rome", ("Rome", "Rome"), "text", None),
        ("kg", ("KG", "kg"), "text", (1,)),
        ("Kg", ("KG", "kg"), "text", None),
        ("Rome|Paris", ("Paris", "Rome"), "text", (0, 1)),
        ("Paris, France", ("Paris, France", "Paris", "France"), "text", (0,)),
        ("Rome; Oslo", ("Paris", "Rome"), "text", None),
        ("", ("Paris", ""), "text", None),
    ],
)
def test_a_key_names_options_or_none(
    key: str, options: Sequence[str], style: str, expected: Key | None
) -> None:
    assert read_key(KeyRow(key, tuple(options)), style) == expected


@pytest.mark.parametrize(
    ("keys", "chosen", "possible"),
    [
        ("1234", "number", ()),
        ("0123", "zero", ("number",)),  # one 0 may be a slip
        ("00123", "zero", ()),
        ("1123", "", ("number", "zero")),
        ("ABCD", "letter", ()),
        (("b", "c", "", "a"), "", ("letter", "text")),
        (("x", "b", "", "a"), "text", ()),
        (("Rome", "Oslo"), "", ()),
        ((), "", ()),
        # A key that fits no option in any way shows that the sheet has mistakes.
        ("12349", "", ("number", "zero")),
        ("14449", "number", ()),
        ("1239", "", ("number", "zero")),
    ],
)
def test_the_style_is_what_fits_all_rows(
    keys: Sequence[str], chosen: str, possible: tuple[str, ...]
) -> None:
    options = ("b", "c", "a", "x") if "b" in keys else ("w", "x", "y", "z")
    found = find_style(KeyRow(key, options) for key in keys)
    if chosen and possible:
        assert found.possible == (chosen, *possible)
    else:
        assert (found.chosen, found.possible) == (chosen, possible)


@pytest.mark.parametrize(
    ("key", "options", "style", "expected"),
    [
        (
            "9",
            "abcd",
            "number",
            "doesn't fit the 4 options of this row; write a number from 1 to 4",
        ),
        (
            "9",
            ("a", "b", "", ""),
            "number",
            "the 2 options of this row; write a number from 1 to 2",
        ),
        ("9", ("a", "", "c", ""), "zero", "write a number from 0 to 2"),
        ("Z", "abc", "letter", "write a letter from A to C"),
        ("x", "a", "text", "the 1 option of this row; write one of them exactly as it stands"),
        ("x", ("", ""), "text", "no options that the key could name"),
    ],
)
def test_a_key_without_an_option_is_told_what_would_be_one(
    key: str, options: Sequence[str], style: str, expected: str
) -> None:
    assert expected in key_advice(KeyRow(key, tuple(options)), style)


def test_of_many_options_those_after_z_have_no_letter() -> None:
    assert "A to Z" in key_advice(KeyRow("?", tuple(map(str, range(30)))), "letter")
