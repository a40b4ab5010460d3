"""Bringing the rows of a checked file into their bank: all of them at once, or none."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.access import edits
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.slugs import free_slug
from quizapp.database import ConflictError, write
from quizapp.imports import storing
from quizapp.imports.checking import MEMORY, Report, check_file
from quizapp.imports.comparing import BATCH, Outcome
from quizapp.imports.models import Import
from quizapp.imports.services import (
    WRITE,
    BusyImportError,
    ImportView,
    find_import,
    load_import,
    lock_import,
    open_import,
    report_of,
)
from quizapp.imports.spool import Spool
from quizapp.jobs import services as jobs
from quizapp.jobs.models import Job
from quizapp.jobs.services import JobFailedError, LostJobError, Work
from quizapp.quizzes.models import Answer
from quizapp.study import services as study
from quizapp.study.models import Review

_TAKEN = {"new", "changed"}
NO_QUESTIONS = "The file has no questions."
UNDECIDED = "Something is still to be decided before this file can be imported. Check it again."
CHANGED_MEANWHILE = "Somebody has changed this bank meanwhile. Nothing was imported; check again."


LEAVE_OUT = "faulty"
"""The id under which a person says that faulty rows are to be left out."""


class NotImportedError(JobFailedError):
    """The file can't be imported as it is; `report` says what was found."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


class UnfinishedError(NotImportedError):
    """The file can't be read, has no questions, or a person still has something to decide."""


class FaultyRowsError(NotImportedError):
    """Some rows can't be taken over, and nobody said that they are to be left out."""


class UsedImportError(Exception):
    """The import can't be undone any more: the message is a sentence that says why."""


def begin_import(
    session: Session,
    person: Person | None,
    import_id: int,
    now: datetime,
    *,
    slug: str | None = None,
    leave_out_faulty: bool = False,
) -> int:
    """Put down that a file is to be written; returns the number of the job.

    A new bank gets this slug, else one from its title.

    Raises `UnknownImportError`, `BusyImportError`, `FaultyRowsError`, `UnfinishedError`, and
    `PermissionError` where the person may not change the bank (any more).
    """
    view = find_import(session, person, import_id)
    _give_up_dead(session, view)
    stamp = _free_stamp(session, view.bank_id, now)
    with write(session):
        row = lock_import(session, person, import_id, {"waiting", "checked"})
        if leave_out_faulty:
            answers = {**row.settings["answers"], LEAVE_OUT: "leave-out"}
            row.settings = {**row.settings, "answers": answers}
        # What was checked is known to be wanted; what wasn't is judged when it is written.
        if row.report:
            require_fit(report_of(row.report), row.settings["answers"])
        row.bank_id = _lock_bank(session, person, row, slug, now)
        row.state, row.stamp = "writing", stamp
        row.job_id = jobs.create_job(session, WRITE, import_id, now)
        return row.job_id


def work_on_import(spool: Spool, session: Session, work: Work) -> None:
    """Write the rows of an import unseen, and then let all of them be seen.

    What breaks it off leaves nothing, and raises `JobFailedError`.
    """
    write_import(session, spool, work, lambda _: None)


def write_import(
    session: Session, spool: Spool, work: Work, tell: Callable[[list[Outcome]], None]
) -> Report:
    """Do the work of an import, telling what becomes of the rows; returns what it has done."""
    view = load_import(session, work.subject_id)
    if view.bank_id is None or view.stamp is None:
        raise JobFailedError("The bank that this file was for has been deleted meanwhile.")
    try:
        storing.discard_unseen(session, view.bank_id, view.stamp)
        writer = storing.BulkWriter(session, view.bank_id, view.owner_id, view.stamp)
        report, with_new_key = _write_unseen(session, spool, view, writer, work, tell)
        require_fit(report, view.settings.answers)
        with write(session):
            work.finish()
            _publish(session, view, view.stamp, report, with_new_key, work.clock())
    except LostJobError:
        raise
    except Exception as error:
        session.rollback()
        give_up(session, view)
        if isinstance(error, ConflictError):
            raise JobFailedError(CHANGED_MEANWHILE) from error
        raise
    return report


def require_fit(report: Report, answers: Mapping[str, str]) -> None:
    """Raise `FaultyRowsError` or `UnfinishedError` where a file can't be imported as it is."""
    if report.fault:
        raise UnfinishedError(report.fault["message"], report)
    if report.asks:
        raise UnfinishedError(UNDECIDED, report)
    if not report.rows:
        raise UnfinishedError(NO_QUESTIONS, report)
    if report.faulty and (LEAVE_OUT not in answers or not report.good):
        rows = "1 row is" if report.faulty == 1 else f"{report.faulty:,} rows are"
        raise FaultyRowsError(f"Nothing was imported: {rows} to be mended.", report)


def give_up(session: Session, view: ImportView) -> None:
    """Take back what an import has written that nobody sees, and the bank it was to make."""
    if view.bank_id is None or view.stamp is None:
        return
    storing.discard_unseen(session, view.bank_id, view.stamp)
    with write(session):
        session.execute(
            update(Import).where(Import.id == view.id).values(state="checked", stamp=None)
        )
        session.execute(delete(Bank).where(Bank.id == view.bank_id, Bank.is_ready.is_(False)))


def _give_up_dead(session: Session, view: ImportView) -> None:
    """Take back what imports into the same bank have left whose processes are no more."""
    is_writing = (Import.bank_id == view.bank_id) & (Import.state == "writing")
    for import_id in session.scalars(select(Import.id).where(is_writing)).all():
        other = load_import(session, import_id)
        if not other.is_busy:
            give_up(session, other)


def _free_stamp(session: Session, bank_id: int | None, now: datetime) -> datetime:
    """A time at which no version of the bank was created: it is to tell those of one import."""
    last = session.scalar(
        select(func.max(QuestionVersion.created_at))
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .where(QuestionRow.bank_id == bank_id)
    )
    return now if last is None or last < now else last + timedelta(microseconds=1)


def undo_import(session: Session, person: Person | None, import_id: int) -> None:
    """Take back all that an import brought, while nobody has answered its questions.

    Raises `UnknownImportError`, `BusyImportError` and `UsedImportError`.
    """
    with write(session):
        row = lock_import(session, person, import_id, {"published"})
        if row.bank_id is None or row.stamp is None:
            raise UsedImportError("The bank has been deleted meanwhile.")
        session.execute(select(Bank.id).where(Bank.id == row.bank_id).with_for_update())
        _check_unused(session, row.bank_id, row.stamp)
        storing.hide(session, row.bank_id, row.stamp, row.report.get("revived", []))
        row.state = "undone"
        bank_id, stamp, made_bank = row.bank_id, row.stamp, row.report.get("made_bank", False)
    storing.discard_unseen(session, bank_id, stamp)
    if made_bank:
        with write(session):
            is_empty = ~exists().where(QuestionRow.bank_id == Bank.id)
            session.execute(delete(Bank).where(Bank.id == bank_id, is_empty))


def why_kept(session: Session, view: ImportView) -> str:
    """Why an import can't be undone any more, as a sentence; "" where it can."""
    if view.bank_id is None or view.stamp is None:
        return "The bank has been deleted meanwhile."
    try:
        _check_unused(session, view.bank_id, view.stamp)
    except UsedImportError as error:
        return str(error)
    return ""


def _lock_bank(
    session: Session, person: Person | None, row: Import, slug: str | None, now: datetime
) -> int:
    """The number of the bank to write to, made where there is none; nobody else writes to it."""
    if row.bank_id is None:
        bank = Bank(
            slug=slug or free_slug(session, row.bank_title),
            title=row.bank_title,
            owner_id=row.owner_id,
            is_ready=False,
            created_at=now,
        )
        session.add(bank)
        session.flush()
        return bank.id
    may_edit = edits(person) if person else Bank.id.is_not(None)
    bank_id = session.scalar(
        select(Bank.id).where(Bank.id == row.bank_id, may_edit).with_for_update()
    )
    if bank_id is None:
        raise PermissionError
    others = (
        select(Import.id)
        .join(Job, Job.id == Import.job_id)
        .where(
            *(Import.bank_id == bank_id, Import.id != row.id, Import.state == "writing"),
            Job.state.in_(("waiting", "running")),
        )
    )
    if session.scalar(others.limit(1)) is not None:
        raise BusyImportError
    return bank_id


def _write_unseen(
    session: Session,
    spool: Spool,
    view: ImportView,
    writer: storing.BulkWriter,
    work: Work,
    tell: Callable[[list[Outcome]], None],
) -> tuple[Report, list[int]]:
    """Write all rows a part at a time; returns also the questions that have another key now."""
    with_new_key: list[int] = []

    def write_part(outcomes: list[Outcome]) -> None:
        tell(outcomes)
        taken = [(each.known, each.record) for each in outcomes if each.state in _TAKEN]
        new = [record for known, record in taken if known is None and record]
        changed = [(known, record) for known, record in taken if known and record]
        for _, record in taken:
            if record and record.image:
                spool.keep_picture(record.image)
        with_new_key.extend(each.known.id for each in outcomes if each.known and each.has_new_key)
        with write(session):
            work.hold()
            writer.write(new, changed)

    report = check_file(
        session,
        open_import(spool, view),
        view.bank_id,
        find_picture=spool.find_picture,
        keep=write_part,
        progress=work.tell,
        answers=view.settings.answers,
    )
    return report, with_new_key


def _publish(
    session: Session,
    view: ImportView,
    stamp: datetime,
    report: Report,
    with_new_key: list[int],
    now: datetime,
) -> None:
    """Let all that was written be seen, inside a write of the caller."""
    bank = session.get_one(Bank, view.bank_id)
    revived = storing.show(session, bank.id, stamp, report.changed)
    if view.settings.answers.get(MEMORY) == "anew":
        for first in range(0, len(with_new_key), BATCH):
            study.forget(session, with_new_key[first : first + BATCH], now.date())
    told = {**report.to_json(), "revived": revived, "made_bank": not bank.is_ready}
    bank.is_ready = True
    session.execute(
        update(Import)
        .where(Import.id == view.id)
        .values(state="published", published_at=now, report=told, job_id=None)
    )


def _check_unused(session: Session, bank_id: int, stamp: datetime) -> None:
    written = (
        select(QuestionVersion.id)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .where(QuestionRow.bank_id == bank_id, QuestionVersion.created_at == stamp)
    )
    newer = written.where(QuestionRow.version > QuestionVersion.number)
    if session.scalar(newer.limit(1)) is not None:
        raise UsedImportError("Some of its questions have been changed since.")
    if session.scalar(select(Answer.version_id).where(Answer.version_id.in_(written)).limit(1)):
        raise UsedImportError("Somebody has been asked its questions in a quiz.")
    if session.scalar(select(Review.version_id).where(Review.version_id.in_(written)).limit(1)):
        raise UsedImportError("Somebody has studied its questions.")
