"""What a teacher decides on an assignment, and what can be wrong with it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.access import is_teacher, sees
from quizapp.banks.models import Bank, Question
from quizapp.classrooms.models import ClassGroup, ClassMember, GradeCategory
from quizapp.engine.assignment_rules import Counts
from quizapp.quizzes.assigned import Questions, count_by_topic, list_askable
from quizapp.quizzes.choosing import MAX_QUESTIONS
from quizapp.quizzes.models import AT_ONCE


class PlanError(Exception):
    """Something in a plan can't be; `field` is the part of the form that it stands in."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name
        self.message = message


@dataclass(frozen=True, slots=True)
class QuizPlan:
    """What is asked, how it is laid out, and what is shown of it afterwards."""

    questions: Questions | None
    """None leaves them as they are."""
    time_limit: int | None = None
    """In minutes."""
    layout: str = "one"
    is_shuffled: bool = True
    shows_score: str = AT_ONCE
    shows_marks: str = AT_ONCE
    shows_key: str = AT_ONCE
    shows_explanation: str = AT_ONCE


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """Which bank is studied, until when and how far."""

    bank_id: int
    goal: int | None = None
    """In percent of the bank's cards."""
    exam_on: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a teacher decides on an assignment; without groups and students it is for all."""

    title: str
    subject: QuizPlan | StudyPlan
    instructions: str = ""
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    attempts: int | None = None
    counts: Counts = Counts.BEST
    late_percent: int = 0
    category_id: int | None = None
    is_graded: bool = True
    group_ids: tuple[int, ...] = ()
    student_ids: tuple[int, ...] = field(default=())


def check_whom(session: Session, class_id: int, plan: Plan, kept: Collection[int] = ()) -> None:
    """See that groups, students and category are of this class; raises `PlanError`.

    `kept` are students whom it was for before, and who have left the class meanwhile.
    """
    groups = select(ClassGroup.id).where(ClassGroup.class_id == class_id)
    if not set(plan.group_ids) <= set(session.scalars(groups)):
        raise PlanError("groups", "A group that you chose is gone. Choose again.")
    students = select(ClassMember.user_id).where(
        ClassMember.class_id == class_id, ClassMember.state == "active"
    )
    if not set(plan.student_ids) - set(kept) <= set(session.scalars(students)):
        raise PlanError("students", "A student whom you chose has left the class. Choose again.")
    categories = select(GradeCategory.id).where(GradeCategory.class_id == class_id)
    if plan.category_id is not None and plan.category_id not in session.scalars(categories).all():
        raise PlanError("category", "This category is gone. Choose again.")


def check_questions(session: Session, person: Person, questions: Questions) -> None:
    """See that there is something to ask, of banks that the teacher knows; raises `PlanError`."""
    if not questions.count:
        raise PlanError("questions", "Choose at least one question.")
    if questions.count > MAX_QUESTIONS:
        raise PlanError("questions", f"A quiz asks at most {MAX_QUESTIONS} questions.")
    if questions.fixed:
        _check_fixed(session, person, questions.fixed)
        return
    names = check_banks(session, person, {part.bank_id for part in questions.parts})
    there = count_by_topic(session, names)
    for part in questions.parts:
        found = there[part.bank_id, part.topic]
        if part.count > found:
            place = f"the topic “{part.topic}” of “{names[part.bank_id]}”"
            place = place if part.topic else f"“{names[part.bank_id]}”"
            raise PlanError("questions", f"There are only {found} questions to ask in {place}.")


def _check_fixed(session: Session, person: Person, fixed: tuple[int, ...]) -> None:
    if set(fixed) - list_askable(session, fixed):
        raise PlanError("questions", "A question that you chose was retired. Choose again.")
    banks = select(Question.bank_id).where(Question.id.in_(fixed)).distinct()
    check_banks(session, person, session.scalars(banks).all())


def check_banks(session: Session, person: Person, bank_ids: Iterable[int]) -> dict[int, str]:
    """The titles of these banks; raises `PlanError` for one that the teacher doesn't know."""
    wanted = set(bank_ids)
    rows = session.execute(select(Bank.id, Bank.title).where(Bank.id.in_(wanted), sees(person)))
    titles = {row.id: row.title for row in rows}
    if not is_teacher(person) or wanted - titles.keys():
        raise PlanError("questions", "A bank that you chose is gone, or isn’t shared with you.")
    return titles
