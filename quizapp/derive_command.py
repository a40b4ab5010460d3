"""`flask derive`: an article in, banks and a report out; without the database."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

import click

from quizapp.banks.derived_folder import (
    DECISIONS,
    DerivedFolderError,
    read_earlier,
    write_run,
)
from quizapp.engine.derivation.blocks import ArticleError
from quizapp.engine.derivation.decisions import Decisions, DecisionsError, read_decisions
from quizapp.engine.derivation.decoding import MOST_READ, decode_text
from quizapp.engine.derivation.derivation_json import as_json
from quizapp.engine.derivation.derive import derive
from quizapp.engine.derivation.difference import Difference, difference_lines, differences
from quizapp.engine.derivation.proposals import Derivation
from quizapp.engine.derivation.report import count_lines, report, skipped_lines, summary
from quizapp.engine.derivation.review import Reviewed, review
from quizapp.engine.question import Question
from quizapp.presentation import counted

_STDIN = Path("-")
_MOST_SKIPPED = 10


@dataclass(frozen=True, slots=True)
class _Run:
    """What was made of the article, and with decisions, what they left of it."""

    derivation: Derivation
    decided: tuple[Decisions, Reviewed] | None

    @property
    def questions(self) -> list[Question]:
        if self.decided:
            return [*self.decided[1].questions]
        return [proposal.question for proposal in self.derivation.proposals]


@click.command("derive")
@click.argument("article", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write a CSV a family of questions and report.md here; tell what changed since last time.",
)
@click.option(
    "--decisions",
    "decisions_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Keep what is accepted or edited in this TOML file; without, in decisions.toml of DIR.",
)
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object, and nothing else.")
def derive_article(
    article: Path, folder: Path | None, decisions_file: Path | None, is_json: bool
) -> None:
    """Make questions of ARTICLE: Markdown, plain text or HTML in UTF-8; - is the standard input.

    Without a file of decisions, all that is proposed is taken.
    """
    try:
        earlier = read_earlier(folder) if folder else None
        run = _run(article, _decisions_file(folder, decisions_file))
        text = report(run.derivation, run.decided)
        names = write_run(folder, run.questions, text) if folder else []
    except DerivedFolderError as error:
        _refuse(str(error))
    if is_json:
        click.echo(json.dumps(as_json(run.derivation, run.questions)))
        return
    click.echo(summary(run.derivation, run.questions))
    if earlier is not None:
        _echo_all(_difference_lines(differences(earlier, run.questions)))
    if folder is None:
        _echo_all(count_lines(run.derivation, run.questions))
    if run.decided:
        _echo_all(_review_lines(run.decided[1]))
    _echo_all(skipped_lines(run.derivation, _MOST_SKIPPED))
    if folder:
        click.echo(f"Written to {folder}: {', '.join(names)}")


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)


def _echo_all(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _decisions_file(folder: Path | None, named: Path | None) -> Path | None:
    if named or not folder:
        return named
    path = folder / DECISIONS
    return path if path.exists() else None


def _run(article: Path, decisions_file: Path | None) -> _Run:
    decisions = _read_decisions(decisions_file) if decisions_file else None
    data = _read(article, sys.stdin.buffer if article == _STDIN else None)
    try:
        text = decode_text(data)
        if not text.strip():
            _refuse(f"{article}: The file is empty.")
        derivation = derive(text, title=_title(article))
    except ArticleError as error:
        _refuse(f"{article}: {error}")
    if decisions is None:
        return _Run(derivation, None)
    reviewed = review(derivation, decisions)
    if reviewed.faults:
        _refuse("\n".join(f"{decisions_file}: {fault}" for fault in reviewed.faults))
    return _Run(derivation, (decisions, reviewed))


def _read(path: Path, stream: BinaryIO | None = None) -> bytes:
    """The bytes of a file, or of the stream where one is given; of what is too large, enough."""
    try:
        if stream:
            return stream.read(MOST_READ)
        with path.open("rb") as file:
            return file.read(MOST_READ)
    except OSError as error:
        _refuse(f"{path} can't be read: {error.strerror}.")


def _read_decisions(path: Path) -> Decisions:
    try:
        return read_decisions(decode_text(_read(path)))
    except ArticleError as error:
        _refuse(f"{path}: {error}")
    except DecisionsError as error:
        _refuse("\n".join(f"{path}: {fault}" for fault in error.faults))


def _title(path: Path) -> str:
    """What to call an article that has no title of its own."""
    words = path.stem.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _difference_lines(found: tuple[Difference, ...]) -> Iterator[str]:
    states = [difference.state for difference in found]
    counts = (f"{states.count(state)} {state}" for state in ("new", "changed", "gone"))
    yield f"Since the last time: {', '.join(counts)}."
    for difference in found:
        yield from difference_lines(difference)


def _review_lines(reviewed: Reviewed) -> Iterator[str]:
    undecided = counted(len(reviewed.undecided), "question")
    yield f"{len(reviewed.rejected)} rejected; {undecided} not decided on."
    for key in reviewed.unknown:
        yield f"Decided on, but no longer proposed: {key}"
