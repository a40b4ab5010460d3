"""The categories of a class: their names and weights, and which work stands in which."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.audit.services import Action, record
from quizapp.classrooms.models import Assignment, Class, GradeCategory
from quizapp.database import write
from quizapp.results.gradebook import load_rules
from quizapp.results.gradebook_cells import UnknownCellError, check_teacher

MAX_CATEGORIES = 30
MAX_NAME = 80


class CategoriesChangedError(Exception):
    """Somebody else has changed the categories since the form was shown."""


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category as it is or as it is wanted; one that is to be made has no id yet."""

    id: int | None
    name: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Categories:
    """All that the page of categories says: `places` are assignments to places in `rows`."""

    rows: tuple[CategoryRow, ...]
    other_weight: Decimal
    counts_missing: bool
    places: Mapping[int, int | None]

    @property
    def digest(self) -> str:
        """Tells this from another state, so that a form can carry which it saw."""
        text = json.dumps(
            [
                [[row.id, row.name, str(row.weight.normalize())] for row in self.rows],
                str(self.other_weight.normalize()),
                self.counts_missing,
                sorted(self.places.items()),
            ]
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def load_categories(session: Session, class_id: int) -> Categories:
    """The categories of a class; withdrawn assignments aren't among the places."""
    rules = load_rules(session, class_id)
    rows = tuple(
        CategoryRow(one.id, one.name, Decimal(str(one.weight))) for one in rules.categories
    )
    place_of = {row.id: place for place, row in enumerate(rows)}
    assigned = session.execute(
        select(Assignment.id, Assignment.category_id).where(
            Assignment.class_id == class_id, Assignment.withdrawn_at.is_(None)
        )
    )
    return Categories(
        rows,
        Decimal(str(rules.other_weight)),
        rules.counts_missing,
        {row.id: place_of.get(row.category_id) for row in assigned},
    )


def change_categories(
    session: Session,
    person: Person,
    class_id: int,
    wanted: Categories,
    now: datetime,
    *,
    seen: str,
) -> None:
    """Store the categories; those that are no longer among them go, and their work has none.

    `seen` is the digest of what the person saw. Raises `CategoriesChangedError` where it is no
    longer so, and `UnknownCellError` where the person no longer teaches the class, or a category
    or an assignment is of another class. Names have to differ.
    """
    with write(session):
        locked = session.scalar(select(Class.id).where(Class.id == class_id).with_for_update())
        if locked is None:
            raise UnknownCellError
        check_teacher(session, person, class_id)
        before = load_categories(session, class_id)
        if before.digest != seen:
            raise CategoriesChangedError
        known = {row.id for row in before.rows}
        kept = {row.id for row in wanted.rows if row.id is not None}
        if not kept <= known or not wanted.places.keys() <= before.places.keys():
            raise UnknownCellError
        session.execute(delete(GradeCategory).where(GradeCategory.id.in_(known - kept)))
        ids = _store_rows(session, class_id, wanted.rows)
        _store_places(session, wanted.places, ids)
        session.execute(
            update(Class)
            .where(Class.id == class_id)
            .values(other_weight=wanted.other_weight, counts_missing=wanted.counts_missing)
        )
        details = {"before": _logged(before), "after": _logged(wanted)}
        record(session, person, Action.CHANGED_CATEGORIES, now, class_id=class_id, details=details)


def _store_rows(session: Session, class_id: int, rows: Sequence[CategoryRow]) -> list[int]:
    """Store names and weights; returns the ids in the same order."""
    # Names may be swapped: until all are free, each is one that nobody can have typed.
    kept = [row.id for row in rows if row.id is not None]
    for category_id in kept:
        session.execute(
            update(GradeCategory)
            .where(GradeCategory.id == category_id)
            .values(name=f"\x1f{category_id}")
        )
    ids = []
    for row in rows:
        if row.id is None:
            made = GradeCategory(class_id=class_id, name=row.name, weight=row.weight)
            session.add(made)
            session.flush()
            ids.append(made.id)
            continue
        session.execute(
            update(GradeCategory)
            .where(GradeCategory.id == row.id)
            .values(name=row.name, weight=row.weight)
        )
        ids.append(row.id)
    return ids


def _store_places(session: Session, places: Mapping[int, int | None], ids: Sequence[int]) -> None:
    of_category: dict[int | None, list[int]] = {}
    for assignment_id, place in places.items():
        category_id = None if place is None else ids[place]
        of_category.setdefault(category_id, []).append(assignment_id)
    for category_id, assignment_ids in of_category.items():
        session.execute(
            update(Assignment)
            .where(Assignment.id.in_(assignment_ids))
            .values(category_id=category_id)
        )


def _logged(said: Categories) -> dict[str, object]:
    return {
        "weights": {row.name: float(row.weight) for row in said.rows},
        "other_weight": float(said.other_weight),
        "counts_missing": said.counts_missing,
        "places": {
            str(assignment_id): None if place is None else said.rows[place].name
            for assignment_id, place in said.places.items()
        },
    }
