"""What an assignment is about: how many questions it asks, of which banks, and what is shown."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.access import sees
from quizapp.banks.models import Bank, Question
from quizapp.classrooms.assignments import AssignmentView
from quizapp.quizzes.assigned import count_askable, load_questions
from quizapp.quizzes.models import Quiz


@dataclass(frozen=True, slots=True)
class SubjectBank:
    """A bank that an assignment rests on."""

    title: str
    slug: str
    is_open: bool
    is_known: bool
    """Whether the person can open its page."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an assignment is about."""

    banks: tuple[SubjectBank, ...]
    wanted: int = 0
    """How many questions an attempt is meant to ask."""
    there: int = 0
    """How many there are to ask now."""
    is_drawn: bool = False
    shows: tuple[tuple[str, str], ...] = ()
    """Score, marks, key and explanation, each with when it is shown."""
    revealed_at: datetime | None = None


_PARTS = ("score", "marks", "key", "explanation")


def find_subject(session: Session, person: Person, view: AssignmentView) -> Subject:
    """What an assignment is about, as far as its students and teachers see it."""
    if view.quiz_id is None:
        return Subject(_list_banks(session, person, {view.bank_id or 0}))
    questions = load_questions(session, view.quiz_id)
    bank_ids = {part.bank_id for part in questions.parts}
    if questions.fixed:
        of_fixed = select(Question.bank_id).where(Question.id.in_(questions.fixed)).distinct()
        bank_ids = set(session.scalars(of_fixed))
    quiz = session.get_one(Quiz, view.quiz_id)
    return Subject(
        banks=_list_banks(session, person, bank_ids),
        wanted=quiz.question_count,
        there=count_askable(session, view.quiz_id),
        is_drawn=bool(questions.parts),
        shows=tuple((part, getattr(quiz, f"shows_{part}")) for part in _PARTS),
        revealed_at=quiz.revealed_at,
    )


def _list_banks(session: Session, person: Person, bank_ids: set[int]) -> tuple[SubjectBank, ...]:
    rows = session.execute(
        select(Bank.title, Bank.slug, Bank.is_open, sees(person).label("is_known"))
        .where(Bank.id.in_(bank_ids))
        .order_by(Bank.title)
    )
    return tuple(SubjectBank(*row) for row in rows)
