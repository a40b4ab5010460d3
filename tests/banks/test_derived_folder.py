"""The folder of derived banks: written whole, read again, and nothing of others touched."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.banks import derived_folder
from quizapp.banks.derived_folder import DerivedFolderError, read_earlier, write_run
from quizapp.engine.derivation.report import REPORT_TITLE
from quizapp.engine.formats.native_csv import write_native_csv
from quizapp.engine.kinds import Card
from quizapp.engine.question import Question, Source

TEXT = f"{REPORT_TITLE}\n\nAll is well.\n"


def question(key: str, form: str = "faq.card") -> Question:
    return Question(key, f"What is {key}?", Card("a river"), source=Source(form=form))


QUESTIONS = [question("a", "timeline.card"), question("b"), question("c")]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "made" / "by" / "rules"


def test_holds_a_bank_for_each_family_with_questions(folder: Path) -> None:
    assert write_run(folder, QUESTIONS, TEXT) == ["timeline.csv", "faq.csv", "report.md"]
    assert contents(folder) == {
        "timeline.csv": write_native_csv(QUESTIONS[:1]).encode(),
        "faq.csv": write_native_csv(QUESTIONS[1:]).encode(),
        "report.md": TEXT.encode(),
    }


def test_is_read_as_it_was_written(folder: Path) -> None:
    write_run(folder, QUESTIONS, TEXT)
    assert read_earlier(folder) == QUESTIONS


def test_of_an_article_without_questions_holds_the_report(folder: Path) -> None:
    assert write_run(folder, [], TEXT) == ["report.md"]
    assert read_earlier(folder) == []


def test_without_an_earlier_run_is_told_apart(folder: Path) -> None:
    assert read_earlier(folder) is None
    folder.mkdir(parents=True)
    (folder / "article.md").write_text("Words.")
    assert read_earlier(folder) is None


def test_loses_the_bank_of_a_family_without_questions_and_nothing_else(folder: Path) -> None:
    write_run(folder, QUESTIONS, TEXT)
    (folder / "notes.csv").write_text("mine")
    (folder / "decisions.toml").write_text("")
    write_run(folder, QUESTIONS[:1], TEXT)
    assert names(folder) == ["decisions.toml", "notes.csv", "report.md", "timeline.csv"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("faq.csv", b"question,answer\nWhy?,So.\n", "the question in line 2 names no form"),
        ("prose.csv", b"question,answer,form\nWhy?,So.,faq.card\nHow?,So.,\n", "line 3 names no"),
        ("faq.csv", b"question,answer,form\nWhy?,,faq.card\n", "line 2: "),
        ("comparison.csv", b"", "line 0: The file is empty"),
        ("figures.csv", b"\xff\xfe", "UTF-16"),
        ("report.md", b"# My own report\n", f"doesn't begin with {REPORT_TITLE}"),
        ("report.md", REPORT_TITLE.encode() + b"s\n", "doesn't begin with"),
    ],
)
def test_is_refused_where_a_file_is_of_others(
    folder: Path, name: str, content: bytes, reason: str
) -> None:
    write_run(folder, QUESTIONS, TEXT)
    (folder / name).write_bytes(content)
    with pytest.raises(DerivedFolderError) as error:
        read_earlier(folder)
    assert str(error.value).startswith(f"{folder / name} is not from deriving an article")
    assert reason in str(error.value)


def test_is_refused_where_a_bank_is_too_large_to_be_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(folder, QUESTIONS, TEXT)
    monkeypatch.setattr(derived_folder, "MAX_FILE", 10)
    with pytest.raises(DerivedFolderError, match="over 100 MB"):
        read_earlier(folder)


@pytest.mark.parametrize("name", ["faq.csv", "report.md"])
def test_is_refused_where_a_folder_has_the_name_of_a_file(folder: Path, name: str) -> None:
    (folder / name).mkdir(parents=True)
    with pytest.raises(DerivedFolderError, match="can't be read: Is a directory"):
        read_earlier(folder)


def test_is_refused_where_it_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("mine")
    with pytest.raises(DerivedFolderError, match="is not a folder"):
        read_earlier(path)
    with pytest.raises(DerivedFolderError, match="can't be written"):
        write_run(path, QUESTIONS, TEXT)


def test_stays_as_it_was_where_not_all_can_be_written(folder: Path) -> None:
    write_run(folder, QUESTIONS, TEXT)
    before = contents(folder)
    # What is written last, beside the report, finds its place taken.
    taken = folder / f".report.md.{os.getpid()}"
    taken.mkdir()
    with pytest.raises(DerivedFolderError, match="can't be written: Is a directory"):
        write_run(folder, [replace(each, stem="Why?") for each in QUESTIONS], TEXT)
    taken.rmdir()
    assert contents(folder) == before
