"""Anki's text files: what the lines at their top say of the columns."""

import re
from collections.abc import Sequence

from quizapp.engine.formats.column_names import is_heading, roles_of
from quizapp.engine.formats.guard import MARK
from quizapp.engine.formats.headers import header_ask
from quizapp.engine.formats.plan import ANKI, Ask, Plan, Said
from quizapp.engine.formats.table_file import TableFile

GUARD_LINE = "guard"
_PLACE = re.compile(r"[1-9][0-9]{0,2}")
_KEPT = ("explanation", "tags", "deck")


def is_anki(table: TableFile) -> bool:
    """Return whether a table begins with the lines of Anki."""
    return bool({*table.directives} - {"sep"})


def plan_anki(table: TableFile, rows: Sequence[tuple[str, ...]], said: Said) -> Plan:
    """Return how the notes of a file of Anki are read: the first free columns are the two sides.

    Without a line that says so, HTML is text; a file from before there were such lines has HTML.
    """
    told = table.directives
    roles: dict[int, str] = {}
    for name, role in (
        ("guid column", "id"),
        ("notetype column", ""),
        ("deck column", "deck"),
        ("tags column", "tags"),
    ):
        place = _place(told.get(name, ""))
        if place is not None:
            roles[place] = role
    width = max([*map(len, rows), *(place + 1 for place in roles)])
    names = _names(told.get("columns", ""), table.delimiter, width)
    header, asks = (None, ()) if any(names) else _find_header(rows[0], said)
    names = names if header is None else _padded(rows[0], width)
    free = [place for place in range(width) if place not in roles]
    roles.update(zip(free, ("question", "answer"), strict=False))
    guessed = roles_of(names)
    for place in free[2:]:
        role = guessed[place] if guessed[place] in _KEPT else ""
        roles[place] = "tags" if not any(names) and place == free[2] and not told else role
    columns = tuple(roles.get(place, "") for place in range(width))
    if said.columns is not None:
        columns = tuple(said.columns.get(place, "") for place in range(width))
    if "question" not in columns or "answer" not in columns:
        message = "Say which column has the fronts of the cards, and which the backs."
        asks = (*asks, Ask("columns", "", message))
    deck = told.get("deck", "").strip()
    return Plan(
        layout=ANKI,
        label="Anki text",
        has_header=header is not None,
        header=names,
        columns=columns,
        skip=0 if header is None else 1,
        header_row=header,
        is_html=told.get("html", "").strip().lower() == "true" if told else True,
        is_guarded=told.get(GUARD_LINE, "").strip() == MARK,
        tags=tuple(told.get("tags", "").split()),
        deck=deck,
        asks=asks,
        suggested_title=deck.split("::")[0],
    )


def _find_header(first: Sequence[str], said: Said) -> tuple[int | None, tuple[Ask, ...]]:
    """Return 0 where a person says that the first row names the columns, and what to ask them.

    In Anki every row is a note, whatever it looks like.
    """
    answer = said.answers.get("header", "")
    if said.has_header or answer == "yes":
        return 0, ()
    is_settled = said.has_header is False or answer == "no"
    if is_settled or not all(map(is_heading, filter(None, first))):
        return None, ()
    return None, (header_ask(first, 0),)


def _place(written: str) -> int | None:
    number = _PLACE.fullmatch(written.strip())
    return int(number[0]) - 1 if number else None


def _names(written: str, delimiter: str, width: int) -> tuple[str, ...]:
    names = written.split(delimiter) if written and delimiter else []
    return _padded(tuple(map(str.strip, names)), width)


def _padded(names: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*names, *[""] * width)[:width]
