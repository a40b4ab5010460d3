"""What every change of a class begins with: its row locked, and whether the person may."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.audit.services import Subject
from quizapp.classrooms.models import Class, ClassMember, ClassTeacher

MOST_STUDENTS = 2_000
"""How many students a class can have."""


class NotTheirsError(Exception):
    """There is no such class, student or group, or the person has no right to change it."""


class ArchivedError(Exception):
    """The class is archived: nothing new is done in it."""


class FullClassError(Exception):
    """The class has as many students as one can have."""


def lock_class(
    session: Session, person: Person, class_id: int, *, owner: bool = False, is_open: bool = True
) -> Class:
    """Lock a class that the person teaches (as its `owner`), inside the caller's write.

    Raises `NotTheirsError`, and `ArchivedError` where it has to be an open one.
    """
    found = session.scalar(select(Class).where(Class.id == class_id).with_for_update())
    teacher = session.get(ClassTeacher, (class_id, person.id))
    if found is None or teacher is None or (owner and not teacher.is_owner):
        raise NotTheirsError
    if is_open and found.archived_at is not None:
        raise ArchivedError
    return found


def find_member(
    session: Session, class_id: int, user_id: int, *states: str
) -> tuple[ClassMember, Subject]:
    """A member of a locked class in one of these states; raises `NotTheirsError`."""
    row = session.execute(
        select(ClassMember, User.display_name)
        .join(User, User.id == ClassMember.user_id)
        .where(ClassMember.class_id == class_id, ClassMember.user_id == user_id)
        .with_for_update(of=ClassMember)
    ).one_or_none()
    if row is None or row[0].state not in states:
        raise NotTheirsError
    return row[0], Subject(user_id, row[1])
