"""What the features above this one add to signing up and signing in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.accounts.codes import Issuer
from quizapp.accounts.models import User


def _admit_nobody(_session: Session, _user: User, _code: str, _now: datetime) -> bool:
    return False


def _note_nothing(_session: Session, _user: User, _issuer: Issuer | None, _now: datetime) -> None:
    pass


@dataclass(slots=True)
class Hooks:
    """Each is called inside the write that makes the account or uses the code.

    `admit` lets a new account into the class with this code, False where no class has it.
    `code_used` is told whose one-time code was used and who had issued it.
    """

    admit: Callable[[Session, User, str, datetime], bool] = _admit_nobody
    code_used: Callable[[Session, User, Issuer | None, datetime], None] = _note_nothing
