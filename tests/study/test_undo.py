from datetime import timedelta
from functools import partial
from itertools import count as numbers
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.banks.services import BankSummary
from quizapp.database import write
from quizapp.engine.scheduling import Rating
from quizapp.study import queue
from quizapp.study import services as study
from quizapp.study.models import Card, Review
from quizapp.study.services import SentRating, StaleCardError, UnknownCardError
from tests.factories import (
    NOW,
    answer_to,
    make_bank,
    make_person,
    make_questions,
    question_ids,
    rate,
    take_quiz,
)
from tests.properties import ON_DATABASE
from tests.rows import rows, snapshot
from tests.visits import at_once

NAMES = (f"student{number}" for number in numbers())
STEPS = st.lists(
    st.one_of(
        # Rate one of three cards after some minutes, or take back its last rating.
        st.tuples(st.integers(0, 2), st.sampled_from(Rating), st.integers(0, 60 * 24 * 15)),
        st.tuples(st.integers(0, 2), st.none(), st.integers(0, 60 * 24 * 15)),
    ),
    min_size=1,
    max_size=9,
)


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def bank(session: Session) -> BankSummary:
    return make_bank(session, questions=make_questions(3))


@pytest.fixture
def first(session: Session, bank: BankSummary) -> int:
    return question_ids(session, bank)["q1"]


@settings(ON_DATABASE, max_examples=15)
@given(steps=STEPS)
def test_what_was_taken_back_is_as_if_it_had_never_been(
    session: Session,
    bank: BankSummary,
    steps: list[tuple[int, Rating | None, int]],
) -> None:
    person = make_person(session, next(NAMES))
    ids = [*question_ids(session, bank).values()]
    kept: list[tuple[SentRating, timedelta]] = []
    passed = timedelta(0)
    for which, rating, minutes in steps:
        passed += timedelta(minutes=minutes)
        if rating is not None:
            kept.append((rate(session, person, ids[which], rating, NOW + passed), passed))
            continue
        of_card = [one for one in kept if one[0].question_id == ids[which]]
        if of_card:
            study.undo_review(session, person, of_card[-1][0].id, NOW + passed)
            kept.remove(of_card[-1])
    after = snapshot(session, Card)
    with write(session):
        session.execute(delete(Card).where(Card.user_id == person.id))
        session.execute(delete(Review).where(Review.user_id == person.id))
    for answer, moment in kept:
        rate(session, person, answer.question_id, answer.rating, NOW + moment)
    assert snapshot(session, Card) == after


def test_a_first_rating_that_is_taken_back_leaves_a_card_that_was_never_seen(
    session: Session, person: Person, first: int
) -> None:
    before = snapshot(session, Card)
    answer = rate(session, person, first, Rating.EASY)
    assert study.undo_review(session, person, answer.id, NOW) == first
    assert snapshot(session, Card) == before
    card = queue.card_for(session, person, first, NOW)
    assert card is not None
    assert card.memory.reps == 0


def test_taking_back_twice_is_once(session: Session, person: Person, first: int) -> None:
    for rating in (Rating.EASY, Rating.AGAIN):
        answer = rate(session, person, first, rating)
    study.undo_review(session, person, answer.id, NOW)
    before = snapshot(session)
    assert study.undo_review(session, person, answer.id, NOW + timedelta(hours=1)) == first
    assert snapshot(session) == before


def test_taking_back_in_many_windows_at_once_is_once(
    session: Session, sessions: sessionmaker[Session], person: Person, first: int
) -> None:
    rate(session, person, first, Rating.GOOD)
    before = snapshot(session, Card)
    answer = rate(session, person, first, Rating.EASY)

    def undo() -> int:
        with sessions() as own:
            return study.undo_review(own, person, answer.id, NOW)

    assert at_once([undo] * 6) == [first] * 6
    assert snapshot(session, Card) == before


def test_a_rating_before_another_one_cannot_be_taken_back(
    session: Session, person: Person, first: int
) -> None:
    early, late = (rate(session, person, first, Rating.GOOD) for _ in range(2))
    before = snapshot(session)
    with pytest.raises(StaleCardError):
        study.undo_review(session, person, early.id, NOW)
    assert snapshot(session) == before
    study.undo_review(session, person, late.id, NOW)
    study.undo_review(session, person, early.id, NOW)
    assert rows(session, Card.question_id) == []


def test_nobody_takes_back_what_another_person_rated(
    session: Session, person: Person, first: int
) -> None:
    other = make_person(session, "bob")
    answer = rate(session, person, first, Rating.GOOD)
    rate(session, other, first, Rating.GOOD)
    before = snapshot(session)
    for review_id in (answer.id, uuid4()):
        with pytest.raises(UnknownCardError):
            study.undo_review(session, other, review_id, NOW)
    assert snapshot(session) == before


def test_rating_and_taking_back_at_once_leave_one_or_the_other(
    session: Session, sessions: sessionmaker[Session], person: Person, bank: BankSummary
) -> None:
    for question_id in question_ids(session, bank).values():
        given = rate(session, person, question_id, Rating.GOOD)
        again = answer_to(session, person, question_id, Rating.GOOD)
        session.commit()

        def undo(given: SentRating = given) -> str:
            with sessions() as own:
                study.undo_review(own, person, given.id, NOW)
            return "taken back"

        def review(again: SentRating = again) -> str:
            with sessions() as own:
                study.rate_card(own, person, again, NOW)
            return "rated"

        results = at_once([partial(undo), partial(review)])
        assert sorted(str(type(result).__name__) for result in results) == [
            "StaleCardError",
            "str",
        ]
        reps = dict(rows(session, Card.question_id, Card.reps)).get(question_id, 0)
        assert reps == (2 if "rated" in results else 0)


@pytest.mark.usefixtures("app")
def test_a_card_that_a_quiz_made_due_stays_due(
    session: Session, person: Person, bank: BankSummary, first: int
) -> None:
    for _ in range(2):
        answer = rate(session, person, first, Rating.EASY)
    take_quiz(session, person, bank, responses={})
    study.undo_review(session, person, answer.id, NOW)
    assert [row[1] for row in rows(session, Card.question_id, Card.reps)] == [1, 0, 0]
    assert queue.count_queue(session, person, NOW).due == 3
