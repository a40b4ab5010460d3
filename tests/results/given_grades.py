"""A class with graded work, and what one asks of its gradebook."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.services import BankSummary
from quizapp.classrooms.models import (
    Assignment,
    AssignmentStudent,
    ClassGroup,
    ClassMember,
    ClassTeacher,
    GradeCategory,
    GroupMember,
)
from quizapp.database import write
from quizapp.engine.gradebook import Cell
from quizapp.results.gradebook import Gradebook, load_gradebook
from tests.factories import (
    NOW,
    hand_in,
    make_assignment,
    make_bank,
    make_class,
    make_person,
    make_questions,
)

DAY = timedelta(days=1)
DUE = NOW - 10 * DAY
QUESTIONS = 10


@dataclass(frozen=True, slots=True)
class School:
    """Mrs Hill teaches Ada and Bo; Mr Lang teaches neither."""

    session: Session
    hill: Person
    lang: Person
    ada: Person
    bo: Person
    class_id: int
    bank: BankSummary

    def assign(self, title: str = "Rivers test", **columns: Any) -> Assignment:
        """A quiz of ten questions, due ten days ago."""
        columns.setdefault("due_at", DUE)
        return make_assignment(self.session, self.class_id, self.bank, title=title, **columns)

    def do(
        self, student: Person, assignment: Assignment, right: int, at: datetime = DUE - DAY
    ) -> int:
        """So many questions answered rightly."""
        responses = {f"q{number}": 0 for number in range(1, right + 1)}
        return hand_in(self.session, student, assignment, responses, now=at)

    def add(self, *rows: Any) -> None:
        """Store rows as they are."""
        with write(self.session):
            self.session.add_all(rows)

    def category(self, name: str, weight: float) -> int:
        """A category of the class; returns its number."""
        made = GradeCategory(class_id=self.class_id, name=name, weight=weight)
        self.add(made)
        return made.id

    def group(self, name: str, *students: Person) -> int:
        """A group of the class; returns its number."""
        made = ClassGroup(class_id=self.class_id, name=name)
        self.add(made)
        self.add(*(GroupMember(group_id=made.id, user_id=one.id) for one in students))
        return made.id

    def except_for(self, student: Person, assignment: Assignment, **columns: Any) -> None:
        """Another rule for one student."""
        self.add(AssignmentStudent(assignment_id=assignment.id, user_id=student.id, **columns))

    def leave(self, student: Person) -> None:
        """The student is no longer in the class."""
        with write(self.session):
            self.session.execute(
                update(ClassMember)
                .where(ClassMember.class_id == self.class_id, ClassMember.user_id == student.id)
                .values(state="left", left_at=NOW)
            )

    def gradebook(self, now: datetime = NOW) -> Gradebook:
        """The gradebook as it is."""
        found = load_gradebook(self.session, self.class_id, now)
        self.session.commit()
        return found

    def cell(self, student: Person, assignment: Assignment, now: datetime = NOW) -> Cell:
        """One cell of it."""
        gradebook = self.gradebook(now)
        row = gradebook.row_of(student.id)
        assert row is not None
        return row.cells[[one.id for one in gradebook.columns].index(assignment.id)]

    def final(self, student: Person, now: datetime = NOW) -> float | None:
        """A student's grade."""
        row = self.gradebook(now).row_of(student.id)
        assert row is not None
        return row.totals.final


def make_school(session: Session) -> School:
    """The school with a bank of ten questions, and nothing assigned."""
    hill, lang = (
        make_person(session, name, role="teacher", display_name=shown)
        for name, shown in (("hill", "Mrs Hill"), ("lang", "Mr Lang"))
    )
    ada, bo = (make_person(session, name) for name in ("ada", "bo"))
    class_id = make_class(session, hill, ada, bo)
    bank = make_bank(session, "ten", make_questions(QUESTIONS), owner=hill)
    return School(session, hill, lang, ada, bo, class_id, bank)


def join_teachers(school: School, person: Person) -> None:
    """Let another teacher teach the class too."""
    school.add(
        ClassTeacher(class_id=school.class_id, user_id=person.id, is_owner=False, added_at=NOW)
    )
