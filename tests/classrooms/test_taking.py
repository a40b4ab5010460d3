"""Beginning attempts at assigned quizzes: by the rules, once where once is allowed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.banks.models import Bank
from quizapp.classrooms import assigning
from quizapp.classrooms.models import Class, ClassMember
from quizapp.classrooms.other_rules import OtherRules, set_other_rules
from quizapp.classrooms.taking import CannotStartError, NotAssignedError, Obstacle, start_assigned
from quizapp.classrooms.work import Urgency, find_work, list_work
from quizapp.database import write
from quizapp.quizzes import choosing, services
from quizapp.quizzes.assigned import Part, Questions
from quizapp.quizzes.models import Answer, Attempt
from quizapp.quizzes.services import UnknownAttemptError
from tests.classrooms.assigned import DAY, HOUR, give_quiz, submit
from tests.classrooms.school import School, make_school
from tests.factories import (
    NOW,
    RIGHT,
    WRONG,
    make_bank,
    make_questions,
    question_ids,
    retire,
    version_id,
)
from tests.rows import count, rows
from tests.visits import at_once, visit_as


@pytest.fixture
def school(session: Session) -> School:
    return make_school(session)


def _refused(action: Callable[[], object]) -> Obstacle:
    with pytest.raises(CannotStartError) as refused:
        action()
    return refused.value.obstacle


def test_an_attempt_begins_within_the_window_and_ends_with_its_time(
    session: Session, school: School
) -> None:
    columns: dict[str, Any] = {
        "opens_at": NOW,
        "due_at": NOW + DAY,
        "closes_at": NOW + DAY,
        "time_limit": 60,
    }
    made = give_quiz(session, school.noether, school.class_id, make_bank(session), **columns)

    def start(student: Person, after: timedelta) -> int:
        return start_assigned(session, student, school.class_id, made, NOW + after)

    assert _refused(lambda: start(school.amy, -HOUR)) is Obstacle.UPCOMING
    assert _refused(lambda: start(school.amy, DAY)) is Obstacle.CLOSED
    start(school.amy, 0 * DAY)
    start(school.bo, DAY - HOUR / 2)
    assert rows(session, Attempt.user_id, Attempt.deadline_at) == [
        (school.amy.id, NOW + HOUR),
        (school.bo.id, NOW + DAY),
    ]


def test_late_work_is_taken_where_it_closes_later_than_it_is_due(
    session: Session, school: School
) -> None:
    made = give_quiz(session, school.noether, school.class_id, make_bank(session), due_at=NOW)
    attempt_id = start_assigned(session, school.amy, school.class_id, made, NOW + DAY)
    submit(session, school.amy, attempt_id, RIGHT, NOW + DAY)
    work = find_work(session, school.amy, school.class_id, made, NOW + DAY)
    assert work is not None
    assert [one.is_late for one in work.tries] == [True]


def test_no_more_attempts_than_allowed_and_a_running_one_is_gone_on_with(
    session: Session, school: School
) -> None:
    made = give_quiz(session, school.noether, school.class_id, make_bank(session), attempts=2)

    def start() -> int:
        return start_assigned(session, school.amy, school.class_id, made, NOW)

    first = start()
    assert start() == first
    submit(session, school.amy, first, WRONG)
    second = start()
    submit(session, school.amy, second, RIGHT)
    assert _refused(start) is Obstacle.USED_UP
    place = (session, school.noether, school.class_id, made, school.amy.id)
    set_other_rules(*place, OtherRules(attempts=3), NOW)
    assert start() not in {first, second}


@pytest.mark.parametrize("who", ["bo", "noether", "euler", "ada", "cleo", "dan"])
def test_only_those_whom_it_is_for_begin_it(session: Session, school: School, who: str) -> None:
    made = give_quiz(
        *(session, school.noether, school.class_id, make_bank(session)),
        student_ids=(school.amy.id,),
    )
    with pytest.raises(NotAssignedError):
        start_assigned(session, school.people()[who], school.class_id, made, NOW)
    with pytest.raises(NotAssignedError):
        start_assigned(session, school.amy, school.other_id, made, NOW)
    assert count(session, Attempt) == 0


def test_nothing_is_begun_that_is_withdrawn_or_in_a_class_that_is_over_or_left(
    session: Session, school: School
) -> None:
    made = give_quiz(session, school.noether, school.class_id, make_bank(session))
    place = (session, school.amy, school.class_id, made, NOW)
    assigning.withdraw(session, school.noether, school.class_id, made, NOW)
    with pytest.raises(NotAssignedError):
        start_assigned(*place)
    assigning.restore(session, school.noether, school.class_id, made, NOW)
    with write(session):
        session.get_one(Class, school.class_id).archived_at = NOW
    assert _refused(lambda: start_assigned(*place)) is Obstacle.ARCHIVED
    with write(session):
        session.get_one(Class, school.class_id).archived_at = None
        session.get_one(ClassMember, (school.class_id, school.amy.id)).state = "left"
    with pytest.raises(NotAssignedError):
        start_assigned(*place)


def test_two_tabs_begin_one_attempt(
    session: Session, sessions: sessionmaker[Session], school: School
) -> None:
    made = give_quiz(session, school.noether, school.class_id, make_bank(session), attempts=1)

    def start() -> int:
        with sessions() as own:
            return start_assigned(own, school.amy, school.class_id, made, NOW)

    started = at_once([start] * 6)
    assert len(set(started)) == 1
    assert count(session, Attempt) == 1


def test_the_draw_takes_so_many_of_each_topic_also_of_banks_that_are_closed(
    session: Session, school: School
) -> None:
    questions = [*make_questions(5, topic="a", prefix="a"), *make_questions(5, topic="b")]
    bank = make_bank(session, questions=questions, owner=school.noether)
    hills = make_bank(session, "hills", make_questions(4), owner=school.noether)
    with write(session):
        session.get_one(Bank, bank.id).is_open = session.get_one(Bank, hills.id).is_open = False
    parts = (Part(bank.id, "a", 3), Part(bank.id, "b", 1), Part(hills.id, "", 2))
    made = give_quiz(
        session, school.noether, school.class_id, bank, questions=Questions(parts=parts)
    )
    start_assigned(session, school.amy, school.class_id, made, NOW, seed=3)
    of_a = {version_id(session, question_ids(session, bank)[f"a{n}"]) for n in range(1, 6)}
    of_hills = {version_id(session, number) for number in question_ids(session, hills).values()}
    asked = {asked for (asked,) in rows(session, Answer.version_id)}
    assert (len(asked), len(asked & of_a), len(asked & of_hills)) == (6, 3, 2)


def test_fixed_questions_are_asked_in_their_order_without_the_retired_ones(
    session: Session, school: School
) -> None:
    bank = make_bank(session, questions=make_questions(4))
    ids = question_ids(session, bank)
    fixed = Questions(fixed=tuple(ids[key] for key in ("q3", "q1", "q4", "q2")))
    columns: dict[str, Any] = {"questions": fixed, "is_shuffled": False}
    made = give_quiz(session, school.noether, school.class_id, bank, **columns)
    retire(session, bank, "q1")
    start_assigned(session, school.amy, school.class_id, made, NOW)
    assert rows(session, Answer.position, Answer.version_id) == [
        (place, version_id(session, ids[key])) for place, key in enumerate(("q3", "q4", "q2"), 1)
    ]


def test_where_all_questions_were_retired_student_and_teacher_are_told(
    app: Flask, session: Session, school: School
) -> None:
    bank = make_bank(session, questions=make_questions(2))
    made = give_quiz(session, school.noether, school.class_id, bank)
    address = f"/classes/{school.class_id}/assignments/{made}"
    teacher = visit_as(app, session, school.noether)
    retire(session, bank, "q1")
    assert "Only 1 of 2 questions can be asked now" in teacher.get(address).text
    retire(session, bank)
    student = visit_as(app, session, school.amy)
    page = student.get(address)
    assert "There is no question left to ask" in page.text
    student.post(f"{address}/attempts")
    assert "There is no question left to ask" in student.follow().text
    assert "Nobody can begin." in teacher.get(address).text
    assert count(session, Attempt) == 0


def test_an_assigned_quiz_is_no_quiz_to_practise(session: Session, school: School) -> None:
    made = give_quiz(session, school.noether, school.class_id, make_bank(session))
    attempt_id = start_assigned(session, school.amy, school.class_id, made, NOW)
    [(quiz_id,)] = rows(session, Attempt.quiz_id)
    for person in (school.amy, school.noether):
        assert choosing.find_quiz(session, person, quiz_id) is None
        with pytest.raises(UnknownAttemptError):
            services.start_attempt(session, person, quiz_id, NOW)
    assert count(session, Attempt) == attempt_id


def test_work_is_listed_by_its_urgency(session: Session, school: School) -> None:
    bank = make_bank(session)

    def give(title: str, **columns: Any) -> int:
        return give_quiz(session, school.noether, school.class_id, bank, title=title, **columns)

    give("later", due_at=NOW + 5 * DAY)
    give("soon", due_at=NOW + DAY)
    give("whenever")
    give("upcoming", opens_at=NOW + DAY)
    give("overdue", due_at=NOW - DAY)
    give("missed", due_at=NOW - DAY, closes_at=NOW - DAY)
    running = give("running", time_limit=30)
    done = give("done", attempts=1)
    give("not hers", student_ids=(school.bo.id,))
    start_assigned(session, school.amy, school.class_id, running, NOW)
    attempt_id = start_assigned(session, school.amy, school.class_id, done, NOW)
    submit(session, school.amy, attempt_id, RIGHT)
    work = list_work(session, school.amy, NOW)
    assert [(one.view.title, one.urgency.name) for one in work] == [
        ("running", "RUNNING"),
        ("overdue", "LATE"),
        ("soon", "OPEN"),
        ("later", "OPEN"),
        ("whenever", "OPEN"),
        ("upcoming", "UPCOMING"),
        ("done", "DONE"),
        ("missed", "MISSED"),
    ]
    assert work[6].counted == 1
    assert list_work(session, school.dan, NOW) == []
    assert [one.urgency for one in list_work(session, school.bo, NOW)][-1] is Urgency.MISSED
