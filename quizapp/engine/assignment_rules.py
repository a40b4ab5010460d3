"""When an assignment can be done by one student, and what of it counts."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil
from zoneinfo import ZoneInfo

GRACE = timedelta(seconds=10)
"""How long after its deadline an answer is still taken: it was on its way."""

NOTICE = timedelta(minutes=5)
"""How long at least an attempt without an end goes on once a teacher gives it one."""


class SkippedTimeError(ValueError):
    """A local time that the clocks of its zone jump over."""

    def __init__(self, following: datetime) -> None:
        super().__init__(f"the clocks jump to {following}")
        self.following = following
        """The local time to which they jump."""


class Counts(StrEnum):
    """Which of several attempts gives the grade."""

    BEST = "best"
    LATEST = "latest"
    FIRST = "first"
    AVERAGE = "average"


class State(StrEnum):
    """Where an assignment stands at a moment, by its dates alone."""

    UPCOMING = "upcoming"
    OPEN = "open"
    LATE = "late"
    """It is past due, and still taken."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Rules:
    """The dates and limits of an assignment as they hold for one student."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    attempts: int | None = None
    """How many may be taken; None is any number."""
    time_limit: timedelta | None = None
    """How long one attempt may take."""

    def state(self, now: datetime) -> State:
        """Where it stands; each date is the first moment of what follows it."""
        if self.opens_at is not None and now < self.opens_at:
            return State.UPCOMING
        if self.closes_at is not None and now >= self.closes_at:
            return State.CLOSED
        if self.due_at is not None and now >= self.due_at:
            return State.LATE
        return State.OPEN

    def deadline(self, started_at: datetime) -> datetime | None:
        """Until when an attempt begun at this moment runs: its time limit, cut off by closing."""
        ends = [self.closes_at] if self.closes_at is not None else []
        if self.time_limit is not None:
            ends.append(started_at + self.time_limit)
        return min(ends, default=None)

    def with_exception(
        self,
        *,
        due_at: datetime | None = None,
        closes_at: datetime | None = None,
        attempts: int | None = None,
        extra_time: int = 0,
    ) -> "Rules":
        """The rules for a student for whom some are others; `extra_time` is in percent.

        A later due date moves the closing on with it, unless that is given too.
        """
        due_at = due_at or self.due_at
        closes_at = closes_at or self.closes_at
        if closes_at is not None and due_at is not None:
            closes_at = max(closes_at, due_at)
        limit = self.time_limit
        return replace(
            self,
            due_at=due_at,
            closes_at=closes_at,
            attempts=self.attempts if attempts is None else attempts,
            time_limit=None if limit is None else limit * (100 + extra_time) / 100,
        )


def moved_deadline(
    rules: Rules, started_at: datetime, old: datetime | None, now: datetime
) -> datetime | None:
    """Until when a running attempt runs once its rules are others: never shorter than promised.

    An attempt that had no end until now keeps `NOTICE` at least.
    """
    new = rules.deadline(started_at)
    if new is None:
        return None
    return max(new, now + NOTICE if old is None else old)


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local time, given without a zone.

    Where the clocks show it twice, the first. Raises `SkippedTimeError` where they never show it.
    """
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return instant
    # In such a gap, the offset before the jump gives a later instant than the one after it.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)

    def local(second: int) -> datetime:
        moment = (before + timedelta(seconds=second)).astimezone(zone)
        return moment.replace(tzinfo=None, fold=0)

    seconds = range(int((instant - before).total_seconds()))
    raise SkippedTimeError(local(bisect_left(seconds, wall, key=local)))


def after_lateness(
    share: float, submitted_at: datetime, due_at: datetime | None, percent: int
) -> float:
    """A score less `percent` of itself for each day begun after it was due, and never below 0."""
    if due_at is None or submitted_at <= due_at or not percent:
        return share
    days = ceil((submitted_at - due_at) / timedelta(days=1))
    return share * max(0, 100 - percent * days) / 100


def counted_share(shares: Sequence[float], counts: Counts) -> float:
    """What counts of the scores of a student's attempts, given in the order of handing in."""
    if not shares:
        raise ValueError("there is no attempt to count")
    if counts is Counts.AVERAGE:
        return sum(shares) / len(shares)
    if counts is Counts.BEST:
        return max(shares)
    return shares[0] if counts is Counts.FIRST else shares[-1]
