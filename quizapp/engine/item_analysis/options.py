"""What became of each option of a question: who chose it, and how those did in the test."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from math import ceil

from quizapp.engine.item_analysis.intervals import Estimate, fisher, wilson
from quizapp.engine.item_analysis.moments import correlate, count_few

FEW_MASKS = 8
GROUP_SHARE = 0.27
"""How many attempts are in the upper and in the lower group, as in Canvas, and more with ties."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The attempts in the order of their totals: those before `low` are the lower group.

    Those from `high` on are the upper one. Attempts with the same total are never parted.
    """

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class OptionStatistics:
    """How often an option was chosen, by whom, and what goes with it.

    Correlations are -1 to 1: `point_biserial` is that of choosing the option with the whole total,
    as Canvas has it; `with_rest` that with the total less the question's own mark. Where the
    totals don't part the attempts, all are in the middle group.
    """

    count: int
    share: Estimate
    upper: float | None
    middle: float | None
    lower: float | None
    point_biserial: Estimate
    with_rest: Estimate


def find_groups(totals: Sequence[int]) -> Groups | None:
    """The groups of attempts whose totals are given in order; None where they can't be told."""
    size = ceil(GROUP_SHARE * len(totals))
    if size == 0 or totals[size - 1] >= totals[-size]:
        return None
    return Groups(bisect_right(totals, totals[size - 1]), bisect_left(totals, totals[-size]))


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one question, in the order of the totals of their attempts.

    `masks` say by their bits which options were chosen, 0 for no answer; `spread` and
    `rest_spread` are n squared times the variance of totals and rests.
    """

    masks: Sequence[int]
    totals: Sequence[int]
    rests: Sequence[int]
    spread: int
    rest_spread: int


def analyse_options(answers: Answers, options: int) -> tuple[OptionStatistics, ...]:
    """What became of each option, and last of giving no answer."""
    masks, n = answers.masks, len(answers.masks)
    parts = _count_groups(answers)
    counts = {mask: sum(part.get(mask, 0) for part in parts) for mask in set().union(*parts)}
    totals, rests = _sum_by_mask(masks, counts, (answers.totals, answers.rests))
    all_totals, all_rests = sum(totals.values()), sum(rests.values())
    found = []
    for option in range(options + 1):
        those = [mask for mask in counts if (mask >> option & 1 if option < options else not mask)]
        count = sum(map(counts.__getitem__, those))
        inside = sum(map(totals.__getitem__, those))
        inside_rests = sum(map(rests.__getitem__, those))
        found.append(
            OptionStatistics(
                count=count,
                share=Estimate(n, count / n, wilson(count, n)) if n else Estimate(n),
                upper=_share(those, parts[0]),
                middle=_share(those, parts[1]),
                lower=_share(those, parts[2]),
                point_biserial=_correlation(n, count, inside, all_totals, answers.spread),
                with_rest=_correlation(n, count, inside_rests, all_rests, answers.rest_spread),
            )
        )
    return tuple(found)


def _sum_by_mask(
    masks: Sequence[int], counts: Mapping[int, int], columns: Sequence[Sequence[int]]
) -> list[dict[int, int]]:
    """The sum of the values that go with each mask, of each of the columns."""
    if len(counts) > FEW_MASKS or max(counts, default=0) > 255:
        return [_sum_one_by_one(masks, counts, values) for values in columns]
    # Most columns have few different masks: choosing by bytes is left to C, mask by mask, and the
    # most frequent one is what is left over.
    *some, most = sorted(counts, key=counts.__getitem__) or [0]
    written = bytes(masks)
    chosen = {mask: written.translate(_selector(mask)) for mask in some}
    found = []
    for values in columns:
        sums = {mask: sum(compress(values, places)) for mask, places in chosen.items()}
        found.append({**sums, most: sum(values) - sum(sums.values())})
    return found


@lru_cache(maxsize=256)
def _selector(mask: int) -> bytes:
    """A table for `bytes.translate` that leaves 1 where a byte is this mask, else 0."""
    return bytes(value == mask for value in range(256))


def _sum_one_by_one(
    masks: Sequence[int], counts: Mapping[int, int], values: Sequence[int]
) -> dict[int, int]:
    sums = dict.fromkeys(counts, 0)
    for mask, value in zip(masks, values, strict=True):
        sums[mask] += value
    return sums


def _count_groups(answers: Answers) -> list[Mapping[int, int]]:
    """How often each set of options was chosen in the upper, middle and lower group."""
    groups, masks = find_groups(answers.totals), answers.masks
    parts = (masks, masks[:0], masks[:0])
    if groups is not None:
        parts = (masks[groups.low : groups.high], masks[groups.high :], masks[: groups.low])
    middle, upper, lower = (count_few(part) for part in parts)
    return [upper, middle, lower]


def _share(masks: Sequence[int], part: Mapping[int, int]) -> float | None:
    size = sum(part.values())
    return sum(part.get(mask, 0) for mask in masks) / size if size else None


def _correlation(n: int, count: int, inside: int, everywhere: int, spread: int) -> Estimate:
    """Of being one of `count`, whose values sum up to `inside`, with the values of all."""
    value = correlate(n * inside - count * everywhere, n * count - count * count, spread)
    return Estimate(n) if value is None else Estimate(n, value, fisher(value, n))
