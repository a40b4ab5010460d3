"""Quizzes: choosing the banks and topics that one draws from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.services import IS_CURRENT, QUIZ_KINDS
from quizapp.database import write
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
class QuizView:
    """A quiz with the banks that it draws from."""

    id: int
    title: str
    question_count: int
    layout: str
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
        groups = question_groups(session, sources)
        available = len({version for group in groups for version in group})
        if available == 0:
            raise EmptyQuizError
        titles = session.scalars(
            select(Bank.title)
            .where(Bank.id.in_([source.bank_id for source in sources]))
            .order_by(Bank.title)
        ).all()
        quiz = Quiz(
            owner_id=person.id,
            title=_title(titles),
            question_count=max(1, min(question_count, available, MAX_QUESTIONS)),
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
    sources = session.execute(
        select(Bank.slug, Bank.title, QuizSource.topics)
        .join(QuizSource, QuizSource.bank_id == Bank.id)
        .where(QuizSource.quiz_id == quiz_id)
        .order_by(Bank.title)
    )
    return QuizView(
        *(quiz.id, quiz.title, quiz.question_count, quiz.layout),
        tuple((slug, title, tuple(topics)) for slug, title, topics in sources),
    )


def question_groups(session: Session, sources: Sequence[Source]) -> list[list[int]]:
    """The current versions that can be asked, a list for each bank and chosen topic."""
    groups = []
    for source in sources:
        query = (
            select(QuestionVersion.topic, QuestionVersion.id)
            .join(QuestionRow, IS_CURRENT)
            .where(
                QuestionRow.bank_id == source.bank_id,
                QuestionRow.retired_at.is_(None),
                QuestionVersion.kind.in_(QUIZ_KINDS),
            )
            .order_by(QuestionRow.position, QuestionRow.id)
        )
        if source.topics:
            query = query.where(QuestionVersion.topic.in_(source.topics))
        groups.append([version_id for _, version_id in session.execute(query)])
    return groups
