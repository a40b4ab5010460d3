"""Mean, spread and shape of whole numbers, from their exact sums of powers."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from quizapp.engine.item_analysis.intervals import Estimate, Interval, t_quantile

MOST_COUNTED = 5
"""Up to so many different numbers, each is counted by itself."""


@dataclass(frozen=True, slots=True)
class Moments:
    """The sums of the first four powers of `n` whole numbers."""

    n: int
    s1: int
    s2: int
    s3: int
    s4: int

    @property
    def mean(self) -> float:
        """The mean; there is at least one number."""
        return self.s1 / self.n

    @property
    def spread(self) -> int:
        """`n` squared times the variance over `n`; 0 where all numbers are the same."""
        return self.n * self.s2 - self.s1 * self.s1

    @property
    def variance(self) -> float | None:
        """The variance over n - 1; None for a single number."""
        return self.spread / (self.n * (self.n - 1)) if self.n > 1 else None

    @property
    def sd(self) -> float | None:
        """The standard deviation over n - 1; None for a single number."""
        return None if self.variance is None else sqrt(self.variance)

    @property
    def skewness(self) -> float | None:
        """The third k-statistic by the second to the power of 3/2."""
        n, spread = self.n, self.spread
        if n < 3 or spread == 0:
            return None
        third = n * n * self.s3 - 3 * n * self.s1 * self.s2 + 2 * self.s1**3
        variance = spread / (n * (n - 1))
        return third / (n * (n - 1) * (n - 2)) / (variance * sqrt(variance))

    @property
    def kurtosis(self) -> float | None:
        """The fourth k-statistic by the square of the second: 0 for a bell."""
        n, spread = self.n, self.spread
        if n < 4 or spread == 0:
            return None
        fourth = (
            n**3 * self.s4
            - 4 * n * n * self.s1 * self.s3
            + 6 * n * self.s1**2 * self.s2
            - 3 * self.s1**4
        )
        above = (n - 1) * ((n + 1) * fourth - 3 * (n - 1) * spread * spread)
        return above / ((n - 2) * (n - 3) * spread * spread)

    def without(self, value: int) -> "Moments":
        """The moments of all numbers but one of this value."""
        square = value * value
        return Moments(
            self.n - 1,
            *(self.s1 - value, self.s2 - square),
            *(self.s3 - square * value, self.s4 - square * square),
        )


def moments_of(counts: Mapping[int, int]) -> Moments:
    """The moments of numbers that are given as how often each is there."""
    n = s1 = s2 = s3 = s4 = 0
    for value, count in counts.items():
        n += count
        part = count * value
        s1 += part
        s2 += (part := part * value)
        s3 += (part := part * value)
        s4 += part * value
    return Moments(n, s1, s2, s3, s4)


def count_few(values: Sequence[int]) -> dict[int, int]:
    """How often each number is there; fastest where few are different."""
    different = set(values)
    if len(different) > MOST_COUNTED:
        return dict(Counter(values))
    return {value: values.count(value) for value in different}


def correlate(covariance: int, spread: int, other_spread: int) -> float | None:
    """The correlation of two columns by whole numbers of one unit; None where one is constant."""
    product = spread * other_spread
    if product == 0:
        return None
    # So that a perfect correlation is found to be one.
    if covariance * covariance >= product:
        return 1.0 if covariance > 0 else -1.0
    return covariance / sqrt(product)


def jackknife(
    counts: Mapping[int, int], moments: Moments, statistic: Callable[[Moments], float | None]
) -> Estimate:
    """A statistic of the moments with the interval that leaving out one number each gives."""
    n, value = moments.n, statistic(moments)
    if value is None:
        return Estimate(n)
    left = [(statistic(moments.without(number)), count) for number, count in counts.items()]
    found = [(one, count) for one, count in left if one is not None]
    if len(found) < len(left):
        return Estimate(n, value)
    mean = sum(one * count for one, count in found) / n
    error = sqrt((n - 1) / n * sum(count * (one - mean) ** 2 for one, count in found))
    half = t_quantile(n - 1) * error
    return Estimate(n, value, Interval(value - half, value + half))
