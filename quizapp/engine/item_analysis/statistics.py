"""The statistics of a test and of its questions, as Moodle's quiz statistics define them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import compress
from math import sqrt
from operator import itemgetter, mul, sub

from quizapp.engine.item_analysis.intervals import (
    Estimate,
    Interval,
    consistency_interval,
    fisher,
    mean_interval,
    median_interval,
    residual_interval,
    sd_interval,
    wilson,
)
from quizapp.engine.item_analysis.moments import (
    Moments,
    correlate,
    count_few,
    jackknife,
    moments_of,
)
from quizapp.engine.item_analysis.options import Answers, OptionStatistics, analyse_options


@dataclass(frozen=True, slots=True)
class Column:
    """The marks of one question, in the order of the attempts.

    `full` is what all of them together could have earned. `rows` are the places of the attempts
    that were asked the question; None is all of them. The rest score is the total less the mark,
    but for a question that `is_drawn` at random, or isn't part of the totals, it is the whole
    total. `masks` and `options` say what was chosen, for questions with options.
    """

    marks: Sequence[int]
    full: int
    rows: Sequence[int] | None = None
    is_drawn: bool = False
    is_counted: bool = True
    masks: Sequence[int] = ()
    options: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The marks of a test, in whole units of which `unit` make a point.

    `full` is the most that an attempt can earn, None where that differs. `slots` are the marks by
    their place in the test where its questions are drawn; None: the columns are the parts.
    """

    columns: Sequence[Column]
    totals: Sequence[int]
    full: int | None
    unit: int = 1
    slots: Sequence[Sequence[int]] | None = None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """The statistics of a question, in percent.

    The standard deviation is in percent of the points, the weights are in percent of the test.
    """

    n: int
    is_dichotomous: bool
    """Whether every mark was all or nothing."""
    facility: Estimate
    sd: Estimate
    intended_weight: float | None
    effective_weight: float | None
    discrimination: Estimate
    efficiency: Estimate
    options: tuple[OptionStatistics, ...]
    """Those of each option, and last of giving no answer."""


@dataclass(frozen=True, slots=True)
class TestStatistics:
    """The statistics of a test: in points, and the consistency and the error ratio in percent."""

    # Not for pytest, which takes it for tests by its name.
    __test__ = False

    n: int
    parts: int
    full: float | None
    mean: Estimate
    median: Estimate
    sd: Estimate
    skewness: Estimate
    kurtosis: Estimate
    consistency: Estimate
    error_ratio: Estimate
    standard_error: Estimate


@dataclass(frozen=True, slots=True)
class Analysis:
    """The statistics of a test and of its questions, in the order of the columns."""

    test: TestStatistics
    items: tuple[ItemStatistics, ...]


def analyse(sheet: Sheet) -> Analysis:
    """Compute the statistics; the time it takes grows with the number of marks."""
    n = len(sheet.totals)
    order: Sequence[int] | None = sorted(range(n), key=sheet.totals.__getitem__)
    # Most often they are given in order: then nothing is to be moved.
    order = None if order == [*range(n)] else order
    totals = _take(sheet.totals, order)
    moments = moments_of(count_few(totals))
    whole = _Totals(order, totals, moments, sum(map(mul, totals, totals)))
    found = [_analyse_column(column, sheet, whole) for column in sheet.columns]
    columns = [
        moments
        for (_, _, moments), column in zip(found, sheet.columns, strict=True)
        if column.is_counted
    ]
    is_fixed = sheet.slots is None and all(
        column.rows is None and not column.is_drawn for column in sheet.columns
    )
    items = [item for item, _, _ in found]
    if is_fixed:
        items = _weighted(sheet, [(item, covariance) for item, covariance, _ in found])
    return Analysis(_analyse_test(sheet, whole, columns if is_fixed else []), tuple(items))


@dataclass(frozen=True, slots=True)
class _Totals:
    """The totals of all attempts in order, and the order itself."""

    order: Sequence[int] | None
    values: Sequence[int]
    moments: Moments
    squares: int


def _take(values: Sequence[int], places: Sequence[int] | None) -> Sequence[int]:
    if places is None:
        return values
    return itemgetter(*places)(values) if len(places) > 1 else [values[place] for place in places]


def _in_order(column: Column, whole: _Totals, totals: Sequence[int]) -> tuple[Sequence[int], ...]:
    """The marks, masks and totals of those who were asked, by the total."""
    order: Sequence[int] | None
    if column.rows is None:
        order, values = whole.order, whole.values
    else:
        asked = _take(totals, column.rows)
        order = sorted(range(len(asked)), key=asked.__getitem__)
        values = _take(asked, order)
    masks = _take(column.masks, order) if column.options else ()
    return _take(column.marks, order), masks, values


def _analyse_column(
    column: Column, sheet: Sheet, whole: _Totals
) -> tuple[ItemStatistics, int, Moments]:
    """The statistics less the weights; n squared times the covariance with the total; moments."""
    marks, masks, totals = _in_order(column, whole, sheet.totals)
    counts = count_few(marks)
    moments = moments_of(counts)
    n = moments.n
    square = whole.squares if column.rows is None else sum(map(mul, totals, totals))
    total = whole.moments.s1 if column.rows is None else sum(totals)
    spread = n * square - total * total
    with_total = n * _sum_of_products(marks, counts, totals) - moments.s1 * total
    is_within = column.is_counted and not column.is_drawn
    rests = [*map(sub, totals, marks)] if is_within else totals
    own = moments.spread
    rest_spread = spread - 2 * with_total + own if is_within else spread
    with_rest = with_total - own if is_within else with_total
    discrimination = efficiency = Estimate(n)
    value = correlate(with_rest, own, rest_spread)
    if value is not None:
        interval = fisher(value, n)
        discrimination = _percent(n, value, interval)
        most = n * _best_products(counts, sorted(rests)) - moments.s1 * sum(rests)
        # The bounds are those of the correlation: the most is taken as known.
        scale = sqrt(own * rest_spread) / most
        scaled = interval and interval.scaled(scale)
        scaled = scaled and Interval(scaled.low, max(value * scale, min(1.0, scaled.high)))
        efficiency = _percent(n, with_rest / most, scaled)
    top = column.full // n if n and column.full % n == 0 else None
    options: tuple[OptionStatistics, ...] = ()
    if column.options:
        answers = Answers(masks, totals, rests, spread, rest_spread)
        options = analyse_options(answers, column.options)
    is_dichotomous = top is not None and counts.keys() <= {0, top}
    item = ItemStatistics(
        n=n,
        is_dichotomous=is_dichotomous,
        facility=_facility(column.full, moments, is_dichotomous=is_dichotomous),
        sd=_item_sd(column.full, moments),
        intended_weight=None,
        effective_weight=None,
        discrimination=discrimination,
        efficiency=efficiency,
        options=options,
    )
    return item, with_total, moments


def _sum_of_products(marks: Sequence[int], counts: Mapping[int, int], totals: Sequence[int]) -> int:
    earned = [mark for mark in counts if mark]
    if len(earned) == 1:
        # All or nothing is what most marks are, and adding is faster than multiplying.
        return earned[0] * sum(compress(totals, marks))
    return sum(map(mul, marks, totals))


def _best_products(counts: Mapping[int, int], rests: Sequence[int]) -> int:
    """The sum of the products of marks and rest scores where the highest go with the highest."""
    place = found = 0
    for mark in sorted(counts):
        end = place + counts[mark]
        if mark:
            found += mark * sum(rests[place:end])
        place = end
    return found


def _percent(n: int, value: float, interval: Interval | None) -> Estimate:
    return Estimate(n, 100 * value, interval and interval.scaled(100))


def _facility(full: int, moments: Moments, *, is_dichotomous: bool) -> Estimate:
    n = moments.n
    if n == 0 or full == 0:
        return Estimate(n)
    share = moments.s1 / full
    if is_dichotomous:
        return _percent(n, share, wilson(moments.s1 * n // full, n))
    if moments.sd is None:
        return Estimate(n, 100 * share)
    return _percent(n, share, mean_interval(share, moments.sd * n / full, n, 1.0))


def _item_sd(full: int, moments: Moments) -> Estimate:
    sd, n = moments.sd, moments.n
    if sd is None or full == 0:
        return Estimate(n)
    share = sd * n / full
    return _percent(n, share, sd_interval(share, moments.kurtosis, n))


def _weighted(sheet: Sheet, found: list[tuple[ItemStatistics, int]]) -> list[ItemStatistics]:
    """The statistics with the weights, which say something where everybody is asked everything."""
    columns = sheet.columns
    roots = sum(
        sqrt(covariance)
        for (_, covariance), column in zip(found, columns, strict=True)
        if column.is_counted and covariance > 0
    )
    full = sum(column.full for column in columns if column.is_counted)
    items = []
    for (item, covariance), column in zip(found, columns, strict=True):
        if not column.is_counted:
            items.append(item)
            continue
        intended = 100 * column.full / full if full else None
        effective = 100 * sqrt(covariance) / roots if roots and covariance >= 0 else None
        items.append(replace(item, intended_weight=intended, effective_weight=effective))
    return items


def _analyse_test(sheet: Sheet, whole: _Totals, columns: Sequence[Moments]) -> TestStatistics:
    moments, unit, n = whole.moments, sheet.unit, whole.moments.n
    counts = count_few(whole.values)
    parts = columns
    if sheet.slots is not None:
        parts = [moments_of(count_few(slot)) for slot in sheet.slots]
    full = None if sheet.full is None else sheet.full / unit
    mean = median = sd = Estimate(n)
    if n:
        middle = (whole.values[(n - 1) // 2] + whole.values[n // 2]) / (2 * unit)
        bounds = median_interval(whole.values)
        median = Estimate(n, middle, bounds and bounds.scaled(1 / unit))
        mean = Estimate(n, moments.mean / unit)
    if moments.sd is not None:
        deviation = moments.sd / unit
        mean = replace(mean, interval=mean_interval(moments.mean / unit, deviation, n, full))
        sd = Estimate(n, deviation, sd_interval(deviation, moments.kurtosis, n))
    shape = partial(jackknife, counts, moments)
    return TestStatistics(
        *(n, len(parts), full, mean, median, sd),
        *(shape(_skewness), shape(_kurtosis), *_consistency(parts, moments, unit)),
    )


def _skewness(moments: Moments) -> float | None:
    return moments.skewness


def _kurtosis(moments: Moments) -> float | None:
    return moments.kurtosis


def _consistency(
    columns: Sequence[Moments], moments: Moments, unit: int
) -> tuple[Estimate, Estimate, Estimate]:
    """The consistency, the error ratio and the standard error, of parts that make up the total."""
    n, parts = moments.n, len(columns)
    is_whole = sum(column.s1 for column in columns) == moments.s1
    if n < 3 or parts < 2 or moments.spread == 0 or not is_whole or moments.sd is None:
        return Estimate(n), Estimate(n), Estimate(n)
    # By whole numbers, so that parts that agree entirely give exactly 1.
    left = parts * (moments.spread - sum(column.spread for column in columns))
    value = left / ((parts - 1) * moments.spread)
    ratio = sqrt(max(0.0, 1 - value))
    error = ratio * moments.sd / unit
    bounds = consistency_interval(value, n, parts)
    return (
        _percent(n, value, bounds),
        _percent(n, ratio, bounds and Interval(sqrt(1 - bounds.high), sqrt(1 - bounds.low))),
        Estimate(n, error, residual_interval(error, (n - 1) * (parts - 1))),
    )
