"""What happens in a class is its own: nobody else sees or changes anything of it.

The addresses are found in the application itself, so that a new page is held to this too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from quizapp.accounts.services import Person
from quizapp.audit.services import Action, Subject, record
from quizapp.classrooms.models import (
    Assignment,
    AssignmentGroup,
    Class,
    ClassGroup,
    ClassMember,
    ClassTeacher,
    Grade,
    GradeCategory,
    GroupMember,
)
from quizapp.database import write
from quizapp.quizzes.models import Attempt
from tests.factories import NOW, hand_in, make_assignment, make_class, make_person
from tests.page_client import PageClient
from tests.results.given_class import Told, make_story
from tests.rows import snapshot
from tests.visits import visit_as

OF_A_CLASS = {"class_id", "attempt_id", "assignment_id", "quiz_id"}
"""An address with one of these leads to something that can be of a class."""
FIELDS = (
    *("user_id", "user", "student", "students", "username", "teacher", "group", "group_id"),
    *("assignment", "assignment_id", "name", "title", "state", "role", "share", "score", "note"),
    *("weight", "is_excused", "question", "question_id", "version", "ruling", "go", "confirm"),
    *("action", "what", "code", "display_name", "extra_time", "roster_id", "answer-1"),
)
STUDENTS_MAY = {
    *("joining.leave", "assignments.start", "assignments.study", "quizzes.start"),
    *("quizzes.answer", "quizzes.submit"),
}
"""What a student of the class may send: about the own work and place alone."""


@dataclass(frozen=True, slots=True)
class Walls:
    """Class A with its story, class B of another teacher, and a student who is in both."""

    told: Told
    stranger_teacher: Person
    removed_teacher: Person
    admin: Person
    outsider: Person
    """A student of class B alone."""
    other_class: int
    numbers: Mapping[str, Sequence[int]]
    """What is of class A, by the name that an address has for it."""

    @property
    def both(self) -> Person:
        return self.told.good

    @property
    def outsiders(self) -> dict[str, Person]:
        return {
            "a teacher of another class": self.stranger_teacher,
            "a teacher who was removed": self.removed_teacher,
            "an administrator": self.admin,
            "a student of another class": self.outsider,
        }

    @property
    def secrets(self) -> list[str]:
        """Words that are in class A alone."""
        names = [student.display_name for student in self.told.students if student != self.both]
        return [*names, "Marmot Class", "Quiz 6", "Team Otter", "Speak with the parents"]


@pytest.fixture
def walls(session: Session) -> Walls:
    told = make_story(session)
    teacher, removed, admin = (
        make_person(session, name, role=role)
        for name, role in (("bea", "teacher"), ("rem", "teacher"), ("adm", "administrator"))
    )
    outsider = make_person(session, "out")
    other_class = make_class(session, teacher, told.good, outsider, name="Geography")
    own = make_assignment(session, other_class, told.bank, keys=["Lakes-0"], title="Maps")
    hand_in(session, told.good, own, {"Lakes-0": 1})
    with write(session):
        session.get_one(Class, told.class_id).name = "Marmot Class"
        session.add(
            ClassTeacher(class_id=told.class_id, user_id=removed.id, is_owner=False, added_at=NOW)
        )
        group = ClassGroup(class_id=told.class_id, name="Team Otter")
        category = GradeCategory(class_id=told.class_id, name="Tests", weight=1)
        session.add_all([group, category])
        session.flush()
        session.add(GroupMember(group_id=group.id, user_id=told.lost.id))
        session.add(AssignmentGroup(assignment_id=told.assignments[5].id, group_id=group.id))
        session.add(
            Grade(
                assignment_id=told.assignments[5].id,
                user_id=told.lost.id,
                share=0.77,
                note="Speak with the parents",
                graded_at=NOW,
            )
        )
        record(
            *(session, told.teacher, Action.SAW_STUDENT, NOW),
            class_id=told.class_id,
            subject=Subject(told.lost.id, told.lost.display_name),
        )
    quizzes = [each.quiz_id for each in told.assignments if each.quiz_id is not None]
    attempts = session.execute(
        select(Attempt.id, Attempt.user_id).where(Attempt.quiz_id.in_(quizzes))
    ).all()
    numbers = {
        "class_id": [told.class_id],
        "user_id": [told.lost.id, told.falling.id],
        "student_id": [told.lost.id],
        "assignment_id": [told.assignments[0].id, told.assignments[5].id],
        "quiz_id": [quizzes[0]],
        "attempt_id": [next(row.id for row in attempts if row.user_id != told.good.id)],
        "group_id": [group.id],
        "category_id": [category.id],
        "question_id": [1],
    }
    session.commit()
    return Walls(told, teacher, removed, admin, outsider, other_class, numbers)


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """The addresses that lead to something of a class."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and OF_A_CLASS & {*rule.arguments}:
            yield rule


def addresses(rule: Rule, numbers: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """The address with each of what is of the class, one after the other."""
    longest = max(len(numbers.get(name, [1])) for name in rule.arguments)
    for turn in range(longest):
        path = rule.rule
        for name in rule.arguments:
            found = numbers.get(name, [1])
            path = re.sub(rf"<(\w+(\(.*?\))?:)?{name}>", str(found[turn % len(found)]), path)
        assert "<" not in path, path
        yield path


def form_of(walls: Walls) -> dict[str, str]:
    """A form that asks for everything, with what is of class A."""
    form = dict.fromkeys(FIELDS, "1")
    form |= {name: str(walls.told.lost.id) for name in ("user_id", "user", "student", "students")}
    form |= {"username": "bea", "group": str(walls.numbers["group_id"][0]), "share": "100"}
    return form


def send(client: PageClient, path: str, form: Mapping[str, str]) -> Iterator[TestResponse]:
    """The answers to the form, and to the same as JSON."""
    data = {**form, "csrf_token": client.csrf_token or ""}
    yield client.http.post(path, data=data)
    headers = {"X-CSRFToken": client.csrf_token or "", "Accept": "application/json"}
    yield client.http.post(path, json={**form, "answer": ["1"]}, headers=headers)


def told_by(response: TestResponse, secrets: Sequence[str]) -> list[str]:
    text = response.get_data(as_text=False).decode("utf-8", "replace")
    return [secret for secret in secrets if secret in text]


def remove_teacher(session: Session, walls: Walls) -> None:
    with write(session):
        session.delete(
            session.get_one(ClassTeacher, (walls.told.class_id, walls.removed_teacher.id))
        )


def walk(app: Flask, client: PageClient, walls: Walls) -> None:
    """Go to every address of class A as somebody who has no business there."""
    for rule in rules(app, "GET"):
        for path in addresses(rule, walls.numbers):
            response = client.http.get(path)
            assert response.status_code in {403, 404}, (path, response.status)
            assert told_by(response, walls.secrets) == [], path
    for rule in rules(app, "POST"):
        for path in addresses(rule, walls.numbers):
            for response in send(client, path, form_of(walls)):
                assert response.status_code in {403, 404, 415}, (path, response.status)
                assert told_by(response, walls.secrets) == [], path


@pytest.mark.parametrize(
    "who",
    [
        "a teacher of another class",
        "a teacher who was removed",
        "an administrator",
        "a student of another class",
    ],
)
def test_nothing_of_a_class_is_seen_or_changed_by(
    app: Flask, session: Session, walls: Walls, who: str
) -> None:
    client = visit_as(app, session, walls.outsiders[who])
    if who == "a teacher who was removed":
        # While they were looking at it.
        client.get(f"/classes/{walls.told.class_id}/students")
        remove_teacher(session, walls)
    before = snapshot(session)
    walk(app, client, walls)
    assert snapshot(session) == before


def test_strangers_are_sent_to_sign_in(app: Flask, session: Session, walls: Walls) -> None:
    client = PageClient(app)
    client.get("/sign-in")
    before = snapshot(session)
    for rule in rules(app, "GET"):
        # The feed of a calendar, which a program reads that can't sign in, has a secret address.
        for path in addresses(rule, walls.numbers):
            response = client.http.get(path)
            assert response.status_code == 303, path
            assert response.headers["Location"].startswith("/sign-in?next="), path
    for rule in rules(app, "POST"):
        for path in addresses(rule, walls.numbers):
            for response in send(client, path, form_of(walls)):
                assert response.status_code in {401, 415}, (path, response.status)
    assert snapshot(session) == before


def test_a_teacher_reaches_nothing_of_another_class_through_the_own_one(
    app: Flask, session: Session, walls: Walls
) -> None:
    client = visit_as(app, session, walls.stranger_teacher)
    numbers = {**walls.numbers, "class_id": [walls.other_class]}
    before = snapshot(session)
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if "class_id" not in rule.arguments or len(rule.arguments) == 1:
                continue
            for path in addresses(rule, numbers):
                answers = (
                    [client.http.get(path)]
                    if method == "GET"
                    else send(client, path, form_of(walls))
                )
                for response in answers:
                    assert response.status_code in {403, 404, 415}, (path, response.status)
                    assert told_by(response, walls.secrets) == [], path
    assert snapshot(session) == before


def test_forms_of_the_own_class_take_nobody_of_another(
    app: Flask, session: Session, walls: Walls
) -> None:
    """Whatever the other teacher's own forms do with the numbers of class A: A stays as it was."""
    client = visit_as(app, session, walls.stranger_teacher)
    before = _of_class(session, walls)
    for rule in rules(app, "POST"):
        if {*rule.arguments} != {"class_id"}:
            continue
        path = next(addresses(rule, {"class_id": [walls.other_class]}))
        for response in send(client, path, form_of(walls)):
            assert response.status_code < 500, (path, response.status)
            assert told_by(response, walls.secrets) == [], path
    assert _of_class(session, walls) == before
    lost = session.get(ClassMember, (walls.other_class, walls.told.lost.id))
    assert lost is None


def test_no_other_page_of_a_teacher_tells_of_another_class(
    app: Flask, session: Session, walls: Walls
) -> None:
    client = visit_as(app, session, walls.stranger_teacher)
    own = {"class_id": [walls.other_class]}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and {*rule.arguments} <= {"class_id"}:
            path = next(addresses(rule, own)) if rule.arguments else rule.rule
            response = client.http.get(path)
            assert response.status_code in {200, 303, 404}, path
            assert told_by(response, walls.secrets) == [], path


def test_a_student_in_two_classes_shows_each_teacher_their_own(
    app: Flask, session: Session, walls: Walls
) -> None:
    page = visit_as(app, session, walls.stranger_teacher).get(
        f"/classes/{walls.other_class}/students/{walls.both.id}"
    )
    assert "Maps" in page.text
    assert "Quiz 1" not in page.text
    page = visit_as(app, session, walls.told.teacher).get(
        f"/classes/{walls.told.class_id}/students/{walls.both.id}"
    )
    assert "Quiz 1" in page.text
    assert "Maps" not in page.text


def test_a_student_of_the_class_sees_nobody_else_and_changes_nothing_of_it(
    app: Flask, session: Session, walls: Walls
) -> None:
    client = visit_as(app, session, walls.both)
    others = [
        *(student.display_name for student in walls.told.students if student != walls.both),
        "Speak with the parents",
    ]
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and {*rule.arguments} <= {*walls.numbers}:
            for path in addresses(rule, walls.numbers) if rule.arguments else [rule.rule]:
                response = client.http.get(path)
                assert response.status_code in {200, 303, 404}, (path, response.status)
                assert told_by(response, others) == [], path
    before = snapshot(session)
    for rule in rules(app, "POST"):
        if rule.endpoint in STUDENTS_MAY:
            continue
        for path in addresses(rule, walls.numbers):
            for response in send(client, path, form_of(walls)):
                assert response.status_code in {403, 404, 415}, (path, response.status)
    assert snapshot(session) == before


def test_the_walk_notices_a_page_without_a_wall(app: Flask, session: Session, walls: Walls) -> None:
    app.add_url_rule("/classes/<int:class_id>/rogue", "rogue", lambda class_id: f"class {class_id}")
    with pytest.raises(AssertionError, match="rogue"):
        walk(app, visit_as(app, session, walls.stranger_teacher), walls)


def test_the_walk_notices_a_form_without_a_wall(app: Flask, session: Session, walls: Walls) -> None:
    app.add_url_rule(
        *("/classes/<int:class_id>/rogue", "rogue", lambda class_id: f"{class_id}"),
        methods=["POST"],
    )
    with pytest.raises(AssertionError, match="rogue"):
        walk(app, visit_as(app, session, walls.stranger_teacher), walls)


def _of_class(session: Session, walls: Walls) -> dict[str, list[tuple[object, ...]]]:
    """All that is stored of class A."""
    session.commit()
    class_id = walls.told.class_id
    told = {
        "members": select(*ClassMember.__table__.columns).where(ClassMember.class_id == class_id),
        "teachers": select(*ClassTeacher.__table__.columns).where(
            ClassTeacher.class_id == class_id
        ),
        "groups": select(*ClassGroup.__table__.columns).where(ClassGroup.class_id == class_id),
        "assignments": select(*Assignment.__table__.columns).where(Assignment.class_id == class_id),
        "grades": select(*Grade.__table__.columns),
        "attempts": select(*Attempt.__table__.columns),
    }
    return {
        name: sorted((tuple(row) for row in session.execute(query)), key=repr)
        for name, query in told.items()
    }
