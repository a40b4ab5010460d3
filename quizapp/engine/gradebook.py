"""The gradebook: from attempts and a teacher's decisions to cells, category totals and a grade.

All scores are shares: 1 is full marks, and more than 1 is extra work. A share of None stands for
nothing that could count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from math import ceil, fsum
from typing import NamedTuple

from quizapp.engine.assignment_rules import Counts, Rules, after_lateness, counted_share

FULL = 1.0
_DAY = timedelta(days=1)


class CellState(StrEnum):
    """What has become of one student's work on one assignment."""

    NOT_GIVEN = "not given"
    """It isn't for this student, who has done nothing of it either."""
    OPEN = "open"
    """Nothing is there, and something may still come."""
    RUNNING = "running"
    """Begun, and not handed in."""
    SCORED = "scored"
    UNSCORED = "needs grading"
    """Handed in, and there were no points to earn: a teacher has to say what it is worth."""
    MISSING = "missing"
    """Past due, and nothing was handed in."""
    EXCUSED = "excused"


class Handed(NamedTuple):
    """An attempt that was handed in; its share is None where there were no points to earn."""

    share: float | None
    at: datetime


class Decision(NamedTuple):
    """What a teacher said of a student's work: a share by hand, or that it doesn't count."""

    share: float | None
    is_excused: bool


class Counted(NamedTuple):
    """What counts of several attempts: the share, whether it is late, and which they are."""

    share: float
    is_late: bool
    places: tuple[int, ...]


class Cell(NamedTuple):
    """One student's work on one assignment: `share` enters the grade, `shown` is shown.

    They differ for study that is not yet due: how far it is is shown, and doesn't count.
    """

    state: CellState
    share: float | None = None
    shown: float | None = None
    is_late: bool = False
    is_by_hand: bool = False
    is_running: bool = False


NOT_GIVEN = Cell(CellState.NOT_GIVEN)
OPEN = Cell(CellState.OPEN)
RUNNING = Cell(CellState.RUNNING, is_running=True)
UNSCORED = Cell(CellState.UNSCORED)
EXCUSED = Cell(CellState.EXCUSED)


@lru_cache(maxsize=4096)
def scored(share: float) -> Cell:
    """The cell of work that counts as it is: in time, and not touched by a teacher."""
    return Cell(CellState.SCORED, share, share)


def days_late(submitted_at: datetime, due_at: datetime | None) -> int:
    """How many days begun lie between the due date and the handing in; 0 where it was in time."""
    if due_at is None or submitted_at <= due_at:
        return 0
    return ceil((submitted_at - due_at) / _DAY)


def is_past_due(rules: Rules, now: datetime) -> bool:
    """Whether work had to be handed in by now: it is past due, or closed without a due date."""
    end = rules.due_at or rules.closes_at
    return end is not None and now >= end


def count_attempts(
    handed: Sequence[Handed], due_at: datetime | None, late_percent: int, counts: Counts
) -> Counted | None:
    """What counts of the attempts, given in the order of handing in; None where none has a share.

    Lateness is taken off each attempt before it is decided which of them counts.
    """
    if len(handed) == 1:
        # Nearly every cell: the same as below, in a third of the time.
        share, at = handed[0]
        if share is None:
            return None
        is_late = due_at is not None and at > due_at
        return Counted(after_lateness(share, at, due_at, late_percent), is_late, (0,))
    reduced = [
        (place, after_lateness(one.share, one.at, due_at, late_percent))
        for place, one in enumerate(handed)
        if one.share is not None
    ]
    if not reduced:
        return None
    shares = [share for _, share in reduced]
    share = counted_share(shares, counts)
    places = tuple(place for place, _ in reduced)
    if counts is Counts.BEST:
        places = (places[shares.index(share)],)
    elif counts is not Counts.AVERAGE:
        places = (places[0 if counts is Counts.FIRST else -1],)
    is_late = due_at is not None and any(handed[place].at > due_at for place in places)
    return Counted(share, is_late, places)


@dataclass(frozen=True, slots=True)
class Grading:
    """How an assignment's attempts become a share, and what nothing handed in is worth."""

    counts: Counts
    late_percent: int
    counts_missing: bool
    """Whether work that is past due and wasn't handed in counts as 0."""

    def quiz_cell(
        self,
        handed: Sequence[Handed],
        due_at: datetime | None,
        decision: Decision | None = None,
        *,
        is_given: bool,
        is_past: bool,
        is_running: bool,
    ) -> Cell:
        """The cell of a quiz. What was done counts, even where it is no longer for the student."""
        counted = count_attempts(handed, due_at, self.late_percent, self.counts)
        is_late = counted is not None and counted.is_late
        if decision is not None and (decision.is_excused or decision.share is not None):
            return _decided(decision, is_late=is_late, is_running=is_running)
        if counted is not None:
            return Cell(
                CellState.SCORED, counted.share, counted.share, is_late, is_running=is_running
            )
        if handed:
            return UNSCORED
        if is_running:
            return RUNNING
        return self._nothing(is_given=is_given, is_past=is_past)

    def study_cell(
        self,
        learned: float,
        goal: int | None,
        decision: Decision | None = None,
        *,
        is_given: bool,
        is_past: bool,
    ) -> Cell:
        """The cell of a bank to study, of whose cards the student has learned this share.

        It is measured by the goal (in percent of the cards) where there is one, and counts once it
        is due or the goal is reached; until then it is shown.
        """
        if decision is not None and (decision.is_excused or decision.share is not None):
            return _decided(decision, is_late=False, is_running=False)
        if not is_given or not learned:
            return self._nothing(is_given=is_given, is_past=is_past)
        share = min(FULL, learned * 100 / goal) if goal else learned
        if is_past or share >= FULL:
            return scored(share)
        return Cell(CellState.RUNNING, None, share, is_running=True)

    def _nothing(self, *, is_given: bool, is_past: bool) -> Cell:
        if not is_given:
            return NOT_GIVEN
        if not is_past:
            return OPEN
        return Cell(CellState.MISSING, 0.0 if self.counts_missing else None)


def _decided(decision: Decision, *, is_late: bool, is_running: bool) -> Cell:
    if decision.is_excused:
        return EXCUSED
    share = decision.share
    return Cell(CellState.SCORED, share, share, is_late, is_by_hand=True, is_running=is_running)


class Column(NamedTuple):
    """An assignment as the totals see it: its category (None: without one), and if it counts."""

    category: int | None
    is_graded: bool


class Totals(NamedTuple):
    """A student's grade, and the share in each category in which something counts."""

    final: float | None
    categories: dict[int | None, float]


class Scheme:
    """How the assignments of a class make up a grade.

    Within a category each assignment weighs the same, whatever its points: a random draw or a
    question that was struck gives students other maxima, and studying has none. Work without a
    category is a group like the others. The weights are relative to each other; a group in which
    nothing counts drops out, and the others share its weight.
    """

    def __init__(self, columns: Sequence[Column], weights: Mapping[int | None, float]) -> None:
        places: dict[int | None, list[int]] = {}
        for place, column in enumerate(columns):
            if column.is_graded:
                places.setdefault(column.category, []).append(place)
        self._groups = [(key, weights[key], places[key]) for key in places]

    def totals(self, cells: Sequence[Cell]) -> Totals:
        """The totals of a student's cells, one for each column.

        The final grade is None where nothing counts, or only what weighs nothing.
        """
        found: dict[int | None, float] = {}
        weights = []
        for key, weight, places in self._groups:
            share = mean([cells[place].share for place in places])
            if share is not None:
                found[key] = share
                weights.append(weight)
        total = fsum(weights)
        if not total:
            return Totals(None, found)
        shares = [share for share, weight in zip(found.values(), weights, strict=True) if weight]
        weighed = fsum(
            share * weight for share, weight in zip(found.values(), weights, strict=True)
        )
        return Totals(_within(weighed / total, shares), found)


def mean(shares: Sequence[float | None]) -> float | None:
    """The mean of those that are there, in whatever order; None where none is."""
    counted = [share for share in shares if share is not None]
    return _within(fsum(counted) / len(counted), counted) if counted else None


def _within(mean_share: float, shares: Sequence[float]) -> float:
    """A mean, kept by its last bit from leaving the range of what it is the mean of."""
    return min(max(mean_share, min(shares)), max(shares))
