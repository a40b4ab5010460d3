"""`flask doctor` finds what is wrong with an installation and says what to do about it."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from quizapp import doctor
from quizapp.config import Settings
from quizapp.database import configure_engine
from tests.commands import Command, commands_of
from tests.factories import make_bank, make_user


def findings(settings: Settings, engine: Engine) -> list[tuple[bool, str]]:
    return [(found.is_fine, found.words) for found in doctor.examine(settings, engine)]


def complaints(settings: Settings, engine: Engine) -> list[str]:
    return [words for is_fine, words in findings(settings, engine) if not is_fine]


@pytest.fixture
def furnished(session: Session) -> None:
    """What a fresh installation still lacks."""
    make_user(session, "root", role="administrator")
    make_bank(session)


@pytest.mark.usefixtures("furnished")
class TestSoundInstallation:
    def test_has_no_complaint(self, settings: Settings, engine: Engine) -> None:
        found = findings(settings, engine)
        assert all(is_fine for is_fine, _ in found), found
        assert len(found) == 9
        assert (True, "There is one question bank.") in found

    def test_is_told_so(self, command: Command) -> None:
        said = command("doctor").stdout.splitlines()
        assert len(said) == 9
        assert all(line.startswith("ok    ") and line.endswith(".") for line in said)

    def test_may_stand_behind_a_proxy_that_speaks_https(
        self, settings: Settings, engine: Engine
    ) -> None:
        proxied = dataclasses.replace(settings, trusted_proxies=1, secure_cookies=True)
        assert complaints(proxied, engine) == []
        assert len(findings(proxied, engine)) == 10

    def test_is_one_where_the_key_comes_from_the_environment_or_is_private(
        self, settings: Settings, engine: Engine
    ) -> None:
        assert complaints(settings, engine) == []
        (settings.instance / "secret_key").write_text("x" * 40)
        (settings.instance / "secret_key").chmod(0o600)
        assert complaints(settings, engine) == []


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("furnished")
class TestComplaint:
    def test_of_an_instance_folder_that_is_missing(
        self, settings: Settings, engine: Engine
    ) -> None:
        settings.instance.rmdir()
        (said,) = complaints(settings, engine)
        assert str(settings.instance) in said
        assert "missing or can't be written" in said

    @pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604])
    def test_of_a_key_that_others_can_read(
        self, settings: Settings, engine: Engine, mode: int
    ) -> None:
        key = settings.instance / "secret_key"
        key.write_text("x" * 40)
        key.chmod(mode)
        assert complaints(settings, engine) == [
            f"Others can read the secret key. Run: chmod 600 {key}"
        ]

    def test_of_a_missing_folder_of_banks(self, settings: Settings, engine: Engine) -> None:
        elsewhere = dataclasses.replace(settings, questions=settings.instance / "none")
        (said,) = complaints(elsewhere, engine)
        assert "QUIZAPP_QUESTIONS" in said

    def test_of_a_proxy_without_safe_cookies(self, settings: Settings, engine: Engine) -> None:
        proxied = dataclasses.replace(settings, trusted_proxies=1)
        (said,) = complaints(proxied, engine)
        assert "QUIZAPP_SECURE_COOKIES=1" in said


class TestDatabase:
    def test_that_is_empty_needs_its_tables_and_is_asked_nothing_more(
        self, settings: Settings, engine: Engine, empty_database: Engine
    ) -> None:
        found = findings(settings, empty_database)
        assert found[-1] == (False, "The database is behind the program. Run: flask db upgrade")
        assert [is_fine for is_fine, _ in found[:-1]] == [True] * (len(found) - 1)

    def test_that_is_newer_than_the_program_is_told_so(
        self, settings: Settings, engine: Engine
    ) -> None:
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        (said,) = complaints(settings, engine)
        assert "newer than the program" in said

    def test_that_is_fresh_needs_an_administrator_and_banks(
        self, settings: Settings, engine: Engine
    ) -> None:
        assert complaints(settings, engine) == [
            "There is no administrator. Run: flask users setup-link",
            "There is no question bank. Run: flask banks load",
        ]

    @pytest.mark.parametrize(
        "url",
        [
            "sqlite:////nowhere/at/all/quizapp.sqlite",
            "postgresql+psycopg://ada:geheim@/quizapp?host=/nowhere/at/all",
        ],
    )
    @pytest.mark.sqlite_only
    def test_that_cannot_be_reached_is_told_without_its_password(
        self, settings: Settings, url: str
    ) -> None:
        engine = create_engine(url)
        configure_engine(engine)
        (said,) = complaints(settings, engine)
        assert "can't be reached" in said
        assert "QUIZAPP_DATABASE_URL" in said
        assert "/nowhere/at/all" in said
        assert "geheim" not in said

    @pytest.mark.sqlite_only
    def test_that_is_some_other_file_is_told(self, settings: Settings, tmp_path: Path) -> None:
        path = tmp_path / "notes.txt"
        path.write_text("No database, but long enough to be taken for one at first. " * 20)
        engine = create_engine(f"sqlite:///{path}")
        configure_engine(engine)
        (said,) = complaints(settings, engine)
        assert "file is not a database" in said


@pytest.mark.sqlite_only
def test_complaints_end_with_a_failure(
    app_for: Callable[..., Flask], tmp_path: Path, session: Session
) -> None:
    make_user(session, "root", role="administrator")
    command = commands_of(app_for(questions=tmp_path / "none"))
    said = command("doctor", code=1).stdout.splitlines()
    assert [line[:6] for line in said].count("MEND  ") == 2
    assert all(line[:6] in {"MEND  ", "ok    "} for line in said)


@pytest.mark.sqlite_only
def test_other_commands_say_that_the_database_cannot_be_reached(
    app_for: Callable[..., Flask], tmp_path: Path
) -> None:
    command = commands_of(app_for(database_url=f"sqlite:///{tmp_path}/none/quizapp.sqlite"))
    assert "unable to open database file" in command("banks", "load", code=1).stderr
    assert "can't be reached" in command("doctor", code=1).stdout
    assert "unable to open database file" in command("db", "upgrade", code=1).stderr
