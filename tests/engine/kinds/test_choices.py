"""Single and multiple choice."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.engine.kinds import (
    Fault,
    InvalidResponse,
    Line,
    MultipleChoice,
    PublicView,
    Review,
    SingleChoice,
)
from quizapp.engine.kinds.cells import Cells, UnreadableCells
from tests.engine.strategies import multiple_choices, single_choices

CAPITAL = SingleChoice(("Rome", "Paris", "Oslo"), 1, ("Italy", "", "Norway"))
BALTIC = MultipleChoice(("Riga", "Kyiv", "Vilnius", "Minsk"), frozenset({0, 2}), ("", "Ukraine"))


def codes(question: SingleChoice | MultipleChoice) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in question.faults()]


@given(single_choices())
def test_single_choice_only_the_key_earns_points(body: SingleChoice) -> None:
    marks = [body.mark(index) for index in range(len(body.options))]
    assert marks == [float(index == body.correct) for index in range(len(body.options))]


def test_single_choice_fields_are_positions_in_the_shown_order() -> None:
    for seed in range(20):
        shown = CAPITAL.public_view(seed).options
        assert CAPITAL.parse([str(shown.index("Oslo"))], seed) == 2
    assert CAPITAL.public_view(1).control == "radio"


@pytest.mark.parametrize("fields", [["3"], ["-1"], ["x"], ["1.0"], ["\u0661"], ["0", "1"]])
def test_single_choice_refuses_what_no_radio_button_sends(fields: list[str]) -> None:
    with pytest.raises(InvalidResponse):
        CAPITAL.parse(fields, 1)


def test_single_choice_review() -> None:
    assert CAPITAL.review(2) == Review(
        given="Oslo",
        expected="Paris",
        lines=(
            Line("Rome", chosen=False, right=False),
            Line("Paris", chosen=False, right=True),
            Line("Oslo", chosen=True, right=False, feedback="Norway"),
        ),
    )
    assert CAPITAL.review(None).given == ""


@given(multiple_choices())
def test_multiple_choice_ticking_everything_earns_nothing(body: MultipleChoice) -> None:
    assert body.mark(list(range(len(body.options)))) == 0


@given(st.data(), multiple_choices())
def test_multiple_choice_a_wrong_tick_never_helps_and_a_right_one_never_harms(
    data: st.DataObject, body: MultipleChoice
) -> None:
    indices = st.integers(0, len(body.options) - 1)
    chosen = data.draw(st.sets(indices))
    added = data.draw(indices)
    assume(added not in chosen)
    before, after = body.mark([*chosen]), body.mark([*chosen, added])
    assert after >= before if added in body.correct else after <= before


@pytest.mark.parametrize(
    ("chosen", "mark"),
    [([0, 2], 1), ([0], 0.5), ([0, 1], 0), ([0, 1, 2], 0.5), ([1, 3], 0), ([0, 1, 2, 3], 0)],
)
def test_multiple_choice_mark_is_right_share_less_wrong_share(
    chosen: list[int], mark: float
) -> None:
    assert BALTIC.mark(chosen) == mark


def test_multiple_choice_shares_are_exact() -> None:
    body = MultipleChoice(tuple("abcdef"), frozenset({0, 1, 2}))
    assert body.mark([0]) == 1 / 3
    assert body.mark([0, 1, 3]) == 1 / 3


def test_multiple_choice_fields_are_positions_in_the_shown_order() -> None:
    assert BALTIC.parse([], 1) is None
    for seed in range(20):
        shown = BALTIC.public_view(seed)
        fields = [str(position) for position, text in enumerate(shown.options) if "i" in text]
        assert BALTIC.parse(fields, seed) == [0, 1, 2, 3]
        assert BALTIC.parse([str(shown.options.index("Minsk"))], seed) == [3]
    assert shown.control == "checkbox"


@pytest.mark.parametrize("fields", [["1", "1"], ["4"], ["0|1"]])
def test_multiple_choice_refuses_what_no_checkbox_sends(fields: list[str]) -> None:
    with pytest.raises(InvalidResponse):
        BALTIC.parse(fields, 1)


def test_multiple_choice_review() -> None:
    review = BALTIC.review([1, 2])
    assert review.given == "Kyiv; Vilnius"
    assert review.expected == "Riga; Vilnius"
    assert review.lines[1] == Line("Kyiv", chosen=True, right=False, feedback="Ukraine")
    assert review.lines[3] == Line("Minsk", chosen=False, right=False)
    assert BALTIC.review(None).given == ""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CAPITAL, []),
        (BALTIC, []),
        (SingleChoice(("a",), 0), [("option_2", "too_few")]),
        (SingleChoice((), 0), [("option_1", "too_few"), ("correct", "out_of_range")]),
        (SingleChoice(("a", "b"), 2), [("correct", "out_of_range")]),
        (SingleChoice(("a", "b"), -1), [("correct", "out_of_range")]),
        (SingleChoice(("a", "", "c"), 0), [("option_2", "empty")]),
        (SingleChoice(("a b", "c", "a  b"), 0), [("option_3", "duplicate")]),
        (SingleChoice(("\u00e9", "e\u0301"), 0), [("option_2", "duplicate")]),
        (SingleChoice(("a", "A"), 0), []),
        (SingleChoice(("a", "b" * 2001), 0), [("option_2", "too_long")]),
        (SingleChoice(("a" * 2000, "b"), 0), []),
        (SingleChoice(("a", "b\x07"), 0), [("option_2", "control_character")]),
        (SingleChoice(("a", "\ud800"), 0), [("option_2", "control_character")]),
        (SingleChoice(("a\nb\tc", "b"), 0), []),
        (SingleChoice(("a", " b"), 0), [("option_2", "spaces")]),
        (SingleChoice(("a", "b\r\nc"), 0), [("option_2", "control_character")]),
        (SingleChoice(("a", "b"), 0, ("", "", "c")), [("feedback_3", "no_option")]),
        (SingleChoice(("a", "b"), 0, ("c\0",)), [("feedback_1", "control_character")]),
        (SingleChoice(tuple(map(str, range(100))), 0), []),
        (SingleChoice(tuple(map(str, range(101))), 0), [("option_101", "too_many")]),
        (MultipleChoice(("a", "b"), frozenset()), [("correct", "empty")]),
        (MultipleChoice(("a", "b"), frozenset({0, 1})), [("correct", "all_right")]),
        (MultipleChoice(("a", "b"), frozenset({0, 2, -1})), [("correct", "out_of_range")] * 2),
        (MultipleChoice((), frozenset()), [("option_1", "too_few"), ("correct", "empty")]),
    ],
)
def test_faults(body: SingleChoice | MultipleChoice, expected: list[tuple[str, str]]) -> None:
    assert codes(body) == expected


def test_trailing_empty_feedback_makes_no_difference() -> None:
    assert SingleChoice(("a", "b"), 0, ("x", "")) == SingleChoice(("a", "b"), 0, ("x",))
    assert MultipleChoice(("a", "b"), frozenset({0}), ("", "")).feedback == ()


@pytest.mark.parametrize(
    ("kind", "correct", "message"),
    [
        (SingleChoice, "Rome", "it is the text of option 1, so write 1."),
        (SingleChoice, "B", "write a number from 1 to 2."),
        (SingleChoice, "", "Write the number of the right option here."),
        (SingleChoice, "1|2", "has one right option; several were found here."),
        (MultipleChoice, "1, 2", "write several numbers with | between them, like 1|3."),
        (MultipleChoice, "1|x", '"x" is not the number of an option'),
    ],
)
def test_cells_that_name_no_option(
    kind: type[SingleChoice | MultipleChoice], correct: str, message: str
) -> None:
    with pytest.raises(UnreadableCells) as caught:
        kind.from_cells(Cells(options=("Rome", "Paris"), correct=correct))
    (fault,) = caught.value.faults
    assert fault.field == "correct"
    assert message in fault.message


def test_a_key_without_options_says_so() -> None:
    with pytest.raises(UnreadableCells, match="this question has no options"):
        SingleChoice.from_cells(Cells(correct="A"))


@pytest.mark.parametrize("number", ["0", "4", "999"])
def test_numbers_beyond_the_options_are_named_with_their_count(number: str) -> None:
    body = SingleChoice.from_cells(Cells(options=("a", "b", "c"), correct=number))
    assert list(body.faults()) == [
        Fault(
            "correct",
            f"{number} is not the number of an option; this question has 3 options.",
            "out_of_range",
        )
    ]


def test_the_public_view_holds_the_options_alone() -> None:
    view = CAPITAL.public_view(3)
    assert view == PublicView("radio", options=view.options)
    assert sorted(view.options) == ["Oslo", "Paris", "Rome"]
