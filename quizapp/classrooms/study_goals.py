"""Banks that a class is given to study: its students are enrolled in them, whenever they join."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event, inspect, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapper, Session

from quizapp.accounts.services import Person
from quizapp.classrooms.assignments import AssignmentView, is_for
from quizapp.classrooms.models import Assignment, ClassMember
from quizapp.database import UTCDateTime, insert_missing, write
from quizapp.study.models import Enrolment


def enrol_all(session: Session, user_ids: Collection[int], bank_id: int, now: datetime) -> None:
    """Let these students study the bank; inside the caller's write transaction."""
    rows = [
        {"user_id": user_id, "bank_id": bank_id, "created_at": now} for user_id in sorted(user_ids)
    ]
    insert_missing(session, Enrolment, rows)


def begin_studying(
    session: Session, person: Person, assignment: AssignmentView, now: datetime
) -> None:
    """Let a student study what was assigned, who came to it by a way that didn't enrol them."""
    if assignment.bank_id is not None:
        with write(session):
            enrol_all(session, [person.id], assignment.bank_id, now)


@event.listens_for(ClassMember, "after_insert")
@event.listens_for(ClassMember, "after_update")
def _enrol_new_member(_mapper: Mapper[Any], connection: Connection, member: ClassMember) -> None:
    """Whoever becomes a student of the class, by whatever way, studies what is assigned in it."""
    if member.state != "active" or not inspect(member).attrs.state.history.has_changes():
        return
    is_sqlite = connection.dialect.name == "sqlite"
    banks = (
        select(literal(member.user_id), Assignment.bank_id, literal(member.joined_at, UTCDateTime))
        .distinct()
        .where(
            Assignment.class_id == member.class_id,
            Assignment.bank_id.is_not(None),
            Assignment.withdrawn_at.is_(None),
            is_for(member.user_id),
        )
    )
    connection.execute(
        (sqlite.insert if is_sqlite else postgresql.insert)(Enrolment)
        .from_select(["user_id", "bank_id", "created_at"], banks)
        .on_conflict_do_nothing()
    )
