"""The dry run: what a file would do, counted, and kept row by row for the person to look at."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from json.encoder import encode_basestring_ascii as quote
from typing import Any, TextIO

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.engine.formats.bank_file import FaultyRow, Row, RowFault
from quizapp.engine.formats.plan import Ask
from quizapp.engine.kinds.checks import quoted
from quizapp.imports.comparing import BATCH, Comparer, Outcome, ReadRow
from quizapp.imports.reading import OpenedFile
from quizapp.study.models import Card

STATES = ("faulty", "changed", "new", "unchanged")
"""What can become of a row; its line in the kept outcomes begins with the first letter."""

UNREADABLE = frozenset({"columns", "key"})
"""The ids of asks without which rows say nothing."""

MEMORY = "memory"
"""The id of the question what becomes of the memory of those whose key changes."""

Progress = Callable[[int, int], None]
FindPicture = Callable[[str], str | None]
"""Returns the name under which a picture is stored, or None where there is none of this name."""


@dataclass(slots=True)
class Report:
    """How a file was read, what its rows would do, and what a person has to decide first."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    layout: str = ""
    label: str = ""
    has_header: bool = False
    header: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    suggested_title: str = ""
    notes: list[str] = field(default_factory=list)
    asks: list[dict[str, Any]] = field(default_factory=list)
    fault: dict[str, Any] | None = None
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    faulty: int = 0
    forgettable: int = 0
    """Changed questions with another key that somebody has studied."""

    @property
    def good(self) -> int:
        """The rows that can be taken over."""
        return self.rows - self.faulty

    def to_json(self) -> dict[str, Any]:
        """The form in which it is stored."""
        return asdict(self)


def check_file(
    session: Session,
    opened: OpenedFile | RowFault,
    bank_id: int | None,
    *,
    find_picture: FindPicture,
    keep: Callable[[list[Outcome]], None],
    progress: Progress,
    answers: Any,
) -> Report:
    """Read a whole file and compare it with the bank, None for a new one; nothing is stored."""
    if isinstance(opened, RowFault):
        return Report(fault=asdict(opened))
    report = describe(opened)
    with_new_key: list[int] = []
    if any(ask["id"] in UNREADABLE for ask in report.asks):
        return _count_rows(opened, report)
    for outcomes in compare_file(session, opened, bank_id, find_picture):
        keep(outcomes)
        report.rows += len(outcomes)
        for state, count in Counter(outcome.state for outcome in outcomes).items():
            setattr(report, state, getattr(report, state) + count)
        with_new_key += [
            outcome.known.id for outcome in outcomes if outcome.has_new_key and outcome.known
        ]
        progress(outcomes[-1].line, opened.lines)
    report.forgettable = _count_studied(session, with_new_key)
    if report.forgettable and MEMORY not in answers:
        report.asks.append(asdict(_ask_memory(report.forgettable)))
    return report


def _count_rows(opened: OpenedFile, report: Report) -> Report:
    """Count the rows of a file of which it isn't known yet what they say."""
    for number, row in enumerate(opened.table.rows()):
        if isinstance(row, RowFault):
            report.fault = asdict(row)
        elif number >= opened.plan.skip:
            report.rows += 1
    return report


def describe(opened: OpenedFile) -> Report:
    """How a file is read, before any row is."""
    table, plan = opened.table, opened.plan
    return Report(
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        sheets=[*table.sheets],
        layout=plan.layout,
        label=plan.label,
        has_header=plan.has_header,
        header=[*plan.header],
        columns=[*plan.columns],
        suggested_title=plan.suggested_title,
        notes=[*plan.notes],
        asks=[asdict(ask) for ask in plan.asks],
    )


def compare_file(
    session: Session, opened: OpenedFile, bank_id: int | None, find_picture: FindPicture
) -> Iterator[list[Outcome]]:
    """What becomes of the rows of a file, in their order and so many at a time."""
    comparer = Comparer(
        session, bank_id, opened.carried, by_stem=not opened.has_ids, is_cards=opened.is_cards
    )
    return comparer.batches(_with_pictures(opened.rows(), find_picture))


def outcome_line(outcome: Outcome) -> str:
    """An outcome as a line of text: the letter of its state, and a JSON object."""
    record = outcome.record
    if record is None:
        faults = [asdict(fault) for fault in outcome.faults]
        faulty = {"line": outcome.line, "cells": outcome.cells, "faults": faults}
        return f"f{json.dumps(faulty)}\n"
    told = f'"line":{outcome.line},"stem":{quote(record.stem)},"kind":"{record.kind}"'
    if outcome.changes:
        changes = json.dumps([asdict(change) for change in outcome.changes])
        told += f',"has_new_key":{json.dumps(outcome.has_new_key)},"changes":{changes}'
    return f'{outcome.state[0]}{{{told},"body":{record.body}}}\n'


def read_outcomes(lines: TextIO, state: str, first: int, count: int) -> list[dict[str, Any]]:
    """A page of the kept outcomes of one state, from the `first` (from 0)."""
    found: list[dict[str, Any]] = []
    skipped = 0
    for line in lines:
        if line[0] != state[0]:
            continue
        if skipped < first:
            skipped += 1
            continue
        if len(found) == count:
            break
        found.append(json.loads(line[1:]))
    return found


def _with_pictures(rows: Iterator[ReadRow], find_picture: FindPicture) -> Iterator[ReadRow]:
    for row in rows:
        if not isinstance(row, Row) or not row.question.image:
            yield row
            continue
        image = find_picture(row.question.image)
        if image is not None:
            yield replace(row, question=replace(row.question, image=image))
            continue
        message = (
            f"There is no picture {quoted(row.question.image)} here. Leave the cell empty, and add "
            "the picture to the question afterwards."
        )
        fault = RowFault(row.line, "image", "missing", message)
        yield FaultyRow(row.line, row.cells, (fault,))


def _count_studied(session: Session, question_ids: list[int]) -> int:
    found = 0
    for first in range(0, len(question_ids), BATCH):
        part = question_ids[first : first + BATCH]
        is_studied = exists().where(Card.question_id == QuestionRow.id)
        query = select(func.count()).where(QuestionRow.id.in_(part), is_studied)
        found += session.scalar(query.select_from(QuestionRow)) or 0
    return found


def _ask_memory(count: int) -> Ask:
    questions = "1 question" if count == 1 else f"{count:,} questions"
    message = (
        f"The right answer changes in {questions} that learners have studied. Is it the same "
        "knowledge, put right, or something new to learn?"
    )
    choices = (
        ("keep", "The same: keep what learners remember"),
        ("anew", "New: let them learn these questions anew"),
    )
    return Ask(MEMORY, "", message, choices)
