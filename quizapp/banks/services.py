"""Banks: finding them, and the questions in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.access import is_slug, sees
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.engine.kinds import KINDS
from quizapp.engine.question import Question, Source


@dataclass(frozen=True, slots=True)
class BankDetails:
    """What is known of a bank besides its questions."""

    slug: str
    title: str
    description: str = ""
    subject: str = ""
    language: str = "en"
    licence: str = ""
    source_title: str = ""


@dataclass(frozen=True, slots=True)
class BankSummary:
    """A bank in a list: how many questions it has, and how many of them a quiz can ask."""

    id: int
    slug: str
    title: str
    description: str
    subject: str
    licence: str
    source_title: str
    is_open: bool
    owner_id: int | None
    questions: int
    quiz_questions: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a bank and how many quiz questions it has."""

    bank_id: int
    name: str
    questions: int


QUIZ_KINDS = tuple(name for name, kind in KINDS.items() if kind.in_quizzes)
"""The kinds that a quiz can ask; a card is only recalled."""

IS_CURRENT = (QuestionRow.id == QuestionVersion.question_id) & (
    QuestionRow.version == QuestionVersion.number
)
"""Joins a question to its current version."""


def question_of(version: QuestionVersion | Row[*tuple[Any, ...]], key: str = "") -> Question:
    """The engine's value of a stored version, given as such or as a row of its columns."""
    return Question(
        key=key,
        stem=version.stem,
        body=KINDS[version.kind].from_json(version.body),
        explanation=version.explanation,
        points=version.points,
        topic=version.topic,
        tags=tuple(version.tags),
        difficulty=version.difficulty,
        time_limit=version.time_limit,
        image=version.image,
        image_alt=version.image_alt,
        source=Source(
            title=version.source_title,
            url=version.source_url,
            locator=version.source_locator,
            quote=version.source_quote,
            form=version.source_form,
            sha256=version.source_hash,
        ),
        note=version.note,
        excludes=tuple(version.excludes),
    )


def load_version(session: Session, version_id: int) -> tuple[Question, str]:
    """One version as the engine's value, and its bank's language; `NoResultFound` for none."""
    version, language = session.execute(
        select(QuestionVersion, Bank.language)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .join(Bank, Bank.id == QuestionRow.bank_id)
        .where(QuestionVersion.id == version_id)
    ).one()
    return question_of(version), language


def list_banks(
    session: Session, person: Person | None, *, also: Collection[int] = ()
) -> list[BankSummary]:
    """The banks that the person knows of with their number of questions, by subject and title.

    `also` are further ones, such as those that the person has begun to study; None for a person
    stands for the installation, which knows all.
    """
    return _summaries(session, or_(sees(person), Bank.id.in_(also)))


def find_bank(
    session: Session, person: Person | None, slug: str, *, also: Collection[int] = ()
) -> BankSummary | None:
    """The bank of that slug, where `list_banks` would list it."""
    if not is_slug(slug):
        return None
    found = _summaries(session, (Bank.slug == slug) & or_(sees(person), Bank.id.in_(also)))
    return found[0] if found else None


def _summaries(session: Session, condition: ColumnElement[bool]) -> list[BankSummary]:
    counts = (
        select(
            QuestionRow.bank_id,
            func.count().label("questions"),
            func.count().filter(QuestionVersion.kind.in_(QUIZ_KINDS)).label("quiz_questions"),
        )
        .join(QuestionVersion, IS_CURRENT)
        .where(
            QuestionRow.retired_at.is_(None),
            QuestionRow.bank_id.in_(select(Bank.id).where(condition)),
        )
        .group_by(QuestionRow.bank_id)
        .subquery()
    )
    rows = session.execute(
        select(
            *(Bank.id, Bank.slug, Bank.title, Bank.description, Bank.subject),
            *(Bank.licence, Bank.source_title, Bank.is_open, Bank.owner_id),
            func.coalesce(counts.c.questions, 0),
            func.coalesce(counts.c.quiz_questions, 0),
        )
        .outerjoin(counts, counts.c.bank_id == Bank.id)
        .where(condition)
        .order_by(Bank.subject, Bank.title, Bank.id)
    )
    return [BankSummary(*row) for row in rows]


def list_topics(
    session: Session, person: Person | None, bank_ids: Sequence[int] | None = None
) -> list[Topic]:
    """The topics of the given banks (of all that the person knows: None) for quizzes."""
    is_wanted = sees(person) if bank_ids is None else sees(person) & Bank.id.in_(bank_ids)
    query = (
        select(QuestionRow.bank_id, QuestionVersion.topic, func.count())
        .join(QuestionVersion, IS_CURRENT)
        .where(
            QuestionRow.bank_id.in_(select(Bank.id).where(is_wanted)),
            QuestionRow.retired_at.is_(None),
            QuestionVersion.kind.in_(QUIZ_KINDS),
            QuestionVersion.topic != "",
        )
        .group_by(QuestionRow.bank_id, QuestionVersion.topic)
        .order_by(QuestionRow.bank_id, func.min(QuestionRow.position))
    )
    return [Topic(*row) for row in session.execute(query)]


def count_kinds(session: Session, bank_id: int) -> dict[str, int]:
    """How many questions of each kind a bank has, by the kind's label."""
    rows = session.execute(
        select(QuestionVersion.kind, func.count())
        .join(QuestionRow, IS_CURRENT)
        .where(QuestionRow.bank_id == bank_id, QuestionRow.retired_at.is_(None))
        .group_by(QuestionVersion.kind)
    )
    counts = {row[0]: row[1] for row in rows}
    return {kind.label: counts[name] for name, kind in KINDS.items() if name in counts}
