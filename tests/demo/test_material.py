"""The bank of the demo: enough of each topic, one question broken, none gives another away."""

import dataclasses

import pytest

from quizapp.banks import files
from quizapp.config import ROOT
from quizapp.demo.material import A_QUIZ, BROKEN_WEEK, choose_material
from quizapp.engine.kinds import KINDS, SingleChoice
from quizapp.engine.question import Question
from tests.factories import make_questions

SHIPPED = [
    question
    for path in files.list_folder(ROOT / "questions")
    for question in files.read_described(path).questions
]


def test_one_question_alone_has_another_key() -> None:
    material = choose_material(SHIPPED, seed=1)
    original = {question.key: question for question in SHIPPED}
    changed = [one for one in material.questions if one != original[one.key]]
    assert [one.key for one in changed] == [material.broken]
    body, before = changed[0].body, original[material.broken].body
    assert isinstance(body, SingleChoice)
    assert isinstance(before, SingleChoice)
    assert body.options == before.options
    assert body.correct != before.correct == material.truth
    assert material.broken in material.quizzes[BROKEN_WEEK]


@pytest.mark.parametrize("seed", range(5))
def test_every_quiz_asks_what_can_be_asked(seed: int) -> None:
    material = choose_material(SHIPPED, seed)
    chosen = {question.key: question for question in material.questions}
    for keys in material.quizzes:
        asked = [chosen[key] for key in keys]
        assert len(set(keys)) == A_QUIZ
        assert all(KINDS[question.kind].in_quizzes for question in asked)
        assert sum(question.topic == material.weak_topic for question in asked) == 3
        assert not {key for question in asked for key in question.excludes} & set(keys)


def test_the_same_seed_chooses_the_same() -> None:
    assert choose_material(SHIPPED, 3) == choose_material(SHIPPED, 3)
    assert choose_material(SHIPPED, 3) != choose_material(SHIPPED, 4)


@pytest.mark.parametrize(
    "questions",
    [
        [],
        make_questions(12, topic="Rivers"),
        make_questions(40),
        [dataclasses.replace(one, topic=one.key) for one in make_questions(60)],
    ],
    ids=["none", "few", "no topics", "one of each topic"],
)
def test_too_few_are_refused(questions: list[Question]) -> None:
    with pytest.raises(ValueError, match="too few"):
        choose_material(questions, seed=1)
