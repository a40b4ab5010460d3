from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import count as numbers

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.engine.kinds import Response
from quizapp.engine.question import Question
from quizapp.engine.scheduling import Rating
from quizapp.quizzes import closed_attempts, open_attempts, services
from quizapp.quizzes.closed_attempts import ClosedAttempt
from quizapp.quizzes.models import Answer
from quizapp.study import queue
from quizapp.study import services as study
from quizapp.study.models import Card
from quizapp.study.services import StaleCardError
from tests.engine.strategies import marked_bodies, responses
from tests.factories import (
    EVERY_KIND,
    NOW,
    QUESTIONS,
    RIGHT,
    WRONG,
    answer_to,
    enrol,
    make_bank,
    make_person,
    make_questions,
    question_ids,
    rate,
    start_attempt,
    take_quiz,
)
from tests.properties import ON_DATABASE
from tests.rows import rows
from tests.visits import at_once, visit_as

# The application tells the quizzes who wants to know of wrong answers.
pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 3, 2)
SLUGS = (f"bank{number}" for number in numbers())


def _closed(session: Session, person: Person, attempt_id: int) -> ClosedAttempt:
    closed = closed_attempts.load_closed_attempt(session, person, attempt_id, NOW)
    assert closed is not None
    return closed


@settings(ON_DATABASE, max_examples=25)
@given(data=st.data())
def test_marks_and_score_are_those_of_the_engine(
    sessions: sessionmaker[Session], data: DataObject
) -> None:
    bodies = data.draw(st.lists(marked_bodies(), min_size=1, max_size=6))
    points = data.draw(
        st.lists(st.decimals("0.01", 1000, places=2), min_size=len(bodies), max_size=len(bodies))
    )
    given = [data.draw(st.none() | responses(body)) for body in bodies]
    questions = [
        Question(f"q{number}", f"Question {number}", body, points=worth)
        for number, (body, worth) in enumerate(zip(bodies, points, strict=True))
    ]
    marks = {
        question.stem: question.body.mark(response)
        for question, response in zip(questions, given, strict=True)
    }
    answers = {question.stem: response for question, response in zip(questions, given, strict=True)}
    with sessions() as session:
        slug = next(SLUGS)
        person = make_person(session, slug)
        attempt_id = start_attempt(session, person, make_bank(session, slug, questions), seed=3)
        asked = open_attempts.load_open_attempt(session, person, attempt_id, NOW).questions
        by_stem = {question.stem: question.body for question in questions}
        fields = {
            question.position: by_stem[question.stem].to_fields(response, 3 + question.position)
            for question in asked
            if (response := answers[question.stem]) is not None
        }
        services.submit_attempt(session, person, attempt_id, fields, NOW)
        closed = _closed(session, person, attempt_id)
    assert {answer.question.stem: answer.mark for answer in closed.answers} == marks
    expected = sum(question.points * Decimal(str(marks[question.stem])) for question in questions)
    assert closed.score is not None and abs(closed.score - expected) < Decimal("0.01")
    assert closed.max_score == sum(points)
    assert closed.share is not None and 0 <= closed.share <= 1


def test_every_kind_earns_all_or_nothing_for_right_and_wrong(session: Session) -> None:
    person, bank = make_person(session), make_bank(session)
    for all_responses, mark, score in ((RIGHT, 1.0, 8), (WRONG, 0.0, 0)):
        attempt_id = take_quiz(session, person, bank, responses=all_responses)
        closed = _closed(session, person, attempt_id)
        assert [answer.mark for answer in closed.answers] == [mark] * 7
        assert (closed.score, closed.max_score) == (Decimal(score), Decimal(8))


def test_a_partly_right_answer_earns_its_part(app: Flask, session: Session) -> None:
    names = ("multiple_choice", "ordering", "matching")
    person = make_person(session)
    bank = make_bank(session, questions=[QUESTIONS[name] for name in names])
    partly: dict[str, Response] = {
        "multiple_choice": [0],
        "ordering": [2, 1, 3, 4],
        "matching": [0, 2, 2],
    }
    attempt_id = take_quiz(session, person, bank, responses=partly)
    closed = _closed(session, person, attempt_id)
    marks = {answer.question.kind: round(answer.mark or 0, 3) for answer in closed.answers}
    assert marks == {"multiple_choice": 0.5, "ordering": 0.833, "matching": 0.667}
    assert closed.score == Decimal("2.5000")
    page = visit_as(app, session, person).get(f"/attempts/{attempt_id}/review")
    assert sorted(page.texts(".//span[@class='verdict partly']")) == [
        "Partly right, 50 %",
        "Partly right, 67 %",
        "Partly right, 83 %",
    ]
    assert "2.5 of 4 points" in page.text
    assert "3 questions join your flashcards" in page.text


def test_wrong_answers_become_cards_that_are_due_and_right_ones_do_not(session: Session) -> None:
    person, bank = make_person(session), make_bank(session)
    mixed = {**RIGHT, "single_choice": 0, "ordering": [2, 1, 3, 4]}
    del mixed["numerical"]
    take_quiz(session, person, bank, responses=mixed)
    ids = question_ids(session, bank)
    wrong = {ids["capital"], ids["downstream"], ids["danube-length"]}
    stored = rows(session, Card.question_id, Card.phase, Card.reps, Card.due_day, Card.due_at)
    assert stored == [(question, 0, 0, TODAY, None) for question in sorted(wrong)]
    assert queue.count_queue(session, person, NOW).due == 3
    card = queue.next_card(session, person, NOW)
    assert card is not None
    assert card.question_id in wrong


def test_cards_of_wrong_answers_are_those_of_the_student_alone(session: Session) -> None:
    person, other, bank = make_person(session), make_person(session, "bob"), make_bank(session)
    take_quiz(session, person, bank, responses=WRONG)
    assert {user for user, _ in rows(session, Card.user_id, Card.question_id)} == {person.id}
    assert queue.next_card(session, other, NOW) is None


def test_a_wrong_answer_brings_a_known_card_forward_and_keeps_its_memory(
    session: Session,
) -> None:
    person, bank = make_person(session), make_bank(session, questions=make_questions(2))
    enrol(session, person, bank)
    known = question_ids(session, bank)["q1"]
    rate(session, person, known, Rating.EASY)
    memory = (Card.phase, Card.stability, Card.difficulty, Card.reps, Card.last_day)
    before = rows(session, *memory)
    assert queue.next_card(session, person, NOW, skip=question_ids(session, bank)["q2"]) is None
    take_quiz(session, person, bank, responses={}, now=NOW + timedelta(hours=1))
    assert rows(session, *memory)[1:] == before or before[0] in rows(session, *memory)
    assert {row[1:] for row in rows(session, Card.question_id, Card.due_day, Card.due_at)} == {
        (TODAY, None)
    }


def test_a_right_answer_leaves_a_known_card_where_it_is(session: Session) -> None:
    person, bank = (
        make_person(session),
        make_bank(session, questions=[QUESTIONS["card"], *EVERY_KIND[:1]]),
    )
    known = question_ids(session, bank)["capital"]
    rate(session, person, known, Rating.GOOD)
    columns = [*Card.__table__.columns]
    before = rows(session, *columns)
    take_quiz(session, person, bank)
    assert rows(session, *columns) == before


def test_a_card_whose_step_runs_is_left_to_run(session: Session) -> None:
    person, bank = make_person(session), make_bank(session, questions=make_questions(1))
    rate(session, person, question_ids(session, bank)["q1"], Rating.AGAIN)
    before = rows(session, Card.due_day, Card.due_at)
    take_quiz(session, person, bank, responses={})
    assert rows(session, Card.due_day, Card.due_at) == before


def test_today_is_the_students_study_day(session: Session) -> None:
    bank = make_bank(session, questions=make_questions(1))
    # 02:30 on 3 March in Tokyo still belongs to the study day of the 2nd.
    now = NOW.replace(hour=17, minute=30)
    for username, zone, day in (("ada", "Asia/Tokyo", 2), ("bob", "Pacific/Kiritimati", 3)):
        person = make_person(session, username, time_zone=zone)
        take_quiz(session, person, bank, responses={}, now=now)
        assert rows(session, Card.user_id, Card.due_day)[-1] == (person.id, date(2026, 3, day))


def test_two_attempts_handed_in_at_once_make_a_card_once(
    session: Session, sessions: sessionmaker[Session]
) -> None:
    person, bank = make_person(session), make_bank(session, questions=make_questions(30))
    attempts = [start_attempt(session, person, bank) for _ in range(4)]

    def hand_in(attempt_id: int) -> None:
        with sessions() as own:
            services.submit_attempt(own, person, attempt_id, {}, NOW)

    results = at_once([partial(hand_in, number) for number in attempts])
    assert results == [None] * 4
    assert len(rows(session, Card.question_id)) == 30
    assert {mark for (mark,) in rows(session, Answer.mark)} == {0.0}


def test_rating_cards_while_their_quiz_is_handed_in_loses_neither(
    session: Session, sessions: sessionmaker[Session]
) -> None:
    person, bank = make_person(session), make_bank(session, questions=make_questions(12))
    enrol(session, person, bank)
    attempt_id = start_attempt(session, person, bank)
    ids = [*question_ids(session, bank).values()]
    answers = [answer_to(session, person, question, Rating.GOOD) for question in ids[::-1]]
    session.commit()

    def hand_in() -> int:
        with sessions() as own:
            services.submit_attempt(own, person, attempt_id, {}, NOW)
        return 0

    def review(answer: study.SentRating) -> int:
        with sessions() as own:
            study.rate_card(own, person, answer, NOW)
        return answer.question_id

    actions: list[Callable[[], int]] = [hand_in]
    actions += [partial(review, answer) for answer in answers]
    results = at_once(actions)
    # A card that the quiz made between the reading and the writing is told to be stale.
    assert all(isinstance(result, int | StaleCardError) for result in results)
    assert results[0] == 0
    assert rows(session, Card.question_id, Card.reps) == [
        (question, int(question in results)) for question in ids
    ]
    assert {day for (day,) in rows(session, Card.due_day)} == {TODAY}
