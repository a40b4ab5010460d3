"""The banks that come with the program: derived, reviewed, sourced, and without a pattern."""

from collections import Counter
from fractions import Fraction

import pytest

from quizapp.banks.derived_folder import DECISIONS, REPORT
from quizapp.banks.files import list_folder, read_described
from quizapp.config import ROOT
from quizapp.engine.derivation.decisions import read_decisions
from quizapp.engine.derivation.derive import derive
from quizapp.engine.derivation.families import by_family
from quizapp.engine.derivation.report import report
from quizapp.engine.derivation.review import review
from quizapp.engine.formats.native_csv import write_native_csv
from quizapp.engine.kinds import Card, SingleChoice, TrueFalse
from quizapp.engine.question import Question

SUBJECT = ROOT / "questions" / "soviet-union-ww2"
BANKS = {bank.details.slug: bank for bank in map(read_described, list_folder(ROOT / "questions"))}
QUESTIONS = [question for bank in BANKS.values() for question in bank.questions]
TITLE = "The Soviet Union as an Ally in the Second World War"


def collapsed(text: str) -> str:
    return " ".join(text.split())


TEXT = (SUBJECT / "article.md").read_text("utf-8")
ARTICLE = collapsed(TEXT)


def test_deriving_the_banks_again_with_the_decisions_gives_them_byte_for_byte() -> None:
    derivation = derive(TEXT)
    decisions = read_decisions((SUBJECT / DECISIONS).read_text("utf-8"))
    reviewed = review(derivation, decisions)
    assert [*reviewed.faults, *reviewed.undecided, *reviewed.unknown] == []
    assert len(reviewed.rejected) > 0
    families = by_family(reviewed.questions)
    assert {f"{family}.csv" for family in families} == {path.name for path in SUBJECT.glob("*.csv")}
    for family, questions in families.items():
        assert (SUBJECT / f"{family}.csv").read_bytes() == write_native_csv(questions).encode()
    told = report(derivation, (decisions, reviewed))
    assert (SUBJECT / REPORT).read_bytes() == told.encode()


def test_there_are_banks_of_the_timeline_the_figures_and_the_questions_of_many_kinds() -> None:
    assert {bank.folder for bank in BANKS.values()} == {SUBJECT}
    names = {"timeline", "figures", "comparison", "faq", "prose"}
    assert {path.stem for path in SUBJECT.glob("*.csv")} == names
    assert len(BANKS) == len(names)
    assert len(QUESTIONS) >= 250
    assert len({question.kind for question in QUESTIONS}) >= 7
    assert len({question.source.form for question in QUESTIONS}) >= 20


def test_each_bank_says_what_it_is_and_how_it_may_be_used() -> None:
    for bank in BANKS.values():
        details = bank.details
        assert details.title and details.description and details.subject and details.source_title
        assert details.licence == "CC BY 4.0"
        assert details.language == "en"


def test_no_key_of_a_question_is_used_twice() -> None:
    assert [key for key, times in Counter(q.key for q in QUESTIONS).items() if times > 1] == []


def test_no_question_is_asked_twice() -> None:
    asked = Counter((question.stem, question.body) for question in QUESTIONS)
    assert [stem for (stem, _), times in asked.items() if times > 1] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_question_explains_itself_and_quotes_its_source(question: Question) -> None:
    assert [*question.faults()] == []
    assert question.topic
    assert question.difficulty
    assert question.source.title == TITLE
    assert question.source.locator
    assert question.source.form
    assert all(collapsed(line) in ARTICLE for line in question.source.quote.splitlines())
    assert isinstance(question.body, Card) or question.explanation


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
        assert len(self.SINGLE) >= 100
        assert max(places.values()) <= expected * Fraction(8, 5)

    def test_are_seldom_the_longest_option(self) -> None:
        longest = [
            body for body in self.SINGLE if max(body.options, key=len) == body.options[body.correct]
        ]
        assert len(longest) <= len(self.SINGLE) * Fraction(1, 2)

    def test_are_true_and_false(self) -> None:
        truths = Counter(q.body.correct for q in QUESTIONS if isinstance(q.body, TrueFalse))
        assert set(truths) == {True, False}
        assert max(truths.values()) <= 2 * min(truths.values())
