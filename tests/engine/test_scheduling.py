"""The laws of the study day, of the four outcomes and of their spread; agreement with py-fsrs."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import mean
from zoneinfo import ZoneInfo, available_timezones

import fsrs
import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizapp.engine.scheduling import (
    LEECH_LAPSES,
    Memory,
    Outcome,
    Phase,
    Rating,
    Settings,
    day_start,
    is_leech,
    outcome,
    outcomes,
    retrievability,
    spread_range,
    study_day,
)

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
FIRST_DAY = date(2026, 3, 1)
ZONES = sorted(available_timezones())
STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60))

zones = st.sampled_from(ZONES)
seeds = st.integers(-(2**70), 2**70)
ratings = st.sampled_from(Rating)
steps = st.integers(0, 3).map(lambda count: STEPS[:count])
histories = st.lists(st.tuples(st.integers(0, 400), ratings), max_size=12)


@st.composite
def parameter_sets(draw: st.DrawFn) -> tuple[float, ...]:
    """Parameters near the defaults, as fitting gives them, within the bounds of FSRS-6."""
    factors = draw(st.lists(st.floats(0.7, 1.4), min_size=21, max_size=21))
    bounds = zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(
        min(max(default * factor, low), high)
        for default, factor, (low, high) in zip(DEFAULT_PARAMETERS, factors, bounds, strict=True)
    )


schedules = st.builds(
    Settings,
    desired_retention=st.floats(0.7, 0.97),
    learning_steps=steps,
    relearning_steps=steps,
    maximum_interval=st.one_of(st.integers(1, 12), st.integers(13, 36500)),
    parameters=st.one_of(st.just(DEFAULT_PARAMETERS), parameter_sets()),
)


def after(
    history: list[tuple[int, Rating]], schedule: Settings, seed: int = 0
) -> tuple[Memory, date]:
    """The memory after a history of (days since the review before, rating), and the last day."""
    memory, today = Memory(), FIRST_DAY
    for gap, rating in history:
        today += timedelta(days=gap)
        memory = outcome(memory, rating, today, schedule, seed).memory
    return memory, today


def in_review(stability: float, difficulty: float = 5.0, lapses: int = 0) -> Memory:
    return Memory(Phase.REVIEW, None, stability, difficulty, FIRST_DAY, 5, lapses)


def days_of(results: tuple[Outcome, ...]) -> list[int | None]:
    return [result.days for result in results]


def unspread(memory: Memory, rating: Rating, today: date, schedule: Settings) -> int:
    """The interval that py-fsrs itself gives to a card in REVIEW."""
    assert memory.last_day is not None
    card = fsrs.Card(1, fsrs.State.Review, None, memory.stability, memory.difficulty, at(today))
    card.last_review = at(memory.last_day)
    reviewed, _ = scheduler_for(schedule).review_card(card, fsrs.Rating(rating), at(today))
    return (reviewed.due - at(today)).days


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def scheduler_for(schedule: Settings) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        schedule.parameters,
        schedule.desired_retention,
        schedule.learning_steps,
        schedule.relearning_steps,
        schedule.maximum_interval,
        enable_fuzzing=False,
    )


def assert_starts(day: date, zone: ZoneInfo) -> None:
    start = day_start(day, zone)
    assert start.tzinfo is UTC
    assert study_day(start, zone) == day
    assert study_day(start - MOMENT, zone) == day - DAY


class TestStudyDay:
    @settings(deadline=None, max_examples=500)
    @given(zones, st.dates(date(1970, 1, 1), date(2100, 12, 31)))
    def test_begins_where_the_day_before_ends(self, name: str, day: date) -> None:
        assert_starts(day, ZoneInfo(name))

    @pytest.mark.parametrize("offset", range(4))
    def test_begins_in_every_zone(self, offset: int) -> None:
        for name in ZONES[offset::4]:
            zone = ZoneInfo(name)
            for days in range(0, 47847, 997):
                assert_starts(date(1970, 1, 1) + timedelta(days=days), zone)

    @pytest.mark.parametrize(
        ("name", "day"),
        [
            ("Europe/Berlin", date(2026, 3, 29)),
            ("Europe/Berlin", date(2026, 10, 25)),
            ("America/New_York", date(2026, 3, 8)),
            ("America/New_York", date(2026, 11, 1)),
            ("Asia/Kathmandu", date(1986, 1, 1)),
            ("Pacific/Apia", date(2011, 12, 31)),
            ("Pacific/Apia", date(2021, 4, 4)),
            ("Africa/Casablanca", date(2026, 2, 15)),
            ("Africa/Casablanca", date(2026, 3, 22)),
        ],
    )
    def test_turns_at_four_around_a_change_of_the_clocks(self, name: str, day: date) -> None:
        zone = ZoneInfo(name)
        for local in (day, day + DAY):
            four = datetime(local.year, local.month, local.day, 4, tzinfo=zone)
            assert study_day(four, zone) == local
            assert study_day(four.replace(hour=3, minute=59), zone) == local - DAY
            assert day_start(local, zone) == four
            assert_starts(local, zone)

    @pytest.mark.parametrize(
        ("name", "day", "start"),
        [
            ("Europe/Berlin", date(2026, 3, 29), "2026-03-29T02:00Z"),
            ("Europe/Berlin", date(2026, 10, 25), "2026-10-25T03:00Z"),
            ("Asia/Kathmandu", date(2026, 6, 1), "2026-05-31T22:15Z"),
            # The clocks jumped from 03:30 to 04:30.
            ("Asia/Hong_Kong", date(1970, 4, 19), "1970-04-18T19:30Z"),
            # From 04:00 to 05:00, and back: 04:00 was struck twice.
            ("Asia/Baku", date(1997, 3, 30), "1997-03-30T00:00Z"),
            ("Asia/Baku", date(1997, 10, 26), "1997-10-25T23:00Z"),
            # The whole date was left out, but for the hours of the next one before 04:00.
            ("Pacific/Apia", date(2011, 12, 29), "2011-12-29T14:00Z"),
            ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00Z"),
            ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T14:00Z"),
            ("Pacific/Kwajalein", date(1993, 8, 21), "1993-08-21T12:00Z"),
            ("Pacific/Kwajalein", date(1993, 8, 22), "1993-08-21T16:00Z"),
        ],
    )
    def test_starts_at_a_known_instant(self, name: str, day: date, start: str) -> None:
        assert day_start(day, ZoneInfo(name)) == datetime.fromisoformat(start)
        assert_starts(day, ZoneInfo(name))

    @settings(deadline=None)
    @given(zones, st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)))
    def test_holds_every_instant_of_it(self, name: str, naive: datetime) -> None:
        zone, now = ZoneInfo(name), naive.replace(tzinfo=UTC)
        day = study_day(now, zone)
        assert day_start(day, zone) <= now < day_start(day + DAY, zone)

    def test_does_not_depend_on_the_zone_of_now(self) -> None:
        now = datetime(2026, 3, 29, 3, 59, tzinfo=ZoneInfo("Asia/Kathmandu"))
        berlin = ZoneInfo("Europe/Berlin")
        assert study_day(now, berlin) == study_day(now.astimezone(UTC), berlin) == date(2026, 3, 28)

    def test_needs_an_aware_instant(self) -> None:
        with pytest.raises(ValueError, match="aware"):
            study_day(datetime(2026, 3, 1), ZoneInfo("UTC"))


class TestOutcome:
    @settings(deadline=None, max_examples=300)
    @given(histories, st.integers(-1, 400), schedules, seeds)
    def test_is_what_the_button_showed(
        self, history: list[tuple[int, Rating]], gap: int, schedule: Settings, seed: int
    ) -> None:
        memory, last = after(history, schedule, seed)
        today = last + timedelta(days=gap)
        shown = outcomes(memory, today, schedule, seed)
        assert tuple(outcome(memory, r, today, schedule, seed) for r in Rating) == shown
        assert outcomes(memory, today, schedule, seed) == shown
        assert [result.rating for result in shown] == list(Rating)

    @settings(deadline=None, max_examples=300)
    @given(histories, schedules, seeds)
    def test_agrees_with_py_fsrs(
        self, history: list[tuple[int, Rating]], schedule: Settings, seed: int
    ) -> None:
        theirs = scheduler_for(schedule)
        card = fsrs.Card(card_id=1, due=at(FIRST_DAY))
        memory, today = Memory(), FIRST_DAY
        for gap, rating in history:
            today += timedelta(days=gap)
            card, _ = theirs.review_card(card, fsrs.Rating(rating), at(today))
            result = outcome(memory, rating, today, schedule, seed)
            memory = result.memory
            assert memory.phase.value == card.state.value
            assert memory.step == card.step
            assert memory.stability == card.stability
            assert memory.difficulty == card.difficulty
            assert memory.last_day == today
            if card.state is not fsrs.State.Review:
                assert result.wait == card.due - at(today)
            assert retrievability(memory, today + 9 * DAY, schedule) == (
                theirs.get_card_retrievability(card, at(today + 9 * DAY))
            )

    @settings(deadline=None, max_examples=300)
    @given(histories, st.integers(0, 400), schedules, seeds)
    def test_is_bounded_and_ordered(
        self, history: list[tuple[int, Rating]], gap: int, schedule: Settings, seed: int
    ) -> None:
        memory, last = after(history, schedule, seed)
        results = outcomes(memory, last + timedelta(days=gap), schedule, seed)
        maximum = schedule.maximum_interval
        for result in results:
            assert (result.wait is None) != (result.days is None)
            assert result.wait is None or result.wait > timedelta(0)
            assert result.days is None or 1 <= result.days <= maximum
            assert (result.days is None) == (result.memory.phase is not Phase.REVIEW)
            assert result.memory.stability is not None
            assert 0 < result.memory.stability < float("inf")
            assert result.memory.difficulty is not None
            assert 1 <= result.memory.difficulty <= 10
        again, hard, good, easy = days_of(results)
        for lower, higher in ((hard, good), (good, easy)):
            if lower is not None and higher is not None:
                assert lower < higher or lower == higher == maximum
        if again is not None and hard is not None:
            assert again <= hard

    @pytest.mark.parametrize(
        ("maximum", "expected"),
        [(36500, [1, 2, 3]), (3, [1, 2, 3]), (2, [1, 2, 2]), (1, [1, 1, 1])],
    )
    def test_keeps_short_intervals_apart_as_far_as_there_is_room(
        self, maximum: int, expected: list[int]
    ) -> None:
        schedule = Settings(maximum_interval=maximum)
        assert days_of(outcomes(in_review(0.5, 10), FIRST_DAY, schedule, 1))[1:] == expected

    def test_leaves_good_alone_where_hard_is_a_step(self) -> None:
        memory = replace(in_review(0.5, 10), phase=Phase.RELEARNING, step=0)
        assert days_of(outcomes(memory, FIRST_DAY, Settings(), 1)) == [None, None, 1, 2]

    def test_keeps_the_longest_intervals_apart(self) -> None:
        schedule = Settings(maximum_interval=50)
        today = FIRST_DAY + 5000 * DAY
        for seed in range(50):
            _, hard, good, easy = outcomes(in_review(5000), today, schedule, seed)
            assert hard.days is not None and good.days is not None
            assert hard.days < good.days
            assert easy.days == 50 or (easy.days is not None and good.days < easy.days < 50)

    def test_again_without_steps_is_no_longer_than_hard(self) -> None:
        parameters = list(DEFAULT_PARAMETERS)
        parameters[8] = parameters[15] = parameters[18] = 0.0
        parameters[11] = 5.0
        schedule = Settings(relearning_steps=(), parameters=tuple(parameters))
        memory, today = in_review(2.0, 10), FIRST_DAY + 200 * DAY
        assert [unspread(memory, r, today, schedule) for r in list(Rating)[:3]] == [2, 2, 3]
        for seed in range(50):
            again, hard, good, _ = days_of(outcomes(memory, today, schedule, seed))
            assert again is not None and hard is not None and good is not None
            assert again <= hard < good

    def test_a_new_card_goes_through_the_steps(self) -> None:
        again, hard, good, easy = outcomes(Memory(), FIRST_DAY, Settings(), 7)
        waits = [again.wait, hard.wait, good.wait, easy.wait]
        minute = timedelta(minutes=1)
        assert waits == [minute, 5.5 * minute, 10 * minute, None]
        assert [again.memory.step, hard.memory.step, good.memory.step] == [0, 0, 1]
        assert good.memory.phase is Phase.LEARNING
        assert easy.days is not None and 6 <= easy.days <= 10
        graduated = outcome(good.memory, Rating.GOOD, FIRST_DAY, Settings(), 7)
        assert graduated.memory.phase is Phase.REVIEW
        assert graduated.days == 2

    def test_counts_reviews_and_lapses(self) -> None:
        memory = in_review(20)
        again, hard, _, _ = outcomes(memory, FIRST_DAY + 20 * DAY, Settings(), 7)
        assert (again.memory.reps, again.memory.lapses) == (6, 1)
        assert (hard.memory.reps, hard.memory.lapses) == (6, 0)
        assert again.memory.phase is Phase.RELEARNING
        second = outcome(again.memory, Rating.AGAIN, FIRST_DAY + 20 * DAY, Settings(), 7)
        assert (second.memory.reps, second.memory.lapses) == (7, 1)
        learning = outcome(Memory(), Rating.AGAIN, FIRST_DAY, Settings(), 7)
        assert (learning.memory.reps, learning.memory.lapses) == (1, 0)
        no_steps = Settings(relearning_steps=())
        lapse = outcome(memory, Rating.AGAIN, FIRST_DAY + 20 * DAY, no_steps, 7)
        assert (lapse.memory.phase, lapse.memory.lapses) == (Phase.REVIEW, 1)

    def test_the_second_review_of_a_study_day_is_a_short_term_one(self) -> None:
        memory = in_review(20)
        same_day = outcome(memory, Rating.GOOD, FIRST_DAY, Settings(), 7).memory
        next_day = outcome(memory, Rating.GOOD, FIRST_DAY + DAY, Settings(), 7).memory
        assert same_day.stability == 20
        assert next_day.stability is not None and next_day.stability > 20

    @settings(deadline=None)
    @given(ratings, st.integers(1, 3), seeds)
    def test_a_study_day_before_the_last_counts_as_none(
        self, rating: Rating, behind: int, seed: int
    ) -> None:
        memory = in_review(20)
        today = FIRST_DAY - behind * DAY
        moved = outcome(memory, rating, today, Settings(), seed)
        stayed = outcome(memory, rating, FIRST_DAY, Settings(), seed)
        assert moved == replace(stayed, memory=replace(stayed.memory, last_day=today))

    @settings(deadline=None, max_examples=50)
    @given(seeds)
    def test_good_whenever_due_grows(self, seed: int) -> None:
        memory, today = Memory(), FIRST_DAY
        intervals: list[int] = []
        while not intervals or intervals[-1] < 3000:
            result = outcome(memory, Rating.GOOD, today, Settings(), seed)
            memory, today = result.memory, result.due_on(today)
            intervals += [] if result.days is None else [result.days]
            assert len(intervals) < 20
        assert all(shorter < longer for shorter, longer in pairwise(intervals))

    def test_is_due_on_the_same_study_day_after_a_wait_else_days_later(self) -> None:
        wait = Outcome(Rating.GOOD, Memory(), timedelta(minutes=10), None)
        assert wait.due_on(date(2026, 3, 27)) == date(2026, 3, 27)
        days = Outcome(Rating.GOOD, Memory(), None, 2)
        assert days.due_on(date(2026, 3, 27)) == date(2026, 3, 29)

    def test_neither_reads_the_clock_nor_sleeps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("fsrs.card.datetime", "fsrs.scheduler.datetime", "fsrs.card.time"):
            monkeypatch.setattr(name, None)
        outcomes(Memory(), FIRST_DAY, Settings(), 1)
        retrievability(in_review(3), FIRST_DAY, Settings())


class TestSpread:
    @pytest.mark.parametrize(
        ("days", "maximum", "expected"),
        [
            (1, 36500, (1, 1)),
            (2, 36500, (2, 2)),
            (3, 36500, (2, 4)),
            (3, 3, (2, 3)),
            (7, 36500, (5, 9)),
            (15, 36500, (13, 17)),
            (20, 36500, (17, 23)),
            (100, 36500, (93, 107)),
            (100, 100, (93, 100)),
        ],
    )
    def test_range(self, days: int, maximum: int, expected: tuple[int, int]) -> None:
        assert spread_range(days, maximum) == expected

    @settings(deadline=None)
    @given(st.integers(1, 36500), st.integers(1, 36500))
    @example(2, 2)
    def test_range_holds_the_interval_and_grows_with_it(self, days: int, maximum: int) -> None:
        days = min(days, maximum)
        low, high = spread_range(days, maximum)
        assert 1 <= low <= days <= high <= maximum
        shorter_low, shorter_high = spread_range(max(days - 1, 1), maximum)
        assert shorter_low <= low and shorter_high <= high

    @pytest.mark.parametrize("stability", [3.0, 10.0, 40.0, 400.0])
    def test_good_is_spread_evenly_around_its_interval(self, stability: float) -> None:
        memory, schedule = in_review(stability), Settings()
        today = FIRST_DAY + timedelta(days=round(stability))
        interval = unspread(memory, Rating.GOOD, today, schedule)
        low, high = spread_range(interval, schedule.maximum_interval)
        counts: Counter[int] = Counter()
        for seed in range(4000):
            days = outcome(memory, Rating.GOOD, today, schedule, seed).days
            assert days is not None
            counts[days] += 1
        assert set(counts) == set(range(low, high + 1))
        assert mean(counts.elements()) == pytest.approx(interval, rel=0.01)
        share = 4000 / (high - low + 1)
        assert all(abs(count - share) < 5 * share**0.5 for count in counts.values())

    @settings(deadline=None)
    @given(st.floats(20, 2000), seeds)
    def test_the_four_ratings_share_one_draw(self, stability: float, seed: int) -> None:
        memory, schedule = in_review(stability), Settings(relearning_steps=())
        today = FIRST_DAY + timedelta(days=round(stability))
        least, most = Fraction(0), Fraction(1)
        for result in outcomes(memory, today, schedule, seed):
            low, high = spread_range(unspread(memory, result.rating, today, schedule), 36500)
            assert result.days is not None and low <= result.days <= high
            least = max(least, Fraction(result.days - low, high - low + 1))
            most = min(most, Fraction(result.days - low + 1, high - low + 1))
        assert least < most

    def test_another_review_is_another_draw(self) -> None:
        memory, today = in_review(400), FIRST_DAY + 400 * DAY
        seen = {
            outcome(replace(memory, reps=reps), Rating.GOOD, today, Settings(), 1).days
            for reps in range(20)
        }
        assert len(seen) > 10

    def test_is_the_same_for_ever(self) -> None:
        memory, today = in_review(400), FIRST_DAY + 400 * DAY
        assert days_of(outcomes(memory, today, Settings(), 20260301)) == [None, 665, 849, 1253]


class TestRetrievability:
    def test_a_new_card_has_none(self) -> None:
        assert retrievability(Memory(), FIRST_DAY, Settings()) is None

    @settings(deadline=None)
    @given(st.floats(0.001, 36500), st.integers(0, 36500))
    def test_falls_with_the_days(self, stability: float, days: int) -> None:
        memory = in_review(stability)
        today = FIRST_DAY + timedelta(days=days)
        now = retrievability(memory, today, Settings())
        later = retrievability(memory, today + DAY, Settings())
        assert now is not None and later is not None
        assert 0 < later < now <= 1

    def test_is_certain_on_the_day_of_the_review_and_before(self) -> None:
        assert retrievability(in_review(3), FIRST_DAY, Settings()) == 1
        assert retrievability(in_review(3), FIRST_DAY - DAY, Settings()) == 1

    @pytest.mark.parametrize("stability", [1, 7, 400])
    def test_is_nine_tenths_after_the_stability(self, stability: int) -> None:
        today = FIRST_DAY + stability * DAY
        assert retrievability(in_review(stability), today, Settings()) == pytest.approx(0.9)

    @pytest.mark.parametrize("retention", [0.75, 0.9, 0.95])
    def test_is_the_desired_retention_when_due(self, retention: float) -> None:
        schedule = Settings(desired_retention=retention)
        today = FIRST_DAY + 300 * DAY
        memory = outcome(in_review(300), Rating.GOOD, today, schedule, 1).memory
        due = today + timedelta(days=unspread(in_review(300), Rating.GOOD, today, schedule))
        assert retrievability(memory, due, schedule) == pytest.approx(retention, abs=0.001)


class TestSettings:
    def test_equal_settings_are_one_key(self) -> None:
        assert hash(Settings()) == hash(Settings(desired_retention=0.9))
        assert Settings() == Settings(parameters=tuple(DEFAULT_PARAMETERS))

    @settings(deadline=None)
    @given(st.floats(0.7, 0.9), st.floats(0.92, 0.97))
    def test_a_higher_retention_means_shorter_intervals(self, low: float, high: float) -> None:
        memory, today = in_review(300), FIRST_DAY + 300 * DAY
        shorter = outcome(memory, Rating.GOOD, today, Settings(desired_retention=high), 1).days
        longer = outcome(memory, Rating.GOOD, today, Settings(desired_retention=low), 1).days
        assert shorter is not None and longer is not None and shorter < longer

    @pytest.mark.parametrize("retention", [0.0, 0.09, 1.0, 90.0, float("nan")])
    def test_refuses_a_retention(self, retention: float) -> None:
        with pytest.raises(ValueError, match="desired_retention"):
            Settings(desired_retention=retention)

    @pytest.mark.parametrize("days", [0, 36501])
    def test_refuses_a_maximum(self, days: int) -> None:
        with pytest.raises(ValueError, match="maximum_interval"):
            Settings(maximum_interval=days)

    @pytest.mark.parametrize("retention", [0.1, 0.999])
    @pytest.mark.parametrize("days", [1, 36500])
    def test_takes_the_extremes(self, retention: float, days: int) -> None:
        schedule = Settings(desired_retention=retention, maximum_interval=days)
        result = outcome(in_review(30000), Rating.EASY, FIRST_DAY + DAY, schedule, 1)
        assert result.days is not None and 1 <= result.days <= days

    def test_refuses_a_step_of_no_time(self) -> None:
        with pytest.raises(ValueError, match="step"):
            Settings(learning_steps=(timedelta(0),))
        with pytest.raises(ValueError, match="step"):
            Settings(relearning_steps=(timedelta(minutes=-1),))

    def test_refuses_parameters_of_another_model(self) -> None:
        with pytest.raises(ValueError, match="21"):
            Settings(parameters=DEFAULT_PARAMETERS[:19])


def test_a_leech_has_lapsed_eight_times() -> None:
    assert not is_leech(in_review(3, lapses=LEECH_LAPSES - 1))
    assert is_leech(in_review(3, lapses=8))
    assert is_leech(in_review(3, lapses=9))
