"""People: making accounts, signing in and out, invitations, and what a person can change."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import bindparam, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.accounts.models import Invitation, SignInSession, User
from quizapp.database import Prepared, drive, write

SESSION_LIFETIME = timedelta(days=30)
SETUP_LIFETIME = timedelta(days=7)

# The OWASP minimum for Argon2id: a class that signs in together must not wait.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_unknown_user_hash = _hasher.hash(secrets.token_hex())


class UsernameTakenError(Exception):
    """Somebody else has this username."""


class InvitationError(Exception):
    """The link or code is unknown, used up or expired."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: the signed-in person as the services and templates see them."""

    id: int
    username: str
    display_name: str
    role: str
    time_zone: str
    theme: str
    new_cards_per_day: int
    shortcuts: bool
    session_id: int = 0

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def zone(self) -> ZoneInfo:
        """The person's IANA time zone."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A fresh sign-in: who it is, and the token that only that browser holds."""

    person: Person
    token: str

    def get_id(self) -> str:
        """What Flask-Login keeps in the browser's session: revocable, not the user's number."""
        return self.token


_PERSON_COLUMNS = (
    User.id,
    User.username,
    User.display_name,
    User.role,
    User.time_zone,
    User.theme,
    User.new_cards_per_day,
    User.shortcuts,
)
_FIND_PERSON = Prepared(
    select(*_PERSON_COLUMNS, SignInSession.id)
    .join_from(SignInSession, User, SignInSession.user_id == User.id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.expires_at > bindparam("now"),
    )
)


def _normalise(password: str) -> str:
    """The same password from another keyboard: composed and decomposed letters are one."""
    return unicodedata.normalize("NFKC", password)


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def load_person(session: Session, token: str, now: datetime) -> Person | None:
    """Who holds this sign-in token, or None where it was revoked or has expired."""
    with drive(session) as driver:
        row = driver.fetch(_FIND_PERSON, token_hash=_hash_token(token), now=now)
    return None if row is None else Person(*row)


def find_user(session: Session, username: str) -> User | None:
    """The account of that username, in whatever case it was typed."""
    return session.scalar(select(User).where(User.username == username.strip().lower()))


def has_administrator(session: Session) -> bool:
    """Whether anybody can administer this installation yet."""
    return bool(session.scalar(select(exists().where(User.role == "administrator"))))


def create_user(
    session: Session,
    *,
    username: str,
    display_name: str,
    password: str,
    now: datetime,
    time_zone: str = "UTC",
    role: str = "student",
    invitation: str | None = None,
) -> User:
    """Make an account; with an invitation's token, of the role that the invitation gives.

    Raises `UsernameTakenError` or `InvitationError`, and then nothing is stored.
    """
    user = User(
        username=username.strip().lower(),
        display_name=display_name.strip(),
        password_hash=_hasher.hash(_normalise(password)),
        role=role,
        time_zone=time_zone,
        created_at=now,
    )
    try:
        with write(session):
            if invitation is not None:
                user.role = _use_invitation(session, invitation, now)
            session.add(user)
            session.flush()
    except IntegrityError as error:
        raise UsernameTakenError(user.username) from error
    return user


def sign_in(
    session: Session, *, username: str, password: str, user_agent: str, now: datetime
) -> SignIn | None:
    """Open a sign-in session, or None where username and password don't belong together."""
    user = find_user(session, username)
    session.commit()
    try:
        _hasher.verify(user.password_hash if user else _unknown_user_hash, _normalise(password))
    except VerificationError:
        return None
    if user is None:
        return None
    return open_session(session, user, user_agent=user_agent, now=now)


def open_session(session: Session, user: User, *, user_agent: str, now: datetime) -> SignIn:
    """Sign the person in without asking for a password (right after signing up)."""
    token = secrets.token_urlsafe(32)
    row = SignInSession(
        user_id=user.id,
        token_hash=_hash_token(token),
        user_agent=user_agent[:200],
        created_at=now,
        expires_at=now + SESSION_LIFETIME,
    )
    with write(session):
        session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))
        session.add(row)
        session.flush()
    known = {column.key: getattr(user, column.key) for column in _PERSON_COLUMNS}
    return SignIn(Person(**known, session_id=row.id), token)


def sign_out(session: Session, person: Person) -> None:
    """Close the session that the person acts in; its token is worthless from now on."""
    with write(session):
        session.execute(delete(SignInSession).where(SignInSession.id == person.session_id))


def sign_out_elsewhere(session: Session, person: Person) -> None:
    """Close all of the person's sessions but this one."""
    with write(session):
        _close_other_sessions(session, person)


def _close_other_sessions(session: Session, person: Person) -> None:
    session.execute(
        delete(SignInSession).where(
            SignInSession.user_id == person.id, SignInSession.id != person.session_id
        )
    )


def list_sessions(session: Session, person: Person, now: datetime) -> list[SignInSession]:
    """Where the person is signed in, the newest first."""
    return list(
        session.scalars(
            select(SignInSession)
            .where(SignInSession.user_id == person.id, SignInSession.expires_at > now)
            .order_by(SignInSession.created_at.desc(), SignInSession.id.desc())
        )
    )


def update_settings(session: Session, person: Person, settings: dict[str, Any]) -> None:
    """Store what the person may change of their own account (never the role)."""
    allowed = {"display_name", "time_zone", "theme", "new_cards_per_day", "shortcuts"}
    if not settings.keys() <= allowed:
        raise ValueError(f"not a person's own setting: {sorted(settings.keys() - allowed)}")
    with write(session):
        session.execute(update(User).where(User.id == person.id).values(**settings))


def change_password(session: Session, person: Person, *, old: str, new: str) -> bool:
    """Set a new password and sign out everywhere else; False where the old one is wrong."""
    current = session.scalar(select(User.password_hash).where(User.id == person.id))
    session.commit()
    try:
        _hasher.verify(current or _unknown_user_hash, _normalise(old))
    except VerificationError:
        return False
    new_hash = _hasher.hash(_normalise(new))
    with write(session):
        session.execute(update(User).where(User.id == person.id).values(password_hash=new_hash))
        _close_other_sessions(session, person)
    return True


def reset_password(session: Session, user: User, new: str) -> None:
    """Set a new password for somebody and sign them out everywhere."""
    new_hash = _hasher.hash(_normalise(new))
    with write(session):
        session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
        session.execute(delete(SignInSession).where(SignInSession.user_id == user.id))


def create_invitation(
    session: Session, role: str, *, now: datetime, lifetime: timedelta, uses: int | None = 1
) -> str:
    """Make a link's token or a class code for accounts of that role; returns the token.

    Codes for students are short enough to be written on a board; `uses=None` has no limit.
    """
    alphabet = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
    token = (
        "".join(secrets.choice(alphabet) for _ in range(10))
        if role == "student"
        else secrets.token_urlsafe(32)
    )
    with write(session):
        session.add(
            Invitation(
                token_hash=_hash_token(token),
                role=role,
                uses_left=uses,
                created_at=now,
                expires_at=now + lifetime,
            )
        )
    return token


def create_setup_link(session: Session, now: datetime) -> str | None:
    """A fresh token for the first administrator, or None where there is one already.

    Links given out before stop working.
    """
    if has_administrator(session):
        return None
    withdraw_setup_links(session)
    return create_invitation(session, "administrator", now=now, lifetime=SETUP_LIFETIME)


def withdraw_setup_links(session: Session) -> None:
    """Make links for administrators worthless that were given out and not used."""
    with write(session):
        session.execute(delete(Invitation).where(Invitation.role == "administrator"))


def find_invitation(session: Session, token: str, now: datetime) -> Invitation | None:
    """The invitation of that token, if it can still be used."""
    return session.scalar(
        select(Invitation).where(
            Invitation.token_hash == _hash_token(token),
            Invitation.expires_at > now,
            (Invitation.uses_left.is_(None)) | (Invitation.uses_left > 0),
        )
    )


def normalise_code(code: str) -> str:
    """A class code as it was made, from what somebody typed off a board."""
    return "".join(code.split()).replace("-", "").upper()


def _use_invitation(session: Session, token: str, now: datetime) -> str:
    """Take one use of the invitation inside the write transaction; returns its role."""
    role: str | None = session.scalar(
        update(Invitation)
        .where(
            Invitation.token_hash == _hash_token(token),
            Invitation.expires_at > now,
            (Invitation.uses_left.is_(None)) | (Invitation.uses_left > 0),
        )
        .values(uses_left=Invitation.uses_left - 1)
        .returning(Invitation.role)
    )
    if role is None:
        raise InvitationError
    return role
