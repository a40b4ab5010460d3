"""Files given for importing, and imported, as simply as the services allow."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.engine.formats.native_csv import write_native_csv
from quizapp.engine.question import Question
from quizapp.imports import publishing, services
from quizapp.imports.checking import Report
from quizapp.imports.comparing import Outcome
from quizapp.imports.reading import Settings
from quizapp.imports.spool import Spool
from quizapp.jobs import services as jobs
from quizapp.jobs.services import Work
from tests.factories import NOW


def table(*rows: Sequence[object]) -> bytes:
    """A CSV file with these rows."""
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def native(questions: Iterable[Question]) -> bytes:
    """The file of a bank in the native layout."""
    return write_native_csv(questions).encode()


def give(
    session: Session,
    spool: Spool,
    person: Person | None,
    data: bytes,
    *,
    bank_id: int | None = None,
    title: str = "Rivers",
    now: datetime = NOW,
    **said: Any,
) -> int:
    """A file that a person has given; returns the number of the import."""
    return services.create_import(
        session,
        spool,
        person,
        io.BytesIO(data),
        name="rivers.csv",
        settings=Settings(**said),
        bank_id=bank_id,
        bank_title=title,
        now=now,
    )


def check(session: Session, spool: Spool, person: Person | None, import_id: int) -> Report:
    """The dry run of an import."""
    view = services.find_import(session, person, import_id)
    session.commit()
    return services.check_now(session, spool, view)


def take_up(
    session: Session,
    person: Person | None,
    import_id: int,
    now: datetime = NOW,
    *,
    leave_out_faulty: bool = False,
) -> Work:
    """An import that is begun, in the hands of this process."""
    job_id = publishing.begin_import(
        session, person, import_id, now, leave_out_faulty=leave_out_faulty
    )
    work = jobs.take_up(session, job_id, lambda: now)
    assert work is not None
    return work


def bring(
    session: Session,
    spool: Spool,
    person: Person | None,
    data: bytes,
    *,
    tell: Callable[[list[Outcome]], None] = lambda _: None,
    now: datetime = NOW,
    leave_out_faulty: bool = False,
    **given: Any,
) -> tuple[int, Report]:
    """A file that is given, checked and imported; returns the import's number and what it did."""
    import_id = give(session, spool, person, data, now=now, **given)
    check(session, spool, person, import_id)
    work = take_up(session, person, import_id, now, leave_out_faulty=leave_out_faulty)
    return import_id, publishing.write_import(session, spool, work, tell)
