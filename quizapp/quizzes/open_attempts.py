"""Attempts that are being taken: what their students see of them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import floor

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import QuestionVersion
from quizapp.engine.assignment_rules import GRACE
from quizapp.engine.kinds import KINDS
from quizapp.engine.kinds.base import PublicView
from quizapp.quizzes.models import Answer, Attempt, Quiz
from quizapp.quizzes.services import (
    AttemptClosedError,
    TimeUpError,
    find_attempt,
    is_overdue,
    list_answers,
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of an open attempt as the student may see it, with the answer so far."""

    position: int
    kind: str
    language: str
    stem: str
    image: str
    image_alt: str
    points: Decimal
    view: PublicView
    fields: tuple[str, ...]
    """The answer as the form's controls hold it; empty where there is none."""
    hint: str


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """An attempt being taken."""

    id: int
    title: str
    layout: str
    started_at: datetime
    questions: tuple[AskedQuestion, ...]
    quiz_id: int
    is_assigned: bool
    seconds_left: int | None
    """How long it still runs; None is as long as one likes."""

    @property
    def points(self) -> Decimal:
        """How many points there are to earn."""
        return sum((question.points for question in self.questions), Decimal(0))

    @property
    def unanswered(self) -> list[int]:
        """The positions that have no answer yet."""
        return [question.position for question in self.questions if not question.fields]


@dataclass(frozen=True, slots=True)
class OpenAttemptSummary:
    """An attempt in the list of those to go on with."""

    id: int
    title: str
    started_at: datetime
    questions: int
    answered: int
    is_assigned: bool


def list_open_attempts(session: Session, person: Person, now: datetime) -> list[OpenAttemptSummary]:
    """Attempts that aren't handed in yet and still run, the newest first."""
    rows = session.execute(
        select(
            *(Attempt.id, Quiz.title, Attempt.started_at),
            func.count(Answer.position),
            func.count(Answer.saved_at).filter(Answer.response.is_not(None)),
            Quiz.owner_id.is_(None),
        )
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .where(
            Attempt.user_id == person.id,
            Attempt.submitted_at.is_(None),
            or_(Attempt.deadline_at.is_(None), Attempt.deadline_at >= now - GRACE),
        )
        .group_by(Attempt.id, Quiz.title, Quiz.owner_id, Attempt.started_at)
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
    )
    return [OpenAttemptSummary(*row) for row in rows]


def load_open_attempt(
    session: Session, person: Person, attempt_id: int, now: datetime
) -> OpenAttempt:
    """The attempt as the student may see it; raises `AttemptClosedError` once handed in.

    Raises `TimeUpError` where its deadline is over and it is still to be handed in.
    """
    attempt, quiz = find_attempt(session, person, attempt_id)
    if attempt.submitted_at is not None:
        raise AttemptClosedError
    if is_overdue(attempt.deadline_at, now):
        raise TimeUpError
    questions = tuple(
        _asked(answer, version, language, attempt.seed)
        for answer, version, language in list_answers(session, attempt_id)
    )
    deadline_at = attempt.deadline_at
    left = None if deadline_at is None else max(0, floor((deadline_at - now).total_seconds()))
    return OpenAttempt(
        *(attempt.id, quiz.title, quiz.layout, attempt.started_at, questions),
        *(quiz.id, quiz.owner_id is None, left),
    )


def _asked(answer: Answer, version: QuestionVersion, language: str, seed: int) -> AskedQuestion:
    body = KINDS[version.kind].from_json(version.body)
    seed += answer.position
    response = answer.response
    return AskedQuestion(
        position=answer.position,
        kind=version.kind,
        language=language,
        stem=version.stem,
        image=version.image,
        image_alt=version.image_alt,
        points=version.points,
        view=body.public_view(seed),
        fields=() if response is None else body.to_fields(response, seed),
        hint="" if response is None else body.hint(response),
    )
