"""Banks that a class is given to study: who studies them, and how far they are."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.banks.models import Bank
from quizapp.classrooms.models import ClassMember
from quizapp.classrooms.study_progress import list_progress
from quizapp.classrooms.work import Urgency, find_work
from quizapp.database import write
from quizapp.engine.scheduling import Rating
from quizapp.study import queue
from quizapp.study.models import Enrolment
from tests.classrooms.assigned import DAY, give_study
from tests.classrooms.school import School, make_school
from tests.factories import NOW, make_bank, make_person, make_questions, question_ids, rate, retire
from tests.rows import refresh, rows
from tests.visits import visit_as

TODAY = NOW.date()


@pytest.fixture
def school(session: Session) -> School:
    return make_school(session)


def _studying(session: Session) -> set[int]:
    return {user_id for (user_id,) in rows(session, Enrolment.user_id)}


def test_its_cards_come_up_also_where_the_bank_is_closed(session: Session, school: School) -> None:
    bank = make_bank(session, questions=make_questions(3), owner=school.noether)
    with write(session):
        session.get_one(Bank, bank.id).is_open = False
    give_study(session, school.noether, school.class_id, bank)
    assert _studying(session) == {school.amy.id, school.bo.id}
    assert queue.count_queue(session, school.amy, NOW).new == 3
    rate(session, school.amy, question_ids(session, bank)["q1"], Rating.GOOD)
    assert queue.count_queue(session, school.cleo, NOW).total == 0


def test_whoever_joins_later_studies_it_too(session: Session, school: School) -> None:
    bank = make_bank(session)
    give_study(session, school.noether, school.class_id, bank)
    late, waiting = make_person(session, "late"), make_person(session, "waiting")
    joined = {"class_id": school.class_id, "joined_at": NOW}
    with write(session):
        session.add(ClassMember(user_id=late.id, state="active", **joined))
        session.add(ClassMember(user_id=waiting.id, state="waiting", **joined))
    assert late.id in _studying(session) and waiting.id not in _studying(session)
    with write(session):
        session.get_one(ClassMember, (school.class_id, waiting.id)).state = "active"
    assert waiting.id in _studying(session)


def test_only_those_whom_it_is_for_study_it(app: Flask, session: Session, school: School) -> None:
    bank = make_bank(session)
    made = give_study(session, school.noether, school.class_id, bank, student_ids=(school.amy.id,))
    assert _studying(session) == {school.amy.id}
    with write(session):
        session.delete(session.get_one(Enrolment, (school.amy.id, bank.id)))
    amy = visit_as(app, session, school.amy)
    amy.get(f"/classes/{school.class_id}/assignments/{made}")
    amy.submit(button="Study now")
    assert amy.follow().elements(".//*[@data-answer]") or amy.page.heading
    assert _studying(session) == {school.amy.id}


def test_progress_counts_what_is_learned_and_predicts_the_exam(
    session: Session, school: School
) -> None:
    bank = make_bank(session, questions=make_questions(4))
    ids = question_ids(session, bank)
    for key in ("q1", "q2"):
        rate(session, school.amy, ids[key], Rating.EASY)
    rate(session, school.amy, ids["q3"], Rating.AGAIN)
    refresh(session)
    people = [school.amy.id, school.bo.id]

    def progress(days: int | None) -> tuple[float | None, float | None]:
        exam = None if days is None else TODAY + timedelta(days=days)
        found = list_progress(session, bank.id, people, exam, today=TODAY)
        assert (found[people[0]].learned, found[people[0]].cards) == (2, 4)
        assert (found[people[1]].learned, found[people[1]].share) == (0, 0)
        return found[people[0]].expected, found[people[1]].expected

    assert progress(None) == (None, None)
    now, soon, later = progress(0), progress(5), progress(50)
    assert now[0] == 0.75 and now[1] == 0
    assert 0.75 > (soon[0] or 0) > (later[0] or 0) > 0
    assert progress(-3) == now
    retire(session, bank)
    found = list_progress(session, bank.id, people, TODAY, today=TODAY)
    assert (found[people[0]].cards, found[people[0]].expected) == (0, None)


def test_a_goal_is_done_once_it_is_reached_and_an_exam_once_it_is_over(
    session: Session, school: School
) -> None:
    bank = make_bank(session, questions=make_questions(2))
    exam = TODAY + timedelta(days=5)
    made = give_study(session, school.noether, school.class_id, bank, goal=50, exam_on=exam)

    def urgency(days: int = 0) -> Urgency:
        refresh(session)
        work = find_work(session, school.amy, school.class_id, made, NOW + days * DAY)
        assert work is not None and work.days_to_exam == 5 - days
        return work.urgency

    assert urgency() is Urgency.STUDY
    assert urgency(6) is Urgency.DONE
    rate(session, school.amy, question_ids(session, bank)["q1"], Rating.EASY)
    assert urgency() is Urgency.DONE
