"""Marking a question of an assigned quiz again, for all who were asked it and those to come.

A ruling is stored beside the quiz; answers go on pointing to the version they were given to, and
taking the ruling back marks them by that version's key. Nobody's cards change.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.audit.services import Action, record
from quizapp.banks.models import QuestionVersion
from quizapp.database import write
from quizapp.engine.carried_answers import UncarriedError, carry_response
from quizapp.engine.kinds import KINDS, Kind, Response
from quizapp.engine.question import to_json
from quizapp.quizzes.marking import BY_KEY, FULL, VOID, pack_answers, scores_of
from quizapp.quizzes.models import Answer, Attempt, AttemptMarks, Quiz, Ruling
from quizapp.quizzes.packing import pack, packed_mark, packed_points, unpack

RULINGS = (BY_KEY, FULL, VOID)
AT_ONCE = 500
"""How many rows are sent to the database in one go."""
_STORED = Decimal("0.0001")


class UnknownVersionError(LookupError):
    """The question has no such version, or the quiz never asked the question."""


class RefusedRulingError(Exception):
    """The ruling can't be applied; `reasons` say why, and for how many attempts each."""

    def __init__(self, reasons: Counter[str]) -> None:
        super().__init__(str(reasons))
        self.reasons = reasons.most_common()


class ChangedMeanwhileError(Exception):
    """What the preview showed isn't true any more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a teacher decides on a question; no `ruling` takes back what was decided before."""

    ruling: str | None
    version_id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The score of an attempt before and after."""

    attempt_id: int
    user_id: int
    name: str
    score: Decimal
    max_score: Decimal
    new_score: Decimal
    new_max_score: Decimal

    @property
    def share(self) -> float:
        """The share of the points before."""
        return float(self.score / self.max_score) if self.max_score else 0.0

    @property
    def new_share(self) -> float:
        """The share of the points afterwards."""
        return float(self.new_score / self.new_max_score) if self.new_max_score else 0.0

    @property
    def is_change(self) -> bool:
        """Whether anything of the score changes."""
        return (self.score, self.max_score) != (self.new_score, self.new_max_score)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a choice would do: how many attempts it concerns, and those whose score changes.

    The largest changes are first. `token` stands for all that was seen.
    """

    attempts: int
    changes: tuple[Change, ...]
    token: str


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be stored for one attempt."""

    change: Change
    position: int
    mark: float
    old_mark: float | None
    packed: bytes
    old_packed: bytes | None

    @property
    def is_needed(self) -> bool:
        """Whether anything stored changes."""
        return (
            self.change.is_change
            or self.mark != self.old_mark
            or (self.old_packed is not None and self.packed != self.old_packed)
        )


def find_ruling(session: Session, quiz_id: int, question_id: int) -> Choice | None:
    """What was decided on a question of a quiz."""
    row = session.execute(
        select(Ruling.ruling, Ruling.version_id).where(
            Ruling.quiz_id == quiz_id, Ruling.question_id == question_id
        )
    ).one_or_none()
    return None if row is None else Choice(row.ruling, row.version_id)


def preview_ruling(session: Session, quiz_id: int, question_id: int, choice: Choice) -> Preview:
    """What the choice would change; nothing is stored.

    Raises `UnknownVersionError`, and `RefusedRulingError` where a response that somebody gave isn't
    in the version whose key is to be taken.
    """
    works = _work_out(session, quiz_id, question_id, choice)
    changes = [work.change for work in works if work.change.is_change]
    # Rounded, so that what is the same for people isn't ordered by what floats make of it.
    changes.sort(
        key=lambda one: (-round(abs(one.new_share - one.share), 6), one.name, one.attempt_id)
    )
    before = find_ruling(session, quiz_id, question_id)
    return Preview(len(works), tuple(changes), _token(choice, before, works))


def apply_ruling(
    session: Session,
    person: Person,
    quiz_id: int,
    question_id: int,
    choice: Choice,
    *,
    token: str,
    class_id: int,
    now: datetime,
) -> int:
    """Store the choice and the scores that follow from it; returns how many scores changed.

    Raises as `preview_ruling` does, and `ChangedMeanwhileError` where `token` isn't that of what
    would be shown now.
    """
    with write(session):
        # Handing in waits for this lock, so that no attempt is marked by the rules of before.
        session.execute(select(Quiz.id).where(Quiz.id == quiz_id).with_for_update(key_share=True))
        works = _work_out(session, quiz_id, question_id, choice)
        before = find_ruling(session, quiz_id, question_id)
        if token != _token(choice, before, works):
            raise ChangedMeanwhileError
        _store_ruling(session, person, quiz_id, question_id, choice, now)
        _store_marks(session, [work for work in works if work.is_needed])
        changed = sum(work.change.is_change for work in works)
        details = {
            "quiz": quiz_id,
            "question": question_id,
            "ruling": choice.ruling or "taken back",
            "version": choice.version_id,
            "attempts": changed,
        }
        record(session, person, Action.MARKED_AGAIN, now, class_id=class_id, details=details)
    return changed


def _token(choice: Choice, before: Choice | None, works: Sequence[_Work]) -> str:
    scores = [
        [one.attempt_id, *map(str, (one.score, one.max_score, one.new_score, one.new_max_score))]
        for one in (work.change for work in works)
    ]
    seen = [[one.ruling, one.version_id] if one else None for one in (choice, before)]
    return sha256(to_json([seen, scores]).encode()).hexdigest()


def _work_out(session: Session, quiz_id: int, question_id: int, choice: Choice) -> list[_Work]:
    """For each closed attempt that was asked the question, by its number, what it comes to."""
    versions = _load_versions(session, question_id)
    if choice.ruling == BY_KEY and choice.version_id not in versions:
        raise UnknownVersionError
    rows = _load_answers(session, quiz_id, list(versions))
    missing = [row.id for row in rows if row.packed is None]
    packed = pack_answers(session, missing) if missing else {}
    reasons: Counter[str] = Counter()
    works = []
    for row in rows:
        try:
            mark = _new_mark(row.response, versions[row.version_id][0], choice, versions)
        except UncarriedError as error:
            reasons[str(error)] += 1
            continue
        points = versions[row.version_id][1]
        works.append(_work(row, packed.get(row.id, row.packed), mark, points, choice))
    if reasons:
        raise RefusedRulingError(reasons)
    return works


def _load_versions(session: Session, question_id: int) -> dict[int, tuple[Kind, Decimal]]:
    rows = session.execute(
        select(
            *(QuestionVersion.id, QuestionVersion.kind, QuestionVersion.body),
            QuestionVersion.points,
        ).where(QuestionVersion.question_id == question_id)
    )
    return {
        version_id: (KINDS[kind].from_json(body), points) for version_id, kind, body, points in rows
    }


def _load_answers(
    session: Session, quiz_id: int, version_ids: Sequence[int]
) -> Sequence[Row[*tuple[Any, ...]]]:
    return session.execute(
        select(
            *(Attempt.id, Attempt.user_id, User.display_name, Attempt.score, Attempt.max_score),
            *(Answer.position, Answer.version_id, Answer.response, Answer.mark),
            AttemptMarks.packed,
        )
        .join_from(Attempt, Answer, Answer.attempt_id == Attempt.id)
        .join(User, User.id == Attempt.user_id)
        .outerjoin(AttemptMarks, AttemptMarks.attempt_id == Attempt.id)
        .where(
            Attempt.quiz_id == quiz_id,
            Attempt.submitted_at.is_not(None),
            Answer.version_id.in_(version_ids),
        )
        .order_by(Attempt.id)
    ).all()


def _new_mark(
    response: Response | None,
    body: Kind,
    choice: Choice,
    versions: dict[int, tuple[Kind, Decimal]],
) -> float:
    """The mark by the choice; raises `UncarriedError`."""
    if choice.ruling == FULL:
        return 1.0
    if choice.ruling == BY_KEY and choice.version_id is not None:
        other = versions[choice.version_id][0]
        return other.mark(carry_response(response, body, other))
    return body.mark(response)


def _work(
    row: Row[*tuple[Any, ...]], stored: bytes, mark: float, points: Decimal, choice: Choice
) -> _Work:
    worth = 0 if choice.ruling == VOID else packed_points(points)
    answers = [
        replace(answer, mark=packed_mark(mark), points=worth)
        if answer.position == row.position
        else answer
        for answer in unpack(stored)
    ]
    score, max_score = scores_of(answers)
    change = Change(
        *(row.id, row.user_id, row.display_name, row.score, row.max_score),
        *(score.quantize(_STORED), max_score),
    )
    return _Work(change, row.position, mark, row.mark, pack(answers), row.packed)


def _store_ruling(
    session: Session,
    person: Person,
    quiz_id: int,
    question_id: int,
    choice: Choice,
    now: datetime,
) -> None:
    if choice.ruling is None:
        session.execute(
            delete(Ruling).where(Ruling.quiz_id == quiz_id, Ruling.question_id == question_id)
        )
        return
    session.merge(
        Ruling(
            quiz_id=quiz_id,
            question_id=question_id,
            ruling=choice.ruling,
            version_id=choice.version_id if choice.ruling == BY_KEY else None,
            made_by=person.id,
            made_at=now,
        )
    )
    session.flush()


def _store_marks(session: Session, works: Sequence[_Work]) -> None:
    for some in _chunks(works):
        session.execute(
            update(Answer),
            [
                {"attempt_id": w.change.attempt_id, "position": w.position, "mark": w.mark}
                for w in some
            ],
        )
        session.execute(
            update(Attempt),
            [
                {
                    "id": w.change.attempt_id,
                    "score": w.change.new_score,
                    "max_score": w.change.new_max_score,
                }
                for w in some
            ],
        )
        known = [_packed_row(work) for work in some if work.old_packed is not None]
        new = [_packed_row(work) for work in some if work.old_packed is None]
        if known:
            session.execute(update(AttemptMarks), known)
        if new:
            session.execute(insert(AttemptMarks), new)


def _packed_row(work: _Work) -> dict[str, Any]:
    return {"attempt_id": work.change.attempt_id, "packed": work.packed}


def _chunks(works: Sequence[_Work]) -> Iterator[Sequence[_Work]]:
    for start in range(0, len(works), AT_ONCE):
        yield works[start : start + AT_ONCE]
