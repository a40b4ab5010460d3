"""How simulated students answer: who knows is right, who doesn't is plausibly wrong."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.demo.answering import knows, right_response, wrong_response
from quizapp.engine.question import Question
from tests.factories import EVERY_KIND, QUESTIONS

ASKED = [question for question in EVERY_KIND if question.kind != "card"]
SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.kind)
def test_who_knows_earns_all_points(question: Question) -> None:
    assert question.body.mark(right_response(question.body)) == 1


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.kind)
@given(seed=SEEDS)
def test_who_does_not_know_earns_less(question: Question, seed: int) -> None:
    response = wrong_response(question.body, question.stem, Random(seed))
    assert question.body.mark(response) < 1


@given(seed=SEEDS, stem=st.text(max_size=20))
def test_a_wrong_answer_can_be_sent(seed: int, stem: str) -> None:
    for question in ASKED:
        response = wrong_response(question.body, stem, Random(seed))
        if response is not None:
            fields = question.body.to_fields(response, seed)
            assert question.body.parse(fields, seed) == response


def test_a_card_is_no_question_of_a_quiz() -> None:
    with pytest.raises(TypeError):
        right_response(QUESTIONS["card"].body)


def test_who_is_better_knows_more() -> None:
    def known(ability: float) -> int:
        draw = Random(1)
        return sum(knows(ability, 0, draw) for _ in range(1000))

    assert known(-2) < known(0) < known(2)
    assert 450 < known(0) < 550
