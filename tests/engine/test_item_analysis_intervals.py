from math import inf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.item_analysis.intervals import (
    Estimate,
    Interval,
    consistency_interval,
    fisher,
    mean_interval,
    median_interval,
    residual_interval,
    sd_interval,
    t_quantile,
    wilson,
)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # Newcombe (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_proportions_have_wilsons_interval(count: int, n: int, low: float, high: float) -> None:
    found = wilson(count, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_of_a_proportion_holds_it_and_stays_a_proportion(pair: tuple[int, int]) -> None:
    count, n = pair
    found = wilson(count, n)
    assert 0 <= found.low <= count / n <= found.high <= 1


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [
        *((1, 12.7062), (2, 4.3027), (5, 2.5706), (6, 2.4469), (9, 2.2622)),
        *((29, 2.0452), (120, 1.9799), (10_000, 1.9602)),
    ],
)
def test_students_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert t_quantile(freedom) == pytest.approx(quantile, abs=1.5e-4)


def test_means_have_students_interval_within_what_is_possible() -> None:
    found = mean_interval(10.0, 3.0, 9, None)
    assert found.low == pytest.approx(10 - 2.30600, abs=1e-4)
    assert found.high == pytest.approx(10 + 2.30600, abs=1e-4)
    found = mean_interval(0.9, 0.5, 4, 1.0)
    assert found.low == pytest.approx(0.104, abs=1e-3)
    assert found.high == 1.0
    assert mean_interval(0.1, 0.5, 4, 1.0).low == 0.0


def test_correlations_have_fishers_interval() -> None:
    found = fisher(0.5, 30)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.1704, 0.729)


@pytest.mark.parametrize(("correlation", "n"), [(0.5, 3), (1.0, 50), (-1.0, 50)])
def test_a_correlation_has_none_of_few_attempts_or_where_it_is_perfect(
    correlation: float, n: int
) -> None:
    assert fisher(correlation, n) is None


def test_a_standard_deviation_has_a_wider_interval_where_tails_are_heavy() -> None:
    light, heavy = sd_interval(10.0, 0.0, 51), sd_interval(10.0, 6.0, 51)
    assert light is not None
    assert heavy is not None
    # For a bell of 51, chi-square gives 8.37 to 12.43.
    assert light.low == pytest.approx(8.37, abs=0.2)
    assert light.high == pytest.approx(12.43, abs=0.35)
    assert heavy.low < light.low < 10 < light.high < heavy.high


@pytest.mark.parametrize("kurtosis", [None, -6.0])
def test_a_standard_deviation_has_none_where_its_own_spread_is_unknown(
    kurtosis: float | None,
) -> None:
    assert sd_interval(10.0, kurtosis, 6) is None


def test_consistency_has_bonetts_interval() -> None:
    found = consistency_interval(0.8, 50, 10)
    assert found is not None
    # ln(0.2) ± 1.96 sqrt(2 · 10 / (9 · 48))
    spread = 1.959964 * sqrt(20 / (9 * 48))
    assert found.low == pytest.approx(1 - 0.2 * 2.718281828**spread, abs=1e-6)
    assert found.high == pytest.approx(1 - 0.2 / 2.718281828**spread, abs=1e-6)
    assert consistency_interval(1.0, 50, 10) is None
    assert consistency_interval(0.5, 2, 10) is None


def test_a_residual_has_the_interval_of_chi_square() -> None:
    found = residual_interval(2.0, 100)
    # 100 · 4 / 129.561 and 100 · 4 / 74.222
    assert found.low == pytest.approx(sqrt(400 / 129.561), abs=2e-3)
    assert found.high == pytest.approx(sqrt(400 / 74.222), abs=2e-3)


def test_a_median_has_the_order_statistics_around_it() -> None:
    assert median_interval([1, 2, 3, 4, 5]) is None
    assert median_interval([*range(1, 7)]) == Interval(1, 6)
    # The table of the sign test gives the 10th and the 21st of 30.
    assert median_interval([*range(1, 31)]) == Interval(10, 21)
    assert median_interval([*range(1, 101)]) == Interval(40, 61)


def test_without_an_interval_a_value_can_be_anything() -> None:
    assert (Estimate(3, 0.5).low, Estimate(3, 0.5).high) == (-inf, inf)
    found = Estimate(3, 0.5, Interval(0.25, 0.75))
    assert (found.low, found.high) == (0.25, 0.75)
    assert Interval(0.25, 0.75).scaled(100) == Interval(25, 75)
