"""The cells of a row by their roles: the question, its options in order, its key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.csv_table import TableRow
from quizapp.engine.formats.keys import KeyRow
from quizapp.engine.formats.plan import Plan


@dataclass(frozen=True, slots=True)
class RoleCells:
    """The cells of one row; of a role that several columns have, they stand in their order."""

    by_role: dict[str, list[str]]
    options: tuple[str, ...]
    """As they stand, empty ones included, so that a number or letter in the key fits."""

    def first(self, role: str) -> str:
        """Return the first filled cell of a role, "" for none."""
        return next(filter(None, self.by_role.get(role, ())), "")

    @property
    def key(self) -> str:
        """What the row says of the right options, of several columns together."""
        return "|".join(filter(None, self.by_role.get("correct", ())))


def cells_by_role(plan: Plan, cells: tuple[str, ...]) -> RoleCells:
    """Return the cells of a row by their roles."""
    by_role: dict[str, list[str]] = {}
    numbered: dict[int, str] = {}
    for role, cell in zip(plan.columns, cells, strict=False):
        if role.startswith("option_"):
            numbered[int(role.removeprefix("option_"))] = cell
        elif role:
            by_role.setdefault(role, []).append(cell)
    options = tuple(numbered.get(number, "") for number in range(1, max(numbered, default=0) + 1))
    packed = next(filter(None, by_role.get("options", ())), "")
    if packed:
        parts = packed.split(plan.option_separator) if plan.option_separator else [packed]
        options = (*options, *(part.strip() for part in parts))
    return RoleCells(by_role, options)


def key_rows(plan: Plan, rows: Iterable[TableRow | RowFault]) -> Iterator[KeyRow]:
    """Yield what each row says of its key; those without options have none."""
    for number, row in enumerate(rows):
        if number < plan.skip or isinstance(row, RowFault):
            continue
        cells = cells_by_role(plan, row.cells)
        if any(cells.options):
            yield KeyRow(cells.key, cells.options)
