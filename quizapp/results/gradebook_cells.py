"""One cell of a gradebook: how it came about, and changing it by hand."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.audit.services import Action, Subject, record
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import IS_CURRENT
from quizapp.classrooms.assignments import AssignmentView, find_assignment, rules_for
from quizapp.classrooms.classes import StudentRow, list_groups, list_students
from quizapp.classrooms.models import Assignment, ClassMember, ClassTeacher, Grade
from quizapp.database import write
from quizapp.engine.assignment_rules import after_lateness
from quizapp.engine.gradebook import Cell, Handed, count_attempts, days_late
from quizapp.quizzes.models import Attempt, QuizQuestion
from quizapp.quizzes.services import hand_in_overdue
from quizapp.results.gradebook import column_cells, load_rules
from quizapp.results.gradebook_work import load_work

MOST_SHARE = 2.0
MAX_NOTE = 2_000


class UnknownCellError(Exception):
    """There is no such work in the class, or it isn't the person's to grade any more."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a teacher says of a student's work; all empty, the attempts alone count."""

    share: float | None = None
    is_excused: bool = False
    note: str = ""

    @property
    def digest(self) -> str:
        """Tells one judgement from another, so that a form can carry which it saw."""
        text = json.dumps([self.share, self.is_excused, self.note])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class ChangedMeanwhileError(Exception):
    """Somebody else has judged the work since the form was shown."""

    def __init__(self, stored: Judgement) -> None:
        super().__init__()
        self.stored = stored


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An attempt, what it earned, and what is left of that after lateness."""

    id: int
    started_at: datetime
    submitted_at: datetime | None
    score: Decimal | None
    max_score: Decimal
    share: float | None
    days_late: int
    reduced: float | None
    is_counted: bool


@dataclass(frozen=True, slots=True)
class CellDetails:
    """A cell with everything that it rests on."""

    assignment: AssignmentView
    student: StudentRow
    cell: Cell
    computed: float | None
    """What the attempts or the cards learned would count without a judgement."""
    attempts: tuple[AttemptLine, ...]
    learned: float
    due_at: datetime | None
    judgement: Judgement
    judged_by: str
    judged_at: datetime | None
    max_score: Decimal | None
    """The points that can be earned, where that is known."""
    before: StudentRow | None
    after: StudentRow | None


def load_cell(
    session: Session, class_id: int, assignment_id: int, user_id: int, now: datetime
) -> CellDetails:
    """A student's work on an assignment; raises `UnknownCellError`.

    Withdrawn assignments and students who left have no cells.
    """
    assignment = find_assignment(session, class_id, assignment_id)
    if assignment is None or assignment.withdrawn_at is not None:
        raise UnknownCellError
    if assignment.quiz_id is not None:
        hand_in_overdue(session, now, quiz_ids=[assignment.quiz_id])
    students = list_students(session, class_id)
    place = next((n for n, one in enumerate(students) if one.user_id == user_id), None)
    if place is None:
        raise UnknownCellError
    student = students[place]
    groups = list_groups(session, class_id)
    work = load_work(session, class_id, [assignment], groups, user_id)
    rules = load_rules(session, class_id)
    cell = column_cells(assignment, [student], rules, work, now)[0]
    bare = column_cells(assignment, [student], rules, work.undecided(), now)[0]
    due_at = rules_for(session, [assignment_id], [user_id])[assignment_id, user_id].due_at
    attempts = _load_attempts(session, assignment, user_id, due_at)
    judgement, judged_by, judged_at = _load_judgement(session, assignment_id, user_id)
    return CellDetails(
        *(assignment, student, cell, bare.share, attempts),
        work.learned.get(assignment.bank_id or 0, {}).get(user_id, 0.0),
        *(due_at, judgement, judged_by, judged_at),
        _find_max_score(session, assignment, attempts),
        before=students[place - 1] if place else None,
        after=students[place + 1] if place + 1 < len(students) else None,
    )


def _load_attempts(
    session: Session, assignment: AssignmentView, user_id: int, due_at: datetime | None
) -> tuple[AttemptLine, ...]:
    if assignment.quiz_id is None:
        return ()
    rows = session.execute(
        select(
            *(Attempt.id, Attempt.started_at, Attempt.submitted_at),
            *(Attempt.score, Attempt.max_score),
        )
        .where(Attempt.quiz_id == assignment.quiz_id, Attempt.user_id == user_id)
        .order_by(Attempt.submitted_at.is_(None), Attempt.submitted_at, Attempt.id)
    ).all()
    handed = [
        Handed(_share(row.score, row.max_score), row.submitted_at)
        for row in rows
        if row.submitted_at is not None
    ]
    counted = count_attempts(handed, due_at, assignment.late_percent, assignment.counts)
    places = counted.places if counted else ()
    return tuple(
        _line(*row, due_at=due_at, percent=assignment.late_percent, is_counted=place in places)
        for place, row in enumerate(rows)
    )


def _line(
    attempt_id: int,
    started_at: datetime,
    submitted_at: datetime | None,
    score: Decimal | None,
    max_score: Decimal,
    *,
    due_at: datetime | None,
    percent: int,
    is_counted: bool,
) -> AttemptLine:
    share = _share(score, max_score)
    late = days_late(submitted_at, due_at) if submitted_at else 0
    reduced = (
        None
        if share is None or submitted_at is None
        else after_lateness(share, submitted_at, due_at, percent)
    )
    return AttemptLine(
        *(attempt_id, started_at, submitted_at, score, max_score),
        *(share, late, reduced, is_counted),
    )


def _share(score: Decimal | None, max_score: Decimal) -> float | None:
    return None if score is None or not max_score else float(score) / float(max_score)


def _load_judgement(
    session: Session, assignment_id: int, user_id: int
) -> tuple[Judgement, str, datetime | None]:
    row = session.execute(
        select(Grade.share, Grade.is_excused, Grade.note, User.display_name, Grade.graded_at)
        .outerjoin(User, User.id == Grade.graded_by)
        .where(Grade.assignment_id == assignment_id, Grade.user_id == user_id)
    ).one_or_none()
    if row is None:
        return Judgement(), "", None
    return Judgement(*row[:3]), row.display_name or "", row.graded_at


def _find_max_score(
    session: Session, assignment: AssignmentView, attempts: tuple[AttemptLine, ...]
) -> Decimal | None:
    """Of the newest attempt, else of the questions that every attempt asks."""
    if attempts:
        return attempts[-1].max_score or None
    return session.scalar(
        select(func.sum(QuestionVersion.points))
        .join_from(QuizQuestion, QuestionRow, QuestionRow.id == QuizQuestion.question_id)
        .join(QuestionVersion, IS_CURRENT)
        .where(QuizQuestion.quiz_id == assignment.quiz_id)
    )


def change_grade(
    session: Session,
    person: Person,
    class_id: int,
    assignment_id: int,
    user_id: int,
    wanted: Judgement,
    now: datetime,
    *,
    seen: str,
) -> bool:
    """Store a judgement and tell the log; returns whether it is another one than before.

    `seen` is the digest of the judgement that the person saw. Raises `ChangedMeanwhileError` where
    it is no longer that one, and `UnknownCellError`.
    """
    with write(session):
        title, name = _lock_cell(session, person, class_id, assignment_id, user_id)
        row = session.get(Grade, (assignment_id, user_id))
        before = Judgement(row.share, row.is_excused, row.note) if row else Judgement()
        if before == wanted:
            return False
        if before.digest != seen:
            raise ChangedMeanwhileError(before)
        if row is not None and wanted == Judgement():
            session.delete(row)
        else:
            row = row or Grade(assignment_id=assignment_id, user_id=user_id)
            row.share, row.is_excused, row.note = wanted.share, wanted.is_excused, wanted.note
            row.graded_by, row.graded_at = person.id, now
            session.add(row)
        record(
            *(session, person, Action.CHANGED_GRADE, now),
            class_id=class_id,
            subject=Subject(user_id, name),
            details={
                "assignment": title,
                "assignment_id": assignment_id,
                "before": _logged(before),
                "after": _logged(wanted),
                "note_changed": before.note != wanted.note,
            },
        )
    return True


def _logged(judgement: Judgement) -> dict[str, object]:
    return {"share": judgement.share, "is_excused": judgement.is_excused}


def _lock_cell(
    session: Session, person: Person, class_id: int, assignment_id: int, user_id: int
) -> tuple[str, str]:
    """Keep others from grading this student; returns the assignment's title and the name."""
    check_teacher(session, person, class_id)
    title = session.scalar(
        select(Assignment.title).where(
            Assignment.id == assignment_id,
            Assignment.class_id == class_id,
            Assignment.withdrawn_at.is_(None),
        )
    )
    name = session.scalar(
        select(User.display_name)
        .join(ClassMember, ClassMember.user_id == User.id)
        .where(
            ClassMember.class_id == class_id,
            ClassMember.user_id == user_id,
            ClassMember.state == "active",
        )
        .with_for_update(of=ClassMember)
    )
    if title is None or name is None:
        raise UnknownCellError
    return title, name


def check_teacher(session: Session, person: Person, class_id: int) -> None:
    """Raise `UnknownCellError` where the person no longer teaches the class."""
    teaches = session.scalar(
        select(ClassTeacher.user_id).where(
            ClassTeacher.class_id == class_id, ClassTeacher.user_id == person.id
        )
    )
    if teaches is None:
        raise UnknownCellError
