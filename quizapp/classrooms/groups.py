"""The groups of a class: making, naming, filling and deleting them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.audit.services import Action, record
from quizapp.classrooms.locking import NotTheirsError, lock_class
from quizapp.classrooms.models import AssignmentGroup, ClassGroup, ClassMember, GroupMember
from quizapp.database import insert_missing, write

MOST_GROUPS = 200
"""How many groups a class can have."""


class TakenNameError(Exception):
    """Another group of the class has this name."""


class TooManyGroupsError(Exception):
    """The class has as many groups as one can have."""


class UsedGroupError(Exception):
    """Work was given to this group: without it, the work would be for nobody, or for all."""


def create_group(session: Session, person: Person, class_id: int, name: str, now: datetime) -> int:
    """Make an empty group; returns its number.

    Raises `NotTheirsError`, `ArchivedError`, `TakenNameError` and `TooManyGroupsError`.
    """
    with write(session):
        lock_class(session, person, class_id)
        _need_free_name(session, class_id, name)
        count = select(func.count()).where(ClassGroup.class_id == class_id)
        if (session.scalar(count) or 0) >= MOST_GROUPS:
            raise TooManyGroupsError
        made = ClassGroup(class_id=class_id, name=name)
        session.add(made)
        session.flush()
        _record(session, person, class_id, {"made": name}, now)
        return made.id


def rename_group(
    session: Session, person: Person, class_id: int, group_id: int, name: str, now: datetime
) -> None:
    """Give a group another name. Raises `NotTheirsError`, `ArchivedError`, `TakenNameError`."""
    with write(session):
        lock_class(session, person, class_id)
        group = _find(session, class_id, group_id)
        _need_free_name(session, class_id, name, but=group_id)
        _record(session, person, class_id, {"renamed": [group.name, name]}, now)
        group.name = name


def delete_group(
    session: Session, person: Person, class_id: int, group_id: int, now: datetime
) -> str:
    """Delete a group; its students stay in the class. Returns its name.

    Raises `NotTheirsError`, `ArchivedError` and `UsedGroupError`.
    """
    with write(session):
        lock_class(session, person, class_id)
        group = _find(session, class_id, group_id)
        used = select(AssignmentGroup.assignment_id).where(AssignmentGroup.group_id == group_id)
        if session.scalar(used.limit(1)) is not None:
            raise UsedGroupError
        name = group.name
        session.delete(group)
        _record(session, person, class_id, {"deleted": name}, now)
    return name


def set_members(
    session: Session,
    person: Person,
    class_id: int,
    group_id: int,
    user_ids: Iterable[int],
    now: datetime,
) -> int:
    """Let the group be these students of the class; returns how many it has.

    Those who aren't in the class are left out. Raises `NotTheirsError` and `ArchivedError`.
    """
    with write(session):
        lock_class(session, person, class_id)
        group = _find(session, class_id, group_id)
        wanted = _of_class(session, class_id) & set(user_ids)
        now_in = set(
            session.scalars(select(GroupMember.user_id).where(GroupMember.group_id == group_id))
        )
        session.execute(
            delete(GroupMember)
            .where(GroupMember.group_id == group_id, GroupMember.user_id.in_(now_in - wanted))
            .execution_options(synchronize_session=False)
        )
        rows = [{"group_id": group_id, "user_id": each} for each in sorted(wanted - now_in)]
        insert_missing(session, GroupMember, rows)
        if wanted != now_in:
            details = {"group": group.name, "came": len(rows), "went": len(now_in - wanted)}
            _record(session, person, class_id, details, now)
    return len(wanted)


def _of_class(session: Session, class_id: int) -> set[int]:
    query = select(ClassMember.user_id).where(ClassMember.class_id == class_id)
    return set(session.scalars(query.where(ClassMember.state == "active")))


def _find(session: Session, class_id: int, group_id: int) -> ClassGroup:
    group = session.scalar(
        select(ClassGroup).where(ClassGroup.id == group_id, ClassGroup.class_id == class_id)
    )
    if group is None:
        raise NotTheirsError
    return group


def _need_free_name(session: Session, class_id: int, name: str, but: int | None = None) -> None:
    names = session.execute(
        select(ClassGroup.id, ClassGroup.name).where(ClassGroup.class_id == class_id)
    )
    if any(each.name.casefold() == name.casefold() and each.id != but for each in names):
        raise TakenNameError


def _record(
    session: Session, person: Person, class_id: int, details: dict[str, object], now: datetime
) -> None:
    record(session, person, Action.CHANGED_GROUPS, now, class_id=class_id, details=details)
