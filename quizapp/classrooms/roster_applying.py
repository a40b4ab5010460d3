"""Taking a class list over: all of what its dry run showed, or nothing."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import NO_PASSWORD, Person
from quizapp.audit.services import Action, record
from quizapp.classrooms.locking import lock_class
from quizapp.classrooms.models import ClassGroup, ClassMember, GroupMember
from quizapp.classrooms.roster import Plan, PlannedRow, plan_roster
from quizapp.database import insert_missing, write
from quizapp.engine.formats.roster import RosterRow

_STATES = {"new": "active", "joins": "active", "back": "active", "invited": "invited"}


class ChangedPlanError(Exception):
    """What the list would change is no longer what the dry run showed, or there is a fault."""


def apply_roster(
    session: Session,
    person: Person,
    class_id: int,
    rows: Sequence[RosterRow],
    *,
    digest: str,
    removes_missing: bool,
    now: datetime,
) -> Plan:
    """Change the class as the plan of this digest says; returns the plan.

    Accounts that are made have no password: sign-in slips give one. With `removes_missing`, those
    who aren't in the list leave the class. Raises `ChangedPlanError`, `NotTheirsError` and
    `ArchivedError`, and then nothing is changed.
    """
    try:
        with write(session):
            found = lock_class(session, person, class_id)
            plan = plan_roster(session, person, class_id, rows)
            if plan.faults or plan.digest != digest:
                raise ChangedPlanError
            user_ids = _make_accounts(session, plan, found.time_zone, now)
            _store_members(session, class_id, plan, user_ids, now)
            _store_groups(session, class_id, plan, user_ids)
            if removes_missing:
                _let_go(session, class_id, plan, now)
            _record(session, person, class_id, plan, removes_missing=removes_missing, now=now)
    except IntegrityError as error:
        # Somebody has taken one of the usernames since they were looked for.
        raise ChangedPlanError from error
    return plan


def _make_accounts(
    session: Session, plan: Plan, time_zone: str, now: datetime
) -> dict[PlannedRow, int]:
    """The number of each row's account; those that there weren't are made."""
    new = [row for row in plan.rows if row.user_id is None]
    values = [
        {
            "username": row.username,
            "display_name": row.row.name,
            "password_hash": NO_PASSWORD,
            "role": "student",
            "time_zone": time_zone,
            "last_seen_on": now.date(),
            "created_at": now,
        }
        for row in new
    ]
    if values:
        session.execute(insert(User), values)
    names = [row.username for row in new]
    made = session.execute(select(User.username, User.id).where(User.username.in_(names))).all()
    ids = {row.username: row.id for row in made}
    return {row: row.user_id or ids[row.username] for row in plan.rows}


def _store_members(
    session: Session, class_id: int, plan: Plan, user_ids: dict[PlannedRow, int], now: datetime
) -> None:
    added = [row for row in plan.rows if row.outcome in _STATES]
    values = [
        {
            "class_id": class_id,
            "user_id": user_ids[row],
            "state": _STATES[row.outcome],
            "roster_id": row.row.roster_id,
            "sort_name": row.sort_name,
            "joined_at": now,
        }
        for row in sorted(added, key=user_ids.__getitem__)
    ]
    insert_missing(session, ClassMember, values)
    _update_members(session, class_id, [row for row in plan.rows if row.changes], user_ids)
    for outcome, state in _STATES.items():
        came = [user_ids[row] for row in added if row.outcome == outcome]
        session.execute(
            update(ClassMember)
            .where(ClassMember.class_id == class_id, ClassMember.user_id.in_(came))
            .values(state=state, joined_at=now, left_at=None)
            .execution_options(synchronize_session=False)
        )


def _update_members(
    session: Session, class_id: int, rows: Sequence[PlannedRow], user_ids: dict[PlannedRow, int]
) -> None:
    for with_id in (True, False):
        values = [
            {
                "of_class": class_id,
                "of_user": user_ids[row],
                "sort_name": row.sort_name,
                **({"roster_id": row.row.roster_id} if with_id else {}),
            }
            for row in rows
            if bool(row.row.roster_id) == with_id
        ]
        if values:
            table = ClassMember.__table__
            session.connection().execute(
                update(ClassMember).where(
                    table.c.class_id == bindparam("of_class"),
                    table.c.user_id == bindparam("of_user"),
                ),
                values,
            )


def _store_groups(
    session: Session, class_id: int, plan: Plan, user_ids: dict[PlannedRow, int]
) -> None:
    if plan.new_groups:
        made = [{"class_id": class_id, "name": name} for name in plan.new_groups]
        session.execute(insert(ClassGroup), made)
    rows = session.execute(
        select(ClassGroup.name, ClassGroup.id).where(ClassGroup.class_id == class_id)
    )
    groups = {name.casefold(): group_id for name, group_id in rows}
    places = {
        (groups[group.casefold()], user_ids[row]) for row in plan.rows for group in row.row.groups
    }
    members = [{"group_id": group_id, "user_id": user_id} for group_id, user_id in sorted(places)]
    insert_missing(session, GroupMember, members)


def _let_go(session: Session, class_id: int, plan: Plan, now: datetime) -> None:
    gone = [student.user_id for student in plan.missing]
    session.execute(
        update(ClassMember)
        .where(ClassMember.class_id == class_id, ClassMember.user_id.in_(gone))
        .values(state="left", left_at=now)
        .execution_options(synchronize_session=False)
    )


def _record(
    session: Session,
    person: Person,
    class_id: int,
    plan: Plan,
    *,
    removes_missing: bool,
    now: datetime,
) -> None:
    details: dict[str, int] = {**Counter(row.outcome for row in plan.rows)}
    if removes_missing:
        details["left"] = len(plan.missing)
    record(session, person, Action.IMPORTED_ROSTER, now, class_id=class_id, details=details)
