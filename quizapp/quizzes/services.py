"""Attempts: starting, saving answers, handing in, looking at what was right."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.services import question_of
from quizapp.database import Prepared, drive, write
from quizapp.engine.kinds import KINDS
from quizapp.engine.kinds.base import PublicView, Review
from quizapp.engine.question import Question
from quizapp.quizzes.choosing import EmptyQuizError, load_quiz_pool
from quizapp.quizzes.marking import mark_attempt
from quizapp.quizzes.models import Answer, Attempt, Quiz

WrongAnswerListener = Callable[[Session, Person, list[int], datetime], None]
wrong_answer_listeners: list[WrongAnswerListener] = []
"""Called inside the transaction that hands an attempt in, with the questions answered wrongly."""


class UnknownAttemptError(Exception):
    """There is no such attempt or question in it, or it is somebody else's."""


class AttemptClosedError(Exception):
    """The attempt has been handed in; its answers stay as they are."""


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

    @property
    def unanswered(self) -> list[int]:
        """The positions that have no answer yet."""
        return [question.position for question in self.questions if not question.fields]


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """One question of an attempt that was handed in: all may be seen now."""

    position: int
    language: str
    question: Question
    review: Review
    answered: bool
    mark: float


@dataclass(frozen=True, slots=True)
class ClosedAttempt:
    """An attempt that was handed in, with its score."""

    id: int
    quiz_id: int
    title: str
    started_at: datetime
    submitted_at: datetime
    score: Decimal
    max_score: Decimal
    answers: tuple[MarkedAnswer, ...]

    @property
    def share(self) -> float:
        """The share of the points that was earned."""
        return float(self.score / self.max_score) if self.max_score else 0.0


@dataclass(frozen=True, slots=True)
class OpenAttemptSummary:
    """An attempt in the list of those to go on with."""

    id: int
    title: str
    started_at: datetime
    questions: int
    answered: int


def start_attempt(
    session: Session, person: Person, quiz_id: int, now: datetime, seed: int | None = None
) -> int:
    """Draw the questions and open an attempt; returns its id.

    Raises `UnknownAttemptError` for a quiz of somebody else's, `EmptyQuizError` where its banks
    have lost their questions.
    """
    seed = secrets.randbits(62) if seed is None else seed
    with write(session):
        quiz = session.scalar(select(Quiz).where(Quiz.id == quiz_id, Quiz.owner_id == person.id))
        if quiz is None:
            raise UnknownAttemptError
        versions = load_quiz_pool(session, person, quiz_id).draw(quiz.question_count, seed)
        if not versions:
            raise EmptyQuizError
        max_score = session.scalar(
            select(func.sum(QuestionVersion.points)).where(QuestionVersion.id.in_(versions))
        )
        attempt = Attempt(
            quiz_id=quiz_id,
            user_id=person.id,
            seed=seed,
            started_at=now,
            max_score=Decimal(max_score or 0),
        )
        session.add(attempt)
        session.flush()
        session.execute(
            insert(Answer),
            [
                {"attempt_id": attempt.id, "position": position, "version_id": version_id}
                for position, version_id in enumerate(versions, 1)
            ],
        )
    return attempt.id


def list_open_attempts(session: Session, person: Person) -> list[OpenAttemptSummary]:
    """Attempts that aren't handed in yet, the newest first."""
    rows = session.execute(
        select(
            *(Attempt.id, Quiz.title, Attempt.started_at),
            func.count(Answer.position),
            func.count(Answer.saved_at).filter(Answer.response.is_not(None)),
        )
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .where(Attempt.user_id == person.id, Attempt.submitted_at.is_(None))
        .group_by(Attempt.id, Quiz.title, Attempt.started_at)
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
    )
    return [OpenAttemptSummary(*row) for row in rows]


def _find_attempt(session: Session, person: Person, attempt_id: int) -> tuple[Attempt, Quiz]:
    row = session.execute(
        select(Attempt, Quiz)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.id == attempt_id, Attempt.user_id == person.id)
    ).one_or_none()
    if row is None:
        raise UnknownAttemptError
    return row[0], row[1]


def _list_answers(session: Session, attempt_id: int) -> list[tuple[Answer, QuestionVersion, str]]:
    """The answers with what was asked and in which language, in the order of the attempt."""
    return [
        (row[0], row[1], row[2])
        for row in session.execute(
            select(Answer, QuestionVersion, Bank.language)
            .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
            .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
            .join(Bank, Bank.id == QuestionRow.bank_id)
            .where(Answer.attempt_id == attempt_id)
            .order_by(Answer.position)
        )
    ]


def load_open_attempt(session: Session, person: Person, attempt_id: int) -> OpenAttempt:
    """The attempt as the student may see it; raises `AttemptClosedError` once handed in."""
    attempt, quiz = _find_attempt(session, person, attempt_id)
    if attempt.submitted_at is not None:
        raise AttemptClosedError
    questions = tuple(
        _asked(answer, version, language, attempt.seed)
        for answer, version, language in _list_answers(session, attempt_id)
    )
    return OpenAttempt(attempt.id, quiz.title, quiz.layout, attempt.started_at, questions)


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


_FIND_ANSWER = Prepared(
    select(
        *(Attempt.seed, Attempt.submitted_at, QuestionVersion.kind, QuestionVersion.body),
    )
    .join_from(Attempt, Answer, Answer.attempt_id == Attempt.id)
    .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
    .where(
        Attempt.id == bindparam("attempt_id"),
        Attempt.user_id == bindparam("user_id"),
        Answer.position == bindparam("position"),
    )
)
_SAVE_ANSWER = Prepared(
    update(Answer)
    .where(
        Answer.attempt_id == bindparam("key_attempt_id"),
        Answer.position == bindparam("key_position"),
        # A sub-query on the attempt, so that an answer can't slip in after the handing in.
        Answer.attempt_id.in_(
            select(Attempt.id)
            .where(Attempt.id == bindparam("key_attempt_id"), Attempt.submitted_at.is_(None))
            .with_for_update(read=True)
        ),
    )
    .values(response=bindparam("response"), saved_at=bindparam("saved_at"))
)


def save_answer(
    session: Session,
    person: Person,
    attempt_id: int,
    position: int,
    fields: Sequence[str],
    now: datetime,
) -> str:
    """Keep an answer as far as it is given; returns a hint to show beside it, mostly "".

    Raises `UnknownAttemptError`, `AttemptClosedError`, or the engine's `InvalidResponse` for what
    the question can't take.
    """
    with drive(session) as driver:
        row = driver.fetch(
            _FIND_ANSWER, attempt_id=attempt_id, user_id=person.id, position=position
        )
        if row is None:
            raise UnknownAttemptError
        seed, submitted_at, kind, content = row
        if submitted_at is not None:
            raise AttemptClosedError
        body = KINDS[kind].from_json(content)
        response = body.parse(fields, seed + position)
        driver.begin_write()
        saved = driver.execute(
            _SAVE_ANSWER,
            key_attempt_id=attempt_id,
            key_position=position,
            response=response,
            saved_at=now,
        )
        if not saved:
            raise AttemptClosedError
        driver.commit()
    return "" if response is None else body.hint(response)


def save_answers(
    session: Session,
    person: Person,
    attempt_id: int,
    answers: Mapping[int, Sequence[str]],
    now: datetime,
) -> None:
    """Keep the answers that a form holds; raises as `save_answer` does."""
    with write(session):
        attempt = _lock_attempt(session, person, attempt_id)
        if attempt.submitted_at is not None:
            raise AttemptClosedError
        _take_answers(session, attempt, answers, now)


def submit_attempt(
    session: Session,
    person: Person,
    attempt_id: int,
    answers: Mapping[int, Sequence[str]],
    now: datetime,
) -> None:
    """Store the answers that came with the form, mark all, and close the attempt.

    Handing in twice is once. Wrong answers are told to `wrong_answer_listeners` in the same
    transaction.
    """
    with write(session):
        attempt = _lock_attempt(session, person, attempt_id)
        if attempt.submitted_at is not None:
            return
        wrong = mark_attempt(session, attempt, _take_answers(session, attempt, answers, now))
        attempt.submitted_at = now
        session.flush()
        for listener in wrong_answer_listeners:
            listener(session, person, wrong, now)


def _lock_attempt(session: Session, person: Person, attempt_id: int) -> Attempt:
    attempt = session.scalar(
        select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.user_id == person.id)
        .with_for_update()
    )
    if attempt is None:
        raise UnknownAttemptError
    return attempt


def _take_answers(
    session: Session, attempt: Attempt, answers: Mapping[int, Sequence[str]], now: datetime
) -> list[tuple[Answer, QuestionVersion]]:
    """Put what the form holds into the answers; returns all answers of the attempt."""
    stored = [(answer, version) for answer, version, _ in _list_answers(session, attempt.id)]
    for answer, version in stored:
        if answer.position in answers:
            body = KINDS[version.kind].from_json(version.body)
            fields = answers[answer.position]
            answer.response = body.parse(fields, attempt.seed + answer.position)
            answer.saved_at = now
    return stored


def load_closed_attempt(session: Session, person: Person, attempt_id: int) -> ClosedAttempt | None:
    """The attempt with everything that may be seen after handing in; None while it is open."""
    attempt, quiz = _find_attempt(session, person, attempt_id)
    if attempt.submitted_at is None or attempt.score is None:
        return None
    answers = tuple(
        _marked(answer, version, language)
        for answer, version, language in _list_answers(session, attempt_id)
    )
    return ClosedAttempt(
        *(attempt.id, quiz.id, quiz.title, attempt.started_at, attempt.submitted_at),
        *(attempt.score, attempt.max_score, answers),
    )


def _marked(answer: Answer, version: QuestionVersion, language: str) -> MarkedAnswer:
    question = question_of(version)
    return MarkedAnswer(
        position=answer.position,
        language=language,
        question=question,
        review=question.body.review(answer.response),
        answered=answer.response is not None,
        mark=answer.mark or 0.0,
    )
