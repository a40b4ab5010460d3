"""Jobs: one process at a time does the work, and one that has died is replaced."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from quizapp.database import write
from quizapp.jobs import services
from quizapp.jobs.models import Job
from quizapp.jobs.services import BEAT, MAX_RUNS, SILENCE, JobState, LostJobError, Work
from tests.factories import NOW
from tests.rows import count, refresh, rows
from tests.visits import at_once

SECOND = timedelta(seconds=1)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def job_id(session: Session) -> int:
    with write(session):
        return services.create_job(session, "counting", 7, NOW)


def take_up(session: Session, job_id: int, clock: Clock) -> Work:
    work = services.take_up(session, job_id, clock)
    assert work is not None
    return work


def find(session: Session, job_id: int) -> JobState:
    refresh(session)
    found = services.find_job(session, job_id)
    session.commit()
    assert found is not None
    return found


def test_a_job_waits_until_a_process_takes_it_up(
    session: Session, job_id: int, clock: Clock
) -> None:
    before = find(session, job_id)
    assert (before.state, before.is_open, before.left) == ("waiting", True, None)
    work = take_up(session, job_id, clock)
    assert (work.kind, work.subject_id) == ("counting", 7)
    assert find(session, job_id).state == "running"


def test_nobody_takes_up_a_job_that_runs_or_is_over_or_unknown(
    session: Session, job_id: int, clock: Clock
) -> None:
    work = take_up(session, job_id, clock)
    assert services.take_up(session, job_id, clock) is None
    with write(session):
        work.finish()
    assert services.take_up(session, job_id, clock) is None
    assert services.take_up(session, 4711, clock) is None
    assert services.find_job(session, 4711) is None


def test_of_processes_that_start_at_once_one_takes_it_up(
    sessions: sessionmaker[Session], job_id: int, clock: Clock
) -> None:
    def take() -> bool:
        with sessions() as own:
            return services.take_up(own, job_id, clock) is not None

    assert sorted(map(str, at_once([take] * 4))) == ["False", "False", "False", "True"]


def test_how_far_it_is_is_stored_now_and_then(session: Session, job_id: int, clock: Clock) -> None:
    work = take_up(session, job_id, clock)
    seen = []
    for done in range(1, 6):
        clock.now += BEAT * 0.4
        work.tell(done, 10)
        seen.append(find(session, job_id).done)
    assert seen == [0, 0, 3, 3, 3]
    state = find(session, job_id)
    assert (state.total, state.beat_at) == (10, NOW + 3 * BEAT * 0.4)


def test_how_long_it_takes_is_judged_by_how_long_it_took(
    session: Session, job_id: int, clock: Clock
) -> None:
    work = take_up(session, job_id, clock)
    clock.now += 4 * SECOND
    work.tell(2, 10)
    assert find(session, job_id).left == 16 * SECOND


def test_a_process_that_is_not_heard_of_is_replaced_by_one(
    session: Session, sessions: sessionmaker[Session], job_id: int, clock: Clock
) -> None:
    take_up(session, job_id, clock)
    late = NOW + SILENCE + SECOND
    assert not services.revive(session, job_id, NOW + SILENCE)

    def revive() -> bool:
        with sessions() as own:
            return services.revive(own, job_id, late)

    assert sorted(map(str, at_once([revive] * 3))) == ["False", "False", "True"]
    assert find(session, job_id).state == "waiting"
    clock.now = late
    take_up(session, job_id, clock)


def test_a_process_that_never_came_up_is_replaced(session: Session, job_id: int) -> None:
    assert services.revive(session, job_id, NOW + SILENCE + SECOND)


def test_a_replaced_process_stops_and_stores_nothing(
    session: Session, job_id: int, clock: Clock
) -> None:
    old = take_up(session, job_id, clock)
    clock.now += SILENCE + SECOND
    services.revive(session, job_id, clock.now)
    for _ in range(2):
        with pytest.raises(LostJobError):
            old.tell(5, 10)
        clock.now += SECOND
        new = services.take_up(session, job_id, clock)
    for end in (old.hold, old.finish):
        with pytest.raises(LostJobError), write(session):
            end()
    with pytest.raises(LostJobError):
        old.fail("It didn't work.")
    state = find(session, job_id)
    assert (state.state, state.done, state.message) == ("running", 0, "")
    assert new is None


def test_a_job_that_stops_again_and_again_has_failed(
    session: Session, job_id: int, clock: Clock
) -> None:
    for _ in range(MAX_RUNS):
        take_up(session, job_id, clock)
        clock.now += SILENCE + SECOND
        revived = services.revive(session, job_id, clock.now)
    assert not revived
    state = find(session, job_id)
    assert (state.state, state.is_open) == ("failed", False)
    assert state.message.startswith("This stopped 3 times before it was done.")


def test_what_is_over_stays_over(session: Session, job_id: int, clock: Clock) -> None:
    work = take_up(session, job_id, clock)
    work.fail("It can't be done.")
    assert not services.revive(session, job_id, NOW + 10 * SILENCE)
    state = find(session, job_id)
    assert (state.state, state.message) == ("failed", "It can't be done.")


def test_work_that_fails_gives_up_what_it_began(
    session: Session, job_id: int, clock: Clock
) -> None:
    work = take_up(session, job_id, clock)
    session.add(Job(kind="other", subject_id=1, created_at=NOW, beat_at=NOW))
    session.flush()
    work.fail("It can't be done.")
    assert rows(session, Job.kind) == [("counting",)]


def test_a_job_that_is_deleted_stops(session: Session, job_id: int, clock: Clock) -> None:
    work = take_up(session, job_id, clock)
    with write(session):
        services.delete_jobs(session, "counting", 8)
        services.delete_jobs(session, "other", 7)
    assert count(session, Job) == 1
    with write(session):
        services.delete_jobs(session, "counting", 7)
    clock.now += SECOND
    with pytest.raises(LostJobError):
        work.tell(1, 2)
