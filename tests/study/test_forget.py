"""Learning a question anew, after another answer has become the right one."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from quizapp.database import write
from quizapp.engine.scheduling import Rating
from quizapp.study import queue, services
from quizapp.study.models import Card
from quizapp.study.services import StaleCardError
from tests.factories import (
    NOW,
    answer_to,
    enrol,
    make_bank,
    make_person,
    question_ids,
    rate,
)
from tests.rows import refresh, rows

LATER = NOW + timedelta(minutes=5)
TODAY = NOW.date()
STATE = (Card.user_id, Card.question_id, Card.phase, Card.stability, Card.lapses, Card.due_day)


def _forget(session: Session, *question_ids: int) -> int:
    with write(session):
        return services.forget(session, question_ids, TODAY)


def test_cards_of_everybody_are_new_again_and_due(session: Session) -> None:
    bank = make_bank(session)
    ids = question_ids(session, bank)
    ada, bob = make_person(session, "ada"), make_person(session, "bob")
    for person in (ada, bob):
        enrol(session, person, bank)
        rate(session, person, ids["source"], Rating.EASY)
        rate(session, person, ids["capital"], Rating.EASY)
    kept = [row for row in rows(session, *STATE) if row[1] == ids["capital"]]
    assert _forget(session, ids["source"]) == 2
    state = rows(session, *STATE)
    assert [row for row in state if row[1] == ids["capital"]] == kept
    assert [row for row in state if row[1] == ids["source"]] == [
        (person.id, ids["source"], 0, None, 0, TODAY) for person in (ada, bob)
    ]
    card = queue.card_for(session, ada, ids["source"], LATER)
    assert card is not None
    assert card.memory.stability is None
    assert card.memory.reps > 0
    assert queue.count_queue(session, ada, LATER).due == 1


def test_a_forgotten_card_is_learned_like_a_new_one(session: Session) -> None:
    bank = make_bank(session)
    ids = question_ids(session, bank)
    ada, bob = make_person(session, "ada"), make_person(session, "bob")
    rate(session, ada, ids["source"], Rating.EASY)
    _forget(session, ids["source"])
    refresh(session)
    rate(session, ada, ids["source"], Rating.GOOD, LATER)
    rate(session, bob, ids["source"], Rating.GOOD, LATER)
    learned = rows(session, Card.phase, Card.step, Card.stability, Card.difficulty, Card.due_at)
    assert learned[0] == learned[1]


def test_a_rating_from_before_is_out_of_date(session: Session) -> None:
    ids = question_ids(session, make_bank(session))
    ada = make_person(session, "ada")
    rate(session, ada, ids["source"], Rating.EASY)
    shown = answer_to(session, ada, ids["source"], Rating.GOOD, LATER)
    _forget(session, ids["source"])
    with pytest.raises(StaleCardError):
        services.rate_card(session, ada, shown, LATER)
    assert rows(session, Card.phase) == [(0,)]


def test_taking_back_a_rating_from_before_brings_no_memory_back(session: Session) -> None:
    ids = question_ids(session, make_bank(session))
    ada = make_person(session, "ada")
    rate(session, ada, ids["source"], Rating.EASY, NOW - timedelta(days=20))
    sent = rate(session, ada, ids["source"], Rating.GOOD)
    _forget(session, ids["source"])
    with pytest.raises(StaleCardError):
        services.undo_review(session, ada, sent.id, LATER)
    refresh(session)
    again = rate(session, ada, ids["source"], Rating.EASY, LATER)
    services.undo_review(session, ada, again.id, LATER)
    assert rows(session, Card.phase, Card.stability) == [(0, None)]


def test_forgetting_twice_is_once_and_new_cards_stay_as_they_are(session: Session) -> None:
    ids = question_ids(session, make_bank(session))
    ada = make_person(session, "ada")
    with write(session):
        services.make_due(session, ada, [ids["capital"]], NOW)
    rate(session, ada, ids["source"], Rating.GOOD)
    assert _forget(session, ids["source"], ids["capital"]) == 1
    before = rows(session, Card.question_id, Card.reps)
    assert _forget(session, ids["source"], ids["capital"]) == 0
    assert rows(session, Card.question_id, Card.reps) == before
