"""What the pages of the gradebook share: the choice in their address, and how cells look."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import abort, request, url_for

from quizapp.database import MAX_INTEGER
from quizapp.engine.gradebook import Cell, CellState
from quizapp.engine.plain_text import showable
from quizapp.presentation import percent
from quizapp.results.gradebook import Gradebook, GradebookRow, Means
from quizapp.results.gradebook_listing import OTHER, STATES, Choice, Chosen, sort_key

MAX_SEARCH = 100

STATE_NAMES = {
    "missing": "With missing work",
    "late": "With late work",
    "excused": "With excused work",
    "grading": "With work to grade",
}
LEGEND = (
    ("L", "late"),
    ("M", "missing"),
    ("E", "excused"),
    ("H", "by hand"),
    ("R", "running"),
    ("G", "needs grading"),
)
_LETTERS = {word: letter for letter, word in LEGEND}


class CellView(NamedTuple):
    """A cell as it is shown: a share or a dash, letters for what else is to be said, and words."""

    text: str
    letters: str
    words: str
    kind: str
    """The CSS class that it is coloured by."""


class Heading(NamedTuple):
    """A column that can be sorted by: `direction` is that of the table, "" where it isn't."""

    key: str
    name: str
    href: str
    direction: str
    note: str
    link: str
    """The page of the assignment."""


@lru_cache(maxsize=4096)
def view_cell(cell: Cell) -> CellView:
    """How a cell looks."""
    words = {
        CellState.MISSING: ["missing"],
        CellState.EXCUSED: ["excused"],
        CellState.UNSCORED: ["needs grading"],
    }.get(cell.state, [])
    words = [
        *words,
        *(["late"] if cell.is_late else []),
        *(["by hand"] if cell.is_by_hand else []),
        *(["running"] if cell.is_running else []),
    ]
    letters = "".join(_LETTERS[word] for word in words)
    nothing = "" if letters else "–"
    text = nothing if cell.shown is None else percent(cell.shown)
    hidden = {CellState.OPEN: "nothing yet", CellState.NOT_GIVEN: "not for this student"}
    said = ", ".join(words) or hidden.get(cell.state, "")
    return CellView(text, letters, said, cell.state.value.replace(" ", "-"))


def read_choice() -> Choice:
    """What the address asks to see; what nobody can mean is left out."""
    arguments = request.args
    state = arguments.get("state", "")
    return Choice(
        search=showable(arguments.get("search", ""))[:MAX_SEARCH].strip(),
        group=_number(arguments.get("group", "")),
        category=_number(arguments.get("category", "")),
        state=state if state in STATES else "",
        sort=showable(arguments.get("sort", ""))[:12] or "name",
        is_descending=arguments.get("order") == "down",
    )


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= 10
    return int(text) if is_number and int(text) <= MAX_INTEGER else None


def known_choice(gradebook: Gradebook, choice: Choice) -> Choice:
    """The choice without what this gradebook doesn't have."""
    groups = {group.id for group in gradebook.groups}
    categories = {one.id or OTHER for one in gradebook.categories}
    is_known = choice.sort == "name" or sort_key(gradebook, choice.sort) is not None
    return replace(
        choice,
        group=choice.group if choice.group in groups else None,
        category=choice.category if choice.category in categories else None,
        sort=choice.sort if is_known else "name",
    )


def address_of(choice: Choice) -> dict[str, Any]:
    """What an address says of a choice."""
    said = {
        "search": choice.search,
        "group": choice.group,
        "category": choice.category,
        "state": choice.state,
        "sort": "" if choice.sort == "name" else choice.sort,
        "order": "down" if choice.is_descending else "",
    }
    return {name: value for name, value in said.items() if value not in {None, ""}}


def page_number(pages: int) -> int:
    """The page that the address asks for; a page that isn't there is not found."""
    text = request.args.get("page", "1")
    number = _number(text)
    if number is None or not 1 <= number <= pages:
        abort(404)
    return number


@dataclass(frozen=True, slots=True)
class Table:
    """What the template of the table shows."""

    headings: list[Heading]
    """Of the name, of the grade and the totals, and of the assignments."""
    lines: list[tuple[GradebookRow, list[str], list[tuple[str, CellView]]]]
    """A row, its grade and totals, and its cells with where they lead from the table's page."""
    means: list[str]
    twins: frozenset[str]
    """Names that several students of the class have."""
    page: int
    pages: int
    count: int


def build_table(
    class_id: int, gradebook: Gradebook, chosen: Chosen, choice: Choice, means: Means, page: int
) -> Table:
    """The table of one page."""
    keys = [one.id for one in gradebook.categories]
    columns = [(place, gradebook.columns[place].id) for place in chosen.places]
    query = f"?{urlencode(address_of(choice))}" if address_of(choice) else ""
    lines = [
        (
            row,
            [percent(row.totals.final), *(percent(row.totals.categories.get(key)) for key in keys)],
            [
                (f"gradebook/{number}/{row.student.user_id}{query}", view_cell(row.cells[place]))
                for place, number in columns
            ],
        )
        for row in chosen.page(page)
    ]
    shown_means = [
        percent(means.final),
        *(percent(means.categories[key]) for key in keys),
        *(percent(means.columns[place]) for place in chosen.places),
    ]
    headings = _headings(class_id, gradebook, chosen.places, choice)
    names = Counter(row.name for row in gradebook.rows)
    twins = frozenset(name for name, count in names.items() if count > 1)
    return Table(headings, lines, shown_means, twins, page, chosen.pages, len(chosen.rows))


def _headings(
    class_id: int, gradebook: Gradebook, places: Sequence[int], choice: Choice
) -> list[Heading]:
    def heading(key: str, name: str, note: str = "", link: str = "") -> Heading:
        is_sorted = choice.sort == key
        # Names from A on, shares from the best on; the other way round when chosen again.
        is_down = not choice.is_descending if is_sorted else key != "name"
        address = address_of(replace(choice, sort=key, is_descending=is_down))
        direction = ("descending" if choice.is_descending else "ascending") if is_sorted else ""
        href = url_for("gradebook.shown", class_id=class_id, **address)
        return Heading(key, name, href, direction, note, link)

    found = [
        *(heading("name", "Name"), heading("final", "Grade")),
        *(heading(f"c{one.id or OTHER}", one.name, "total") for one in gradebook.categories),
    ]
    for place in places:
        column = gradebook.columns[place]
        link = url_for("assignments.shown", class_id=class_id, assignment_id=column.id)
        note = "" if column.is_graded else "not counted"
        found.append(heading(f"a{column.id}", column.title, note, link))
    return found
