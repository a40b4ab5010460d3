"""How far a class is with its assignments, for its teachers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.classrooms.assignments import (
    AssignmentView,
    EffectiveRules,
    list_assignments,
    rules_for,
    select_assignments,
    targets_of,
)
from quizapp.classrooms.classes import StudentRow, list_students
from quizapp.classrooms.models import Assignment, Class, ClassMember, ClassTeacher, Grade
from quizapp.classrooms.other_rules import OtherRules, list_other_rules
from quizapp.classrooms.study_progress import Progress, list_progress
from quizapp.classrooms.work import Try
from quizapp.engine.assignment_rules import State, after_lateness, counted_share
from quizapp.quizzes.models import Attempt


@dataclass(frozen=True, slots=True)
class Tally:
    """An assignment in a teacher's list: how many it is for, and how many have done what."""

    view: AssignmentView
    state: State
    students: int
    handed_in: int
    running: int


@dataclass(frozen=True, slots=True)
class StudentLine:
    """A student on the page of an assignment: what was done, and what counts of it."""

    student: StudentRow
    state: str
    """`not begun`, `running`, `handed in`, `late`, `missed` or `excused`."""
    tries: tuple[Try, ...]
    counted: float | None
    is_by_hand: bool
    other: OtherRules | None
    progress: Progress | None


def list_tallies(session: Session, class_id: int, now: datetime) -> list[Tally]:
    """All assignments of a class, withdrawn ones too, with how far the class is."""
    views = list_assignments(session, class_id, with_withdrawn=True)
    targets = targets_of(session, [view.id for view in views], class_id)
    rows = session.execute(
        select(
            Attempt.quiz_id,
            Attempt.user_id,
            func.count(Attempt.submitted_at).label("handed_in"),
            func.count().label("begun"),
        )
        .where(Attempt.quiz_id.in_([view.quiz_id for view in views if view.quiz_id is not None]))
        .group_by(Attempt.quiz_id, Attempt.user_id)
    )
    done: defaultdict[int, set[int]] = defaultdict(set)
    running: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.handed_in:
            done[row.quiz_id].add(row.user_id)
        if row.begun > row.handed_in:
            running[row.quiz_id].add(row.user_id)
    return [
        Tally(
            *(view, view.rules.state(now), len(targets[view.id])),
            handed_in=len(done[view.quiz_id or 0] & targets[view.id]),
            running=len(running[view.quiz_id or 0] & targets[view.id]),
        )
        for view in views
    ]


def list_lines(
    session: Session, view: AssignmentView, now: datetime, *, today: date
) -> list[StudentLine]:
    """Every student whom an assignment is for, in the order of their names."""
    targets = targets_of(session, [view.id], view.class_id)[view.id]
    students = [one for one in list_students(session, view.class_id) if one.user_id in targets]
    rules = rules_for(session, [view.id])
    tries = _load_tries(session, view, rules)
    grades = {
        row.user_id: row
        for row in session.execute(
            select(Grade.user_id, Grade.share, Grade.is_excused).where(
                Grade.assignment_id == view.id
            )
        )
    }
    other = list_other_rules(session, view.id)
    progress: dict[int, Progress] = {}
    if view.bank_id is not None:
        progress = list_progress(session, view.bank_id, targets, view.exam_on, today=today)
    lines = []
    for student in students:
        own = tuple(tries[student.user_id])
        grade = grades.get(student.user_id)
        by_hand = grade.share if grade else None
        state = rules[view.id, student.user_id].state(now)
        lines.append(
            StudentLine(
                student=student,
                state="excused" if grade and grade.is_excused else _state(own, state),
                tries=own,
                counted=_counted(view, rules, student.user_id, own) if by_hand is None else by_hand,
                is_by_hand=by_hand is not None,
                other=other.get(student.user_id),
                progress=progress.get(student.user_id),
            )
        )
    return lines


def _state(tries: Sequence[Try], state: State) -> str:
    if any(one.submitted_at is None for one in tries):
        return "running"
    if tries:
        return "late" if all(one.is_late for one in tries) else "handed in"
    return "missed" if state is State.CLOSED else "not begun"


def _counted(
    view: AssignmentView, rules: EffectiveRules, user_id: int, tries: Sequence[Try]
) -> float | None:
    due_at = rules[view.id, user_id].due_at
    shares = [
        after_lateness(one.share, one.submitted_at, due_at, view.late_percent)
        for one in tries
        if one.share is not None and one.submitted_at is not None
    ]
    return counted_share(shares, view.counts) if shares else None


def _load_tries(
    session: Session, view: AssignmentView, rules: EffectiveRules
) -> defaultdict[int, list[Try]]:
    rows = session.execute(
        select(
            *(Attempt.id, Attempt.user_id, Attempt.started_at, Attempt.submitted_at),
            *(Attempt.deadline_at, Attempt.score, Attempt.max_score),
        )
        .where(Attempt.quiz_id == view.quiz_id)
        .order_by(Attempt.submitted_at.is_(None), Attempt.submitted_at, Attempt.id)
    )
    found: defaultdict[int, list[Try]] = defaultdict(list)
    for row in rows:
        due_at = rules[view.id, row.user_id].due_at
        share = None
        if row.score is not None:
            share = float(row.score / row.max_score) if row.max_score else 0.0
        is_late = None not in {due_at, row.submitted_at} and row.submitted_at > due_at
        found[row.user_id].append(
            Try(row.id, row.started_at, row.submitted_at, row.deadline_at, share, bool(is_late))
        )
    return found


@dataclass(frozen=True, slots=True)
class TaughtClass:
    """A class on its teacher's home page, with what waits in it."""

    class_id: int
    name: str
    waiting: int
    """Students who wait for approval."""
    running: int
    """Attempts that are being taken."""
    due: tuple[AssignmentView, ...]
    """What is due within a day."""


def list_taught(
    session: Session, person: Person, soon: datetime, now: datetime
) -> list[TaughtClass]:
    """The classes that the person teaches, and what in them waits, runs, or is due until `soon`."""
    classes = session.execute(
        select(Class.id, Class.name)
        .join(ClassTeacher, ClassTeacher.class_id == Class.id)
        .where(ClassTeacher.user_id == person.id, Class.archived_at.is_(None))
        .order_by(Class.name, Class.id)
    ).all()
    if not classes:
        return []
    ids = [row.id for row in classes]
    views = select_assignments(
        session, Assignment.class_id.in_(ids), Assignment.withdrawn_at.is_(None)
    )
    waiting = _count(
        session.execute(
            select(ClassMember.class_id, func.count())
            .where(ClassMember.class_id.in_(ids), ClassMember.state == "waiting")
            .group_by(ClassMember.class_id)
        ).all()
    )
    running = _count(
        session.execute(
            select(Assignment.class_id, func.count())
            .join(Attempt, Attempt.quiz_id == Assignment.quiz_id)
            .where(Assignment.class_id.in_(ids), Attempt.submitted_at.is_(None))
            .group_by(Assignment.class_id)
        ).all()
    )
    return [
        TaughtClass(
            *(row.id, row.name, waiting.get(row.id, 0), running.get(row.id, 0)),
            tuple(
                view
                for view in views
                if view.class_id == row.id and view.due_at and now <= view.due_at <= soon
            ),
        )
        for row in classes
    ]


def _count(rows: Sequence[tuple[int, int]]) -> dict[int, int]:
    return {row[0]: row[1] for row in rows}
