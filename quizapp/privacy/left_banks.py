"""Banks of a person who goes: which of them nobody else needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from quizapp.banks.models import Bank, BankShare, Question, QuestionVersion
from quizapp.classrooms.models import Assignment
from quizapp.quizzes.models import Answer, Attempt, Quiz, QuizQuestion, QuizSource, Ruling
from quizapp.study.models import Card, Enrolment, Review


@dataclass(frozen=True, slots=True)
class LeftBank:
    """A bank of the person's."""

    id: int
    title: str


def list_owned_banks(session: Session, user_id: int) -> list[LeftBank]:
    """All banks of the person."""
    query = select(Bank.id, Bank.title).where(Bank.owner_id == user_id).order_by(Bank.title)
    return [LeftBank(*row) for row in session.execute(query)]


def list_unused_banks(session: Session, user_id: int) -> list[LeftBank]:
    """The person's closed banks that nobody else sees, studies, was asked, or is taught from."""
    query = (
        select(Bank.id, Bank.title)
        .where(Bank.owner_id == user_id, Bank.is_open.is_(False), ~_is_used(user_id))
        .order_by(Bank.title)
    )
    return [LeftBank(*row) for row in session.execute(query)]


def delete_banks(session: Session, bank_ids: Sequence[int]) -> None:
    """Delete banks that `list_unused_banks` named, once the person's own answers are gone."""
    session.execute(delete(Bank).where(Bank.id.in_(bank_ids)))


def _is_used(user_id: int) -> ColumnElement[bool]:
    question_ids = select(Question.id).where(Question.bank_id == Bank.id)
    version_ids = (
        select(QuestionVersion.id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.bank_id == Bank.id)
    )
    of_others = or_(Quiz.owner_id.is_(None), Quiz.owner_id != user_id)
    return or_(
        exists().where(BankShare.bank_id == Bank.id),
        exists().where(Assignment.bank_id == Bank.id),
        exists().where(Enrolment.bank_id == Bank.id, Enrolment.user_id != user_id),
        exists().where(QuizSource.bank_id == Bank.id, Quiz.id == QuizSource.quiz_id, of_others),
        exists().where(
            QuizQuestion.question_id.in_(question_ids), Quiz.id == QuizQuestion.quiz_id, of_others
        ),
        exists().where(Card.question_id.in_(question_ids), Card.user_id != user_id),
        exists().where(Review.version_id.in_(version_ids), Review.user_id != user_id),
        exists().where(
            Answer.version_id.in_(version_ids),
            Attempt.id == Answer.attempt_id,
            Attempt.user_id != user_id,
        ),
        exists().where(Ruling.version_id.in_(version_ids)),
    )
