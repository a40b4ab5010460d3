"""Attempts: starting, saving answers, and handing in, by the student or when the time is over."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person, person_of
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.database import Prepared, drive, write
from quizapp.engine.assignment_rules import GRACE
from quizapp.engine.kinds import KINDS
from quizapp.quizzes.choosing import EmptyQuizError, load_quiz_pool
from quizapp.quizzes.marking import mark_attempt
from quizapp.quizzes.models import Answer, Attempt, Quiz
from quizapp.quizzes.showing import answers_from

WrongAnswerListener = Callable[[Session, Person, list[int], datetime, datetime], None]
wrong_answer_listeners: list[WrongAnswerListener] = []
"""Called inside the transaction that hands an attempt in, with the questions answered wrongly, the
moment of it, and the moment from which the right answers may be seen. Where they are never shown,
none is called."""

OVERDUE_AT_ONCE = 50
"""How many attempts are handed in in one transaction: others wait to write meanwhile."""


class UnknownAttemptError(Exception):
    """There is no such attempt or question in it, or it is somebody else's."""


class AttemptClosedError(Exception):
    """The attempt has been handed in; its answers stay as they are."""


class TimeUpError(AttemptClosedError):
    """The attempt's deadline is over: what was saved until then counts, and nothing more."""


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
        return open_attempt(session, person, quiz_id, versions, now, seed=seed)


def open_attempt(
    session: Session,
    person: Person,
    quiz_id: int,
    versions: Sequence[int],
    now: datetime,
    *,
    seed: int,
    deadline_at: datetime | None = None,
) -> int:
    """Open an attempt that asks these versions in this order, inside the caller's write.

    Returns its id; raises `EmptyQuizError` where there is nothing to ask.
    """
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
        deadline_at=deadline_at,
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


def find_attempt(session: Session, person: Person, attempt_id: int) -> tuple[Attempt, Quiz]:
    """An attempt of this person's with its quiz; raises `UnknownAttemptError`."""
    row = session.execute(
        select(Attempt, Quiz)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.id == attempt_id, Attempt.user_id == person.id)
    ).one_or_none()
    if row is None:
        raise UnknownAttemptError
    return row[0], row[1]


def list_answers(session: Session, attempt_id: int) -> list[tuple[Answer, QuestionVersion, str]]:
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


_FIND_ANSWER = Prepared(
    select(
        *(Attempt.seed, Attempt.submitted_at, Attempt.deadline_at),
        *(QuestionVersion.kind, QuestionVersion.body),
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


def is_overdue(deadline_at: datetime | None, now: datetime) -> bool:
    """Whether nothing more is taken: an answer given in time may be on its way for a while."""
    return deadline_at is not None and now > deadline_at + GRACE


def save_answer(
    session: Session,
    person: Person,
    attempt_id: int,
    position: int,
    fields: Sequence[str],
    now: datetime,
) -> str:
    """Keep an answer as far as it is given; returns a hint to show beside it, mostly "".

    Raises `UnknownAttemptError`, `AttemptClosedError` (once the deadline is over: `TimeUpError`),
    or the engine's `InvalidResponse` for what the question can't take.
    """
    with drive(session) as driver:
        row = driver.fetch(
            _FIND_ANSWER, attempt_id=attempt_id, user_id=person.id, position=position
        )
        if row is None:
            raise UnknownAttemptError
        seed, submitted_at, deadline_at, kind, content = row
        if submitted_at is not None:
            raise AttemptClosedError
        if is_overdue(deadline_at, now):
            raise TimeUpError
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
        if is_overdue(attempt.deadline_at, now):
            raise TimeUpError
        _take_answers(session, attempt, answers, now)


def submit_attempt(
    session: Session,
    person: Person,
    attempt_id: int,
    answers: Mapping[int, Sequence[str]],
    now: datetime,
) -> bool:
    """Store the answers that came with the form, mark all, and close the attempt.

    Handing in twice is once. Wrong answers are told to `wrong_answer_listeners` in the same
    transaction. After the deadline the form's answers are not taken, and what was saved counts as
    handed in at the deadline: then it returns False.
    """
    with write(session):
        attempt = _lock_attempt(session, person, attempt_id)
        if attempt.submitted_at is not None:
            return True
        in_time = not is_overdue(attempt.deadline_at, now)
        _close(session, person, attempt, answers if in_time else {}, now)
    return in_time


def hand_in_overdue(
    session: Session,
    now: datetime,
    *,
    quiz_ids: Collection[int] | None = None,
    user_id: int | None = None,
) -> int:
    """Hand in what was saved of every attempt whose deadline is over; returns how many.

    For the quizzes and the person given, or for all. Where nothing is overdue it only reads.
    """
    overdue = select(Attempt.id).where(
        Attempt.submitted_at.is_(None), Attempt.deadline_at < now - GRACE
    )
    if quiz_ids is not None:
        overdue = overdue.where(Attempt.quiz_id.in_(quiz_ids))
    if user_id is not None:
        overdue = overdue.where(Attempt.user_id == user_id)
    ids = session.scalars(overdue.order_by(Attempt.id)).all()
    closed = 0
    for start in range(0, len(ids), OVERDUE_AT_ONCE):
        with write(session):
            # In the order of their numbers, so that two who do this don't wait for each other.
            attempts = session.scalars(
                select(Attempt)
                .where(
                    Attempt.id.in_(ids[start : start + OVERDUE_AT_ONCE]),
                    Attempt.submitted_at.is_(None),
                    Attempt.deadline_at < now - GRACE,
                )
                .order_by(Attempt.id)
                .with_for_update()
            ).all()
            people = load_people(session, {attempt.user_id for attempt in attempts})
            for attempt in attempts:
                _close(session, people[attempt.user_id], attempt, {}, now)
            closed += len(attempts)
    return closed


def _close(
    session: Session,
    person: Person,
    attempt: Attempt,
    answers: Mapping[int, Sequence[str]],
    now: datetime,
) -> None:
    """Mark an attempt that is locked, and close it, at its deadline at the latest."""
    wrong = mark_attempt(session, attempt, _take_answers(session, attempt, answers, now))
    attempt.submitted_at = min(now, attempt.deadline_at or now)
    session.flush()
    seen_from = answers_from(session.get_one(Quiz, attempt.quiz_id), now)
    if seen_from is not None:
        for listener in wrong_answer_listeners:
            listener(session, person, wrong, now, seen_from)


def load_people(session: Session, user_ids: Collection[int]) -> dict[int, Person]:
    """The people of these accounts as the services take them, by their numbers."""
    users = session.scalars(select(User).where(User.id.in_(user_ids)))
    return {user.id: person_of(user) for user in users}


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
    stored = [(answer, version) for answer, version, _ in list_answers(session, attempt.id)]
    for answer, version in stored:
        if answer.position in answers:
            body = KINDS[version.kind].from_json(version.body)
            fields = answers[answer.position]
            answer.response = body.parse(fields, attempt.seed + answer.position)
            answer.saved_at = now
    return stored
