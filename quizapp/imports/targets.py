"""The banks that a file can be brought into."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.access import edits
from quizapp.banks.models import Bank


class Target(NamedTuple):
    """A bank that a person may bring questions into."""

    id: int
    slug: str
    title: str


def list_targets(session: Session, person: Person) -> list[Target]:
    """The banks that the person may change, by title."""
    query = select(Bank.id, Bank.slug, Bank.title).where(edits(person), Bank.is_ready)
    return [Target(*row) for row in session.execute(query.order_by(Bank.title, Bank.id))]


def target_choices(targets: Iterable[Target]) -> list[tuple[str, str]]:
    """A new bank and these, as a menu has them."""
    return [("", "A new bank"), *((str(target.id), target.title) for target in targets)]
