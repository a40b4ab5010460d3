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

from quizapp.accounts import codes
from quizapp.accounts.codes import Issuer
from quizapp.accounts.hooks import Hooks
from quizapp.accounts.models import Invitation, OneTimeCode, SignInSession, User
from quizapp.database import Prepared, drive, write

NO_PASSWORD = ""
"""What is stored for a person who has none yet, and signs in with a one-time code."""

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
    must_choose_password: bool = False
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
    has_unread_codes: bool = False
    """Whether one-time codes let somebody in of which the person hasn't read."""

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
    User.must_choose_password,
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
    hooks: Hooks | None = None,
) -> User:
    """Make an account; with an invitation's token, of the role that the invitation gives.

    In the place of an invitation a class's code does, with the hook that knows of classes.

    Raises `UsernameTakenError` or `InvitationError`, and then nothing is stored.
    """
    user = User(
        username=username.strip().lower(),
        display_name=display_name.strip(),
        password_hash=_hasher.hash(_normalise(password)),
        role=role,
        time_zone=time_zone,
        last_seen_on=now.date(),
        created_at=now,
    )
    try:
        with write(session):
            invited_as = None
            if invitation is not None:
                invited_as = _use_invitation(session, invitation, now)
                user.role = invited_as or "student"
            session.add(user)
            session.flush()
            if invitation is not None and invited_as is None:
                _admit(session, user, invitation, now, hooks or Hooks())
    except IntegrityError as error:
        raise UsernameTakenError(user.username) from error
    return user


def _admit(session: Session, user: User, code: str, now: datetime, hooks: Hooks) -> None:
    if not hooks.admit(session, user, codes.normalise_code(code), now):
        raise InvitationError


def sign_in(
    session: Session,
    *,
    username: str,
    password: str,
    user_agent: str,
    now: datetime,
    hooks: Hooks | None = None,
) -> SignIn | None:
    """Open a sign-in session, or None where username and password don't belong together.

    A one-time code does in the place of the password: it ends all other sessions, and a new
    password has to be chosen before anything else.
    """
    user = find_user(session, username)
    usable = codes.find_usable(session, username, now)
    session.commit()
    if _is_password(user, password) and user:
        return open_session(session, user, user_agent=user_agent, now=now)
    code = codes.matching(usable, password)
    if code is None or user is None or not _enter_by_code(session, user, code, now, hooks):
        return None
    return open_session(session, user, user_agent=user_agent, now=now)


def _is_password(user: User | None, password: str) -> bool:
    """Whether this is the person's password; it takes as long where there is no such person."""
    stored = user.password_hash if user else NO_PASSWORD
    is_usable = stored.startswith("$")
    try:
        _hasher.verify(stored if is_usable else _unknown_user_hash, _normalise(password))
    except VerificationError:
        return False
    return is_usable


def _enter_by_code(
    session: Session, user: User, code: OneTimeCode, now: datetime, hooks: Hooks | None
) -> bool:
    issuer = Issuer(code.issued_by, code.issuer_name) if code.issued_by else None
    with write(session):
        if not codes.use(session, code.id, now):
            return False
        codes.drop_unused(session, [user.id])
        session.execute(delete(SignInSession).where(SignInSession.user_id == user.id))
        session.execute(update(User).where(User.id == user.id).values(must_choose_password=True))
        (hooks or Hooks()).code_used(session, user, issuer, now)
    return True


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
        session.execute(
            update(User)
            .where(User.id == user.id, User.last_seen_on.is_distinct_from(now.date()))
            .values(last_seen_on=now.date())
            .execution_options(synchronize_session=False)
        )
        session.flush()
        unread = codes.list_unread(session, user.id)
    return SignIn(person_of(user, row.id), token, bool(unread))


def person_of(user: User, session_id: int = 0) -> Person:
    """The account's holder, as who acts."""
    known = {column.key: getattr(user, column.key) for column in _PERSON_COLUMNS}
    return Person(**known, session_id=session_id)


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
    if not is_own_password(session, person, old):
        return False
    _store_password(session, person, new)
    return True


def is_own_password(session: Session, person: Person, password: str) -> bool:
    """Whether this is the person's password, asked again before what can't be taken back."""
    user = session.get(User, person.id)
    session.commit()
    return _is_password(user, password)


def choose_password(session: Session, person: Person, new: str) -> bool:
    """Set the password that has to be chosen after a one-time code; False where none has to."""
    if not person.must_choose_password:
        return False
    _store_password(session, person, new)
    return True


def reset_password(session: Session, user: User, new: str) -> None:
    """Set a new password for somebody and sign them out everywhere."""
    _store_password(session, person_of(user), new)


def _store_password(session: Session, person: Person, new: str) -> None:
    values = {"password_hash": _hasher.hash(_normalise(new)), "must_choose_password": False}
    with write(session):
        session.execute(update(User).where(User.id == person.id).values(**values))
        codes.drop_unused(session, [person.id])
        _close_other_sessions(session, person)


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


def _use_invitation(session: Session, token: str, now: datetime) -> str | None:
    """Take one use of the invitation inside the write; returns its role, None where it's none."""
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
    return role
