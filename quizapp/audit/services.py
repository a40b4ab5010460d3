"""Writing to the audit log and reading it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.audit.models import AuditEntry
from quizapp.database import write


class Action(StrEnum):
    """What was seen or changed; the value is stored, so it stays as it is."""

    SAW_GRADEBOOK = "saw gradebook"
    SAW_STUDENT = "saw student"
    SAW_ATTEMPT = "saw attempt"
    SAW_OVERVIEW = "saw overview of students"
    SAW_ANALYSIS = "saw analysis"
    EXPORTED_GRADES = "exported grades"
    PRINTED_REPORT = "printed report"
    CHANGED_GRADE = "changed grade"
    CHANGED_CATEGORIES = "changed categories"
    MARKED_AGAIN = "marked again"
    CREATED_CLASS = "created class"
    CHANGED_CLASS = "changed class"
    ARCHIVED_CLASS = "archived class"
    RESTORED_CLASS = "restored class"
    ADDED_TEACHER = "added teacher"
    REMOVED_TEACHER = "removed teacher"
    JOINED_CLASS = "joined class"
    APPROVED_STUDENT = "approved student"
    REMOVED_STUDENT = "removed student"
    LEFT_CLASS = "left class"
    CHANGED_STUDENT = "changed student"
    IMPORTED_ROSTER = "imported roster"
    CHANGED_GROUPS = "changed groups"
    ISSUED_CODE = "issued one-time code"
    USED_CODE = "used one-time code"
    PRINTED_SLIPS = "printed sign-in slips"
    GAVE_ASSIGNMENT = "gave assignment"
    CHANGED_ASSIGNMENT = "changed assignment"
    WITHDREW_ASSIGNMENT = "withdrew assignment"
    INVITED_TEACHER = "invited teacher"
    EXPORTED_DATA = "exported a person's data"
    DELETED_ACCOUNT = "deleted account"
    ANONYMISED_ACCOUNT = "anonymised account"
    APPLIED_RETENTION = "applied retention"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person whose data it is about."""

    id: int
    name: str


def record(
    session: Session,
    actor: Person | None,
    action: Action,
    now: datetime,
    *,
    class_id: int | None = None,
    subject: Subject | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry inside the caller's write transaction; no actor is the installation itself."""
    session.add(
        AuditEntry(
            at=now,
            action=action.value,
            actor_id=actor.id if actor else None,
            actor_name=actor.display_name if actor else "",
            subject_id=subject.id if subject else None,
            subject_name=subject.name if subject else "",
            class_id=class_id,
            details=dict(details or {}),
        )
    )


def record_seen(
    session: Session,
    actor: Person,
    action: Action,
    now: datetime,
    *,
    class_id: int,
    subject: Subject | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry for a page of somebody's results that was shown, in a transaction of its own."""
    with write(session):
        record(session, actor, action, now, class_id=class_id, subject=subject, details=details)


def list_entries(
    session: Session, *where: ColumnElement[bool], limit: int = 200, before: int | None = None
) -> list[AuditEntry]:
    """The newest entries that fulfil all conditions; `before` is the id to go on from."""
    query = select(AuditEntry).where(*where)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return list(session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)))


def prune(session: Session, before: datetime) -> int:
    """Delete the entries older than this; returns how many."""
    with write(session):
        gone = session.execute(delete(AuditEntry).where(AuditEntry.at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]
