"""Addresses for new banks."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.files import slug_of
from quizapp.banks.models import Bank

MAX_SLUG = 80


def free_slug(session: Session, title: str) -> str:
    """A name for the address that no bank has: `rivers`, else `rivers-2`, and so on."""
    wanted = slug_of(title)
    alike = select(Bank.slug).where(Bank.slug.startswith(wanted[: MAX_SLUG - 8], autoescape=True))
    taken = set(session.scalars(alike))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted[: MAX_SLUG - 8]}-{number}"
    return slug
