"""Marking the answers of an attempt."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy.orm import Session

from quizapp.banks.models import QuestionVersion
from quizapp.engine.kinds import KINDS
from quizapp.quizzes.models import Answer, Attempt


def mark_attempt(
    session: Session, attempt: Attempt, answers: Iterable[tuple[Answer, QuestionVersion]]
) -> list[int]:
    """Mark all answers and sum up the score; returns the questions answered wrongly.

    Inside the caller's write transaction.
    """
    wrong, score = [], Decimal(0)
    for answer, version in answers:
        answer.mark = KINDS[version.kind].from_json(version.body).mark(answer.response)
        score += version.points * Decimal(str(round(answer.mark, 6)))
        if answer.mark < 1:
            wrong.append(version.question_id)
    attempt.score = score
    return wrong
