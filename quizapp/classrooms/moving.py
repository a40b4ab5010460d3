"""What follows when the dates of an assignment change: running attempts, and what is shown."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.models import QuestionVersion
from quizapp.classrooms.assignments import EffectiveRules, find_assignment_by_id, rules_for
from quizapp.classrooms.models import AssignmentStudent
from quizapp.engine.assignment_rules import moved_deadline
from quizapp.quizzes.models import Answer, Attempt, Quiz
from quizapp.quizzes.services import load_people
from quizapp.quizzes.showing import answers_from
from quizapp.study.services import make_due
from quizapp.study.waiting import move_waiting


def follow_rules(
    session: Session,
    assignment_id: int,
    quiz: Quiz,
    now: datetime,
    *,
    before: datetime | None,
) -> None:
    """Move the deadlines of running attempts, and the moment from which answers are shown to all.

    Inside the caller's write transaction, after the new rules were stored. `before` is from when
    on the answers could be seen until now: flashcards that wait for it follow.
    """
    rules = rules_for(session, [assignment_id])
    ends = _move_deadlines(session, assignment_id, quiz, rules, now)
    closes_at = find_assignment_by_id(session, assignment_id).closes_at
    if closes_at is None:
        quiz.revealed_at = None
    else:
        special = session.scalars(
            select(AssignmentStudent.user_id).where(
                AssignmentStudent.assignment_id == assignment_id
            )
        )
        closings = [rules[assignment_id, user_id].closes_at or closes_at for user_id in special]
        quiz.revealed_at = max([closes_at, *closings, *ends])
    session.flush()
    after = answers_from(quiz, now)
    if after != before:
        _move_cards(session, quiz.id, now, before, after)


def _move_deadlines(
    session: Session, assignment_id: int, quiz: Quiz, rules: EffectiveRules, now: datetime
) -> list[datetime]:
    """Give running attempts the deadlines of the rules as they are now; returns these."""
    running = session.scalars(
        select(Attempt)
        .where(Attempt.quiz_id == quiz.id, Attempt.submitted_at.is_(None))
        .order_by(Attempt.id)
        .with_for_update()
    ).all()
    for attempt in running:
        attempt.deadline_at = moved_deadline(
            rules[assignment_id, attempt.user_id], attempt.started_at, attempt.deadline_at, now
        )
    return [attempt.deadline_at for attempt in running if attempt.deadline_at is not None]


def _move_cards(
    session: Session,
    quiz_id: int,
    now: datetime,
    before: datetime | None,
    after: datetime | None,
) -> None:
    """Let wrong answers come up as cards from the new moment on."""
    rows = session.execute(
        select(Attempt.user_id, QuestionVersion.question_id)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .where(Attempt.quiz_id == quiz_id, Attempt.submitted_at.is_not(None), Answer.mark < 1)
    )
    wrong: defaultdict[int, set[int]] = defaultdict(set)
    for user_id, question_id in rows:
        wrong[user_id].add(question_id)
    people = load_people(session, wrong)
    for user_id in sorted(wrong):
        move_waiting(session, people[user_id], wrong[user_id], now, after)
        if before is None and after is not None:
            make_due(session, people[user_id], wrong[user_id], now, after)
