"""The people of an installation, for its administrators: finding, inviting, letting in again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts import codes
from quizapp.accounts.codes import RESET_LENGTH, RESET_LIFETIME, Issuer
from quizapp.accounts.models import User
from quizapp.accounts.services import NO_PASSWORD, Person, create_invitation
from quizapp.audit.services import Action, Subject, record
from quizapp.classrooms.locking import NotTheirsError
from quizapp.classrooms.students import IssuedCode
from quizapp.database import write

PAGE = 50
ROLES = ("student", "teacher", "administrator")
INVITATION_LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An account in the list."""

    id: int
    username: str
    display_name: str
    role: str
    last_seen_on: date | None
    has_password: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of the list, and how many there are in all."""

    rows: tuple[PersonRow, ...]
    total: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page, from 1."""
        return max(1, -(-self.total // PAGE))


def may_administer(person: Person) -> bool:
    """Whether the person sees the accounts of others."""
    return person.role == "administrator"


def list_people(
    session: Session, *, search: str = "", role: str = "", number: int = 1
) -> PeoplePage:
    """The accounts whose name or username holds the words looked for, by name."""
    query = select(User.id).where(User.anonymised_at.is_(None))
    if role in ROLES:
        query = query.where(User.role == role)
    for word in search.split():
        query = query.where(
            User.username.icontains(word, autoescape=True)
            | User.display_name.icontains(word, autoescape=True)
        )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(max(1, number), max(1, -(-total // PAGE)))
    rows = session.execute(
        query.with_only_columns(
            *(User.id, User.username, User.display_name, User.role, User.last_seen_on),
            User.password_hash != NO_PASSWORD,
        )
        .order_by(func.lower(User.display_name), User.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return PeoplePage(tuple(PersonRow(*row) for row in rows), total, number)


def invite_teacher(session: Session, person: Person, now: datetime) -> str:
    """Make a link's token for one teacher's account. Raises `NotTheirsError`."""
    if not may_administer(person):
        raise NotTheirsError
    token = create_invitation(session, "teacher", now=now, lifetime=INVITATION_LIFETIME)
    with write(session):
        record(session, person, Action.INVITED_TEACHER, now)
    return token


def issue_code(session: Session, person: Person, user_id: int, now: datetime) -> IssuedCode:
    """Make a one-time code for somebody else's account; the older ones die.

    Raises `NotTheirsError`.
    """
    with write(session):
        user = session.scalar(
            select(User).where(User.id == user_id, User.anonymised_at.is_(None)).with_for_update()
        )
        if user is None or user.id == person.id or not may_administer(person):
            raise NotTheirsError
        issuer = Issuer(person.id, person.display_name)
        made = codes.make_codes([user_id], RESET_LENGTH)
        codes.issue(session, made, issuer, lifetime=RESET_LIFETIME, now=now)
        subject = Subject(user_id, user.display_name)
        record(session, person, Action.ISSUED_CODE, now, subject=subject)
        expires_at = now + RESET_LIFETIME
        return IssuedCode(
            user.username, user.display_name, codes.spaced(made[user_id].code), expires_at
        )
