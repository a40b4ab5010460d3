"""Signs that a student of a class needs help, in plain words, the most urgent student first.

What a teacher can act on is said: work that is missing, scores that fall, scores that are low, and
topics that stay weak. Each sign has a size; a student with `TROUBLE` or more of it is in trouble,
one with less is to be kept an eye on. The limits are set so that a single bad day or a single
forgotten piece of work makes nobody a case: two missing pieces, three low scores, four scores for
a trend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

TROUBLE = 1.0
LOW = 0.5
"""Scores below this share are low."""
FALL = 0.15
"""So much lower than before the latest scores have to be, to be called falling."""
WELL = 0.7
"""Who has as much as this lately is not in trouble, wherever the scores fell from."""
LATEST = 3
"""The latest scores are this many; before them, two are needed to compare with."""


@dataclass(frozen=True, slots=True)
class Record:
    """A student's work in a class: what was due, what is missing, and the scores in their order.

    Each score is a share from 0 to 1 (above 1 with extra work).
    """

    due: int
    missing: Sequence[str]
    """The titles of the missing work, the latest first."""
    scores: Sequence[float]
    weak_topics: Sequence[str] = ()
    """The weakest first."""


class Concern(IntEnum):
    """How urgent it is to look after a student."""

    NONE = 0
    WATCH = 1
    TROUBLE = 2


@dataclass(frozen=True, slots=True)
class Signs:
    """What is to be said of a student, and how much it weighs together."""

    weight: float
    reasons: tuple[str, ...]

    @property
    def concern(self) -> Concern:
        """How urgent it is."""
        if self.weight >= TROUBLE:
            return Concern.TROUBLE
        return Concern.WATCH if self.reasons else Concern.NONE


def find_signs(record: Record) -> Signs:
    """Return the signs in a student's record, the weightiest first."""
    found = [*_missing(record), *_falling(record.scores), *_low(record.scores)]
    found += _weak(record.weak_topics)
    found.sort(key=lambda sign: -sign[0])
    return Signs(sum(weight for weight, _ in found), tuple(words for _, words in found))


def _missing(record: Record) -> list[tuple[float, str]]:
    count = len(record.missing)
    if not count:
        return []
    titles = ", ".join(record.missing[:3]) + (", …" if count > 3 else "")
    words = f"{count} of {record.due} pieces of work missing: {titles}"
    share = count / record.due
    return [(2 * share if count > 1 and share >= 0.25 else 0.25, words)]


def _falling(scores: Sequence[float]) -> list[tuple[float, str]]:
    earlier, latest = scores[:-LATEST], scores[-LATEST:]
    if len(earlier) < 2:
        return []
    before, after = _mean(earlier), _mean(latest)
    if round(before - after, 9) < FALL:
        return []
    words = f"Scores fell from {_percent(before)} on average to {_percent(after)} lately"
    return [((TROUBLE if after < WELL else 0.5) + (before - after), words)]


def _low(scores: Sequence[float]) -> list[tuple[float, str]]:
    latest = scores[-LATEST:]
    if len(latest) < 2 or _mean(latest) >= LOW:
        return []
    words = f"The latest scores are low: {_percent(_mean(latest))} on average"
    return [((TROUBLE if len(latest) == LATEST else 0.5) + LOW - _mean(latest), words)]


def _weak(topics: Sequence[str]) -> list[tuple[float, str]]:
    if not topics:
        return []
    return [(0.1 * min(len(topics), 3), f"Weak in {', '.join(topics[:3])}")]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"
