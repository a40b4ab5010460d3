"""A class itself: making, changing, archiving and deleting it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.audit.services import Action, record
from quizapp.banks.access import TEACHERS
from quizapp.classrooms.joining import MONTH, Join, new_code
from quizapp.classrooms.locking import NotTheirsError, lock_class
from quizapp.classrooms.models import Assignment, Class, ClassMember, ClassTeacher
from quizapp.database import write
from quizapp.quizzes.models import Quiz


class NotArchivedError(Exception):
    """Only an archived class can be deleted."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a teacher says of a class."""

    name: str
    description: str
    time_zone: str
    needs_approval: bool = False


def may_teach(person: Person) -> bool:
    """Whether the person can have classes."""
    return person.role in TEACHERS


def create_class(session: Session, person: Person, said: Description, now: datetime) -> int:
    """Make a class that the person owns, with a join code; returns its number.

    Raises `NotTheirsError` for who can't have classes.
    """
    if not may_teach(person):
        raise NotTheirsError
    with write(session):
        made = Class(
            name=said.name,
            description=said.description,
            time_zone=said.time_zone,
            needs_approval=said.needs_approval,
            join_code=new_code(session),
            join_code_expires_at=now + MONTH,
            created_at=now,
        )
        session.add(made)
        session.flush()
        session.add(ClassTeacher(class_id=made.id, user_id=person.id, is_owner=True, added_at=now))
        record(session, person, Action.CREATED_CLASS, now, class_id=made.id)
    return made.id


def change_class(
    session: Session, person: Person, class_id: int, said: Description, now: datetime
) -> None:
    """Change what is said of a class; raises `NotTheirsError` and `ArchivedError`."""
    with write(session):
        found = lock_class(session, person, class_id)
        changed = {
            name: getattr(said, name)
            for name in ("name", "description", "time_zone", "needs_approval")
            if getattr(found, name) != getattr(said, name)
        }
        for name, value in changed.items():
            setattr(found, name, value)
        if changed:
            details = {"changed": sorted(changed)}
            record(session, person, Action.CHANGED_CLASS, now, class_id=class_id, details=details)


def archive_class(session: Session, person: Person, class_id: int, now: datetime) -> None:
    """End a class: it can be looked at; its code dies. Raises `NotTheirsError`."""
    with write(session):
        found = lock_class(session, person, class_id, is_open=False)
        if found.archived_at is None:
            found.archived_at = now
            found.join_code = found.join_code_expires_at = None
            record(session, person, Action.ARCHIVED_CLASS, now, class_id=class_id)


def restore_class(session: Session, person: Person, class_id: int, now: datetime) -> None:
    """Go on with an archived class; a new join code is made when it's asked for."""
    with write(session):
        found = lock_class(session, person, class_id, is_open=False)
        if found.archived_at is not None:
            found.archived_at = None
            record(session, person, Action.RESTORED_CLASS, now, class_id=class_id)


def delete_class(session: Session, person: Person, class_id: int, now: datetime) -> None:
    """Delete an archived class of the person's with all its assignments and their results.

    Raises `NotTheirsError` and `NotArchivedError`.
    """
    with write(session):
        found = lock_class(session, person, class_id, owner=True, is_open=False)
        if found.archived_at is None:
            raise NotArchivedError
        record(
            *(session, person, Action.CHANGED_CLASS, now),
            class_id=class_id,
            details={"deleted": found.name},
        )
        # An assigned quiz belongs to nobody else; its attempts go with it.
        assigned = select(Assignment.quiz_id).where(
            Assignment.class_id == class_id, Assignment.quiz_id.is_not(None)
        )
        session.execute(
            delete(Quiz)
            .where(Quiz.id.in_(assigned), Quiz.owner_id.is_(None))
            .execution_options(synchronize_session=False)
        )
        session.execute(
            delete(Class).where(Class.id == class_id).execution_options(synchronize_session=False)
        )


@dataclass(frozen=True, slots=True)
class ClassDetails:
    """What the teachers of a class see of its settings."""

    needs_approval: bool
    join: Join | None
    """How students come in now, None where they don't."""
    students: int
    assignments: int


def find_details(session: Session, class_id: int, now: datetime) -> ClassDetails:
    """The settings of a class and how much there is in it."""
    row = session.execute(
        select(
            *(Class.join_code, Class.join_code_expires_at, Class.needs_approval),
            select(func.count())
            .where(ClassMember.class_id == Class.id, ClassMember.state == "active")
            .correlate(Class)
            .scalar_subquery(),
            select(func.count())
            .where(Assignment.class_id == Class.id)
            .correlate(Class)
            .scalar_subquery(),
        ).where(Class.id == class_id)
    ).one()
    code, expires_at, needs_approval, students, assignments = row
    is_open = code is not None and expires_at is not None and expires_at > now
    join = Join(code, expires_at) if is_open else None
    return ClassDetails(needs_approval, join, students, assignments)
