"""`flask banks import`: files of all kinds into a bank, all of it or nothing."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.services import find_bank, list_banks
from quizapp.config import Settings
from quizapp.imports.models import Import
from quizapp.jobs.models import Job
from tests.commands import Command
from tests.factories import make_bank
from tests.rows import count

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
TWO_WAYS = """Question;A;B;C;Answer
How many are two?;1;2;3;2
How many are three?;3;1;2;1
"""


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "big rivers.csv"
    path.write_text(CSV, "utf-8")
    return path


class TestImport:
    def test_makes_a_bank_named_like_the_file(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        assert command("banks", "import", csv).stdout == (
            "big-rivers: 2 new, 0 changed, 0 unchanged\n"
        )
        bank = find_bank(session, None, "big-rivers")
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
        bank = find_bank(session, None, "rivers")
        assert bank is not None
        assert (bank.title, bank.questions) == ("Rivers of Europe", 10)

    def test_can_give_a_new_bank_its_title(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        command("banks", "import", csv, "--bank", "Wet things", "--title", "Wet")
        banks = list_banks(session, None)
        assert [(bank.slug, bank.title) for bank in banks] == [("wet-things", "Wet")]

    def test_dry_says_what_would_be_done_and_stores_nothing(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        said = command("banks", "import", csv, "--dry-run").stdout
        assert said == ("big-rivers: 2 new, 0 changed, 0 unchanged (dry run: nothing was stored)\n")
        assert list_banks(session, None) == []

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

    def test_leaves_no_file_and_no_trace_of_itself(
        self, command: Command, csv: Path, session: Session, settings: Settings
    ) -> None:
        command("banks", "import", csv)
        assert [*(settings.instance / "imports").iterdir()] == []
        assert count(session, Import) == count(session, Job) == 0

    def test_reports_as_one_json_object(self, command: Command, csv: Path) -> None:
        dry = json.loads(command("banks", "import", csv, "--json", "--dry-run").stdout)
        assert [*dry] == [
            *("encoding", "delimiter", "has_header", "layout", "columns", "rows", "new"),
            *("changed", "unchanged", "notes", "asks", "faults", "questions", "slug", "dry_run"),
        ]
        assert (dry["encoding"], dry["delimiter"], dry["layout"]) == ("utf-8", ",", "native")
        assert dry["columns"]["option_1"] == "option_1"
        assert (dry["rows"], dry["new"], dry["faults"], dry["asks"]) == (2, 2, [], [])
        assert dry["questions"][1] == {
            "id": "rhine",
            "type": "single_choice",
            "question": "Where does the Rhine end?",
            "option_1": "Black Sea",
            "option_2": "North Sea",
            "correct": "2",
        }
        done = json.loads(command("banks", "import", csv, "--json").stdout)
        assert done == {**dry, "dry_run": False}

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
        assert last == "Nothing was imported: 2 rows are to be mended."
        assert refused.stdout == ""
        assert count(session, Bank) == count(session, QuestionVersion) == 0

    def test_leaves_faulty_rows_out_where_that_is_wanted(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        csv.write_text(FAULTY, "utf-8")
        done = command("banks", "import", csv, "--leave-out-faulty")
        assert done.stdout == "big-rivers: 1 new, 0 changed, 0 unchanged, 2 faulty\n"
        assert count(session, QuestionVersion) == 1

    def test_names_every_fault_as_json(self, command: Command, csv: Path) -> None:
        csv.write_text(FAULTY, "utf-8")
        for option in ((), ("--dry-run",)):
            report = json.loads(command("banks", "import", csv, "--json", *option, code=1).stdout)
            assert [(fault["line"], fault["column"]) for fault in report["faults"]] == [
                (2, "correct"),
                (3, "question"),
            ]
            assert all(fault["code"] and fault["message"] for fault in report["faults"])

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "The file is empty."),
            (b"id,question,answer\n", "The file has no questions."),
            (b"\xff\xfe", "UTF-16"),
            (b"a\0b", "NUL"),
            (b"PK\x03\x04 and so on", "damaged"),
        ],
    )
    def test_refuses_what_is_no_bank(
        self, command: Command, csv: Path, session: Session, content: bytes, words: str
    ) -> None:
        csv.write_bytes(content)
        said = command("banks", "import", csv, code=1).stderr
        assert words in said
        assert said.count("\n") <= 2
        assert count(session, Bank) == 0
        command("banks", "import", csv, "--dry-run", code=1)

    def test_asks_where_a_key_can_be_read_in_two_ways(
        self, command: Command, csv: Path, session: Session
    ) -> None:
        csv.write_text(TWO_WAYS, "utf-8")
        asked = command("banks", "import", csv, code=1).stderr
        assert "--answer key=number: the number of an option, from 1" in asked
        assert "--answer key=text: the text of an option" in asked
        report = json.loads(command("banks", "import", csv, "--dry-run", "--json", code=1).stdout)
        assert [ask["id"] for ask in report["asks"]] == ["key"]
        assert report["rows"] == 2
        assert count(session, Bank) == 0
        for style, correct in (("number", ["2", "1"]), ("text", ["2", "2"])):
            given = ("--dry-run", "--json", "--answer", f"key={style}")
            report = json.loads(command("banks", "import", csv, *given).stdout)
            assert [question["correct"] for question in report["questions"]] == correct

    def test_reads_a_file_as_it_is_told(self, command: Command, csv: Path) -> None:
        csv.write_bytes("Wie heißt sie?|Käthe|x\nUnd er?|Jürgen|y\n".encode("cp1252"))
        said = command(
            *("banks", "import", csv, "--dry-run", "--json", "--encoding", "cp1252"),
            *("--delimiter", "|", "--no-header", "--layout", "columns"),
            *("--column", "1=question", "--column", "2=answer"),
        )
        report = json.loads(said.stdout)
        assert [question["answer"] for question in report["questions"]] == ["Käthe", "Jürgen"]
        assert report["columns"] == {"column 1": "question", "column 2": "answer", "column 3": ""}

    def test_says_which_columns_are_not_used(self, command: Command, csv: Path) -> None:
        csv.write_text("Frage;Antwort;Farbe\nWas?;Das;rot\n", "utf-8")
        assert command("banks", "import", csv, "--dry-run").stderr == 'Not used: "Farbe".\n'

    @pytest.mark.parametrize("name", ["none.csv", "."])
    def test_of_what_is_no_file_is_wrong_usage(
        self, command: Command, tmp_path: Path, name: str
    ) -> None:
        command("banks", "import", tmp_path / name, code=2)

    @pytest.mark.parametrize("column", ["question", "0=question", "1=shoe", "x=question"])
    def test_of_a_column_that_is_none_is_wrong_usage(
        self, command: Command, csv: Path, column: str
    ) -> None:
        command("banks", "import", csv, "--column", column, code=2)


class TestExport:
    def test_is_what_imports_without_a_change(
        self, command: Command, session: Session, tmp_path: Path
    ) -> None:
        make_bank(session)
        for name in ("csv", "anki"):
            out = tmp_path / f"rivers.{name}"
            command("banks", "export", "rivers", "--format", name, "--out", out)
            said = command("banks", "import", out, "--bank", "rivers", "--dry-run").stdout
            assert "rivers: 0 new, 0 changed, 8 unchanged" in said
            assert command("banks", "export", "rivers", "--format", name).stdout == (
                out.read_text("utf-8").replace("\r\n", "\n")
            )

    def test_of_no_bank_is_refused(self, command: Command) -> None:
        refused = command("banks", "export", "lakes", code=1)
        assert refused.stderr == "There is no bank 'lakes'.\n"
