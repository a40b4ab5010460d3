from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.engine.kinds.base import InvalidResponse
from quizapp.quizzes import closed_attempts, open_attempts, services
from quizapp.quizzes.models import Answer, Attempt
from quizapp.quizzes.services import AttemptClosedError, UnknownAttemptError
from tests.factories import (
    NOW,
    QUESTIONS,
    RIGHT,
    WRONG,
    fields_for,
    make_bank,
    make_person,
    start_attempt,
    take_quiz,
)
from tests.rows import refresh, rows, snapshot
from tests.visits import at_once, visit_as

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "ada")


def _save(session: Session, person: Person, attempt_id: int, position: int, *fields: str) -> str:
    return services.save_answer(session, person, attempt_id, position, fields, LATER)


def test_an_answer_of_every_kind_is_kept_as_it_was_given(session: Session, person: Person) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    given = fields_for(session, attempt_id, WRONG)
    for position, fields in given.items():
        assert _save(session, person, attempt_id, position, *fields) == ""
    refresh(session)
    attempt = open_attempts.load_open_attempt(session, person, attempt_id, NOW)
    assert {question.position: question.fields for question in attempt.questions} == given
    assert {moment for (moment,) in rows(session, Answer.saved_at)} == {LATER}


def test_an_answer_changes_no_other_answer_and_no_mark(session: Session, person: Person) -> None:
    bank = make_bank(session)
    attempt_id = start_attempt(session, person, bank)
    start_attempt(session, person, bank)
    start_attempt(session, make_person(session, "bob"), bank)
    before = snapshot(session)
    _save(session, person, attempt_id, 3, *fields_for(session, attempt_id, RIGHT)[3])
    after = snapshot(session)
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"answers"}
    [old] = set(before["answers"]) - set(after["answers"])
    [new] = set(after["answers"]) - set(before["answers"])
    assert old[:2] == new[:2] == (attempt_id, 3)


@pytest.mark.parametrize("blank", [(), ("",), ("  ",)])
def test_an_answer_that_is_taken_away_is_blank(
    session: Session, person: Person, blank: tuple[str, ...]
) -> None:
    bank = make_bank(session, questions=[QUESTIONS["short_answer"]])
    attempt_id = start_attempt(session, person, bank)
    _save(session, person, attempt_id, 1, "Black Sea")
    _save(session, person, attempt_id, 1, *blank)
    assert rows(session, Answer.response) == [(None,)]
    [summary] = open_attempts.list_open_attempts(session, person, NOW)
    assert (summary.answered, summary.questions) == (0, 1)


def test_the_hint_beside_an_answer_comes_with_it_and_stays(
    app: Flask, session: Session, person: Person
) -> None:
    bank = make_bank(session, questions=[QUESTIONS["numerical"]])
    attempt_id = start_attempt(session, person, bank)
    client = visit_as(app, session, person)
    saved = client.post_json(f"/attempts/{attempt_id}/answers/1", {"answer": ["many"]})
    assert saved["saved"] is True
    assert saved["hint"].startswith("This cannot be read as a number.")
    assert saved["hint"] in client.get(f"/attempts/{attempt_id}").text
    saved = client.post_json(f"/attempts/{attempt_id}/answers/1", {"answer": ["28,50 km"]})
    assert saved == {"saved": True, "hint": ""}


def test_only_the_student_whose_attempt_it_is_can_answer(session: Session, person: Person) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    other = make_person(session, "bob")
    before = snapshot(session)
    for acting, attempt, position in (
        (other, attempt_id, 1),
        (person, attempt_id + 1, 1),
        (person, attempt_id, 0),
        (person, attempt_id, 8),
        (person, attempt_id, -1),
    ):
        with pytest.raises(UnknownAttemptError):
            _save(session, acting, attempt, position, "1")
    assert snapshot(session) == before


def test_what_a_question_cannot_take_is_refused_and_the_answer_stays(
    session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    given = fields_for(session, attempt_id, RIGHT)
    for position, fields in given.items():
        _save(session, person, attempt_id, position, *fields)
    before = snapshot(session)
    for position in given:
        with pytest.raises(InvalidResponse):
            _save(session, person, attempt_id, position, "x", "99", "x")
    assert snapshot(session) == before


def test_handing_in_with_one_impossible_answer_stores_nothing(
    session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    given: dict[int, Any] = fields_for(session, attempt_id, RIGHT)
    before = snapshot(session)
    with pytest.raises(InvalidResponse):
        services.submit_attempt(session, person, attempt_id, {**given, 7: ("x", "9", "y")}, NOW)
    assert snapshot(session) == before
    services.submit_attempt(session, person, attempt_id, {**given, 99: ("1",)}, NOW)
    assert rows(session, Attempt.score) == [(Decimal("8.0000"),)]


def test_no_answer_is_taken_after_handing_in(session: Session, person: Person) -> None:
    attempt_id = take_quiz(session, person, make_bank(session), responses=WRONG)
    right = fields_for(session, attempt_id, RIGHT)
    before = snapshot(session)
    for position, fields in right.items():
        with pytest.raises(AttemptClosedError):
            _save(session, person, attempt_id, position, *fields)
    services.submit_attempt(session, person, attempt_id, right, LATER)
    assert snapshot(session) == before


def test_answers_that_arrive_while_an_attempt_is_handed_in_are_marked_or_refused(
    session: Session, sessions: sessionmaker[Session], person: Person
) -> None:
    bank = make_bank(session)
    for _ in range(4):
        attempt_id = start_attempt(session, person, bank)
        right = fields_for(session, attempt_id, RIGHT)

        def save(position: int, attempt_id: int = attempt_id, right: Any = right) -> int:
            with sessions() as own:
                _save(own, person, attempt_id, position, *right[position])
            return position

        def hand_in(attempt_id: int = attempt_id) -> int:
            with sessions() as own:
                services.submit_attempt(own, person, attempt_id, {}, LATER)
            return 0

        actions: list[Callable[[], int]] = [partial(save, position) for position in range(1, 8)]
        actions.insert(3, hand_in)
        results = at_once(actions)
        assert all(isinstance(result, int | AttemptClosedError) for result in results)
        assert 0 in results
        refresh(session)
        closed = closed_attempts.load_closed_attempt(session, person, attempt_id, NOW)
        assert closed is not None
        saved = {result for result in results if isinstance(result, int)} - {0}
        assert {answer.position for answer in closed.answers if answer.answered} == saved
        assert {answer.position for answer in closed.answers if answer.mark == 1} == saved
        earned = [answer.question.points for answer in closed.answers if answer.mark == 1]
        assert closed.score == sum(earned)


def test_of_two_browsers_that_hand_in_at_once_one_is_marked(
    session: Session, sessions: sessionmaker[Session], person: Person
) -> None:
    bank = make_bank(session)
    for round_ in range(3):
        attempt_id = start_attempt(session, person, bank)
        answers = [fields_for(session, attempt_id, given) for given in (RIGHT, WRONG, {})]

        def hand_in(given: dict[int, Any], attempt_id: int = attempt_id) -> None:
            with sessions() as own:
                services.submit_attempt(own, person, attempt_id, given, NOW)

        results = at_once([partial(hand_in, given) for given in answers])
        assert results == [None] * 3
        refresh(session)
        closed = closed_attempts.load_closed_attempt(session, person, attempt_id, NOW)
        assert closed is not None, round_
        marks = {answer.mark for answer in closed.answers}
        assert marks in ({1.0}, {0.0})
        assert closed.score == (8 if marks == {1.0} else 0)


def test_a_question_that_gets_a_new_wording_meanwhile_stays_as_it_was_asked(
    session: Session, person: Person
) -> None:
    question = QUESTIONS["short_answer"]
    attempt_id = start_attempt(session, person, make_bank(session, questions=[question]))
    other = replace(QUESTIONS["numerical"], key=question.key)
    make_bank(session, questions=[other])
    _save(session, person, attempt_id, 1, "the black sea")
    services.submit_attempt(session, person, attempt_id, {}, NOW)
    assert rows(session, Answer.mark) == [(1.0,)]


def test_pages_and_scripts_are_told_what_is_wrong_with_an_answer(
    app: Flask, session: Session, person: Person
) -> None:
    bank = make_bank(session, questions=[QUESTIONS["short_answer"]])
    attempt_id = start_attempt(session, person, bank)
    client = visit_as(app, session, person)
    path = f"/attempts/{attempt_id}/answers/1"
    long, nul = "x" * 201, "a\0b"
    for answer, words in ((long, "at most 200 characters"), (nul, "cannot be stored")):
        assert words in client.post_json(path, {"answer": [answer]}, 422)["error"]
        client.post(path, {"answer-1": answer}, 422)
        assert words in client.page.text
        data = {"asked": "1", "answer-1": answer}
        client.post(f"/attempts/{attempt_id}/submit", data, 422)
        assert words in client.page.text
    assert rows(session, Answer.response) == rows(session, Attempt.submitted_at) == [(None,)]
