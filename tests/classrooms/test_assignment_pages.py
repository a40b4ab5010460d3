"""Giving work by the pages, as a teacher does, and what of it the others see."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry
from quizapp.banks.models import Bank
from quizapp.classrooms import assigning, overview
from quizapp.classrooms.assignments import find_assignment
from quizapp.classrooms.models import Assignment, AssignmentStudent, Class, ClassGroup, Grade
from quizapp.classrooms.other_rules import OtherRules, set_other_rules
from quizapp.classrooms.taking import start_assigned
from quizapp.database import write
from quizapp.quizzes.models import Attempt, Quiz, QuizQuestion, QuizSource
from tests.classrooms.assigned import DAY, HIDDEN, HOUR, give_quiz, submit
from tests.classrooms.school import School, make_school
from tests.factories import NOW, RIGHT, WRONG, make_bank, make_class, make_questions, question_ids
from tests.page_client import PageClient
from tests.rows import count, rows, snapshot
from tests.visits import visit_as


@pytest.fixture
def school(session: Session) -> School:
    return make_school(session)


@pytest.fixture
def noether(app: Flask, session: Session, school: School) -> PageClient:
    return visit_as(app, session, school.noether)


def _new(school: School, **query: str) -> str:
    said = "&".join(f"{name}={value}" for name, value in {"bank": "rivers", **query}.items())
    return f"/classes/{school.class_id}/assignments/new?{said}"


def test_from_a_bank_it_is_given_in_three_clicks(
    session: Session, school: School, noether: PageClient
) -> None:
    make_bank(session, questions=make_questions(30))
    page = noether.get("/banks/rivers")
    noether.get(page.link("Give to a class"), 303)
    noether.follow()
    noether.submit(button="Give")
    assert "“Rivers” is given to" in noether.follow().text
    [(title, attempts, due_at, closes_at)] = rows(
        *(session, Assignment.title, Assignment.attempts),
        *(Assignment.due_at, Assignment.closes_at),
    )
    assert (title, attempts, due_at) == ("Rivers", 1, closes_at)
    assert timedelta(days=6) < due_at - datetime.now(UTC) < timedelta(days=8)
    assert rows(session, QuizSource.topics, QuizSource.counts) == [([], [10])]
    [shows] = rows(session, Quiz.shows_score, Quiz.shows_marks, Quiz.shows_key)
    assert shows == ("submitted", "submitted", "closed")


def test_due_dates_are_meant_in_the_zone_of_the_class(
    app: Flask, session: Session, school: School
) -> None:
    make_bank(session)
    tokyo = make_class(session, school.noether, school.amy, time_zone="Asia/Tokyo")
    noether = visit_as(app, session, school.noether)
    noether.get(f"/classes/{tokyo}/assignments/new?bank=rivers")
    noether.submit(due_at="2199-03-12T14:00")
    assert rows(session, Assignment.due_at) == [(datetime(2199, 3, 12, 5, 0, tzinfo=UTC),)]
    text = visit_as(app, session, school.amy).get(f"/classes/{tokyo}/assignments/1").text
    assert "12 March 2199, 14:00 (Tokyo time)" in text


def test_a_time_that_the_clocks_jump_over_is_refused_and_of_two_the_first_is_taken(
    session: Session, school: School, noether: PageClient
) -> None:
    make_bank(session)
    noether.get(_new(school))
    noether.submit(due_at="2027-03-28T01:30", status=422)
    assert "The clocks jump over this time. The first one after it is 02:00." in noether.page.text
    noether.submit(due_at="2027-10-31T01:30")
    assert rows(session, Assignment.due_at) == [(datetime(2027, 10, 31, 0, 30, tzinfo=UTC),)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": " "}, "Give it a title."),
        ({"due_at": "tomorrow"}, "Enter a date and a time, such as"),
        ({"due_at": "1999-01-01T10:00"}, "Enter a date from 2000 to 2199"),
        ({"due_at": "2030-01-01T10:00+01:00"}, "Enter a date from 2000 to 2199"),
        ({"due_at": ""}, "This needs a time at which it closes for everybody."),
        ({"due_at": "", "late": "taken"}, "Without a due date nothing is late."),
        ({"opens_at": "2198-01-01T10:00"}, "It has to be due after it opens."),
        ({"late": "taken", "closes_at": "2020-01-01T10:00"}, "It can’t close before it is due."),
        ({"late": "less", "late_percent": ""}, "Enter a number from 1 to 100."),
        ({"attempts": "0"}, "Enter a number from 1 to 100."),
        ({"attempts": "x"}, "Enter a whole number."),
        ({"time_limit": "1441"}, "Enter a number from 1 to 1440."),
        ({"whom": "students"}, "Choose at least one student."),
        ({"whom": "groups"}, "Choose at least one group."),
        ({"part_count": ["-1", "", ""]}, "Enter a whole number from 0 to 100"),
        ({"part_count": ["", "", ""]}, "Choose at least one question."),
        ({"part_count": ["3", "1", ""]}, "either how many are drawn of the whole bank"),
        ({"part_count": ["", "99", ""]}, "There are only"),
        ({"mode": "fixed"}, "Choose at least one question."),
    ],
)
@pytest.mark.sqlite_only
def test_what_is_wrong_is_said_and_nothing_is_given(
    session: Session, school: School, noether: PageClient, values: dict[str, str], words: str
) -> None:
    make_bank(session)
    noether.get(_new(school))
    noether.submit(values={"due_at": "2197-01-01T10:00", **values}, status=422)
    assert words in noether.page.text
    assert count(session, Assignment) == count(session, Quiz) == 0


def test_questions_are_found_and_ticked_in_steps(
    session: Session, school: School, noether: PageClient
) -> None:
    bank = make_bank(session)
    ids = question_ids(session, bank)
    noether.get(_new(school))
    noether.submit(mode="fixed", search="Hungary", button="Find questions", status=200)
    assert "What is the capital of Hungary?" in noether.page.text
    assert "Which sea" not in noether.page.text
    noether.submit(
        question=[str(ids["capital"])], search="sea", button="Find questions", status=200
    )
    ticked = [box.get("value") for box in noether.page.elements(".//input[@name='question']")]
    assert ticked[0] == str(ids["capital"])
    noether.submit(question=[str(ids["capital"]), str(ids["danube-sea"])], is_shuffled=False)
    assert rows(session, QuizQuestion.position, QuizQuestion.question_id) == [
        (1, ids["capital"]),
        (2, ids["danube-sea"]),
    ]


def test_a_bank_to_study_is_given_with_a_goal_or_an_exam(
    session: Session, school: School, noether: PageClient
) -> None:
    make_bank(session)
    address = _new(school, **{"as": "study"})
    noether.get(address)
    noether.submit(goal="", exam_on="", status=422)
    assert "Give a goal, or the day of an exam." in noether.page.text
    noether.submit(goal="", exam_on="1900-01-01", status=422)
    assert "Enter a date from 2000 to 2199." in noether.page.text
    noether.submit(
        goal="", exam_on="2198-06-01", due_at="2030-01-01T08:00", opens_at="", status=303
    )
    assert "Expected in the exam" in noether.follow().text
    noether.get(f"/classes/{school.class_id}/assignments/1/edit")
    noether.submit(goal="70", opens_at="2031-01-01T08:00", status=422)
    noether.submit(goal="70", opens_at="")
    assert rows(session, Assignment.goal) == [(70,)]


def test_changing_shows_what_was_given_and_stores_nothing_else(
    session: Session, school: School, noether: PageClient
) -> None:
    bank = make_bank(session)
    group = ClassGroup(class_id=school.class_id, name="Group A")
    with write(session):
        session.add(group)
    columns: dict[str, Any] = {
        "due_at": NOW + DAY,
        "closes_at": NOW + 2 * DAY,
        "late_percent": 5,
        "attempts": None,
    }
    made = give_quiz(
        *(session, school.noether, school.class_id, bank),
        group_ids=(group.id,),
        **{**HIDDEN, **columns},
    )
    before = assigning.find_plan(session, school.class_id, made)
    noether.get(f"/classes/{school.class_id}/assignments/{made}/edit")
    noether.submit(button="Save")
    session.expire_all()
    assert assigning.find_plan(session, school.class_id, made) == before
    noether.get(f"/classes/{school.class_id}/assignments/{made}/edit")
    noether.submit(title="", status=422)
    noether.submit(title="Other", whom="students", students=[str(school.bo.id)])
    assert rows(session, AssignmentStudent.user_id) == [(school.bo.id,)]
    start_assigned(session, school.bo, school.class_id, made, NOW)
    page = noether.get(f"/classes/{school.class_id}/assignments/{made}/edit")
    assert "Somebody has begun: the questions stay as they are." in page.text
    noether.submit(title="Again")
    assert rows(session, Assignment.title) == [("Again",)]


def test_it_is_copied_withdrawn_shown_again_and_deleted(
    app: Flask, session: Session, school: School, noether: PageClient
) -> None:
    other = make_class(session, school.noether, school.cleo, name="Physics 10")
    make_class(session, school.noether, name="Old", archived_at=NOW)
    made = give_quiz(session, school.noether, school.class_id, make_bank(session))
    address = f"/classes/{school.class_id}/assignments/{made}"
    noether.get(f"{address}/copy")
    noether.submit(status=422)
    noether.submit(class_id=str(other))
    assert "The copy is given" in noether.follow().text
    assert [class_id for (class_id,) in rows(session, Assignment.class_id)] == [
        school.class_id,
        other,
    ]
    amy = visit_as(app, session, school.amy)
    assert "Rivers test" in amy.get("/").text
    noether.get(address)
    noether.submit(f"{address}/withdraw")
    assert "students don’t see it" in noether.follow().text
    assert "Rivers test" not in amy.get("/").text
    amy.get(address, 404)
    noether.submit(f"{address}/restore")
    noether.follow()
    amy.get(address)
    noether.submit(f"{address}/delete")
    assert "It is deleted." in noether.follow().text
    assert count(session, Assignment) == 1


def test_other_rules_are_given_by_their_page(
    session: Session, school: School, noether: PageClient
) -> None:
    made = give_quiz(
        *(session, school.noether, school.class_id, make_bank(session)),
        opens_at=NOW,
        due_at=NOW + DAY,
        closes_at=NOW + DAY,
    )
    address = f"/classes/{school.class_id}/assignments/{made}/students"
    noether.get(f"{address}/{school.cleo.id}", 404)
    noether.get(f"{address}/{school.amy.id}")
    for values in (
        {"due_at": "2020-01-01T10:00"},
        {"due_at": "2030-01-01T10:00", "closes_at": "2029-01-01T10:00"},
        {"due_at": "2027-03-28T01:30"},
        {"extra_time": "401"},
        {"attempts": "no"},
    ):
        noether.submit(values={"due_at": "", "closes_at": "", **values}, status=422)
    noether.get(f"{address}/{school.amy.id}")
    noether.submit(due_at="2026-03-05T10:00", attempts="2", extra_time="30")
    assert "due 5 March 2026, 10:00" in noether.follow().text
    assert "2 attempts 30 % extra time" in noether.page.text


def test_the_page_of_an_assignment_tells_who_has_done_what(
    app: Flask, session: Session, school: School, noether: PageClient
) -> None:
    made = give_quiz(session, school.noether, school.class_id, make_bank(session), attempts=None)
    for responses in (WRONG, RIGHT):
        attempt_id = start_assigned(session, school.amy, school.class_id, made, NOW)
        submit(session, school.amy, attempt_id, responses)
    start_assigned(session, school.bo, school.class_id, made, NOW)
    page = noether.get(f"/classes/{school.class_id}/assignments/{made}")
    assert page.texts(".//span[@class='tally']") == ["1 running", "1 handed in"]
    assert "(0 %), 2 March 2026, 10:00 (100 %)" in page.text
    noether.get(f"/classes/{school.class_id}/assignments")
    assert "1 of 2" in noether.page.text
    with write(session):
        session.add(Grade(assignment_id=made, user_id=school.amy.id, share=0.5, graded_at=NOW))
        excused = {"user_id": school.bo.id, "is_excused": True, "graded_at": NOW}
        session.add(Grade(assignment_id=made, **excused))
    assert "50 % by hand" in noether.get(f"/classes/{school.class_id}/assignments/{made}").text
    amy = visit_as(app, session, school.amy)
    text = amy.get(f"/classes/{school.class_id}/assignments/{made}").text
    assert "Your teacher gave 50 %, which counts." in text
    bo = visit_as(app, session, school.bo).get(f"/classes/{school.class_id}/assignments/{made}")
    assert "excused" in bo.text
    assert ("saw gradebook",) in rows(session, AuditEntry.action)


def test_a_student_begins_by_the_page_and_reads_the_rules(
    app: Flask, session: Session, school: School
) -> None:
    far = datetime(2199, 1, 1, tzinfo=UTC)
    columns: dict[str, Any] = {"instructions": "No **books**.", "attempts": 2, "time_limit": 95}
    columns |= {"due_at": far, "closes_at": far + DAY, "late_percent": 10, **HIDDEN}
    made = give_quiz(session, school.noether, school.class_id, make_bank(session), **columns)
    amy = visit_as(app, session, school.amy)
    page = amy.get("/")
    page = amy.get(page.link("Rivers test"))
    for words in (
        *("No books.", "7 questions, drawn for each attempt; you have 1 hour 35 minutes."),
        "You have 2 attempts; the best attempt counts.",
        "it then loses 10 % of its score for each 24 hours begun.",
        "Right after handing in you see the score and what was right and wrong.",
        "Once it is closed for everybody you see the right answers and explanations.",
    ):
        assert words in page.text
    amy.submit(button="Begin")
    page = amy.follow()
    assert "Attempt 1 of 2; the best attempt counts." in page.text
    assert "Question 1 of 7" in page.text and "of 8" in page.text and "Time left" in page.text
    [(attempt_id,)] = rows(session, Attempt.id)
    page = amy.get(f"/classes/{school.class_id}/assignments")
    assert page.link("Go on with Rivers test") == f"/attempts/{attempt_id}"
    assert "You have begun" in amy.get(f"/classes/{school.class_id}/assignments/{made}").text


@pytest.mark.parametrize("who", ["euler", "ada", "cleo", "dan", "amy", "bo"])
def test_nobody_but_its_teachers_sees_the_teachers_pages(
    app: Flask, session: Session, school: School, who: str
) -> None:
    made = give_quiz(
        *(session, school.noether, school.class_id, make_bank(session)),
        student_ids=(school.amy.id,),
    )
    start_assigned(session, school.amy, school.class_id, made, NOW)
    person = visit_as(app, session, school.people()[who])
    address = f"/classes/{school.class_id}/assignments"
    before = snapshot(session)
    for path in ("/new?bank=rivers", f"/{made}/edit", f"/{made}/copy", f"/{made}/students/1"):
        person.get(f"{address}{path}", 404)
        person.post(f"{address}{path}", {"title": "Mine"}, 404)
    for action in ("withdraw", "restore", "delete"):
        person.post(f"{address}/{made}/{action}", status=404)
    if who != "amy":
        person.get(f"{address}/{made}", 404)
        person.post(f"{address}/{made}/attempts", status=404)
    if who == "bo":
        assert "Nothing has been assigned to you yet." in person.get(address).text
    elif who == "amy":
        assert "Bo Li" not in person.get(f"{address}/{made}").text
    else:
        person.get(address, 404)
    person.post(f"{address}/{made}/study", status=404)
    assert snapshot(session) == before


def test_a_colleague_keeps_questions_of_banks_that_only_the_other_knows(
    app: Flask, session: Session, school: School
) -> None:
    bank = make_bank(session, owner=school.noether)
    made = give_quiz(session, school.noether, school.class_id, bank)
    with write(session):
        session.get_one(Bank, bank.id).is_open = False
    gauss = visit_as(app, session, school.gauss)
    gauss.get("/classes/1/assignments/new?bank=rivers")
    assert "From which bank?" in gauss.page.text or "no bank" in gauss.page.text
    address = f"/classes/{school.class_id}/assignments/{made}"
    gauss.get(f"{address}/edit")
    gauss.submit(title="By Gauss")
    assert rows(session, Assignment.title) == [("By Gauss",)]
    assert rows(session, QuizSource.counts) == [([7],)]
    gauss.get(f"{address}/copy")
    gauss.submit(class_id=str(school.class_id), status=422)
    assert "isn’t shared with you" in gauss.page.text


def test_in_an_archived_class_everything_is_there_to_be_looked_at(
    session: Session, school: School, noether: PageClient
) -> None:
    made = give_quiz(session, school.noether, school.class_id, make_bank(session))
    with write(session):
        session.get_one(Class, school.class_id).archived_at = NOW
    address = f"/classes/{school.class_id}/assignments"
    assert "New assignment" not in noether.get(address).text
    noether.get(f"{address}/{made}")
    noether.get(f"{address}/{made}/edit", 303)
    assert "This class is archived" in noether.follow().text
    noether.get(f"{address}/new?bank=rivers", 303)


def test_without_a_class_a_teacher_is_led_to_make_one(
    app: Flask, session: Session, school: School
) -> None:
    make_bank(session)
    assert "no class yet" in visit_as(app, session, school.ada).get("/give?bank=rivers").text
    visit_as(app, session, school.amy).get("/give?bank=rivers", 404)


def test_home_tells_a_teacher_what_the_classes_need(session: Session, school: School) -> None:
    bank = make_bank(session)
    made = give_quiz(session, school.noether, school.class_id, bank, due_at=NOW + HOUR)
    give_quiz(session, school.noether, school.class_id, bank, due_at=NOW + 3 * DAY)
    start_assigned(session, school.amy, school.class_id, made, NOW)
    [taught] = overview.list_taught(session, school.gauss, NOW + DAY, NOW)
    assert (taught.class_id, taught.running, taught.waiting) == (school.class_id, 1, 0)
    assert [view.id for view in taught.due] == [made]
    for person in (school.ada, school.amy):
        assert overview.list_taught(session, person, NOW + DAY, NOW) == []
    for other in overview.list_taught(session, school.euler, NOW + DAY, NOW):
        assert other.class_id != school.class_id


def test_a_late_attempt_and_a_missed_one_are_told_apart(session: Session, school: School) -> None:
    bank = make_bank(session)
    made = give_quiz(
        session, school.noether, school.class_id, bank, due_at=NOW, closes_at=NOW + DAY
    )
    attempt_id = start_assigned(session, school.amy, school.class_id, made, NOW + HOUR)
    submit(session, school.amy, attempt_id, RIGHT, NOW + 2 * HOUR)
    place = (session, school.noether, school.class_id, made)
    set_other_rules(*place, school.bo.id, OtherRules(extra_time=10), NOW)
    view = find_assignment(session, school.class_id, made)
    assert view is not None
    lines = overview.list_lines(session, view, NOW + 2 * DAY, today=NOW.date())
    assert {line.student.user_id: line.state for line in lines} == {
        school.amy.id: "late",
        school.bo.id: "missed",
    }
