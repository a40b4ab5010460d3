from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count as numbers
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.banks.services import BankSummary
from quizapp.engine.scheduling import Memory, Phase, Rating, study_day
from quizapp.study import queue
from quizapp.study import services as study
from quizapp.study.models import Card, Review
from quizapp.study.services import (
    Interval,
    ReusedIdError,
    SentRating,
    StaleCardError,
    UnknownCardError,
)
from tests.factories import (
    NOW,
    answer_to,
    enrol,
    make_bank,
    make_person,
    make_questions,
    question_ids,
    rate,
    retire,
    version_id,
)
from tests.properties import ON_DATABASE
from tests.rows import count, rows, snapshot
from tests.visits import at_once

TODAY = date(2026, 3, 2)
NAMES = (f"student{number}" for number in numbers())
HISTORIES = st.lists(
    st.tuples(st.sampled_from(Rating), st.integers(0, 60 * 24 * 40)), min_size=1, max_size=6
)
"""Ratings of one card and the minutes that pass before each."""


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def bank(session: Session, person: Person) -> BankSummary:
    bank = make_bank(session, questions=make_questions(4))
    enrol(session, person, bank)
    return bank


@pytest.fixture
def first(session: Session, bank: BankSummary) -> int:
    """The number of the bank's first question."""
    return question_ids(session, bank)["q1"]


@settings(ON_DATABASE, max_examples=15)
@given(
    history=HISTORIES,
    zone=st.sampled_from(("UTC", "Asia/Kathmandu", "Pacific/Chatham", "America/New_York")),
)
def test_the_interval_shown_is_the_interval_given_and_stored(
    session: Session, bank: BankSummary, first: int, history: list[tuple[Rating, int]], zone: str
) -> None:
    person = make_person(session, next(NAMES), time_zone=zone)
    now = NOW
    for reps, (rating, minutes) in enumerate(history):
        now += timedelta(minutes=minutes)
        shown = queue.card_for(session, person, first, now)
        assert shown is not None
        outcome = shown.outcomes[rating - 1]
        answer = answer_to(session, person, first, rating, now)
        given = study.rate_card(session, person, answer, now)
        assert given == Interval(outcome.wait, outcome.days)
        today = study_day(now, person.zone)
        due_at = None if outcome.wait is None else now + outcome.wait
        due_day = outcome.due_on(today) if due_at is None else study_day(due_at, person.zone)
        assert _card(session, person) == (outcome.memory, due_day, due_at)
        assert outcome.memory.reps == reps + 1
        assert study.rate_card(session, person, answer, now) == given
    stored = [row for row in rows(session, Review.user_id, Review.reps) if row[0] == person.id]
    assert stored == [(person.id, reps) for reps in range(len(history))]


def _card(session: Session, person: Person) -> tuple[Memory, date, datetime | None]:
    columns = (
        *(Card.user_id, Card.phase, Card.step, Card.stability, Card.difficulty),
        *(Card.last_day, Card.reps, Card.lapses, Card.due_day, Card.due_at),
    )
    [row] = [row for row in rows(session, *columns) if row[0] == person.id]
    return Memory(Phase(row[1]), *row[2:8]), row[8], row[9]


def test_a_review_tells_what_was_rated_when_and_what_was_given(
    session: Session, person: Person, first: int
) -> None:
    answer = rate(session, person, first, Rating.EASY)
    columns = (
        *(Review.id, Review.user_id, Review.question_id, Review.version_id, Review.rating),
        *(Review.reps, Review.study_day, Review.reviewed_at, Review.wait, Review.days),
    )
    [stored] = rows(session, *columns)
    version = version_id(session, first)
    assert stored[:9] == (str(answer.id), person.id, first, version, 4, 0, TODAY, NOW, None)
    assert rows(session, Card.due_day) == [(TODAY + timedelta(days=stored[9]),)]


def test_a_request_that_is_repeated_is_stored_once_and_answered_the_same(
    session: Session, person: Person, first: int
) -> None:
    answer = answer_to(session, person, first, Rating.GOOD)
    result = study.rate_card(session, person, answer, NOW)
    before = snapshot(session)
    for later in (timedelta(0), timedelta(minutes=5), timedelta(days=3)):
        assert study.rate_card(session, person, answer, NOW + later) == result
    assert snapshot(session) == before


def test_a_request_that_is_repeated_after_further_reviews_is_answered_the_same(
    session: Session, person: Person, first: int
) -> None:
    answer = answer_to(session, person, first, Rating.GOOD)
    result = study.rate_card(session, person, answer, NOW)
    for minutes in (15, 30):
        rate(session, person, first, Rating.GOOD, NOW + timedelta(minutes=minutes))
    before = snapshot(session)
    assert study.rate_card(session, person, answer, NOW + timedelta(hours=1)) == result
    assert snapshot(session) == before


def test_a_request_that_is_repeated_after_it_was_taken_back_rates_nothing(
    session: Session, person: Person, first: int
) -> None:
    answer = answer_to(session, person, first, Rating.GOOD)
    result = study.rate_card(session, person, answer, NOW)
    study.undo_review(session, person, answer.id, NOW)
    before = snapshot(session)
    assert study.rate_card(session, person, answer, NOW) == result
    assert snapshot(session) == before


def test_an_id_that_was_used_for_another_rating_is_refused(
    session: Session, person: Person, bank: BankSummary, first: int
) -> None:
    answer = rate(session, person, first, Rating.GOOD)
    second = question_ids(session, bank)["q2"]
    before = snapshot(session)
    for changed in (
        replace(answer, question_id=second, version_id=version_id(session, second)),
        replace(answer, rating=Rating.EASY),
        replace(answer, reps=1),
        replace(answer, reps=7),
        replace(answer, day=TODAY - timedelta(days=1)),
    ):
        with pytest.raises(ReusedIdError):
            study.rate_card(session, person, changed, NOW)
    make_bank(session, questions=[replace(make_questions(1)[0], note="new")])
    changed = replace(answer, version_id=version_id(session, first))
    with pytest.raises(ReusedIdError):
        study.rate_card(session, person, changed, NOW)
    after = snapshot(session)
    assert [after[name] for name in ("cards", "reviews")] == [
        before[name] for name in ("cards", "reviews")
    ]


def test_an_id_that_somebody_else_used_is_refused_and_tells_nothing(
    session: Session, person: Person, bank: BankSummary, first: int
) -> None:
    answer = rate(session, person, first, Rating.GOOD)
    other = make_person(session, "bob")
    before = snapshot(session)
    for content in (answer, replace(answer, rating=Rating.AGAIN), replace(answer, reps=3)):
        with pytest.raises(ReusedIdError) as caught:
            study.rate_card(session, other, content, NOW)
        assert str(caught.value) == ""
    assert snapshot(session) == before


def test_a_card_that_was_rated_elsewhere_meanwhile_is_stale(
    session: Session, person: Person, first: int
) -> None:
    shown = answer_to(session, person, first, Rating.EASY)
    rate(session, person, first, Rating.AGAIN)
    before = snapshot(session)
    for reps in (0, 2, 2**31 - 1):
        with pytest.raises(StaleCardError):
            study.rate_card(session, person, replace(shown, reps=reps), NOW)
    assert snapshot(session) == before


def test_a_card_that_was_shown_on_another_study_day_is_stale(
    session: Session, person: Person, first: int
) -> None:
    shown = answer_to(session, person, first, Rating.GOOD)
    before = snapshot(session)
    four = datetime(2026, 3, 3, 4, tzinfo=UTC)
    for now in (four, four + timedelta(days=30), NOW - timedelta(days=1)):
        with pytest.raises(StaleCardError):
            study.rate_card(session, person, shown, now)
    assert snapshot(session) == before
    study.rate_card(session, person, shown, four - timedelta(seconds=1))


def test_what_is_no_question_cannot_be_rated(
    session: Session, person: Person, bank: BankSummary, first: int
) -> None:
    ids = question_ids(session, bank)
    shown = answer_to(session, person, first, Rating.GOOD)
    retired = answer_to(session, person, ids["q2"], Rating.GOOD)
    retire(session, bank, "q2")
    before = snapshot(session)
    for answer in (
        replace(shown, question_id=4711),
        replace(shown, version_id=4711),
        replace(shown, version_id=version_id(session, ids["q3"])),
        retired,
    ):
        with pytest.raises(UnknownCardError):
            study.rate_card(session, person, answer, NOW)
    assert snapshot(session) == before


def test_a_rating_moves_no_other_card(session: Session, person: Person, bank: BankSummary) -> None:
    other = make_person(session, "bob")
    ids = question_ids(session, bank)
    for acting, key in ((person, "q2"), (other, "q1")):
        rate(session, acting, ids[key], Rating.AGAIN)
    before = snapshot(session, Card)["cards"]
    rate(session, person, ids["q1"], Rating.EASY)
    assert set(before) < set(snapshot(session, Card)["cards"])
    assert count(session, Card) == 3


def _rate_in(sessions: sessionmaker[Session], person: Person, answer: SentRating) -> Interval:
    with sessions() as own:
        return study.rate_card(own, person, answer, NOW)


def _ratings(session: Session, person: Person, question_id: int, many: int) -> Iterator[SentRating]:
    for number in range(many):
        yield answer_to(session, person, question_id, Rating(number % 4 + 1))
    session.commit()


@pytest.mark.parametrize("windows", [2, 8])
def test_of_windows_that_rate_one_card_at_once_one_is_stored(
    session: Session,
    sessions: sessionmaker[Session],
    person: Person,
    bank: BankSummary,
    windows: int,
) -> None:
    for question_id in question_ids(session, bank).values():
        for reps in range(3):
            answers = [*_ratings(session, person, question_id, windows)]
            results = at_once([partial(_rate_in, sessions, person, one) for one in answers])
            stored = [result for result in results if isinstance(result, Interval)]
            stale = [result for result in results if isinstance(result, StaleCardError)]
            assert (len(stored), len(stale)) == (1, windows - 1), results
            assert rows(session, Card.question_id, Card.reps)[-1] == (question_id, reps + 1)
    assert count(session, Review) == 4 * 3


def test_one_request_that_arrives_many_times_at_once_is_stored_once(
    session: Session, sessions: sessionmaker[Session], person: Person, first: int
) -> None:
    for reps in range(4):
        [answer] = _ratings(session, person, first, 1)
        results = at_once([partial(_rate_in, sessions, person, answer)] * 6)
        assert len({str(result) for result in results}) == 1
        assert isinstance(results[0], Interval)
        assert count(session, Review) == reps + 1


def test_one_id_for_two_ratings_at_once_is_stored_for_one(
    session: Session, sessions: sessionmaker[Session], person: Person, bank: BankSummary
) -> None:
    shared: UUID = uuid4()
    answers = [
        replace(answer_to(session, person, question_id, Rating.GOOD), id=shared)
        for question_id in question_ids(session, bank).values()
    ]
    session.commit()
    results = at_once([partial(_rate_in, sessions, person, answer) for answer in answers])
    assert sum(isinstance(result, Interval) for result in results) == 1
    assert sum(isinstance(result, ReusedIdError) for result in results) == 3
    assert count(session, Review) == count(session, Card) == 1
