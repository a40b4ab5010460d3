"""What to study now: the next card, how much is left today, and what was done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Integer, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.access import sees
from quizapp.banks.models import Bank, Question, QuestionVersion
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
    """A card to show: which wording, and what would follow each rating."""

    question_id: int
    version_id: int
    memory: Memory
    day: date
    outcomes: tuple[Outcome, ...]


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
_MIXED = (Card.question_id % 10007) * 7919 % 10007

_NEXT_DUE = Prepared(
    _CARD_AND_VERSION.where(_IS_DUE, Card.question_id != bindparam("skip"))
    .order_by(Card.due_at.is_(None), Card.due_at, Card.due_day, _MIXED, Card.question_id)
    .limit(1)
)
_NEXT_STEP = Prepared(
    _CARD_AND_VERSION.where(Card.due_at <= bindparam("soon"), Card.question_id != bindparam("skip"))
    .order_by(Card.due_at, Card.question_id)
    .limit(1)
)
# A card that was never reviewed and isn't due waits for its answer to be shown.
_HAS_BEGUN = or_(Card.reps > 0, Card.due_day <= bindparam("today"))
_ONE_CARD = Prepared(
    _CARD_AND_VERSION.where(Card.question_id == bindparam("question_id"), _HAS_BEGUN)
)

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
_REPS = Prepared(
    select(Card.reps).where(
        Card.user_id == bindparam("user_id"), Card.question_id == bindparam("question_id")
    )
)
_COUNT_DUE = Prepared(
    select(func.count())
    .select_from(Card)
    .join(Question, Question.id == Card.question_id)
    .where(
        Card.user_id == bindparam("user_id"),
        Card.due_day <= bindparam("today"),
        Question.retired_at.is_(None),
    )
)
_COUNT_UNSEEN = Prepared(
    select(func.count()).select_from(_UNSEEN.limit(bindparam("allowed", type_=Integer)).subquery())
)
_IS_TODAYS = and_(
    Review.user_id == bindparam("user_id"),
    Review.study_day == bindparam("today"),
    Review.undone_at.is_(None),
)
_FIRST_SEEN_TODAY = Prepared(
    select(func.count()).select_from(Review).where(_IS_TODAYS, Review.reps == 0)
)
_LAST_REVIEW = Prepared(
    select(Review.id).where(_IS_TODAYS).order_by(Review.reviewed_at.desc()).limit(1)
)


def next_card(session: Session, person: Person, now: datetime, *, skip: int = 0) -> DueCard | None:
    """The card to show now, or None when all is done: steps that are over, due cards, new cards.

    `skip` is a question that the page shows already and will have been rated.
    """
    today = scheduling.study_day(now, person.zone)
    with drive(session) as driver:
        row = driver.fetch(_NEXT_DUE, user_id=person.id, today=today, now=now, skip=skip)
        if row is not None:
            return _due_card(person, today, row[0], row[1], memory_of(row[2:9]))
        new = _next_new(driver, person, today, skip)
        if new is not None:
            return _due_card(person, today, new[0], new[1], Memory())
        row = driver.fetch(_NEXT_STEP, user_id=person.id, soon=now + LEARN_AHEAD, skip=skip)
        if row is not None:
            return _due_card(person, today, row[0], row[1], memory_of(row[2:9]))
    return None


def card_for(session: Session, person: Person, question_id: int, now: datetime) -> DueCard | None:
    """One question as a card, due or not: to show again what was taken back."""
    today = scheduling.study_day(now, person.zone)
    with drive(session) as driver:
        row = driver.fetch(_ONE_CARD, user_id=person.id, question_id=question_id, today=today)
    if row is not None:
        return _due_card(person, today, row[0], row[1], memory_of(row[2:9]))
    studied = select(Enrolment.bank_id).where(Enrolment.user_id == person.id)
    version_id = session.scalar(
        select(QuestionVersion.id)
        .join(Question, IS_CURRENT)
        .join(Bank, Bank.id == Question.bank_id)
        .where(
            Question.id == question_id,
            Question.retired_at.is_(None),
            or_(sees(person), Bank.id.in_(studied)),
        )
    )
    return (
        None if version_id is None else _due_card(person, today, question_id, version_id, Memory())
    )


def _next_new(driver: Driver, person: Person, today: date, skip: int) -> tuple[int, int] | None:
    seen = driver.fetch(_FIRST_SEEN_TODAY, user_id=person.id, today=today)
    allowed = person.new_cards_per_day - (seen[0] if seen else 0)
    if skip and allowed == 1:
        # A new card on the screen is about to be the last one of the day.
        shown = driver.fetch(_REPS, user_id=person.id, question_id=skip)
        allowed -= shown is None or shown[0] == 0
    if allowed <= 0:
        return None
    row = driver.fetch(_NEXT_NEW, user_id=person.id, skip=skip)
    return None if row is None else (row[0], row[1])


def _due_card(
    person: Person, today: date, question_id: int, version_id: int, memory: Memory
) -> DueCard:
    seed = card_seed(person.id, question_id)
    outcomes = scheduling.outcomes(memory, today, SETTINGS, seed)
    return DueCard(question_id, version_id, memory, today, outcomes)


def count_queue(session: Session, person: Person, now: datetime) -> Queue:
    """How many cards are left today, new ones within the day's limit."""
    today = scheduling.study_day(now, person.zone)
    with drive(session) as driver:
        due = driver.fetch(_COUNT_DUE, user_id=person.id, today=today)
        seen = driver.fetch(_FIRST_SEEN_TODAY, user_id=person.id, today=today)
        allowed = max(0, person.new_cards_per_day - (seen[0] if seen else 0))
        unseen = driver.fetch(_COUNT_UNSEEN, user_id=person.id, allowed=allowed)
    return Queue(due[0] if due else 0, unseen[0] if unseen else 0)


def last_review_id(session: Session, person: Person, now: datetime) -> str | None:
    """The last review of this study day, which can be taken back; None where there is none."""
    today = scheduling.study_day(now, person.zone)
    with drive(session) as driver:
        row = driver.fetch(_LAST_REVIEW, user_id=person.id, today=today)
    return None if row is None else row[0]


def summarise_day(session: Session, person: Person, now: datetime) -> DaySummary:
    """What the person has done today, and when the next card is due."""
    today = scheduling.study_day(now, person.zone)
    reviews, recalled, first_seen = session.execute(
        select(
            func.count(),
            func.count().filter(Review.rating > 1),
            func.count().filter(Review.reps == 0),
        ).where(_IS_TODAYS),
        {"user_id": person.id, "today": today},
    ).one()
    return DaySummary(
        *(reviews, recalled, first_seen),
        *(_next_due(session, person, today), last_review_id(session, person, now)),
    )


def _next_due(session: Session, person: Person, today: date) -> datetime | None:
    """The instant at which the next card comes up, new cards of tomorrow included."""
    is_studied = and_(Card.user_id == person.id, Question.retired_at.is_(None), _HAS_BEGUN)
    cards = select(func.min(Card.due_at), func.min(Card.due_day)).join(
        Question, Question.id == Card.question_id
    )
    values = {"today": today}
    step_at, _ = session.execute(cards.where(is_studied, Card.due_at.is_not(None)), values).one()
    _, day = session.execute(cards.where(is_studied, Card.due_at.is_(None)), values).one()
    has_unseen = session.execute(_UNSEEN.limit(1), {"user_id": person.id}).first() is not None
    moments = [] if step_at is None else [step_at]
    if day is not None:
        moments.append(scheduling.day_start(max(day, today), person.zone))
    if has_unseen and person.new_cards_per_day:
        moments.append(scheduling.day_start(today + timedelta(days=1), person.zone))
    return min(moments, default=None)
