"""What is kept for how long: finding what is past its time, and deleting it."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import DeclarativeBase, Session

from quizapp.accounts.models import Invitation, OneTimeCode, SignInSession, User
from quizapp.audit.models import AuditEntry
from quizapp.audit.services import Action, record
from quizapp.classrooms.models import Assignment, Class
from quizapp.config import Settings
from quizapp.database import write
from quizapp.imports.spool import Spool
from quizapp.privacy.consequences import AccountKeptError, has_results, list_reasons
from quizapp.privacy.deleting import anonymise_account, delete_account
from quizapp.quizzes.models import Quiz

CODE_DAYS = 90
"""So long it can be read that a one-time code was used, by a person who doesn't look."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many days what is kept; None is for good."""

    audit_days: int
    archived_class_days: int | None = None
    inactive_account_days: int | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """The limits that an installation has set."""
        return cls(
            settings.keep_audit_days,
            settings.keep_archived_class_days,
            settings.keep_inactive_account_days,
        )


@dataclass(slots=True)
class Report:
    """What went, or would go."""

    sign_ins: int = 0
    one_time_codes: int = 0
    invitations: int = 0
    audit_entries: int = 0
    classes: list[str] = field(default_factory=list)
    deleted_accounts: list[str] = field(default_factory=list)
    """Usernames."""
    anonymised_accounts: list[str] = field(default_factory=list)
    kept_accounts: dict[str, str] = field(default_factory=dict)
    """Usernames of inactive people whose accounts can't go, and why."""

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing past its time that could go."""
        told = asdict(self)
        del told["kept_accounts"]
        return not any(told.values())


@dataclass(frozen=True, slots=True)
class _Inactive:
    id: int
    username: str


def find_expired(session: Session, limits: Limits, now: datetime) -> Report:
    """What is past its time at this moment; nothing is changed."""
    report = Report(
        sign_ins=_count(session, SignInSession, SignInSession.expires_at <= now),
        one_time_codes=_count(session, OneTimeCode, _old_code(now)),
        invitations=_count(session, Invitation, _old_invitation(now)),
        audit_entries=_count(session, AuditEntry, _old_entry(limits, now)),
        classes=[name for _, name in _old_classes(session, limits, now)],
    )
    for person in _inactive(session, limits, now):
        reasons = list_reasons(session, person.id)
        if reasons:
            report.kept_accounts[person.username] = " ".join(reasons)
        elif has_results(session, person.id):
            report.anonymised_accounts.append(person.username)
        else:
            report.deleted_accounts.append(person.username)
    return report


def apply_limits(session: Session, spool: Spool, limits: Limits, now: datetime) -> Report:
    """Delete what is past its time; each class and each account in a transaction of its own.

    A student who has results in a class stays in its statistics without a name.
    """
    report = Report()
    with write(session):
        report.sign_ins = _delete(session, SignInSession, SignInSession.expires_at <= now)
        report.one_time_codes = _delete(session, OneTimeCode, _old_code(now))
        report.invitations = _delete(session, Invitation, _old_invitation(now))
    for class_id, name in _old_classes(session, limits, now):
        with write(session):
            delete_class(session, class_id)
        report.classes.append(name)
    for person in _inactive(session, limits, now):
        try:
            if has_results(session, person.id):
                anonymise_account(session, spool, None, person.id, now)
                report.anonymised_accounts.append(person.username)
            else:
                delete_account(session, spool, None, person.id, now)
                report.deleted_accounts.append(person.username)
        except AccountKeptError as error:
            report.kept_accounts[person.username] = str(error)
    with write(session):
        report.audit_entries = _delete(session, AuditEntry, _old_entry(limits, now))
        if not report.is_empty:
            record(session, None, Action.APPLIED_RETENTION, now, details=_details(report))
    return report


def delete_class(session: Session, class_id: int) -> None:
    """Delete a class with its assignments, the quizzes that only it used, and all results of it.

    Runs inside a write of the caller.
    """
    quizzes = select(Assignment.quiz_id).where(
        Assignment.class_id == class_id, Assignment.quiz_id.is_not(None)
    )
    session.execute(delete(Quiz).where(Quiz.id.in_(quizzes)))
    session.execute(delete(Class).where(Class.id == class_id))


def _details(report: Report) -> dict[str, str]:
    accounts = len(report.deleted_accounts) + len(report.anonymised_accounts)
    counts = {
        "classes": f"classes: {len(report.classes)}",
        "accounts": f"accounts: {accounts}",
        "entries": f"entries of the log: {report.audit_entries}",
    }
    return {name: words for name, words in counts.items() if not words.endswith(": 0")}


def _old_code(now: datetime) -> ColumnElement[bool]:
    is_read = or_(OneTimeCode.used_at.is_(None), OneTimeCode.seen_at.is_not(None))
    is_old = OneTimeCode.created_at <= now - timedelta(days=CODE_DAYS)
    return (OneTimeCode.expires_at <= now) & (is_read | is_old)


def _old_invitation(now: datetime) -> ColumnElement[bool]:
    return (Invitation.expires_at <= now) | (Invitation.uses_left <= 0)


def _old_entry(limits: Limits, now: datetime) -> ColumnElement[bool]:
    return AuditEntry.at < now - timedelta(days=limits.audit_days)


def _old_classes(session: Session, limits: Limits, now: datetime) -> list[tuple[int, str]]:
    if limits.archived_class_days is None:
        return []
    last = now - timedelta(days=limits.archived_class_days)
    query = select(Class.id, Class.name).where(Class.archived_at < last).order_by(Class.id)
    return [(row.id, row.name) for row in session.execute(query)]


def _inactive(session: Session, limits: Limits, now: datetime) -> list[_Inactive]:
    """People who weren't there for long and have no browser signed in; never an administrator."""
    if limits.inactive_account_days is None:
        return []
    last_day = now.astimezone(UTC).date() - timedelta(days=limits.inactive_account_days)
    midnight = datetime.combine(last_day, time(), UTC)
    query = (
        select(User.id, User.username)
        .where(
            User.role != "administrator",
            User.anonymised_at.is_(None),
            func.coalesce(User.last_seen_on, last_day) <= last_day,
            User.created_at < midnight,
            ~exists().where(SignInSession.user_id == User.id, SignInSession.expires_at > now),
        )
        .order_by(User.id)
    )
    return [_Inactive(*row) for row in session.execute(query)]


def _count(session: Session, model: type[DeclarativeBase], where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(model).where(where)) or 0


def _delete(session: Session, model: type[DeclarativeBase], where: ColumnElement[bool]) -> int:
    gone = session.execute(delete(model).where(where))
    return int(gone.rowcount)  # type: ignore[attr-defined]
