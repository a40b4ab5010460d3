"""Assignments for tests, given as a teacher gives them."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.services import BankSummary
from quizapp.classrooms import assigning
from quizapp.classrooms.plans import Plan, QuizPlan, StudyPlan
from quizapp.engine.kinds import Response
from quizapp.quizzes import services as quizzes
from quizapp.quizzes.assigned import Part, Questions
from tests.factories import NOW, fields_for

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HIDDEN: dict[str, Any] = {"shows_key": "closed", "shows_explanation": "closed"}
_OF_QUIZ = {field.name for field in fields(QuizPlan)}


def quiz_plan(bank: BankSummary, count: int = 100, **columns: Any) -> Plan:
    """A quiz of so many questions of the bank; the columns are those of the plans."""
    count = min(count, bank.quiz_questions)
    columns.setdefault("questions", Questions(parts=(Part(bank.id, "", count),)))
    of_quiz = {name: columns.pop(name) for name in [*columns] if name in _OF_QUIZ}
    columns.setdefault("title", "Rivers test")
    return Plan(subject=QuizPlan(**of_quiz), **columns)


def give_quiz(
    session: Session,
    teacher: Person,
    class_id: int,
    bank: BankSummary,
    *,
    now: datetime = NOW,
    **columns: Any,
) -> int:
    """A quiz given to the class; returns the number of the assignment."""
    return assigning.give(session, teacher, class_id, quiz_plan(bank, **columns), now)


def give_study(
    session: Session,
    teacher: Person,
    class_id: int,
    bank: BankSummary,
    *,
    now: datetime = NOW,
    **columns: Any,
) -> int:
    """A bank given to the class to study; returns the number of the assignment."""
    subject = StudyPlan(bank.id, columns.pop("goal", 80), columns.pop("exam_on", None))
    columns.setdefault("title", "Study rivers")
    return assigning.give(session, teacher, class_id, Plan(subject=subject, **columns), now)


def submit(
    session: Session,
    student: Person,
    attempt_id: int,
    responses: dict[str, Response],
    now: datetime = NOW,
) -> None:
    """Hand in an attempt with these responses, by the kind of question."""
    given = fields_for(session, attempt_id, responses)
    quizzes.submit_attempt(session, student, attempt_id, given, now)
