"""One attempt at an assigned quiz, for the teachers of its class."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.classrooms.assignments import AssignmentView, find_assignment
from quizapp.classrooms.classes import StudentRow
from quizapp.classrooms.models import Assignment
from quizapp.quizzes.closed_attempts import ClosedAttempt, closed_attempt
from quizapp.quizzes.models import Answer, Attempt, Quiz
from quizapp.quizzes.services import hand_in_overdue
from quizapp.results.student import find_student


@dataclass(frozen=True, slots=True)
class TaughtAttempt:
    """An attempt with whose it is; `closed` is None while it is being taken."""

    id: int
    student: StudentRow
    assignment: AssignmentView
    started_at: datetime
    answered: int
    questions: int
    closed: ClosedAttempt | None


def find_taught_attempt(
    session: Session, class_id: int, attempt_id: int, now: datetime
) -> TaughtAttempt | None:
    """An attempt at a quiz of this class by one of its students, else None."""
    found = session.execute(
        select(Assignment.id, Assignment.quiz_id, Attempt.user_id)
        .join(Attempt, Attempt.quiz_id == Assignment.quiz_id)
        .where(Assignment.class_id == class_id, Attempt.id == attempt_id)
    ).one_or_none()
    if found is None:
        return None
    hand_in_overdue(session, now, quiz_ids=[found.quiz_id], user_id=found.user_id)
    student = find_student(session, class_id, found.user_id)
    assignment = find_assignment(session, class_id, found.id)
    if student is None or assignment is None:
        return None
    attempt = session.get_one(Attempt, attempt_id)
    quiz = session.get_one(Quiz, attempt.quiz_id)
    counts = session.execute(
        select(
            func.count(Answer.saved_at).filter(Answer.response.is_not(None)),
            func.count(Answer.position),
        ).where(Answer.attempt_id == attempt_id)
    ).one()
    return TaughtAttempt(
        *(attempt_id, student, assignment, attempt.started_at, counts[0], counts[1]),
        None if attempt.submitted_at is None else closed_attempt(session, attempt, quiz),
    )
