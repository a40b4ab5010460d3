"""The gradebook of a class: everything it is made of, loaded at once and worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.classrooms.assignments import AssignmentView, list_assignments
from quizapp.classrooms.classes import GroupRow, StudentRow, list_groups, list_students
from quizapp.classrooms.models import Class, GradeCategory
from quizapp.engine.gradebook import (
    Cell,
    Column,
    Grading,
    Scheme,
    Totals,
    is_past_due,
    mean,
    scored,
)
from quizapp.quizzes.services import hand_in_overdue
from quizapp.results.gradebook_attempts import NONE
from quizapp.results.gradebook_work import Work, load_work


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of work; `id` is None for work that stands in none."""

    id: int | None
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class GradebookRow:
    """A student with a cell for each assignment."""

    student: StudentRow
    cells: tuple[Cell, ...]
    totals: Totals

    @property
    def name(self) -> str:
        """The name as lists of the class sort it."""
        return self.student.sort_name or self.student.display_name


@dataclass(frozen=True, slots=True)
class Gradebook:
    """Students by assignments; withdrawn assignments and students who left aren't in it."""

    columns: tuple[AssignmentView, ...]
    rows: tuple[GradebookRow, ...]
    categories: tuple[Category, ...]
    """Those of the class, and work without one where there is such work beside them."""
    groups: tuple[GroupRow, ...]
    counts_missing: bool

    def row_of(self, user_id: int) -> GradebookRow | None:
        """The row of a student of the class."""
        return next((row for row in self.rows if row.student.user_id == user_id), None)


@dataclass(frozen=True, slots=True)
class Means:
    """The means over students: of each assignment, of the totals, of the grade."""

    columns: tuple[float | None, ...]
    categories: dict[int | None, float | None]
    final: float | None


@dataclass(frozen=True, slots=True)
class ClassRules:
    """What a class says of all its grades."""

    zone: ZoneInfo
    counts_missing: bool
    categories: tuple[Category, ...]
    other_weight: float

    def weights(self) -> dict[int | None, float]:
        """The weight of each category; work without one is everything where there are none."""
        other = self.other_weight if self.categories else 1.0
        return {**{one.id: one.weight for one in self.categories}, None: other}


def load_gradebook(
    session: Session, class_id: int, now: datetime, *, user_id: int | None = None
) -> Gradebook:
    """The gradebook of a class, or one student's row of it.

    Attempts whose time is over are handed in first. The number of queries is the same for any
    number of students and assignments.
    """
    assignments = list_assignments(session, class_id)
    quizzes = [one.quiz_id for one in assignments if one.quiz_id is not None]
    hand_in_overdue(session, now, quiz_ids=quizzes, user_id=user_id)
    groups = list_groups(session, class_id)
    students = list_students(session, class_id)
    if user_id is not None:
        students = [student for student in students if student.user_id == user_id]
    rules = load_rules(session, class_id)
    work = load_work(session, class_id, assignments, groups, user_id)
    cells = [column_cells(one, students, rules, work, now) for one in assignments]
    return assemble(assignments, students, [*zip(*cells, strict=True)], rules, groups)


def column_cells(
    assignment: AssignmentView,
    students: Sequence[StudentRow],
    rules: ClassRules,
    work: Work,
    now: datetime,
) -> list[Cell]:
    """What has become of an assignment, for each of these students."""
    targets = work.targets.get(assignment.id)
    exceptions = work.exceptions.get(assignment.id, {})
    decisions = work.decisions.get(assignment.id, {})
    past = is_past_due(assignment.rules, now)
    grading = Grading(assignment.counts, assignment.late_percent, rules.counts_missing)
    if assignment.bank_id is not None:
        past = past or _is_exam_over(assignment, now.astimezone(rules.zone).date())
        learned = work.learned.get(assignment.bank_id, {})
        return [
            grading.study_cell(
                learned.get(student.user_id, 0.0),
                assignment.goal,
                decisions.get(student.user_id),
                is_given=targets is None or student.user_id in targets,
                is_past=is_past_due(exceptions[student.user_id], now)
                if student.user_id in exceptions
                else past,
            )
            for student in students
        ]
    attempts = work.attempts.get(assignment.id, NONE)
    in_time = attempts.in_time
    cells = []
    for student in students:
        user_id = student.user_id
        if user_id in in_time:
            cells.append(scored(in_time[user_id]))
            continue
        special = exceptions.get(user_id)
        cells.append(
            grading.quiz_cell(
                attempts.handed.get(user_id, ()),
                special.due_at if special else assignment.due_at,
                decisions.get(user_id),
                is_given=targets is None or user_id in targets,
                is_past=is_past_due(special, now) if special else past,
                is_running=user_id in attempts.running,
            )
        )
    return cells


def _is_exam_over(assignment: AssignmentView, today: date) -> bool:
    has_end = assignment.due_at is not None or assignment.closes_at is not None
    return not has_end and assignment.exam_on is not None and assignment.exam_on < today


def assemble(
    assignments: Sequence[AssignmentView],
    students: Sequence[StudentRow],
    cells: Sequence[tuple[Cell, ...]],
    rules: ClassRules,
    groups: Sequence[GroupRow] = (),
) -> Gradebook:
    """The gradebook of these students' cells, with their totals."""
    # A category may have been deleted since the assignments were read.
    known = {one.id for one in rules.categories}
    columns = [
        Column(one.category_id if one.category_id in known else None, one.is_graded)
        for one in assignments
    ]
    scheme = Scheme(columns, rules.weights())
    rows = tuple(
        GradebookRow(student, found, scheme.totals(found))
        for student, found in zip(students, cells or [()] * len(students), strict=True)
    )
    categories = rules.categories
    if categories and any(one.category is None and one.is_graded for one in columns):
        categories += (Category(None, "Other work", rules.other_weight),)
    return Gradebook(tuple(assignments), rows, categories, tuple(groups), rules.counts_missing)


def means_of(gradebook: Gradebook, rows: Sequence[GradebookRow]) -> Means:
    """The means of these rows, each of what counts: a missing 0 does, excused work doesn't."""
    return Means(
        tuple(mean([row.cells[place].share for row in rows]) for place in _places(gradebook)),
        {
            one.id: mean([row.totals.categories.get(one.id) for row in rows])
            for one in gradebook.categories
        },
        mean([row.totals.final for row in rows]),
    )


def _places(gradebook: Gradebook) -> range:
    return range(len(gradebook.columns))


def load_rules(session: Session, class_id: int) -> ClassRules:
    """What the class says of its grades; categories by name."""
    zone, counts_missing, other_weight = session.execute(
        select(Class.time_zone, Class.counts_missing, Class.other_weight).where(
            Class.id == class_id
        )
    ).one()
    rows = session.execute(
        select(GradeCategory.id, GradeCategory.name, GradeCategory.weight).where(
            GradeCategory.class_id == class_id
        )
    )
    categories = sorted(
        (Category(row.id, row.name, float(row.weight)) for row in rows),
        key=lambda one: (one.name.casefold(), one.id or 0),
    )
    return ClassRules(ZoneInfo(zone), counts_missing, tuple(categories), float(other_weight))
