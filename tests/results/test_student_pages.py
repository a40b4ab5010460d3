"""The pages of students for a teacher: what they say, and what the log keeps of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry
from quizapp.classrooms.models import ClassMember
from quizapp.database import write
from quizapp.extensions import db
from quizapp.quizzes.models import Attempt
from tests.factories import NOW, hand_in, make_assignment, make_class, make_person
from tests.page_client import PageClient
from tests.results.given_class import FEEDBACK, Told, make_story
from tests.rows import rows
from tests.visits import visit_as


@pytest.fixture
def told(session: Session) -> Told:
    return make_story(session)


@pytest.fixture
def teacher(app: Flask, session: Session, told: Told) -> PageClient:
    return visit_as(app, session, told.teacher)


def address(told: Told, user_id: int) -> str:
    return f"/classes/{told.class_id}/students/{user_id}"


def test_the_overview_names_the_two_in_trouble_and_the_topic(
    teacher: PageClient, told: Told
) -> None:
    page = teacher.get(f"/classes/{told.class_id}/students")
    assert "In trouble: 2 students" in page.texts(".//h2")
    assert "To repeat: 1 topic" in page.texts(".//h2")
    assert "4 of 6 pieces of work missing" in page.text
    assert "5 of 6 students have less than half of it right" in page.text


def test_an_empty_class_says_what_to_do(app: Flask, session: Session) -> None:
    owner = make_person(session, "owner", role="teacher")
    class_id = make_class(session, owner)
    page = visit_as(app, session, owner).get(f"/classes/{class_id}/students")
    assert "There are no students in this class yet." in page.text


def test_a_students_page_tells_the_story(teacher: PageClient, told: Told) -> None:
    page = teacher.get(address(told, told.falling.id))
    assert page.heading == "Falling Q."
    assert "In trouble" in page.text
    assert "Scores fell from 67" in page.text
    assert FEEDBACK in page.text
    assert "Also chosen by 3 of 4 others in the class." in page.text
    assert "Missing:" not in page.text
    assert "Missing: Quiz 6" in teacher.get(address(told, told.lost.id)).text


def test_mistakes_can_be_sorted_by_date(teacher: PageClient, told: Told) -> None:
    teacher.get(address(told, told.falling.id))
    latest = teacher.get(address(told, told.falling.id), mistakes="latest")
    assert latest.elements(".//a[@href='" + address(told, told.falling.id) + "']")


def test_a_student_without_work_has_a_page_too(
    app: Flask, session: Session, teacher: PageClient, told: Told
) -> None:
    student = make_person(session, "new")
    class_id = make_class(session, told.teacher, student, name="Empty")
    page = teacher.get(f"/classes/{class_id}/students/{student.id}")
    assert "Nothing has been handed in yet, and nothing was due." in page.text
    with write(session):
        session.get_one(ClassMember, (class_id, student.id)).state = "left"
    assert (
        "No longer in the class." in teacher.get(f"/classes/{class_id}/students/{student.id}").text
    )


def test_an_attempt_shows_everything_whatever_students_may_see(
    session: Session, teacher: PageClient, told: Told
) -> None:
    secret = make_assignment(
        session,
        told.class_id,
        told.bank,
        keys=["Lakes-0", "Cities-0"],
        title="Secret",
        quiz_columns={f"shows_{what}": "never" for what in ("score", "marks", "key")},
    )
    attempt_id = hand_in(session, told.good, secret, {"Lakes-0": 0, "Cities-0": 1})
    page = teacher.get(f"/classes/{told.class_id}/attempts/{attempt_id}")
    assert page.heading == "Secret"
    assert "Good Q." in page.text
    assert "50 %" in page.text
    assert FEEDBACK in page.text
    assert "Your answer" not in page.text


def test_an_open_attempt_says_how_far_it_is(
    session: Session, teacher: PageClient, told: Told
) -> None:
    work = make_assignment(session, told.class_id, told.bank, keys=["Lakes-0"], title="Now")
    with write(session):
        attempt = Attempt(
            quiz_id=work.quiz_id,
            user_id=told.good.id,
            seed=1,
            started_at=NOW,
            max_score=1,
            deadline_at=datetime.now(UTC) + timedelta(hours=1),
        )
        session.add(attempt)
    page = teacher.get(f"/classes/{told.class_id}/attempts/{attempt.id}")
    assert "Still being taken: 0 of 0 questions answered." in page.text
    assert "begun, not handed in" in teacher.get(address(told, told.good.id)).text


def test_looking_is_written_down(session: Session, teacher: PageClient, told: Told) -> None:
    attempt_id = rows(session, Attempt.id)[0][0]
    owner = rows(session, Attempt.user_id, Attempt.id)
    user_id = next(user for user, number in owner if number == attempt_id)
    teacher.get(f"/classes/{told.class_id}/students")
    teacher.get(address(told, told.good.id))
    teacher.get(f"/classes/{told.class_id}/attempts/{attempt_id}")
    teacher.get(address(told, 99), 404)
    seen = rows(session, AuditEntry.action, AuditEntry.actor_id, AuditEntry.subject_id)
    assert set(seen) == {
        ("saw attempt", told.teacher.id, user_id),
        ("saw overview of students", told.teacher.id, None),
        ("saw student", told.teacher.id, told.good.id),
    }


@pytest.mark.sqlite_only
def test_the_pages_ask_the_database_as_often_for_many_as_for_few(
    app: Flask, session: Session, teacher: PageClient, told: Told
) -> None:
    seen: list[str] = []

    def watch(connection: Any, *_: object) -> None:
        connection.set_trace_callback(seen.append)

    with app.app_context():
        event.listen(db.engine, "checkout", watch)
    paths = [f"/classes/{told.class_id}/students", address(told, told.falling.id)]

    def counted() -> list[int]:
        counts = []
        for path in paths:
            teacher.http.get(path)
            seen.clear()
            assert teacher.http.get(path).status_code == 200
            counts.append(len(seen))
        return counts

    before = counted()
    for number in range(8):
        student = make_person(session, f"more{number}")
        with write(session):
            session.add(
                ClassMember(
                    class_id=told.class_id, user_id=student.id, state="active", joined_at=NOW
                )
            )
        work = make_assignment(session, told.class_id, told.bank, keys=["Lakes-0"], now=NOW)
        hand_in(session, student, work, {"Lakes-0": 1})
        hand_in(session, told.falling, work, {"Lakes-0": 1})
    assert counted() == before
    assert all(count < 40 for count in before)
