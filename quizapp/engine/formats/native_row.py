"""One row of the native layout to a question, and back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from quizapp.engine.formats.native_columns import (
    ALWAYS,
    BODY,
    COLUMNS,
    FEEDBACK,
    MAX_SUGGESTIONS,
    OPTIONS,
    REST,
    Header,
    header_of,
    unknown_column,
)
from quizapp.engine.kinds import (
    KINDS,
    Card,
    Kind,
    MultipleChoice,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.engine.kinds.base import Fault
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

_EMPTY = dict.fromkeys((*ALWAYS, *BODY, *REST), "")

# Stands in for a body that cannot be read, so that the rest of its row is checked all the same.
_UNREAD = Card("unread")


def read_cells(cells: Mapping[str, str]) -> tuple[Question | None, tuple[Fault, ...]]:
    """Return the question of one row, given as its columns by name, or None and its faults.

    Each column that this layout doesn't have is a fault; those that are missing are empty.
    """
    unknown = [name for name in cells if name not in COLUMNS]
    faults = [
        Fault(name, unknown_column(name, suggest=position < MAX_SUGGESTIONS), "unknown_column")
        for position, name in enumerate(unknown)
    ]
    known = {name: clean_text(cell) for name, cell in cells.items() if name in COLUMNS}
    question, found = read_row(header_of(tuple(known)), tuple(known.values()))
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


def read_row(header: Header, row: Sequence[str]) -> tuple[Question, list[Fault]]:
    """Return the question of cleaned cells and its faults; with faults, it is not to be used."""
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


def _read_body(header: Header, row: Mapping[str, str]) -> Kind | list[Fault]:
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
