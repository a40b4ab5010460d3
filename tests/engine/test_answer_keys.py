from decimal import Decimal

import pytest

from quizapp.engine.answer_keys import has_same_key
from quizapp.engine.kinds import (
    Card,
    Kind,
    Matching,
    MultipleChoice,
    Numerical,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SingleChoice(("a", "b"), 0), SingleChoice(("c", "A "), 1, ("no", ""))),
        (
            MultipleChoice(("a", "b", "c"), frozenset({0, 1})),
            MultipleChoice(("b", "d", "a"), frozenset({0, 2})),
        ),
        (SingleChoice(("a", "b"), 0), MultipleChoice(("a", "b"), frozenset({0}))),
        (TrueFalse(correct=True), TrueFalse(correct=True, feedback_true="Yes.")),
        (ShortAnswer(("Black Sea",)), ShortAnswer(("black  sea", "Pontus"), frozenset())),
        (
            Numerical(Decimal(5), Decimal(5), unit="km"),
            Numerical(Decimal("5.0"), Decimal(5), Decimal(1), unit="KM"),
        ),
        (Ordering(("a", "b")), Ordering(("A", "b"))),
        (Matching((("a", "1"), ("b", "2"))), Matching((("b", "2"), ("a", "1")))),
        (Card("In the hills."), Card("in  the hills.")),
    ],
)
def test_another_wording_keeps_the_key(before: Kind, after: Kind) -> None:
    assert has_same_key(before, after)
    assert has_same_key(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SingleChoice(("a", "b"), 0), SingleChoice(("a", "b"), 1)),
        (SingleChoice(("a", "b"), 0), SingleChoice(("c", "b"), 0)),
        (
            MultipleChoice(("a", "b", "c"), frozenset({0, 1})),
            MultipleChoice(("a", "b", "c"), frozenset({0})),
        ),
        (TrueFalse(correct=True), TrueFalse(correct=False)),
        (ShortAnswer(("Black Sea",)), ShortAnswer(("Red Sea", "Black Sea"))),
        (Numerical(Decimal(5), Decimal(5)), Numerical(Decimal(5), Decimal(6))),
        (Numerical(Decimal(5), Decimal(5), unit="km"), Numerical(Decimal(5), Decimal(5), unit="m")),
        (Ordering(("a", "b")), Ordering(("b", "a"))),
        (Matching((("a", "1"), ("b", "2"))), Matching((("a", "2"), ("b", "1")))),
        (Card("In the hills."), Card("In the sea.")),
        (TrueFalse(correct=True), Card("True")),
    ],
)
def test_another_answer_is_another_key(before: Kind, after: Kind) -> None:
    assert not has_same_key(before, after)
    assert not has_same_key(after, before)
