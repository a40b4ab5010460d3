"""Known people around a class, and their browsers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.classrooms.models import ClassTeacher
from quizapp.database import write
from tests.factories import NOW, make_class, make_person
from tests.page_client import PageClient
from tests.visits import visit_as


@dataclass(frozen=True, slots=True)
class School:
    """Noether owns the class, Gauss teaches it too, Amy and Bo attend it.

    Euler teaches another class, which Cleo attends; Ada is the administrator, and Dan attends
    nothing.
    """

    class_id: int
    other_id: int
    noether: Person
    gauss: Person
    euler: Person
    ada: Person
    amy: Person
    bo: Person
    cleo: Person
    dan: Person

    def people(self) -> Mapping[str, Person]:
        names = ("noether", "gauss", "euler", "ada", "amy", "bo", "cleo", "dan")
        return {name: getattr(self, name) for name in names}


def make_school(session: Session, **columns: Any) -> School:
    """The school; the columns are those of the first class."""
    teachers = {
        name: make_person(session, name, role="teacher", display_name=shown)
        for name, shown in (
            *(("noether", "Emmy Noether"), ("gauss", "Carl Gauss"), ("euler", "Leonhard Euler")),
        )
    }
    students = {
        name: make_person(session, name, display_name=shown)
        for name, shown in (
            *(("amy", "Amy Brown"), ("bo", "Bo Li"), ("cleo", "Cleo Diaz"), ("dan", "Dan Eck")),
        )
    }
    ada = make_person(session, "ada", role="administrator", display_name="Ada Admin")
    class_id = make_class(session, teachers["noether"], students["amy"], students["bo"], **columns)
    other_id = make_class(session, teachers["euler"], students["cleo"], name="Maths 8a")
    with write(session):
        session.add(
            ClassTeacher(
                class_id=class_id, user_id=teachers["gauss"].id, is_owner=False, added_at=NOW
            )
        )
    return School(class_id, other_id, ada=ada, **teachers, **students)


def visits(app: Flask, session: Session, school: School) -> dict[str, PageClient]:
    """A browser of each."""
    return {name: visit_as(app, session, each) for name, each in school.people().items()}
