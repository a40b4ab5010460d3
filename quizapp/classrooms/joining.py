"""How students come into a class and leave it: codes, approval, invitations."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts.codes import ALPHABET, make_code, normalise_code
from quizapp.accounts.models import User
from quizapp.accounts.services import Person, person_of
from quizapp.audit.services import Action, Subject, record
from quizapp.classrooms.locking import (
    MOST_STUDENTS,
    FullClassError,
    NotTheirsError,
    find_member,
    lock_class,
)
from quizapp.classrooms.models import Class, ClassMember, ClassTeacher
from quizapp.database import write

CODE_LENGTH = 8
MONTH = timedelta(days=30)
LIFETIMES = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": MONTH,
    "term": timedelta(days=120),
}
"""How long a join code can be made to work."""


class UnknownCodeError(Exception):
    """No class can be joined with this code: it is unknown, replaced, closed or expired."""


class TeachesItError(Exception):
    """The person teaches this class, and can't attend it too; `class_id` is its number."""

    def __init__(self, class_id: int) -> None:
        super().__init__()
        self.class_id = class_id


@dataclass(frozen=True, slots=True)
class Join:
    """A code with which a class can be joined."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of joining: `state` is `waiting` where a teacher has to approve it."""

    class_id: int
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class PendingClass:
    """A class that a student asked to join, or is invited to by its teacher."""

    id: int
    name: str
    state: str
    teachers: str


def new_code(session: Session) -> str:
    """A code that no class has, inside the caller's write."""
    while True:
        code = make_code(CODE_LENGTH)
        if session.scalar(select(Class.id).where(Class.join_code == code)) is None:
            return code


def renew_code(
    session: Session, person: Person, class_id: int, lifetime: timedelta, now: datetime
) -> str:
    """Make a new join code; the old one is dead at once. Raises `NotTheirsError`."""
    with write(session):
        found = lock_class(session, person, class_id)
        code = found.join_code = new_code(session)
        found.join_code_expires_at = now + lifetime
        details = {"join_code": "renewed"}
        record(session, person, Action.CHANGED_CLASS, now, class_id=class_id, details=details)
    return code


def close_code(session: Session, person: Person, class_id: int, now: datetime) -> None:
    """Let nobody in by a code any more. Raises `NotTheirsError`."""
    with write(session):
        found = lock_class(session, person, class_id)
        if found.join_code is not None:
            found.join_code = found.join_code_expires_at = None
            details = {"join_code": "closed"}
            record(session, person, Action.CHANGED_CLASS, now, class_id=class_id, details=details)


def find_by_code(session: Session, person: Person, code: str) -> int | None:
    """The class of this code where the person teaches or attends it already."""
    return session.scalar(
        select(Class.id)
        .outerjoin(
            ClassTeacher,
            (ClassTeacher.class_id == Class.id) & (ClassTeacher.user_id == person.id),
        )
        .outerjoin(
            ClassMember,
            (ClassMember.class_id == Class.id)
            & (ClassMember.user_id == person.id)
            & (ClassMember.state == "active"),
        )
        .where(
            Class.join_code == _read_code(code),
            ClassTeacher.user_id.is_not(None) | ClassMember.user_id.is_not(None),
        )
    )


def join_class(session: Session, person: Person, typed: str, now: datetime) -> Joined:
    """Join the class of a code; who was in it before has the results of then.

    Raises `UnknownCodeError`, `TeachesItError` and `FullClassError`.
    """
    with write(session):
        found = _lock_by_code(session, typed, now)
        if session.get(ClassTeacher, (found.id, person.id)) is not None:
            raise TeachesItError(found.id)
        state = _admit(session, found, person.id, person.display_name, now)
        record(
            *(session, person, Action.JOINED_CLASS, now),
            class_id=found.id,
            details={"state": state},
        )
        return Joined(found.id, found.name, state)


def admit_new(session: Session, user: User, code: str, now: datetime) -> bool:
    """Let a new student's account into the class of a code, inside the write that makes it."""
    try:
        found = _lock_by_code(session, code, now)
        state = _admit(session, found, user.id, user.display_name, now)
    except (UnknownCodeError, FullClassError):
        return False
    session.flush()
    record(
        *(session, person_of(user), Action.JOINED_CLASS, now),
        class_id=found.id,
        details={"state": state},
    )
    return True


def _read_code(typed: str) -> str:
    """The code that was typed, or "", which no class has."""
    code = normalise_code(typed)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def _lock_by_code(session: Session, typed: str, now: datetime) -> Class:
    found = session.scalar(
        select(Class)
        .where(
            Class.join_code == _read_code(typed),
            Class.join_code_expires_at > now,
            Class.archived_at.is_(None),
        )
        .with_for_update()
    )
    if found is None:
        raise UnknownCodeError
    return found


def _admit(session: Session, found: Class, user_id: int, name: str, now: datetime) -> str:
    """Make somebody a member of a locked class, or wait to be one; returns the state."""
    member = session.get(ClassMember, (found.id, user_id))
    if member is not None and member.state == "active":
        return "active"
    need_room(session, found.id, 1)
    # Whom a teacher has invited needs no approval.
    is_approved = not found.needs_approval or (member is not None and member.state == "invited")
    state = "active" if is_approved else "waiting"
    if member is None:
        member = ClassMember(class_id=found.id, user_id=user_id, sort_name=name)
        session.add(member)
    member.state, member.joined_at, member.left_at = state, now, None
    return state


def need_room(session: Session, class_id: int, count: int) -> None:
    """See that a locked class has room for so many more; raises `FullClassError`."""
    there = session.scalar(
        select(func.count()).where(
            ClassMember.class_id == class_id, ClassMember.state.in_(("active", "waiting"))
        )
    )
    if (there or 0) + count > MOST_STUDENTS:
        raise FullClassError


def approve(session: Session, person: Person, class_id: int, user_id: int, now: datetime) -> str:
    """Let a waiting student in; returns the name. Raises `NotTheirsError`, `ArchivedError`."""
    with write(session):
        lock_class(session, person, class_id)
        member, subject = find_member(session, class_id, user_id, "waiting")
        member.state, member.joined_at = "active", now
        record(*(session, person, Action.APPROVED_STUDENT, now), class_id=class_id, subject=subject)
    return subject.name


def approve_all(session: Session, person: Person, class_id: int, now: datetime) -> None:
    """Let in all who are waiting. Raises `NotTheirsError` and `ArchivedError`."""
    with write(session):
        lock_class(session, person, class_id)
        rows = session.execute(
            select(ClassMember, User.display_name)
            .join(User, User.id == ClassMember.user_id)
            .where(ClassMember.class_id == class_id, ClassMember.state == "waiting")
            .with_for_update(of=ClassMember)
        ).all()
        for member, name in rows:
            member.state, member.joined_at = "active", now
            subject = Subject(member.user_id, name)
            record(
                session, person, Action.APPROVED_STUDENT, now, class_id=class_id, subject=subject
            )


def decline(session: Session, person: Person, class_id: int, user_id: int, now: datetime) -> str:
    """Don't let a waiting student in; returns the name. Raises `NotTheirsError`."""
    with write(session):
        lock_class(session, person, class_id, is_open=False)
        member, subject = find_member(session, class_id, user_id, "waiting", "invited")
        member.state, member.left_at = "left", now
        record(
            *(session, person, Action.REMOVED_STUDENT, now),
            class_id=class_id,
            subject=subject,
            details={"was": "not a member yet"},
        )
    return subject.name


def leave(session: Session, person: Person, class_id: int, now: datetime) -> None:
    """Leave a class, or take back asking for it; the results are kept.

    Raises `NotTheirsError` for who isn't in it.
    """
    with write(session):
        session.execute(select(Class.id).where(Class.id == class_id).with_for_update())
        member, _ = find_member(session, class_id, person.id, "active", "waiting", "invited")
        member.state, member.left_at = "left", now
        record(session, person, Action.LEFT_CLASS, now, class_id=class_id)


def accept(session: Session, person: Person, class_id: int, now: datetime) -> None:
    """Come into a class that one is invited to. Raises `NotTheirsError`, `FullClassError`."""
    with write(session):
        found = session.scalar(select(Class).where(Class.id == class_id).with_for_update())
        member, _ = find_member(session, class_id, person.id, "invited")
        if found is None or found.archived_at is not None:
            raise NotTheirsError
        need_room(session, class_id, 1)
        member.state, member.joined_at = "active", now
        record(session, person, Action.JOINED_CLASS, now, class_id=class_id)


def list_pending(session: Session, person: Person) -> list[PendingClass]:
    """The open classes that the person asked to join or is invited to, by name."""
    rows = session.execute(
        select(Class.id, Class.name, ClassMember.state, User.display_name)
        .join(ClassMember, ClassMember.class_id == Class.id)
        .outerjoin(ClassTeacher, ClassTeacher.class_id == Class.id)
        .outerjoin(User, User.id == ClassTeacher.user_id)
        .where(
            ClassMember.user_id == person.id,
            ClassMember.state.in_(("waiting", "invited")),
            Class.archived_at.is_(None),
        )
        .order_by(func.lower(Class.name), Class.id, User.display_name)
    ).all()
    names: dict[tuple[int, str, str], list[str]] = {}
    for class_id, name, state, teacher in rows:
        names.setdefault((class_id, name, state), []).append(teacher or "")
    return [PendingClass(*each, ", ".join(filter(None, found))) for each, found in names.items()]
