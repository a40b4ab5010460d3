"""The attempts at all quizzes of a class, loaded as fast as a page of a large class needs."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

from sqlalchemy import JSON, Double, case, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from quizapp.classrooms.models import Assignment
from quizapp.engine.gradebook import Handed
from quizapp.quizzes.models import Attempt

Columns: TypeAlias = tuple[
    list[int], list[float | None], list[float | None], list[str | None], list[int]
]
"""Of each attempt the student, score, points, when it was handed in, and 1 where that was late."""


@dataclass(slots=True)
class QuizAttempts:
    """The attempts at one quiz, by student."""

    in_time: dict[int, float] = field(default_factory=dict)
    """The share of the only attempt, where it was handed in in time: no more has to be known."""
    handed: dict[int, list[Handed]] = field(default_factory=dict)
    """The attempts of all others, in the order of handing in."""
    running: set[int] = field(default_factory=set)
    """Who has begun an attempt and not handed it in."""


NONE = QuizAttempts()


def load_attempts(
    session: Session,
    assignment_ids: Collection[int],
    apart: Mapping[int, Collection[int]],
    user_id: int | None = None,
) -> dict[int, QuizAttempts]:
    """The attempts at these assignments by the assignment, of all students or of one.

    Those named in `apart` (by assignment) have other dates, or a teacher has decided on them: their
    attempts are among `handed`, whenever they came.
    """
    # Some 50,000 attempts come as one row of JSON for each quiz: rows, decimals and instants for
    # each of them take several times as long as all that is worked out from them.
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    gather = func.json_group_array if is_sqlite else func.json_agg
    columns = (
        *(Attempt.user_id, cast(Attempt.score, Double), cast(Attempt.max_score, Double)),
        *(Attempt.submitted_at, case((Attempt.submitted_at > Assignment.due_at, 1), else_=0)),
    )
    query = (
        select(Assignment.id, *(type_coerce(gather(column), JSON) for column in columns))
        .join(Attempt, Attempt.quiz_id == Assignment.quiz_id)
        .where(Assignment.id.in_(assignment_ids))
        .group_by(Assignment.id)
    )
    if user_id is not None:
        query = query.where(Attempt.user_id == user_id)
    return {row[0]: sort_out(row[1:], apart.get(row[0], ())) for row in session.execute(query)}


def sort_out(columns: Columns, apart: Collection[int]) -> QuizAttempts:
    """The attempts at one quiz, given in any order, by student."""
    in_time = {
        student_id: score / most
        for student_id, score, most, at, is_late in zip(*columns, strict=True)
        if at is not None and score is not None and most and not is_late
    }
    counts = Counter(columns[0])
    several = [student_id for student_id, count in counts.items() if count > 1]
    for student_id in (*several, *apart):
        in_time.pop(student_id, None)
    found = QuizAttempts(in_time)
    for student_id, score, most, at, _ in zip(*columns, strict=True):
        if at is None:
            found.running.add(student_id)
        elif student_id not in in_time:
            share = score / most if most and score is not None else None
            found.handed.setdefault(student_id, []).append(Handed(share, _instant(at)))
    for student_id in several:
        found.handed.get(student_id, []).sort(key=_handing_in)
    return found


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _handing_in(one: Handed) -> datetime:
    return one.at
