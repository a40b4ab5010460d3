"""The log for those it is for: a class's teachers, the person whose data it was, administrators."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.audit.models import AuditEntry
from quizapp.audit.reading import LogEntry, LogPage, read_log
from quizapp.audit.wording import CONCERNS_EVERYBODY
from quizapp.classrooms.models import Class, ClassMember


@dataclass(frozen=True, slots=True)
class NamedLog:
    """A page of the log with the names of the classes in it; a class that is gone has none."""

    entries: tuple[LogEntry, ...]
    older: int | None
    class_names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class LogFilters:
    """What an administrator looks for; empty is everything."""

    username: str = ""
    class_id: int | None = None
    action: str = ""


def class_log(session: Session, class_id: int, before: int | None = None) -> NamedLog:
    """What was done in a class, or seen of it."""
    return _named(session, read_log(session, AuditEntry.class_id == class_id, before=before))


def own_log(session: Session, person: Person, before: int | None = None) -> NamedLog:
    """Who saw or changed the person's data, alone or with everybody's in a class."""
    mine = [AuditEntry.subject_id == person.id]
    members = session.execute(
        select(ClassMember.class_id, ClassMember.joined_at, ClassMember.left_at).where(
            ClassMember.user_id == person.id, ClassMember.state != "waiting"
        )
    )
    for class_id, joined_at, left_at in members.all():
        of_class = and_(
            AuditEntry.class_id == class_id,
            AuditEntry.subject_id.is_(None),
            AuditEntry.subject_name == "",
            AuditEntry.action.in_([action.value for action in CONCERNS_EVERYBODY]),
            AuditEntry.at >= joined_at,
        )
        mine.append(of_class if left_at is None else of_class & (AuditEntry.at <= left_at))
    return _named(session, read_log(session, or_(*mine), before=before))


def whole_log(session: Session, filters: LogFilters, before: int | None = None) -> NamedLog:
    """What was done on the installation, without saying what grades there were."""
    where: list[ColumnElement[bool]] = []
    if filters.username:
        who = session.scalar(
            select(User.id).where(User.username == filters.username.strip().lower())
        )
        is_theirs = or_(AuditEntry.actor_id == who, AuditEntry.subject_id == who)
        where.append(false() if who is None else is_theirs)
    if filters.class_id is not None:
        where.append(AuditEntry.class_id == filters.class_id)
    if filters.action:
        where.append(AuditEntry.action == filters.action)
    return _named(session, read_log(session, *where, before=before))


def _named(session: Session, page: LogPage) -> NamedLog:
    ids = {entry.class_id for entry in page.entries if entry.class_id is not None}
    names = session.execute(select(Class.id, Class.name).where(Class.id.in_(ids)))
    return NamedLog(page.entries, page.older, {row.id: row.name for row in names})
