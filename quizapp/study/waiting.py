"""Cards that wait until their answers may be seen."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.engine import scheduling
from quizapp.study.models import Card


def first_day(person: Person, now: datetime, seen_from: datetime | None) -> date:
    """Today, or the first study day that begins after a later moment."""
    today = scheduling.study_day(now, person.zone)
    if seen_from is None or seen_from <= now:
        return today
    return scheduling.study_day(seen_from, person.zone) + timedelta(days=1)


def move_waiting(
    session: Session,
    person: Person,
    question_ids: Collection[int],
    now: datetime,
    seen_from: datetime | None,
) -> None:
    """Let cards that wait for their answers to be shown come up from another moment on, or never.

    Inside the caller's write transaction. A card waits that was never reviewed and isn't due.
    """
    waiting = (
        (Card.user_id == person.id)
        & Card.question_id.in_(question_ids)
        & (Card.reps == 0)
        & (Card.due_day > scheduling.study_day(now, person.zone))
    )
    if seen_from is None:
        session.execute(delete(Card).where(waiting))
    else:
        day = first_day(person, now, seen_from)
        session.execute(update(Card).where(waiting).values(due_day=day))
