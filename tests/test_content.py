"""The banks that come with the program: whole, sourced, and without a pattern in their keys."""

from collections import Counter
from fractions import Fraction

import pytest

from quizapp.banks.files import list_folder, read_described
from quizapp.config import ROOT
from quizapp.engine.kinds import MultipleChoice, SingleChoice, TrueFalse
from quizapp.engine.question import Question

SUBJECT = ROOT / "questions" / "soviet-union-ww2"
BANKS = {bank.details.slug: bank for bank in map(read_described, list_folder(ROOT / "questions"))}
QUESTIONS = [question for bank in BANKS.values() for question in bank.questions]


def collapsed(text: str) -> str:
    return " ".join(text.split())


ARTICLE = collapsed((SUBJECT / "article.md").read_text("utf-8"))


def test_there_are_three_banks_of_at_least_sixty_questions_of_many_kinds() -> None:
    assert {bank.folder for bank in BANKS.values()} == {SUBJECT}
    assert len(BANKS) == len([*SUBJECT.glob("*.csv")]) == 3
    assert len(QUESTIONS) >= 60
    assert len({question.kind for question in QUESTIONS}) >= 5


def test_each_bank_says_what_it_is_and_how_it_may_be_used() -> None:
    for bank in BANKS.values():
        details = bank.details
        assert details.title and details.description and details.subject and details.source_title
        assert details.licence == "CC BY 4.0"
        assert details.language == "en"


def test_no_key_of_a_question_is_used_twice() -> None:
    assert [key for key, times in Counter(q.key for q in QUESTIONS).items() if times > 1] == []


def test_no_question_is_asked_twice() -> None:
    stems = Counter(collapsed(question.stem).casefold() for question in QUESTIONS)
    assert [stem for stem, times in stems.items() if times > 1] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_question_explains_itself_and_quotes_its_source(question: Question) -> None:
    assert [*question.faults()] == []
    assert question.topic
    assert question.explanation
    assert question.difficulty
    assert question.source.title == "The Soviet Union as an Ally in the Second World War"
    assert question.source.locator
    assert len(question.source.quote) > 10
    assert collapsed(question.source.quote) in ARTICLE


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_distractor_of_one_right_answer_says_why_it_is_wrong(question: Question) -> None:
    if isinstance(question.body, SingleChoice):
        feedback = (*question.body.feedback, *[""] * len(question.body.options))
        wrong = set(range(len(question.body.options))) - {question.body.correct}
        assert all(feedback[index] for index in wrong)


class TestKeys:
    """Whoever always picks the same place, or the longest option, must not do well."""

    SINGLE = tuple(q.body for q in QUESTIONS if isinstance(q.body, SingleChoice))

    def test_stand_in_no_place_much_more_often_than_in_others(self) -> None:
        places = Counter(body.correct for body in self.SINGLE)
        expected = sum(Fraction(1, len(body.options)) for body in self.SINGLE)
        assert len(self.SINGLE) >= 15
        assert max(places.values()) <= expected * Fraction(8, 5)

    def test_are_seldom_the_longest_option(self) -> None:
        longest = [
            body for body in self.SINGLE if max(body.options, key=len) == body.options[body.correct]
        ]
        assert len(longest) <= len(self.SINGLE) * Fraction(1, 2)

    def test_are_true_about_as_often_as_false(self) -> None:
        truths = Counter(q.body.correct for q in QUESTIONS if isinstance(q.body, TrueFalse))
        assert set(truths) == {True, False}
        assert max(truths.values()) <= 2 * min(truths.values())

    def test_of_multiple_choice_are_not_always_the_same_places(self) -> None:
        keys = Counter(q.body.correct for q in QUESTIONS if isinstance(q.body, MultipleChoice))
        assert max(keys.values()) <= sum(keys.values()) / 2
