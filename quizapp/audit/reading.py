"""The audit log as people read it: a page at a time, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry
from quizapp.audit.services import list_entries
from quizapp.audit.wording import about, words_of

PER_PAGE = 100
INSTALLATION = "The installation"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Who did what when, and with whose data, in plain words."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    words: str
    about: str
    """Which thing it was, such as the title of an assignment."""
    subject_id: int | None
    subject: str
    class_id: int | None


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log; `older` is the number to go on from, None at the end."""

    entries: tuple[LogEntry, ...]
    older: int | None


def read_log(session: Session, *where: ColumnElement[bool], before: int | None = None) -> LogPage:
    """The newest entries that fulfil all conditions on `AuditEntry`."""
    found = list_entries(session, *where, limit=PER_PAGE + 1, before=before)
    shown = tuple(_shown(entry) for entry in found[:PER_PAGE])
    return LogPage(shown, shown[-1].id if len(found) > PER_PAGE else None)


def _shown(entry: AuditEntry) -> LogEntry:
    return LogEntry(
        id=entry.id,
        at=entry.at,
        actor_id=entry.actor_id,
        actor=entry.actor_name or INSTALLATION,
        words=words_of(entry.action),
        about=about(entry.details),
        subject_id=entry.subject_id,
        subject=entry.subject_name,
        class_id=entry.class_id,
    )
