from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry
from quizapp.classrooms import classes, managing, teachers
from quizapp.classrooms.access import ClassRight, find_class
from quizapp.classrooms.locking import NotTheirsError
from quizapp.classrooms.managing import Description, NotArchivedError
from quizapp.classrooms.models import Assignment, Class, ClassMember, ClassTeacher
from quizapp.classrooms.teachers import OwnerLeavesError, TeachesAlreadyError, UnknownTeacherError
from quizapp.quizzes.models import Attempt, Quiz
from tests.classrooms.school import make_school, visits
from tests.factories import (
    NOW,
    hand_in,
    make_assignment,
    make_bank,
    make_class,
    make_person,
    take_quiz,
)
from tests.rows import count, refresh, rows
from tests.visits import visit_as

SAID = Description("Physics 10c", "Rooms and times", "Asia/Kathmandu")


def test_a_teacher_makes_a_class_in_the_teachers_zone_with_a_code(
    app: Flask, session: Session
) -> None:
    client = visit_as(
        app, session, make_person(session, "noether", role="teacher", time_zone="Asia/Kathmandu")
    )
    assert "Your first class" in client.get("/classes").text
    client.get("/classes/new")
    client.submit(name=" Physics  10c ", description="Hello\r\nthere", needs_approval=True)
    page = client.follow()
    assert page.heading == "Physics 10c"
    [(name, description, zone, code, approval)] = rows(
        session,
        *(Class.name, Class.description, Class.time_zone, Class.join_code, Class.needs_approval),
    )
    assert (name, description, zone, approval) == (
        *("Physics 10c", "Hello\nthere", "Asia/Kathmandu", True),
    )
    assert f"{code[:4]}-{code[4:]}" in page.text
    assert rows(session, AuditEntry.action, AuditEntry.class_id) == [("created class", 1)]


def test_students_make_no_classes(app: Flask, session: Session) -> None:
    amy = make_person(session, "amy")
    client = visit_as(app, session, amy)
    page = client.get("/classes")
    assert "You are in no class yet." in page.text
    assert "/classes/new" not in page.html
    client.get("/classes/new", 404)
    client.post("/classes/new", {"name": "X", "time_zone": "UTC"}, 404)
    with pytest.raises(NotTheirsError):
        managing.create_class(session, amy, SAID, NOW)
    assert count(session, Class) == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "  ", "Give the class a name."),
        ("name", "x" * 121, "120"),
        ("name", "a\0b", "a character that can't be used"),
        ("description", "x" * 2_001, "2000"),
        ("description", "a\u202eb", "a character that can't be used"),
    ],
)
def test_what_cannot_be_a_class_is_refused_with_words(
    app: Flask, session: Session, field: str, value: str, words: str
) -> None:
    client = visit_as(app, session, make_person(session, "noether", role="teacher"))
    client.get("/classes/new")
    client.submit(values={"name": "X", field: value}, status=422)
    assert words in client.page.text
    client.post("/classes/new", {"name": "X", "time_zone": "Mars/Olympus"}, 422)
    assert count(session, Class) == 0


def test_a_teacher_changes_what_is_said_of_a_class(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["gauss"]
    client.get(f"/classes/{school.class_id}/settings")
    path = f"/classes/{school.class_id}/settings"
    client.submit(path, name="History 9c", time_zone="Asia/Tokyo", needs_approval=True)
    assert "The settings are saved." in client.follow().text
    found = find_class(session, school.noether, school.class_id)
    assert found is not None
    assert (found.name, found.time_zone) == ("History 9c", "Asia/Tokyo")
    assert managing.find_details(session, school.class_id, NOW).needs_approval
    assert rows(session, AuditEntry.action, AuditEntry.actor_name) == [
        ("changed class", "Carl Gauss")
    ]
    client.submit(path, name="", status=422)
    assert "Give the class a name." in client.page.text


def test_a_list_holds_who_teaches_and_who_attends(session: Session) -> None:
    school = make_school(session)
    second = make_class(session, school.euler, school.amy, name="Art")
    listed = {
        name: [(each.id, each.right, each.students) for each in classes.list_classes(session, who)]
        for name, who in school.people().items()
    }
    first = school.class_id
    assert listed == {
        "noether": [(first, ClassRight.OWN, 2)],
        "gauss": [(first, ClassRight.TEACH, 2)],
        "euler": [(second, ClassRight.OWN, 1), (school.other_id, ClassRight.OWN, 1)],
        "ada": [],
        "amy": [(second, ClassRight.ATTEND, 1), (first, ClassRight.ATTEND, 2)],
        "bo": [(first, ClassRight.ATTEND, 2)],
        "cleo": [(school.other_id, ClassRight.ATTEND, 1)],
        "dan": [],
    }


def test_archiving_kills_the_code_and_restoring_goes_on(app: Flask, session: Session) -> None:
    school = make_school(session, join_code="ACDEFGHJ", join_code_expires_at=NOW)
    client = visits(app, session, school)["noether"]
    client.get(f"/classes/{school.class_id}/settings")
    client.submit(f"/classes/{school.class_id}/settings/archive")
    assert "This class is archived" in client.follow().text
    assert rows(session, Class.id, Class.join_code) == [(1, None), (2, None)]
    page = client.get("/classes")
    assert "Archived (1)" in page.text
    client.get(f"/classes/{school.class_id}/settings")
    client.submit(f"/classes/{school.class_id}/settings/restore")
    assert "Make a code" in client.follow().text
    assert [row[0] for row in rows(session, AuditEntry.action, AuditEntry.id)] == [
        *("archived class", "restored class"),
    ]


def test_a_class_is_deleted_when_archived_with_its_work_and_nothing_else(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    bank = make_bank(session)
    hand_in(session, school.amy, make_assignment(session, school.class_id, bank))
    other = make_assignment(session, school.other_id, bank)
    hand_in(session, school.cleo, other)
    own = take_quiz(session, school.amy, bank)
    with pytest.raises(NotArchivedError):
        managing.delete_class(session, school.noether, school.class_id, NOW)
    client = visits(app, session, school)["noether"]
    place = f"/classes/{school.class_id}/settings"
    client.get(place)
    client.post(f"{place}/delete", {}, 409)
    client.get(place)
    client.submit(f"{place}/archive")
    client.get(f"{place}/delete")
    assert "1 assignment with all attempts" in client.page.text
    client.submit()
    assert "“History 9b” is deleted." in client.follow().text
    assert rows(session, Class.id) == [(school.other_id,)]
    assert rows(session, Assignment.id) == [(other.id,)]
    assert own in {row[0] for row in rows(session, Attempt.id)}
    assert (count(session, Attempt), count(session, Quiz)) == (2, 2)
    assert {row[0] for row in rows(session, ClassMember.class_id)} == {school.other_id}


def test_the_owner_adds_and_removes_a_co_teacher(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["noether"]
    place = f"/classes/{school.class_id}/settings"
    client.get(place)
    client.submit(f"{place}/teachers", username=" EULER ")
    assert "Leonhard Euler teaches this class now" in client.follow().text
    assert find_class(session, school.euler, school.class_id) is not None
    client.submit(f"{place}/teachers/{school.euler.id}/remove")
    client.follow()
    refresh(session)
    assert find_class(session, school.euler, school.class_id) is None
    for username, words in (
        *(("dan", "no teacher of this username"), ("nobody", "no teacher of this username")),
        *(("gauss", "in the class already"), ("", "Enter a username.")),
    ):
        client.submit(f"{place}/teachers", username=username, status=422)
        assert words in client.page.text
    told = rows(session, AuditEntry.action, AuditEntry.subject_name)
    assert told == [("added teacher", "Leonhard Euler"), ("removed teacher", "Leonhard Euler")]


def test_who_attends_a_class_does_not_teach_it(session: Session) -> None:
    school = make_school(session)
    make_class(session, school.noether, school.euler, name="Training")
    with pytest.raises(TeachesAlreadyError):
        teachers.add_teacher(session, school.noether, 3, "euler", NOW)


def test_a_co_teacher_leaves_and_the_owner_cannot(app: Flask, session: Session) -> None:
    school = make_school(session)
    clients = visits(app, session, school)
    place = f"/classes/{school.class_id}/settings"
    clients["gauss"].get(place)
    clients["gauss"].submit(f"{place}/teachers/{school.gauss.id}/remove")
    assert clients["gauss"].follow().path == "/classes"
    clients["noether"].post(f"{place}/teachers/{school.noether.id}/remove", {}, 409)
    with pytest.raises(OwnerLeavesError):
        teachers.remove_teacher(session, school.noether, school.class_id, school.noether.id, NOW)
    clients["noether"].post(f"{place}/teachers/{school.euler.id}/remove", {}, 404)


def test_a_class_is_handed_over_to_a_co_teacher(app: Flask, session: Session) -> None:
    school = make_school(session)
    clients = visits(app, session, school)
    place = f"/classes/{school.class_id}/settings"
    clients["noether"].get(place)
    clients["noether"].submit(f"{place}/teachers/{school.gauss.id}/owner")
    assert "Carl Gauss owns this class now." in clients["noether"].follow().text
    clients["noether"].post(f"{place}/teachers/{school.euler.id}/owner", {}, 404)
    owners = rows(session, ClassTeacher.class_id, ClassTeacher.user_id, ClassTeacher.is_owner)
    assert (school.class_id, school.gauss.id, True) in owners
    assert (school.class_id, school.noether.id, False) in owners
    with pytest.raises(NotTheirsError):
        teachers.hand_over(session, school.gauss, school.class_id, school.euler.id, NOW)


def test_only_an_administrator_gives_a_class_an_owner_and_only_where_there_is_none(
    session: Session,
) -> None:
    school = make_school(session)
    give = teachers.give_owner
    with pytest.raises(NotTheirsError):
        give(session, school.ada, school.class_id, "euler", NOW)
    session.execute(ClassTeacher.__table__.delete())  # type: ignore[attr-defined]
    session.commit()
    assert [orphan.id for orphan in teachers.list_orphans(session)] == [
        *(school.class_id, school.other_id),
    ]
    with pytest.raises(NotTheirsError):
        give(session, school.euler, school.class_id, "euler", NOW)
    with pytest.raises(UnknownTeacherError):
        give(session, school.ada, school.class_id, "amy", NOW)
    give(session, school.ada, school.class_id, "euler", NOW + timedelta(days=1))
    assert [orphan.id for orphan in teachers.list_orphans(session)] == [school.other_id]
    assert find_class(session, school.ada, school.class_id) is None
