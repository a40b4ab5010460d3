from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.quizzes import closed_attempts, open_attempts, services
from quizapp.quizzes.services import UnknownAttemptError
from tests.factories import (
    NOW,
    QUESTIONS,
    make_bank,
    make_person,
    start_attempt,
    take_quiz,
)
from tests.rows import snapshot
from tests.visits import visit_as, without_token

PAGES = ("", "?question=1", "?question=end", "/review")
NEVER_MADE = 4711


def test_attempts_of_others_are_not_found_by_any_address(app: Flask, session: Session) -> None:
    ada, bob = make_person(session, "ada"), make_person(session, "bob")
    secret = replace(QUESTIONS["short_answer"], stem="A stem of Ada's")
    bank = make_bank(session, questions=[secret])
    mine = start_attempt(session, bob, bank)
    client = visit_as(app, session, bob)
    client.get(f"/attempts/{mine}")
    theirs = (start_attempt(session, ada, bank), take_quiz(session, ada, bank), NEVER_MADE)
    before = snapshot(session)
    seen = []
    for attempt_id in theirs:
        for page in PAGES:
            client.get(f"/attempts/{attempt_id}{page}", 404)
            seen.append(without_token(client.page.html))
        path = f"/attempts/{attempt_id}"
        client.post(f"{path}/answers/1", {"answer-1": "x"}, 404)
        seen.append(without_token(client.page.html))
        client.post(f"{path}/submit", {"asked": "1", "answer-1": "x"}, 404)
        seen.append(without_token(client.page.html))
        refused = client.post_json(f"{path}/answers/1", {"answer": ["x"]}, 404)
        assert refused == {"error": "There is no such page, or it isn't yours to see."}
        for method in ("PUT", "PATCH", "DELETE"):
            headers = {"X-CSRFToken": client.csrf_token or ""}
            for page in PAGES:
                response = client.http.open(path + page, method=method, headers=headers)
                assert response.status_code == 405
    # Nothing tells one that exists from one that doesn't.
    assert len(set(seen)) == 1
    assert snapshot(session) == before


def test_services_know_attempts_of_the_acting_person_alone(session: Session) -> None:
    ada, bob = make_person(session, "ada"), make_person(session, "bob")
    bank = make_bank(session)
    start_attempt(session, bob, bank)
    attempts = (start_attempt(session, ada, bank), take_quiz(session, ada, bank))
    before = snapshot(session)
    for attempt_id in attempts:
        for act in (
            lambda number: open_attempts.load_open_attempt(session, bob, number, NOW),
            lambda number: closed_attempts.load_closed_attempt(session, bob, number, NOW),
            lambda number: services.save_answer(session, bob, number, 1, ("1",), NOW),
            lambda number: services.submit_attempt(session, bob, number, {1: ("1",)}, NOW),
        ):
            with pytest.raises(UnknownAttemptError):
                act(attempt_id)
    assert snapshot(session) == before
