"""Beginning an attempt at an assigned quiz, by the rules as they hold for the student."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.classrooms.assignments import is_for, rules_for
from quizapp.classrooms.models import Assignment, Class, ClassMember
from quizapp.database import write
from quizapp.engine.assignment_rules import State
from quizapp.quizzes.assigned import draw_versions
from quizapp.quizzes.choosing import EmptyQuizError
from quizapp.quizzes.models import Attempt, Quiz
from quizapp.quizzes.services import hand_in_overdue, open_attempt


class Obstacle(StrEnum):
    """Why no attempt can be begun, in a sentence for the student."""

    ARCHIVED = "This class is over: nothing new is begun in it."
    UPCOMING = "This isn’t open yet."
    CLOSED = "This is closed: it can’t be begun any more."
    USED_UP = "You have used all your attempts."
    EMPTY = "There is no question left to ask: all of them were retired. Tell your teacher."


class CannotStartError(Exception):
    """The rules don't let the student begin an attempt."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


class NotAssignedError(Exception):
    """There is no such quiz for this student."""


def start_assigned(
    session: Session,
    person: Person,
    class_id: int,
    assignment_id: int,
    now: datetime,
    *,
    seed: int | None = None,
) -> int:
    """Begin an attempt, or find the one that runs; returns its number.

    Two requests at once begin one attempt. Raises `NotAssignedError`, `CannotStartError`.
    """
    quiz_id = session.scalar(
        select(Assignment.quiz_id).where(
            Assignment.id == assignment_id, Assignment.class_id == class_id
        )
    )
    if quiz_id is None:
        raise NotAssignedError
    # A running attempt whose time is over must not be the one to go on with.
    hand_in_overdue(session, now, quiz_ids=[quiz_id], user_id=person.id)
    with write(session):
        _lock_member(session, person, class_id, assignment_id)
        running = session.scalar(
            select(Attempt.id).where(
                Attempt.quiz_id == quiz_id,
                Attempt.user_id == person.id,
                Attempt.submitted_at.is_(None),
            )
        )
        if running is not None:
            return running
        return _start(session, person, class_id, assignment_id, quiz_id, now, seed)


def _lock_member(session: Session, person: Person, class_id: int, assignment_id: int) -> None:
    """Let one request at a time begin something for this student, and nobody change the rules."""
    assignment = session.scalar(
        select(Assignment.id)
        .where(
            Assignment.id == assignment_id,
            Assignment.class_id == class_id,
            Assignment.withdrawn_at.is_(None),
            is_for(person.id),
        )
        .with_for_update(read=True)
    )
    member = session.scalar(
        select(ClassMember.user_id)
        .where(
            ClassMember.class_id == class_id,
            ClassMember.user_id == person.id,
            ClassMember.state == "active",
        )
        .with_for_update()
    )
    if assignment is None or member is None:
        raise NotAssignedError


def _start(
    session: Session,
    person: Person,
    class_id: int,
    assignment_id: int,
    quiz_id: int,
    now: datetime,
    seed: int | None,
) -> int:
    rules = rules_for(session, [assignment_id], [person.id])[assignment_id, person.id]
    taken = session.scalar(
        select(func.count())
        .select_from(Attempt)
        .where(Attempt.quiz_id == quiz_id, Attempt.user_id == person.id)
    )
    archived_at = session.scalar(select(Class.archived_at).where(Class.id == class_id))
    obstacles = {
        Obstacle.ARCHIVED: archived_at is not None,
        Obstacle.UPCOMING: rules.state(now) is State.UPCOMING,
        Obstacle.CLOSED: rules.state(now) is State.CLOSED,
        Obstacle.USED_UP: rules.attempts is not None and (taken or 0) >= rules.attempts,
    }
    for obstacle, stands in obstacles.items():
        if stands:
            raise CannotStartError(obstacle)
    seed = secrets.randbits(62) if seed is None else seed
    versions = draw_versions(session, session.get_one(Quiz, quiz_id), seed)
    try:
        return open_attempt(
            *(session, person, quiz_id, versions, now),
            seed=seed,
            deadline_at=rules.deadline(now),
        )
    except EmptyQuizError as error:
        raise CannotStartError(Obstacle.EMPTY) from error
