"""Other dates and limits for a single student of an assignment."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.audit.services import Action, record
from quizapp.classrooms.assigning import has_other_rules, lock_assignment
from quizapp.classrooms.locking import find_member, lock_class
from quizapp.classrooms.models import AssignmentStudent
from quizapp.classrooms.moving import follow_rules
from quizapp.database import write
from quizapp.quizzes.models import Quiz
from quizapp.quizzes.showing import answers_from


@dataclass(frozen=True, slots=True)
class OtherRules:
    """What is other for one student; None is as for everybody."""

    due_at: datetime | None = None
    closes_at: datetime | None = None
    attempts: int | None = None
    extra_time: int | None = None
    """In percent; None is what the class notes of the student."""


def list_other_rules(session: Session, assignment_id: int) -> dict[int, OtherRules]:
    """The students of an assignment for whom something is other."""
    rows = session.scalars(
        select(AssignmentStudent).where(AssignmentStudent.assignment_id == assignment_id)
    )
    return {
        row.user_id: OtherRules(row.due_at, row.closes_at, row.attempts, row.extra_time)
        for row in rows
        if has_other_rules(row)
    }


def set_other_rules(
    session: Session,
    person: Person,
    class_id: int,
    assignment_id: int,
    user_id: int,
    rules: OtherRules,
    now: datetime,
) -> None:
    """Store other rules for a student (an empty one: as for everybody); running attempts follow.

    Raises `NotTheirsError`, `ArchivedError`.
    """
    with write(session):
        lock_class(session, person, class_id)
        _, subject = find_member(session, class_id, user_id, "active")
        assignment = lock_assignment(session, class_id, assignment_id)
        quiz = None if assignment.quiz_id is None else session.get_one(Quiz, assignment.quiz_id)
        before = None if quiz is None else answers_from(quiz, now)
        key = (assignment_id, user_id)
        row = session.get(AssignmentStudent, key)
        if row is None:
            row = AssignmentStudent(assignment_id=assignment_id, user_id=user_id, is_target=False)
            session.add(row)
        for name, value in asdict(rules).items():
            setattr(row, name, value)
        if not row.is_target and not has_other_rules(row):
            session.expunge(row) if row in session.new else session.delete(row)
        assignment.changed_at = now
        session.flush()
        if quiz is not None:
            follow_rules(session, assignment_id, quiz, now, before=before)
        details = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(rules).items()
        }
        record(
            *(session, person, Action.CHANGED_ASSIGNMENT, now),
            class_id=class_id,
            subject=subject,
            details={"assignment": assignment_id, "title": assignment.title, **details},
        )
