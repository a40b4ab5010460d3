"""Tables for tests: written as bytes, planned, and read as questions."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from quizapp.engine.formats.bank_file import FaultyRow, RowFault
from quizapp.engine.formats.plan import Plan, Said
from quizapp.engine.formats.planning import make_plan
from quizapp.engine.formats.reading import read_questions
from quizapp.engine.question import Question
from tests.engine.formats.workbooks import opened


def csv_of(rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return file.getvalue().encode()


def planned(data: bytes, said: Said | None = None, **settings: str) -> Plan:
    plan = make_plan(opened(data, **settings), said)
    assert isinstance(plan, Plan), plan
    return plan


def asked(data: bytes, said: Said | None = None, **settings: str) -> list[str]:
    """What a person must decide."""
    return [ask.id for ask in planned(data, said, **settings).asks]


def taken(
    data: bytes, said: Said | None = None, **settings: str
) -> list[Question | tuple[int, str, str]]:
    """The questions that the rows make, and (line, column, code) of each fault of the others."""
    table = opened(data, **settings)
    found: list[Question | tuple[int, str, str]] = []
    for row in read_questions(table, planned(data, said, **settings)):
        if isinstance(row, FaultyRow):
            found += [(fault.line, fault.column, fault.code) for fault in row.faults]
        else:
            found.append(row.question)
    return found


def questions_of(data: bytes, said: Said | None = None, **settings: str) -> list[Question]:
    """The questions of a table that needs no decision and has no fault."""
    assert not planned(data, said, **settings).asks, planned(data, said, **settings).asks
    found = taken(data, said, **settings)
    assert all(isinstance(question, Question) for question in found), found
    return [question for question in found if isinstance(question, Question)]


def faults_of(data: bytes, said: Said | None = None) -> list[RowFault]:
    """The faults of a table's rows."""
    return [
        fault
        for row in read_questions(opened(data), planned(data, said))
        if isinstance(row, FaultyRow)
        for fault in row.faults
    ]


def short(question: Question) -> tuple[Any, ...]:
    """What matters of a question in an example: its kind, its stem, and its body."""
    return question.kind, question.stem, question.body.to_json()
