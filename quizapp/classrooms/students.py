"""A student of a class: what its teacher notes, taking somebody out, a forgotten password."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import codes
from quizapp.accounts.codes import RESET_LENGTH, RESET_LIFETIME, SLIP_LENGTH, SLIP_LIFETIME, Issuer
from quizapp.accounts.models import OneTimeCode, User
from quizapp.accounts.services import NO_PASSWORD, Person, person_of
from quizapp.audit.services import Action, Subject, record
from quizapp.classrooms.classes import StudentRow
from quizapp.classrooms.locking import NotTheirsError, find_member, lock_class
from quizapp.classrooms.models import ClassGroup, ClassMember, GroupMember
from quizapp.database import write

_CURRENT = ("active", "waiting", "invited")


class TakenRosterIdError(Exception):
    """Another student of the class has this id."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A one-time code as it is shown, once, to who issued it."""

    username: str
    display_name: str
    code: str
    expires_at: datetime


def find_student(session: Session, class_id: int, user_id: int) -> StudentRow | None:
    """A student of a class in whatever state but gone."""
    row = session.execute(
        select(
            *(ClassMember.user_id, User.username, User.display_name, ClassMember.sort_name),
            *(ClassMember.roster_id, ClassMember.state, ClassMember.extra_time),
        )
        .join(User, User.id == ClassMember.user_id)
        .where(
            ClassMember.class_id == class_id,
            ClassMember.user_id == user_id,
            ClassMember.state.in_(_CURRENT),
        )
    ).one_or_none()
    if row is None:
        return None
    groups = session.scalars(
        select(GroupMember.group_id)
        .join(ClassGroup, ClassGroup.id == GroupMember.group_id)
        .where(ClassGroup.class_id == class_id, GroupMember.user_id == user_id)
    )
    return StudentRow(*row, group_ids=tuple(groups))


@dataclass(frozen=True, slots=True)
class Notes:
    """What a teacher notes of a student: the order of names, the school's id, the extra time."""

    sort_name: str
    roster_id: str
    extra_time: int


def change_student(
    session: Session, person: Person, class_id: int, user_id: int, notes: Notes, now: datetime
) -> None:
    """Store the teacher's notes. Raises `NotTheirsError`, `ArchivedError`, `TakenRosterIdError`."""
    with write(session):
        lock_class(session, person, class_id)
        member, subject = find_member(session, class_id, user_id, *_CURRENT)
        if notes.roster_id and _has_roster_id(session, class_id, user_id, notes.roster_id):
            raise TakenRosterIdError
        names = ("sort_name", "roster_id", "extra_time")
        changed = {
            name: [getattr(member, name), getattr(notes, name)]
            for name in names
            if getattr(member, name) != getattr(notes, name)
        }
        for name, (_, value) in changed.items():
            setattr(member, name, value)
        if changed:
            record(
                *(session, person, Action.CHANGED_STUDENT, now),
                class_id=class_id,
                subject=subject,
                details=changed,
            )


def _has_roster_id(session: Session, class_id: int, user_id: int, roster_id: str) -> bool:
    found = session.scalar(
        select(ClassMember.user_id)
        .where(
            ClassMember.class_id == class_id,
            ClassMember.roster_id == roster_id,
            ClassMember.user_id != user_id,
        )
        .limit(1)
    )
    return found is not None


def remove_student(
    session: Session, person: Person, class_id: int, user_id: int, now: datetime
) -> str:
    """Take a student out of a class; the results are kept. Returns the name.

    Raises `NotTheirsError` and `ArchivedError`.
    """
    with write(session):
        lock_class(session, person, class_id)
        member, subject = find_member(session, class_id, user_id, "active")
        member.state, member.left_at = "left", now
        record(*(session, person, Action.REMOVED_STUDENT, now), class_id=class_id, subject=subject)
    return subject.name


def issue_code(
    session: Session, person: Person, class_id: int, user_id: int, now: datetime
) -> IssuedCode:
    """Make a code with which a student who forgot the password can sign in once.

    Older codes of the student die. Raises `NotTheirsError`, also for who isn't only a student.
    """
    with write(session):
        lock_class(session, person, class_id, is_open=False)
        _, subject = find_member(session, class_id, user_id, "active")
        user = session.get_one(User, user_id)
        if user.role != "student":
            raise NotTheirsError
        made = codes.make_codes([user_id], RESET_LENGTH)
        codes.issue(session, made, _issuer(person), lifetime=RESET_LIFETIME, now=now)
        code = codes.spaced(made[user_id].code)
        record(session, person, Action.ISSUED_CODE, now, class_id=class_id, subject=subject)
        return IssuedCode(user.username, user.display_name, code, now + RESET_LIFETIME)


def _issuer(person: Person) -> Issuer:
    return Issuer(person.id, person.display_name)


def note_used_code(session: Session, user: User, issuer: Issuer | None, now: datetime) -> None:
    """Log that a one-time code let somebody in, inside the write in which it is used."""
    record(
        *(session, person_of(user), Action.USED_CODE, now),
        subject=Subject(user.id, user.display_name),
        details={"issued_by": issuer.name if issuer else ""},
    )


@dataclass(frozen=True, slots=True)
class SlipCounts:
    """How many students have never signed in, and how many of them hold no slip that works."""

    unused: int
    without: int


def count_slips(session: Session, class_id: int, now: datetime) -> SlipCounts:
    """For whom sign-in slips can be printed."""
    unused = _never_signed_in(session, class_id)
    holders = _holders(session, class_id, now)
    return SlipCounts(len(unused), sum(row[0] not in holders for row in unused))


def print_slips(
    session: Session, person: Person, class_id: int, now: datetime, *, renew: bool
) -> list[IssuedCode]:
    """Make one-time passwords for the students who have never signed in, in order of names.

    Without `renew` only for those who hold none that works. Raises `NotTheirsError` and
    `ArchivedError`.
    """
    made = codes.make_codes((row[0] for row in _never_signed_in(session, class_id)), SLIP_LENGTH)
    with write(session):
        lock_class(session, person, class_id)
        holders = set() if renew else _holders(session, class_id, now)
        # Who has come into the class since the codes were made gets one the next time.
        rows = [
            row
            for row in _never_signed_in(session, class_id)
            if row[0] in made and row[0] not in holders
        ]
        issued = {row[0]: made[row[0]] for row in rows}
        codes.issue(session, issued, _issuer(person), lifetime=SLIP_LIFETIME, now=now)
        for user_id, _, name in rows:
            record(
                *(session, person, Action.PRINTED_SLIPS, now),
                class_id=class_id,
                subject=Subject(user_id, name),
            )
    return [
        IssuedCode(username, name, codes.spaced(issued[user_id].code), now + SLIP_LIFETIME)
        for user_id, username, name in rows
    ]


def _never_signed_in(session: Session, class_id: int) -> list[tuple[int, str, str]]:
    rows = session.execute(
        select(User.id, User.username, User.display_name, ClassMember.sort_name)
        .join(ClassMember, ClassMember.user_id == User.id)
        .where(
            ClassMember.class_id == class_id,
            ClassMember.state == "active",
            User.password_hash == NO_PASSWORD,
            User.role == "student",
            User.anonymised_at.is_(None),
        )
    )
    ordered = sorted(rows, key=lambda row: ((row[3] or row[2]).casefold(), row[0]))
    return [(row[0], row[1], row[2]) for row in ordered]


def _holders(session: Session, class_id: int, now: datetime) -> set[int]:
    return set(
        session.scalars(
            select(OneTimeCode.user_id)
            .join(ClassMember, ClassMember.user_id == OneTimeCode.user_id)
            .where(
                ClassMember.class_id == class_id,
                OneTimeCode.used_at.is_(None),
                OneTimeCode.expires_at > now,
            )
        )
    )
