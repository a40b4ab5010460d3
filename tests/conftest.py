"""What tests are given: databases made by the migrations, the application, and a page client."""

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.routing import Rule

from quizapp import create_app, migrations
from quizapp.config import Settings
from quizapp.database import configure_engine
from quizapp.extensions import db
from tests.commands import Command, commands_of
from tests.page_client import PageClient
from tests.postgresql import NoPostgreSQLError, Server, running_server
from tests.required import skip_or_fail

DATABASES = ("sqlite", "postgresql")

# How long an example takes is a matter of the machine, and no reason to fail.
hypothesis_settings.register_profile("drawn", deadline=None)
hypothesis_settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis_settings.load_profile("drawn")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of a database runs on each, unless it is marked `sqlite_only` or the like."""
    chosen = [name for name in DATABASES if metafunc.definition.get_closest_marker(f"{name}_only")]
    for fixture in ("database_url", "empty_database_url"):
        if fixture in metafunc.fixturenames:
            metafunc.parametrize(fixture, chosen or DATABASES, indirect=True)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are numbered: those of a zip hold the time, and workers must agree on the names."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    try:
        with running_server() as server:
            yield server
    except NoPostgreSQLError as error:
        skip_or_fail("postgresql", str(error))


def _migrate(url: str | URL) -> None:
    engine = create_engine(url)
    configure_engine(engine)
    migrations.upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Server) -> URL:
    url = postgresql_server.create_database()
    _migrate(url)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file with the newest schema; closing the last connection ends its WAL."""
    path = tmp_path_factory.mktemp("template") / "quizapp.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own with the newest schema and no rows."""
    if request.param == "sqlite":
        path = tmp_path / "quizapp.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    url = server.lend(request.getfixturevalue("postgresql_template"))
    yield url.render_as_string(hide_password=False)
    server.take_back(url)


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    url = server.create_database()
    yield url.render_as_string(hide_password=False)
    server.drop_database(url)


@pytest.fixture
def empty_database(empty_database_url: str) -> Iterator[Engine]:
    """An engine for a database without any table."""
    engine = create_engine(make_url(empty_database_url))
    configure_engine(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(make_url(database_url))
    configure_engine(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """Makes sessions like those of the application, for tests with several at once."""
    return sessionmaker(engine, expire_on_commit=False, autoflush=False)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as session:
        yield session


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    instance = tmp_path / "instance"
    instance.mkdir()
    return Settings(
        secret_key="a secret key that only the tests know",
        instance=instance,
        database_url=database_url,
        testing=True,
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates are compiled once, and not by each test's application."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session", autouse=True)
def compiled_addresses() -> Iterator[None]:
    """Addresses are compiled once: it is most of what making an application takes."""
    compile_builder = Rule._compile_builder
    compiled: dict[tuple[str, bool, str], Any] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = rule.rule, append_unknown, repr(rule.defaults)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture
def app(app_for: Callable[..., Flask]) -> Flask:
    """The application; each one begins with empty rate limits, which it keeps in memory."""
    return app_for()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without script. Several people: `PageClient(app)` makes another."""
    return PageClient(app)


@pytest.fixture
def app_for(
    settings: Settings, compiled_templates: BytecodeCache
) -> Iterator[Callable[..., Flask]]:
    """Makes the application with other settings."""
    made = []

    def make(**changes: Any) -> Flask:
        app = create_app(dataclasses.replace(settings, **changes))
        app.jinja_env.bytecode_cache = compiled_templates
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            left_open = db.engine.pool.checkedout()  # type: ignore[attr-defined]
            db.engine.dispose()
        assert not left_open, "a connection was not given back to the pool"


@pytest.fixture
def command(app: Flask) -> Command:
    """Runs a command, which has to end with `code` (0 done, 1 refused, 2 wrong usage)."""
    return commands_of(app)
