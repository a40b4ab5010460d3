"""Bringing whole files of questions into a bank, so that a change makes a new version."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.services import IS_CURRENT, BankDetails
from quizapp.database import write
from quizapp.engine.question import Question


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or in a dry run would do, to a bank."""

    slug: str
    new: int
    changed: int
    unchanged: int
    retired: int = 0


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
        author_id = person.id if person else None
        _store_new(session, bank_id, comparison.new, author_id, now)
        _store_changed(session, comparison.changed, author_id, now)
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


def _store_new(
    session: Session,
    bank_id: int,
    questions: list[Question],
    author_id: int | None,
    now: datetime,
) -> None:
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
            version_values(question, question_id, 1, author_id, now)
            for question_id, question in zip(ids, questions, strict=True)
        ],
    )


def _store_changed(
    session: Session,
    changed: list[tuple[_Known, Question]],
    author_id: int | None,
    now: datetime,
) -> None:
    for known, question in changed:
        number = known.version + 1
        values = version_values(question, known.id, number, author_id, now)
        session.execute(insert(QuestionVersion), [values])
        session.execute(
            update(QuestionRow)
            .where(QuestionRow.id == known.id)
            .values(version=number, retired_at=None)
        )


def version_values(
    question: Question, question_id: int, number: int, author_id: int | None, now: datetime
) -> dict[str, Any]:
    """The row of a version, as a dictionary by the names of its columns."""
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
        "author_id": author_id,
        "created_at": now,
    }
