"""A person's data as one ZIP file: everything as JSON, and each table as CSV beside it."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.audit.services import Action, Subject, record
from quizapp.database import write
from quizapp.engine.formats.guard import guard_cells
from quizapp.privacy.schema import NOT_EXPORTED, PARTS, Part

# By it Excel knows that a file is in UTF-8.
_MARK = "\ufeff"


class UnknownPersonError(Exception):
    """There is no account of that number."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The person whose data it is."""

    id: int
    username: str
    display_name: str
    role: str


def find_holder(session: Session, user_id: int) -> Holder:
    """Who has this account; raises `UnknownPersonError`."""
    row = session.execute(
        select(User.id, User.username, User.display_name, User.role).where(User.id == user_id)
    ).one_or_none()
    if row is None:
        raise UnknownPersonError
    return Holder(*row)


def export_person(
    session: Session, actor: Person, user_id: int, now: datetime, file: BinaryIO
) -> Holder:
    """Write all that is kept of a person into a ZIP file, and say so in the log.

    Scores and marks that a teacher hasn't shown yet are left empty. Raises `UnknownPersonError`.
    """
    holder = find_holder(session, user_id)
    with write(session):
        subject = Subject(holder.id, holder.display_name)
        record(session, actor, Action.EXPORTED_DATA, now, subject=subject)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _read_me(holder, now))
        everything = {}
        for part in PARTS:
            rows = [*_rows(session, part, user_id, now)]
            everything[part.name] = rows
            archive.writestr(f"{part.name}.csv", _csv(part, rows))
        archive.writestr("data.json", json.dumps(everything, ensure_ascii=False, indent=1))
    session.commit()
    return holder


def columns_of(part: Part) -> tuple[str, ...]:
    """The names of what a part tells, in their order."""
    stored = (column.key for column in part.table.columns if column.key not in part.hidden)
    return (*stored, *part.more)


def _rows(session: Session, part: Part, user_id: int, now: datetime) -> Iterator[dict[str, Any]]:
    shown = part.shown(now)
    columns = [
        shown[column.key].label(column.key) if column.key in shown else column
        for column in part.table.columns
        if column.key not in part.hidden
    ]
    columns += [column.label(name) for name, column in part.more.items()]
    query = select(*columns).where(part.rows(user_id)).order_by(*part.table.primary_key.columns)
    names = columns_of(part)
    for row in session.execute(query):
        yield {name: _plain(value) for name, value in zip(names, row, strict=True)}


def _plain(value: Any) -> Any:
    """A stored value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _csv(part: Part, rows: list[dict[str, Any]]) -> str:
    file = io.StringIO()
    file.write(_MARK)
    writer = csv.writer(file, lineterminator="\r\n", strict=True)
    writer.writerow(columns_of(part))
    for row in rows:
        cells, _ = guard_cells([_cell(value) for value in row.values()])
        writer.writerow(cells)
    return file.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read_me(holder: Holder, now: datetime) -> str:
    lines = [
        f"All that Quizapp keeps of {holder.display_name} ({holder.username}), {now:%d %B %Y}.",
        "",
        "data.json holds everything. Each CSV file holds one part of it, for a spreadsheet; there",
        "an apostrophe stands before what a spreadsheet would take for a formula.",
        "Times are in UTC. Scores and marks that a teacher hasn't shown yet are empty.",
        "",
        "The files:",
        *(f"  {part.name}.csv: {part.title}" for part in PARTS),
        "",
        "What is left out, and why:",
        *(
            f"  {part.name}, {column}: {reason}"
            for part in PARTS
            for column, reason in part.hidden.items()
        ),
        *(f"  {table}: {reason}" for table, reason in NOT_EXPORTED.items()),
        "  the files that you gave to be imported, and pictures: you have them; imports.csv has",
        "  the names",
        "",
    ]
    return "\r\n".join(lines)
