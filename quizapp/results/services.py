"""Scores: what a student has achieved, per attempt, per bank and per topic."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.quizzes.models import Answer, Attempt, Quiz
from quizapp.quizzes.showing import is_shown

_SHARE = func.sum(Answer.mark * QuestionVersion.points) / func.sum(QuestionVersion.points)


@dataclass(frozen=True, slots=True)
class AttemptScore:
    """A finished attempt in the list of scores."""

    id: int
    title: str
    submitted_at: datetime
    score: Decimal | None
    """None where it isn't shown, or not yet."""
    max_score: Decimal

    @property
    def share(self) -> float | None:
        """The share of the points that was earned."""
        if self.score is None:
            return None
        return float(self.score / self.max_score) if self.max_score else 0.0


@dataclass(frozen=True, slots=True)
class BankScore:
    """How a student does in one bank: share of the points in the best and the latest attempt."""

    slug: str
    title: str
    attempts: int
    best: float
    latest: float


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How a student does in one topic, over all answers given so far."""

    bank: str
    topic: str
    answers: int
    share: float


def list_attempts(
    session: Session, person: Person, now: datetime, limit: int | None = None
) -> list[AttemptScore]:
    """The person's finished attempts, the newest first; with scores that may be seen now."""
    rows = session.execute(
        select(
            *(Attempt.id, Quiz.title, Attempt.submitted_at, Attempt.score, Attempt.max_score),
            is_shown(Quiz.shows_score, now),
        )
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.user_id == person.id, Attempt.submitted_at.is_not(None))
        .order_by(Attempt.submitted_at.desc(), Attempt.id.desc())
        .limit(limit)
    )
    return [
        AttemptScore(attempt_id, title, submitted_at, score if seen else None, max_score)
        for attempt_id, title, submitted_at, score, max_score, seen in rows
        if submitted_at is not None and score is not None
    ]


def _tells_marks(now: datetime) -> ColumnElement[bool]:
    """The condition on `Quiz` that a share of its answers gives nothing away."""
    return is_shown(Quiz.shows_score, now) & is_shown(Quiz.shows_marks, now)


def list_bank_scores(session: Session, person: Person, now: datetime) -> list[BankScore]:
    """Best and latest result in each bank; an attempt over several banks counts in each.

    Attempts whose marks may not be seen now are left out.
    """
    rows = session.execute(
        select(Bank.slug, Bank.title, _SHARE)
        .join_from(Attempt, Answer, Answer.attempt_id == Attempt.id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .join(Bank, Bank.id == QuestionRow.bank_id)
        .where(Attempt.user_id == person.id, Attempt.submitted_at.is_not(None), _tells_marks(now))
        .group_by(Attempt.id, Bank.id)
        .order_by(Attempt.submitted_at, Attempt.id)
    )
    shares: dict[tuple[str, str], list[float]] = {}
    for slug, title, value in rows:
        shares.setdefault((title, slug), []).append(float(value or 0))
    return [
        BankScore(slug, title, len(values), max(values), values[-1])
        for (title, slug), values in sorted(shares.items())
    ]


def list_topic_scores(session: Session, person: Person, now: datetime) -> list[TopicScore]:
    """The share of the points earned in each topic, the weakest first, as far as it may be seen."""
    rows = session.execute(
        select(Bank.title, QuestionVersion.topic, func.count(), _SHARE)
        .join_from(Attempt, Answer, Answer.attempt_id == Attempt.id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .join(Bank, Bank.id == QuestionRow.bank_id)
        .where(Attempt.user_id == person.id, Attempt.submitted_at.is_not(None), _tells_marks(now))
        .group_by(Bank.title, QuestionVersion.topic)
    )
    topics = [
        TopicScore(bank, topic, count, float(value or 0)) for bank, topic, count, value in rows
    ]
    return sorted(topics, key=lambda topic: (topic.share, topic.bank, topic.topic))
