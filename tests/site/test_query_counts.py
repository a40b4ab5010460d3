import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from quizapp.extensions import db
from quizapp.quizzes.models import Quiz
from tests.factories import enrol, make_bank, make_person, make_questions, start_attempt, take_quiz
from tests.rows import rows
from tests.visits import visit_as

pytestmark = pytest.mark.sqlite_only
PAGES = ("/", "/quizzes", "/scores", "/banks", "/study", "/study/banks", "/banks/bank0", "/account")


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Each statement that SQLite runs for the application."""
    seen: list[str] = []

    def watch(connection: Any, *_: object) -> None:
        connection.set_trace_callback(seen.append)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "checkout", watch)
    yield seen
    event.remove(engine, "checkout", watch)


def test_pages_ask_the_database_as_often_for_much_as_for_little(
    app: Flask, session: Session, statements: list[str]
) -> None:
    person = make_person(session, "ada")
    counts = []
    for numbers in (range(1), range(1, 20)):
        for number in numbers:
            topics = make_questions(number + 1, topic=f"topic {number}")
            bank = make_bank(session, f"bank{number}", topics)
            enrol(session, person, bank)
            take_quiz(session, person, bank, responses={})
            start_attempt(session, person, bank, layout="all")
        client = visit_as(app, session, person)
        counted = {}
        for path in (*PAGES, "/attempts/1/review", f"/attempts/{2 * numbers.stop}"):
            client.http.get(path)
            statements.clear()
            assert client.http.get(path).status_code == 200
            counted[re.sub(r"\d+", "", path)] = len(statements)
        counts.append(counted)
    assert counts[0] == counts[1]
    assert all(0 < count < 25 for count in counts[0].values())


def test_a_quiz_over_many_banks_asks_the_database_as_often_as_over_one(
    app: Flask, session: Session, statements: list[str]
) -> None:
    person = make_person(session, "ada")
    client = visit_as(app, session, person)
    banks = [make_bank(session, f"bank{number}", make_questions(9)) for number in range(12)]
    counts = []
    for chosen in (banks[:1], banks):
        start_attempt(session, person, *chosen, question_count=5)
        quiz_id = max(quiz_id for (quiz_id,) in rows(session, Quiz.id))
        statements.clear()
        client.get(f"/quizzes/{quiz_id}")
        looked = len(statements)
        client.submit(button="Start")
        counts.append((looked, len(statements) - looked))
    assert counts[0] == counts[1]
    assert all(0 < count < 25 for count in counts[0])
