"""What deleting an account would do, and what is in the way of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.classrooms.models import Class, ClassTeacher, Grade
from quizapp.imports.models import Import
from quizapp.privacy.left_banks import list_owned_banks, list_unused_banks
from quizapp.quizzes.models import Attempt, Quiz
from quizapp.study.models import Review


class AccountKeptError(Exception):
    """Something is in the way of deleting the account; `reasons` are sentences that say what."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Consequences:
    """What deleting an account would do, for the page that asks whether it is meant."""

    reasons: tuple[str, ...]
    """Why it can't be deleted now; empty where it can."""
    has_results: bool
    """Whether there are results in classes, so that they can stay without a name."""
    attempts: int
    reviews: int
    going_banks: tuple[str, ...]
    """The titles of banks that are deleted too: closed ones that nobody else uses."""
    staying_banks: tuple[str, ...]


def list_consequences(session: Session, user_id: int) -> Consequences:
    """What deleting this account would do."""
    unused = {bank.id for bank in list_unused_banks(session, user_id)}
    owned = list_owned_banks(session, user_id)
    return Consequences(
        reasons=tuple(list_reasons(session, user_id)),
        has_results=has_results(session, user_id),
        attempts=_count(session, Attempt, user_id),
        reviews=_count(session, Review, user_id),
        going_banks=tuple(bank.title for bank in owned if bank.id in unused),
        staying_banks=tuple(bank.title for bank in owned if bank.id not in unused),
    )


def list_reasons(session: Session, user_id: int) -> list[str]:
    """What is in the way of deleting this account, as sentences."""
    reasons = []
    others = select(func.count()).where(User.role == "administrator", User.id != user_id)
    role = session.scalar(select(User.role).where(User.id == user_id))
    if role == "administrator" and not session.scalar(others):
        reasons.append("This is the only administrator. Make somebody else an administrator first.")
    names = session.scalars(
        select(Class.name)
        .join(ClassTeacher, ClassTeacher.class_id == Class.id)
        .where(
            ClassTeacher.user_id == user_id,
            ClassTeacher.is_owner.is_(True),
            Class.archived_at.is_(None),
        )
        .order_by(Class.name)
    ).all()
    if names:
        reasons.append(
            f"Classes depend on this account: {', '.join(names)}. Hand each over to another "
            "teacher, archive it, or delete it first."
        )
    busy = select(func.count()).where(Import.owner_id == user_id, Import.state == "writing")
    if session.scalar(busy):
        reasons.append("A file is being imported at this moment. Try again in a minute.")
    return reasons


def has_results(session: Session, user_id: int) -> bool:
    """Whether a student has handed in assigned work, or was graded."""
    handed_in = (
        select(func.count())
        .select_from(Attempt)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(
            Attempt.user_id == user_id, Quiz.owner_id.is_(None), Attempt.submitted_at.is_not(None)
        )
    )
    graded = select(func.count()).select_from(Grade).where(Grade.user_id == user_id)
    role = session.scalar(select(User.role).where(User.id == user_id))
    return role == "student" and bool(session.scalar(handed_in) or session.scalar(graded))


def _count(session: Session, model: type[Attempt | Review], user_id: int) -> int:
    counted = select(func.count()).select_from(model).where(model.user_id == user_id)
    return session.scalar(counted) or 0
