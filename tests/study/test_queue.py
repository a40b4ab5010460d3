from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.banks.models import Question, QuestionVersion
from quizapp.banks.services import BankSummary
from quizapp.database import write
from quizapp.engine.scheduling import Phase, Rating
from quizapp.study import queue
from quizapp.study import services as study
from quizapp.study.models import Card, Enrolment
from quizapp.study.queue import Queue
from tests.factories import (
    EVERY_KIND,
    NOW,
    enrol,
    make_bank,
    make_person,
    make_questions,
    question_ids,
    rate,
    retire,
    version_id,
)
from tests.rows import count, rows
from tests.visits import at_once

MINUTE = timedelta(minutes=1)
TODAY = date(2026, 3, 2)


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, new_cards_per_day=2)


@pytest.fixture
def bank(session: Session, person: Person) -> BankSummary:
    """Five plain questions, which the person studies."""
    bank = make_bank(session, questions=make_questions(5))
    enrol(session, person, bank)
    return bank


def _next(session: Session, person: Person, now: datetime = NOW, **options: Any) -> str | None:
    """The key of the next card's question."""
    card = queue.next_card(session, person, now, **options)
    return None if card is None else session.get_one(Question, card.question_id).key


def _add_cards(
    session: Session, person: Person, ids: list[int], due: Sequence[tuple[date, datetime | None]]
) -> None:
    """Cards that were learnt before and are due on these days."""
    with write(session):
        for question_id, (due_day, due_at) in zip(ids, due, strict=True):
            card = Card(user_id=person.id, question_id=question_id, due_day=due_day, due_at=due_at)
            card.phase, card.stability, card.difficulty = Phase.REVIEW, 3.0, 5.0
            card.last_day, card.reps, card.lapses = date(2026, 2, 20), 3, 0
            session.add(card)


def test_a_bank_is_studied_from_enrolling_until_leaving(session: Session) -> None:
    person, bank = make_person(session), make_bank(session, questions=make_questions(3))
    assert queue.next_card(session, person, NOW) is None
    assert queue.count_queue(session, person, NOW) == Queue(due=0, new=0)
    enrol(session, person, bank)
    enrol(session, person, bank)
    assert study.list_enrolments(session, person) == {bank.id}
    assert queue.count_queue(session, person, NOW) == Queue(due=0, new=3)
    study.leave(session, person, bank.id)
    study.leave(session, person, bank.id)
    assert queue.next_card(session, person, NOW) is None
    assert study.list_enrolments(session, person) == set()


def test_cards_that_were_begun_stay_after_leaving(
    session: Session, person: Person, bank: BankSummary
) -> None:
    rate(session, person, question_ids(session, bank)["q1"], Rating.AGAIN)
    study.leave(session, person, bank.id)
    assert queue.count_queue(session, person, NOW) == Queue(due=1, new=0)
    card = queue.next_card(session, person, NOW + MINUTE)
    assert card is not None
    assert card.memory.reps == 1


def test_nobody_enrols_in_a_bank_that_is_not_there(session: Session, person: Person) -> None:
    study.enrol(session, person, 4711, NOW)
    assert count(session, Enrolment) == 0


def test_enrolling_in_two_windows_at_once_is_once(
    session: Session, sessions: sessionmaker[Session], person: Person
) -> None:
    for number in range(5):
        bank = make_bank(session, f"bank{number}", make_questions(1))

        def enrol_again(bank: BankSummary = bank) -> None:
            with sessions() as own:
                enrol(own, person, bank)

        assert at_once([enrol_again] * 6) == [None] * 6
        assert count(session, Enrolment) == number + 1


def test_enrolments_are_those_of_one_person(session: Session, person: Person) -> None:
    other, bank = make_person(session, "bob"), make_bank(session)
    enrol(session, other, bank)
    assert queue.next_card(session, person, NOW) is None
    study.leave(session, person, bank.id)
    assert study.list_enrolments(session, other) == {bank.id}


def test_new_cards_come_in_the_order_of_their_bank_as_many_as_the_day_allows(
    session: Session, person: Person, bank: BankSummary
) -> None:
    ids = question_ids(session, bank)
    assert queue.count_queue(session, person, NOW) == Queue(due=0, new=2)
    for key, left in (("q1", 1), ("q2", 0)):
        assert _next(session, person) == key
        rate(session, person, ids[key], Rating.EASY)
        assert queue.count_queue(session, person, NOW).new == left
    assert queue.next_card(session, person, NOW) is None
    tomorrow = NOW + timedelta(days=1)
    assert queue.count_queue(session, person, tomorrow) == Queue(due=0, new=2)
    assert _next(session, person, tomorrow) == "q3"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"])
def test_the_day_of_the_limit_begins_at_four_in_the_persons_zone(
    session: Session, zone: str
) -> None:
    person = make_person(session, "eve", time_zone=zone, new_cards_per_day=1)
    bank = make_bank(session, questions=make_questions(3))
    enrol(session, person, bank)
    four = datetime(2026, 3, 3, 4, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    before = four - timedelta(seconds=1)
    rate(session, person, question_ids(session, bank)["q1"], Rating.EASY, before)
    assert rows(session, Card.last_day) == [(TODAY,)]
    assert queue.next_card(session, person, before) is None
    assert _next(session, person, four) == "q2"
    assert queue.summarise_day(session, person, before).next_at == four
    assert queue.summarise_day(session, person, four).reviews == 0


def test_the_card_on_the_screen_counts_to_the_limit_before_it_is_rated(
    session: Session, person: Person, bank: BankSummary
) -> None:
    ids = question_ids(session, bank)
    assert _next(session, person, skip=ids["q1"]) == "q2"
    rate(session, person, ids["q1"], Rating.EASY)
    assert queue.next_card(session, person, NOW, skip=ids["q2"]) is None
    _add_cards(session, person, [ids["q5"]], [(TODAY, None)])
    assert _next(session, person, skip=ids["q5"]) == "q2"


def test_a_rating_that_was_taken_back_does_not_count_to_the_limit(
    session: Session, person: Person, bank: BankSummary
) -> None:
    ids = question_ids(session, bank)
    given = [rate(session, person, ids[key], Rating.EASY) for key in ("q1", "q2")]
    assert queue.next_card(session, person, NOW) is None
    study.undo_review(session, person, given[0].id, NOW)
    assert _next(session, person) == "q1"


def test_who_takes_no_new_cards_sees_none(session: Session, bank: BankSummary) -> None:
    person = make_person(session, "eve", new_cards_per_day=0)
    enrol(session, person, bank)
    assert queue.count_queue(session, person, NOW) == Queue(due=0, new=0)
    assert queue.next_card(session, person, NOW) is None
    assert queue.summarise_day(session, person, NOW).next_at is None


def test_due_cards_come_before_new_ones_and_the_longest_due_first(
    session: Session, person: Person, bank: BankSummary
) -> None:
    ids = question_ids(session, bank)
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    _add_cards(
        session,
        person,
        [ids[key] for key in ("q2", "q3", "q4", "q5")],
        [(TODAY, None), (yesterday, None), (tomorrow, None), (TODAY, NOW - MINUTE)],
    )
    assert queue.count_queue(session, person, NOW) == Queue(due=3, new=1)
    order = []
    while (key := _next(session, person)) is not None:
        order.append(key)
        rate(session, person, ids[key], Rating.EASY)
    assert order == ["q5", "q3", "q2", "q1"]


def test_due_cards_of_one_day_come_mixed_and_not_in_the_order_of_the_bank(
    session: Session, person: Person
) -> None:
    bank = make_bank(session, "long", make_questions(12))
    ids = [*question_ids(session, bank).values()]
    _add_cards(session, person, ids, [(TODAY, None)] * 12)
    order: list[int] = []
    while card := queue.next_card(session, person, NOW):
        order.append(card.question_id)
        rate(session, person, card.question_id, Rating.GOOD)
    assert sorted(order) == ids
    assert order != ids


def test_questions_with_the_largest_numbers_can_be_studied(
    session: Session, person: Person, bank: BankSummary
) -> None:
    numbers = [2**31 - 2, 2**31 - 1]
    columns = {column.name for column in QuestionVersion.__table__.columns} - {"id"}
    with write(session):
        [version] = session.scalars(select(QuestionVersion).limit(1))
        wording = {name: getattr(version, name) for name in columns}
        for number in numbers:
            question = {"bank_id": bank.id, "key": str(number), "position": 0, "version": 1}
            session.add(Question(id=number, created_at=NOW, **question))
            session.flush()
            session.add(QuestionVersion(**{**wording, "question_id": number, "number": 1}))
    _add_cards(session, person, numbers, [(TODAY, None)] * 2)
    seen = []
    for _ in numbers:
        card = queue.next_card(session, person, NOW)
        assert card is not None
        rate(session, person, card.question_id, Rating.EASY)
        seen.append(card.question_id)
    assert sorted(seen) == numbers


def test_steps_come_back_after_their_minutes(
    session: Session, person: Person, bank: BankSummary
) -> None:
    ids = question_ids(session, bank)
    rate(session, person, ids["q1"], Rating.AGAIN)
    assert _next(session, person, NOW) == "q2"
    assert _next(session, person, NOW + MINUTE) == "q1"
    rate(session, person, ids["q1"], Rating.GOOD, NOW + MINUTE)
    assert _next(session, person, NOW + 10 * MINUTE) == "q2"
    assert _next(session, person, NOW + 11 * MINUTE) == "q1"


def test_a_step_of_the_next_minutes_is_shown_when_nothing_else_is_left(
    session: Session, person: Person, bank: BankSummary
) -> None:
    ids = question_ids(session, bank)
    rate(session, person, ids["q1"], Rating.GOOD)
    rate(session, person, ids["q2"], Rating.AGAIN, NOW + MINUTE)
    assert _next(session, person, NOW + MINUTE) == "q2"
    assert _next(session, person, NOW + MINUTE, skip=ids["q2"]) == "q1"
    study.leave(session, person, bank.id)
    with write(session):
        session.execute(update(Card).values(due_at=NOW + queue.LEARN_AHEAD, due_day=TODAY))
    assert queue.next_card(session, person, NOW) is not None
    assert queue.next_card(session, person, NOW - timedelta(seconds=1)) is None
    later = queue.summarise_day(session, person, NOW - timedelta(seconds=1)).next_at
    assert later == NOW + queue.LEARN_AHEAD


def test_a_step_that_runs_over_the_rollover_belongs_to_the_next_day(session: Session) -> None:
    person = make_person(session, "eve", time_zone="Europe/Vienna")
    bank = make_bank(session, questions=make_questions(1))
    enrol(session, person, bank)
    # 03:55 in Vienna; the step of ten minutes ends at 04:05.
    now = datetime(2026, 3, 3, 2, 55, tzinfo=UTC)
    rate(session, person, question_ids(session, bank)["q1"], Rating.GOOD, now)
    assert rows(session, Card.last_day, Card.due_day) == [(TODAY, date(2026, 3, 3))]
    assert queue.count_queue(session, person, now) == Queue(due=0, new=0)
    assert _next(session, person, now) == "q1"
    assert queue.count_queue(session, person, now + 10 * MINUTE) == Queue(due=1, new=0)


def test_retired_questions_do_not_come_up(
    session: Session, person: Person, bank: BankSummary
) -> None:
    ids = question_ids(session, bank)
    _add_cards(session, person, [ids["q4"], ids["q5"]], [(TODAY, None), (TODAY, NOW + 5 * MINUTE)])
    retire(session, bank)
    assert queue.next_card(session, person, NOW) is None
    assert queue.card_for(session, person, ids["q4"], NOW) is None
    assert queue.card_for(session, person, ids["q1"], NOW) is None
    assert queue.count_queue(session, person, NOW) == Queue(due=0, new=0)
    assert queue.summarise_day(session, person, NOW).next_at is None


def test_a_changed_question_shows_its_new_wording_and_keeps_the_memory(
    session: Session, person: Person
) -> None:
    bank = make_bank(session)
    ids = question_ids(session, bank)
    rate(session, person, ids["capital"], Rating.AGAIN)
    before = queue.card_for(session, person, ids["capital"], NOW)
    make_bank(session, questions=[replace(EVERY_KIND[0], stem="And of Austria?")])
    after = queue.card_for(session, person, ids["capital"], NOW)
    assert before is not None
    assert after is not None
    assert after.memory == before.memory
    assert (before.version_id, after.version_id) == (
        min(before.version_id, after.version_id),
        version_id(session, ids["capital"]),
    )
    assert after.version_id != before.version_id
    assert after.outcomes == before.outcomes


def test_the_summary_tells_what_was_done_today(
    session: Session, person: Person, bank: BankSummary
) -> None:
    ids = question_ids(session, bank)
    rate(session, person, ids["q5"], Rating.EASY, NOW - timedelta(days=1))
    for minutes, (key, rating) in enumerate(
        (("q1", Rating.AGAIN), ("q2", Rating.HARD), ("q1", Rating.GOOD))
    ):
        last = rate(session, person, ids[key], rating, NOW + minutes * MINUTE)
    undone = rate(session, person, ids["q3"], Rating.AGAIN, NOW + 3 * MINUTE)
    study.undo_review(session, person, undone.id, NOW + 4 * MINUTE)
    summary = queue.summarise_day(session, person, NOW + 5 * MINUTE)
    assert (summary.reviews, summary.recalled, summary.first_seen) == (3, 2, 2)
    assert summary.last_review_id == str(last.id)
    steps = [moment for (moment,) in rows(session, Card.due_at) if moment]
    assert summary.next_at == min(steps)


def test_the_next_card_is_due_at_the_earliest_of_all(
    session: Session, person: Person, bank: BankSummary
) -> None:
    ids = question_ids(session, bank)
    _add_cards(session, person, [ids["q1"]], [(TODAY + timedelta(days=9), None)])
    four = datetime(2026, 3, 3, 4, tzinfo=UTC)
    # Unseen cards of tomorrow come first.
    assert queue.summarise_day(session, person, NOW).next_at == four
    study.leave(session, person, bank.id)
    assert queue.summarise_day(session, person, NOW).next_at == four + timedelta(days=8)
    _add_cards(session, person, [ids["q2"]], [(TODAY, NOW + 3 * MINUTE)])
    assert queue.summarise_day(session, person, NOW).next_at == NOW + 3 * MINUTE
