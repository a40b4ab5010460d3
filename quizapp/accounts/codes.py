"""One-time codes: making, issuing, finding and using what lets a person in without a password."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import OneTimeCode, User
from quizapp.database import write

ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
"""Letters and digits that nobody takes for one another, on a board or on paper."""

RESET_LENGTH = 8
RESET_LIFETIME = timedelta(minutes=15)
SLIP_LENGTH = 12
SLIP_LIFETIME = timedelta(days=60)

# Makes a stolen table of long-lived codes a thousand times dearer to search.
_ROUNDS = 1_000


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues a code, by the name that the code's holder is told."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A code and what is stored of it."""

    code: str
    code_hash: str


@dataclass(frozen=True, slots=True)
class UsedCode:
    """A code that let somebody into the person's account."""

    issuer_name: str
    created_at: datetime
    used_at: datetime


def make_code(length: int) -> str:
    """A random code of `ALPHABET`."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def spaced(code: str) -> str:
    """A code as it is shown, in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalise_code(code: str) -> str:
    """A code as it was made, from what somebody typed off a board."""
    return "".join(code.split()).replace("-", "").upper()


def code_of_link(text: str) -> str:
    """What can be a code of what somebody's link says, to be shown in a form."""
    return "".join(char for char in text[:40] if char.isascii() and char.isalnum()).upper()


def _hash(user_id: int, code: str) -> str:
    typed = normalise_code(code).encode("utf-8", "surrogatepass")
    return hashlib.pbkdf2_hmac("sha256", typed, f"user {user_id}".encode(), _ROUNDS).hex()


def make_codes(user_ids: Iterable[int], length: int) -> dict[int, MadeCode]:
    """A code for each person, to be issued; many of them are best made before a write begins."""
    made = {user_id: make_code(length) for user_id in user_ids}
    return {user_id: MadeCode(code, _hash(user_id, code)) for user_id, code in made.items()}


def issue(
    session: Session,
    made: Mapping[int, MadeCode],
    issuer: Issuer,
    *,
    lifetime: timedelta,
    now: datetime,
) -> None:
    """Let these codes be used, inside the caller's write; the people's unused older ones die."""
    drop_unused(session, made)
    said = {"issued_by": issuer.id, "issuer_name": issuer.name, "created_at": now}
    rows = [
        {"user_id": user_id, "code_hash": code.code_hash, "expires_at": now + lifetime, **said}
        for user_id, code in made.items()
    ]
    if rows:
        session.execute(insert(OneTimeCode), rows)


def drop_unused(session: Session, user_ids: Iterable[int]) -> None:
    """Make the people's codes worthless that weren't used, inside the caller's write."""
    session.execute(
        delete(OneTimeCode).where(
            OneTimeCode.user_id.in_([*user_ids]), OneTimeCode.used_at.is_(None)
        )
    )


def find_usable(session: Session, username: str, now: datetime) -> Sequence[OneTimeCode]:
    """The codes with which this account can be entered now."""
    return session.scalars(
        select(OneTimeCode)
        .join(User, User.id == OneTimeCode.user_id)
        .where(
            User.username == username.strip().lower(),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
        )
    ).all()


def matching(codes: Iterable[OneTimeCode], typed: str) -> OneTimeCode | None:
    """That of the codes which was typed, if any."""
    for code in codes:
        if compare_digest(code.code_hash, _hash(code.user_id, typed)):
            return code
    return None


def use(session: Session, code_id: int, now: datetime) -> bool:
    """Use a code up inside the caller's write; False where another one was quicker."""
    used = session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.id == code_id,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(OneTimeCode.id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(used)


def list_unread(session: Session, user_id: int) -> list[UsedCode]:
    """The codes that let somebody in and of which the person hasn't said to have read."""
    rows = session.execute(
        select(OneTimeCode.issuer_name, OneTimeCode.created_at, OneTimeCode.used_at)
        .where(
            OneTimeCode.user_id == user_id,
            OneTimeCode.used_at.is_not(None),
            OneTimeCode.seen_at.is_(None),
        )
        .order_by(OneTimeCode.used_at)
    )
    return [UsedCode(name, made_at, used_at) for name, made_at, used_at in rows if used_at]


def mark_read(session: Session, user_id: int, now: datetime) -> None:
    """Take down that the person has read which codes were used."""
    with write(session):
        session.execute(
            update(OneTimeCode)
            .where(
                OneTimeCode.user_id == user_id,
                OneTimeCode.used_at.is_not(None),
                OneTimeCode.seen_at.is_(None),
            )
            .values(seen_at=now)
        )
