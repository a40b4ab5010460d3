"""One student of a class as its teachers see them: only work of this class, never of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.classrooms.access import ShownClass
from quizapp.classrooms.assignments import AssignmentView, rules_for
from quizapp.classrooms.classes import StudentRow, list_students
from quizapp.classrooms.study_progress import Progress, list_progress
from quizapp.engine.warning_signs import Signs, find_signs
from quizapp.quizzes.models import Attempt
from quizapp.results.class_answers import load_answers, load_topic_parts, quizzes_of
from quizapp.results.gradebook import Gradebook, GradebookRow, load_gradebook
from quizapp.results.student_mistakes import Mistake, list_mistakes
from quizapp.results.student_timeline import (
    Event,
    SittingRow,
    build_timeline,
    load_sittings,
    load_study_days,
)
from quizapp.results.student_topics import TopicStrength, list_strengths
from quizapp.results.trouble import judge_topics, record_of, weak_topics

SHOWN = ("active", "left")


@dataclass(frozen=True, slots=True)
class StudyWork:
    """A bank that the student was given to study, and how far they are."""

    title: str
    goal: int | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class Score:
    """An attempt on the chart of scores."""

    attempt_id: int
    title: str
    at: datetime
    share: float


@dataclass(frozen=True, slots=True)
class StudentPage:
    """Everything about a student of a class on one page."""

    student: StudentRow
    final: float | None
    """The grade so far, as in the gradebook."""
    signs: Signs
    timeline: tuple[Event, ...]
    scores: tuple[Score, ...]
    study: tuple[StudyWork, ...]
    strengths: tuple[TopicStrength, ...]
    mistakes: tuple[Mistake, ...]


def find_student(session: Session, class_id: int, user_id: int) -> StudentRow | None:
    """A student who is in the class, or was: the results stay with its teachers."""
    students = list_students(session, class_id, states=SHOWN)
    return next((each for each in students if each.user_id == user_id), None)


def load_student(
    session: Session, shown: ShownClass, user_id: int, now: datetime, *, by_date: bool = False
) -> StudentPage | None:
    """A student's page; None where they aren't of this class. Overdue attempts are closed first.

    `by_date` puts the latest mistakes first instead of the most frequent.
    """
    students = {each.user_id: each for each in list_students(session, shown.id, states=SHOWN)}
    if user_id not in students:
        return None
    gradebook = load_gradebook(session, shown.id, now, user_id=user_id)
    assignments = gradebook.columns
    quiz_ids = quizzes_of(assignments)
    row = gradebook.row_of(user_id)
    sittings = load_sittings(session, quiz_ids, user_id)
    answers = load_answers(session, quiz_ids, Attempt.user_id == user_id)
    parts = load_topic_parts(session, quiz_ids)
    rules = rules_for(session, [one.id for one in assignments], [user_id])
    own = [part for part in parts if part.user_id == user_id]
    of_class = [
        part
        for part in parts
        if part.user_id in students and students[part.user_id].state == "active"
    ]
    return StudentPage(
        student=students[user_id],
        final=row.totals.final if row else None,
        signs=_signs(gradebook, row, weak_topics(own, judge_topics(of_class))),
        timeline=tuple(
            build_timeline(
                assignments,
                row.cells if row else (),
                sittings,
                load_study_days(session, assignments, user_id),
                {one.id: rules[one.id, user_id].due_at for one in assignments},
                shown.zone,
            )
        ),
        scores=tuple(_scores(sittings, assignments)),
        study=tuple(_study(session, assignments, user_id, shown, now)),
        strengths=tuple(list_strengths(answers, parts, shown.zone)),
        mistakes=tuple(list_mistakes(session, answers, quiz_ids, user_id, by_date=by_date)),
    )


def _signs(gradebook: Gradebook, row: GradebookRow | None, topics: Sequence[str]) -> Signs:
    if row is None:
        return Signs(0, ())
    return find_signs(record_of(gradebook.columns, row, topics))


def _scores(sittings: Sequence[SittingRow], assignments: Sequence[AssignmentView]) -> list[Score]:
    titles = {one.quiz_id: one.title for one in assignments}
    found = [
        Score(each.id, titles[each.quiz_id], each.submitted_at, each.share)
        for each in sittings
        if each.submitted_at is not None and each.share is not None
    ]
    return sorted(found, key=lambda score: (score.at, score.attempt_id))


def _study(
    session: Session,
    assignments: Sequence[AssignmentView],
    user_id: int,
    shown: ShownClass,
    now: datetime,
) -> list[StudyWork]:
    today = now.astimezone(shown.zone).date()
    return [
        StudyWork(
            one.title,
            one.goal,
            list_progress(session, one.bank_id, [user_id], one.exam_on, today=today)[user_id],
        )
        for one in assignments
        if one.bank_id is not None
    ]
