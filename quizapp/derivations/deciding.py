"""Deciding on proposed questions, one or many at a time, and taking the last decision back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.database import write
from quizapp.derivations.models import DecidedQuestion, ProposedQuestion
from quizapp.derivations.services import lock_derivation
from quizapp.engine.derivation.decisions import Decision, Decisions

MAX_REASON = 500
NO_REASON = "No reason was given."
"""What stands in a file of decisions for a rejection without a reason."""

_BATCH = 1_000
_KEPT = ("verdict", "reason", "changes", "digest", "step")


class UnknownQuestionError(LookupError):
    """A position at which nothing is proposed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to decide: accept, reject (with a reason or without), or edit (with the changes)."""

    name: str
    reason: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What was decided in one step; `positions` are those that are proposed at this time."""

    number: int
    positions: tuple[int, ...]


def decide(
    session: Session,
    person: Person,
    derivation_id: int,
    position: int,
    verdict: Verdict,
    now: datetime,
) -> Step:
    """Decide on one question, whatever was decided before.

    Raises `UnknownDerivationError` and `UnknownQuestionError`.
    """
    with write(session):
        run = lock_derivation(session, person, derivation_id)
        row = session.execute(
            select(ProposedQuestion.key, ProposedQuestion.digest).where(
                *_of_run(derivation_id, run), ProposedQuestion.position == position
            )
        ).first()
        if row is None:
            raise UnknownQuestionError
        known = _load_decided(session, derivation_id, row.key)
        step = _next_step(session, derivation_id)
        session.execute(_decisions_on(derivation_id, row.key))
        values = _values(derivation_id, step, verdict, now)
        session.execute(
            insert(DecidedQuestion).values(
                **values, key=row.key, digest=row.digest, before=_packed(known)
            )
        )
    return Step(step, (position,))


def decide_open(
    session: Session,
    person: Person,
    derivation_id: int,
    verdict: Verdict,
    now: datetime,
    *,
    form: str = "",
    positions: Sequence[int] | None = None,
) -> Step:
    """Decide on all questions that are open, of a form or at these positions where such are given.

    Raises `UnknownDerivationError`.
    """
    with write(session):
        run = lock_derivation(session, person, derivation_id)
        query = (
            select(ProposedQuestion.position, ProposedQuestion.key, ProposedQuestion.digest)
            .outerjoin(DecidedQuestion, _IS_ON)
            .where(*_of_run(derivation_id, run), DecidedQuestion.key.is_(None))
        )
        if form:
            query = query.where(ProposedQuestion.form == form)
        if positions is not None:
            query = query.where(ProposedQuestion.position.in_(positions))
        found = session.execute(query.order_by(ProposedQuestion.position)).all()
        step = _next_step(session, derivation_id)
        values = _values(derivation_id, step, verdict, now)
        for first in range(0, len(found), _BATCH):
            batch = found[first : first + _BATCH]
            session.execute(
                insert(DecidedQuestion),
                [{**values, "key": row.key, "digest": row.digest, "before": None} for row in batch],
            )
    return Step(step, tuple(row.position for row in found))


def reopen(session: Session, person: Person, derivation_id: int, position: int) -> Step:
    """Take back whatever was decided on a question; raises as `decide` does."""
    with write(session):
        run = lock_derivation(session, person, derivation_id)
        key = session.scalar(
            select(ProposedQuestion.key).where(
                *_of_run(derivation_id, run), ProposedQuestion.position == position
            )
        )
        if key is None:
            raise UnknownQuestionError
        session.execute(_decisions_on(derivation_id, key))
    return Step(0, (position,))


def undo(session: Session, person: Person, derivation_id: int, step: int) -> Step:
    """Bring back what there was before a step; what was decided again since stays decided."""
    with write(session):
        run = lock_derivation(session, person, derivation_id)
        decided = session.execute(
            select(DecidedQuestion.key, DecidedQuestion.before, ProposedQuestion.position)
            .outerjoin(ProposedQuestion, _IS_ON & (ProposedQuestion.run == run))
            .where(DecidedQuestion.derivation_id == derivation_id, DecidedQuestion.step == step)
        ).all()
        session.execute(
            delete(DecidedQuestion).where(
                DecidedQuestion.derivation_id == derivation_id, DecidedQuestion.step == step
            )
        )
        earlier = [_unpacked(derivation_id, row.key, row.before) for row in decided if row.before]
        if earlier:
            session.execute(insert(DecidedQuestion), earlier)
    positions = sorted(row.position for row in decided if row.position is not None)
    return Step(step, tuple(positions))


def last_step(session: Session, derivation_id: int) -> int:
    """The step that can be taken back; 0 where nothing is decided."""
    return session.scalar(_last_step(derivation_id)) or 0


def load_decisions(session: Session, derivation_id: int) -> Decisions:
    """All that was decided, as the engine takes it, in the order of deciding."""
    rows = session.execute(
        select(
            *(DecidedQuestion.key, DecidedQuestion.verdict, DecidedQuestion.reason),
            DecidedQuestion.changes,
        )
        .where(DecidedQuestion.derivation_id == derivation_id)
        .order_by(DecidedQuestion.step, DecidedQuestion.key)
    )
    return Decisions({row.key: _decision(row) for row in rows})


_IS_ON = (DecidedQuestion.derivation_id == ProposedQuestion.derivation_id) & (
    DecidedQuestion.key == ProposedQuestion.key
)


def _decision(row: Any) -> Decision:
    reason = (row.reason or NO_REASON) if row.verdict == "reject" else ""
    return Decision(row.verdict, reason, row.changes)


def _of_run(derivation_id: int, run: int) -> tuple[Any, Any]:
    return ProposedQuestion.derivation_id == derivation_id, ProposedQuestion.run == run


def _decisions_on(derivation_id: int, key: str) -> Any:
    return delete(DecidedQuestion).where(
        DecidedQuestion.derivation_id == derivation_id, DecidedQuestion.key == key
    )


def _load_decided(session: Session, derivation_id: int, key: str) -> DecidedQuestion | None:
    return session.scalar(
        select(DecidedQuestion).where(
            DecidedQuestion.derivation_id == derivation_id, DecidedQuestion.key == key
        )
    )


def _last_step(derivation_id: int) -> Any:
    return select(func.max(DecidedQuestion.step)).where(
        DecidedQuestion.derivation_id == derivation_id
    )


def _next_step(session: Session, derivation_id: int) -> int:
    return (session.scalar(_last_step(derivation_id)) or 0) + 1


def _values(derivation_id: int, step: int, verdict: Verdict, now: datetime) -> dict[str, Any]:
    return {
        "derivation_id": derivation_id,
        "step": step,
        "verdict": verdict.name,
        "reason": verdict.reason,
        "changes": dict(verdict.changes),
        "decided_at": now,
    }


def _packed(decided: DecidedQuestion | None) -> dict[str, Any] | None:
    """What was decided earlier, but not what was before that."""
    if decided is None:
        return None
    kept = {name: getattr(decided, name) for name in _KEPT}
    return {**kept, "decided_at": decided.decided_at.isoformat()}


def _unpacked(derivation_id: int, key: str, before: dict[str, Any]) -> dict[str, Any]:
    decided_at = datetime.fromisoformat(before["decided_at"])
    return {
        "derivation_id": derivation_id,
        "key": key,
        "before": None,
        **{name: before[name] for name in _KEPT},
        "decided_at": decided_at,
    }
