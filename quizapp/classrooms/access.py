"""Who may do what in a class: its teachers everything, its students their own work."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.classrooms.models import Class, ClassMember, ClassTeacher


class ClassRight(IntEnum):
    """What a person may do in a class; each includes those before it."""

    ATTEND = 1
    """Do the assignments, see one's own results."""
    TEACH = 2
    """See everybody's results, change everything but who teaches."""
    OWN = 3
    """Decide who teaches it, and delete it."""


@dataclass(frozen=True, slots=True)
class ShownClass:
    """A class as far as `right` goes for the person who looks."""

    id: int
    name: str
    description: str
    time_zone: str
    archived_at: datetime | None
    right: ClassRight

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its dates are meant."""
        return ZoneInfo(self.time_zone)

    @property
    def is_archived(self) -> bool:
        """Whether it is over: it can be looked at, and nothing new is done in it."""
        return self.archived_at is not None

    @property
    def is_taught(self) -> bool:
        """Whether the person teaches it."""
        return self.right >= ClassRight.TEACH


def find_class(session: Session, person: Person, class_id: int) -> ShownClass | None:
    """The class where the person teaches or attends it; being an administrator opens none."""
    row = session.execute(
        select(
            *(Class.id, Class.name, Class.description, Class.time_zone, Class.archived_at),
            *(ClassTeacher.is_owner, ClassMember.state),
        )
        .outerjoin(
            ClassTeacher,
            and_(ClassTeacher.class_id == Class.id, ClassTeacher.user_id == person.id),
        )
        .outerjoin(
            ClassMember, and_(ClassMember.class_id == Class.id, ClassMember.user_id == person.id)
        )
        .where(Class.id == class_id)
    ).one_or_none()
    if row is None:
        return None
    right = _right(row.is_owner, row.state)
    return None if right is None else ShownClass(*row[:5], right)


def _right(is_owner: bool | None, state: str | None) -> ClassRight | None:
    if is_owner is not None:
        return ClassRight.OWN if is_owner else ClassRight.TEACH
    return ClassRight.ATTEND if state == "active" else None
