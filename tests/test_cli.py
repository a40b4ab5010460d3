"""The `flask` commands: what they do, what they say, and how they refuse."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from quizapp import migrations
from quizapp.banks.models import Bank, Question, QuestionVersion
from quizapp.banks.services import find_bank, list_banks
from quizapp.config import Settings
from quizapp.extensions import db
from tests.commands import Command, commands_of
from tests.factories import PASSWORD, make_bank

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


class TestImport:
    def test_makes_a_bank_named_like_the_file(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        assert command("banks", "import", csv).stdout == (
            "big-rivers: 2 new, 0 changed, 0 unchanged\n"
        )
        bank = find_bank(session, "big-rivers")
        assert bank is not None
        assert (bank.title, bank.questions) == ("Big rivers", 2)

    def test_of_the_same_file_again_changes_nothing(self, command: Command, csv: Path) -> None:
        command("banks", "import", csv)
        assert "0 new, 0 changed, 2 unchanged" in command("banks", "import", csv).stdout

    def test_of_a_changed_file_makes_new_versions(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        command("banks", "import", csv)
        csv.write_text(CSV.replace("It does.", "It surely does."), "utf-8")
        assert "0 new, 1 changed, 1 unchanged" in command("banks", "import", csv).stdout
        assert len(session.scalars(select(QuestionVersion)).all()) == 3

    def test_into_another_bank_keeps_what_that_is_called(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        make_bank(session, "rivers", title="Rivers of Europe")
        command("banks", "import", csv, "--bank", "Rivers", "--title", "Never mind")
        bank = find_bank(session, "rivers")
        assert bank is not None
        assert (bank.title, bank.questions) == ("Rivers of Europe", 10)

    def test_can_give_a_new_bank_its_title(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        command("banks", "import", csv, "--bank", "Wet things", "--title", "Wet")
        assert [(bank.slug, bank.title) for bank in list_banks(session)] == [("wet-things", "Wet")]

    def test_dry_says_what_would_be_done_and_stores_nothing(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        said = command("banks", "import", csv, "--dry-run").stdout
        assert said == ("big-rivers: 2 new, 0 changed, 0 unchanged (dry run: nothing was stored)\n")
        assert list_banks(session) == []

    def test_dry_says_of_pictures_what_a_real_one_would(
        self, command: Command, tmp_path: Path, settings: Settings
    ) -> None:
        path = tmp_path / "maps.csv"
        path.write_text("question,answer,image,image_alt\nWhere?,There,map.png,A map\n", "utf-8")
        (tmp_path / "map.png").write_bytes(PNG)
        assert "1 new" in command("banks", "import", path, "--dry-run").stdout
        assert not (settings.instance / "media").exists()
        command("banks", "import", path)
        assert [kept.read_bytes() for kept in (settings.instance / "media").iterdir()] == [PNG]
        assert "1 unchanged" in command("banks", "import", path, "--dry-run").stdout

    def test_reports_as_one_json_object(self, command: Command, csv: Path) -> None:
        counts = {"new": 2, "changed": 0, "unchanged": 0, "retired": 0}
        report = {"slug": "big-rivers", **counts, "faults": []}
        dry = command("banks", "import", csv, "--json", "--dry-run")
        assert json.loads(dry.stdout) == {**report, "dry_run": True}
        assert json.loads(command("banks", "import", csv, "--json").stdout) == {
            **report,
            "dry_run": False,
        }

    def test_names_every_fault_and_stores_nothing(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        csv.write_text(FAULTY, "utf-8")
        refused = command("banks", "import", csv, code=1)
        *faults, last = refused.stderr.splitlines()
        assert [fault.partition(": ")[0] for fault in faults] == [
            f"{csv}, line 2, column correct",
            f"{csv}, line 3, column question",
        ]
        assert all(fault.endswith(".") for fault in faults)
        assert last == "Nothing was imported: 2 things to mend."
        assert refused.stdout == ""
        assert session.scalars(select(Bank)).all() == []

    def test_names_every_fault_as_json(self, command: Command, csv: Path) -> None:
        csv.write_text(FAULTY, "utf-8")
        report = json.loads(command("banks", "import", csv, "--json", code=1).stdout)
        assert report["file"] == str(csv)
        assert [(fault["line"], fault["column"]) for fault in report["faults"]] == [
            (2, "correct"),
            (3, "question"),
        ]
        assert all(fault["code"] and fault["message"] for fault in report["faults"])

    @pytest.mark.parametrize(
        "content", [b"", b"id,question,answer\n", CSV.encode("utf-16"), b"\xff\xfe", b"a\0b"]
    )
    def test_refuses_what_is_no_bank(
        self, command: Command, csv: Path, session: Session, content: bytes
    ) -> None:
        csv.write_bytes(content)
        assert "Nothing was imported: 1 thing to mend." in (
            command("banks", "import", csv, code=1).stderr
        )
        assert session.scalars(select(Bank)).all() == []

    @pytest.mark.parametrize("name", ["none.csv", "."])
    def test_of_what_is_no_file_is_wrong_usage(
        self, command: Command, tmp_path: Path, name: str
    ) -> None:
        command("banks", "import", tmp_path / name, code=2)


class TestLoad:
    def test_of_the_banks_that_come_along_can_be_repeated(
        self, command: Command, session: Session
    ) -> None:
        first = command("banks", "load").stdout.splitlines()
        assert all(line.endswith(", 0 changed, 0 unchanged") for line in first)
        questions = {bank.slug: bank.questions for bank in list_banks(session)}
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
        found = [(bank.slug, bank.subject, bank.title) for bank in list_banks(session)]
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
