from statistics import correlation
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from quizapp.engine.item_analysis.intervals import fisher, wilson
from quizapp.engine.item_analysis.options import Groups, OptionStatistics, find_groups
from quizapp.engine.item_analysis.statistics import Column, Sheet, analyse

OPTIONS = 3


def options_of(
    masks: list[int], marks: list[int], totals: list[int], **more: Any
) -> tuple[OptionStatistics, ...]:
    column = Column(marks, len(marks), masks=masks, options=OPTIONS, **more)
    return analyse(Sheet([column], totals, None, slots=[])).items[0].options


@st.composite
def answers(draw: DrawFn) -> tuple[list[int], list[int], list[int]]:
    """Masks, marks and totals of some attempts."""
    top = draw(st.sampled_from([1, 7, 2**OPTIONS * 40 + 7]))
    one = st.tuples(st.integers(0, top), st.integers(0, 1), st.integers(0, 6))
    rows = draw(st.lists(one, min_size=2, max_size=30))
    return (
        [mask for mask, _, _ in rows],
        [mark for _, mark, _ in rows],
        [mark + rest for _, mark, rest in rows],
    )


def naive(chosen: list[int], values: list[int]) -> float | None:
    return correlation(chosen, values) if len({*chosen}) > 1 and len({*values}) > 1 else None


@given(answers())
def test_each_option_has_its_frequency_and_its_correlations(
    given_: tuple[list[int], list[int], list[int]],
) -> None:
    masks, marks, totals = given_
    found = options_of(masks, marks, totals)
    rests = [total - mark for total, mark in zip(totals, marks, strict=True)]
    assert len(found) == OPTIONS + 1
    for place, option in enumerate(found):
        chosen = [int(mask >> place & 1 if place < OPTIONS else mask == 0) for mask in masks]
        assert option.count == sum(chosen)
        assert option.share.value == sum(chosen) / len(chosen)
        assert option.share.interval == wilson(sum(chosen), len(chosen))
        for estimate, values in ((option.point_biserial, totals), (option.with_rest, rests)):
            wanted = naive(chosen, values)
            assert (estimate.value is None) == (wanted is None)
            if wanted is not None:
                assert estimate.value == pytest.approx(wanted, abs=1e-9)
                assert estimate.interval == fisher(estimate.value or 0.0, len(masks))


@given(answers())
def test_upper_middle_and_lower_group_are_the_whole(
    given_: tuple[list[int], list[int], list[int]],
) -> None:
    masks, marks, totals = given_
    groups = find_groups(sorted(totals))
    for option in options_of(masks, marks, totals):
        if groups is None:
            assert (option.upper, option.lower) == (None, None)
            continue
        sizes = (len(masks) - groups.high, groups.high - groups.low, groups.low)
        shares = (option.upper or 0.0, option.middle or 0.0, option.lower or 0.0)
        counted = sum(size * share for size, share in zip(sizes, shares, strict=True))
        assert counted == pytest.approx(option.count)


def test_the_upper_group_is_that_of_the_highest_totals() -> None:
    masks = [1, 1, 1, 2, 2, 2, 2, 4, 4, 4]
    totals = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    first, second, third, none = options_of(masks, [0] * 10, totals)
    assert (first.upper, first.middle, first.lower) == (1.0, 0.0, 0.0)
    assert (second.upper, second.middle, second.lower) == (0.0, 1.0, 0.0)
    assert (third.upper, third.middle, third.lower) == (0.0, 0.0, 1.0)
    assert none.count == 0
    assert none.point_biserial.value is None


@pytest.mark.parametrize(
    ("totals", "groups"),
    [
        ([], None),
        ([5], None),
        ([1, 2], Groups(1, 1)),
        ([3, 3, 3, 3], None),
        # Three of ten are 27 %; the same totals are never parted.
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], Groups(3, 7)),
        ([0, 1, 1, 1, 4, 5, 6, 6, 6, 6], Groups(4, 6)),
        ([0, 5, 5, 5, 5, 5, 5, 5, 5, 9], None),
    ],
)
def test_groups_hold_27_percent_and_more_with_ties(
    totals: list[int], groups: Groups | None
) -> None:
    assert find_groups(totals) == groups


def test_without_answers_there_is_nothing_to_count() -> None:
    found = analyse(Sheet([Column([], 0, options=2)], [], None)).items[0].options
    assert [option.count for option in found] == [0, 0, 0]
    assert {option.share.value for option in found} == {None}


def test_options_of_a_drawn_question_are_those_of_who_was_asked() -> None:
    found = options_of([1, 2], [1, 0], [4, 1, 9, 0], rows=[2, 0], is_drawn=True)
    assert [option.count for option in found] == [1, 1, 0, 0]
    assert found[0].point_biserial.value == 1
    assert found[0].with_rest.value == 1
