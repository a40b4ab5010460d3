"""What a teacher can choose from when a question of an assigned quiz is marked again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.engine.kinds import KINDS
from quizapp.quizzes.models import Answer, Attempt, QuizQuestion


@dataclass(frozen=True, slots=True)
class VersionKey:
    """A version of a question, with its right answer in words (Markdown)."""

    id: int
    number: int
    created_at: datetime
    right: str
    is_current: bool
    is_asked: bool
    """Whether an attempt at the quiz was asked it."""


@dataclass(frozen=True, slots=True)
class RulableQuestion:
    """A question of a quiz that can be marked again."""

    id: int
    stem: str
    """That of its current version."""
    versions: tuple[VersionKey, ...]
    """The newest first."""


def find_rulable(session: Session, quiz_id: int, question_id: int) -> RulableQuestion | None:
    """A question that the quiz asks, or that an attempt at it was asked."""
    asked = (
        select(Answer.version_id)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.quiz_id == quiz_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .where(QuestionVersion.question_id == question_id)
    )
    is_fixed = exists().where(
        QuizQuestion.quiz_id == quiz_id, QuizQuestion.question_id == question_id
    )
    rows = session.execute(
        select(
            *(QuestionVersion.id, QuestionVersion.number, QuestionVersion.created_at),
            *(QuestionVersion.kind, QuestionVersion.body, QuestionVersion.stem),
            QuestionRow.version,
            QuestionVersion.id.in_(asked).label("is_asked"),
        )
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .where(QuestionRow.id == question_id, or_(is_fixed, asked.exists()))
        .order_by(QuestionVersion.number.desc())
    ).all()
    if not rows:
        return None
    versions = tuple(
        VersionKey(
            id=row.id,
            number=row.number,
            created_at=row.created_at,
            right=KINDS[row.kind].from_json(row.body).review(None).expected,
            is_current=row.number == row.version,
            is_asked=row.is_asked,
        )
        for row in rows
    )
    stem = next((row.stem for row in rows if row.number == row.version), rows[0].stem)
    return RulableQuestion(question_id, stem, versions)
