"""Who may see a bank, look at its keys, edit it, and decide on it."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.banks.models import Bank, BankShare

TEACHERS = frozenset({"teacher", "administrator"})
_SLUG = re.compile(r"[a-z0-9-]{1,80}")
_COLUMNS = (
    *("id", "slug", "title", "description", "subject", "language", "licence"),
    *("source_title", "source_url", "is_open", "owner_id"),
)


class Right(IntEnum):
    """What a person may do with a bank; each includes those before it."""

    STUDY = 1
    """Be asked its questions."""
    VIEW = 2
    """See its questions with their keys, copy and export them."""
    EDIT = 3
    """Change its questions and what is said of it."""
    MANAGE = 4
    """Decide who sees it, and delete it."""


@dataclass(frozen=True, slots=True)
class ShownBank:
    """A bank with what is said of it, as far as `right` goes for the person who looks."""

    id: int
    slug: str
    title: str
    description: str
    subject: str
    language: str
    licence: str
    source_title: str
    source_url: str
    is_open: bool
    owner_id: int | None
    owner_name: str
    right: Right

    @property
    def may_view(self) -> bool:
        """Whether its questions and keys may be seen."""
        return self.right >= Right.VIEW

    @property
    def may_edit(self) -> bool:
        """Whether its questions may be changed."""
        return self.right >= Right.EDIT

    @property
    def may_manage(self) -> bool:
        """Whether the person decides who sees it, and whether it stays."""
        return self.right >= Right.MANAGE


def is_slug(text: str) -> bool:
    """Whether a bank can have this name in its address; not every text can be asked for."""
    return bool(_SLUG.fullmatch(text))


class EditableBank(NamedTuple):
    """A bank that a person may bring questions into."""

    id: int
    slug: str
    title: str


def is_teacher(person: Person) -> bool:
    """Whether the person may have banks and look into those of others."""
    return person.role in TEACHERS


def sees(person: Person | None) -> ColumnElement[bool]:
    """The condition on `Bank` that the person knows of it; None is the installation itself."""
    return Bank.is_ready.is_(True) & _is_shown_to(person)


def _is_shown_to(person: Person | None) -> ColumnElement[bool]:
    if person is None or person.role == "administrator":
        return true()
    if not is_teacher(person):
        return Bank.is_open.is_(True)
    share = aliased(BankShare)
    is_shared = exists().where(share.bank_id == Bank.id, share.user_id == person.id)
    return or_(
        Bank.is_open.is_(True), Bank.owner_id.is_(None), Bank.owner_id == person.id, is_shared
    )


def edits(person: Person) -> ColumnElement[bool]:
    """The condition on `Bank` that the person may change its questions."""
    return Bank.is_ready.is_(True) & _is_left_to(person)


def _is_left_to(person: Person) -> ColumnElement[bool]:
    if person.role == "administrator":
        return true()
    if not is_teacher(person):
        return false()
    share = aliased(BankShare)
    is_shared = exists().where(
        share.bank_id == Bank.id, share.user_id == person.id, share.may_edit.is_(True)
    )
    return or_(Bank.owner_id == person.id, is_shared)


def list_editable(session: Session, person: Person) -> list[EditableBank]:
    """The banks that the person may change, by title."""
    query = select(Bank.id, Bank.slug, Bank.title).where(edits(person))
    rows = session.execute(query.order_by(Bank.title, Bank.id))
    return [EditableBank(*row) for row in rows]


def find_shown_bank(session: Session, person: Person, slug: str) -> ShownBank | None:
    """The bank of that slug where the person may know of it."""
    if not is_slug(slug):
        return None
    row = session.execute(
        select(
            *(getattr(Bank, name) for name in _COLUMNS),
            User.display_name,
            BankShare.may_edit,
        )
        .outerjoin(User, User.id == Bank.owner_id)
        .outerjoin(BankShare, and_(BankShare.bank_id == Bank.id, BankShare.user_id == person.id))
        .where(Bank.slug == slug, sees(person))
    ).one_or_none()
    if row is None:
        return None
    right = _right(person, row.owner_id, row.may_edit)
    said = {name: row._mapping[name] for name in _COLUMNS}  # noqa: SLF001 - its documented name
    return ShownBank(**said, owner_name=row.display_name or "", right=right)


def _right(person: Person, owner_id: int | None, may_edit: bool | None) -> Right:
    if not is_teacher(person):
        return Right.STUDY
    if person.role == "administrator" or owner_id == person.id:
        return Right.MANAGE
    return Right.EDIT if may_edit else Right.VIEW
