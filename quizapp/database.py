"""What all models share, and how a connection is set up and a write begins.

A write on SQLite begins with `BEGIN IMMEDIATE`, so that what was read inside it is still true
when it is written; a transaction that began as a read and then writes would fail at once with
"database is locked", which no timeout helps. On PostgreSQL the service locks the row it decides
on (`with_for_update`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self, TypeAlias

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Delete,
    Dialect,
    Engine,
    Insert,
    MetaData,
    Select,
    TypeDecorator,
    Update,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

Statement: TypeAlias = Select[*tuple[Any, ...]] | Insert | Update | Delete

SQLITE_BUSY_TIMEOUT = 10.0
"""Seconds that a writer waits for another one."""

MAX_INTEGER = 2**31 - 1
"""The largest number that an integer column holds on every database."""


class Base(DeclarativeBase):
    """The base of all models; constraints have names that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Takes and gives aware datetimes in UTC; refuses naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware to UTC; SQLite has no zones, so it stores the UTC wall time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The stored instant as an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def json_column() -> JSON:
    """A column of JSON values, binary on PostgreSQL; Python's `None` is SQL's NULL."""
    return JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def configure_engine(engine: Engine, *, sqlite_synchronous: str = "FULL") -> None:
    """Set up every connection of an SQLite engine, and how its transactions begin."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_up_connection(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN comes late and only before some statements; ours comes always.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={sqlite_synchronous}",
            "foreign_keys=ON",
            f"busy_timeout={int(SQLITE_BUSY_TIMEOUT * 1000)}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def write(session: Session) -> Iterator[None]:
    """One write transaction: begun with the write lock, committed at the end, else rolled back.

    Whatever was read before is no longer protected: read again inside, or make the update say
    what it relies on. Objects that were loaded before are loaded again when they are used.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("the session has changes from outside the write")
    session.commit()
    # Else a query for a row that the session knows would give its old values.
    session.expire_all()
    session.connection(execution_options={"write": True})
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def insert_missing(
    session: Session, model: type[DeclarativeBase], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert the rows whose keys aren't there, not even since the transaction looked.

    Give the rows in the order of their keys: two writers that wait for each other are refused.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = (sqlite.insert if is_sqlite else postgresql.insert)(model)
    if rows:
        session.execute(statement.on_conflict_do_nothing(), rows)


class ConflictError(Exception):
    """A row with this key, or one that this row needs, is in the way of a statement."""


class Prepared:
    """A Core statement that is compiled once for each database and then run by its driver.

    For the few statements that every answer and every card pays for: they skip what SQLAlchemy
    does around each execution, but keep its SQL and its types.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def compiled(self, dialect: Dialect) -> "_Compiled":
        """The statement in the SQL of this database."""
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _Compiled(self._statement, dialect)
        return found


class _Compiled:
    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self._names = compiled.positiontup
        self._fixed = compiled.params
        # SQLAlchemy has no public name for what its own execution asks of the types here and below.
        self._binders: Mapping[str, Any] = compiled._bind_processors  # noqa: SLF001
        self._columns = [*statement.selected_columns] if isinstance(statement, Select) else []
        self._dialect = dialect
        self._readers: list[tuple[int, Callable[[Any], Any]]] | None = None

    def parameters(self, values: dict[str, Any]) -> Any:
        """The values in the form and order that the driver takes."""
        given = {**self._fixed, **values}
        for name, binder in self._binders.items():
            given[name] = binder(given[name])
        return given if self._names is None else [given[name] for name in self._names]

    def read(self, row: Sequence[Any], description: Sequence[Sequence[Any]]) -> Sequence[Any]:
        """A row as the driver gives it, in Python's types; the description is its cursor's."""
        if self._readers is None:
            self._readers = self._find_readers(description)
        if not self._readers:
            return row
        values = list(row)
        for index, reader in self._readers:
            values[index] = reader(values[index])
        return values

    def _find_readers(
        self, description: Sequence[Sequence[Any]]
    ) -> list[tuple[int, Callable[[Any], Any]]]:
        """What turns the driver's values into ours; it can depend on the driver's own type."""
        readers = (
            column.type._cached_result_processor(self._dialect, driver_type[1])  # noqa: SLF001
            for column, driver_type in zip(self._columns, description, strict=True)
        )
        return [(index, reader) for index, reader in enumerate(readers) if reader]


class Driver:
    """One pooled connection, used directly, while it is entered.

    Each statement is a transaction of its own until `begin_write`. What was begun and not
    committed is rolled back when the connection goes back to the pool.
    """

    def __init__(self, engine: Engine) -> None:
        self._dialect = engine.dialect
        self._is_sqlite = engine.dialect.name == "sqlite"
        try:
            self._pooled = engine.raw_connection()
        except engine.dialect.loaded_dbapi.OperationalError as error:
            raise OperationalError(None, None, error) from error
        self._connection: Any = self._pooled.driver_connection

    def __enter__(self) -> Self:
        # Outside a transaction a query is one round trip; inside, BEGIN and ROLLBACK are two more.
        if not self._is_sqlite:
            self._connection.autocommit = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        try:
            if not self._is_sqlite:
                self._connection.rollback()
                self._connection.autocommit = False
        except self._dialect.loaded_dbapi.Error:
            self._pooled.invalidate()
        else:
            self._pooled.close()
        if isinstance(error, self._dialect.loaded_dbapi.OperationalError):
            raise OperationalError(None, None, error) from error

    def begin_write(self) -> None:
        """Begin a write; PostgreSQL's driver will begin it with the next statement."""
        if self._is_sqlite:
            self._connection.execute("BEGIN IMMEDIATE")
        else:
            self._connection.autocommit = False

    def commit(self) -> None:
        """Make what was written last."""
        self._connection.commit()

    def fetch(self, statement: Prepared, **values: Any) -> Sequence[Any] | None:
        """The first row of a query, or None."""
        compiled = statement.compiled(self._dialect)
        cursor = self._connection.execute(compiled.sql, compiled.parameters(values))
        row = cursor.fetchone()
        return None if row is None else compiled.read(row, cursor.description)

    def execute(self, statement: Prepared, **values: Any) -> int:
        """Run a statement that changes rows; returns how many. Raises `ConflictError`."""
        compiled = statement.compiled(self._dialect)
        try:
            cursor = self._connection.execute(compiled.sql, compiled.parameters(values))
        except self._dialect.loaded_dbapi.IntegrityError as error:
            raise ConflictError(str(error)) from error
        return int(cursor.rowcount)


def drive(session: Session) -> Driver:
    """A connection from the pool of the session's engine, for prepared statements."""
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        raise TypeError("the session must be bound to an engine")
    return Driver(engine)
