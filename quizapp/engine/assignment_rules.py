"""When an assignment can be done by one student, and what of it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

GRACE = timedelta(seconds=10)
"""How long after its deadline an answer is still taken: it was on its way."""


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
