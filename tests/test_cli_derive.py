"""`flask derive`: from an article to banks and a report, and how it refuses."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from quizapp.config import ROOT
from quizapp.engine.derivation.decisions import Decision, Decisions, write_decisions
from quizapp.engine.derivation.report import NO_FACTS, REPORT_TITLE
from tests.commands import Command

pytestmark = pytest.mark.sqlite_only

ARTICLE = """\
# The Rivers of Examplia

## Timeline

| Event | Date | Significance |
|---|---|---|
| First bridge opens | 1 April 1790 | The banks are joined |
| Long Dam is finished | 3 May 1821 | The floods come to an end |
| Steamers arrive | 7 June 1840 | Goods travel upstream |
| Railway reaches the port | 9 August 1869 | Trade moves to the land |
| Last ferry sinks | 2 October 1901 | Nobody rows any more |

## Lengths

| River | Length (km) |
|---|---|
| Long River | 1,234 |
| Short River | 56 |
| Cold River | 310 |
| Warm River | 802 |

## Is the water cold?

Yes, the water is cold in every month of the year.
"""


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """A database without any table."""
    return empty_database_url


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "rivers of examplia.md"
    path.write_text(ARTICLE, "utf-8")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "banks" / "rivers"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def ids(folder: Path) -> dict[str, list[str]]:
    return {path.stem: [row["id"] for row in rows(path)] for path in sorted(folder.glob("*.csv"))}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def told(command: Command, *arguments: str | Path, given: str | None = None) -> dict[str, Any]:
    """The one JSON object that is printed."""
    result = command("derive", *arguments, "--json", given=given)
    assert result.stderr == ""
    found: dict[str, Any] = json.loads(result.stdout)
    return found


class TestSummary:
    def test_counts_facts_questions_and_refusals(self, command: Command, article: Path) -> None:
        first, *counts = command("derive", article).stdout.splitlines()
        found = told(command, article)
        assert first.startswith(
            f"The Rivers of Examplia: {len(found['facts'])} facts, {len(found['questions'])} "
        )
        dates = sum(question["form"] == "timeline.date" for question in found["questions"])
        assert f"{dates:>6}  timeline.date: Date of an event" in counts

    def test_is_all_that_is_left_behind(
        self, command: Command, article: Path, tmp_path: Path
    ) -> None:
        before = {path for path in tmp_path.rglob("*") if "instance" not in path.parts}
        command("derive", article)
        assert {path for path in tmp_path.rglob("*") if "instance" not in path.parts} == before

    def test_of_an_article_without_facts_says_why(self, command: Command, tmp_path: Path) -> None:
        path = tmp_path / "words.txt"
        path.write_text("Only a few words.\n", "utf-8")
        said = command("derive", path).stdout.splitlines()
        assert said[0].startswith("Words: 0 facts, 0 questions of 0 forms, 0 refused;")
        assert said[-1] == NO_FACTS

    def test_names_what_was_skipped(self, command: Command, article: Path) -> None:
        article.write_text(ARTICLE + "\n\n" + "|".join(["x"] * 300) + "\n|--|--|\n", "utf-8")
        assert "columns" in command("derive", article).stdout.splitlines()[-1]


class TestArticle:
    def test_comes_from_the_standard_input_too(self, command: Command, article: Path) -> None:
        assert told(command, "-", given=ARTICLE) == told(command, article)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("a.html", "<h1>Rivers</h1><p>Words.</p><h2>Is it cold?</h2><p>Yes, very cold.</p>"),
            ("a.txt", "Rivers\n\nIs it cold?\nYes, it is very cold all year.\n"),
            ("a.md", "# Rivers\n\n## Is it cold?\n\nYes, it is very cold all year.\n"),
        ],
    )
    def test_is_read_by_its_content(
        self, command: Command, tmp_path: Path, name: str, text: str
    ) -> None:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        assert [fact["type"] for fact in told(command, path)["facts"]] == ["faq"]

    def test_may_have_a_byte_order_mark(self, command: Command, article: Path) -> None:
        plain = told(command, article)
        article.write_text(ARTICLE, "utf-8-sig")
        assert told(command, article) == plain

    def test_without_a_title_is_called_like_its_file(
        self, command: Command, tmp_path: Path
    ) -> None:
        path = tmp_path / "cold_rivers-2.txt"
        path.write_text("Is it cold?\nYes, very.\n", "utf-8")
        assert told(command, path)["article"]["title"] == "Cold rivers 2"

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "The file is empty."),
            (b" \n\t\n", "The file is empty."),
            (b"\xef\xbb\xbf", "The file is empty."),
            (b"%PDF-1.7\n%\xe2\xe3", "Byte 10 of the file, in line 2, is 0xE2, which is not UTF-8"),
            (b"PK\x03\x04\x00", "Byte 4 of the file, in line 1, is a NUL, so this is not a text"),
            ("é".encode("utf-16"), "The file is in UTF-16; save it as UTF-8."),
            (b"x" * 50_000_000, "A file may have at most 5 MB; this one has more."),
            (b"\0" * 50_000_000, "A file may have at most 5 MB; this one has more."),
        ],
        ids=range(8),
    )
    def test_that_is_none_is_refused_in_one_sentence(
        self, command: Command, article: Path, out: Path, content: bytes, message: str
    ) -> None:
        article.write_bytes(content)
        for more in ((), ("--json",), ("--out", out)):
            refused = command("derive", article, *more, code=1)
            assert refused.stderr.startswith(f"{article}: {message}")
            assert refused.stderr.count("\n") == 1
            assert refused.stdout == ""
        assert not out.exists()

    def test_that_is_not_there_is_refused(self, command: Command, tmp_path: Path) -> None:
        path = tmp_path / "none.md"
        said = command("derive", path, code=1).stderr
        assert said == f"{path} can't be read: No such file or directory.\n"
        said = command("derive", tmp_path, code=1).stderr
        assert said == f"{tmp_path} can't be read: Is a directory.\n"

    def test_has_to_be_named(self, command: Command, article: Path) -> None:
        command("derive", code=2)
        command("derive", article, "--outt", "x", code=2)


class TestJSON:
    def test_is_one_object_of_the_article_and_what_was_made_of_it(
        self, command: Command, article: Path
    ) -> None:
        found = told(command, article)
        assert [*found] == ["article", "facts", "questions", "refused", "coverage"]
        assert found["article"]["title"] == "The Rivers of Examplia"
        assert {"timeline", "figure", "faq"} <= {fact["type"] for fact in found["facts"]}
        assert all(question["source_quote"] in ARTICLE for question in found["questions"][:1])
        assert 0 < found["coverage"] <= 1

    def test_has_the_questions_that_are_written(
        self, command: Command, article: Path, out: Path
    ) -> None:
        found = told(command, article, "--out", out)
        assert [question["id"] for question in found["questions"]] == [
            key
            for family in ("timeline", "figures", "comparison", "faq", "prose")
            for key in ids(out).get(family, [])
        ]


class TestOut:
    def test_gets_a_bank_a_family_and_the_report(
        self, command: Command, article: Path, out: Path
    ) -> None:
        said = command("derive", article, "--out", out).stdout.splitlines()
        names = said[-1].partition(": ")[2].split(", ")
        assert sorted(names) == sorted(path.name for path in out.iterdir())
        assert {"timeline.csv", "figures.csv", "faq.csv", "report.md"} <= {*names}
        assert (out / "report.md").read_text("utf-8").startswith(f"{REPORT_TITLE}\n")
        for path in out.glob("*.csv"):
            assert all(row["form"] and row["source_hash"] for row in rows(path))
        assert not any("Since the last time" in line for line in said)

    def test_can_be_imported(self, command: Command, article: Path, out: Path, app: Flask) -> None:
        command("derive", article, "--out", out)
        command("db", "upgrade")
        for path in out.glob("*.csv"):
            assert "new, 0 changed" in command("banks", "import", path).stdout

    def test_is_the_same_each_time(self, command: Command, article: Path, out: Path) -> None:
        command("derive", article, "--out", out)
        first = contents(out)
        said = command("derive", article, "--out", out).stdout.splitlines()
        assert contents(out) == first
        assert said[1] == "Since the last time: 0 new, 0 changed, 0 gone."

    def test_tells_what_changed_with_the_article(
        self, command: Command, article: Path, out: Path
    ) -> None:
        command("derive", article, "--out", out)
        article.write_text(ARTICLE.replace("310", "340"), "utf-8")
        said = command("derive", article, "--out", out).stdout
        _, changed = said.split("changed  figure-number-cold-river-length-km: ")
        assert '    correct: "310" -> "340"' in changed.splitlines()

    def test_tells_what_is_gone_and_new(self, command: Command, article: Path, out: Path) -> None:
        command("derive", article, "--out", out)
        asked = ARTICLE.partition("## Is the water cold?")[0]
        article.write_text(asked + "## Is the water deep?\n\nYes, all of it is.\n", "utf-8")
        said = command("derive", article, "--out", out).stdout
        assert 'new      faq-card-is-the-water-deep: "Is the water deep?"' in said
        assert 'gone     faq-card-is-the-water-cold: "Is the water cold?"' in said

    def test_loses_the_bank_of_which_nothing_is_left(
        self, command: Command, article: Path, out: Path
    ) -> None:
        command("derive", article, "--out", out)
        article.write_text(ARTICLE.partition("## Is the water cold?")[0], "utf-8")
        command("derive", article, "--out", out)
        assert "faq.csv" not in contents(out)

    def test_that_has_a_bank_of_others_is_left_alone(
        self, command: Command, article: Path, out: Path
    ) -> None:
        command("derive", article, "--out", out)
        (out / "faq.csv").write_text("id,question,answer\na,Why?,So.\n", "utf-8")
        (out / "timeline.csv").unlink()
        before = contents(out)
        refused = command("derive", article, "--out", out, code=1)
        assert refused.stderr.startswith(f"{out / 'faq.csv'} is not from deriving an article")
        assert refused.stdout == ""
        assert contents(out) == before

    def test_that_is_no_folder_is_refused(
        self, command: Command, article: Path, tmp_path: Path
    ) -> None:
        assert "is not a folder" in command("derive", article, "--out", article, code=1).stderr
        inside = article / "deeper"
        assert "can't be" in command("derive", article, "--out", inside, code=1).stderr


class TestDecisions:
    @pytest.fixture
    def proposed(self, command: Command, article: Path, out: Path) -> list[str]:
        command("derive", article, "--out", out)
        return ids(out)["timeline"]

    def test_leave_what_is_accepted_or_edited(
        self, command: Command, article: Path, out: Path, proposed: list[str]
    ) -> None:
        first, second, third = proposed[:3]
        (out / "decisions.toml").write_text(
            f'accept = ["{first}", "gone-long-ago"]\n[reject]\n"{third}" = "Too easy."\n'
            f'[edit."{second}"]\nexplanation = "See the table."\n[note]\n"{first}" = "Ask early."\n'
        )
        said = command("derive", article, "--out", out).stdout
        found = rows(out / "timeline.csv")
        assert [(row["id"], row["note"], row["explanation"]) for row in found] == [
            (first, "Ask early.", found[0]["explanation"]),
            (second, found[1]["note"], "See the table."),
        ]
        assert {*found[0].get("excludes", "").split("|")} <= {second, ""}
        assert [*ids(out)] == ["timeline"]
        assert "Decided on, but no longer proposed: gone-long-ago" in said
        assert "1 rejected; " in said
        assert f"    - `{third}`: Too easy." in (out / "report.md").read_text("utf-8")

    def test_can_stand_elsewhere(
        self, command: Command, article: Path, tmp_path: Path, proposed: list[str]
    ) -> None:
        path = tmp_path / "mine.toml"
        path.write_text(f'accept = ["{proposed[0]}"]\n', "utf-8")
        found = told(command, article, "--decisions", path)
        assert [question["id"] for question in found["questions"]] == proposed[:1]

    def test_survive_a_change_of_the_article(
        self, command: Command, article: Path, out: Path, proposed: list[str]
    ) -> None:
        accepted = [key for key in proposed if not key.startswith("timeline-event-")]
        path = out / "decisions.toml"
        path.write_text(write_decisions(Decisions(dict.fromkeys(accepted, Decision("accept")))))
        command("derive", article, "--out", out)
        article.write_text(ARTICLE.replace("3 May 1821", "5 May 1821"), "utf-8")
        said = command("derive", article, "--out", out).stdout
        assert ids(out)["timeline"] == accepted
        assert "Since the last time: 0 new, " in said
        assert ", 0 gone." in said

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("accept = [", "This is not a file in TOML"),
            ('[reject]\n"a" = ""', 'reject."a": Say in a few words'),
            ('[edit."{}"]\npoints = "many"', 'edit."{}".points: '),
        ],
    )
    def test_with_faults_change_nothing(
        self,
        command: Command,
        article: Path,
        out: Path,
        proposed: list[str],
        text: str,
        place: str,
    ) -> None:
        path = out / "decisions.toml"
        path.write_text(text.format(proposed[0]), "utf-8")
        before = contents(out)
        refused = command("derive", article, "--out", out, code=1)
        assert refused.stderr.startswith(f"{path}: {place.format(proposed[0])}")
        assert refused.stdout == ""
        assert contents(out) == before

    def test_that_are_no_text_are_refused(
        self, command: Command, article: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "mine.toml"
        path.write_bytes(b"accept = \xff")
        refused = command("derive", article, "--decisions", path, code=1)
        assert refused.stderr.startswith(f"{path}: Byte 9 of the file, in line 1, is 0xFF")

    def test_that_are_not_there_are_refused(
        self, command: Command, article: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "none.toml"
        refused = command("derive", article, "--decisions", path, code=1)
        assert refused.stderr == f"{path} can't be read: No such file or directory.\n"


def test_a_process_of_its_own_reads_the_standard_input(
    tmp_path: Path, article: Path, command: Command
) -> None:
    """The bytes that a shell gives, which the test runner's input only imitates."""
    environment = {"QUIZAPP_INSTANCE": str(tmp_path), "QUIZAPP_DATABASE_URL": "sqlite:////none/x"}
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "derive", "-", "--json"],
        cwd=ROOT,
        env=environment,
        input=article.read_bytes(),
        capture_output=True,
        check=True,
    )
    assert ended.stderr == b""
    assert json.loads(ended.stdout) == told(command, article)
