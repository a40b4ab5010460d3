"""The marked answers to a class's quizzes: the only ones that its teachers' pages rest on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.classrooms.assignments import AssignmentView
from quizapp.engine.kinds import Response
from quizapp.quizzes.models import Answer, Attempt, Ruling


@dataclass(frozen=True, slots=True)
class ClassAnswer:
    """An answer of an attempt that was handed in; `mark` is the fraction of the points earned."""

    user_id: int
    attempt_id: int
    submitted_at: datetime
    question_id: int
    version_id: int
    bank: str
    topic: str
    response: Response | None
    mark: float


@dataclass(frozen=True, slots=True)
class TopicPart:
    """A student's answers to one topic, taken together."""

    user_id: int
    bank: str
    topic: str
    answers: int
    share: float

    @property
    def name(self) -> str:
        """What the topic is called; without one, the bank stands for it."""
        return self.topic or self.bank


def quizzes_of(assignments: Collection[AssignmentView]) -> list[int]:
    """The quizzes among a class's assignments."""
    return [one.quiz_id for one in assignments if one.quiz_id is not None]


def load_answers(
    session: Session, quiz_ids: Collection[int], *where: ColumnElement[bool]
) -> list[ClassAnswer]:
    """The answers to these quizzes that fulfil all conditions, in the order of handing in.

    Questions that a teacher has struck from a quiz aren't among them.
    """
    columns = (
        *(Attempt.user_id, Attempt.id, Attempt.submitted_at, QuestionRow.id, Answer.version_id),
        *(Bank.title, QuestionVersion.topic, Answer.response, func.coalesce(Answer.mark, 0.0)),
    )
    query = _marked(select(*columns), quiz_ids).where(*where)
    rows = session.execute(query.order_by(Attempt.submitted_at, Attempt.id, Answer.position))
    return [ClassAnswer(*row) for row in rows]


def load_topic_parts(session: Session, quiz_ids: Collection[int]) -> list[TopicPart]:
    """How each student did in each topic of these quizzes."""
    share = func.sum(Answer.mark * QuestionVersion.points) / func.sum(QuestionVersion.points)
    columns = (Attempt.user_id, Bank.title, QuestionVersion.topic)
    query = _marked(select(*columns, func.count(), share), quiz_ids)
    rows = session.execute(query.group_by(*columns))
    return [
        TopicPart(user_id, bank, topic, answers, float(value or 0))
        for user_id, bank, topic, answers, value in rows
    ]


def _marked(query: Select[*tuple[Any, ...]], quiz_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Attempt)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .join(Bank, Bank.id == QuestionRow.bank_id)
        .outerjoin(
            Ruling,
            and_(
                Ruling.quiz_id == Attempt.quiz_id,
                Ruling.question_id == QuestionRow.id,
                Ruling.ruling == "void",
            ),
        )
        .where(
            Attempt.quiz_id.in_(quiz_ids),
            Attempt.submitted_at.is_not(None),
            Ruling.quiz_id.is_(None),
        )
    )
