from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from quizapp.engine.carried_answers import UncarriedError, carry_response
from quizapp.engine.kinds import (
    Kind,
    Matching,
    MultipleChoice,
    Numerical,
    Ordering,
    Response,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from tests.engine.strategies import marked_bodies, responses


@given(st.data())
def test_to_the_same_version_a_response_keeps_its_mark(data: DataObject) -> None:
    body = data.draw(marked_bodies())
    response = data.draw(st.none() | responses(body))
    assert body.mark(carry_response(response, body, body)) == body.mark(response)


@pytest.mark.parametrize(
    ("before", "after", "response", "carried"),
    [
        (SingleChoice(("a", "b", "c"), 0), SingleChoice(("c", "d", "a"), 1), 2, 0),
        (
            MultipleChoice(("a", "b", "c"), frozenset({0})),
            MultipleChoice(("c", "b", "a", "x"), frozenset({3})),
            [0, 2],
            [0, 2],
        ),
        (TrueFalse(True), TrueFalse(False), True, True),
        (ShortAnswer(("x",)), ShortAnswer(("y",)), "y", "y"),
        (Numerical(Decimal(1), Decimal(1)), Numerical(Decimal(2), Decimal(2)), "2", "2"),
        (Ordering(("a", "b", "c")), Ordering(("c", "a", "b")), [1, 2, None], [None, 1, 2]),
        (
            Matching((("l", "A"), ("m", "B"))),
            Matching((("m", "A"), ("l", "B"))),
            [0, None],
            [None, 0],
        ),
        # Texts that look the same are the same.
        (SingleChoice(("a  b", "c"), 0), SingleChoice(("c", "a b"), 0), 0, 1),
    ],
)
def test_options_are_found_by_their_texts(
    before: Kind, after: Kind, response: Response, carried: Response
) -> None:
    assert carry_response(response, before, after) == carried


def test_no_answer_stays_none() -> None:
    assert carry_response(None, SingleChoice(("a", "b"), 0), SingleChoice(("x", "y"), 0)) is None


@given(st.permutations(range(5)), st.integers(0, 2**32))
def test_an_order_is_marked_the_same_however_the_items_are_written(
    places: list[int], seed: int
) -> None:
    items = [*"abcde"]
    before = Ordering(tuple(Random(seed).sample(items, 5)))
    after = Ordering(tuple(items))
    answer: list[int | None] = [place + 1 for place in places]
    carried = carry_response(answer, before, after)
    assert isinstance(carried, list)
    assert dict(zip(before.items, answer, strict=True)) == dict(
        zip(after.items, carried, strict=True)
    )


@pytest.mark.parametrize(
    ("before", "after", "response", "words"),
    [
        (
            SingleChoice(("a", "b"), 0),
            SingleChoice(("b", "c"), 0),
            0,
            "The other version has no “a”, which is in an answer.",
        ),
        (
            SingleChoice(("a", "b"), 0),
            TrueFalse(True),
            0,
            "The kind of the question was changed: Single choice, then True or false.",
        ),
        (
            SingleChoice(("a", "b"), 0),
            TrueFalse(True),
            None,
            "The kind of the question was changed: Single choice, then True or false.",
        ),
        (
            Ordering(("a", "b")),
            Ordering(("a", "b", "c")),
            [1, 2],
            "The versions have different numbers of items.",
        ),
        (
            Matching((("l", "A"), ("m", "B"))),
            Matching((("l", "A"), ("m", "B"), ("n", "C"))),
            [0, 1],
            "The versions have different numbers of pairs.",
        ),
        (
            Matching((("l", "A"), ("m", "B"))),
            Matching((("l", "A"), ("m", "C"))),
            [0, 1],
            "The other version has no “B”, which is in an answer.",
        ),
    ],
)
def test_what_the_other_version_cannot_take_is_refused_with_the_reason(
    before: Kind, after: Kind, response: Response | None, words: str
) -> None:
    with pytest.raises(UncarriedError) as caught:
        carry_response(response, before, after)
    assert str(caught.value) == words
