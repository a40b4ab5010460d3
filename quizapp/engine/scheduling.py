"""When a card is due: the study day, the memory state, the four outcomes of a review, their spread.

The memory arithmetic is FSRS-6 as py-fsrs computes it
(https://github.com/open-spaced-repetition/py-fsrs). It is fed midnight UTC of study days, so that
elapsed time counts study days and a second review on one study day counts 0 days.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from zoneinfo import ZoneInfo

from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating
from fsrs.scheduler import DEFAULT_PARAMETERS

ROLLOVER = time(4)
LEECH_LAPSES = 8
LONGEST_INTERVAL = 36500
UNSPREAD_BELOW = 2.5

_SINCE_MIDNIGHT = timedelta(hours=ROLLOVER.hour)
_SPREAD_BANDS = ((UNSPREAD_BELOW, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))
_DRAW_BITS = 64


def study_day(now: datetime, zone: ZoneInfo) -> date:
    """The learner's local date at `now`, the day beginning at 04:00 local time.

    Raises ValueError for a naive `now`.
    """
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    return (now.astimezone(zone).replace(tzinfo=None) - _SINCE_MIDNIGHT).date()


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The UTC instant at which a study day begins.

    04:00 local time, or the moment at which the clocks jump over it. A date that a zone's calendar
    skipped (Pacific/Apia 2011-12-30) is a short study day, from the jump to the next 04:00.
    """
    wall = datetime.combine(day, ROLLOVER, zone)
    start = wall.astimezone(UTC)
    if start.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return start
    before_jump = wall.replace(fold=1).astimezone(UTC)
    seconds = range(int((start - before_jump).total_seconds()))
    offset = bisect_left(
        seconds, day, key=lambda second: study_day(before_jump + timedelta(seconds=second), zone)
    )
    return before_jump + timedelta(seconds=offset)


class Rating(IntEnum):
    """How well a student recalled a card, by the student's own account."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Phase(IntEnum):
    """Where a card stands: never seen, in its first steps, due in days, in steps after a lapse.

    All but NEW have the numbers that py-fsrs gives its states.
    """

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


# Looked up: calling an enum costs several times as much.
_FSRS_RATINGS = {rating: FsrsRating(rating) for rating in Rating}
_FSRS_STATES = {phase: State(phase or Phase.LEARNING) for phase in Phase}
_PHASES = {state: Phase(state) for state in State}


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one card in one student's memory; the default is a card never seen.

    Stability is in days, difficulty runs from 1 to 10, `step` counts from 0 in LEARNING and
    RELEARNING alone, `last_day` is the study day of the last review, lapses are Again ratings given
    in REVIEW.
    """

    phase: Phase = Phase.NEW
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    last_day: date | None = None
    reps: int = 0
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """How a student's cards are scheduled, with the 21 parameters of FSRS-6.

    Raises ValueError for a retention outside 0.1 up to 1 (1 excluded), a longest interval outside
    1 to 36500 days, a step that isn't positive, and parameters that py-fsrs refuses.
    """

    desired_retention: float = 0.9
    learning_steps: tuple[timedelta, ...] = (timedelta(minutes=1), timedelta(minutes=10))
    relearning_steps: tuple[timedelta, ...] = (timedelta(minutes=10),)
    maximum_interval: int = LONGEST_INTERVAL
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS

    def __post_init__(self) -> None:
        if not 0.1 <= self.desired_retention < 1:
            raise ValueError("desired_retention must be at least 0.1 and less than 1")
        if not 1 <= self.maximum_interval <= LONGEST_INTERVAL:
            raise ValueError(f"maximum_interval must be 1 to {LONGEST_INTERVAL} days")
        if any(step <= timedelta(0) for step in self.learning_steps + self.relearning_steps):
            raise ValueError("every step must be longer than nothing")
        _scheduler(self)  # py-fsrs checks the parameters


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rating leads to: the memory after it and either a `wait`, for a step, or `days`.

    `days` counts study days until the card is due, 1 or more.
    """

    rating: Rating
    memory: Memory
    wait: timedelta | None
    days: int | None

    def due_on(self, today: date) -> date:
        """The study day on which a card rated on `today` is due; for a wait that is `today`."""
        return today + timedelta(days=self.days or 0)


def outcome(memory: Memory, rating: Rating, today: date, settings: Settings, seed: int) -> Outcome:
    """What one rating on the study day `today` leads to; `seed` stands for student and question."""
    return _Review(memory, today, settings, seed).outcome(rating)


def outcomes(
    memory: Memory, today: date, settings: Settings, seed: int
) -> tuple[Outcome, Outcome, Outcome, Outcome]:
    """What each rating leads to, Again first; each equals what `outcome` gives for that rating."""
    review = _Review(memory, today, settings, seed)
    return (
        review.outcome(Rating.AGAIN),
        review.outcome(Rating.HARD),
        review.outcome(Rating.GOOD),
        review.outcome(Rating.EASY),
    )


def retrievability(memory: Memory, today: date, settings: Settings) -> float | None:
    """The probability of recall on the study day `today`, above 0; None for a card never seen."""
    if memory.stability is None:
        return None
    card, now = _card(memory, today)
    return _scheduler(settings).get_card_retrievability(card, now)


def is_leech(memory: Memory) -> bool:
    """Whether the card was forgotten so often that it should be rewritten or set aside."""
    return memory.lapses >= LEECH_LAPSES


@lru_cache(maxsize=4096)
def spread_range(days: int, maximum: int) -> tuple[int, int]:
    """The least and the most days to which an interval is spread, as in Anki; 1 and 2 are not."""
    if days < UNSPREAD_BELOW:
        return days, days
    delta = 1.0 + sum(
        share * max(min(days, end) - start, 0.0) for start, end, share in _SPREAD_BANDS
    )
    return round(days - delta), min(round(days + delta), maximum)


@lru_cache(maxsize=1024)
def _scheduler(settings: Settings) -> Scheduler:
    return Scheduler(
        parameters=settings.parameters,
        desired_retention=settings.desired_retention,
        learning_steps=settings.learning_steps,
        relearning_steps=settings.relearning_steps,
        maximum_interval=settings.maximum_interval,
        enable_fuzzing=False,
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


class _Card(Card):
    """A card that copies fast: py-fsrs copies it at every review, about a quarter of the time."""

    def __copy__(self) -> _Card:
        twin = object.__new__(_Card)
        twin.__dict__.update(self.__dict__)
        return twin


def _card(memory: Memory, today: date) -> tuple[Card, datetime]:
    """The card and the time of its review for py-fsrs, to which a card never seen is in Learning.

    A student who moved to another zone may be a study day behind the last review; py-fsrs counts
    that as 0 days.
    """
    now = _midnight(today)
    # Without card_id and due, Card reads the clock and sleeps.
    card = _Card(
        card_id=0,
        state=_FSRS_STATES[memory.phase],
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=now,
        last_review=None if memory.last_day is None else _midnight(memory.last_day),
    )
    return card, now


class _Review:
    """One review of one card; what a rating leads to is worked out once it is asked for."""

    __slots__ = ("_after", "_card", "_draw", "_memory", "_now", "_scheduler", "_spreads", "_today")

    def __init__(self, memory: Memory, today: date, settings: Settings, seed: int) -> None:
        self._memory = memory
        self._today = today
        self._scheduler = _scheduler(settings)
        self._card, self._now = _card(memory, today)
        self._draw = _draw(seed, memory.reps)
        self._after: dict[Rating, Card] = {}
        self._spreads: dict[Rating, int | None] = {}

    def outcome(self, rating: Rating) -> Outcome:
        after = self._rated(rating)
        lapsed = rating == Rating.AGAIN and self._memory.phase == Phase.REVIEW
        memory = Memory(
            _PHASES[after.state],
            after.step,
            after.stability,
            after.difficulty,
            self._today,
            self._memory.reps + 1,
            self._memory.lapses + lapsed,
        )
        days = self._days(rating)
        return Outcome(rating, memory, after.due - self._now if days is None else None, days)

    def _rated(self, rating: Rating) -> Card:
        after = self._after.get(rating)
        if after is None:
            after, _ = self._scheduler.review_card(self._card, _FSRS_RATINGS[rating], self._now)
            self._after[rating] = after
        return after

    def _days(self, rating: Rating) -> int | None:
        """Days in the order Again <= Hard < Good < Easy, as far as the maximum leaves room.

        Good keeps its own interval, which is the one that meets the desired retention; the others
        give way to it.
        """
        own = self._spread(rating)
        if own is None:
            return None
        if rating == Rating.GOOD:
            return own if own > 1 or self._spread(Rating.HARD) is None else self._at_most(2)
        if rating == Rating.AGAIN:
            hard = self._days(Rating.HARD)
            return own if hard is None else min(own, hard)
        good = self._days(Rating.GOOD)
        if good is None:
            return own
        if rating == Rating.HARD:
            return min(own, max(good - 1, 1))
        return self._at_most(max(own, good + 1))

    def _spread(self, rating: Rating) -> int | None:
        """The interval of a rating in days, spread but not yet ordered; None for a step."""
        if rating not in self._spreads:
            self._spreads[rating] = self._spread_of(self._rated(rating))
        return self._spreads[rating]

    def _spread_of(self, after: Card) -> int | None:
        if after.state is not State.Review:
            return None
        low, high = spread_range((after.due - self._now).days, self._scheduler.maximum_interval)
        return low + (self._draw * (high - low + 1) >> _DRAW_BITS)

    def _at_most(self, days: int) -> int:
        return min(days, self._scheduler.maximum_interval)


def _draw(seed: int, reps: int) -> int:
    digest = blake2b(b"%d %d" % (seed, reps), digest_size=_DRAW_BITS // 8).digest()
    return int.from_bytes(digest)
