from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.assignment_rules import (
    NOTICE,
    Counts,
    Rules,
    SkippedTimeError,
    State,
    after_lateness,
    counted_share,
    instant_of,
    moved_deadline,
)

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOMENTS = st.integers(-5000, 5000).map(lambda minutes: START + timedelta(minutes=minutes))
MAYBE = st.none() | MOMENTS
LIMITS = st.none() | st.integers(1, 600).map(lambda minutes: timedelta(minutes=minutes))
RULES = st.builds(
    Rules,
    opens_at=MAYBE,
    due_at=MAYBE,
    closes_at=MAYBE,
    attempts=st.none() | st.integers(1, 9),
    time_limit=LIMITS,
)
SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=9)
ZONES = st.sampled_from(
    ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "Africa/Casablanca"]
).map(ZoneInfo)
WALLS = st.datetimes(datetime(2000, 1, 1), datetime(2199, 12, 31))


def test_each_date_is_the_first_moment_of_what_follows_it() -> None:
    rules = Rules(START, START + DAY, START + 2 * DAY)
    instant = timedelta(microseconds=1)
    states = {
        START - instant: State.UPCOMING,
        START: State.OPEN,
        START + DAY - instant: State.OPEN,
        START + DAY: State.LATE,
        START + 2 * DAY - instant: State.LATE,
        START + 2 * DAY: State.CLOSED,
    }
    assert {moment: rules.state(moment) for moment in states} == states
    assert Rules().state(START) is State.OPEN


@given(RULES, MOMENTS, MOMENTS)
def test_time_only_goes_on(rules: Rules, one: datetime, other: datetime) -> None:
    order = [*State]
    first, second = sorted((one, other))
    assert order.index(rules.state(first)) <= order.index(rules.state(second)) or (
        # What closes before it opens never opens.
        rules.opens_at is not None
        and rules.closes_at is not None
        and rules.closes_at <= rules.opens_at
    )


@given(RULES, MOMENTS)
def test_an_attempt_ends_with_its_time_or_with_the_closing(
    rules: Rules, started_at: datetime
) -> None:
    deadline = rules.deadline(started_at)
    if deadline is None:
        assert rules.closes_at is None and rules.time_limit is None
        return
    assert rules.closes_at is None or deadline <= rules.closes_at
    assert rules.time_limit is None or deadline <= started_at + rules.time_limit
    assert deadline in {rules.closes_at, started_at + (rules.time_limit or timedelta(0))}


@given(RULES)
def test_no_exception_leaves_the_rules_as_they_are(rules: Rules) -> None:
    same = rules.with_exception()
    assert (same.opens_at, same.due_at) == (rules.opens_at, rules.due_at)
    assert (same.attempts, same.time_limit) == (rules.attempts, rules.time_limit)


def test_an_exception_replaces_what_it_gives() -> None:
    rules = Rules(START, START + DAY, START + DAY, 1, HOUR)
    later = START + 3 * DAY
    assert rules.with_exception(due_at=later).closes_at == later
    given_both = rules.with_exception(due_at=later, closes_at=later + HOUR)
    assert (given_both.due_at, given_both.closes_at) == (later, later + HOUR)
    assert rules.with_exception(attempts=3).attempts == 3
    assert rules.with_exception(extra_time=50).time_limit == timedelta(minutes=90)
    assert Rules(due_at=START).with_exception(closes_at=later).closes_at == later
    assert Rules(closes_at=START).with_exception(due_at=None).closes_at == START


@given(RULES, MOMENTS, MAYBE, MOMENTS)
def test_a_change_never_makes_a_running_attempt_shorter(
    rules: Rules, started_at: datetime, old: datetime | None, now: datetime
) -> None:
    new = moved_deadline(rules, started_at, old, now)
    if rules.deadline(started_at) is None:
        assert new is None
    elif old is None:
        assert new is not None and new >= now + NOTICE
    else:
        assert new is not None and new >= old
        assert new in {old, rules.deadline(started_at)}


@given(st.floats(0, 2), st.integers(-5000, 5000), st.integers(0, 100))
def test_lateness_takes_off_for_each_day_begun(share: float, minutes: int, percent: int) -> None:
    after = after_lateness(share, START + timedelta(minutes=minutes), START, percent)
    assert 0 <= after <= share
    if minutes <= 0 or not percent:
        assert after == share
    else:
        days = -(-minutes // (24 * 60))
        assert after == pytest.approx(share * max(0, 1 - days * percent / 100))


def test_a_day_of_lateness_has_24_hours_also_when_the_clocks_change() -> None:
    zone = ZoneInfo("Europe/London")
    due = instant_of(datetime(2026, 10, 24, 23, 59), zone)
    assert after_lateness(1, due + DAY, due, 10) == 0.9
    assert (due + DAY).astimezone(zone).hour == 22
    assert after_lateness(1, due + DAY + timedelta(seconds=1), due, 10) == 0.8
    assert after_lateness(1, START, None, 10) == 1


@given(SHARES)
def test_what_counts_is_one_of_the_scores_or_their_mean(shares: list[float]) -> None:
    assert counted_share(shares, Counts.BEST) == max(shares)
    assert counted_share(shares, Counts.FIRST) == shares[0]
    assert counted_share(shares, Counts.LATEST) == shares[-1]
    assert counted_share(shares, Counts.AVERAGE) == pytest.approx(sum(shares) / len(shares))


def test_without_an_attempt_nothing_counts() -> None:
    with pytest.raises(ValueError, match="no attempt"):
        counted_share([], Counts.BEST)


@given(WALLS, ZONES)
def test_a_local_time_is_the_instant_at_which_the_clocks_show_it(
    wall: datetime, zone: ZoneInfo
) -> None:
    try:
        shown, is_skipped = instant_of(wall, zone), False
    except SkippedTimeError as error:
        shown, is_skipped = instant_of(error.following, zone), True
    if is_skipped:
        just_before = (shown - timedelta(microseconds=1)).astimezone(zone)
        assert just_before.replace(tzinfo=None) < wall < shown.astimezone(zone).replace(tzinfo=None)
    else:
        assert shown.utcoffset() == timedelta(0)
        assert shown.astimezone(zone).replace(tzinfo=None, fold=0) == wall


def test_a_time_that_the_clocks_jump_over_is_refused_with_the_next_one() -> None:
    with pytest.raises(SkippedTimeError) as refused:
        instant_of(datetime(2026, 3, 29, 1, 30), ZoneInfo("Europe/London"))
    assert refused.value.following == datetime(2026, 3, 29, 2, 0)


def test_of_a_time_that_the_clocks_show_twice_the_first_is_meant() -> None:
    london = ZoneInfo("Europe/London")
    assert instant_of(datetime(2026, 10, 25, 1, 30), london) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
