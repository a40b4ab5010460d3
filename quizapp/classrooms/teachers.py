"""Who teaches a class: the owner decides on that."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import User
from quizapp.accounts.services import Person, find_user
from quizapp.audit.services import Action, Subject, record
from quizapp.banks.access import TEACHERS
from quizapp.classrooms.locking import NotTheirsError, lock_class
from quizapp.classrooms.models import Class, ClassMember, ClassTeacher
from quizapp.database import write


class UnknownTeacherError(Exception):
    """There is no teacher of that username."""


class TeachesAlreadyError(Exception):
    """This person teaches the class already, or attends it."""


class OwnerLeavesError(Exception):
    """The owner can't go before somebody else owns the class."""


@dataclass(frozen=True, slots=True)
class TeacherRow:
    """Somebody who teaches a class."""

    user_id: int
    username: str
    display_name: str
    is_owner: bool


@dataclass(frozen=True, slots=True)
class OrphanClass:
    """A class that nobody owns any more."""

    id: int
    name: str
    teachers: str


def list_teachers(session: Session, class_id: int) -> list[TeacherRow]:
    """Who teaches a class, the owner first."""
    rows = session.execute(
        select(User.id, User.username, User.display_name, ClassTeacher.is_owner)
        .join(ClassTeacher, ClassTeacher.user_id == User.id)
        .where(ClassTeacher.class_id == class_id)
        .order_by(ClassTeacher.is_owner.desc(), User.display_name, User.id)
    )
    return [TeacherRow(*row) for row in rows]


def add_teacher(
    session: Session, person: Person, class_id: int, username: str, now: datetime
) -> str:
    """Let a colleague teach the owner's class too; returns the name.

    Raises `NotTheirsError`, `UnknownTeacherError` and `TeachesAlreadyError`.
    """
    with write(session):
        lock_class(session, person, class_id, owner=True)
        user = _find_teacher(session, username)
        attends = session.scalar(
            select(ClassMember.state).where(
                ClassMember.class_id == class_id, ClassMember.user_id == user.id
            )
        )
        is_known = session.get(ClassTeacher, (class_id, user.id)) is not None
        if is_known or attends not in {None, "left"}:
            raise TeachesAlreadyError
        session.add(ClassTeacher(class_id=class_id, user_id=user.id, is_owner=False, added_at=now))
        subject = Subject(user.id, user.display_name)
        record(session, person, Action.ADDED_TEACHER, now, class_id=class_id, subject=subject)
    return user.display_name


def _find_teacher(session: Session, username: str) -> User:
    user = find_user(session, username)
    if user is None or user.role not in TEACHERS:
        raise UnknownTeacherError
    return user


def remove_teacher(
    session: Session, person: Person, class_id: int, user_id: int, now: datetime
) -> str:
    """Take a class from a co-teacher, or leave it oneself; returns the name.

    Raises `NotTheirsError` (only the owner removes others) and `OwnerLeavesError`.
    """
    with write(session):
        is_own = user_id == person.id
        lock_class(session, person, class_id, owner=not is_own, is_open=False)
        found = session.get(ClassTeacher, (class_id, user_id))
        if found is None:
            raise NotTheirsError
        if found.is_owner:
            raise OwnerLeavesError
        name = session.scalars(select(User.display_name).where(User.id == user_id)).one()
        session.delete(found)
        subject = Subject(user_id, name)
        record(session, person, Action.REMOVED_TEACHER, now, class_id=class_id, subject=subject)
    return name


def hand_over(session: Session, person: Person, class_id: int, user_id: int, now: datetime) -> str:
    """Make a co-teacher the owner of the person's class; returns the name.

    Who owned it goes on teaching it. Raises `NotTheirsError`.
    """
    with write(session):
        lock_class(session, person, class_id, owner=True, is_open=False)
        heir = session.get(ClassTeacher, (class_id, user_id))
        if heir is None:
            raise NotTheirsError
        session.get_one(ClassTeacher, (class_id, person.id)).is_owner = False
        heir.is_owner = True
        name = session.scalars(select(User.display_name).where(User.id == user_id)).one()
        _record_owner(session, person, class_id, Subject(user_id, name), now)
    return name


def _record_owner(
    session: Session, person: Person, class_id: int, subject: Subject, now: datetime
) -> None:
    record(
        *(session, person, Action.ADDED_TEACHER, now),
        class_id=class_id,
        subject=subject,
        details={"owner": True},
    )


def list_orphans(session: Session) -> list[OrphanClass]:
    """The classes that nobody owns, by name."""
    owner = aliased(ClassTeacher)
    has_owner = exists().where(owner.class_id == Class.id, owner.is_owner)
    rows = session.execute(
        select(Class.id, Class.name, User.username)
        .outerjoin(ClassTeacher, ClassTeacher.class_id == Class.id)
        .outerjoin(User, User.id == ClassTeacher.user_id)
        .where(~has_owner)
        .order_by(func.lower(Class.name), Class.id, User.username)
    )
    names: dict[tuple[int, str], list[str]] = {}
    for class_id, name, username in rows:
        names.setdefault((class_id, name), []).append(username or "")
    return [OrphanClass(*each, ", ".join(filter(None, found))) for each, found in names.items()]


def give_owner(
    session: Session, person: Person, class_id: int, username: str, now: datetime
) -> str:
    """Make a teacher the owner of a class that has none, as an administrator; returns the name.

    Raises `NotTheirsError` (it has an owner, or the person is no administrator) and
    `UnknownTeacherError`.
    """
    with write(session):
        found = session.scalar(select(Class).where(Class.id == class_id).with_for_update())
        is_owned = session.scalar(
            select(exists().where(ClassTeacher.class_id == class_id, ClassTeacher.is_owner))
        )
        if found is None or is_owned or person.role != "administrator":
            raise NotTheirsError
        user = _find_teacher(session, username)
        session.execute(
            delete(ClassTeacher).where(
                ClassTeacher.class_id == class_id, ClassTeacher.user_id == user.id
            )
        )
        session.add(ClassTeacher(class_id=class_id, user_id=user.id, is_owner=True, added_at=now))
        _record_owner(session, person, class_id, Subject(user.id, user.display_name), now)
    return user.display_name
