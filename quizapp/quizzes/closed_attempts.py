"""Attempts that were handed in: what may be seen of them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import question_of
from quizapp.engine.kinds.base import Review
from quizapp.engine.question import Question
from quizapp.quizzes.models import Answer, Attempt, Quiz
from quizapp.quizzes.services import find_attempt, list_answers
from quizapp.quizzes.showing import Shown, given_review, shown_of, unexplained, without_feedback


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """One question of an attempt that was handed in, as far as it may be seen now."""

    position: int
    language: str
    question: Question
    review: Review
    answered: bool
    mark: float | None
    """None where it isn't shown."""
    shows_key: bool = True


@dataclass(frozen=True, slots=True)
class ClosedAttempt:
    """An attempt that was handed in, as far as it may be seen now."""

    id: int
    quiz_id: int
    title: str
    started_at: datetime
    submitted_at: datetime
    score: Decimal | None
    """None where it isn't shown."""
    max_score: Decimal
    answers: tuple[MarkedAnswer, ...]
    is_assigned: bool
    shown: Shown

    @property
    def share(self) -> float | None:
        """The share of the points that was earned."""
        if self.score is None:
            return None
        return float(self.score / self.max_score) if self.max_score else 0.0


def load_closed_attempt(
    session: Session, person: Person, attempt_id: int, now: datetime
) -> ClosedAttempt | None:
    """The attempt with what its student may see of it now; None while it is open."""
    attempt, quiz = find_attempt(session, person, attempt_id)
    if attempt.submitted_at is None:
        return None
    return closed_attempt(session, attempt, quiz, shown_of(quiz, now))


def closed_attempt(
    session: Session, attempt: Attempt, quiz: Quiz, shown: Shown | None = None
) -> ClosedAttempt:
    """An attempt that was handed in, of whomever, as far as shown (None: all of it)."""
    if attempt.submitted_at is None:
        raise ValueError(f"attempt {attempt.id} is open")
    shown = shown or Shown()
    answers = tuple(
        _marked(answer, version, language, attempt.seed, shown)
        for answer, version, language in list_answers(session, attempt.id)
    )
    return ClosedAttempt(
        *(attempt.id, quiz.id, quiz.title, attempt.started_at, attempt.submitted_at),
        *(attempt.score if shown.score else None, attempt.max_score, answers),
        *(quiz.owner_id is None, shown),
    )


def _marked(
    answer: Answer, version: QuestionVersion, language: str, seed: int, shown: Shown
) -> MarkedAnswer:
    question = question_of(version)
    review = question.body.review(answer.response)
    if not shown.key:
        review = given_review(question.body, answer.response, seed + answer.position)
    elif not shown.explanation:
        review = without_feedback(review)
    return MarkedAnswer(
        position=answer.position,
        language=language,
        question=question if shown.explanation else unexplained(question),
        review=review,
        answered=answer.response is not None,
        mark=(answer.mark or 0.0) if shown.marks else None,
        shows_key=shown.key,
    )
