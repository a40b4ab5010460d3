"""Writing questions in bulk, unseen; then letting all of them be seen at once, or none."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain, repeat
from typing import Any

from sqlalchemy import Connection, delete, exists, func, select, text, update
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.database import ConflictError, write
from quizapp.engine.record import Record
from quizapp.imports.comparing import Known

_FIELDS = Record._fields[1:]
_USUAL = Record._field_defaults
_DELETED_AT_ONCE = 2_000
_ROWS_OF_A_STATEMENT = 50


class BulkWriter:
    """Writes records to one bank; `stamp` is the time at which all their versions are created."""

    def __init__(
        self, session: Session, bank_id: int, author_id: int | None, stamp: datetime
    ) -> None:
        self._session = session
        self._bank_id = bank_id
        self._author_id = author_id
        self._stamp = stamp
        last = select(func.max(QuestionRow.position)).where(QuestionRow.bank_id == bank_id)
        found = session.scalar(last)
        self._position = 0 if found is None else found + 1

    def write(self, new: Sequence[Record], changed: Sequence[tuple[Known, Record]]) -> None:
        """Write new questions and new versions, inside a write of the caller."""
        connection = self._session.connection()
        if connection.dialect.name == "postgresql":
            # A power cut may lose what nobody sees yet; publishing waits for the disk.
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
        question_ids = self._write_questions(new) if new else []
        records = [*new, *(record for _, record in changed)]
        if not records:
            return
        _, *values = zip(*records, strict=True)
        _insert(
            connection,
            "question_versions",
            {
                "id": _new_ids(connection, "question_versions", len(records)),
                "question_id": [*question_ids, *(known.id for known, _ in changed)],
                "number": [*([1] * len(new)), *(known.number + 1 for known, _ in changed)],
                **{
                    name: _unless_usual(name, column)
                    for name, column in zip(_FIELDS, values, strict=True)
                },
                "author_id": self._author_id,
                "created_at": _instant(connection, self._stamp),
            },
        )

    def _write_questions(self, new: Sequence[Record]) -> list[int]:
        connection = self._session.connection()
        ids = _new_ids(connection, "questions", len(new))
        first, self._position = self._position, self._position + len(new)
        _insert(
            connection,
            "questions",
            {
                "id": ids,
                "bank_id": self._bank_id,
                "key": [record.key for record in new],
                "position": range(first, self._position),
                "version": 0,
                "created_at": _instant(connection, self._stamp),
            },
        )
        return ids


def show(session: Session, bank_id: int, stamp: datetime, changed: int) -> list[tuple[int, str]]:
    """Let all that was written be seen, inside a write of the caller.

    Returns the questions that were retired until now, with the time, as ISO text, when they were.
    Raises `ConflictError` where not all `changed` questions are as they were when compared.
    """
    has_next = exists().where(
        QuestionVersion.question_id == QuestionRow.id,
        QuestionVersion.number == QuestionRow.version + 1,
        QuestionVersion.created_at == stamp,
    )
    in_bank = (QuestionRow.bank_id == bank_id) & (QuestionRow.version > 0)
    revived = session.execute(
        select(QuestionRow.id, QuestionRow.retired_at).where(
            in_bank, QuestionRow.retired_at.is_not(None), has_next
        )
    ).all()
    values = {"version": QuestionRow.version + 1, "retired_at": None}
    if _update(session, update(QuestionRow).where(in_bank, has_next).values(values)) != changed:
        raise ConflictError("a question has been changed since it was compared")
    unseen = (QuestionRow.bank_id == bank_id) & (QuestionRow.version == 0)
    unseen &= QuestionRow.created_at == stamp
    _update(session, update(QuestionRow).where(unseen).values(version=1))
    return [(row[0], row[1].isoformat()) for row in revived if row[1]]


def hide(
    session: Session, bank_id: int, stamp: datetime, revived: Sequence[tuple[int, str]]
) -> None:
    """Take back what `show` let be seen, inside a write of the caller."""
    is_written = exists().where(
        QuestionVersion.question_id == QuestionRow.id,
        QuestionVersion.number == QuestionRow.version,
        QuestionVersion.created_at == stamp,
    )
    shown = update(QuestionRow).where(QuestionRow.bank_id == bank_id, is_written)
    _update(session, shown.values(version=QuestionRow.version - 1))
    for question_id, retired_at in revived:
        question = update(QuestionRow).where(QuestionRow.id == question_id)
        _update(session, question.values(retired_at=datetime.fromisoformat(retired_at)))


def discard_unseen(session: Session, bank_id: int, stamp: datetime) -> None:
    """Delete what an import wrote that is not shown, or no longer, a part at a time."""
    versions = (
        select(QuestionVersion.id)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .where(QuestionRow.bank_id == bank_id, QuestionVersion.created_at == stamp)
        .limit(_DELETED_AT_ONCE)
    )
    questions = (
        select(QuestionRow.id)
        .where(
            *(QuestionRow.bank_id == bank_id, QuestionRow.version == 0),
            QuestionRow.created_at == stamp,
        )
        .limit(_DELETED_AT_ONCE)
    )
    for model, query in ((QuestionVersion, versions), (QuestionRow, questions)):
        while ids := session.scalars(query).all():
            with write(session):
                session.execute(
                    delete(model).where(model.id.in_(ids)),
                    execution_options={"synchronize_session": False},
                )


def _update(session: Session, statement: Any) -> int:
    done: Any = session.execute(statement, execution_options={"synchronize_session": False})
    return int(done.rowcount)


def _unless_usual(name: str, column: tuple[Any, ...]) -> Any:
    """One value where every row has the usual one, else the column."""
    if name not in _USUAL:
        return column
    usual = _USUAL[name]
    return usual if column.count(usual) == len(column) else column


def _instant(connection: Connection, moment: datetime) -> str:
    zone = "" if connection.dialect.name == "sqlite" else "+00"
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}{zone}"


def _new_ids(connection: Connection, table: str, count: int) -> list[int]:
    """Numbers for new rows: on SQLite the write has the database for itself."""
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql(f"SELECT max(id) FROM {table}").scalar() or 0  # noqa: S608
        return [*range(last + 1, last + 1 + count)]
    sequence = text(
        "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)"
    )
    return [*connection.execute(sequence, {"table": table, "count": count}).scalars()]


def _insert(connection: Connection, table: str, columns: Mapping[str, Any]) -> None:
    """Insert rows by column: a sequence with a value for each row, or one value for all.

    Raises `ConflictError` where somebody else has written a row with the same key.
    """
    insert = _insert_sqlite if connection.dialect.name == "sqlite" else _copy
    try:
        insert(connection, table, columns)
    except connection.dialect.loaded_dbapi.IntegrityError as error:
        raise ConflictError(str(error)) from error


def _insert_sqlite(connection: Connection, table: str, columns: Mapping[str, Any]) -> None:
    # What all rows share is written into the statement, and a statement has many rows: binding a
    # parameter and beginning a statement is most of what a row costs.
    varying = [column for column in columns.values() if _varies(column)]
    places = ", ".join("?" if _varies(column) else _literal(column) for column in columns.values())
    begin = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608
    rows = [*zip(*varying, strict=True)]
    driver = _driver(connection)
    for first in range(0, len(rows), _ROWS_OF_A_STATEMENT):
        part = rows[first : first + _ROWS_OF_A_STATEMENT]
        driver.execute(begin + ", ".join([f"({places})"] * len(part)), [*chain.from_iterable(part)])


def _copy(connection: Connection, table: str, columns: Mapping[str, Any]) -> None:
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    values = [column if _varies(column) else repeat(column) for column in columns.values()]
    cursor = _driver(connection).cursor()
    with cursor, cursor.copy(statement) as copy:
        for row in zip(*values, strict=False):
            copy.write_row(row)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _varies(column: Any) -> bool:
    return isinstance(column, list | tuple | range)


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
