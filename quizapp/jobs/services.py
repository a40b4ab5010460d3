"""Jobs: made by a request, taken up by one process at a time, heard of while they go on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from quizapp.database import write
from quizapp.jobs.models import Job

SILENCE = timedelta(seconds=60)
"""How long nothing is heard of a job before its process is taken for dead."""

BEAT = timedelta(seconds=0.5)
"""How often a job is heard of at most; each time is a write."""

MAX_RUNS = 3
OVER = "This stopped {} times before it was done. It may be more than this server can hold."
BROKEN = "Something went wrong here. It isn't your fault."


class LostJobError(Exception):
    """Another process has taken the job up, or it was deleted: this one has to stop."""


class JobFailedError(Exception):
    """Work that can't be done; the message is a sentence for the person who wants it."""


@dataclass(frozen=True, slots=True)
class JobState:
    """How far a job is; `done` of `total` are in whatever the job counts, 0 of 0 before that."""

    id: int
    kind: str
    subject_id: int
    state: str
    done: int
    total: int
    message: str
    started_at: datetime | None
    beat_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in {"waiting", "running"}

    @property
    def left(self) -> timedelta | None:
        """How much longer it takes at the rate so far; None before there is a rate."""
        if self.started_at is None or not 0 < self.done <= self.total:
            return None
        return (self.beat_at - self.started_at) * ((self.total - self.done) / self.done)


COLUMNS = (
    *(Job.id, Job.kind, Job.subject_id, Job.state, Job.done, Job.total, Job.message),
    *(Job.started_at, Job.beat_at),
)
"""The columns of a `JobState`, for queries that join jobs."""


def create_job(session: Session, kind: str, subject_id: int, now: datetime) -> int:
    """Put a job down, inside a write of the caller; returns its number."""
    job = Job(kind=kind, subject_id=subject_id, created_at=now, beat_at=now)
    session.add(job)
    session.flush()
    return job.id


def find_job(session: Session, job_id: int) -> JobState | None:
    """How far the job is."""
    row = session.execute(select(*COLUMNS).where(Job.id == job_id)).first()
    return None if row is None else JobState(*row)


def revive(session: Session, job_id: int, now: datetime) -> bool:
    """Whether a process has to be started for the job, because nothing was heard of it for long.

    Of those who ask at once, one is told so. A job that stopped too often has failed.
    """
    with write(session):
        if session.execute(
            update(Job)
            .where(_is_silent(job_id, now), Job.runs >= MAX_RUNS)
            .values(state="failed", message=OVER.format(MAX_RUNS))
            .returning(Job.id)
        ).first():
            return False
        silent = update(Job).where(_is_silent(job_id, now))
        found = session.execute(silent.values(state="waiting", beat_at=now).returning(Job.id))
        return found.first() is not None


def _is_silent(job_id: int, now: datetime) -> ColumnElement[bool]:
    return (
        (Job.id == job_id) & Job.state.in_(("waiting", "running")) & (Job.beat_at < now - SILENCE)
    )


class Work:
    """A job in the hands of the process that has taken it up."""

    def __init__(
        self, session: Session, job_id: int, run: int, clock: Callable[[], datetime]
    ) -> None:
        row = session.execute(select(Job.kind, Job.subject_id).where(Job.id == job_id)).one()
        self.kind: str = row[0]
        self.subject_id: int = row[1]
        self.job_id = job_id
        self.clock = clock
        self._session = session
        self._mine = (Job.id == job_id) & (Job.runs == run) & (Job.state == "running")
        self._heard_at = clock()

    def tell(self, done: int, total: int) -> None:
        """Say how far it is; now and then this is stored. Raises `LostJobError`."""
        now = self.clock()
        if now - self._heard_at < BEAT:
            return
        self._heard_at = now
        with write(self._session):
            self._change(done=done, total=total, beat_at=now)

    def hold(self) -> None:
        """Make sure, inside a write, that nobody else does this work. Raises `LostJobError`."""
        self._change(beat_at=self.clock())

    def finish(self) -> None:
        """Say that it is done, inside the write that makes the result last."""
        self._change(state="done", beat_at=self.clock())

    def fail(self, message: str) -> None:
        """Say why it can't be done; what was begun and not stored is given up."""
        self._session.rollback()
        with write(self._session):
            self._change(state="failed", message=message, beat_at=self.clock())

    def _change(self, **values: object) -> None:
        changed = update(Job).where(self._mine).values(**values).returning(Job.id)
        if self._session.execute(changed).first() is None:
            raise LostJobError


def take_up(session: Session, job_id: int, clock: Callable[[], datetime]) -> Work | None:
    """Take up a job that waits for a process; None where another one has it, or it is over."""
    now = clock()
    with write(session):
        run = session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == "waiting")
            .values(state="running", runs=Job.runs + 1, started_at=now, beat_at=now)
            .values(done=0, total=0)
            .returning(Job.runs)
        ).scalar()
    return None if run is None else Work(session, job_id, run, clock)


def delete_jobs(session: Session, kind: str, subject_id: int) -> None:
    """Forget the jobs on a subject, inside a write of the caller; one that runs stops."""
    session.execute(delete(Job).where(Job.kind == kind, Job.subject_id == subject_id))
