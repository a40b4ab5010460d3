from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.classrooms.access import find_class
from quizapp.classrooms.models import Class, ClassMember
from quizapp.database import write
from quizapp.engine.scheduling import Rating
from tests.factories import (
    NOW,
    WRONG,
    enrol,
    make_assignment,
    make_bank,
    make_class,
    make_person,
    make_questions,
    question_ids,
    rate,
    start_attempt,
    take_quiz,
)
from tests.page_client import PageClient
from tests.visits import visit_as


def test_a_visitor_is_told_what_this_is_and_where_to_begin(client: PageClient) -> None:
    page = client.get("/")
    assert client.get(page.link("Sign up")).heading == "Sign up"
    assert "Hello" not in page.text


def test_a_new_person_is_led_to_what_can_be_done(app: Flask, session: Session) -> None:
    client = visit_as(app, session, make_person(session, display_name="Ada <b>L.</b>"))
    page = client.get("/")
    assert page.heading == "Hello, Ada <b>L.</b>"
    assert "No cards are due." in page.text
    assert "You haven’t taken a quiz yet." in page.text
    assert "There are no question banks yet." in page.text


def test_a_busy_person_sees_what_is_waiting(app: Flask, session: Session) -> None:
    person, now = make_person(session, new_cards_per_day=4), datetime.now(UTC)
    bank = make_bank(session, "rivers")
    enrol(session, person, bank)
    rate(session, person, question_ids(session, bank)["source"], Rating.AGAIN, now)
    take_quiz(session, person, bank, responses=WRONG, now=now)
    for _ in range(4):
        take_quiz(session, person, bank, now=now)
    hills = make_bank(session, "hills", make_questions(3))
    enrol(session, person, hills)
    attempt_id = start_attempt(session, person, hills, now=now)
    page = visit_as(app, session, person).get("/")
    assert "11 cards to study 8 to review, 3 new" in page.text
    assert page.link("Study now") == "/study"
    [going_on] = page.elements(".//section[@aria-labelledby='going-on']//a")
    assert going_on.get("href") == f"/attempts/{attempt_id}"
    assert "0 of 3 answered" in page.text
    assert len(page.elements(".//section[@aria-labelledby='recent']//li")) == 3


def test_what_belongs_to_others_is_not_shown(app: Flask, session: Session) -> None:
    other, bank = make_person(session, "bob"), make_bank(session)
    enrol(session, other, bank)
    take_quiz(session, other, bank, responses=WRONG)
    start_attempt(session, other, bank)
    page = visit_as(app, session, make_person(session, "ada")).get("/")
    assert "No cards are due." in page.text
    assert "Go on with" not in page.text
    assert "You haven’t taken a quiz yet." in page.text


def test_a_student_sees_what_is_assigned_and_a_teacher_what_the_classes_need(
    app: Flask, session: Session
) -> None:
    tina, ada = make_person(session, "tina", role="teacher"), make_person(session, "ada")
    now = datetime.now(UTC)
    bank, class_id = make_bank(session), make_class(session, tina, ada)
    soon = now + timedelta(hours=5)
    given = make_assignment(session, class_id, bank, due_at=soon, closes_at=soon)
    make_assignment(session, class_id, bank, title="Later", opens_at=now + timedelta(days=3))
    student, teacher = visit_as(app, session, ada), visit_as(app, session, tina)
    page = student.get("/")
    assert "to do" in page.text and "1 not open yet" in page.text
    assert "Rivers test is due" in teacher.get("/").text
    student.get(page.link("Rivers test"))
    student.submit(button="Begin")
    page = student.get("/")
    assert page.link("Go on with Rivers test") == "/attempts/1"
    assert "Go on with" not in page.texts(".//h2")
    assert "1 attempt running" in teacher.get("/").text
    assert given.quiz_id == 1


def test_a_teacher_finds_the_classes_and_a_student_an_invitation(
    app: Flask, session: Session
) -> None:
    tina, ada = make_person(session, "tina", role="teacher"), make_person(session, "ada")
    class_id = make_class(session, tina)
    with write(session):
        member = ClassMember(class_id=class_id, user_id=ada.id, state="invited", joined_at=NOW)
        session.add(member)
    page = visit_as(app, session, tina).get("/")
    name = session.scalars(select(Class.name)).one()
    assert page.link(name) == f"/classes/{class_id}"
    student = visit_as(app, session, ada)
    student.get("/")
    student.submit(action=f"/classes/{class_id}/accept")
    assert find_class(session, ada, class_id) is not None
