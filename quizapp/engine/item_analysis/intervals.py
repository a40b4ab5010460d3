"""How far an estimate can be trusted: intervals at 95 %, none where none is sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, exp, floor, inf, sqrt, tanh
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)

_T_TABLE = (12.70620, 4.30265, 3.18245, 2.77645, 2.57058)
"""The quantile of Student's t for 1 to 5 degrees of freedom; the series is good from 6 on."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that fit what was observed."""

    low: float
    high: float

    def scaled(self, factor: float) -> "Interval":
        """The interval in another unit; the factor is above 0."""
        return Interval(self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic of `n` attempts; no value where it isn't defined, and no interval where none is.

    That is so where something is missing or constant, or where there are too few attempts.
    """

    n: int
    value: float | None = None
    interval: Interval | None = None

    @property
    def low(self) -> float:
        """The least that it can be; unknown is less than any number."""
        return self.interval.low if self.interval else -inf

    @property
    def high(self) -> float:
        """The most that it can be; unknown is more than any number."""
        return self.interval.high if self.interval else inf


def wilson(count: int, n: int) -> Interval:
    """Wilson's score interval of a proportion; `n` is above 0."""
    share, spread = count / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    # At the ends rounding would leave out the share itself.
    return Interval(min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half)))


def t_quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, by its expansion in 1 / degrees of freedom."""
    if freedom <= len(_T_TABLE):
        return _T_TABLE[freedom - 1]
    z2, over = Z * Z, 1 / freedom
    terms = (
        Z,
        Z * (z2 + 1) / 4,
        Z * ((5 * z2 + 16) * z2 + 3) / 96,
        Z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384,
        Z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160,
    )
    return sum(term * over**power for power, term in enumerate(terms))


def mean_interval(mean: float, sd: float, n: int, most: float | None) -> Interval:
    """Student's interval of a mean, cut off at 0 and at the most that is possible."""
    half = t_quantile(n - 1) * sd / sqrt(n)
    return Interval(max(0.0, mean - half), min(inf if most is None else most, mean + half))


def fisher(correlation: float, n: int) -> Interval | None:
    """Fisher's interval of a correlation; none up to 3 attempts, or where it is 1 or -1."""
    if n <= 3 or abs(correlation) >= 1:
        return None
    middle, half = atanh(correlation), Z / sqrt(n - 3)
    return Interval(tanh(middle - half), tanh(middle + half))


def sd_interval(sd: float, kurtosis: float | None, n: int) -> Interval | None:
    """The interval of a standard deviation for large samples of any shape, on the log scale.

    The variance of a sample variance is 2 / (n - 1) + excess kurtosis / n times its square.
    """
    if kurtosis is None:
        return None
    spread = 2 / (n - 1) + kurtosis / n
    if spread <= 0:
        return None
    factor = exp(Z / 2 * sqrt(spread))
    return Interval(sd / factor, sd * factor)


def consistency_interval(consistency: float, n: int, parts: int) -> Interval | None:
    """Bonett's interval of Cronbach's alpha (2002), both as a fraction; none where alpha is 1."""
    if n <= 2 or consistency >= 1:
        return None
    factor = exp(Z * sqrt(2 * parts / ((parts - 1) * (n - 2))))
    return Interval(1 - (1 - consistency) * factor, 1 - (1 - consistency) / factor)


def residual_interval(sd: float, freedom: int) -> Interval:
    """The interval of a residual standard deviation by the chi-square of Wilson and Hilferty."""
    spread = 2 / (9 * freedom)
    few, many = (freedom * max(0.0, 1 - spread + sign * Z * sqrt(spread)) ** 3 for sign in (-1, 1))
    return Interval(sd * sqrt(freedom / many), sd * sqrt(freedom / few) if few else inf)


def median_interval(ordered: Sequence[int]) -> Interval | None:
    """The interval between two order statistics, which needs no shape; none for under 6 values."""
    n = len(ordered)
    if n < 6:
        return None
    rank = floor((n + 1 - Z * sqrt(n)) / 2)
    return Interval(ordered[rank - 1], ordered[n - rank])
