"""Which questions the attempts at an assigned quiz ask: the same for all, or drawn for each."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import IS_CURRENT, QUIZ_KINDS
from quizapp.engine.drawing import draw, draw_each
from quizapp.quizzes.models import Attempt, Quiz, QuizQuestion, QuizSource

_CAN_BE_ASKED = QuestionRow.retired_at.is_(None) & QuestionVersion.kind.in_(QUIZ_KINDS)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a draw: so many questions of a topic of a bank; "" is the whole bank."""

    bank_id: int
    topic: str
    count: int


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked: these questions, or what is drawn of these parts."""

    fixed: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def count(self) -> int:
        """How many questions an attempt asks, as long as there are so many."""
        return len(self.fixed) or sum(part.count for part in self.parts)


def store_questions(session: Session, quiz: Quiz, questions: Questions) -> None:
    """Let a quiz ask these questions from now on; inside the caller's write transaction."""
    session.execute(delete(QuizQuestion).where(QuizQuestion.quiz_id == quiz.id))
    session.execute(delete(QuizSource).where(QuizSource.quiz_id == quiz.id))
    session.add_all(
        QuizQuestion(quiz_id=quiz.id, position=position, question_id=question_id)
        for position, question_id in enumerate(questions.fixed, 1)
    )
    for bank_id in dict.fromkeys(part.bank_id for part in questions.parts):
        parts = [part for part in questions.parts if part.bank_id == bank_id]
        session.add(
            QuizSource(
                quiz_id=quiz.id,
                bank_id=bank_id,
                topics=[part.topic for part in parts if part.topic],
                counts=[part.count for part in parts],
            )
        )
    quiz.question_count = questions.count


def load_questions(session: Session, quiz_id: int) -> Questions:
    """What an assigned quiz asks."""
    fixed = session.scalars(
        select(QuizQuestion.question_id)
        .where(QuizQuestion.quiz_id == quiz_id)
        .order_by(QuizQuestion.position)
    )
    sources = session.execute(
        select(QuizSource.bank_id, QuizSource.topics, QuizSource.counts)
        .where(QuizSource.quiz_id == quiz_id)
        .order_by(QuizSource.bank_id)
    )
    parts = [
        Part(bank_id, topic, count)
        for bank_id, topics, counts in sources
        for topic, count in zip(topics or [""], counts or (), strict=False)
    ]
    return Questions(tuple(fixed), tuple(parts))


def draw_versions(session: Session, quiz: Quiz, seed: int) -> list[int]:
    """The versions that an attempt asks: in their current wording, and none that is retired.

    Whether the student knows of the banks isn't asked: the teacher has given them.
    """
    questions = load_questions(session, quiz.id)
    if questions.fixed:
        versions = session.scalars(
            select(QuestionVersion.id)
            .join(QuestionRow, IS_CURRENT)
            .join(QuizQuestion, QuizQuestion.question_id == QuestionRow.id)
            .where(QuizQuestion.quiz_id == quiz.id, _CAN_BE_ASKED)
            .order_by(QuizQuestion.position)
        ).all()
        return draw([versions], len(versions), seed) if quiz.is_shuffled else [*versions]
    return _draw_parts(session, questions.parts, seed)


def _draw_parts(session: Session, parts: Sequence[Part], seed: int) -> list[int]:
    rows = session.execute(
        select(
            *(QuestionRow.bank_id, QuestionRow.key, QuestionVersion.topic),
            *(QuestionVersion.id, QuestionVersion.excludes),
        )
        .join(QuestionRow, IS_CURRENT)
        .where(QuestionRow.bank_id.in_({part.bank_id for part in parts}), _CAN_BE_ASKED)
        .order_by(QuestionRow.position, QuestionRow.id)
    ).all()
    by_key = {(row.bank_id, row.key): row.id for row in rows}
    groups: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for row in rows:
        groups[row.bank_id, ""].append(row.id)
        if row.topic:
            groups[row.bank_id, row.topic].append(row.id)
    excludes = {
        row.id: [by_key[row.bank_id, key] for key in row.excludes if (row.bank_id, key) in by_key]
        for row in rows
        if row.excludes
    }
    return draw_each(
        [groups[part.bank_id, part.topic] for part in parts],
        [part.count for part in parts],
        *(seed, excludes),
    )


def count_by_topic(session: Session, bank_ids: Collection[int]) -> Counter[tuple[int, str]]:
    """How many questions there are to ask of each bank and topic; "" counts the whole bank."""
    rows = session.execute(
        select(QuestionRow.bank_id, QuestionVersion.topic, func.count())
        .join(QuestionVersion, IS_CURRENT)
        .where(QuestionRow.bank_id.in_(bank_ids), _CAN_BE_ASKED)
        .group_by(QuestionRow.bank_id, QuestionVersion.topic)
    )
    found: Counter[tuple[int, str]] = Counter()
    for bank_id, topic, count in rows:
        found[bank_id, ""] += count
        if topic:
            found[bank_id, topic] += count
    return found


def list_askable(session: Session, question_ids: Iterable[int]) -> set[int]:
    """Those of these questions that a quiz can ask now."""
    query = select(QuestionRow.id).join(QuestionVersion, IS_CURRENT)
    return set(session.scalars(query.where(QuestionRow.id.in_([*question_ids]), _CAN_BE_ASKED)))


def count_askable(session: Session, quiz_id: int) -> int:
    """How many questions an attempt would ask now, as some may have been retired."""
    questions = load_questions(session, quiz_id)
    if questions.fixed:
        return len(list_askable(session, questions.fixed))
    there = count_by_topic(session, {part.bank_id for part in questions.parts})
    return sum(min(part.count, there[part.bank_id, part.topic]) for part in questions.parts)


def is_begun(session: Session, quiz_id: int) -> bool:
    """Whether anybody has begun an attempt: then its questions stay as they are."""
    return session.scalar(select(Attempt.id).where(Attempt.quiz_id == quiz_id).limit(1)) is not None
