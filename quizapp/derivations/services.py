"""Derivations of a teacher: made at once or by a background process, listed, deleted."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Bank
from quizapp.database import write
from quizapp.derivations import storing
from quizapp.derivations.models import (
    ArticleText,
    DecidedQuestion,
    Derivation,
    ProposedQuestion,
)
from quizapp.derivations.packing import pack
from quizapp.engine.derivation.blocks import ArticleError
from quizapp.engine.derivation.derive import derive
from quizapp.jobs import services as jobs
from quizapp.jobs.models import Job
from quizapp.jobs.services import JobFailedError, JobState, Work

JOB = "derivation"
MAX_AT_ONCE = 200_000
"""The longest article, in bytes, that is derived while the teacher waits for the page."""

MAX_LISTED = 100
UNTITLED = "Untitled article"


class UnknownDerivationError(LookupError):
    """There is no such derivation, or it isn't this person's."""


class BusyDerivationError(Exception):
    """The article is being derived at this moment."""


@dataclass(frozen=True, slots=True)
class GivenArticle:
    """An article as a teacher gives it; `format` is "html", or "" where the text shows it.

    `title` is what the teacher calls it, `name` that of its file.
    """

    text: str
    format: Literal["", "html"] = ""
    title: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class DerivationView:
    """A derivation as its pages know it; `run` is 0 until something was derived."""

    id: int
    given_title: str
    run: int
    summary: dict[str, Any]
    bank_slug: str | None
    bank_title: str | None
    published_at: datetime | None
    created_at: datetime
    job: JobState | None
    decided: int = 0

    @property
    def title(self) -> str:
        """What the teacher calls the article, else what it calls itself."""
        return self.given_title or self.summary.get("title", "") or UNTITLED

    @property
    def is_open(self) -> bool:
        """Whether it is being derived."""
        return self.job is not None and self.job.is_open


def may_derive(person: Person) -> bool:
    """Whether the person makes banks from articles."""
    return person.role in {"teacher", "administrator"}


def derive_article(
    session: Session, person: Person, given: GivenArticle, now: datetime
) -> tuple[int, int | None]:
    """Make a derivation; returns its number, and that of the job where a process has to do it.

    Raises ArticleError, and then nothing is stored.
    """
    if _is_long(given):
        with write(session):
            derivation_id = _create(session, person, given, now)
            return derivation_id, _put_down_job(session, derivation_id, now)
    rows = pack(_derive(given))
    with write(session):
        derivation_id = _create(session, person, given, now)
        for model, batch in storing.batches(derivation_id, 1, rows):
            storing.store_batch(session, model, batch)
        storing.publish_run(session, derivation_id, 1, rows.summary)
    return derivation_id, None


def derive_again(
    session: Session, person: Person, derivation_id: int, given: GivenArticle, now: datetime
) -> int | None:
    """Derive the changed article; returns the number of the job where a process has to do it.

    What was decided is kept. Raises ArticleError, `BusyDerivationError` and
    `UnknownDerivationError`, and then nothing is changed.
    """
    found = find_derivation(session, person, derivation_id)
    given = replace(given, title=given.title or found.given_title)
    if _is_long(given):
        with write(session):
            _lock_idle(session, person, derivation_id)
            _replace_text(session, derivation_id, given)
            return _put_down_job(session, derivation_id, now)
    before = storing.load_questions(session, derivation_id, found.run)
    rows = pack(_derive(given), before)
    with write(session):
        run = _lock_idle(session, person, derivation_id) + 1
        _replace_text(session, derivation_id, given)
        storing.delete_newer_runs(session, derivation_id, run - 1)
        for model, batch in storing.batches(derivation_id, run, rows):
            storing.store_batch(session, model, batch)
        storing.publish_run(session, derivation_id, run, rows.summary)
        storing.delete_older_runs(session, derivation_id, run)
    return None


def work_on_derivation(session: Session, work: Work) -> None:
    """Derive a long article, in a process of its own."""
    derivation_id = work.subject_id
    run, given = _load_given(session, derivation_id)
    try:
        derived = _derive(given, work)
    except ArticleError as error:
        raise JobFailedError(str(error)) from error
    rows = pack(derived, storing.load_questions(session, derivation_id, run))
    with write(session):
        work.hold()
        storing.delete_newer_runs(session, derivation_id, run)
    for model, batch in storing.batches(derivation_id, run + 1, rows):
        with write(session):
            work.hold()
            storing.store_batch(session, model, batch)
    with write(session):
        work.finish()
        storing.publish_run(session, derivation_id, run + 1, rows.summary)
    with write(session):
        storing.delete_older_runs(session, derivation_id, run + 1)


def find_derivation(session: Session, person: Person, derivation_id: int) -> DerivationView:
    """The person's derivation; raises `UnknownDerivationError`."""
    query = _views(person).where(Derivation.id == derivation_id)
    row = session.execute(query).first()
    if row is None:
        raise UnknownDerivationError
    return _view(row)


def list_derivations(session: Session, person: Person) -> list[DerivationView]:
    """The person's derivations with the number of questions decided on, the newest first."""
    decided = (
        select(func.count())
        .select_from(ProposedQuestion)
        .join(
            DecidedQuestion,
            (DecidedQuestion.derivation_id == ProposedQuestion.derivation_id)
            & (DecidedQuestion.key == ProposedQuestion.key),
        )
        .where(
            ProposedQuestion.derivation_id == Derivation.id,
            ProposedQuestion.run == Derivation.run,
        )
        .correlate(Derivation)
        .scalar_subquery()
    )
    query = _views(person).add_columns(decided).order_by(Derivation.id.desc()).limit(MAX_LISTED)
    return [_view(row) for row in session.execute(query)]


def load_text(session: Session, person: Person, derivation_id: int) -> GivenArticle:
    """The article of a derivation as it was given; raises `UnknownDerivationError`."""
    found = find_derivation(session, person, derivation_id)
    _, given = _load_given(session, found.id)
    return given


def delete_derivation(session: Session, person: Person, derivation_id: int) -> None:
    """Delete a derivation with all that was decided; a bank that was published stays."""
    with write(session):
        lock_derivation(session, person, derivation_id)
        jobs.delete_jobs(session, JOB, derivation_id)
        session.execute(delete(Derivation).where(Derivation.id == derivation_id))


def _is_long(given: GivenArticle) -> bool:
    return len(given.text.encode("utf-8", "replace")) > MAX_AT_ONCE


def _derive(given: GivenArticle, work: Work | None = None) -> Any:
    kind, title = given.format or None, given.title or given.name
    if work is None:
        return derive(given.text, kind=kind, title=title)
    return derive(given.text, kind=kind, title=title, progress=work.tell)


def _create(session: Session, person: Person, given: GivenArticle, now: datetime) -> int:
    derivation = Derivation(
        owner_id=person.id, title=given.title, summary={"title": given.name}, created_at=now
    )
    session.add(derivation)
    session.flush()
    _store_text(session, derivation.id, given)
    return derivation.id


def _put_down_job(session: Session, derivation_id: int, now: datetime) -> int:
    jobs.delete_jobs(session, JOB, derivation_id)
    job_id = jobs.create_job(session, JOB, derivation_id, now)
    session.execute(update(Derivation).where(Derivation.id == derivation_id).values(job_id=job_id))
    return job_id


def _replace_text(session: Session, derivation_id: int, given: GivenArticle) -> None:
    session.execute(delete(ArticleText).where(ArticleText.derivation_id == derivation_id))
    _store_text(session, derivation_id, given)
    session.execute(
        update(Derivation).where(Derivation.id == derivation_id).values(title=given.title)
    )


def _store_text(session: Session, derivation_id: int, given: GivenArticle) -> None:
    session.execute(
        insert(ArticleText).values(
            derivation_id=derivation_id, name=given.name, format=given.format, text=given.text
        )
    )


def _load_given(session: Session, derivation_id: int) -> tuple[int, GivenArticle]:
    run, title, name, format_, text = session.execute(
        select(
            *(Derivation.run, Derivation.title),
            *(ArticleText.name, ArticleText.format, ArticleText.text),
        )
        .join(ArticleText, ArticleText.derivation_id == Derivation.id)
        .where(Derivation.id == derivation_id)
    ).one()
    return run, GivenArticle(text, "html" if format_ == "html" else "", title, name)


def lock_derivation(session: Session, person: Person, derivation_id: int) -> int:
    """Let nobody else write to the derivation meanwhile; returns its run."""
    run = session.scalar(
        select(Derivation.run)
        .where(Derivation.id == derivation_id, Derivation.owner_id == person.id)
        .with_for_update()
    )
    if run is None:
        raise UnknownDerivationError
    return run


def _lock_idle(session: Session, person: Person, derivation_id: int) -> int:
    run = lock_derivation(session, person, derivation_id)
    if find_derivation(session, person, derivation_id).is_open:
        raise BusyDerivationError
    return run


def _views(person: Person) -> Select[Any]:
    return (
        select(
            *(Derivation.id, Derivation.title, Derivation.run, Derivation.summary),
            *(Bank.slug, Bank.title, Derivation.published_at, Derivation.created_at),
            *jobs.COLUMNS,
        )
        .outerjoin(Bank, Bank.id == Derivation.bank_id)
        .outerjoin(Job, Job.id == Derivation.job_id)
        .where(Derivation.owner_id == person.id)
    )


def _view(row: Any) -> DerivationView:
    end = 8 + len(jobs.COLUMNS)
    job = None if row[8] is None else JobState(*row[8:end])
    values = [*row[:8], job, *row[end:]]
    return DerivationView(*values)
