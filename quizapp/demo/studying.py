"""How a simulated student studies flashcards: on some days, a few cards, forgetting some."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.engine import scheduling
from quizapp.engine.scheduling import Rating
from quizapp.study import queue, services
from quizapp.study.queue import DueCard
from quizapp.study.services import SETTINGS, SentRating

CARDS_A_DAY = 10
SECONDS_A_CARD = 18


def study_for_a_day(
    session: Session, person: Person, ability: float, at: datetime, draw: Random
) -> int:
    """Study up to ten cards from this moment on; returns how many."""
    for count in range(CARDS_A_DAY):
        now = at + timedelta(seconds=SECONDS_A_CARD * count)
        card = queue.next_card(session, person, now)
        if card is None:
            return count
        rating = _recall(card, ability, draw)
        sent = SentRating(
            UUID(int=draw.getrandbits(128), version=4),
            *(card.question_id, card.version_id, rating, card.memory.reps, card.day),
        )
        services.rate_card(session, person, sent, now)
    return CARDS_A_DAY


def _recall(card: DueCard, ability: float, draw: Random) -> Rating:
    """Recalled as often as the memory model says, a little more by who is better."""
    known = scheduling.retrievability(card.memory, card.day, SETTINGS)
    chance = min(0.98, max(0.05, (0.45 if known is None else known) + 0.06 * ability))
    if draw.random() >= chance:
        return Rating.AGAIN
    return draw.choices((Rating.HARD, Rating.GOOD, Rating.EASY), (2, 7, 1))[0]
