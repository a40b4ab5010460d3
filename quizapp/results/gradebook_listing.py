"""Which students and assignments of a gradebook are shown, and in what order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizapp.engine.gradebook import Cell, CellState
from quizapp.results.gradebook import Gradebook, GradebookRow

PER_PAGE = 100
OTHER = 0
"""Stands for work without a category where a category is named."""

STATES: dict[str, Callable[[Cell], bool]] = {
    "missing": lambda cell: cell.state is CellState.MISSING,
    "late": lambda cell: cell.is_late,
    "excused": lambda cell: cell.state is CellState.EXCUSED,
    "grading": lambda cell: cell.state is CellState.UNSCORED,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a teacher asked to see: filters, and `name`, `final`, `a12` or `c3` to sort by."""

    search: str = ""
    group: int | None = None
    category: int | None = None
    """A category's number, `OTHER`, or None for all."""
    state: str = ""
    sort: str = "name"
    is_descending: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether some students or assignments are left out."""
        return bool(self.search or self.state) or not self.group == self.category is None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is left of a gradebook: the places of its columns, and its rows in order."""

    places: tuple[int, ...]
    rows: tuple[GradebookRow, ...]

    @property
    def pages(self) -> int:
        """How many pages the rows fill."""
        return max(1, -(-len(self.rows) // PER_PAGE))

    def page(self, number: int) -> Sequence[GradebookRow]:
        """The rows of one page, counted from 1."""
        return self.rows[(number - 1) * PER_PAGE : number * PER_PAGE]


def choose(gradebook: Gradebook, choice: Choice) -> Chosen:
    """The rows and columns that are asked for; names that nothing has change nothing."""
    places = tuple(
        place
        for place, column in enumerate(gradebook.columns)
        if choice.category is None or (column.category_id or OTHER) == choice.category
    )
    rows = [row for row in gradebook.rows if _is_wanted(row, choice, places)]
    return Chosen(places, tuple(_sorted(gradebook, rows, choice)))


def _is_wanted(row: GradebookRow, choice: Choice, places: Sequence[int]) -> bool:
    student = row.student
    if choice.group is not None and choice.group not in student.group_ids:
        return False
    words = choice.search.casefold().split()
    if words:
        names = (student.sort_name, student.display_name, student.username, student.roster_id)
        text = "\n".join(names).casefold()
        if not all(word in text for word in words):
            return False
    is_such = STATES.get(choice.state)
    return is_such is None or any(is_such(row.cells[place]) for place in places)


def _sorted(
    gradebook: Gradebook, rows: list[GradebookRow], choice: Choice
) -> Sequence[GradebookRow]:
    """By name as they come, or by a share: without one last, and the equal ones by name."""
    share_of = sort_key(gradebook, choice.sort)
    if share_of is None:
        return rows[::-1] if choice.is_descending else rows
    found = [(share_of(row), row) for row in rows]
    with_share = [(share, row) for share, row in found if share is not None]
    with_share.sort(key=lambda one: one[0], reverse=choice.is_descending)
    return [row for _, row in with_share] + [row for share, row in found if share is None]


def sort_key(gradebook: Gradebook, sort: str) -> Callable[[GradebookRow], float | None] | None:
    """What a row is sorted by; None for its name."""
    if sort == "final":
        return lambda row: row.totals.final
    kind, number = sort[:1], sort[1:]
    if not (number.isascii() and number.isdigit() and len(number) <= 10):
        return None
    if kind == "a":
        for place, column in enumerate(gradebook.columns):
            if column.id == int(number):
                return lambda row: row.cells[place].shown
    if kind == "c":
        for one in gradebook.categories:
            if (one.id or OTHER) == int(number):
                return lambda row: row.totals.categories.get(one.id)
    return None
