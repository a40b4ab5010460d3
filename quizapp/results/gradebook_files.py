"""A gradebook as a file: CSV and xlsx, with numbers as numbers and nothing that is a formula."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.classrooms.assignments import AssignmentView
from quizapp.engine.formats.guard import guard_cells
from quizapp.engine.gradebook import Cell, CellState
from quizapp.quizzes.models import Attempt
from quizapp.results.gradebook import Gradebook, GradebookRow
from quizapp.results.gradebook_listing import Chosen

# By it Excel knows that the file is in UTF-8.
_MARK = "\ufeff"
_NAMES = ("Name", "Username", "ID", "Groups")
_WIDTHS = (28, 16, 14, 18)
_MOST_WIDTH = 24
# Control characters that XML has no place for.
_UNWRITABLE = {code: " " for code in range(32) if chr(code) not in "\t\n\r"}

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the file; shares are written as percent."""

    name: str
    is_share: bool = False


def load_points(session: Session, columns: Sequence[AssignmentView]) -> dict[int, Decimal]:
    """The points that can be earned in each assignment, where all attempts agree on them."""
    by_quiz = {one.quiz_id: one.id for one in columns if one.quiz_id is not None}
    rows = session.execute(
        select(Attempt.quiz_id, func.min(Attempt.max_score), func.max(Attempt.max_score))
        .where(Attempt.quiz_id.in_(by_quiz), Attempt.submitted_at.is_not(None))
        .group_by(Attempt.quiz_id)
    )
    return {by_quiz[quiz_id]: most for quiz_id, least, most in rows if most and least == most}


def headings(gradebook: Gradebook, chosen: Chosen, points: Mapping[int, Decimal]) -> list[Heading]:
    """The columns of the file; names that stand twice are told apart by their number."""
    found = [Heading(name) for name in _NAMES]
    titles = [gradebook.columns[place].title for place in chosen.places]
    for place, title in zip(chosen.places, titles, strict=True):
        column = gradebook.columns[place]
        name = title if titles.count(title) == 1 else f"{title} [{column.id}]"
        name = name if column.is_graded else f"{name} (not counted)"
        found.append(Heading(f"{name} (%)", is_share=True))
        if column.id in points:
            found.append(Heading(f"{name} (points of {points[column.id].normalize():f})"))
        found.append(Heading(f"{name} (remarks)"))
    found += [Heading(f"Total: {one.name} (%)", is_share=True) for one in gradebook.categories]
    return [*found, Heading("Grade (%)", is_share=True)]


def values(
    gradebook: Gradebook, chosen: Chosen, points: Mapping[int, Decimal], row: GradebookRow
) -> list[Value]:
    """A student's line: shares as fractions, points as they count, and remarks in words."""
    student = row.student
    names = {group.id: group.name for group in gradebook.groups}
    found: list[Value] = [
        *(row.name, student.username, student.roster_id),
        "; ".join(names[group_id] for group_id in student.group_ids if group_id in names),
    ]
    for place in chosen.places:
        cell, column = row.cells[place], gradebook.columns[place]
        found.append(cell.share)
        if column.id in points:
            share = cell.share
            found.append(None if share is None else round(share * float(points[column.id]), 4))
        found.append("; ".join(remarks(cell)))
    found += [row.totals.categories.get(one.id) for one in gradebook.categories]
    return [*found, row.totals.final]


def remarks(cell: Cell) -> list[str]:
    """What else there is to say of a cell than its share, in words."""
    said = {
        CellState.MISSING: "missing",
        CellState.EXCUSED: "excused",
        CellState.UNSCORED: "needs grading",
        CellState.NOT_GIVEN: "not given",
    }
    words = [said[cell.state]] if cell.state in said else []
    return [
        *words,
        *(["late"] if cell.is_late else []),
        *(["by hand"] if cell.is_by_hand else []),
        *(["running"] if cell.is_running else []),
    ]


def write_csv(gradebook: Gradebook, chosen: Chosen, points: Mapping[int, Decimal]) -> Iterator[str]:
    """Yield the parts of a CSV file; percent with two decimals, texts guarded as bank files are."""
    columns = headings(gradebook, chosen, points)
    file = io.StringIO(_MARK)
    file.seek(0, io.SEEK_END)
    writer = csv.writer(file, lineterminator="\r\n", strict=True)
    writer.writerow(guard_cells([one.name for one in columns])[0])
    for row in chosen.rows:
        found = zip(columns, values(gradebook, chosen, points, row), strict=True)
        writer.writerow(guard_cells([_text(heading, value) for heading, value in found])[0])
        yield file.getvalue()
        file.seek(0)
        file.truncate()
    yield file.getvalue()


def _text(heading: Heading, value: Value) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    number = f"{value * 100:.2f}" if heading.is_share else f"{value:.4f}"
    return number.rstrip("0").rstrip(".")


def write_xlsx(gradebook: Gradebook, chosen: Chosen, points: Mapping[int, Decimal]) -> bytes:
    """The file: texts as texts, shares as numbers shown as percent, names and header frozen."""
    file = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Grades")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        percent = book.add_format({"num_format": "0.00%"})
        columns = headings(gradebook, chosen, points)
        for place, heading in enumerate(columns):
            width = (
                _WIDTHS[place]
                if place < len(_WIDTHS)
                else min(_MOST_WIDTH, max(10, len(heading.name) // 2))
            )
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, _writable(heading.name), bold)
        sheet.freeze_panes(1, 1)
        for line, row in enumerate(chosen.rows, 1):
            found = values(gradebook, chosen, points, row)
            for place, (heading, value) in enumerate(zip(columns, found, strict=True)):
                if isinstance(value, str):
                    if value:
                        sheet.write_string(line, place, _writable(value))
                elif value is not None:
                    sheet.write_number(line, place, value, percent if heading.is_share else None)
        if chosen.rows:
            sheet.autofilter(0, 0, len(chosen.rows), len(columns) - 1)
    return file.getvalue()


def _writable(text: str) -> str:
    return text.translate(_UNWRITABLE)
