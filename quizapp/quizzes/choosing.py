"""Quizzes: choosing the banks and topics that one draws from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.access import sees
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.services import IS_CURRENT, QUIZ_KINDS
from quizapp.database import write
from quizapp.engine.drawing import draw, draw_limit
from quizapp.quizzes.models import Quiz, QuizSource

MAX_QUESTIONS = 100


class EmptyQuizError(Exception):
    """The rule leaves no question to ask."""


@dataclass(frozen=True, slots=True)
class Source:
    """A bank that a quiz draws from; without topics, all of it."""

    bank_id: int
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """The current versions that a quiz can ask, and which of them it must not ask together."""

    groups: tuple[tuple[int, ...], ...]
    """Those of each bank, in the bank's order."""
    excludes: dict[int, tuple[int, ...]]

    @property
    def size(self) -> int:
        """How many there are."""
        return sum(map(len, self.groups))

    @property
    def limit(self) -> int:
        """How many of them one attempt can ask, whichever are drawn."""
        return draw_limit(self.groups, self.excludes)

    def draw(self, count: int, seed: int) -> list[int]:
        """Choose the questions of one attempt: `count`, or as many as the limit."""
        return draw(self.groups, count, seed, self.excludes)


@dataclass(frozen=True, slots=True)
class QuizView:
    """A quiz with the banks that it draws from."""

    id: int
    title: str
    question_count: int
    """How many questions an attempt asks as the banks are now."""
    layout: str
    available: int
    """How many there are to choose from."""
    limit: int
    """How many of these one attempt can ask, as some exclude each other."""
    sources: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Slug and title of each bank, and the topics chosen of it."""


def create_quiz(
    session: Session,
    person: Person,
    *,
    sources: Sequence[Source],
    question_count: int,
    layout: str,
    now: datetime,
) -> int:
    """Make a quiz that draws from these banks; raises `EmptyQuizError` where nothing is left."""
    with write(session):
        limit = load_pool(session, sources).limit
        if limit == 0:
            raise EmptyQuizError
        titles = session.scalars(
            select(Bank.title)
            .where(Bank.id.in_([source.bank_id for source in sources]))
            .order_by(Bank.title)
        ).all()
        quiz = Quiz(
            owner_id=person.id,
            title=_title(titles),
            question_count=max(1, min(question_count, limit, MAX_QUESTIONS)),
            layout=layout,
            created_at=now,
        )
        session.add(quiz)
        session.flush()
        session.add_all(
            QuizSource(quiz_id=quiz.id, bank_id=source.bank_id, topics=list(source.topics))
            for source in sources
        )
    return quiz.id


def _title(titles: Sequence[str]) -> str:
    if len(titles) > 3:
        return f"{titles[0]} and {len(titles) - 1} more"[:200]
    return " + ".join(titles)[:200]


def find_quiz(session: Session, person: Person, quiz_id: int) -> QuizView | None:
    """A quiz of this person's."""
    quiz = session.scalar(select(Quiz).where(Quiz.id == quiz_id, Quiz.owner_id == person.id))
    if quiz is None:
        return None
    rows = session.execute(
        select(Bank.id, Bank.slug, Bank.title, QuizSource.topics)
        .join(QuizSource, QuizSource.bank_id == Bank.id)
        .where(QuizSource.quiz_id == quiz_id, sees(person))
        .order_by(Bank.title)
    ).all()
    pool = load_pool(session, [Source(row.id, tuple(row.topics)) for row in rows])
    limit = pool.limit
    return QuizView(
        *(quiz.id, quiz.title, min(quiz.question_count, limit), quiz.layout, pool.size, limit),
        tuple((row.slug, row.title, tuple(row.topics)) for row in rows),
    )


def load_quiz_pool(session: Session, person: Person, quiz_id: int) -> Pool:
    """What a quiz can ask the person now: not of banks that aren't open any more."""
    rows = session.execute(
        select(QuizSource.bank_id, QuizSource.topics)
        .join(Bank, Bank.id == QuizSource.bank_id)
        .where(QuizSource.quiz_id == quiz_id, sees(person))
        .order_by(QuizSource.bank_id)
    )
    return load_pool(session, [Source(bank_id, tuple(topics)) for bank_id, topics in rows])


def load_pool(session: Session, sources: Sequence[Source]) -> Pool:
    """What can be asked of these banks and their chosen topics."""
    whole = [source.bank_id for source in sources if not source.topics]
    chosen = [(source.bank_id, topic) for source in sources for topic in source.topics]
    rows = session.execute(
        select(
            *(QuestionRow.bank_id, QuestionRow.key),
            *(QuestionVersion.id, QuestionVersion.excludes),
        )
        .join(QuestionRow, IS_CURRENT)
        .where(
            QuestionRow.bank_id.in_([source.bank_id for source in sources]),
            or_(
                QuestionRow.bank_id.in_(whole),
                tuple_(QuestionRow.bank_id, QuestionVersion.topic).in_(chosen),
            ),
            QuestionRow.retired_at.is_(None),
            QuestionVersion.kind.in_(QUIZ_KINDS),
        )
        .order_by(QuestionRow.position, QuestionRow.id)
    )
    banks: dict[int, dict[str, int]] = {source.bank_id: {} for source in sources}
    excluding = []
    for bank_id, key, version_id, excludes in rows:
        banks[bank_id][key] = version_id
        if excludes:
            excluding.append((banks[bank_id], version_id, excludes))
    return Pool(
        tuple(tuple(bank.values()) for bank in banks.values()),
        {
            version_id: tuple(bank[key] for key in excludes if key in bank)
            for bank, version_id, excludes in excluding
        },
    )
