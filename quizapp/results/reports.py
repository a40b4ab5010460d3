"""One student's grades on a page: to be printed by a teacher, or as the student may see them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.classrooms.assignments import AssignmentView
from quizapp.engine.gradebook import Cell, CellState
from quizapp.quizzes.models import Attempt, Quiz
from quizapp.quizzes.showing import is_shown
from quizapp.results.gradebook import (
    Category,
    Gradebook,
    GradebookRow,
    Means,
    assemble,
    load_gradebook,
    load_rules,
    means_of,
)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An assignment in a report; hidden ones are not yet shown to the student."""

    assignment: AssignmentView
    cell: Cell
    category: str
    handed_in_at: datetime | None
    mean: float | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category in a report."""

    category: Category
    share: float | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """All of one student's grades in a class."""

    row: GradebookRow
    lines: tuple[ReportLine, ...]
    categories: tuple[CategoryLine, ...]
    mean: float | None

    @property
    def final(self) -> float | None:
        """The grade as it stands."""
        return self.row.totals.final

    @property
    def has_hidden(self) -> bool:
        """Whether something isn't shown yet."""
        return any(line.is_hidden for line in self.lines)


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports of a class on one day; the period is that of its work."""

    reports: tuple[Report, ...]
    begins_on: date | None
    ends_on: date | None


def load_reports(
    session: Session,
    class_id: int,
    gradebook: Gradebook,
    rows: Sequence[GradebookRow],
    now: datetime,
) -> Reports:
    """The reports of these rows of the class's gradebook; the means are those of the whole."""
    means = means_of(gradebook, gradebook.rows)
    only = rows[0].student.user_id if len(rows) == 1 else None
    handed = _load_handed(session, gradebook, only)
    reports = tuple(_report(gradebook, row, means, handed) for row in rows)
    return Reports(reports, *_period(session, class_id, gradebook, now))


def load_own(session: Session, class_id: int, user_id: int, now: datetime) -> Report | None:
    """A student's grades as that student may see them; None for who is no student of the class.

    Scores that aren't shown yet, given by hand or not, don't count in the totals either.
    """
    gradebook = load_gradebook(session, class_id, now, user_id=user_id)
    row = gradebook.row_of(user_id)
    if row is None:
        return None
    hidden = _find_hidden(session, gradebook, now)
    cells = tuple(
        _covered(cell) if column.id in hidden else cell
        for column, cell in zip(gradebook.columns, row.cells, strict=True)
    )
    rules = load_rules(session, class_id)
    shown = assemble(gradebook.columns, [row.student], [cells], rules, gradebook.groups)
    handed = _load_handed(session, gradebook, user_id)
    report = _report(shown, shown.rows[0], means_of(shown, ()), handed)
    lines = tuple(
        replace(line, is_hidden=_is_covered(line.cell, line.assignment.id in hidden))
        for line in report.lines
        if line.cell.state is not CellState.NOT_GIVEN
    )
    return replace(report, lines=lines)


def _covered(cell: Cell) -> Cell:
    """A cell that doesn't tell its score, nor how it came about."""
    if cell.state is not CellState.SCORED:
        return cell
    return cell._replace(share=None, shown=None, is_by_hand=False)


def _is_covered(cell: Cell, is_hidden: bool) -> bool:
    return is_hidden and cell.state is CellState.SCORED


def _find_hidden(session: Session, gradebook: Gradebook, now: datetime) -> set[int]:
    """The assignments whose scores students don't see yet."""
    by_quiz = {one.quiz_id: one.id for one in gradebook.columns if one.quiz_id is not None}
    shown = session.scalars(
        select(Quiz.id).where(Quiz.id.in_(by_quiz), is_shown(Quiz.shows_score, now))
    )
    return {*by_quiz.values()} - {by_quiz[quiz_id] for quiz_id in shown}


def _load_handed(
    session: Session, gradebook: Gradebook, user_id: int | None
) -> dict[tuple[int, int], datetime]:
    """When each student handed something in last, by assignment and student."""
    by_quiz = {one.quiz_id: one.id for one in gradebook.columns if one.quiz_id is not None}
    query = (
        select(Attempt.quiz_id, Attempt.user_id, func.max(Attempt.submitted_at))
        .where(Attempt.quiz_id.in_(by_quiz), Attempt.submitted_at.is_not(None))
        .group_by(Attempt.quiz_id, Attempt.user_id)
    )
    if user_id is not None:
        query = query.where(Attempt.user_id == user_id)
    return {
        (by_quiz[quiz_id], student_id): at
        for quiz_id, student_id, at in session.execute(query)
        if at is not None
    }


def _report(
    gradebook: Gradebook,
    row: GradebookRow,
    means: Means,
    handed: dict[tuple[int, int], datetime],
) -> Report:
    names = {one.id: one.name for one in gradebook.categories}
    lines = tuple(
        ReportLine(
            *(column, cell, names.get(column.category_id, "")),
            handed.get((column.id, row.student.user_id)),
            mean,
        )
        for column, cell, mean in zip(gradebook.columns, row.cells, means.columns, strict=True)
    )
    categories = tuple(
        CategoryLine(one, row.totals.categories.get(one.id), means.categories[one.id])
        for one in gradebook.categories
    )
    return Report(row, lines, categories, means.final)


def _period(
    session: Session, class_id: int, gradebook: Gradebook, now: datetime
) -> tuple[date | None, date | None]:
    """From the first opening or due date of graded work to the last one that is not to come."""
    zone = load_rules(session, class_id).zone
    moments = [
        moment
        for column in gradebook.columns
        if column.is_graded
        for moment in (column.opens_at, column.due_at)
        if moment is not None and moment <= now
    ]
    if not moments:
        return None, None
    return min(moments).astimezone(zone).date(), max(moments).astimezone(zone).date()
