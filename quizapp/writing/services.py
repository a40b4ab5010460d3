"""Writing questions: what is stored of one, saving a wording, and who may."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.banks.access import edits
from quizapp.banks.importing import version_values
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.services import IS_CURRENT, question_of
from quizapp.database import write
from quizapp.engine.answer_keys import has_same_key
from quizapp.engine.question import MAX_KEY, Question, stem_key
from quizapp.engine.scheduling import study_day
from quizapp.quizzes.models import Answer
from quizapp.study.models import Card
from quizapp.study.services import forget


class UnknownQuestionError(Exception):
    """There is no such question in the bank, or the person may not edit it."""


class TakenKeyError(Exception):
    """Another question of the bank has this id."""


class ChangedMeanwhileError(Exception):
    """Somebody has saved another version since this one was begun."""


class KeyChangedError(Exception):
    """Another answer is right now, and people know the old one: say what becomes of that."""


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question in one of its versions, by whom and from when."""

    id: int
    key: str
    current: int
    """The number of its current version."""
    retired_at: datetime | None
    number: int
    question: Question
    author: str
    created_at: datetime

    @property
    def is_current(self) -> bool:
        """Whether this is the wording that is asked now."""
        return self.number == self.current


def _select_stored(bank_id: int, question_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(QuestionRow, QuestionVersion, User.display_name)
        .join(QuestionVersion, QuestionVersion.question_id == QuestionRow.id)
        .outerjoin(User, User.id == QuestionVersion.author_id)
        .where(
            QuestionRow.id == question_id,
            QuestionRow.bank_id == bank_id,
            # Above it are versions of an import that is not published.
            QuestionVersion.number <= QuestionRow.version,
        )
    )


def _stored(row: Row[*tuple[Any, ...]]) -> StoredQuestion:
    question, version, author = row
    return StoredQuestion(
        *(question.id, question.key, question.version, question.retired_at),
        *(version.number, question_of(version, question.key), author or "", version.created_at),
    )


def find_question(
    session: Session, bank_id: int, question_id: int, number: int | None = None
) -> StoredQuestion:
    """A question of the bank in its current version, or in that of the number.

    Raises `UnknownQuestionError`.
    """
    wanted = QuestionRow.version if number is None else number
    query = _select_stored(bank_id, question_id).where(QuestionVersion.number == wanted)
    row = session.execute(query).one_or_none()
    if row is None:
        raise UnknownQuestionError
    return _stored(row)


def list_versions(session: Session, bank_id: int, question_id: int) -> list[StoredQuestion]:
    """All versions of a question, the newest first."""
    query = _select_stored(bank_id, question_id).order_by(QuestionVersion.number.desc())
    return [_stored(row) for row in session.execute(query)]


def is_known(session: Session, question_id: int) -> bool:
    """Whether anybody has answered the question in a quiz or learned it as a card."""
    is_answered = exists().where(
        Answer.version_id == QuestionVersion.id, QuestionVersion.question_id == question_id
    )
    # By person and question, as the table is kept: there is no index on questions alone.
    is_learned = exists().where(
        Card.user_id.in_(select(User.id)), Card.question_id == question_id, Card.reps > 0
    )
    return bool(session.scalar(select(is_answered | is_learned)))


def create_question(
    session: Session, person: Person, bank_id: int, question: Question, now: datetime
) -> int:
    """Add a question at the end of the bank; returns its number.

    Without a key it gets one from its stem. Raises `TakenKeyError` and `UnknownQuestionError`.
    """
    with write(session):
        lock_bank(session, person, bank_id)
        key = question.key or _free_key(session, bank_id, question.stem)
        if question.key and _has_key(session, bank_id, key):
            raise TakenKeyError
        return add_question(session, person, bank_id, replace(question, key=key), now)


def add_question(
    session: Session, person: Person, bank_id: int, question: Question, now: datetime
) -> int:
    """Store a question whose key is free, inside the caller's write; returns its number."""
    row = QuestionRow(
        bank_id=bank_id,
        key=question.key,
        position=next_position(session, bank_id),
        version=1,
        created_at=now,
    )
    session.add(row)
    session.flush()
    store_version(session, person, row.id, 1, question, now)
    return row.id


def save_question(
    session: Session,
    person: Person,
    bank_id: int,
    question: Question,
    *,
    question_id: int,
    base: int,
    is_new_key: bool | None,
    now: datetime,
) -> int | None:
    """Make this the question's current version; returns its number, None where nothing changed.

    `base` is the version that was changed. `is_new_key` says, where another answer is right now,
    whether those who know the question learn it anew. Raises `ChangedMeanwhileError`,
    `KeyChangedError` (it has to be said) and `UnknownQuestionError`.
    """
    with write(session):
        lock_bank(session, person, bank_id)
        session.execute(
            select(QuestionRow.id).where(QuestionRow.id == question_id).with_for_update()
        )
        stored = find_question(session, bank_id, question_id)
        if stored.current != base:
            raise ChangedMeanwhileError
        question = replace(question, key=stored.key)
        if question.digest() == stored.question.digest():
            return None
        if not has_same_key(stored.question.body, question.body) and is_known(session, question_id):
            if is_new_key is None:
                raise KeyChangedError
            if is_new_key:
                forget(session, [question_id], study_day(now, person.zone))
        return append_version(session, person, question_id, question, now)


def append_version(
    session: Session, person: Person, question_id: int, question: Question, now: datetime
) -> int:
    """Store a new current version, inside the caller's write; returns its number."""
    # Not the current number plus one: an import that is not published may have taken that.
    last = session.scalar(
        select(func.max(QuestionVersion.number)).where(QuestionVersion.question_id == question_id)
    )
    number = (last or 0) + 1
    store_version(session, person, question_id, number, question, now)
    session.execute(update(QuestionRow).where(QuestionRow.id == question_id).values(version=number))
    return number


def store_version(
    session: Session,
    person: Person,
    question_id: int,
    number: int,
    question: Question,
    now: datetime,
) -> None:
    """Store one version, inside the caller's write."""
    values = version_values(question, question_id, number, person.id, now)
    session.execute(insert(QuestionVersion), [values])


def lock_bank(session: Session, person: Person, bank_id: int) -> None:
    """Let nobody else change the list of the bank's questions until the write is over.

    Raises `UnknownQuestionError` where the person may not edit it.
    """
    found = session.scalar(
        select(Bank.id).where(Bank.id == bank_id, edits(person)).with_for_update()
    )
    if found is None:
        raise UnknownQuestionError


def next_position(session: Session, bank_id: int) -> int:
    """The place after the bank's last question."""
    last = session.scalar(
        select(func.max(QuestionRow.position)).where(QuestionRow.bank_id == bank_id)
    )
    return 0 if last is None else last + 1


def taken_keys(session: Session, bank_id: int, keys: Collection[str]) -> set[str]:
    """Which of these ids questions of the bank have."""
    query = select(QuestionRow.key).where(QuestionRow.bank_id == bank_id, QuestionRow.key.in_(keys))
    return set(session.scalars(query))


def _has_key(session: Session, bank_id: int, key: str) -> bool:
    return bool(taken_keys(session, bank_id, [key]))


def _free_key(session: Session, bank_id: int, stem: str) -> str:
    return free_key(session, bank_id, stem_key(stem))


def free_key(session: Session, bank_id: int, wanted: str) -> str:
    """An id that no question of the bank has: the wanted one, else with a number behind it."""
    number, key = 1, wanted
    while _has_key(session, bank_id, key):
        number += 1
        key = f"{wanted[: MAX_KEY - 12]}-{number}"
    return key


def current_questions(session: Session, bank_id: int, ids: Collection[int]) -> list[StoredQuestion]:
    """These questions of the bank as they are now, in the bank's order."""
    query = (
        select(QuestionRow, QuestionVersion, User.display_name)
        .join(QuestionVersion, IS_CURRENT)
        .outerjoin(User, User.id == QuestionVersion.author_id)
        .where(QuestionRow.bank_id == bank_id, QuestionRow.id.in_(ids))
        .order_by(QuestionRow.position, QuestionRow.id)
    )
    return [_stored(row) for row in session.execute(query)]
