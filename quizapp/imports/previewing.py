"""What a person sees of a file before it is checked: how it is read, its first rows, its asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.plan import Ask, Plan, Said
from quizapp.engine.formats.planning import make_plan
from quizapp.engine.formats.table_file import TableFile, TableRow, TableSettings, open_table
from quizapp.imports.reading import Settings

MAX_COLUMNS = 60
"""The most columns that are shown, and can be given another role."""

ROWS = 6
_HEADER_ROWS = 15
_MOST_LETTERS = 160


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of the preview: its place from 0, its name in the file, and its role here."""

    place: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it is going to be read; with a fault, as far as it can be.

    `asks` are all that a person has to decide, `open_asks` the ids of those still undecided.
    `first` are the rows among which the header is.
    """

    fault: RowFault | None = None
    table: TableFile | None = None
    plan: Plan | None = None
    asks: tuple[Ask, ...] = ()
    open_asks: frozenset[str] = frozenset()
    columns: tuple[ShownColumn, ...] = ()
    rows: tuple[TableRow, ...] = ()
    first: tuple[TableRow, ...] = ()
    width: int = 0

    @property
    def hidden_columns(self) -> int:
        """How many columns there are beside those that are shown."""
        return max(0, self.width - len(self.columns))


GONE = Preview(
    RowFault(
        0, "", "gone", "The file is not on this server any more. Delete this, and give it again."
    )
)
"""What there is to see of a file that is lost."""


def preview_file(data: bytes, settings: Settings) -> Preview:
    """Find out how a file is to be read, and what a person has to see and say of it."""
    table = open_table(data, TableSettings(settings.encoding, settings.delimiter, settings.sheet))
    if isinstance(table, RowFault):
        return Preview(table)
    said = Said(settings.has_header, settings.layout, settings.columns, settings.answers)
    plan = make_plan(table, said)
    first = _head(table, _HEADER_ROWS)
    if isinstance(plan, RowFault):
        roles = settings.columns or {}
        width = max((len(row.cells) for row in first), default=0)
        shown = range(min(width, MAX_COLUMNS))
        columns = tuple(ShownColumn(place, "", roles.get(place, "")) for place in shown)
        return Preview(plan, table, None, (), frozenset(), columns, first[:ROWS], first, width)
    width = max((*map(len, (plan.header, plan.columns)), *(len(row.cells) for row in first)))
    return Preview(
        table=table,
        plan=plan,
        asks=_all_asks(table, said, plan),
        open_asks=frozenset(ask.id for ask in plan.asks),
        columns=tuple(
            ShownColumn(place, _at(plan.header, place), _at(plan.columns, place))
            for place in range(min(width, MAX_COLUMNS))
        ),
        rows=_head(table, plan.skip + ROWS)[plan.skip :],
        first=first,
        width=width,
    )


def short(cell: str) -> str:
    """The beginning of a cell, as far as it is shown."""
    return cell if len(cell) <= _MOST_LETTERS else f"{cell[:_MOST_LETTERS]}…"


def _head(table: TableFile, count: int) -> tuple[TableRow, ...]:
    rows = (row for row in table.rows() if isinstance(row, TableRow))
    return tuple(islice(rows, count))


def _all_asks(table: TableFile, said: Said, plan: Plan) -> tuple[Ask, ...]:
    """What was asked, answered or not, so that an answer can be changed."""
    if not said.answers:
        return plan.asks
    before = make_plan(table, replace(said, answers={}))
    asked = () if isinstance(before, RowFault) else before.asks
    return tuple({ask.id: ask for ask in (*asked, *plan.asks)}.values())


def _at(texts: Sequence[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""
