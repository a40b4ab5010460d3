"""What the statistics of a question say in plain words, and how sure that is.

Thresholds are compared with the bounds of the intervals, so that few attempts say little. Where
they are from: facility and discrimination as Ebel grades them (below 0.2 poor, from 0.3 on good).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quizapp.engine.item_analysis.options import OptionStatistics
from quizapp.engine.item_analysis.statistics import ItemStatistics, TestStatistics

LEAST_ATTEMPTS = 20
"""Below, a correlation of up to 0.44 can be chance, and a share is uncertain by over 20 points."""

EASY, SURELY_EASY = 95, 80
HARD, SURELY_HARD = 20, 20
"""A question is hard up to this facility, or up to guessing, where it is surely no more above."""
FLAT = 30
GOOD = 20
DEAD, SURELY_DEAD = 0.20, 0.05
CONSISTENT, INCONSISTENT = 75, 64
"""From Moodle's guide: what is satisfactory, and below what something should be done."""


class Verdict(StrEnum):
    """What is to be said of a question, the most urgent first."""

    WRONG_KEY = "wrong_key"
    BACKWARDS = "backwards"
    TOO_HARD = "too_hard"
    FLAT = "flat"
    TOO_EASY = "too_easy"
    DEAD_OPTION = "dead_option"
    GOOD = "good"
    UNREMARKABLE = "unremarkable"
    TOO_FEW = "too_few"
    SETTLED = "settled"


URGENT = frozenset({Verdict.WRONG_KEY, Verdict.BACKWARDS})
"""Such a question is probably broken."""
NOTABLE = frozenset({Verdict.TOO_HARD, Verdict.FLAT, Verdict.TOO_EASY, Verdict.DEAD_OPTION})
"""Such a question works worse than it could."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, with the places of the options that it is about."""

    verdict: Verdict
    options: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A question to be judged: its statistics and the places of the options of its key."""

    statistics: ItemStatistics
    key: Collection[int] = ()
    is_settled: bool = False
    """Whether it is marked with all points for everybody, or left out."""
    guessed: float = 0.0
    """The facility, in percent, that guessing would give."""

    @property
    def options(self) -> Sequence[OptionStatistics]:
        """Those that can be chosen."""
        return self.statistics.options[:-1]

    @property
    def distractors(self) -> list[int]:
        """The places of the wrong options."""
        return [place for place in range(len(self.options)) if place not in self.key]


def judge(judged: Judged) -> tuple[Finding, ...]:
    """Everything that is to be said of a question, the most urgent first; at least one finding."""
    if judged.is_settled:
        return (Finding(Verdict.SETTLED),)
    if judged.statistics.n < LEAST_ATTEMPTS:
        return (Finding(Verdict.TOO_FEW),)
    found = [*_faults(judged)]
    if not found or found[0].verdict is Verdict.DEAD_OPTION:
        last = Verdict.GOOD if is_good(judged) else Verdict.UNREMARKABLE
        found.append(Finding(last))
    return tuple(found)


def _faults(judged: Judged) -> list[Finding]:
    suspects = find_likely_key(judged)
    if suspects:
        return [Finding(Verdict.WRONG_KEY, suspects)]
    if runs_backwards(judged):
        return [Finding(Verdict.BACKWARDS)]
    if is_too_easy(judged):
        # That nobody picks a wrong option goes without saying.
        return [Finding(Verdict.TOO_EASY)]
    found = []
    if is_too_hard(judged):
        found.append(Finding(Verdict.TOO_HARD))
    elif is_flat(judged):
        found.append(Finding(Verdict.FLAT))
    if dead := find_dead_options(judged):
        found.append(Finding(Verdict.DEAD_OPTION, dead))
    return found


def find_likely_key(judged: Judged) -> tuple[int, ...]:
    """The wrong options that look like the right one.

    Choosing one surely goes with a high rest score, while choosing some option of the key goes
    with a low one, or nobody chooses it; and the upper group prefers the wrong one.
    """
    found = []
    for place in judged.distractors:
        suspect = judged.options[place]
        if suspect.with_rest.low > 0 and any(
            _is_beaten(judged.options[right], suspect) for right in judged.key
        ):
            found.append(place)
    return tuple(found)


def _is_beaten(right: OptionStatistics, suspect: OptionStatistics) -> bool:
    is_low = right.count == 0 or (right.with_rest.value or 0.0) < 0
    return is_low and (suspect.upper or 0.0) > (right.upper or 0.0)


def runs_backwards(judged: Judged) -> bool:
    """Whether those with a high rest score surely do worse than the others."""
    return judged.statistics.discrimination.high < 0


def is_too_easy(judged: Judged) -> bool:
    """Whether nearly everybody gets it right, and surely most would."""
    facility = judged.statistics.facility
    return facility.value is not None and facility.value >= EASY and facility.low >= SURELY_EASY


def is_too_hard(judged: Judged) -> bool:
    """Whether few get it right, or no more than by guessing, and surely not many would."""
    facility = judged.statistics.facility
    limit = max(HARD, judged.guessed)
    return (
        facility.value is not None
        and facility.value <= limit
        and facility.high <= limit + SURELY_HARD
    )


def is_flat(judged: Judged) -> bool:
    """Whether the question surely tells strong from weak less well than a good one does."""
    return judged.statistics.discrimination.high < FLAT


def find_dead_options(judged: Judged) -> tuple[int, ...]:
    """The wrong options that nobody chose, or surely hardly anybody."""
    return tuple(
        place
        for place in judged.distractors
        if (judged.options[place].count == 0 and judged.options[place].share.high <= DEAD)
        or judged.options[place].share.high <= SURELY_DEAD
    )


def is_good(judged: Judged) -> bool:
    """Whether the question tells strong from weak, and that is surely no chance."""
    discrimination = judged.statistics.discrimination
    return (discrimination.value or 0.0) >= GOOD and discrimination.low > 0


class TestVerdict(StrEnum):
    """What the consistency says of a test."""

    __test__ = False

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    UNCERTAIN = "uncertain"
    TOO_FEW = "too_few"
    UNDEFINED = "undefined"


def judge_test(test: TestStatistics) -> TestVerdict:
    """Whether the scores of a test can be relied on; uncertain where the interval holds both."""
    if test.consistency.value is None:
        return TestVerdict.UNDEFINED
    if test.n < LEAST_ATTEMPTS:
        return TestVerdict.TOO_FEW
    if test.consistency.low >= INCONSISTENT and test.consistency.value >= CONSISTENT:
        return TestVerdict.CONSISTENT
    if test.consistency.high < CONSISTENT:
        return TestVerdict.INCONSISTENT
    return TestVerdict.UNCERTAIN
