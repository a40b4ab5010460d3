"""How a table is going to be read, what a person has said about it, and what they have to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quizapp.engine.formats.native_columns import COLUMNS

NATIVE = "native"
CARDS = "cards"
ANKI = "anki"
BY_HAND = "columns"

ROLES = (*COLUMNS, "options", "deck")
"""What a column can be; "" is one that is not used."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has decided; what is None or empty is found out.

    `columns` gives columns by position (from 0) a role, "" for none; `answers` are those to asks
    by their id.
    """

    has_header: bool | None = None
    layout: str | None = None
    columns: Mapping[int, str] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """Something a person must decide before the table can be imported.

    `choices` are (value, words); `column` is the file's name of the column it is about, or "".
    """

    id: str
    column: str
    message: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read a table: `skip` rows stand before the first question, `columns` are the roles.

    `header` and `columns` are by position, and `header` holds "" where the file has no name.
    `notes` say in plain words what is left out. `key_style` is one of `keys.STYLES`, or "".
    """

    layout: str
    label: str
    has_header: bool
    header: tuple[str, ...]
    columns: tuple[str, ...]
    skip: int
    header_row: int | None = None
    key_style: str = ""
    option_separator: str = ""
    is_html: bool = False
    is_guarded: bool = False
    tags: tuple[str, ...] = ()
    deck: str = ""
    asks: tuple[Ask, ...] = ()
    notes: tuple[str, ...] = ()
    suggested_title: str = ""

    def column_name(self, position: int) -> str:
        """Return the file's name of a column, or "column 3" where it has none."""
        name = self.header[position] if position < len(self.header) else ""
        return " ".join(name.split()) or f"column {position + 1}"
