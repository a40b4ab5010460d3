"""The students page and what a teacher does there."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.audit.models import AuditEntry
from quizapp.classrooms import classes, groups, students
from quizapp.classrooms.locking import NotTheirsError
from quizapp.classrooms.models import ClassMember
from quizapp.classrooms.students import Notes
from quizapp.database import write
from quizapp.extensions import db
from tests.classrooms.school import School, make_school, visits
from tests.factories import NOW, make_class, make_person
from tests.page_client import PageClient
from tests.rows import refresh, rows
from tests.visits import visit_as


def _names(client: PageClient, path: str) -> list[str]:
    return client.get(path).texts(".//tbody/tr/th")


def test_students_are_sorted_and_filtered(app: Flask, session: Session) -> None:
    school = make_school(session)
    zoe = make_person(session, "aaa", display_name="Äda Li")
    with write(session):
        session.add(
            ClassMember(
                class_id=1,
                user_id=zoe.id,
                state="active",
                roster_id="9",
                extra_time=25,
                sort_name="Äda Li",
                joined_at=NOW,
            )
        )
    amy = Notes("Brown, Amy", "10", 0)
    students.change_student(session, school.noether, 1, school.amy.id, amy, NOW)
    groups.create_group(session, school.noether, 1, "Red", NOW)
    groups.set_members(session, school.noether, 1, 1, [school.bo.id], NOW)
    client = visits(app, session, school)["noether"]
    place = f"/classes/{school.class_id}/roster"
    assert _names(client, place) == ["Äda Li", "Bo Li", "Brown, Amy"]
    assert _names(client, f"{place}?sort=username") == ["Äda Li", "Brown, Amy", "Bo Li"]
    assert _names(client, f"{place}?sort=id") == ["Äda Li", "Brown, Amy", "Bo Li"]
    assert _names(client, f"{place}?sort=extra")[0] == "Äda Li"
    assert _names(client, f"{place}?group=1") == ["Bo Li"]
    assert _names(client, f"{place}?group=99") == []
    for odd in ("sort=x", "state=x", "group=x", "group=-1", "group=" + "9" * 30, "group=%00"):
        assert len(_names(client, f"{place}?{odd}")) == 3
    assert "Nobody has left" in client.get(f"{place}?state=left").text
    students.remove_student(session, school.noether, 1, school.bo.id, NOW)
    assert _names(client, f"{place}?state=left") == ["Bo Li"]
    assert client.get(f"{place}?group=1").text.count("Nobody is in this group.") == 1


def test_an_empty_class_says_what_to_do(app: Flask, session: Session) -> None:
    noether = make_person(session, "noether", role="teacher")
    make_class(session, noether)
    client = visit_as(app, session, noether)
    assert "Nobody is in the class yet" in client.get("/classes/1/roster").text
    assert "Nobody is in the class yet" in client.get("/classes/1").text
    assert "Every student of this class has signed in." in client.get("/classes/1/slips").text


def test_a_teacher_notes_name_id_and_extra_time(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["gauss"]
    path = f"/classes/{school.class_id}/students/{school.amy.id}/edit"
    client.get(path)
    client.submit(path, sort_name=" Brown,  Amy ", roster_id="17", extra_time="25")
    assert "What you noted of Amy Brown is saved." in client.follow().text
    found = students.find_student(session, school.class_id, school.amy.id)
    assert found is not None
    assert (found.sort_name, found.roster_id, found.extra_time) == ("Brown, Amy", "17", 25)
    [(details,)] = rows(session, AuditEntry.details)
    assert details == {
        "sort_name": ["Amy Brown", "Brown, Amy"],
        "roster_id": ["", "17"],
        "extra_time": [0, 25],
    }
    for field, value, words in (
        *(("extra_time", "401", "0 to 400"), ("extra_time", "-1", "0 to 400")),
        *(("extra_time", "x", "whole number"), ("extra_time", "", "0 is no extra time")),
        *(("sort_name", " ", "Enter a name."), ("roster_id", "1" * 101, "100")),
    ):
        client.get(path)
        client.submit(path, values={field: value}, status=422)
        assert words in client.page.text
    other = f"/classes/{school.class_id}/students/{school.bo.id}/edit"
    client.get(other)
    client.submit(other, roster_id="17", status=422)
    assert "Another student of this class has this id." in client.page.text


def test_a_teacher_takes_a_student_out_and_the_student_sees_nothing_more(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    clients = visits(app, session, school)
    path = f"/classes/{school.class_id}/students/{school.amy.id}/remove"
    clients["noether"].get(path)
    clients["noether"].submit()
    assert "The results are kept." in clients["noether"].follow().text
    clients["amy"].get(f"/classes/{school.class_id}", 404)
    clients["noether"].get(path, 404)
    clients["noether"].post(path, {}, 404)
    assert ("removed student", "Amy Brown") in rows(
        session, AuditEntry.action, AuditEntry.subject_name
    )


def test_only_active_students_of_the_class_get_a_code(app: Flask, session: Session) -> None:
    school = make_school(session)
    make_class(session, school.gauss, school.euler, name="Training")
    with write(session):
        session.add(ClassMember(class_id=1, user_id=school.dan.id, state="waiting", joined_at=NOW))
    client = visits(app, session, school)["noether"]
    client.get(f"/classes/{school.class_id}/settings")
    for user_id in (school.cleo.id, school.dan.id, school.gauss.id, school.ada.id, 10**6):
        client.post(f"/classes/{school.class_id}/students/{user_id}/code", {}, 404)
    # A teacher who attends a class as a student keeps the account to herself.
    with pytest.raises(NotTheirsError):
        students.issue_code(session, school.gauss, 3, school.euler.id, NOW)
    assert rows(session, AuditEntry.id) == []


def test_a_code_can_be_issued_in_an_archived_class(session: Session) -> None:
    school = make_school(session, archived_at=NOW)
    assert students.issue_code(session, school.noether, 1, school.amy.id, NOW).username == "amy"


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


def _fill(session: Session, school: School, numbers: range) -> None:
    """Students in groups, those who wait, and classes, in these numbers."""
    with write(session):
        users = [
            {
                "username": f"{state}{number}",
                "display_name": f"Student {number}",
                "password_hash": "",
                "role": "student",
                "created_at": NOW,
            }
            for number in numbers
            for state in ("active", "waiting", "invited")
        ]
        session.execute(insert(User), users)
        made = [
            {
                "class_id": school.class_id,
                "user_id": user_id,
                "state": re.sub(r"\d", "", username),
                "joined_at": NOW,
            }
            for user_id, username in session.query(User.id, User.username)
            if username in {user["username"] for user in users}
        ]
        session.execute(insert(ClassMember), made)
    for number in numbers:
        if number < 20:
            make_class(session, school.noether, school.amy, name=f"Class {number}")
            group_id = groups.create_group(session, school.noether, 1, f"Group {number}", NOW)
            ids = [row.user_id for row in classes.list_students(session, 1)]
            groups.set_members(session, school.noether, 1, group_id, ids[: number + 1], NOW)


@pytest.mark.sqlite_only
def test_pages_ask_the_database_as_often_for_a_thousand_students_as_for_few(
    app: Flask, session: Session, statements: list[str]
) -> None:
    school = make_school(session)
    counts = []
    for numbers in (range(2), range(2, 1_000)):
        _fill(session, school, numbers)
        refresh(session)
        clients = visits(app, session, school)
        counted = {}
        for name, path in (
            *(("noether", "/classes"), ("noether", "/classes/1"), ("noether", "/classes/1/roster")),
            *(("noether", "/classes/1/groups/1"), ("noether", "/classes/1/slips")),
            *(("noether", "/classes/1/settings"), ("amy", "/classes"), ("amy", "/classes/1")),
            ("ada", "/people"),
        ):
            clients[name].http.get(path)
            statements.clear()
            assert clients[name].http.get(path).status_code == 200, path
            counted[f"{name} {path}"] = len(statements)
        counts.append(counted)
    assert counts[0] == counts[1]
    assert all(0 < number < 20 for number in counts[0].values())
