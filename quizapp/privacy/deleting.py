"""An account that goes: deleted with everything that is the person's, or left without a name.

What belongs to the person goes with the account. What others need stays: the classes and their
assignments, banks that anybody else studies or is taught from, and the log, in which the name is
replaced. A bank without an owner belongs to the installation: all teachers see it, administrators
manage it, and who studied it still does.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import OneTimeCode, SignInSession, User
from quizapp.accounts.services import NO_PASSWORD, Person
from quizapp.audit.models import AuditEntry
from quizapp.audit.services import Action, record
from quizapp.banks.models import BankShare
from quizapp.classrooms.models import (
    AssignmentStudent,
    ClassMember,
    ClassTeacher,
    Grade,
    GroupMember,
)
from quizapp.database import write
from quizapp.derivations.models import Derivation
from quizapp.derivations.services import JOB
from quizapp.imports.models import ColumnMapping, Import
from quizapp.imports.services import CHECK, WRITE
from quizapp.imports.spool import Spool
from quizapp.jobs.services import delete_jobs
from quizapp.privacy.consequences import AccountKeptError, has_results, list_reasons
from quizapp.privacy.exporting import UnknownPersonError
from quizapp.privacy.left_banks import delete_banks, list_unused_banks
from quizapp.quizzes.models import Attempt, Quiz
from quizapp.study.models import Card, Enrolment, Review

_OWN = (
    *(SignInSession.user_id, OneTimeCode.user_id, Enrolment.user_id, Review.user_id),
    *(Card.user_id, ColumnMapping.owner_id, BankShare.user_id, ClassTeacher.user_id),
)
"""Whose rows go with a person who leaves results behind; `_leave_classes` sees to the others."""

GONE = "Deleted person"
"""The name in the log, and on codes they issued, of those who are gone."""


def delete_account(
    session: Session, spool: Spool, actor: Person | None, user_id: int, now: datetime
) -> None:
    """Delete an account and all that is the person's; the actor None is the installation.

    Raises `UnknownPersonError`, or `AccountKeptError` with what is in the way.
    """
    with write(session):
        user = _lock(session, user_id)
        _refuse_kept(session, user_id)
        files = _delete_work(session, user_id)
        _hand_on_archived_classes(session, user_id)
        unused = [bank.id for bank in list_unused_banks(session, user_id)]
        _take_out_of_log(session, user)
        session.execute(delete(User).where(User.id == user_id))
        delete_banks(session, unused)
        _record(session, actor, user, Action.DELETED_ACCOUNT, now)
    for file in files:
        spool.delete(file)


def anonymise_account(
    session: Session, spool: Spool, actor: Person | None, user_id: int, now: datetime
) -> None:
    """Take everything off a student's account but the results in classes, and the name off those.

    Nobody can sign in to it afterwards. Raises `UnknownPersonError`, or `AccountKeptError`.
    """
    with write(session):
        user = _lock(session, user_id)
        if not has_results(session, user_id):
            raise AccountKeptError(["There are no results in a class that could stay."])
        _refuse_kept(session, user_id)
        files = _delete_work(session, user_id)
        _take_out_of_log(session, user)
        _leave_classes(session, user_id, now)
        for column in _OWN:
            session.execute(delete(column.class_).where(column == user_id))
        _record(session, actor, user, Action.ANONYMISED_ACCOUNT, now)
        session.execute(update(User).where(User.id == user_id).values(_nobody(user_id, now)))
    for file in files:
        spool.delete(file)


def name_without(user_id: int) -> str:
    """What a person is called whose name was taken off the account."""
    return f"Former student {user_id}"


def _nobody(user_id: int, now: datetime) -> dict[str, Any]:
    return {
        # No username that can be chosen has a space in it.
        "username": f"former {user_id}",
        "display_name": name_without(user_id),
        "password_hash": NO_PASSWORD,
        "time_zone": "UTC",
        "theme": "auto",
        "new_cards_per_day": 20,
        "shortcuts": True,
        "must_choose_password": False,
        "calendar_token": None,
        "last_seen_on": None,
        "anonymised_at": now,
    }


def _lock(session: Session, user_id: int) -> User:
    """The account, held; administrators are held together, so that one of them stays."""
    held = select(User).where(or_(User.id == user_id, User.role == "administrator"))
    users = session.scalars(held.order_by(User.id).with_for_update()).all()
    user = next((each for each in users if each.id == user_id), None)
    if user is None or user.anonymised_at is not None:
        raise UnknownPersonError
    session.expunge(user)
    return user


def _refuse_kept(session: Session, user_id: int) -> None:
    reasons = list_reasons(session, user_id)
    if reasons:
        raise AccountKeptError(reasons)


def _delete_work(session: Session, user_id: int) -> list[str]:
    """Delete what is the person's own in any case; returns the files that are to go as well."""
    imports = session.execute(select(Import.id, Import.file).where(Import.owner_id == user_id))
    files = []
    for import_id, file in imports.all():
        delete_jobs(session, WRITE, import_id)
        delete_jobs(session, CHECK, import_id)
        files.append(file)
    derivations = session.scalars(select(Derivation.id).where(Derivation.owner_id == user_id))
    for derivation_id in derivations.all():
        delete_jobs(session, JOB, derivation_id)
    session.execute(delete(Import).where(Import.owner_id == user_id))
    session.execute(delete(Derivation).where(Derivation.owner_id == user_id))
    session.execute(delete(Quiz).where(Quiz.owner_id == user_id))
    session.execute(
        delete(Attempt).where(Attempt.user_id == user_id, Attempt.submitted_at.is_(None))
    )
    return files


def _hand_on_archived_classes(session: Session, user_id: int) -> None:
    """Let the teacher who was in it longest own each archived class, if there is another one."""
    owned = session.scalars(
        select(ClassTeacher.class_id).where(
            ClassTeacher.user_id == user_id, ClassTeacher.is_owner.is_(True)
        )
    ).all()
    for class_id in owned:
        heir = session.scalar(
            select(ClassTeacher.user_id)
            .where(ClassTeacher.class_id == class_id, ClassTeacher.user_id != user_id)
            .order_by(ClassTeacher.added_at, ClassTeacher.user_id)
            .limit(1)
        )
        session.execute(
            update(ClassTeacher)
            .where(ClassTeacher.class_id == class_id, ClassTeacher.user_id == heir)
            .values(is_owner=True)
        )


def _leave_classes(session: Session, user_id: int, now: datetime) -> None:
    session.execute(
        update(ClassMember)
        .where(ClassMember.user_id == user_id)
        .values(
            state="left",
            left_at=func.coalesce(ClassMember.left_at, now),
            sort_name=name_without(user_id),
            roster_id="",
            extra_time=0,
        )
    )
    session.execute(delete(GroupMember).where(GroupMember.user_id == user_id))
    session.execute(delete(AssignmentStudent).where(AssignmentStudent.user_id == user_id))
    session.execute(update(Grade).where(Grade.user_id == user_id).values(note=""))


def _take_out_of_log(session: Session, user: User) -> None:
    """Put `GONE` in the place of the person in all that stays; what was noted of them goes."""
    session.execute(update(AuditEntry).where(AuditEntry.subject_id == user.id).values(details={}))
    for number, name in (("actor_id", "actor_name"), ("subject_id", "subject_name")):
        column = getattr(AuditEntry, number)
        session.execute(
            update(AuditEntry).where(column == user.id).values({number: None, name: GONE})
        )
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.issued_by == user.id)
        .values(issued_by=None, issuer_name=GONE)
    )
    names = {user.username, user.display_name}
    # As the texts stand in JSON. The log is long, and few of its entries name anybody in them.
    written = {
        json.dumps(name, ensure_ascii=is_ascii)[1:-1]
        for name in names
        for is_ascii in (True, False)
    }
    stored = cast(AuditEntry.details, Text)
    named = or_(*(stored.contains(name, autoescape=True) for name in written))
    query = select(AuditEntry.id, AuditEntry.details).where(named)
    for entry_id, details in session.execute(query).all():
        cleaned = _without_names(details, names)
        if cleaned != details:
            session.execute(
                update(AuditEntry).where(AuditEntry.id == entry_id).values(details=cleaned)
            )


def _without_names(value: Any, names: set[str]) -> Any:
    """A value of JSON in which each text that is one of the names is `GONE`."""
    if isinstance(value, str):
        return GONE if value in names else value
    if isinstance(value, list):
        return [_without_names(each, names) for each in value]
    if isinstance(value, Mapping):
        return {
            GONE if key in names else key: _without_names(each, names)
            for key, each in value.items()
        }
    return value


def _record(
    session: Session, actor: Person | None, user: User, action: Action, now: datetime
) -> None:
    is_own = actor is not None and actor.id == user.id
    details = {"role": user.role, "by": "the person" if is_own else "somebody else"}
    record(session, None if is_own else actor, action, now, details=details)
