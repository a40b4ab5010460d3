"""Giving assignments to a class, changing them, and taking them back."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.audit.services import Action, record
from quizapp.classrooms.assignments import AssignmentView, find_assignment, target_ids
from quizapp.classrooms.locking import NotTheirsError, lock_class
from quizapp.classrooms.models import Assignment, AssignmentGroup, AssignmentStudent
from quizapp.classrooms.moving import follow_rules
from quizapp.classrooms.plans import (
    Plan,
    PlanError,
    QuizPlan,
    StudyPlan,
    check_banks,
    check_questions,
    check_whom,
)
from quizapp.classrooms.study_goals import enrol_all
from quizapp.database import write
from quizapp.engine.assignment_rules import Counts
from quizapp.quizzes.assigned import is_begun, load_questions, store_questions
from quizapp.quizzes.models import Quiz
from quizapp.quizzes.showing import answers_from


class BegunError(Exception):
    """Somebody has begun: the questions stay, and the assignment can't be deleted."""


_OF_ASSIGNMENT = (
    *("title", "instructions", "opens_at", "due_at", "closes_at", "attempts", "late_percent"),
    *("category_id", "is_graded"),
)
_OF_QUIZ = (
    *("time_limit", "layout", "is_shuffled"),
    *("shows_score", "shows_marks", "shows_key", "shows_explanation"),
)


def give(session: Session, person: Person, class_id: int, plan: Plan, now: datetime) -> int:
    """Give work to a class that the person teaches; returns the assignment's number.

    Raises `PlanError`, `NotTheirsError`, or `ArchivedError` for a class that is over.
    """
    with write(session):
        lock_class(session, person, class_id)
        check_whom(session, class_id, plan)
        assignment = Assignment(class_id=class_id, created_by=person.id, created_at=now)
        _put_subject(session, person, assignment, plan, now)
        _put_rules(assignment, plan)
        session.add(assignment)
        session.flush()
        _put_whom(session, assignment, plan)
        session.flush()
        _follow(session, assignment, now)
        _record(session, person, Action.GAVE_ASSIGNMENT, assignment, now)
    return assignment.id


def _put_subject(
    session: Session, person: Person, assignment: Assignment, plan: Plan, now: datetime
) -> None:
    subject = plan.subject
    if isinstance(subject, StudyPlan):
        check_banks(session, person, [subject.bank_id])
        assignment.bank_id = subject.bank_id
        return
    if subject.questions is None:
        raise PlanError("questions", "Choose the questions.")
    check_questions(session, person, subject.questions)
    quiz = Quiz(title=plan.title, created_at=now, question_count=0, layout=subject.layout)
    session.add(quiz)
    session.flush()
    store_questions(session, quiz, subject.questions)
    _put_quiz(quiz, plan.title, subject)
    assignment.quiz_id = quiz.id


def _put_quiz(quiz: Quiz, title: str, subject: QuizPlan) -> None:
    quiz.title = title
    for name in _OF_QUIZ:
        setattr(quiz, name, getattr(subject, name))


def _put_rules(assignment: Assignment, plan: Plan) -> None:
    for name in _OF_ASSIGNMENT:
        setattr(assignment, name, getattr(plan, name))
    assignment.counts = plan.counts.value
    if isinstance(plan.subject, StudyPlan):
        assignment.goal, assignment.exam_on = plan.subject.goal, plan.subject.exam_on


def _put_whom(session: Session, assignment: Assignment, plan: Plan) -> None:
    """Store whom it is for; the other rules of single students stay as they are."""
    session.execute(delete(AssignmentGroup).where(AssignmentGroup.assignment_id == assignment.id))
    session.add_all(
        AssignmentGroup(assignment_id=assignment.id, group_id=group_id)
        for group_id in sorted(set(plan.group_ids))
    )
    rows = session.scalars(
        select(AssignmentStudent).where(AssignmentStudent.assignment_id == assignment.id)
    ).all()
    for row in rows:
        row.is_target = row.user_id in plan.student_ids
        if not row.is_target and not has_other_rules(row):
            session.delete(row)
    known = {row.user_id for row in rows}
    session.add_all(
        AssignmentStudent(assignment_id=assignment.id, user_id=user_id, is_target=True)
        for user_id in sorted(set(plan.student_ids) - known)
    )


def has_other_rules(row: AssignmentStudent) -> bool:
    """Whether the student has other rules than everybody."""
    values = (row.due_at, row.closes_at, row.attempts, row.extra_time)
    return any(value is not None for value in values)


def _follow(session: Session, assignment: Assignment, now: datetime) -> None:
    """Let running attempts and students of the bank follow the assignment as it is now."""
    if assignment.bank_id is not None:
        students = target_ids(session, assignment.id, assignment.class_id)
        enrol_all(session, students, assignment.bank_id, now)
    elif assignment.quiz_id is not None:
        quiz = session.get_one(Quiz, assignment.quiz_id)
        follow_rules(session, assignment.id, quiz, now, before=answers_from(quiz, now))


def change(
    session: Session,
    person: Person,
    class_id: int,
    assignment_id: int,
    plan: Plan,
    now: datetime,
) -> None:
    """Store what the teacher decided anew; running attempts follow, and none becomes shorter.

    Raises `PlanError`, `NotTheirsError`, `ArchivedError`, and `BegunError` for other questions
    where somebody has begun.
    """
    with write(session):
        lock_class(session, person, class_id)
        assignment = lock_assignment(session, class_id, assignment_id)
        kept = session.scalars(
            select(AssignmentStudent.user_id).where(
                AssignmentStudent.assignment_id == assignment_id
            )
        )
        check_whom(session, class_id, plan, kept.all())
        if isinstance(plan.subject, StudyPlan) != (assignment.bank_id is not None):
            raise PlanError("questions", "A quiz stays a quiz, and a bank to study stays one.")
        before = _said(assignment)
        _put_rules(assignment, plan)
        _put_whom(session, assignment, plan)
        if isinstance(plan.subject, QuizPlan):
            quiz = session.get_one(Quiz, assignment.quiz_id)
            _change_quiz(session, person, assignment, quiz, plan.title, plan.subject, now)
        else:
            session.flush()
            _follow(session, assignment, now)
        assignment.changed_at = now
        changed = {
            name: value for name, value in _said(assignment).items() if before[name] != value
        }
        _record(session, person, Action.CHANGED_ASSIGNMENT, assignment, now, **changed)


def _change_quiz(
    session: Session,
    person: Person,
    assignment: Assignment,
    quiz: Quiz,
    title: str,
    subject: QuizPlan,
    now: datetime,
) -> None:
    seen_from = answers_from(quiz, now)
    questions = subject.questions
    if questions is not None and questions != load_questions(session, quiz.id):
        if is_begun(session, quiz.id):
            raise BegunError
        check_questions(session, person, questions)
        store_questions(session, quiz, questions)
    _put_quiz(quiz, title, subject)
    session.flush()
    follow_rules(session, assignment.id, quiz, now, before=seen_from)


def _said(assignment: Assignment) -> dict[str, Any]:
    names = (*_OF_ASSIGNMENT, "counts", "goal", "exam_on")
    return {name: _in_json(getattr(assignment, name)) for name in names}


def _in_json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def lock_assignment(session: Session, class_id: int, assignment_id: int) -> Assignment:
    """Lock an assignment of a class, inside the caller's write; raises `NotTheirsError`."""
    found = session.scalar(
        select(Assignment)
        .where(Assignment.id == assignment_id, Assignment.class_id == class_id)
        .with_for_update()
    )
    if found is None:
        raise NotTheirsError
    return found


def withdraw(
    session: Session, person: Person, class_id: int, assignment_id: int, now: datetime
) -> None:
    """Hide an assignment from the students; what was handed in is kept. Raises `NotTheirsError`.

    An attempt that runs can still be handed in.
    """
    with write(session):
        lock_class(session, person, class_id, is_open=False)
        assignment = lock_assignment(session, class_id, assignment_id)
        if assignment.withdrawn_at is None:
            assignment.withdrawn_at = assignment.changed_at = now
            _record(session, person, Action.WITHDREW_ASSIGNMENT, assignment, now)


def restore(
    session: Session, person: Person, class_id: int, assignment_id: int, now: datetime
) -> None:
    """Show a withdrawn assignment again. Raises `NotTheirsError`, `ArchivedError`."""
    with write(session):
        lock_class(session, person, class_id)
        assignment = lock_assignment(session, class_id, assignment_id)
        if assignment.withdrawn_at is not None:
            assignment.withdrawn_at, assignment.changed_at = None, now
            session.flush()
            _follow(session, assignment, now)
            _record(session, person, Action.CHANGED_ASSIGNMENT, assignment, now, withdrawn_at=None)


def delete_assignment(
    session: Session, person: Person, class_id: int, assignment_id: int, now: datetime
) -> None:
    """Delete an assignment that nobody has begun. Raises `NotTheirsError`, `BegunError`."""
    with write(session):
        lock_class(session, person, class_id, is_open=False)
        assignment = lock_assignment(session, class_id, assignment_id)
        if assignment.quiz_id is not None and is_begun(session, assignment.quiz_id):
            raise BegunError
        _record(session, person, Action.WITHDREW_ASSIGNMENT, assignment, now, deleted=True)
        session.delete(assignment)
        session.flush()
        if assignment.quiz_id is not None:
            session.execute(delete(Quiz).where(Quiz.id == assignment.quiz_id))


def copy(
    session: Session,
    person: Person,
    source: AssignmentView,
    class_id: int,
    now: datetime,
) -> int:
    """Give the same work to another class, all of it; returns the number of the copy.

    Raises as `give` does: the person has to know the banks. The category isn't taken along.
    """
    plan = replace(load_plan(session, source), group_ids=(), student_ids=(), category_id=None)
    return give(session, person, class_id, plan, now)


def load_plan(session: Session, view: AssignmentView) -> Plan:
    """What was decided on an assignment."""
    if view.bank_id is not None:
        subject: QuizPlan | StudyPlan = StudyPlan(view.bank_id, view.goal, view.exam_on)
    else:
        quiz = session.get_one(Quiz, view.quiz_id)
        values = {name: getattr(quiz, name) for name in _OF_QUIZ}
        subject = QuizPlan(load_questions(session, quiz.id), **values)
    groups = select(AssignmentGroup.group_id).where(AssignmentGroup.assignment_id == view.id)
    students = select(AssignmentStudent.user_id).where(
        AssignmentStudent.assignment_id == view.id, AssignmentStudent.is_target.is_(True)
    )
    return Plan(
        **{name: getattr(view, name) for name in _OF_ASSIGNMENT},
        counts=Counts(view.counts),
        subject=subject,
        group_ids=tuple(session.scalars(groups.order_by(AssignmentGroup.group_id))),
        student_ids=tuple(session.scalars(students.order_by(AssignmentStudent.user_id))),
    )


def find_plan(session: Session, class_id: int, assignment_id: int) -> Plan | None:
    """What was decided on an assignment of a class."""
    view = find_assignment(session, class_id, assignment_id)
    return None if view is None else load_plan(session, view)


def _record(
    session: Session,
    person: Person,
    action: Action,
    assignment: Assignment,
    now: datetime,
    **details: Any,
) -> None:
    said = {"assignment": assignment.id, "title": assignment.title, **details}
    record(session, person, action, now, class_id=assignment.class_id, details=said)
