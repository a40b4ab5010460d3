from fractions import Fraction
from math import isclose, isfinite, sqrt
from statistics import correlation, fmean, stdev, variance
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from quizapp.engine.item_analysis.intervals import Estimate
from quizapp.engine.item_analysis.moments import Moments, jackknife, moments_of
from quizapp.engine.item_analysis.statistics import Analysis, Column, Sheet, analyse

MAXIMA = (1, 1, 1, 2)
ROWS = ((1, 1, 0, 2), (1, 0, 1, 2), (1, 1, 1, 1), (0, 1, 0, 1), (0, 0, 0, 0), (1, 1, 1, 0))


def sheet_of(rows: Any, maxima: Any, *, unit: int = 1, scale: int = 1) -> Sheet:
    """A test of fixed questions."""
    marks = [[row[place] * scale for row in rows] for place in range(len(maxima))]
    columns = [
        Column(column, top * scale * len(rows)) for column, top in zip(marks, maxima, strict=True)
    ]
    totals = [sum(row) * scale for row in rows]
    return Sheet(columns, totals, sum(maxima) * scale, unit)


@pytest.fixture(scope="module")
def known() -> Analysis:
    return analyse(sheet_of(ROWS, MAXIMA))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("facility", ("66.67", "66.67", "50.00", "50.00")),
        ("discrimination", ("77.302", "8.771", "26.726", "19.127")),
        ("efficiency", ("100.000", "10.000", "33.333", "20.000")),
        ("effective_weight", ("27.265", "18.382", "22.514", "31.839")),
        ("intended_weight", ("20", "20", "20", "40")),
    ],
)
def test_the_known_test_gives_the_known_numbers(
    known: Analysis, name: str, values: tuple[str, ...]
) -> None:
    found = [getattr(item, name) for item in known.items]
    numbers = [one.value if isinstance(one, Estimate) else one for one in found]
    shown = [
        f"{one:.{len(text.partition('.')[2])}f}" for one, text in zip(numbers, values, strict=True)
    ]
    assert shown == [*values]


def test_the_known_test_has_the_known_consistency(known: Analysis) -> None:
    test = known.test
    assert f"{test.consistency.value:.3f}" == "48.485"
    assert f"{test.error_ratio.value:.3f}" == "71.774"
    assert f"{test.standard_error.value:.4f}" == "1.1499"
    assert (test.n, test.parts, test.full) == (6, 4, 5.0)
    assert test.mean.value == pytest.approx(17 / 6)
    assert test.median.value == 3.5
    assert test.sd.value == pytest.approx(stdev(sum(row) for row in ROWS))
    # By the k-statistics of the totals 4, 4, 4, 2, 0, 3.
    assert test.skewness.value == pytest.approx(-1.3537579)
    assert test.kurtosis.value == pytest.approx(1.2396694)


@st.composite
def taken_tests(draw: DrawFn) -> tuple[list[list[int]], list[int]]:
    """Rows of marks and the maxima of the questions."""
    maxima = draw(st.lists(st.integers(1, 4), min_size=2, max_size=6))
    row: SearchStrategy[Any] = st.tuples(*(st.integers(0, top) for top in maxima)).map(list)
    return draw(st.lists(row, min_size=4, max_size=25)), maxima


def naive_correlation(xs: list[int], ys: list[int]) -> float | None:
    return correlation(xs, ys) if len({*xs}) > 1 and len({*ys}) > 1 else None


def covariance(xs: list[int], ys: list[int]) -> float:
    mean_x, mean_y = fmean(xs), fmean(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / (len(xs) - 1)


def close(found: float | None, wanted: float | None) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return isclose(found, wanted, rel_tol=1e-7, abs_tol=1e-7)


@given(taken_tests())
def test_each_question_has_the_statistics_of_the_definitions(
    taken: tuple[list[list[int]], list[int]],
) -> None:
    rows, maxima = taken
    found = analyse(sheet_of(rows, maxima))
    totals = [sum(row) for row in rows]
    exact = [
        len(rows) * sum(row[place] * sum(row) for row in rows)
        - sum(row[place] for row in rows) * sum(totals)
        for place in range(len(maxima))
    ]
    roots = sum(sqrt(max(0, one)) for one in exact)
    for place, item in enumerate(found.items):
        marks = [row[place] for row in rows]
        rests = [total - mark for total, mark in zip(totals, marks, strict=True)]
        assert close(item.facility.value, 100 * fmean(marks) / maxima[place])
        assert close(item.sd.value, 100 * stdev(marks) / maxima[place])
        r = naive_correlation(marks, rests)
        assert close(item.discrimination.value, None if r is None else 100 * r)
        if r is None:
            assert item.efficiency.value is None
        else:
            most = covariance(sorted(marks), sorted(rests))
            assert close(item.efficiency.value, 100 * covariance(marks, rests) / most)
            assert -100 <= item.discrimination.value <= 100  # type: ignore[operator]
            assert item.efficiency.value <= 100 + 1e-9  # type: ignore[operator]
        wanted = 100 * sqrt(exact[place]) / roots if exact[place] >= 0 and roots else None
        assert close(item.effective_weight, wanted)


@given(taken_tests())
def test_the_whole_test_has_the_statistics_of_the_definitions(
    taken: tuple[list[list[int]], list[int]],
) -> None:
    rows, maxima = taken
    test = analyse(sheet_of(rows, maxima)).test
    totals = [Fraction(sum(row)) for row in rows]
    n, parts, spread = len(rows), len(maxima), variance(totals)
    assert close(test.mean.value, float(sum(totals) / n))
    assert close(test.sd.value, sqrt(spread))
    if not spread:
        assert {test.skewness.value, test.kurtosis.value, test.consistency.value} == {None}
        assert {test.error_ratio.value, test.standard_error.value} == {None}
        return
    mean = sum(totals) / n
    m2, m3, m4 = (sum((total - mean) ** power for total in totals) / n for power in (2, 3, 4))
    k3 = n * n * m3 / ((n - 1) * (n - 2))
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    assert close(test.skewness.value, float(k3) / float(spread) ** 1.5)
    assert close(test.kurtosis.value, float(k4 / spread**2))
    items = sum(variance([Fraction(row[place]) for row in rows]) for place in range(parts))
    alpha = Fraction(parts, parts - 1) * (1 - items / spread)
    assert close(test.consistency.value, 100 * float(alpha))
    assert close(test.error_ratio.value, 100 * sqrt(1 - alpha))
    assert close(test.standard_error.value, sqrt(1 - alpha) * sqrt(spread))


def numbers_of(found: object) -> list[float]:
    """Every number in nested values."""
    if isinstance(found, float | int):
        return [found]
    if isinstance(found, tuple | list):
        return [number for one in found for number in numbers_of(one)]
    slots = getattr(type(found), "__slots__", ())
    return [number for name in slots for number in numbers_of(getattr(found, name))]


@given(taken_tests(), st.randoms())
def test_the_order_of_the_students_is_none_of_it(
    taken: tuple[list[list[int]], list[int]], random: Any
) -> None:
    rows, maxima = taken
    shuffled = random.sample(rows, len(rows))
    assert analyse(sheet_of(rows, maxima)) == analyse(sheet_of(shuffled, maxima))


@given(taken_tests(), st.integers(2, 10**8))
def test_the_unit_of_the_points_is_none_of_it(
    taken: tuple[list[list[int]], list[int]], scale: int
) -> None:
    rows, maxima = taken
    one = numbers_of(analyse(sheet_of(rows, maxima)))
    other = numbers_of(analyse(sheet_of(rows, maxima, unit=scale, scale=scale)))
    assert all(close(*pair) for pair in zip(one, other, strict=True))


@given(taken_tests())
def test_no_number_is_infinite_or_none_at_all_where_there_are_attempts(
    taken: tuple[list[list[int]], list[int]],
) -> None:
    rows, maxima = taken
    assert all(isfinite(number) for number in numbers_of(analyse(sheet_of(rows, maxima))))


def test_without_attempts_nothing_is_defined() -> None:
    found = analyse(Sheet([Column([], 0)], [], None))
    item, test = found.items[0], found.test
    estimates = [item.facility, item.sd, item.discrimination, item.efficiency, test.mean]
    estimates += [test.median, test.sd, test.skewness, test.kurtosis, test.consistency]
    assert all(one == Estimate(0) for one in estimates)
    assert item.effective_weight is item.intended_weight is None
    assert test.full is None


def test_a_single_attempt_has_a_facility_and_no_spread() -> None:
    found = analyse(sheet_of([[1, 2]], [1, 4]))
    assert [item.facility.value for item in found.items] == [100, 50]
    assert found.items[1].facility.interval is None
    assert {item.sd.value for item in found.items} == {None}
    assert found.test.mean.value == 3
    assert found.test.mean.interval is None
    assert found.test.sd.value is None


def test_a_constant_question_is_not_defined_and_has_no_weight() -> None:
    found = analyse(sheet_of([[1, 0], [1, 1], [1, 1], [1, 0]], [1, 1]))
    constant = found.items[0]
    assert constant.discrimination.value is None
    assert constant.efficiency.value is None
    assert constant.effective_weight == 0
    assert constant.sd.value == 0
    # The rest of the test is constant too, for the other one.
    assert found.items[1].discrimination.value is None


def test_a_question_against_the_test_has_no_effective_weight() -> None:
    rows = [[0, 3, 1], [0, 3, 1], [1, 0, 0], [1, 1, 0]]
    found = analyse(sheet_of(rows, [1, 3, 1]))
    assert found.items[0].effective_weight is None
    assert sum(item.effective_weight or 0 for item in found.items) == pytest.approx(100)


def test_where_all_totals_are_the_same_no_question_has_an_effective_weight() -> None:
    found = analyse(sheet_of([[1, 0], [0, 1], [1, 0]], [1, 1]))
    assert [item.effective_weight for item in found.items] == [None, None]
    assert found.items[0].discrimination.value == -100
    assert found.items[0].discrimination.interval is None


def test_a_question_of_a_random_draw_is_compared_with_the_whole_total() -> None:
    marks, totals, rows = [1, 0, 1, 0], [5, 2, 4, 4, 1, 0], [0, 1, 2, 4]
    asked = [totals[row] for row in rows]
    sheet = Sheet([Column(marks, 4, rows, is_drawn=True)], totals, 5, slots=[])
    [item] = analyse(sheet).items
    assert item.n == 4
    assert close(item.discrimination.value, 100 * correlation(marks, asked))
    most = covariance(sorted(marks), sorted(asked))
    assert close(item.efficiency.value, 100 * covariance(marks, asked) / most)
    assert item.effective_weight is None


def test_the_places_of_a_random_draw_are_the_parts_of_its_consistency() -> None:
    slots = [[row[place] for row in ROWS] for place in range(4)]
    totals = [sum(row) for row in ROWS]
    test = analyse(Sheet([], totals, 5, slots=slots)).test
    assert close(test.consistency.value, 48.484848484848)
    assert analyse(Sheet([], totals, 5, slots=[])).test.consistency.value is None


def test_a_question_that_some_were_not_asked_leaves_the_rest_to_those_who_were() -> None:
    totals = [3, 2, 1, 0, 4]
    columns = [Column([1, 1, 0, 0], 4, [0, 1, 2, 3]), Column([2, 1, 1, 0, 4], 20)]
    found = analyse(Sheet(columns, totals, 5))
    assert close(found.items[0].discrimination.value, 100 * correlation([1, 1, 0, 0], [2, 1, 1, 0]))
    # Where something is missing, neither weights nor the consistency are defined.
    assert found.items[1].effective_weight is None
    assert found.test.consistency.value is None


def test_a_question_that_is_left_out_is_compared_with_the_total_and_has_no_weight() -> None:
    rows = [[1, 1], [0, 1], [1, 0], [0, 0], [1, 1]]
    sheet = sheet_of(rows, [1, 1])
    left_out = [1, 0, 0, 1, 1]
    columns = [*sheet.columns, Column(left_out, 5, is_counted=False)]
    found = analyse(Sheet(columns, sheet.totals, 2))
    assert close(found.items[2].discrimination.value, 100 * correlation(left_out, [*sheet.totals]))
    assert found.items[2].intended_weight is None
    assert [item.intended_weight for item in found.items[:2]] == [50, 50]
    assert found.test == analyse(sheet).test


def test_a_question_without_points_has_no_facility_and_the_test_no_weights() -> None:
    found = analyse(sheet_of([[0], [0]], [0]))
    item = found.items[0]
    assert (item.facility.value, item.sd.value, item.intended_weight) == (None, None, None)


def test_marks_that_are_not_all_or_nothing_are_told() -> None:
    found = analyse(sheet_of([[1, 1], [0, 2], [1, 0]], [1, 2]))
    assert [item.is_dichotomous for item in found.items] == [True, False]
    # Nor where the points differ, so that no mark is the full one.
    assert not analyse(Sheet([Column([1, 2], 3)], [1, 2], None)).items[0].is_dichotomous


@given(st.lists(st.integers(0, 9), min_size=4, max_size=30))
def test_leaving_out_each_number_is_what_the_jackknife_does(numbers: list[int]) -> None:
    counts = {number: numbers.count(number) for number in numbers}
    moments = moments_of(counts)
    found = jackknife(counts, moments, lambda one: one.variance)
    assert found.value is not None
    assert close(found.value, variance(numbers))
    left = [variance(numbers[:place] + numbers[place + 1 :]) for place in range(len(numbers))]
    error = sqrt((len(left) - 1) / len(left) * sum((one - fmean(left)) ** 2 for one in left))
    assume(error > 0)
    assert found.interval is not None
    middle = (found.low + found.high) / 2
    assert close(middle, found.value)
    assert (found.high - found.value) / error == pytest.approx(2.2, abs=1.2)


def test_the_jackknife_gives_no_interval_where_one_number_makes_the_statistic() -> None:
    counts = {0: 4, 5: 1}
    found = jackknife(counts, moments_of(counts), lambda one: one.skewness)
    assert found.value is not None
    assert found.interval is None


def test_the_mean_of_moments_is_that_of_the_numbers() -> None:
    assert Moments(4, 10, 0, 0, 0).mean == 2.5
