"""Banks: finding them, and bringing questions in so that a change makes a new version."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.database import write
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
    questions: int
    quiz_questions: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a bank and how many quiz questions it has."""

    bank_id: int
    name: str
    questions: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or in a dry run would do, to a bank."""

    slug: str
    new: int
    changed: int
    unchanged: int
    retired: int = 0


QUIZ_KINDS = tuple(name for name, kind in KINDS.items() if kind.in_quizzes)
"""The kinds that a quiz can ask; a card is only recalled."""

IS_CURRENT = (QuestionRow.id == QuestionVersion.question_id) & (
    QuestionRow.version == QuestionVersion.number
)
"""Joins a question to its current version."""


def question_of(version: QuestionVersion, key: str = "") -> Question:
    """The engine's value of a stored version."""
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


def list_banks(session: Session) -> list[BankSummary]:
    """All banks with their number of questions, by subject and title."""
    counts = (
        select(
            QuestionRow.bank_id,
            func.count().label("questions"),
            func.count().filter(QuestionVersion.kind.in_(QUIZ_KINDS)).label("quiz_questions"),
        )
        .join(QuestionVersion, IS_CURRENT)
        .where(QuestionRow.retired_at.is_(None))
        .group_by(QuestionRow.bank_id)
        .subquery()
    )
    rows = session.execute(
        select(
            *(Bank.id, Bank.slug, Bank.title, Bank.description, Bank.subject),
            *(Bank.licence, Bank.source_title),
            func.coalesce(counts.c.questions, 0),
            func.coalesce(counts.c.quiz_questions, 0),
        )
        .outerjoin(counts, counts.c.bank_id == Bank.id)
        .order_by(Bank.subject, Bank.title, Bank.id)
    )
    return [BankSummary(*row) for row in rows]


def find_bank(session: Session, slug: str) -> BankSummary | None:
    """The bank of that slug."""
    return next((bank for bank in list_banks(session) if bank.slug == slug), None)


def list_topics(session: Session, bank_ids: Sequence[int] | None = None) -> list[Topic]:
    """The topics of the given banks (of all banks: None) that a quiz can ask about."""
    query = (
        select(QuestionRow.bank_id, QuestionVersion.topic, func.count())
        .join(QuestionVersion, IS_CURRENT)
        .where(
            QuestionRow.retired_at.is_(None),
            QuestionVersion.kind.in_(QUIZ_KINDS),
            QuestionVersion.topic != "",
        )
        .group_by(QuestionRow.bank_id, QuestionVersion.topic)
        .order_by(QuestionRow.bank_id, func.min(QuestionRow.position))
    )
    if bank_ids is not None:
        query = query.where(QuestionRow.bank_id.in_(bank_ids))
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


def import_bank(
    session: Session,
    person: Person | None,
    details: BankDetails,
    questions: Iterable[Question],
    *,
    now: datetime,
    is_whole: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Bring questions into a bank in one transaction: new ones, and new versions of changed ones.

    The question's key decides which is the same. `person` becomes the owner of a bank that didn't
    exist; None stands for the installation. With `is_whole`, what is given is all of the bank: its
    details are taken over, and questions that aren't among those given are retired. Otherwise they
    stay, and the details are only those of a new bank.
    """
    questions = list(questions)
    if dry_run:
        bank_id = session.scalar(select(Bank.id).where(Bank.slug == details.slug))
        return _compare(session, details.slug, bank_id, questions, is_whole).report
    with write(session):
        bank_id = _store_bank(session, person, details, now, is_whole)
        comparison = _compare(session, details.slug, bank_id, questions, is_whole)
        _store_new(session, bank_id, comparison.new, now)
        _store_changed(session, comparison.changed, now)
        session.execute(
            update(QuestionRow).where(QuestionRow.id.in_(comparison.gone)).values(retired_at=now)
        )
    return comparison.report


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    version: int


@dataclass(frozen=True, slots=True)
class _Comparison:
    new: list[Question]
    changed: list[tuple[_Known, Question]]
    gone: list[int]
    report: ImportReport


def _compare(
    session: Session, slug: str, bank_id: int | None, questions: list[Question], is_whole: bool
) -> _Comparison:
    known = {
        row.key: row
        for row in session.execute(
            select(
                *(QuestionRow.key, QuestionRow.id, QuestionRow.version, QuestionRow.retired_at),
                QuestionVersion.digest,
            )
            .join(QuestionVersion, IS_CURRENT)
            .where(QuestionRow.bank_id == bank_id)
        )
    }
    new, changed = [], []
    for question in questions:
        row = known.get(question.key)
        if row is None:
            new.append(question)
        elif row.digest != question.digest() or row.retired_at is not None:
            changed.append((_Known(row.id, row.version), question))
    given = {question.key for question in questions}
    gone = [
        row.id
        for row in known.values()
        if is_whole and row.key not in given and row.retired_at is None
    ]
    unchanged = len(questions) - len(new) - len(changed)
    report = ImportReport(slug, len(new), len(changed), unchanged, len(gone))
    return _Comparison(new, changed, gone, report)


def _store_bank(
    session: Session,
    person: Person | None,
    details: BankDetails,
    now: datetime,
    is_whole: bool,
) -> int:
    values = asdict(details)
    bank = session.scalar(select(Bank).where(Bank.slug == details.slug).with_for_update())
    if bank is None:
        bank = Bank(owner_id=person.id if person else None, created_at=now, **values)
        session.add(bank)
    elif is_whole:
        for name, value in values.items():
            setattr(bank, name, value)
    session.flush()
    return bank.id


def _store_new(session: Session, bank_id: int, questions: list[Question], now: datetime) -> None:
    if not questions:
        return
    last = session.scalar(
        select(func.max(QuestionRow.position)).where(QuestionRow.bank_id == bank_id)
    )
    first = 0 if last is None else last + 1
    ids = session.scalars(
        insert(QuestionRow).returning(QuestionRow.id, sort_by_parameter_order=True),
        [
            {
                "bank_id": bank_id,
                "key": question.key,
                "position": position,
                "version": 1,
                "created_at": now,
            }
            for position, question in enumerate(questions, first)
        ],
    ).all()
    session.execute(
        insert(QuestionVersion),
        [
            _version_values(question, question_id, 1, now)
            for question_id, question in zip(ids, questions, strict=True)
        ],
    )


def _store_changed(session: Session, changed: list[tuple[_Known, Question]], now: datetime) -> None:
    for known, question in changed:
        number = known.version + 1
        session.execute(insert(QuestionVersion), [_version_values(question, known.id, number, now)])
        session.execute(
            update(QuestionRow)
            .where(QuestionRow.id == known.id)
            .values(version=number, retired_at=None)
        )


def _version_values(
    question: Question, question_id: int, number: int, now: datetime
) -> dict[str, Any]:
    return {
        "question_id": question_id,
        "number": number,
        "digest": question.digest(),
        "kind": question.kind,
        "stem": question.stem,
        "body": question.body.to_json(),
        "explanation": question.explanation,
        "points": question.points,
        "topic": question.topic,
        "tags": list(question.tags),
        "difficulty": question.difficulty,
        "time_limit": question.time_limit,
        "image": question.image,
        "image_alt": question.image_alt,
        "source_title": question.source.title,
        "source_url": question.source.url,
        "source_locator": question.source.locator,
        "source_quote": question.source.quote,
        "source_form": question.source.form,
        "source_hash": question.source.sha256,
        "note": question.note,
        "excludes": list(question.excludes),
        "created_at": now,
    }
