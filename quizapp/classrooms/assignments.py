"""Reading what is assigned to a class: the assignments, whom they are for, and by which rules."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, and_, exists, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from quizapp.classrooms.models import (
    Assignment,
    AssignmentGroup,
    AssignmentStudent,
    ClassMember,
    GroupMember,
)
from quizapp.engine.assignment_rules import Counts, Rules
from quizapp.quizzes.models import Quiz


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """An assignment as it was given: its subject, its dates and its rules for everybody."""

    id: int
    class_id: int
    title: str
    instructions: str
    quiz_id: int | None
    bank_id: int | None
    goal: int | None
    exam_on: date | None
    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None
    attempts: int | None
    counts: Counts
    late_percent: int
    category_id: int | None
    is_graded: bool
    withdrawn_at: datetime | None
    time_limit: timedelta | None

    @property
    def is_study(self) -> bool:
        """Whether a bank is to be studied; else a quiz is to be taken."""
        return self.bank_id is not None

    @property
    def rules(self) -> Rules:
        """The rules for those who have no others."""
        return Rules(self.opens_at, self.due_at, self.closes_at, self.attempts, self.time_limit)


_COLUMNS = (
    *(Assignment.id, Assignment.class_id, Assignment.title, Assignment.instructions),
    *(Assignment.quiz_id, Assignment.bank_id, Assignment.goal, Assignment.exam_on),
    *(Assignment.opens_at, Assignment.due_at, Assignment.closes_at, Assignment.attempts),
    *(Assignment.counts, Assignment.late_percent, Assignment.category_id, Assignment.is_graded),
    *(Assignment.withdrawn_at, Quiz.time_limit),
)


def list_assignments(
    session: Session, class_id: int, *, with_withdrawn: bool = False
) -> list[AssignmentView]:
    """The assignments of a class, those due first at the top and those without a date last."""
    found = select_assignments(session, Assignment.class_id == class_id)
    return found if with_withdrawn else [one for one in found if one.withdrawn_at is None]


def find_assignment(session: Session, class_id: int, assignment_id: int) -> AssignmentView | None:
    """One assignment of a class, withdrawn or not."""
    of_class = (Assignment.class_id == class_id) & (Assignment.id == assignment_id)
    return next(iter(select_assignments(session, of_class)), None)


def find_assignment_by_id(session: Session, assignment_id: int) -> AssignmentView:
    """An assignment of whatever class; raises `NoResultFound`."""
    found = select_assignments(session, Assignment.id == assignment_id)
    if not found:
        raise NoResultFound
    return found[0]


def select_assignments(session: Session, *where: ColumnElement[bool]) -> list[AssignmentView]:
    """The assignments that fulfil all conditions on `Assignment`, in the order of their dates."""
    rows = session.execute(
        select(*_COLUMNS)
        .outerjoin(Quiz, Quiz.id == Assignment.quiz_id)
        .where(*where)
        .order_by(Assignment.due_at.is_(None), Assignment.due_at, Assignment.id)
    )
    return [_view(row) for row in rows]


def _view(row: Row[*tuple[Any, ...]]) -> AssignmentView:
    values = dict(row._mapping)  # noqa: SLF001 - its documented name
    minutes = values.pop("time_limit")
    values["counts"] = Counts(values["counts"])
    return AssignmentView(
        **values, time_limit=None if minutes is None else timedelta(minutes=minutes)
    )


def is_for(user_id: SQLColumnExpression[int] | int) -> ColumnElement[bool]:
    """The condition on `Assignment` that it is for this member of its class."""
    group, target = AssignmentGroup, AssignmentStudent
    names_groups = exists().where(group.assignment_id == Assignment.id)
    names_students = exists().where(
        target.assignment_id == Assignment.id, target.is_target.is_(True)
    )
    return or_(
        and_(~names_groups, ~names_students),
        exists().where(
            group.assignment_id == Assignment.id,
            GroupMember.group_id == group.group_id,
            GroupMember.user_id == user_id,
        ),
        exists().where(
            target.assignment_id == Assignment.id,
            target.is_target.is_(True),
            target.user_id == user_id,
        ),
    )


def target_ids(session: Session, assignment_id: int, class_id: int) -> set[int]:
    """The active students of the class whom the assignment is for."""
    return targets_of(session, [assignment_id], class_id)[assignment_id]


def targets_of(
    session: Session, assignment_ids: Collection[int], class_id: int
) -> dict[int, set[int]]:
    """For each of these assignments of a class, the active students whom it is for."""
    rows = session.execute(
        select(Assignment.id, ClassMember.user_id)
        .join(ClassMember, ClassMember.class_id == Assignment.class_id)
        .where(
            Assignment.class_id == class_id,
            Assignment.id.in_(assignment_ids),
            ClassMember.state == "active",
            is_for(ClassMember.user_id),
        )
    )
    found: dict[int, set[int]] = {assignment_id: set() for assignment_id in assignment_ids}
    for assignment_id, user_id in rows:
        found[assignment_id].add(user_id)
    return found


@dataclass(frozen=True, slots=True)
class EffectiveRules:
    """The rules of assignments as they hold for each student, by assignment and student."""

    _rules: Mapping[int, Rules]
    _extra_time: Mapping[tuple[int, int], int]
    """By class and student."""
    _classes: Mapping[int, int]
    _exceptions: Mapping[tuple[int, int], Mapping[str, Any]]

    def __getitem__(self, key: tuple[int, int]) -> Rules:
        """The rules of an assignment for a student; `KeyError` for an unknown assignment."""
        assignment_id, user_id = key
        rules = self._rules[assignment_id]
        given = dict(self._exceptions.get(key, {}))
        extra = given.pop("extra_time", None)
        if extra is None:
            extra = self._extra_time.get((self._classes[assignment_id], user_id), 0)
        if not given and not extra:
            return rules
        return rules.with_exception(**given, extra_time=extra)


def rules_for(
    session: Session, assignment_ids: Collection[int], user_ids: Collection[int] | None = None
) -> EffectiveRules:
    """The rules of these assignments for these students (None: for any of their classes)."""
    views = select_assignments(session, Assignment.id.in_(assignment_ids))
    classes = {view.id: view.class_id for view in views}
    extra = select(ClassMember.class_id, ClassMember.user_id, ClassMember.extra_time).where(
        ClassMember.class_id.in_(set(classes.values())), ClassMember.extra_time > 0
    )
    special = select(
        *(AssignmentStudent.assignment_id, AssignmentStudent.user_id),
        *(AssignmentStudent.due_at, AssignmentStudent.closes_at),
        *(AssignmentStudent.attempts, AssignmentStudent.extra_time),
    ).where(AssignmentStudent.assignment_id.in_(classes))
    if user_ids is not None:
        extra = extra.where(ClassMember.user_id.in_(user_ids))
        special = special.where(AssignmentStudent.user_id.in_(user_ids))
    exceptions: defaultdict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    for assignment_id, user_id, due_at, closes_at, attempts, extra_time in session.execute(special):
        given = {"due_at": due_at, "closes_at": closes_at, "attempts": attempts}
        exceptions[assignment_id, user_id] = {
            **{name: value for name, value in given.items() if value is not None},
            "extra_time": extra_time,
        }
    return EffectiveRules(
        {view.id: view.rules for view in views},
        {(class_id, user_id): percent for class_id, user_id, percent in session.execute(extra)},
        classes,
        exceptions,
    )
