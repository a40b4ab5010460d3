"""The cells of a row by their roles: the question, its options in order, its key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.csv_table import TableRow
from quizapp.engine.formats.keys import KeyRow
from quizapp.engine.formats.plan import Plan
from quizapp.engine.kinds.checks import counted


@dataclass(frozen=True, slots=True)
class RoleCells:
    """The cells of one row; of a role that several columns have, they stand in their order."""

    by_role: dict[str, list[str]]
    options: tuple[str, ...]
    """As they stand, empty ones included, so that a number or letter in the key fits."""
    option_places: tuple[int, ...]
    """The column that each option is from."""
    right: int = 0
    """So many of the first options are right, where the columns tell right and wrong apart."""

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
    numbered: dict[int, tuple[str, int]] = {}
    right: list[tuple[str, int]] = []
    wrong: list[tuple[str, int]] = []
    for place, (role, cell) in enumerate(zip(plan.columns, cells, strict=False)):
        if role.startswith("option_"):
            numbered[int(role.removeprefix("option_"))] = cell, place
        elif role:
            by_role.setdefault(role, []).append(cell)
        if role == "correct" and cell:
            right.append((cell, place))
        if role.startswith("wrong_") and cell:
            wrong.append((cell, place))
    if wrong:
        return _role_cells(by_role, [*right, *wrong], len(right))
    count = max(numbered, default=0)
    options = [numbered.get(number, ("", 0)) for number in range(1, count + 1)]
    packed = next(filter(None, by_role.get("options", ())), "")
    if packed:
        parts = packed.split(plan.option_separator) if plan.option_separator else [packed]
        place = plan.columns.index("options")
        options += [(part.strip(), place) for part in parts]
    return _role_cells(by_role, options)


def _role_cells(
    by_role: dict[str, list[str]], options: list[tuple[str, int]], right: int = 0
) -> RoleCells:
    texts = tuple(text for text, _ in options)
    return RoleCells(by_role, texts, tuple(place for _, place in options), right)


def used_width(plan: Plan) -> int:
    """Return how many columns there are up to the last that is used, or named in the header."""
    names = plan.header if plan.has_header else ("unnamed",) * len(plan.columns)
    known = map(any, zip(plan.columns, names, strict=True))
    return max((place for place, is_known in enumerate(known, 1) if is_known), default=0)


def surplus_fault(width: int, row: TableRow) -> RowFault | None:
    """Return the fault of a row with more filled cells than there are columns."""
    if not any(row.cells[width:]):
        return None
    message = (
        f"This row has {counted(len(row.cells), 'cell')}, but there are only "
        f"{counted(width, 'column')}; put a text that contains the separator in quotation marks."
    )
    return RowFault(row.line, "", "too_many_cells", message)


def key_rows(plan: Plan, rows: Iterable[TableRow | RowFault]) -> Iterator[KeyRow]:
    """Yield what each row says of its key; those without options have none."""
    for number, row in enumerate(rows):
        if number < plan.skip or isinstance(row, RowFault):
            continue
        cells = cells_by_role(plan, row.cells)
        if any(cells.options) and not cells.right:
            yield KeyRow(cells.key, cells.options)
