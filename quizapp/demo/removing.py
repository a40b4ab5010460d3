"""Taking the simulated class away again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import find_user
from quizapp.banks.models import Bank
from quizapp.classrooms.managing import archive_class, delete_class
from quizapp.classrooms.models import ClassTeacher
from quizapp.demo.making import BANK, SEED, TEACHER
from quizapp.demo.pupils import make_pupils
from quizapp.imports.spool import Spool
from quizapp.privacy.deleting import delete_account
from quizapp.quizzes.services import load_people
from quizapp.writing.banks import KnownBankError, delete_bank


def remove_demo(session: Session, spool: Spool, now: datetime) -> bool:
    """Delete the classes, the accounts and the bank of the demo; False where there is none.

    The bank stays, without an owner, where somebody else has answered its questions.
    """
    teacher_row = find_user(session, TEACHER)
    if teacher_row is None:
        return False
    teacher = load_people(session, [teacher_row.id])[teacher_row.id]
    owned = select(ClassTeacher.class_id).where(
        ClassTeacher.user_id == teacher.id, ClassTeacher.is_owner.is_(True)
    )
    for class_id in session.scalars(owned).all():
        archive_class(session, teacher, class_id, now)
        delete_class(session, teacher, class_id, now)
    usernames = [pupil.username for pupil in make_pupils(SEED)]
    pupils = select(User.id).where(User.username.in_(usernames), User.anonymised_at.is_(None))
    for user_id in session.scalars(pupils.order_by(User.id)).all():
        delete_account(session, spool, None, user_id, now)
    bank_id = session.scalar(select(Bank.id).where(Bank.slug == BANK, Bank.owner_id == teacher.id))
    if bank_id is not None:
        try:
            delete_bank(session, teacher, bank_id)
        except KnownBankError:
            session.rollback()
    delete_account(session, spool, None, teacher.id, now)
    return True
