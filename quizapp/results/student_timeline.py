"""What a student did for a class and when: work handed in, late or missing, and study."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.banks.models import Question
from quizapp.classrooms.assignments import AssignmentView
from quizapp.engine.gradebook import Cell, CellState, days_late
from quizapp.quizzes.models import Attempt
from quizapp.study.models import Review

MISSING, HANDED_IN, LATE, RUNNING, STUDY = "missing", "handed in", "late", "running", "study"


@dataclass(frozen=True, slots=True)
class SittingRow:
    """An attempt of a student at an assigned quiz; open ones have no `submitted_at`."""

    id: int
    quiz_id: int
    started_at: datetime
    submitted_at: datetime | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline."""

    at: datetime
    kind: str
    title: str
    attempt_id: int | None = None
    share: float | None = None
    days_late: int = 0
    days: int = 0
    """On how many days of a week there was study."""
    reviews: int = 0


def load_sittings(session: Session, quiz_ids: Collection[int], user_id: int) -> list[SittingRow]:
    """The student's attempts at these quizzes, in the order in which they were begun."""
    rows = session.execute(
        select(
            *(Attempt.id, Attempt.quiz_id, Attempt.started_at, Attempt.submitted_at),
            *(Attempt.score, Attempt.max_score),
        )
        .where(Attempt.quiz_id.in_(quiz_ids), Attempt.user_id == user_id)
        .order_by(Attempt.started_at, Attempt.id)
    )
    return [
        SittingRow(
            *(row.id, row.quiz_id, row.started_at, row.submitted_at),
            float(row.score / row.max_score) if row.score is not None and row.max_score else None,
        )
        for row in rows
    ]


def load_study_days(
    session: Session, assignments: Sequence[AssignmentView], user_id: int
) -> dict[int, dict[date, int]]:
    """How many cards a student rated on each study day, by the banks that the class was given.

    Only from the opening of the assignment on: what was studied before is the student's own.
    """
    begins: dict[int, list[datetime | None]] = defaultdict(list)
    for one in assignments:
        if one.bank_id is not None:
            begins[one.bank_id].append(one.opens_at)
    rows = session.execute(
        select(Question.bank_id, Review.study_day, func.count(), func.max(Review.reviewed_at))
        .join(Question, Question.id == Review.question_id)
        .where(Question.bank_id.in_(begins), Review.user_id == user_id, Review.undone_at.is_(None))
        .group_by(Question.bank_id, Review.study_day)
    )
    days: dict[int, dict[date, int]] = defaultdict(dict)
    for bank_id, study_day, count, last in rows:
        if any(begin is None or last >= begin for begin in begins[bank_id]):
            days[bank_id][study_day] = count
    return days


def build_timeline(
    assignments: Sequence[AssignmentView],
    cells: Sequence[Cell],
    sittings: Sequence[SittingRow],
    study_days: Mapping[int, Mapping[date, int]],
    due: Mapping[int, datetime | None],
    zone: ZoneInfo,
) -> list[Event]:
    """All that happened, the newest first; `due` are the student's own due dates by assignment."""
    by_quiz = {one.quiz_id: one for one in assignments if one.quiz_id is not None}
    events = [_sitting(each, by_quiz[each.quiz_id], due) for each in sittings]
    for assignment, cell in zip(assignments, cells, strict=False):
        at = due[assignment.id]
        if cell.state is CellState.MISSING and at is not None:
            events.append(Event(at, MISSING, assignment.title))
    titles = {one.bank_id: one.title for one in assignments if one.bank_id is not None}
    for bank_id, days in study_days.items():
        events += _study_weeks(titles[bank_id], days, zone)
    return sorted(events, key=lambda event: event.at, reverse=True)


def _sitting(
    sitting: SittingRow, assignment: AssignmentView, due: Mapping[int, datetime | None]
) -> Event:
    if sitting.submitted_at is None:
        return Event(sitting.started_at, RUNNING, assignment.title, sitting.id)
    late = days_late(sitting.submitted_at, due[assignment.id])
    kind = LATE if late else HANDED_IN
    return Event(
        sitting.submitted_at, kind, assignment.title, sitting.id, sitting.share, days_late=late
    )


def _study_weeks(title: str, days: Mapping[date, int], zone: ZoneInfo) -> list[Event]:
    """One event a week, at the last day of it on which there was study."""
    weeks: Counter[date] = Counter()
    counts: Counter[date] = Counter()
    last: dict[date, date] = {}
    for day, reviews in days.items():
        monday = day - timedelta(days=day.weekday())
        weeks[monday] += 1
        counts[monday] += reviews
        last[monday] = max(day, last.get(monday, day))
    return [
        Event(
            datetime.combine(last[monday], time(12), zone),
            STUDY,
            title,
            days=weeks[monday],
            reviews=counts[monday],
        )
        for monday in weeks
    ]
