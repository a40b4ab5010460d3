"""The questions of a bank as a list: one page of them, with what became of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import IS_CURRENT, QUIZ_KINDS, question_of
from quizapp.engine.kinds import KINDS
from quizapp.engine.question import Question
from quizapp.quizzes.models import Answer
from quizapp.study.models import Card
from quizapp.writing.searching import Filters, select_ids, select_tag_counts

PER_PAGE = 50
LEAST_ASKED = 5
"""How often a question has to be asked, or reviewed, before a share says anything."""

MAX_NAMES = 300
"""The most topics or tags to choose from on a page."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """How often a question was asked and reviewed, and how well it was known."""

    asked: int = 0
    mean_mark: float = 0.0
    reviews: int = 0
    lapses: int = 0

    @property
    def facility(self) -> float | None:
        """The mean mark in quizzes; None where it was asked too seldom."""
        return self.mean_mark if self.asked >= LEAST_ASKED else None

    @property
    def recalled(self) -> float | None:
        """The share of reviews that were no lapse; None where there were too few."""
        return 1 - self.lapses / self.reviews if self.reviews >= LEAST_ASKED else None


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """A question in the list."""

    id: int
    key: str
    version: int
    retired_at: datetime | None
    kind: str
    stem: str
    topic: str
    tags: tuple[str, ...]
    changed_at: datetime
    statistics: Statistics

    @property
    def label(self) -> str:
        """The name of its kind."""
        return KINDS[self.kind].label


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the questions that are wanted, and how many there are in all."""

    total: int
    page: int
    questions: tuple[ListedQuestion, ...]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True)
class BankCounts:
    """How many questions a bank has, and the topics and tags to choose from."""

    active: int
    retired: int
    has_quiz: bool
    """Whether a quiz can ask any of them."""
    topics: tuple[tuple[str, int], ...]
    tags: tuple[tuple[str, int], ...]


def count_bank(session: Session, bank_id: int) -> BankCounts:
    """What the page of a bank says of all its questions."""
    of_bank = (QuestionRow.bank_id == bank_id) & (QuestionRow.version > 0)
    active, retired = session.execute(
        select(
            func.count().filter(QuestionRow.retired_at.is_(None)),
            func.count().filter(QuestionRow.retired_at.is_not(None)),
        ).where(of_bank)
    ).one()
    can_be_asked = (
        select(QuestionRow.id)
        .join(QuestionVersion, IS_CURRENT)
        .where(of_bank, QuestionRow.retired_at.is_(None), QuestionVersion.kind.in_(QUIZ_KINDS))
    )
    has_quiz = session.scalar(select(can_be_asked.exists()))
    topics = session.execute(
        select(QuestionVersion.topic, func.count())
        .join(QuestionRow, IS_CURRENT)
        .where(of_bank, QuestionRow.retired_at.is_(None), QuestionVersion.topic != "")
        .group_by(QuestionVersion.topic)
        .order_by(QuestionVersion.topic)
        .limit(MAX_NAMES)
    )
    tags = session.execute(select_tag_counts(session, bank_id).limit(MAX_NAMES))
    return BankCounts(
        *(active, retired, bool(has_quiz)),
        tuple((row[0], row[1]) for row in topics),
        tuple((t[0], t[1]) for t in tags),
    )


def list_questions(session: Session, bank_id: int, filters: Filters, page: int = 1) -> Listing:
    """One page of the questions that are wanted; a page after the last is the last."""
    wanted = _in_order(select_ids(session, bank_id, filters), filters)
    # Counting and finding in one: looking through all texts of a large bank takes its time.
    counted = wanted.add_columns(func.count().over()).limit(PER_PAGE)
    page = max(1, page)
    rows = session.execute(counted.offset((page - 1) * PER_PAGE)).all()
    if not rows and page > 1:
        total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        page = max(1, -(-total // PER_PAGE))
        rows = session.execute(counted.offset((page - 1) * PER_PAGE)).all()
    total = rows[0][1] if rows else 0
    return Listing(total, page, tuple(_load(session, [row[0] for row in rows])))


def chosen_ids(session: Session, bank_id: int, filters: Filters) -> list[int]:
    """All questions that are wanted, in the bank's order."""
    wanted = select_ids(session, bank_id, filters)
    return [*session.scalars(wanted.order_by(QuestionRow.position, QuestionRow.id))]


def _in_order(wanted: Select[int], filters: Filters) -> Select[int]:
    by_position = (QuestionRow.position, QuestionRow.id)
    if filters.sort == "position":
        return wanted.order_by(*by_position)
    found = wanted.subquery()
    query = (
        select(QuestionRow.id)
        .join(found, found.c.id == QuestionRow.id)
        .join(QuestionVersion, IS_CURRENT)
    )
    if filters.sort == "newest":
        return query.order_by(QuestionVersion.created_at.desc(), *by_position)
    if filters.sort == "stem":
        return query.order_by(func.lower(QuestionVersion.stem), *by_position)
    marks = _marks().where(QuestionVersion.question_id.in_(select(found.c.id))).subquery()
    query = query.outerjoin(marks, marks.c.question_id == QuestionRow.id)
    if filters.sort == "asked":
        return query.order_by(func.coalesce(marks.c.asked, 0).desc(), *by_position)
    is_rare = func.coalesce(marks.c.asked, 0) < LEAST_ASKED
    return query.order_by(is_rare, func.coalesce(marks.c.mean, 1), *by_position)


def _marks() -> Select[*tuple[Any, ...]]:
    return (
        select(
            QuestionVersion.question_id,
            func.count().label("asked"),
            func.avg(Answer.mark).label("mean"),
        )
        .join(Answer, Answer.version_id == QuestionVersion.id)
        .where(Answer.mark.is_not(None))
        .group_by(QuestionVersion.question_id)
    )


def load_statistics(session: Session, ids: Sequence[int]) -> dict[int, Statistics]:
    """What became of these questions, in all their versions."""
    asked = {
        row[0]: (row[1], row[2])
        for row in session.execute(_marks().where(QuestionVersion.question_id.in_(ids)))
    }
    # By person and question, as the table of cards is kept: it has no index on questions alone.
    studied = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            select(Card.question_id, func.sum(Card.reps), func.sum(Card.lapses))
            .where(Card.user_id.in_(select(User.id)), Card.question_id.in_(ids))
            .group_by(Card.question_id)
        )
    }
    return {
        number: Statistics(*asked.get(number, (0, 0.0)), *studied.get(number, (0, 0)))
        for number in ids
    }


def _load(session: Session, ids: Sequence[int]) -> Iterator[ListedQuestion]:
    statistics = load_statistics(session, ids)
    rows = session.execute(
        select(
            *(QuestionRow.id, QuestionRow.key, QuestionRow.version, QuestionRow.retired_at),
            *(QuestionVersion.kind, QuestionVersion.stem, QuestionVersion.topic),
            *(QuestionVersion.tags, QuestionVersion.created_at),
        )
        .join(QuestionVersion, IS_CURRENT)
        .where(QuestionRow.id.in_(ids))
    )
    by_id = {row.id: row for row in rows}
    for number in ids:
        if row := by_id.get(number):
            yield ListedQuestion(
                *(row.id, row.key, row.version, row.retired_at, row.kind, row.stem, row.topic),
                *(tuple(row.tags), row.created_at, statistics[number]),
            )


def read_bank(session: Session, bank_id: int) -> Iterator[Question]:
    """Every active question of the bank in its order, for a file; few are held at once."""
    rows = session.execute(
        select(QuestionRow.key, *QuestionVersion.__table__.columns)
        .join(QuestionVersion, IS_CURRENT)
        .where(QuestionRow.bank_id == bank_id, QuestionRow.retired_at.is_(None))
        .order_by(QuestionRow.position, QuestionRow.id)
        .execution_options(yield_per=1000)
    )
    for row in rows:
        yield question_of(row, row.key)
