"""Anki's text files: what the lines at their top say of the columns."""

from collections.abc import Sequence

from quizapp.engine.formats.column_names import roles_of
from quizapp.engine.formats.guard import MARK
from quizapp.engine.formats.plan import ANKI, Ask, Plan, Said
from quizapp.engine.formats.table_file import TableFile

GUARD_LINE = "guard"
_KEPT = ("explanation", "tags", "deck")


def is_anki(table: TableFile) -> bool:
    """Return whether a table begins with the lines of Anki."""
    return bool({*table.directives} - {"sep"})


def plan_anki(table: TableFile, rows: Sequence[tuple[str, ...]], said: Said) -> Plan:
    """Return how the notes of a file of Anki are read: the first free columns are the two sides.

    Without a line that says so, HTML is text; a file from before there were such lines has HTML.
    """
    told = table.directives
    width = max(map(len, rows))
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
    names = _names(told.get("columns", ""), table.delimiter, width)
    free = [place for place in range(width) if place not in roles]
    roles.update(zip(free, ("question", "answer"), strict=False))
    guessed = roles_of(names)
    for place in free[2:]:
        role = guessed[place] if guessed[place] in _KEPT else ""
        roles[place] = "tags" if not any(names) and place == free[2] and not told else role
    columns = tuple(roles.get(place, "") for place in range(width))
    if said.columns is not None:
        columns = tuple(said.columns.get(place, "") for place in range(width))
    asks: tuple[Ask, ...] = ()
    if "question" not in columns or "answer" not in columns:
        message = "Say which column has the fronts of the cards, and which the backs."
        asks = (Ask("columns", "", message),)
    deck = told.get("deck", "").strip()
    return Plan(
        layout=ANKI,
        label="Anki text",
        has_header=False,
        header=names,
        columns=columns,
        skip=0,
        is_html=told.get("html", "").strip().lower() == "true" if told else True,
        is_guarded=told.get(GUARD_LINE, "").strip() == MARK,
        tags=tuple(told.get("tags", "").split()),
        deck=deck,
        asks=asks,
        suggested_title=deck.split("::")[0],
    )


def _place(written: str) -> int | None:
    number = written.strip()
    return int(number) - 1 if number.isascii() and number.isdecimal() and int(number) > 0 else None


def _names(written: str, delimiter: str, width: int) -> tuple[str, ...]:
    names = written.split(delimiter) if written and delimiter else []
    return tuple((*map(str.strip, names), *[""] * width)[:width])
