"""The demo class: a teacher finds in it what is to be found, and it can be taken away again."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person, find_user
from quizapp.audit.models import AuditEntry
from quizapp.classrooms.assignments import list_assignments
from quizapp.classrooms.models import Class
from quizapp.demo.making import TEACHER
from quizapp.demo.pupils import ABSENT, FALLING, NAMES
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.services import load_people
from quizapp.study.models import Review
from tests.commands import Command
from tests.factories import make_person
from tests.page import text_of
from tests.rows import count, refresh, snapshot
from tests.visits import visit_as


def find_teacher(session: Session) -> Person:
    refresh(session)
    row = find_user(session, TEACHER)
    assert row is not None
    return load_people(session, [row.id])[row.id]


def test_a_teacher_finds_in_it_what_is_to_be_found_and_another_finds_nothing(
    app: Flask, session: Session, command: Command
) -> None:
    told = command("demo").output
    assert "Sign in as demo-teacher" in told
    client = visit_as(app, session, find_teacher(session))
    class_id = session.scalars(select(Class.id)).one()
    quizzes = [one.id for one in list_assignments(session, class_id) if one.quiz_id is not None]
    session.commit()
    home = f"/classes/{class_id}"

    page = client.get(f"{home}/students")
    in_trouble = text_of(page.element(".//section[@aria-labelledby='trouble']"))
    assert [name for name in NAMES if name in in_trouble] == [NAMES[FALLING], NAMES[ABSENT]]
    assert "To repeat: 1 topic" in text_of(page.element(".//section[@aria-labelledby='repeat']"))

    verdicts = {
        number: client.get(f"{home}/assignments/{number}/analysis").text for number in quizzes
    }
    broken = [number for number, text in verdicts.items() if "Probably the wrong key" in text]
    assert broken == [quizzes[3]]

    grades = client.http.get(f"{home}/gradebook.csv").get_data(as_text=True)
    assert all(name in grades for name in NAMES)

    other = visit_as(app, session, make_person(session, "other", role="teacher"))
    for path in ("", "/students", "/gradebook", "/gradebook.csv", "/roster", "/assignments"):
        other.get(f"{home}{path}", 404)


@pytest.mark.sqlite_only
def test_it_is_made_once_and_can_be_taken_away(session: Session, command: Command) -> None:
    assert "no demo class" in command("demo", "--remove", code=1).output
    make_person(session)
    before = snapshot(session)
    command("demo")
    assert count(session, User) == len(NAMES) + 2
    assert count(session, Attempt) > 100
    assert count(session, Review) > 1000
    assert "already" in command("demo", code=1).output
    command("demo", "--remove")
    refresh(session)
    after = snapshot(session)
    # That something was deleted stays in the log.
    del before[AuditEntry.__tablename__], after[AuditEntry.__tablename__]
    assert after == before
