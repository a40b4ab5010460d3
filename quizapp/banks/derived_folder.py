"""The folder that the questions of an article are written to: a bank a family, and the report."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from quizapp.banks.files import MAX_FILE
from quizapp.engine.derivation.families import FAMILIES, by_family
from quizapp.engine.derivation.report import REPORT_TITLE
from quizapp.engine.formats.native_csv import read_native_csv, write_native_csv
from quizapp.engine.question import Question

REPORT = "report.md"
DECISIONS = "decisions.toml"


class DerivedFolderError(Exception):
    """The folder can't be used; the message is one sentence."""


def read_earlier(folder: Path) -> list[Question] | None:
    """The questions that an earlier run has left in the folder; None where there was none.

    Raises DerivedFolderError where a file that would be replaced is not from such a run.
    """
    try:
        if not folder.is_dir():
            if folder.exists():
                raise DerivedFolderError(f"{folder} is not a folder.")
            return None
        banks = [_bank_file(folder, family) for family in FAMILIES]
        banks = [path for path in banks if path.exists()]
        questions = [question for path in banks for question in _read_derived(path)]
        report = folder / REPORT
        if report.exists():
            _check_report(report)
    except OSError as error:
        raise DerivedFolderError(f"{folder} can't be read: {error.strerror}.") from error
    return questions if banks or report.exists() else None


def write_run(folder: Path, questions: Sequence[Question], report: str) -> list[str]:
    """Write the banks and the report, each file whole or not at all; returns their names.

    The file of a family without questions is deleted. `read_earlier` has to be asked before.
    """
    files = {
        _bank_file(folder, family): write_native_csv(those)
        for family, those in by_family(questions).items()
    }
    files[folder / REPORT] = report
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace_all(files)
        for family in FAMILIES:
            if _bank_file(folder, family) not in files:
                _bank_file(folder, family).unlink(missing_ok=True)
    except OSError as error:
        raise DerivedFolderError(f"{folder} can't be written: {error.strerror}.") from error
    return [path.name for path in files]


def _bank_file(folder: Path, family: str) -> Path:
    return folder / f"{family}.csv"


def _read_derived(path: Path) -> Iterable[Question]:
    if path.stat().st_size > MAX_FILE:
        raise _not_ours(path, "it is over 100 MB")
    bank = read_native_csv(path.read_bytes())
    if bank.faults:
        raise _not_ours(path, f"line {bank.faults[0].line}: {bank.faults[0].message}")
    for row in bank.rows:
        if not row.question.source.form:
            raise _not_ours(path, f"the question in line {row.line} names no form")
    return (row.question for row in bank.rows)


def _check_report(path: Path) -> None:
    expected = f"{REPORT_TITLE}\n".encode()
    with path.open("rb") as file:
        if file.read(len(expected)) != expected:
            raise _not_ours(path, f"it doesn't begin with {REPORT_TITLE}")


def _not_ours(path: Path, reason: str) -> DerivedFolderError:
    return DerivedFolderError(
        f"{path} is not from deriving an article, and stays as it is ({reason.rstrip('.')}); "
        "move it away, or name another folder."
    )


def _replace_all(files: Mapping[Path, str]) -> None:
    """Write all files beside those of their names, and only then put them in their places."""
    written = {path.with_name(f".{path.name}.{os.getpid()}"): path for path in files}
    try:
        for beside, path in written.items():
            beside.write_bytes(files[path].encode())
        for beside, path in written.items():
            beside.replace(path)
    finally:
        for beside in written:
            beside.unlink(missing_ok=True)
