"""The rows of a run: stored so that nobody sees them, then published all at once."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from quizapp.database import Base
from quizapp.derivations.models import (
    ArticlePart,
    Derivation,
    ProposedQuestion,
    RefusedPage,
)
from quizapp.derivations.packing import Row, RunRows, unpack_question
from quizapp.engine.question import Question

BATCH = 1_000
"""How many rows one write of a background process stores, so that others get their turn."""

_OF_RUNS = (ArticlePart, ProposedQuestion, RefusedPage)


def batches(
    derivation_id: int, run: int, rows: RunRows
) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    """Yield the rows of a run with their table, some at a time."""
    tables: tuple[tuple[type[Base], list[Row]], ...] = (
        (ArticlePart, rows.parts),
        (ProposedQuestion, rows.proposals),
        (RefusedPage, rows.refusals),
    )
    for model, those in tables:
        for first in range(0, len(those), BATCH):
            batch = those[first : first + BATCH]
            yield model, [{"derivation_id": derivation_id, "run": run, **row} for row in batch]


def store_batch(session: Session, model: type[Base], batch: list[dict[str, Any]]) -> None:
    """Store rows, inside a write of the caller."""
    session.execute(insert(model), batch)


def publish_run(session: Session, derivation_id: int, run: int, summary: Row) -> None:
    """Let everybody see the run instead of the one before, inside a write of the caller."""
    session.execute(
        update(Derivation)
        .where(Derivation.id == derivation_id)
        .values(run=run, summary=summary, job_id=None)
    )


def delete_older_runs(session: Session, derivation_id: int, run: int) -> None:
    """Delete what belongs to runs before this one, inside a write of the caller."""
    for model in _OF_RUNS:
        session.execute(delete(model).where(model.derivation_id == derivation_id, model.run < run))


def delete_newer_runs(session: Session, derivation_id: int, run: int) -> None:
    """Delete what a process left that didn't come to its end, inside a write of the caller."""
    for model in _OF_RUNS:
        session.execute(delete(model).where(model.derivation_id == derivation_id, model.run > run))


def load_questions(session: Session, derivation_id: int, run: int) -> list[Question]:
    """The questions that a run proposes, in the order of the bank."""
    rows = session.scalars(
        select(ProposedQuestion.proposal)
        .where(ProposedQuestion.derivation_id == derivation_id, ProposedQuestion.run == run)
        .order_by(ProposedQuestion.position)
    )
    return [unpack_question(row) for row in rows]
