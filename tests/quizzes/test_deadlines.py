"""Attempts whose time is over: what still counts, and how they are handed in."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.database import write
from quizapp.engine.assignment_rules import GRACE
from quizapp.quizzes import open_attempts, services
from quizapp.quizzes.models import Answer, Attempt
from quizapp.quizzes.services import AttemptClosedError, TimeUpError, hand_in_overdue
from quizapp.study.models import Card
from tests.factories import NOW, fields_for, make_bank, make_person, make_questions, start_attempt
from tests.rows import count, refresh, rows, snapshot
from tests.visits import at_once, visit_as

DEADLINE = NOW + timedelta(minutes=30)
JUST = timedelta(seconds=1)
IN_TIME = DEADLINE + GRACE
TOO_LATE = IN_TIME + JUST
FIRST, SECOND = {"single_choice": 0}, {"single_choice": 1}


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "ada")


def _start(session: Session, person: Person, deadline: datetime | None = DEADLINE) -> int:
    slug = f"bank{count(session, Attempt)}"
    bank = make_bank(session, slug, make_questions(3))
    attempt_id = start_attempt(session, person, bank)
    with write(session):
        session.get_one(Attempt, attempt_id).deadline_at = deadline
    return attempt_id


def _given(session: Session, attempt_id: int) -> dict[int, tuple[str, ...]]:
    return fields_for(session, attempt_id, FIRST)


def test_an_answer_is_taken_until_shortly_after_the_deadline(
    session: Session, person: Person
) -> None:
    attempt_id = _start(session, person)
    fields = _given(session, attempt_id)
    services.save_answer(session, person, attempt_id, 1, fields[1], IN_TIME)
    services.save_answers(session, person, attempt_id, {2: fields[2]}, IN_TIME)
    before = snapshot(session)
    with pytest.raises(TimeUpError):
        services.save_answer(session, person, attempt_id, 3, fields[3], TOO_LATE)
    with pytest.raises(TimeUpError):
        services.save_answers(session, person, attempt_id, {3: fields[3]}, TOO_LATE)
    assert snapshot(session) == before


def test_what_was_saved_counts_as_handed_in_at_the_deadline(
    session: Session, person: Person
) -> None:
    attempt_id = _start(session, person)
    fields = _given(session, attempt_id)
    services.save_answer(session, person, attempt_id, 1, fields[1], NOW)
    assert hand_in_overdue(session, IN_TIME) == 0
    assert hand_in_overdue(session, TOO_LATE) == 1
    assert rows(session, Attempt.submitted_at, Attempt.score) == [(DEADLINE, 1)]
    assert [mark for _, mark in rows(session, Answer.position, Answer.mark)] == [1, 0, 0]
    # The two that weren't answered come up as cards.
    assert count(session, Card) == 2
    assert hand_in_overdue(session, TOO_LATE) == 0


def test_handing_in_too_late_leaves_out_what_comes_with_it(
    session: Session, person: Person
) -> None:
    attempt_id = _start(session, person)
    fields = _given(session, attempt_id)
    assert not services.submit_attempt(session, person, attempt_id, fields, TOO_LATE)
    assert rows(session, Attempt.submitted_at, Attempt.score) == [(DEADLINE, 0)]
    with pytest.raises(AttemptClosedError):
        services.save_answer(session, person, attempt_id, 1, fields[1], NOW)


def test_handing_in_in_the_last_seconds_is_in_time(session: Session, person: Person) -> None:
    attempt_id = _start(session, person)
    fields = _given(session, attempt_id)
    assert services.submit_attempt(session, person, attempt_id, fields, IN_TIME)
    assert rows(session, Attempt.submitted_at, Attempt.score) == [(DEADLINE, 3)]


def test_only_what_is_asked_for_is_handed_in(session: Session, person: Person) -> None:
    other = make_person(session, "bob")
    first, second = _start(session, person), _start(session, other)
    _start(session, person, None)
    _start(session, person, DEADLINE + timedelta(days=1))
    quizzes = dict(tuple(row) for row in rows(session, Attempt.id, Attempt.quiz_id))
    assert hand_in_overdue(session, TOO_LATE, user_id=other.id, quiz_ids=[quizzes[first]]) == 0
    assert hand_in_overdue(session, TOO_LATE, quiz_ids=[]) == 0
    assert hand_in_overdue(session, TOO_LATE, quiz_ids=[quizzes[first]]) == 1
    assert hand_in_overdue(session, TOO_LATE, user_id=other.id) == 1
    closed = {number for number, at in rows(session, Attempt.id, Attempt.submitted_at) if at}
    assert closed == {first, second}


def test_a_class_is_handed_in_once_however_many_ask_for_it(
    session: Session, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "OVERDUE_AT_ONCE", 2)
    for name in ("a", "b", "c", "d", "e"):
        _start(session, make_person(session, name))

    def hand_in() -> int:
        with sessions() as own:
            return hand_in_overdue(own, TOO_LATE)

    results: list[Any] = at_once([hand_in] * 3)
    assert sum(results) == 5
    assert {at for (at,) in rows(session, Attempt.submitted_at)} == {DEADLINE}


def test_an_attempt_that_is_over_is_no_more_to_go_on_with(session: Session, person: Person) -> None:
    attempt_id = _start(session, person)
    assert len(open_attempts.list_open_attempts(session, person, IN_TIME)) == 1
    assert open_attempts.list_open_attempts(session, person, TOO_LATE) == []
    left = open_attempts.load_open_attempt(session, person, attempt_id, DEADLINE - 2 * JUST)
    assert left.seconds_left == 2
    shown = open_attempts.load_open_attempt(session, person, attempt_id, IN_TIME)
    assert shown.seconds_left == 0
    with pytest.raises(TimeUpError):
        open_attempts.load_open_attempt(session, person, attempt_id, TOO_LATE)


def test_pages_say_that_the_time_is_over_and_lead_to_what_was_handed_in(
    app: Flask, session: Session, person: Person
) -> None:
    # The pages look at the clock, for which that was long ago.
    attempts = [_start(session, person) for _ in range(3)]
    ada = visit_as(app, session, person)
    refused = ada.post_json(f"/attempts/{attempts[0]}/answers/1", {"answer": ["0"]}, 409)
    assert refused["error"].startswith("The time for this quiz is over.")
    ada.post(f"/attempts/{attempts[1]}/submit", {"asked": "1", "answer-1": "0"})
    page = ada.follow()
    assert "The time for this quiz is over." in page.text
    assert "Handed in 2 March 2026" in page.text
    ada.http.get(f"/attempts/{attempts[2]}")
    ada.get(f"/attempts/{attempts[2]}", 303)
    assert "Handed in" in ada.follow().text
    refresh(session)
    assert {at for (at,) in rows(session, Attempt.submitted_at)} == {DEADLINE}


def test_the_page_shows_the_time_that_the_server_gives(
    app: Flask, session: Session, person: Person
) -> None:
    bank = make_bank(session, "limited", make_questions(2))
    for layout in ("one", "all"):
        attempt_id = start_attempt(session, person, bank, layout=layout)
        ada = visit_as(app, session, person)
        assert "Time left" not in ada.get(f"/attempts/{attempt_id}").text
        with write(session):
            session.get_one(Attempt, attempt_id).deadline_at = datetime(
                2199, 1, 1, tzinfo=NOW.tzinfo
            )
        for query in ("", "?question=end"):
            page = ada.get(f"/attempts/{attempt_id}{query}")
            [place] = page.elements(".//*[@data-seconds-left]")
            assert int(place.get("data-seconds-left") or 0) > 10**9
            assert "minutes" in page.text
