"""Studying: which banks, rating a card, and taking a rating back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.banks.models import Bank, Question, QuestionVersion
from quizapp.database import ConflictError, Driver, Prepared, drive, insert_missing, write
from quizapp.engine import scheduling
from quizapp.engine.scheduling import Memory, Outcome, Phase, Rating, Settings
from quizapp.study.models import Card, Enrolment, Review
from quizapp.study.waiting import first_day

SETTINGS = Settings()


class UnknownCardError(Exception):
    """There is no such question to be studied."""


class StaleCardError(Exception):
    """The card was rated, or a study day has begun, since the page showed it."""


class ReusedIdError(Exception):
    """The id of this request was used before for another rating."""


@dataclass(frozen=True, slots=True)
class SentRating:
    """A rating as the page sends it: what was shown, and the id that the page made for it."""

    id: UUID
    question_id: int
    version_id: int
    rating: Rating
    reps: int
    day: date


@dataclass(frozen=True, slots=True)
class Interval:
    """How long until a card comes back: a wait within the day, or a number of study days."""

    wait: timedelta | None
    days: int | None


@dataclass(frozen=True, slots=True)
class CardState:
    """A card as it is stored: the memory, and when it is due."""

    memory: Memory
    due_day: date
    due_at: datetime | None


MEMORY_COLUMNS = (
    *(Card.phase, Card.step, Card.stability, Card.difficulty),
    *(Card.last_day, Card.reps, Card.lapses),
)

_FIND_CARD = Prepared(
    select(*MEMORY_COLUMNS, Card.due_day, Card.due_at)
    .join_from(QuestionVersion, Question, Question.id == QuestionVersion.question_id)
    .outerjoin(Card, and_(Card.question_id == Question.id, Card.user_id == bindparam("user_id")))
    .where(
        QuestionVersion.id == bindparam("version_id"),
        Question.id == bindparam("question_id"),
        Question.retired_at.is_(None),
        # Who has begun a card goes on with it, whatever becomes of the bank. One that waits for its
        # answer to be shown isn't begun.
        or_(
            Card.reps > 0,
            Card.due_day <= bindparam("today"),
            exists().where(
                Enrolment.bank_id == Question.bank_id, Enrolment.user_id == bindparam("user_id")
            ),
            exists().where(Bank.id == Question.bank_id, Bank.is_open.is_(True)),
        ),
    )
)
_FIND_REVIEW = Prepared(
    select(
        *(Review.user_id, Review.question_id, Review.version_id, Review.rating),
        *(Review.reps, Review.study_day, Review.wait, Review.days),
    ).where(Review.id == bindparam("review_id"))
)
_ADD_REVIEW = Prepared(insert(Review))
_ADD_CARD = Prepared(insert(Card))
_CHANGE_CARD = Prepared(
    update(Card)
    .where(
        Card.user_id == bindparam("key_user_id"),
        Card.question_id == bindparam("key_question_id"),
        Card.reps == bindparam("key_reps"),
    )
    .values(
        {
            name: bindparam(name)
            for name in (
                *("phase", "step", "stability", "difficulty", "last_day", "reps", "lapses"),
                *("due_day", "due_at"),
            )
        }
    )
)


def card_seed(user_id: int, question_id: int) -> int:
    """What the spread of this card's intervals is drawn from."""
    return user_id << 32 ^ question_id


def memory_of(values: Iterable[Any]) -> Memory:
    """The memory from the columns `MEMORY_COLUMNS`; a card that has no row yet is new."""
    phase, *rest, reps, lapses = values
    step, stability, difficulty, last_day = rest
    if phase is None:
        return Memory()
    return Memory(Phase(phase), step, stability, difficulty, last_day, reps, lapses)


def rate_card(session: Session, person: Person, answer: SentRating, now: datetime) -> Interval:
    """Store a rating and schedule the card; returns the interval given.

    The same answer again is stored once and gets the first result again. Raises
    `UnknownCardError`, `StaleCardError` or `ReusedIdError`.
    """
    today = scheduling.study_day(now, person.zone)
    with drive(session) as driver:
        row = driver.fetch(
            _FIND_CARD,
            user_id=person.id,
            question_id=answer.question_id,
            version_id=answer.version_id,
            today=today,
        )
        if row is None:
            raise UnknownCardError
        memory = memory_of(row[:7])
        state = None if row[0] is None else CardState(memory, row[7], row[8])
        if memory.reps != answer.reps or answer.day != today:
            return _first_result(driver, person, answer)
        outcome = scheduling.outcome(
            memory, answer.rating, today, SETTINGS, card_seed(person.id, answer.question_id)
        )
        driver.begin_write()
        try:
            stored = _store_review(driver, person, answer, state, outcome, now, today)
        except ConflictError:
            stored = False
        if stored:
            driver.commit()
            return Interval(outcome.wait, outcome.days)
    with drive(session) as driver:
        return _first_result(driver, person, answer)


def _first_result(driver: Driver, person: Person, answer: SentRating) -> Interval:
    row = driver.fetch(_FIND_REVIEW, review_id=str(answer.id))
    if row is None:
        raise StaleCardError
    *content, wait, days = row
    if content != [
        *(person.id, answer.question_id, answer.version_id),
        *(int(answer.rating), answer.reps, answer.day),
    ]:
        raise ReusedIdError
    return Interval(None if wait is None else timedelta(seconds=wait), days)


def _store_review(
    driver: Driver,
    person: Person,
    answer: SentRating,
    before: CardState | None,
    outcome: Outcome,
    now: datetime,
    today: date,
) -> bool:
    """Add the review and move the card on; False where the card was moved meanwhile."""
    driver.execute(
        _ADD_REVIEW,
        id=str(answer.id),
        user_id=person.id,
        question_id=answer.question_id,
        version_id=answer.version_id,
        rating=int(answer.rating),
        reps=answer.reps,
        study_day=today,
        reviewed_at=now,
        wait=None if outcome.wait is None else int(outcome.wait.total_seconds()),
        days=outcome.days,
        before=None if before is None else _snapshot(before),
        undone_at=None,
    )
    values = _card_values(_state_after(outcome, person, now, today))
    if before is None:
        driver.execute(_ADD_CARD, user_id=person.id, question_id=answer.question_id, **values)
        return True
    changed = driver.execute(
        _CHANGE_CARD,
        key_user_id=person.id,
        key_question_id=answer.question_id,
        key_reps=answer.reps,
        **values,
    )
    return changed == 1


def _state_after(outcome: Outcome, person: Person, now: datetime, today: date) -> CardState:
    if outcome.wait is None:
        return CardState(outcome.memory, outcome.due_on(today), None)
    due_at = now + outcome.wait
    return CardState(outcome.memory, scheduling.study_day(due_at, person.zone), due_at)


def _card_values(state: CardState) -> dict[str, Any]:
    memory = state.memory
    return {
        "phase": int(memory.phase),
        "step": memory.step,
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "last_day": memory.last_day,
        "reps": memory.reps,
        "lapses": memory.lapses,
        "due_day": state.due_day,
        "due_at": state.due_at,
    }


def _snapshot(state: CardState) -> dict[str, Any]:
    """The card's row in JSON, to be put back by `undo_review`."""
    values = _card_values(state)
    for name in ("last_day", "due_day", "due_at"):
        values[name] = values[name].isoformat() if values[name] else None
    return values


def _from_snapshot(snapshot: dict[str, Any]) -> dict[str, Any]:
    values = dict(snapshot)
    for name, kind in (("last_day", date), ("due_day", date), ("due_at", datetime)):
        values[name] = kind.fromisoformat(values[name]) if values[name] else None
    return values


def undo_review(session: Session, person: Person, review_id: UUID, now: datetime) -> int:
    """Take a rating back: the card is as it was before it. Returns the question's number.

    Taking the same one back again changes nothing. Raises `UnknownCardError` where it isn't the
    person's review, and `StaleCardError` where the card was rated again since.
    """
    with write(session):
        review = session.scalar(
            select(Review)
            .where(Review.id == str(review_id), Review.user_id == person.id)
            .with_for_update()
        )
        if review is None:
            raise UnknownCardError
        if review.undone_at is not None:
            return review.question_id
        card = session.get(Card, (person.id, review.question_id), with_for_update=True)
        if card is None or card.reps != review.reps + 1:
            raise StaleCardError
        _restore(session, card, review, scheduling.study_day(now, person.zone))
        review.undone_at = now
        session.flush()
        return review.question_id


def _restore(session: Session, card: Card, review: Review, today: date) -> None:
    """Put the card back as it was before the review, but due today where a quiz has made it so."""
    is_made_due = review.days is not None and card.due_day < review.study_day + timedelta(
        days=review.days
    )
    if review.before is None and not is_made_due:
        session.delete(card)
        return
    before = _card_values(CardState(Memory(), today, None))
    if review.before is not None:
        before = _from_snapshot(review.before)
    for name, value in before.items():
        setattr(card, name, value)
    if is_made_due and card.due_day > today:
        card.due_day, card.due_at = today, None


def enrol(session: Session, person: Person, bank_id: int, now: datetime) -> None:
    """Study a bank: its questions become new cards, so many a day. Doing it twice is once."""
    enrolment = {"user_id": person.id, "bank_id": bank_id, "created_at": now}
    with write(session):
        if session.scalar(select(exists().where(Bank.id == bank_id))):
            insert_missing(session, Enrolment, [enrolment])


def leave(session: Session, person: Person, bank_id: int) -> None:
    """Take no new cards from a bank any more; cards that were begun stay."""
    with write(session):
        session.execute(
            delete(Enrolment).where(Enrolment.user_id == person.id, Enrolment.bank_id == bank_id)
        )


def list_enrolments(session: Session, person: Person) -> set[int]:
    """The banks that the person studies."""
    return set(session.scalars(select(Enrolment.bank_id).where(Enrolment.user_id == person.id)))


def make_due(
    session: Session,
    person: Person,
    question_ids: Collection[int],
    now: datetime,
    seen_from: datetime | None = None,
) -> None:
    """Let these questions come up as cards today; inside the caller's write transaction.

    Where their answers may be seen only from a later moment on, they come up on the first study
    day that begins after it.
    """
    day = first_day(person, now, seen_from)
    insert_missing(
        session,
        Card,
        [
            {"user_id": person.id, "question_id": question_id, "due_day": day}
            for question_id in sorted(set(question_ids))
        ],
    )
    session.execute(
        update(Card)
        .where(Card.user_id == person.id, Card.question_id.in_(question_ids), Card.due_day > day)
        .values(due_day=day, due_at=None)
    )


def forget(session: Session, question_ids: Collection[int], today: date) -> int:
    """Let everybody learn these questions anew: their cards are new again and due.

    Inside the caller's write transaction; returns how many cards. A card's count of reviews goes
    on by one, so that a page that shows the card as it was is out of date, and a rating from
    before can't be taken back: it would bring back what was remembered.
    """
    forgotten = session.execute(
        update(Card)
        .where(
            # By person and question, as the table is kept: it has no index on questions alone.
            Card.user_id.in_(select(User.id)),
            Card.question_id.in_(question_ids),
            Card.phase != int(Phase.NEW),
        )
        .values(
            phase=int(Phase.NEW),
            step=None,
            stability=None,
            difficulty=None,
            last_day=None,
            reps=Card.reps + 1,
            lapses=0,
            due_day=today,
            due_at=None,
        )
        .execution_options(synchronize_session=False)
    )
    return int(forgotten.rowcount)  # type: ignore[attr-defined]
