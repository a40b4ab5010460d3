"""No quiz asks two questions of which one gives the other away, and each says how many it asks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.engine.question import Question
from quizapp.quizzes import choosing
from quizapp.quizzes import services as quizzes
from quizapp.quizzes.choosing import Source
from quizapp.quizzes.models import Answer, Quiz
from tests.factories import NOW, make_bank, make_person, make_questions, retire, start_attempt
from tests.page_client import PageClient
from tests.properties import ON_DATABASE
from tests.rows import rows
from tests.visits import visit_as

KEYS = tuple(f"q{number}" for number in range(1, 9))
HALVES = {"q1": ["q2"], "q3": ["q4"], "q6": ["q5"], "q8": ["q7"]}
"""Of the eight questions, four pairs of which one names the other."""
WORDS = (
    "Of the 8 questions to choose from, one quiz can ask 4. "
    "With more, one question would give away the answer to another."
)


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "ada")


@pytest.fixture
def ada(app: Flask, session: Session, person: Person) -> PageClient:
    return visit_as(app, session, person)


def eight(excludes: Mapping[str, Sequence[str]], topic: str = "") -> list[Question]:
    """Plain questions with the keys `KEYS`."""
    return [
        replace(question, excludes=tuple(excludes.get(question.key, ())))
        for question in make_questions(8, topic=topic)
    ]


def asked(session: Session, attempt_id: int) -> list[tuple[str, str]]:
    """The bank and key of each question of an attempt."""
    session.commit()
    return [
        (row[0], row[1])
        for row in session.execute(
            select(Bank.slug, QuestionRow.key)
            .join_from(Answer, QuestionVersion, QuestionVersion.id == Answer.version_id)
            .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
            .join(Bank, Bank.id == QuestionRow.bank_id)
            .where(Answer.attempt_id == attempt_id)
        )
    ]


EXCLUDES: st.SearchStrategy[dict[str, list[str]]] = st.dictionaries(
    st.sampled_from(KEYS), st.lists(st.sampled_from([*KEYS, "not there"]), max_size=3, unique=True)
).map(lambda found: {key: [k for k in others if k != key] for key, others in found.items()})


@settings(ON_DATABASE, max_examples=40)
@given(excludes=EXCLUDES, count=st.integers(1, 20), seed=st.integers(0, 2**62))
def test_no_attempt_asks_two_questions_that_exclude_each_other(
    session: Session, person: Person, excludes: dict[str, list[str]], count: int, seed: int
) -> None:
    banks = [make_bank(session, slug, eight(excludes)) for slug in ("rivers", "lakes")]
    attempt_id = start_attempt(session, person, *banks, question_count=count, seed=seed)
    drawn = asked(session, attempt_id)
    for (bank, key), (other_bank, other) in combinations(drawn, 2):
        if bank == other_bank:
            assert other not in excludes.get(key, ())
            assert key not in excludes.get(other, ())
    quiz = session.scalars(select(Quiz).order_by(Quiz.id.desc()).limit(1)).one()
    assert len(drawn) == quiz.question_count <= count


def test_a_question_excludes_those_of_its_own_bank_alone(session: Session, person: Person) -> None:
    rivers = make_bank(session, "rivers", eight({"q1": KEYS[1:]}))
    lakes = make_bank(session, "lakes", eight({}))
    drawn = asked(session, start_attempt(session, person, rivers, lakes))
    assert sorted(drawn) == [
        *(("lakes", key) for key in KEYS),
        *(("rivers", key) for key in KEYS[1:]),
    ]


def test_what_is_not_chosen_or_retired_excludes_nothing(session: Session, person: Person) -> None:
    first, *others = eight({"q1": KEYS[1:], "q2": ["q3"]})
    bank = make_bank(session, questions=[replace(first, topic="Seas"), *others])
    retire(session, bank, "q2")
    quiz_id = choosing.create_quiz(
        session,
        person,
        sources=[Source(bank.id, ("",))],
        question_count=100,
        layout="one",
        now=NOW,
    )
    attempt_id = quizzes.start_attempt(session, person, quiz_id, NOW)
    assert sorted(asked(session, attempt_id)) == [("rivers", key) for key in KEYS[2:]]


def test_what_a_question_of_before_excluded_is_asked_again(
    session: Session, person: Person
) -> None:
    make_bank(session, questions=eight(HALVES))
    bank = make_bank(session, questions=eight({}))
    assert len(asked(session, start_attempt(session, person, bank))) == 8


def test_a_quiz_asks_as_many_as_it_promises_and_says_why_not_more(
    ada: PageClient, session: Session
) -> None:
    bank = make_bank(session, questions=eight(HALVES))
    ada.get("/quizzes")
    ada.submit(banks=[str(bank.id)], question_count="6")
    page = ada.follow()
    assert WORDS in page.text
    assert page.title.startswith("Question 1 of 4")
    assert WORDS not in ada.get("/attempts/1").text

    [(quiz_id,)] = rows(session, Quiz.id)
    page = ada.get(f"/quizzes/{quiz_id}")
    assert "4 questions, one per page, drawn anew each time." in page.text
    assert WORDS in page.text
    for _ in range(5):
        ada.get(f"/quizzes/{quiz_id}")
        ada.submit(button="Start")
        assert ada.follow().title.startswith("Question 1 of 4")


@pytest.mark.parametrize(("excludes", "wanted", "given"), [(HALVES, 3, 3), ({}, 20, 8)])
def test_nothing_is_explained_where_no_exclusion_makes_a_quiz_shorter(
    ada: PageClient, session: Session, excludes: dict[str, list[str]], wanted: int, given: int
) -> None:
    bank = make_bank(session, questions=eight(excludes))
    ada.get("/quizzes")
    ada.submit(banks=[str(bank.id)], question_count=str(wanted))
    page = ada.follow()
    assert page.title.startswith(f"Question 1 of {given}")
    assert "to choose from" not in page.text
    [(quiz_id,)] = rows(session, Quiz.id)
    page = ada.get(f"/quizzes/{quiz_id}")
    assert f"{given} questions, one per page" in page.text
    assert "to choose from" not in page.text


def test_a_quiz_whose_bank_has_changed_promises_what_it_can_ask_now(
    ada: PageClient, session: Session
) -> None:
    bank = make_bank(session, questions=eight({}))
    ada.get("/quizzes")
    ada.submit(banks=[str(bank.id)], question_count="8", layout="all")
    [(quiz_id,)] = rows(session, Quiz.id)
    for excludes, words in ((HALVES, "4 questions, all on one page"), ({}, "8 questions, all")):
        make_bank(session, questions=eight(excludes))
        page = ada.get(f"/quizzes/{quiz_id}")
        assert words in page.text
        ada.submit(button="Start")
        assert words[:11] in ada.follow().text
    retire(session, bank, *KEYS[1:])
    assert "1 question, all on one page" in ada.get(f"/quizzes/{quiz_id}").text
