"""The native CSV layout: one question a row, described by the columns of its header."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from quizapp.engine.formats.bank_file import BankFile, Row, RowFault
from quizapp.engine.formats.csv_table import TableRow, decode_utf8, read_rows
from quizapp.engine.kinds import (
    KINDS,
    Card,
    Kind,
    MultipleChoice,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.engine.kinds.base import MAX_FIELDS, Fault
from quizapp.engine.kinds.cells import (
    Cells,
    UnreadableCells,
    join_list,
    split_list,
    without_trailing_blanks,
)
from quizapp.engine.kinds.checks import clean_text, quoted
from quizapp.engine.kinds.true_false import read_truth
from quizapp.engine.numbers import read_number, write_number
from quizapp.engine.question import Question, Source, stem_key

__all__ = [
    "BankFile",
    "Row",
    "RowFault",
    "question_cells",
    "read_cells",
    "read_native_csv",
    "write_native_csv",
]

ALWAYS = ("id", "type", "question")
OPTIONS = tuple(f"option_{number}" for number in range(1, MAX_FIELDS + 1))
FEEDBACK = tuple(f"feedback_{number}" for number in range(1, MAX_FIELDS + 1))
BODY = ("correct", "answer", "accepted", "tolerance", "unit")
REST = (
    "explanation",
    "points",
    "topic",
    "tags",
    "difficulty",
    "time_limit",
    "image",
    "image_alt",
    "source_title",
    "source_url",
    "source_locator",
    "source_quote",
    "form",
    "source_hash",
    "note",
    "excludes",
)
COLUMNS = (*ALWAYS, *OPTIONS, *BODY, *FEEDBACK, *REST)
_EMPTY = dict.fromkeys((*ALWAYS, *BODY, *REST), "")
# A file that is no table at all can have very many columns, and looking for a near name is slow.
_MAX_SUGGESTIONS = 20
_KEY_COLUMNS = ("type", "correct", "answer")

# Stands in for a body that cannot be read, so that the rest of its row is checked all the same.
_UNREAD = Card("unread")


@dataclass(frozen=True, slots=True)
class _Header:
    """The columns of a file, and the numbered ones among them in their order without gaps."""

    names: tuple[str, ...]
    options: tuple[str, ...]
    feedback: tuple[str, ...]


def read_native_csv(data: bytes) -> BankFile:
    """Return the questions of a file in the native layout, and every fault in it; never raises."""
    text = decode_utf8(data)
    if isinstance(text, RowFault):
        return BankFile(faults=(text,))
    table = read_rows(text)
    first = next(table, None)
    if first is None:
        return BankFile(faults=(RowFault(0, "", "empty", "The file is empty."),))
    if isinstance(first, RowFault):
        return BankFile(faults=(first,))
    names = tuple(name.lower() for name in first.cells)
    if faults := tuple(_header_faults(first, names)):
        return BankFile(faults=faults)
    return _read_questions(_header_of(names), table)


def read_cells(cells: Mapping[str, str]) -> tuple[Question | None, tuple[Fault, ...]]:
    """Return the question of one row, given as its columns by name, or None and its faults.

    Each column that this layout doesn't have is a fault; those that are missing are empty.
    """
    unknown = [name for name in cells if name not in COLUMNS]
    faults = [
        Fault(name, _unknown_column(name, suggest=position < _MAX_SUGGESTIONS), "unknown_column")
        for position, name in enumerate(unknown)
    ]
    known = {name: clean_text(cell) for name, cell in cells.items() if name in COLUMNS}
    question, found = _read_row(_header_of(tuple(known)), tuple(known.values()))
    faults.extend(found)
    return None if faults else question, tuple(faults)


def question_cells(question: Question) -> dict[str, str]:
    """Return the columns of a question's row by name, in the layout's order, without empty ones."""
    cells = question.body.to_cells()
    source = question.source
    row = {
        "id": question.key,
        "type": question.kind,
        "question": question.stem,
        **dict(zip(OPTIONS, cells.options, strict=False)),
        **{name: getattr(cells, name) for name in BODY},
        **dict(zip(FEEDBACK, cells.feedback, strict=False)),
        "explanation": question.explanation,
        "points": "" if question.points == 1 else write_number(question.points),
        "topic": question.topic,
        "tags": join_list(question.tags),
        "difficulty": question.difficulty,
        "time_limit": "" if question.time_limit is None else str(question.time_limit),
        "image": question.image,
        "image_alt": question.image_alt,
        "source_title": source.title,
        "source_url": source.url,
        "source_locator": source.locator,
        "source_quote": source.quote,
        "form": source.form,
        "source_hash": source.sha256,
        "note": question.note,
        "excludes": join_list(question.excludes),
    }
    return {name: cell for name, cell in row.items() if cell}


def write_native_csv(questions: Iterable[Question]) -> str:
    """Return a file in the native layout, with the columns that these questions use."""
    rows = [question_cells(question) for question in questions]
    used = {name for row in rows for name in row}
    columns = [name for name in COLUMNS if name in ALWAYS or name in used]
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\n", strict=True)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _header_faults(first: TableRow, names: Sequence[str]) -> Iterator[RowFault]:
    line = first.line
    if len(names) == 1 and re.search("[;\t|]", names[0]):
        message = "The columns of this file are not separated by commas; save it with commas."
        yield RowFault(line, "", "separator", message)
        return
    unknown = [cell for cell in first.cells if cell and cell.lower() not in COLUMNS]
    for position, name in enumerate(unknown):
        message = _unknown_column(name, suggest=position < _MAX_SUGGESTIONS)
        yield RowFault(line, name, "unknown_column", message)
    repeated = {name: times for name, times in Counter(filter(None, names)).items() if times > 1}
    for name, times in repeated.items():
        message = f"The column {name} is there {times} times."
        yield RowFault(line, name, "duplicate_column", message)
    present = set(names)
    if "question" not in present:
        message = "There is no column question; the first line of the file has to name the columns."
        yield RowFault(line, "question", "missing_column", message)
    elif not present.intersection(_KEY_COLUMNS):
        message = "There is no column for the right answers: correct, or answer for cards."
        yield RowFault(line, "correct", "missing_column", message)
    options = [name for name in OPTIONS if name in present]
    for name, expected in zip(options, OPTIONS, strict=False):
        if name != expected:
            message = f"There is a column {name}, but no column {expected}."
            yield RowFault(line, expected, "missing_column", message)
            return


def _header_of(names: tuple[str, ...]) -> _Header:
    present = frozenset(names)
    return _Header(names, _used(OPTIONS, present), _used(FEEDBACK, present))


def _used(numbered: Sequence[str], present: frozenset[str]) -> tuple[str, ...]:
    """Return the numbered columns up to the last that a file has."""
    last = max((number for number, name in enumerate(numbered, 1) if name in present), default=0)
    return tuple(numbered[:last])


def _unknown_column(written: str, *, suggest: bool) -> str:
    near = get_close_matches(written.lower(), COLUMNS, n=1) if suggest else []
    advice = f"did you mean {near[0]}?" if near else "delete it or rename it."
    return f"There is no column {quoted(written)} in this layout; {advice}"


def _read_questions(header: _Header, table: Iterable[TableRow | RowFault]) -> BankFile:
    rows: list[Row] = []
    faults: list[RowFault] = []
    first_lines: dict[str, int] = {}
    for row in table:
        if isinstance(row, RowFault):
            faults.append(row)
            continue
        question, found = _read_row(header, row.cells)
        first_line = first_lines.setdefault(question.key, row.line)
        if first_line != row.line and question.stem:
            found.append(_seen_before(question, first_line))
        faults.extend(RowFault(row.line, f.field, f.code, f.message) for f in found)
        if not found:
            rows.append(Row(row.line, question))
    if not rows and not faults:
        message = "The file names its columns, but has no questions."
        faults.append(RowFault(0, "", "no_questions", message))
    return BankFile(tuple(rows), tuple(faults))


def _seen_before(question: Question, first_line: int) -> Fault:
    if question.key == stem_key(question.stem):
        message = f"The same question stands in line {first_line}; give each an id of its own."
        return Fault("question", message, "duplicate")
    message = f"The id {quoted(question.key)} is used in line {first_line} already."
    return Fault("id", message, "duplicate")


def _read_row(header: _Header, row: Sequence[str]) -> tuple[Question, list[Fault]]:
    """Return the question of a row and its faults; with faults, the question is not to be used."""
    faults = list(_surplus_faults(header.names, row))
    cells = _EMPTY | dict(zip(header.names, row, strict=False))
    body = _read_body(header, cells)
    if not isinstance(body, Kind):
        faults.extend(body)
    points = read_number(cells["points"] or "1")
    if points is None:
        message = f"{quoted(cells['points'])} is not a number of points; write one like 2 or 0.5."
        faults.append(Fault("points", message, "unreadable"))
    seconds = read_number(cells["time_limit"] or "0")
    if seconds is None or seconds != int(seconds):
        message = f"{quoted(cells['time_limit'])} is not a whole number of seconds."
        faults.append(Fault("time_limit", message, "unreadable"))
        seconds = None
    question = Question(
        key=cells["id"] or stem_key(cells["question"]),
        stem=cells["question"],
        body=body if isinstance(body, Kind) else _UNREAD,
        explanation=cells["explanation"],
        points=Decimal(1) if points is None else points,
        topic=cells["topic"],
        tags=split_list(cells["tags"]),
        difficulty=cells["difficulty"].lower(),
        time_limit=int(seconds) if seconds is not None and cells["time_limit"] else None,
        image=cells["image"],
        image_alt=cells["image_alt"],
        source=Source(
            title=cells["source_title"],
            url=cells["source_url"],
            locator=cells["source_locator"],
            quote=cells["source_quote"],
            form=cells["form"],
            sha256=cells["source_hash"],
        ),
        note=cells["note"],
        excludes=split_list(cells["excludes"]),
    )
    return question, [*faults, *question.faults()]


def _surplus_faults(names: Sequence[str], row: Sequence[str]) -> Iterator[Fault]:
    if any(row[len(names) :]):
        message = (
            f"This row has {len(row)} cells, the header names {len(names)} columns; put a text "
            "that contains a comma in quotation marks."
        )
        yield Fault("", message, "too_many_cells")
    for number, (name, cell) in enumerate(zip(names, row, strict=False), 1):
        if cell and not name:
            message = f"{quoted(cell)} stands in column {number}, which has no name in the header."
            yield Fault("", message, "unnamed_column")


def _read_body(header: _Header, row: Mapping[str, str]) -> Kind | list[Fault]:
    cells = Cells(
        options=without_trailing_blanks(tuple(row.get(name, "") for name in header.options)),
        feedback=without_trailing_blanks(tuple(row.get(name, "") for name in header.feedback)),
        **{name: row[name] for name in BODY},
    )
    kind = _named_kind(row["type"]) if row["type"] else _guessed_kind(cells)
    if isinstance(kind, Fault):
        return [kind]
    if faults := list(_useless_cells(kind, cells)):
        return faults
    try:
        return kind.from_cells(cells)
    except UnreadableCells as error:
        return [*error.faults]


def _named_kind(written: str) -> type[Kind] | Fault:
    name = re.sub(r"[\s-]+", "_", written.lower())
    if name in KINDS:
        return KINDS[name]
    message = f"{quoted(written)} is not a kind of question; write one of: {', '.join(KINDS)}."
    return Fault("type", message, "unknown")


def _guessed_kind(cells: Cells) -> type[Kind] | Fault:
    """Return the kind of a row that names none, where its cells leave no doubt."""
    correct = split_list(cells.correct)
    if cells.options and correct:
        return SingleChoice if len(correct) == 1 else MultipleChoice
    if cells.options:
        message = (
            "Write the number of the right option in correct, or ordering or matching in type."
        )
        return Fault("type", message, "missing")
    if cells.answer:
        return Card
    if cells.accepted:
        return ShortAnswer
    if read_truth(cells.correct) is not None:
        return TrueFalse
    message = f"Say which kind of question this is: {', '.join(KINDS)}."
    return Fault("type", message, "missing")


def _useless_cells(kind: type[Kind], cells: Cells) -> Iterator[Fault]:
    filled = {
        "options": _filled(OPTIONS, cells.options),
        "feedback": _filled(FEEDBACK, cells.feedback),
        **{name: [name] for name in BODY if getattr(cells, name)},
    }
    for field, columns in filled.items():
        if field in kind.columns:
            continue
        for column in columns:
            message = (
                f"A question of the type {kind.name} has no use for {column}; "
                "leave this cell empty."
            )
            yield Fault(column, message, "useless")


def _filled(columns: Sequence[str], cells: Sequence[str]) -> list[str]:
    return [column for column, cell in zip(columns, cells, strict=False) if cell]
