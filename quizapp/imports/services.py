"""Imports of a person: given, described, checked, listed, deleted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.access import is_teacher
from quizapp.banks.models import Bank
from quizapp.database import write
from quizapp.engine.formats.bank_file import RowFault
from quizapp.imports.checking import Report, check_file, outcome_line
from quizapp.imports.models import Import
from quizapp.imports.reading import OpenedFile, Settings, open_file
from quizapp.imports.spool import Spool
from quizapp.jobs import services as jobs
from quizapp.jobs.models import Job
from quizapp.jobs.services import JobState, Work

CHECK = "import-check"
WRITE = "import"
MAX_AT_ONCE = 300_000
"""The largest file, in bytes, that is read while the person waits for the page."""

MAX_LISTED = 50


class UnknownImportError(LookupError):
    """There is no such import, or it isn't this person's."""


class BusyImportError(Exception):
    """The import, or another one into the same bank, is at work at this moment."""


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import as its pages know it.

    `bank_title` is that of a bank to be made where there is none yet.
    """

    id: int
    owner_id: int | None
    name: str
    file: str
    size: int
    state: str
    settings: Settings
    report: Report | None
    bank_id: int | None
    bank_slug: str | None
    bank_title: str
    job: JobState | None
    stamp: datetime | None
    created_at: datetime
    published_at: datetime | None

    @property
    def is_busy(self) -> bool:
        """Whether a process works on it."""
        return self.job is not None and self.job.is_open

    @property
    def is_large(self) -> bool:
        """Whether it takes a process of its own."""
        return self.size > MAX_AT_ONCE


def may_import(person: Person) -> bool:
    """Whether the person brings files into banks."""
    return is_teacher(person)


def create_import(
    session: Session,
    spool: Spool,
    person: Person | None,
    stream: BinaryIO,
    *,
    name: str,
    settings: Settings | None = None,
    bank_id: int | None = None,
    bank_title: str = "",
    now: datetime,
) -> int:
    """Keep a file that is to be imported; returns the import's number. Raises `TooLargeError`."""
    file, size = spool.store(stream)
    row = Import(
        owner_id=person.id if person else None,
        name=name[:200],
        file=file,
        size=size,
        settings=(settings or Settings()).to_json(),
        report={},
        bank_id=bank_id,
        bank_title=bank_title,
        created_at=now,
    )
    with write(session):
        session.add(row)
        session.flush()
        return row.id


def find_import(session: Session, person: Person | None, import_id: int) -> ImportView:
    """The person's import; raises `UnknownImportError`."""
    row = session.execute(_views(person).where(Import.id == import_id)).first()
    if row is None:
        raise UnknownImportError
    return _view(row)


def list_imports(session: Session, person: Person) -> list[ImportView]:
    """The person's imports, the newest first."""
    query = _views(person).order_by(Import.id.desc()).limit(MAX_LISTED)
    return [_view(row) for row in session.execute(query)]


def change_import(
    session: Session,
    person: Person,
    import_id: int,
    settings: Settings,
    *,
    bank_id: int | None,
    bank_title: str,
) -> None:
    """Say how the file is to be read and where to; what was found before no longer holds.

    Raises `UnknownImportError` and `BusyImportError`.
    """
    with write(session):
        lock_import(session, person, import_id, {"waiting", "checked"})
        session.execute(
            update(Import)
            .where(Import.id == import_id)
            .values(
                settings=settings.to_json(),
                bank_id=bank_id,
                bank_title=bank_title,
                state="waiting",
                report={},
            )
        )


def lock_import(
    session: Session, person: Person | None, import_id: int, states: set[str]
) -> Import:
    """Let nobody else change the import meanwhile, inside a write of the caller.

    Raises `UnknownImportError`, and `BusyImportError` where it isn't in one of these states.
    """
    query = select(Import).where(Import.id == import_id, _is_own(person)).with_for_update()
    row = session.scalar(query)
    if row is None:
        raise UnknownImportError
    job = None if row.job_id is None else jobs.find_job(session, row.job_id)
    if row.state not in states or (job is not None and job.is_open):
        raise BusyImportError
    return row


def open_import(spool: Spool, view: ImportView) -> OpenedFile | RowFault:
    """The file of an import as it is going to be read, or why it can't be."""
    return open_file(spool.read(view.file), view.settings)


def check_now(session: Session, spool: Spool, view: ImportView) -> Report:
    """Make the dry run of an import, and keep what it finds."""
    report = _check(session, spool, view, lambda _done, _total: None)
    with write(session):
        _store_report(session, view.id, report)
    return report


def check_later(session: Session, person: Person, import_id: int, now: datetime) -> int:
    """Put the dry run down for a process of its own; returns the number of the job."""
    with write(session):
        row = lock_import(session, person, import_id, {"waiting", "checked"})
        row.job_id = jobs.create_job(session, CHECK, import_id, now)
        return row.job_id


def work_on_check(spool: Spool, session: Session, work: Work) -> None:
    """Make the dry run of an import in a process of its own."""
    view = load_import(session, work.subject_id)
    report = _check(session, spool, view, work.tell)
    with write(session):
        work.finish()
        _store_report(session, view.id, report)


def delete_import(session: Session, spool: Spool, person: Person, import_id: int) -> None:
    """Forget an import and its file; what it brought into a bank stays."""
    with write(session):
        row = lock_import(session, person, import_id, {"waiting", "checked", "published", "undone"})
        file = row.file
        session.delete(row)
    spool.delete(file)


def forget_import(session: Session, spool: Spool, import_id: int) -> None:
    """Delete an import and its file, whatever state it is in; what it published stays."""
    view = load_import(session, import_id)
    with write(session):
        jobs.delete_jobs(session, WRITE, import_id)
        session.execute(delete(Import).where(Import.id == import_id))
    spool.delete(view.file)


def load_import(session: Session, import_id: int) -> ImportView:
    """The import that a job is on, whoever's it is."""
    return _view(session.execute(_columns().where(Import.id == import_id)).one())


def _check(
    session: Session, spool: Spool, view: ImportView, progress: Callable[[int, int], None]
) -> Report:
    with spool.write_outcomes(view.file) as lines:
        return check_file(
            session,
            open_import(spool, view),
            view.bank_id,
            find_picture=spool.find_picture,
            keep=lambda outcomes: lines.writelines(map(outcome_line, outcomes)),
            progress=progress,
            answers=view.settings.answers,
        )


def _store_report(session: Session, import_id: int, report: Report) -> None:
    session.execute(
        update(Import)
        .where(Import.id == import_id)
        .values(report=report.to_json(), state="checked", job_id=None)
    )


def _is_own(person: Person | None) -> Any:
    return Import.owner_id.is_(None) if person is None else Import.owner_id == person.id


def _views(person: Person | None) -> Select[Any]:
    return _columns().where(_is_own(person))


def _columns() -> Select[Any]:
    return (
        select(
            *(Import.id, Import.owner_id, Import.name, Import.file, Import.size, Import.state),
            *(Import.settings, Import.report, Import.bank_id, Bank.slug, Bank.title),
            *(Import.bank_title, Import.stamp, Import.created_at, Import.published_at),
            *jobs.COLUMNS,
        )
        .outerjoin(Bank, Bank.id == Import.bank_id)
        .outerjoin(Job, Job.id == Import.job_id)
    )


def _view(row: Any) -> ImportView:
    told, settings, report, where, times, job = (
        row[:6],
        row[6],
        row[7],
        row[8:12],
        row[12:15],
        row[15:],
    )
    bank_id, slug, title, new_title = where
    return ImportView(
        *(*told, Settings.from_json(settings), report_of(report) if report else None),
        *(bank_id, slug, title or new_title, None if job[0] is None else JobState(*job), *times),
    )


def report_of(stored: Mapping[str, Any]) -> Report:
    """A stored report. What publishing adds is for undoing it, and no page shows it."""
    return Report(**{name: stored[name] for name in Report.__slots__ if name in stored})
