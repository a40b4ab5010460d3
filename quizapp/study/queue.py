"""What to study now: the next card, how much is left today, and what was done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Question, QuestionVersion
from quizapp.banks.services import IS_CURRENT
from quizapp.database import Driver, Prepared, drive
from quizapp.engine import scheduling
from quizapp.engine.scheduling import Memory, Outcome
from quizapp.study.models import Card, Enrolment, Review
from quizapp.study.services import MEMORY_COLUMNS, SETTINGS, card_seed, memory_of

LEARN_AHEAD = timedelta(minutes=20)
"""When nothing else is left, a step that ends within this time is shown at once, as in Anki."""


@dataclass(frozen=True, slots=True)
class DueCard:
    """A card to show: which wording, what would follow each rating, and how many more are due."""

    question_id: int
    version_id: int
    memory: Memory
    day: date
    outcomes: tuple[Outcome, ...]
    due: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What is left today: cards due (steps that run included) and new cards."""

    due: int
    new: int

    @property
    def total(self) -> int:
        """All cards left today."""
        return self.due + self.new


@dataclass(frozen=True, slots=True)
class DaySummary:
    """What was done on a study day, and when the next card is due (None: never)."""

    reviews: int
    recalled: int
    first_seen: int
    next_at: datetime | None
    last_review_id: str | None


_CARD_AND_VERSION = (
    select(Question.id, QuestionVersion.id.label("version_id"), *MEMORY_COLUMNS)
    .join_from(Card, Question, Question.id == Card.question_id)
    .join(QuestionVersion, IS_CURRENT)
    .where(Card.user_id == bindparam("user_id"), Question.retired_at.is_(None))
)
_IS_DUE = and_(
    Card.due_day <= bindparam("today"),
    or_(Card.due_at.is_(None), Card.due_at <= bindparam("now")),
)
# Neighbours in a bank tend to give each other's answers away, so due cards come in a mixed order.
_MIXED = (Card.question_id * 7919) % 10007

_NEXT_DUE = Prepared(
    _CARD_AND_VERSION.add_columns(func.count().over().label("due"))
    .where(_IS_DUE, Card.question_id != bindparam("skip"))
    .order_by(Card.due_at.is_(None), Card.due_at, Card.due_day, _MIXED, Card.question_id)
    .limit(1)
)
_NEXT_STEP = Prepared(
    _CARD_AND_VERSION.where(
        Card.due_at <= bindparam("soon"), Card.question_id != bindparam("skip")
    )
    .order_by(Card.due_at, Card.question_id)
    .limit(1)
)
_ONE_CARD = Prepared(_CARD_AND_VERSION.where(Card.question_id == bindparam("question_id")))

_UNSEEN = (
    select(Question.id, QuestionVersion.id.label("version_id"))
    .join_from(Enrolment, Question, Question.bank_id == Enrolment.bank_id)
    .join(QuestionVersion, IS_CURRENT)
    .outerjoin(Card, and_(Card.question_id == Question.id, Card.user_id == Enrolment.user_id))
    .where(
        Enrolment.user_id == bindparam("user_id"),
        Question.retired_at.is_(None),
        Card.user_id.is_(None),
    )
)
_NEXT_NEW = Prepared(
    _UNSEEN.where(Question.id != bindparam("skip"))
    .order_by(Question.position, Question.bank_id)
    .limit(1)
)
_FIRST_SEEN_TODAY = Prepared(
    select(func.count())
    .select_from(Review)
    .where(
        Review.user_id == bindparam("user_id"),
        Review.study_day == bindparam("today"),
        Review.reps == 0,
        Review.undone_at.is_(None),
    )
)


def next_card(
    session: Session, person: Person, now: datetime, *, skip: int = 0
) -> DueCard | None:
    """The card to show now, or None when all is done: steps that are over, due cards, new cards.

    `skip` is a question that the page shows already and will have been rated.
    """
    today = scheduling.study_day(now, person.zone)
    with drive(session) as driver:
        row = driver.fetch(_NEXT_DUE, user_id=person.id, today=today, now=now, skip=skip)
        if row is not None:
            return _due_card(person, today, row[0], row[1], memory_of(row[2:9]), row[9])
        new = _next_new(driver, person, today, skip)
        if new is not None:
            return _due_card(person, today, new[0], new[1], Memory(), 0)
        row = driver.fetch(_NEXT_STEP, user_id=person.id, soon=now + LEARN_AHEAD, skip=skip)
        if row is not None:
            return _due_card(person, today, row[0], row[1], memory_of(row[2:9]), 1)
    return None


def card_for(session: Session, person: Person, question_id: int, now: datetime) -> DueCard | None:
    """One question as a card, due or not: to show again what was taken back."""
    today = scheduling.study_day(now, person.zone)
    with drive(session) as driver:
        row = driver.fetch(_ONE_CARD, user_id=person.id, question_id=question_id)
    if row is not None:
        return _due_card(person, today, row[0], row[1], memory_of(row[2:9]), 1)
    version_id = session.scalar(
        select(QuestionVersion.id)
        .join(Question, IS_CURRENT)
        .where(Question.id == question_id, Question.retired_at.is_(None))
    )
    return (
        None
        if version_id is None
        else _due_card(person, today, question_id, version_id, Memory(), 0)
    )


def _next_new(
    driver: Driver, person: Person, today: date, skip: int
) -> tuple[int, int] | None:
    seen = driver.fetch(_FIRST_SEEN_TODAY, user_id=person.id, today=today)
    # The card on the screen may be a new one that is about to count.
    if seen is not None and seen[0] >= person.new_cards_per_day:
        return None
    row = driver.fetch(_NEXT_NEW, user_id=person.id, skip=skip)
    return None if row is None else (row[0], row[1])


def _due_card(
    person: Person, today: date, question_id: int, version_id: int, memory: Memory, due: int
) -> DueCard:
    seed = card_seed(person.id, question_id)
    outcomes = scheduling.outcomes(memory, today, SETTINGS, seed)
    return DueCard(question_id, version_id, memory, today, outcomes, due)


def count_queue(session: Session, person: Person, now: datetime) -> Queue:
    """How many cards are left today, new ones within the day's limit."""
    today = scheduling.study_day(now, person.zone)
    values = {"user_id": person.id, "today": today}
    due = session.scalar(
        select(func.count())
        .select_from(Card)
        .join(Question, Question.id == Card.question_id)
        .where(Card.user_id == person.id, Card.due_day <= today, Question.retired_at.is_(None))
    )
    with drive(session) as driver:
        seen = driver.fetch(_FIRST_SEEN_TODAY, **values)
    allowed = max(0, person.new_cards_per_day - (seen[0] if seen else 0))
    unseen = session.scalar(
        select(func.count()).select_from(_UNSEEN.limit(allowed).subquery()), {"user_id": person.id}
    )
    return Queue(due or 0, unseen or 0)


def summarise_day(session: Session, person: Person, now: datetime) -> DaySummary:
    """What the person has done today, and when the next card is due."""
    today = scheduling.study_day(now, person.zone)
    is_todays = (
        (Review.user_id == person.id)
        & (Review.study_day == today)
        & (Review.undone_at.is_(None))
    )
    reviews, recalled, first_seen = session.execute(
        select(
            func.count(),
            func.count().filter(Review.rating > 1),
            func.count().filter(Review.reps == 0),
        ).where(is_todays)
    ).one()
    last_review_id = session.scalar(
        select(Review.id).where(is_todays).order_by(Review.reviewed_at.desc()).limit(1)
    )
    return DaySummary(
        reviews, recalled, first_seen, _next_due(session, person, today), last_review_id
    )


def _next_due(session: Session, person: Person, today: date) -> datetime | None:
    """The instant at which the next card comes up, new cards of tomorrow included."""
    is_studied = (Card.user_id == person.id) & (Question.retired_at.is_(None))
    cards = select(func.min(Card.due_at), func.min(Card.due_day)).join(
        Question, Question.id == Card.question_id
    )
    step_at, _ = session.execute(cards.where(is_studied, Card.due_at.is_not(None))).one()
    _, day = session.execute(cards.where(is_studied, Card.due_at.is_(None))).one()
    has_unseen = session.execute(_UNSEEN.limit(1), {"user_id": person.id}).first() is not None
    moments = [] if step_at is None else [step_at]
    if day is not None:
        moments.append(scheduling.day_start(max(day, today), person.zone))
    if has_unseen and person.new_cards_per_day:
        moments.append(scheduling.day_start(today + timedelta(days=1), person.zone))
    return min(moments, default=None)
