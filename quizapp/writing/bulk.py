"""Several questions at once: out of use and back, topics and tags, copies, another bank."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Question as QuestionRow
from quizapp.database import write
from quizapp.engine.question import MAX_TAGS, Question
from quizapp.writing.services import (
    add_question,
    append_version,
    current_questions,
    free_key,
    lock_bank,
    next_position,
    taken_keys,
)

CHUNK = 500
"""How many rows are changed at once: nobody's answer waits for more."""
VERSION_CHUNK = 100
"""The same for new versions, which take longer."""


class KeyClashError(Exception):
    """Questions of these ids are in the other bank already."""

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__(*sorted(keys))
        self.keys = sorted(keys)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many questions came to the other bank, and how many stayed as their id is taken."""

    moved: int
    stayed: int = 0


def retire(
    session: Session, person: Person, bank_id: int, ids: Sequence[int], now: datetime
) -> list[int]:
    """Ask these questions no more; returns those that were asked until now."""
    return _set_retired(session, person, bank_id, ids, now)


def bring_back(session: Session, person: Person, bank_id: int, ids: Sequence[int]) -> list[int]:
    """Ask these questions again; returns those that were retired."""
    return _set_retired(session, person, bank_id, ids, None)


def _set_retired(
    session: Session, person: Person, bank_id: int, ids: Sequence[int], moment: datetime | None
) -> list[int]:
    changed: list[int] = []
    is_other = QuestionRow.retired_at.is_(None) == (moment is not None)
    for some in _chunks(ids):
        with write(session):
            lock_bank(session, person, bank_id)
            found = session.scalars(
                select(QuestionRow.id)
                .where(QuestionRow.bank_id == bank_id, QuestionRow.id.in_(some), is_other)
                .with_for_update()
            ).all()
            session.execute(
                update(QuestionRow).where(QuestionRow.id.in_(found)).values(retired_at=moment)
            )
            changed.extend(found)
    return changed


def set_topic(
    session: Session, person: Person, bank_id: int, ids: Sequence[int], topic: str, now: datetime
) -> int:
    """Put these questions under a topic, "" for none; returns how many were changed."""
    return _change(session, person, bank_id, ids, lambda one: replace(one, topic=topic), now)


def add_tag(
    session: Session, person: Person, bank_id: int, ids: Sequence[int], tag: str, now: datetime
) -> int:
    """Give these questions a tag as far as they have room for it; returns how many were changed."""

    def add(question: Question) -> Question:
        if tag in question.tags or len(question.tags) >= MAX_TAGS:
            return question
        return replace(question, tags=(*question.tags, tag))

    return _change(session, person, bank_id, ids, add, now)


def remove_tag(
    session: Session, person: Person, bank_id: int, ids: Sequence[int], tag: str, now: datetime
) -> int:
    """Take a tag from these questions; returns how many were changed."""

    def remove(question: Question) -> Question:
        return replace(question, tags=tuple(other for other in question.tags if other != tag))

    return _change(session, person, bank_id, ids, remove, now)


def _change(
    session: Session,
    person: Person,
    bank_id: int,
    ids: Sequence[int],
    change: Callable[[Question], Question],
    now: datetime,
) -> int:
    count = 0
    for some in _chunks(ids, VERSION_CHUNK):
        with write(session):
            lock_bank(session, person, bank_id)
            for stored in current_questions(session, bank_id, some):
                changed = change(stored.question)
                if changed != stored.question:
                    append_version(session, person, stored.id, changed, now)
                    count += 1
    return count


def duplicate(
    session: Session, person: Person, bank_id: int, ids: Sequence[int], now: datetime
) -> list[int]:
    """Add a copy of each to the end of the bank, with an id of its own; returns their numbers."""
    made: list[int] = []
    for some in _chunks(ids, VERSION_CHUNK):
        with write(session):
            lock_bank(session, person, bank_id)
            for stored in current_questions(session, bank_id, some):
                key = free_key(session, bank_id, f"{stored.key[:180]}-copy")
                copy = replace(stored.question, key=key)
                made.append(add_question(session, person, bank_id, copy, now))
    return made


def move(
    session: Session,
    person: Person,
    bank_id: int,
    ids: Sequence[int],
    target_id: int,
    *,
    on_clash: str = "",
) -> Moved:
    """Move questions to another bank; answers, versions and what people remember go with them.

    Where ids are taken there, `on_clash` says what then: "stay" or "rename"; without it nothing is
    moved and `KeyClashError` is raised. The person has to be allowed to edit both banks.
    """
    with write(session):
        for number in sorted({bank_id, target_id}):
            lock_bank(session, person, number)
        keys = _keys(session, bank_id, ids)
        clashing = _clashing(session, target_id, [*keys.values()])
        if clashing and on_clash not in {"stay", "rename"}:
            raise KeyClashError(clashing)
        position, moved = next_position(session, target_id), 0
        for number, key in keys.items():
            if key in clashing and on_clash == "stay":
                continue
            free = free_key(session, target_id, key) if key in clashing else key
            session.execute(
                update(QuestionRow)
                .where(QuestionRow.id == number)
                .values(bank_id=target_id, key=free, position=position + moved)
            )
            moved += 1
    return Moved(moved, len(keys) - moved)


def _keys(session: Session, bank_id: int, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in _chunks(ids):
        rows = session.execute(
            select(QuestionRow.id, QuestionRow.key)
            .where(
                QuestionRow.bank_id == bank_id, QuestionRow.id.in_(some), QuestionRow.version > 0
            )
            .order_by(QuestionRow.position, QuestionRow.id)
            .with_for_update()
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def _clashing(session: Session, bank_id: int, keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), CHUNK):
        found |= taken_keys(session, bank_id, keys[start : start + CHUNK])
    return found


def _chunks(ids: Sequence[int], size: int = CHUNK) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
