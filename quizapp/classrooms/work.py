"""What a student has to do, has done, and has reached in the assignments of a class."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.classrooms.assignments import (
    AssignmentView,
    EffectiveRules,
    is_for,
    rules_for,
    select_assignments,
)
from quizapp.classrooms.models import Assignment, Class, ClassMember, Grade
from quizapp.classrooms.study_progress import Progress, list_progress
from quizapp.engine.assignment_rules import Rules, State, after_lateness, counted_share
from quizapp.engine.scheduling import study_day
from quizapp.quizzes.models import Attempt, Quiz
from quizapp.quizzes.showing import is_shown


class Urgency(IntEnum):
    """How soon a student has to look at an assignment; the smallest first."""

    RUNNING = 0
    """An attempt is begun, and its time may run out."""
    LATE = 1
    """It is past due, nothing is handed in, and it is still taken."""
    OPEN = 2
    STUDY = 3
    UPCOMING = 4
    DONE = 5
    MISSED = 6


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt of a student at an assigned quiz."""

    id: int
    started_at: datetime
    submitted_at: datetime | None
    deadline_at: datetime | None
    share: float | None
    """What it earned, where the student may see that."""
    is_late: bool


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment as one student has it."""

    view: AssignmentView
    class_name: str
    zone: ZoneInfo
    rules: Rules
    state: State
    tries: tuple[Try, ...]
    progress: Progress | None
    today: date
    """The student's study day."""
    is_excused: bool
    given_share: float | None
    """The score that the teacher gave by hand, which replaces that of the attempts."""

    @property
    def running(self) -> Try | None:
        """The attempt to go on with."""
        return next((one for one in self.tries if one.submitted_at is None), None)

    @property
    def handed_in(self) -> tuple[Try, ...]:
        """The attempts that are closed, in the order of handing in."""
        return tuple(one for one in self.tries if one.submitted_at is not None)

    @property
    def tries_left(self) -> int | None:
        """How many more attempts may be begun; None is any number."""
        allowed = self.rules.attempts
        return None if allowed is None else max(0, allowed - len(self.tries))

    @property
    def may_start(self) -> bool:
        """Whether an attempt can be begun now, by dates and number."""
        is_open = self.state in {State.OPEN, State.LATE}
        return is_open and self.tries_left != 0 and not self.view.is_study

    @property
    def counted(self) -> float | None:
        """The score as it counts, where the student may see it."""
        if self.given_share is not None:
            return self.given_share
        shares = [
            after_lateness(one.share, one.submitted_at, self.rules.due_at, self.view.late_percent)
            for one in self.handed_in
            if one.share is not None and one.submitted_at is not None
        ]
        return counted_share(shares, self.view.counts) if shares else None

    @property
    def days_to_exam(self) -> int | None:
        """How many days are left to the exam; below 0 it is over."""
        return None if self.view.exam_on is None else (self.view.exam_on - self.today).days

    @property
    def has_reached_goal(self) -> bool:
        """Whether so much of the bank is learned as was asked for."""
        goal, progress = self.view.goal, self.progress
        return goal is not None and progress is not None and progress.share * 100 >= goal

    @property
    def urgency(self) -> Urgency:
        """How soon it has to be looked at."""
        if self.running:
            return Urgency.RUNNING
        if self.state is State.UPCOMING:
            return Urgency.UPCOMING
        if self.handed_in or self.is_excused:
            return Urgency.DONE
        if self.view.is_study:
            is_over = self.days_to_exam is not None and self.days_to_exam < 0
            return Urgency.DONE if is_over or self.has_reached_goal else Urgency.STUDY
        if self.state is State.CLOSED:
            return Urgency.MISSED
        return Urgency.LATE if self.state is State.LATE else Urgency.OPEN

    @property
    def next_at(self) -> datetime | None:
        """The moment that counts for it next: its opening, its due date, its closing."""
        if self.running:
            return self.running.deadline_at
        if self.state is State.UPCOMING:
            return self.rules.opens_at
        return self.rules.closes_at if self.state is State.LATE else self.rules.due_at


def list_work(
    session: Session,
    person: Person,
    now: datetime,
    class_id: int | None = None,
    assignment_id: int | None = None,
) -> list[Work]:
    """What is assigned to a student in all classes that aren't archived, the most urgent first.

    With a class: in that one, archived or not. Call `hand_in_overdue` before.
    """
    query = (
        select(Class.id, Class.name, Class.time_zone)
        .join(ClassMember, ClassMember.class_id == Class.id)
        .where(ClassMember.user_id == person.id, ClassMember.state == "active")
    )
    query = query.where(Class.archived_at.is_(None) if class_id is None else Class.id == class_id)
    classes = {row.id: row for row in session.execute(query)}
    if not classes:
        return []
    views = select_assignments(
        session,
        Assignment.class_id.in_(classes),
        Assignment.withdrawn_at.is_(None),
        is_for(person.id),
        *(() if assignment_id is None else [Assignment.id == assignment_id]),
    )
    rules = rules_for(session, [view.id for view in views], [person.id])
    tries = _load_tries(session, person, views, rules, now)
    grades = _load_grades(session, person, [view.id for view in views], now)
    today = study_day(now, person.zone)
    found = [
        Work(
            view=view,
            class_name=classes[view.class_id].name,
            zone=ZoneInfo(classes[view.class_id].time_zone),
            rules=rules[view.id, person.id],
            state=rules[view.id, person.id].state(now),
            tries=tuple(tries[view.id]),
            progress=_progress(session, person, view, today),
            today=today,
            is_excused=grades.get(view.id, (None, False))[1],
            given_share=grades.get(view.id, (None, False))[0],
        )
        for view in views
    ]
    return sorted(found, key=_order)


def find_work(
    session: Session, person: Person, class_id: int, assignment_id: int, now: datetime
) -> Work | None:
    """One assignment of a class as the student has it; None where it isn't for the student."""
    return next(iter(list_work(session, person, now, class_id, assignment_id)), None)


def find_of_quiz(session: Session, person: Person, quiz_id: int, now: datetime) -> Work | None:
    """The assignment of a quiz as the student has it; None where it isn't for the student now."""
    row = session.execute(
        select(Assignment.class_id, Assignment.id).where(Assignment.quiz_id == quiz_id)
    ).one_or_none()
    return None if row is None else find_work(session, person, row.class_id, row.id, now)


def _order(work: Work) -> tuple[int, bool, float, int]:
    moment = work.next_at
    seconds = 0.0 if moment is None else moment.timestamp()
    # What is done or missed stands with the latest first.
    is_over = work.urgency >= Urgency.DONE
    return work.urgency, moment is None, -seconds if is_over else seconds, work.view.id


def _progress(
    session: Session, person: Person, view: AssignmentView, today: date
) -> Progress | None:
    if view.bank_id is None:
        return None
    found = list_progress(session, view.bank_id, [person.id], view.exam_on, today=today)
    return found[person.id]


def _load_tries(
    session: Session,
    person: Person,
    views: Sequence[AssignmentView],
    rules: EffectiveRules,
    now: datetime,
) -> Mapping[int, list[Try]]:
    by_quiz = {view.quiz_id: view for view in views if view.quiz_id is not None}
    rows = session.execute(
        select(
            *(Attempt.id, Attempt.quiz_id, Attempt.started_at, Attempt.submitted_at),
            *(Attempt.deadline_at, Attempt.score, Attempt.max_score),
            is_shown(Quiz.shows_score, now).label("is_shown"),
        )
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.user_id == person.id, Attempt.quiz_id.in_(by_quiz))
        .order_by(Attempt.submitted_at.is_(None), Attempt.submitted_at, Attempt.id)
    )
    found: defaultdict[int, list[Try]] = defaultdict(list)
    for row in rows:
        view = by_quiz[row.quiz_id]
        due_at = rules[view.id, person.id].due_at
        share = None
        if row.submitted_at is not None and row.is_shown and row.score is not None:
            share = float(row.score / row.max_score) if row.max_score else 0.0
        is_late = due_at is not None and (row.submitted_at or now) > due_at
        found[view.id].append(
            Try(row.id, row.started_at, row.submitted_at, row.deadline_at, share, is_late)
        )
    return found


def _load_grades(
    session: Session, person: Person, assignment_ids: Collection[int], now: datetime
) -> dict[int, tuple[float | None, bool]]:
    """The score by hand, where scores may be seen, and whether it doesn't count."""
    rows = session.execute(
        select(
            *(Grade.assignment_id, Grade.share, Grade.is_excused),
            or_(Quiz.id.is_(None), is_shown(Quiz.shows_score, now)).label("is_shown"),
        )
        .join(Assignment, Assignment.id == Grade.assignment_id)
        .outerjoin(Quiz, Quiz.id == Assignment.quiz_id)
        .where(Grade.user_id == person.id, Grade.assignment_id.in_(assignment_ids))
    )
    return {
        row.assignment_id: (row.share if row.is_shown else None, row.is_excused) for row in rows
    }
