"""How far students are with a bank that they were given to study."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.banks.models import Question
from quizapp.engine import scheduling
from quizapp.engine.scheduling import Memory, Phase
from quizapp.study.models import Card
from quizapp.study.services import SETTINGS


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a bank a student has learned: cards that come back in days, not in minutes."""

    cards: int
    learned: int
    expected: float | None = None
    """The share of the bank's cards that will be recalled on the day of the exam, as predicted by
    the memory of each; a card never seen counts as not recalled. None without an exam or cards."""

    @property
    def share(self) -> float:
        """The share of the bank's cards that is learned."""
        return self.learned / self.cards if self.cards else 0.0


def list_progress(
    session: Session,
    bank_id: int,
    user_ids: Collection[int],
    exam_on: date | None = None,
    *,
    today: date,
) -> dict[int, Progress]:
    """The progress of each of these students; on a day after the exam, the prediction is today's.

    `today` is a study day.
    """
    active = (Question.bank_id == bank_id) & Question.retired_at.is_(None) & (Question.version > 0)
    cards = session.scalar(select(func.count()).select_from(Question).where(active)) or 0
    rows = session.execute(
        select(Card.user_id, Card.phase, Card.stability, Card.last_day)
        .join(Question, Question.id == Card.question_id)
        .where(active, Card.user_id.in_(user_ids), Card.phase != int(Phase.NEW))
    )
    day = None if exam_on is None else max(exam_on, today)

    @cache
    def recalled(phase: int, stability: float | None, last_day: date | None) -> float:
        memory = Memory(Phase(phase), stability=stability, last_day=last_day)
        return 0.0 if day is None else scheduling.retrievability(memory, day, SETTINGS) or 0.0

    learned = dict.fromkeys(user_ids, 0)
    expected = dict.fromkeys(user_ids, 0.0)
    for user_id, phase, stability, last_day in rows:
        learned[user_id] += phase == Phase.REVIEW
        expected[user_id] += recalled(phase, stability, last_day)
    return {
        user_id: Progress(
            cards,
            learned[user_id],
            expected[user_id] / cards if cards and day is not None else None,
        )
        for user_id in user_ids
    }
