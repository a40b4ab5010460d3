"""The `flask` commands: what they do, what they say, and how they refuse."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from quizapp import migrations
from quizapp.banks.models import Bank, Question
from quizapp.banks.services import list_banks
from quizapp.extensions import db
from tests.commands import Command, commands_of
from tests.factories import PASSWORD

pytestmark = pytest.mark.sqlite_only

PNG = b"\x89PNG\r\n\x1a\n and so on"
CSV = """id,question,option_1,option_2,correct,explanation
danube,Where does the Danube end?,Black Sea,North Sea,1,It does.
rhine,Where does the Rhine end?,Black Sea,North Sea,2,
"""
FAULTY = """id,question,option_1,option_2,correct
danube,Where does the Danube end?,Black Sea,North Sea,3
rhine,,Black Sea,North Sea,2
elbe,Where does the Elbe end?,Black Sea,North Sea,2
"""
NEEDS_UPGRADE = "The database is behind the program. Run: flask db upgrade\n"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "big rivers.csv"
    path.write_text(CSV, "utf-8")
    return path


class TestSchema:
    @pytest.fixture
    def app(self, empty_database_url: str, app_for: Callable[..., Flask]) -> Flask:
        return app_for(database_url=empty_database_url)

    @pytest.fixture
    def database_url(self, empty_database_url: str) -> str:
        return empty_database_url

    @pytest.mark.parametrize(
        "arguments",
        [
            ("users", "setup-link"),
            ("users", "create-admin", "ada", "--password", PASSWORD),
            ("users", "class-code"),
            ("banks", "load"),
            ("banks", "import", __file__),
        ],
        ids=" ".join,
    )
    def test_other_commands_wait_for_it(self, command: Command, arguments: tuple[str]) -> None:
        assert command(*arguments, code=1).stderr == NEEDS_UPGRADE

    def test_is_made_compared_and_taken_back(self, app: Flask, command: Command) -> None:
        assert "Target database is not up to date" in command("db", "check", code=1).stderr
        command("db", "upgrade")
        command("db", "upgrade")
        command("db", "check")
        with app.app_context():
            assert migrations.is_current(db.engine)
        command("db", "downgrade", "base")
        with app.app_context():
            assert migrations.revision_of(db.engine) is None

    def test_that_differs_from_the_models_is_told(self, app: Flask, command: Command) -> None:
        command("db", "upgrade")
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE users ADD COLUMN shoe_size INTEGER"))
        assert "shoe_size" in command("db", "check", code=1).stderr

    def test_refuses_a_revision_that_is_not_there(self, command: Command) -> None:
        assert "0999" in command("db", "upgrade", "0999", code=1).stderr


class TestLoad:
    def test_of_the_banks_that_come_along_can_be_repeated(
        self, command: Command, session: Session
    ) -> None:
        first = command("banks", "load").stdout.splitlines()
        assert all(line.endswith(", 0 changed, 0 unchanged") for line in first)
        questions = {bank.slug: bank.questions for bank in list_banks(session, None)}
        assert command("banks", "load").stdout.splitlines() == [
            f"{slug}: 0 new, 0 changed, {count} unchanged"
            for slug, count in sorted(questions.items())
        ]

    def test_takes_over_what_the_file_says_of_a_bank(
        self, app_for: Callable[..., Flask], tmp_path: Path, csv: Path, session: Session
    ) -> None:
        subject = tmp_path / "banks" / "geography"
        subject.mkdir(parents=True)
        csv.rename(subject / "rivers.csv")
        command = commands_of(app_for(questions=tmp_path / "banks"))
        command("banks", "load")
        (subject / "banks.toml").write_text('subject = "Earth"\n[banks.rivers]\ntitle = "Wet"\n')
        assert "2 unchanged" in command("banks", "load").stdout
        found = [(bank.slug, bank.subject, bank.title) for bank in list_banks(session, None)]
        assert found == [("geography-rivers", "Earth", "Wet")]

    def test_leaves_out_a_faulty_bank_alone(
        self, app_for: Callable[..., Flask], tmp_path: Path, csv: Path, session: Session
    ) -> None:
        subject = tmp_path / "banks" / "geography"
        subject.mkdir(parents=True)
        csv.rename(subject / "a.csv")
        (subject / "b.csv").write_text(FAULTY, "utf-8")
        command = commands_of(app_for(questions=tmp_path / "banks"))
        said = command("banks", "load", code=1)
        assert f"{subject / 'b.csv'}, line 2, column correct" in said.stderr
        assert "1 bank had faults and stayed as before." in said.stderr
        assert "geography-a: 2 new" in said.stdout
        assert len(session.scalars(select(Question)).all()) == 2

    @pytest.mark.parametrize(
        "content",
        [
            *(b"subject = ", b"title = 3", b"[banks]\nrivers = 1", b"\xff"),
            *(b'slug = "A b/c"', b'title = "' + b"x" * 201 + b'"'),
        ],
    )
    def test_says_what_is_wrong_with_a_description(
        self,
        app_for: Callable[..., Flask],
        tmp_path: Path,
        csv: Path,
        session: Session,
        content: bytes,
    ) -> None:
        subject = tmp_path / "banks" / "geography"
        subject.mkdir(parents=True)
        csv.rename(subject / "rivers.csv")
        (subject / "banks.toml").write_bytes(content)
        command = commands_of(app_for(questions=tmp_path / "banks"))
        assert str(subject / "banks.toml") in command("banks", "load", code=1).stderr
        assert session.scalars(select(Bank)).all() == []

    def test_says_that_the_folder_is_missing(
        self, app_for: Callable[..., Flask], tmp_path: Path
    ) -> None:
        command = commands_of(app_for(questions=tmp_path / "none"))
        assert str(tmp_path / "none") in command("banks", "load", code=1).stderr
