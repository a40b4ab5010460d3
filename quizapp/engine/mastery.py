"""How well a student commands a topic, from the answers of several sittings.

One right answer shows little: it may be a lucky guess, or remembered from a minute ago. So a level
rests on three things, each with its reason:

- Different days. Material that was answered rightly on several days is kept far longer than what
  was answered as often on one (Rawson, Dunlosky and Sciartelli 2013, "The Power of Successive
  Relearning", Educational Psychology Review 25). Above `BEGINNING`, right answers on two days are
  needed, for `MASTERED` on three.
- Mixed practice. In a sitting on one topic alone, the student knows before reading what is asked
  for, and the score flatters: tested unannounced, seventh-graders who had practised blocked
  reached 38 %, mixed 72 % (Rohrer, Dedrick and Burgess 2014, "The benefit of interleaved
  mathematics practice ...", Psychonomic Bulletin & Review 21). An answer of a sitting on one topic
  weighs half, and the two upper levels need right answers from mixed sittings. Khan Academy gives
  its highest level for mixed assessments alone for the same reason.
- Lately. What was answered long ago says less about today: an answer weighs half of one that is
  `HALF_LIFE` days newer. So a level also falls, when later answers are wrong.

The weights only make up the share of right answers. Whether there is enough to say anything is
counted without them, so that a break takes no level away. The numbers (`DEMANDS`) are our choice;
the level is a teacher's hint, and no grade.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

HALF_LIFE = 21
"""After so many days, an answer weighs half."""
BLOCKED_WEIGHT = 0.5
"""What an answer of a sitting on one topic weighs; one of a mixed sitting weighs 1."""
RIGHT = 0.75
"""From this mark on, an answer counts as a right one."""
ENOUGH = 3
"""With fewer answers, nothing is said."""


class Level(IntEnum):
    """How far a student is in a topic; a higher one demands more."""

    UNKNOWN = 0
    BEGINNING = 1
    GETTING_THERE = 2
    SECURE = 3
    MASTERED = 4


LEVEL_WORDS = {
    Level.UNKNOWN: "not enough answers",
    Level.BEGINNING: "beginning",
    Level.GETTING_THERE: "getting there",
    Level.SECURE: "secure",
    Level.MASTERED: "mastered",
}


@dataclass(frozen=True, slots=True)
class Demand:
    """What a level asks for: a share, and how much there has to be behind it."""

    share: float
    right: int
    """How many right answers: a wrong one must not help to reach a level."""
    right_days: int
    mixed_right: int
    """How many right answers from mixed sittings."""


DEMANDS = {
    Level.MASTERED: Demand(share=0.9, right=8, right_days=3, mixed_right=4),
    Level.SECURE: Demand(share=0.75, right=5, right_days=2, mixed_right=2),
    Level.GETTING_THERE: Demand(share=0.5, right=3, right_days=2, mixed_right=0),
    Level.BEGINNING: Demand(share=0, right=0, right_days=0, mixed_right=0),
}
"""From the highest level to the lowest."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """The answers to one topic in one attempt; `is_mixed` where it asked other topics too.

    The marks are fractions of the points, from 0 to 1.
    """

    day: date
    is_mixed: bool
    marks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Mastery:
    """A level with what it rests on; `share` is weighted, None without answers."""

    level: Level
    share: float | None
    answers: int
    right_days: int
    mixed_right: int

    @property
    def words(self) -> str:
        """The level as people say it."""
        return LEVEL_WORDS[self.level]


def judge_mastery(sittings: Iterable[Sitting]) -> Mastery:
    """Return how well a topic is commanded, by all sittings that asked it."""
    answered = [sitting for sitting in sittings if sitting.marks]
    answers = sum(len(sitting.marks) for sitting in answered)
    right = sum(map(_count_right, answered))
    right_days = len({each.day for each in answered if _count_right(each)})
    mixed_right = sum(_count_right(each) for each in answered if each.is_mixed)
    share = _weighted_share(answered)
    level = next(
        (
            level
            for level, demand in DEMANDS.items()
            if answers >= ENOUGH
            and right >= demand.right
            and right_days >= demand.right_days
            and mixed_right >= demand.mixed_right
            and share is not None
            and share >= demand.share
        ),
        Level.UNKNOWN,
    )
    return Mastery(level, share, answers, right_days, mixed_right)


def _count_right(sitting: Sitting) -> int:
    return sum(mark >= RIGHT for mark in sitting.marks)


def _weighted_share(sittings: Sequence[Sitting]) -> float | None:
    if not sittings:
        return None
    last = max(sitting.day for sitting in sittings)
    earned = total = 0.0
    # In one order, so that the sums don't depend on the one in which they are given.
    for sitting in sorted(sittings, key=lambda each: (each.day, each.is_mixed, sorted(each.marks))):
        weight = 0.5 ** ((last - sitting.day).days / HALF_LIFE)
        weight *= 1 if sitting.is_mixed else BLOCKED_WEIGHT
        earned += weight * sum(sorted(sitting.marks))
        total += weight * len(sitting.marks)
    # Rounded, so that nine of ten right answers are 90 % however they were summed up.
    return round(earned / total, 9)
