"""Mastery levels: what they demand, and the laws that hold for any answers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.mastery import HALF_LIFE, LEVEL_WORDS, Level, Sitting, judge_mastery

FIRST = date(2026, 3, 2)

marks = st.sampled_from((0.0, 0.25, 0.5, 0.75, 1.0)) | st.floats(0, 1)
days = st.integers(0, 90).map(lambda number: FIRST + timedelta(days=number))
sittings = st.lists(
    st.builds(Sitting, days, st.booleans(), st.lists(marks, max_size=6).map(tuple)), max_size=8
)


def sitting(day: int, *marks: float, is_mixed: bool = True) -> Sitting:
    return Sitting(FIRST + timedelta(days=day), is_mixed, marks)


def level(*given: Sitting) -> Level:
    return judge_mastery(given).level


def test_nothing_is_said_without_answers() -> None:
    judged = judge_mastery([sitting(0)])
    assert (judged.level, judged.share, judged.answers) == (Level.UNKNOWN, None, 0)
    assert judged.words == "not enough answers"


def test_two_answers_are_not_enough_and_three_are() -> None:
    assert level(sitting(0, 1, 1)) is Level.UNKNOWN
    assert level(sitting(0, 1, 1, 1)) is Level.BEGINNING
    assert level(sitting(0, 0, 0, 0)) is Level.BEGINNING


def test_any_number_of_right_answers_on_one_day_is_a_beginning() -> None:
    assert level(sitting(0, *[1.0] * 50), sitting(0, *[1.0] * 50)) is Level.BEGINNING


def test_a_second_day_brings_it_on() -> None:
    assert level(sitting(0, 1, 0, 0), sitting(1, 1, 1, 0)) is Level.GETTING_THERE
    assert level(sitting(0, 1, 1, 0), sitting(1, 1, 0, 0, 0)) is Level.BEGINNING
    assert level(sitting(0, 1, 1, 0), sitting(0, 1, 0, 0)) is Level.BEGINNING


def test_secure_is_three_of_four_over_two_days_and_mixed() -> None:
    assert level(sitting(0, 1, 1, 1, 0), sitting(1, 1, 1, 1, 0)) is Level.SECURE
    assert level(sitting(0, 1, 1, 0, 0), sitting(1, 1, 1, 1, 0)) is Level.GETTING_THERE


def test_mastered_is_nine_of_ten_over_three_days_and_mixed() -> None:
    good = [sitting(0, 1, 1, 1), sitting(1, 1, 1, 1), sitting(2, 1, 1)]
    assert level(*good) is Level.MASTERED
    assert level(*good[:2]) is Level.SECURE
    assert level(*good, sitting(2, 0)) is Level.SECURE


def test_practice_of_one_topic_alone_gets_no_further_than_half_way() -> None:
    blocked = [sitting(day, 1, 1, 1, 1, is_mixed=False) for day in range(10)]
    assert level(*blocked) is Level.GETTING_THERE
    assert level(*blocked, sitting(10, 1, 1)) is Level.SECURE


def test_a_wrong_answer_weighs_less_where_the_topic_was_alone() -> None:
    mixed = judge_mastery([sitting(0, 1), sitting(0, 0)]).share
    blocked = judge_mastery([sitting(0, 1), sitting(0, 0, is_mixed=False)]).share
    assert mixed == 0.5
    assert blocked == pytest.approx(2 / 3)


def test_an_answer_weighs_half_after_the_half_life() -> None:
    assert judge_mastery([sitting(0, 1), sitting(HALF_LIFE, 0)]).share == pytest.approx(1 / 3)


def test_a_level_falls_when_later_answers_are_wrong() -> None:
    good = [sitting(day, 1, 1, 1) for day in range(3)]
    assert level(*good) is Level.MASTERED
    assert level(*good, sitting(14, 0, 0, 1)) is Level.SECURE
    assert level(*good, sitting(14, 0, 0, 0, 0), sitting(16, 0, 0, 0)) is Level.BEGINNING


def test_a_break_takes_nothing_away() -> None:
    good = [sitting(day, 1, 1, 1) for day in range(3)]
    assert level(*good, sitting(400, 1)) is Level.MASTERED


def test_each_level_has_words() -> None:
    assert {*LEVEL_WORDS} == {*Level}


@given(day=days, is_mixed=st.booleans(), mark=marks)
def test_one_answer_never_gives_a_level(day: date, is_mixed: bool, mark: float) -> None:
    assert judge_mastery([Sitting(day, is_mixed, (mark,))]).level is Level.UNKNOWN


@given(given=sittings, day=days, is_mixed=st.booleans())
def test_one_right_answer_makes_no_wrong_ones_more_than_a_beginning(
    given: list[Sitting], day: date, is_mixed: bool
) -> None:
    wrong = [Sitting(each.day, each.is_mixed, (0.0,) * len(each.marks)) for each in given]
    assert judge_mastery([*wrong, Sitting(day, is_mixed, (1.0,))]).level <= Level.BEGINNING


@given(given=sittings, day=days, is_mixed=st.booleans(), count=st.integers(1, 4))
def test_right_answers_never_lower_a_level(
    given: list[Sitting], day: date, is_mixed: bool, count: int
) -> None:
    before = judge_mastery(given)
    after = judge_mastery([*given, Sitting(day, is_mixed, (1.0,) * count)])
    assert after.level >= before.level


@given(given=sittings, day=days, is_mixed=st.booleans(), count=st.integers(1, 4))
def test_wrong_answers_never_raise_a_level_above_a_beginning(
    given: list[Sitting], day: date, is_mixed: bool, count: int
) -> None:
    before = judge_mastery(given)
    after = judge_mastery([*given, Sitting(day, is_mixed, (0.0,) * count)])
    assert after.level <= max(before.level, Level.BEGINNING)


@given(given=sittings, number=st.integers(0, 7))
def test_a_better_mark_never_lowers_a_level(given: list[Sitting], number: int) -> None:
    before = judge_mastery(given)
    better = [
        Sitting(each.day, each.is_mixed, tuple(1.0 for _ in each.marks))
        if place == number
        else each
        for place, each in enumerate(given)
    ]
    assert judge_mastery(better).level >= before.level


@given(given=sittings, data=st.data())
def test_the_order_of_answers_and_sittings_does_not_matter(
    given: list[Sitting], data: st.DataObject
) -> None:
    turned = [
        Sitting(each.day, each.is_mixed, tuple(data.draw(st.permutations(each.marks))))
        for each in data.draw(st.permutations(given))
    ]
    assert judge_mastery(turned) == judge_mastery(given)


@given(given=sittings, shift=st.integers(-1000, 1000))
def test_when_it_was_does_not_matter_only_how_far_apart(given: list[Sitting], shift: int) -> None:
    moved = [Sitting(each.day + timedelta(days=shift), each.is_mixed, each.marks) for each in given]
    assert judge_mastery(moved) == judge_mastery(given)


@given(given=sittings)
def test_what_is_above_a_beginning_rests_on_two_days_and_on_mixed_practice_near_the_top(
    given: list[Sitting],
) -> None:
    judged = judge_mastery(given)
    assert judged.share is None or 0 <= judged.share <= 1
    if judged.level >= Level.GETTING_THERE:
        assert judged.right_days >= 2
    if judged.level >= Level.SECURE:
        assert judged.mixed_right >= 2
    if judged.level is Level.MASTERED:
        assert judged.right_days >= 3
