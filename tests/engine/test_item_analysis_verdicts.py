from dataclasses import replace

import pytest

from quizapp.engine.item_analysis.intervals import Estimate, Interval, fisher, wilson
from quizapp.engine.item_analysis.options import OptionStatistics
from quizapp.engine.item_analysis.statistics import ItemStatistics, TestStatistics
from quizapp.engine.item_analysis.verdicts import (
    LEAST_ATTEMPTS,
    NOTABLE,
    URGENT,
    Finding,
    Judged,
    TestVerdict,
    Verdict,
    is_flat,
    is_good,
    is_too_easy,
    is_too_hard,
    judge,
    judge_test,
    runs_backwards,
)
from quizapp.engine.item_analysis.words import (
    LABELS,
    bounds,
    explain,
    explain_test,
    option_name,
    signed,
)


def percent(value: float | None, interval: Interval | None, n: int = 100) -> Estimate:
    if value is None:
        return Estimate(n)
    return Estimate(n, 100 * value, interval and interval.scaled(100))


def option(count: int, r: float | None, upper: float = 0.0, n: int = 100) -> OptionStatistics:
    rest = Estimate(n) if r is None else Estimate(n, r, fisher(r, n))
    share = Estimate(n, count / n, wilson(count, n))
    return OptionStatistics(count, share, upper, None, None, rest, rest)


def item(
    *options: OptionStatistics,
    right: int = 60,
    r: float | None = 0.4,
    n: int = 100,
) -> Judged:
    """A question that `right` of `n` got right; the first option is the key."""
    statistics = ItemStatistics(
        n=n,
        is_dichotomous=True,
        facility=percent(right / n, wilson(right, n), n),
        sd=Estimate(n),
        intended_weight=None,
        effective_weight=None,
        discrimination=percent(r, None if r is None else fisher(r, n), n),
        efficiency=Estimate(n),
        options=(*options, option(0, None, n=n)) if options else (),
    )
    return Judged(statistics, frozenset({0}) if options else frozenset())


def verdicts(judged: Judged) -> list[Verdict]:
    return [finding.verdict for finding in judge(judged)]


def test_below_twenty_attempts_there_is_no_verdict() -> None:
    assert LEAST_ATTEMPTS == 20
    broken = item(option(2, -0.9, n=19), option(17, 0.9, 1.0, n=19), right=2, r=-0.9, n=19)
    assert verdicts(broken) == [Verdict.TOO_FEW]
    broken = item(option(2, -0.9, n=20), option(18, 0.9, 1.0, n=20), right=2, r=-0.9, n=20)
    assert verdicts(broken) == [Verdict.WRONG_KEY]


def test_a_wrong_option_that_the_strong_choose_is_probably_the_key() -> None:
    judged = item(option(20, -0.3, 0.1), option(60, 0.5, 0.9), option(20, -0.2), right=20, r=-0.3)
    assert judge(judged) == (Finding(Verdict.WRONG_KEY, (1,)),)


def test_so_it_is_where_nobody_chose_the_key() -> None:
    judged = item(option(0, None), option(60, 0.4, 0.9), option(40, -0.4), right=0, r=None)
    assert judge(judged) == (Finding(Verdict.WRONG_KEY, (1,)),)


@pytest.mark.parametrize(
    "judged",
    [
        # It could be chance that the strong chose it.
        item(option(20, -0.3, 0.1), option(60, 0.19, 0.9), right=20, r=-0.1),
        # The key goes with high scores too.
        item(option(40, 0.1, 0.5), option(60, 0.3, 0.9), right=40, r=0.1),
        # The upper group prefers the key all the same.
        item(option(40, -0.1, 0.6), option(30, 0.3, 0.4), right=40, r=-0.1),
    ],
)
def test_else_the_key_is_not_doubted(judged: Judged) -> None:
    assert Verdict.WRONG_KEY not in verdicts(judged)


def test_of_several_right_options_one_that_goes_with_low_scores_is_enough() -> None:
    options = (option(50, 0.4, 0.8), option(20, -0.3, 0.1), option(50, 0.4, 0.8))
    judged = replace(item(*options), key=frozenset({0, 1}))
    assert judge(judged) == (Finding(Verdict.WRONG_KEY, (2,)),)


@pytest.mark.parametrize(
    ("r", "is_so"), [(-0.21, True), (-0.18, False), (0.5, False), (None, False)]
)
def test_a_question_runs_backwards_where_that_is_no_chance(r: float | None, is_so: bool) -> None:
    assert runs_backwards(item(r=r)) is is_so
    assert (verdicts(item(r=r)) == [Verdict.BACKWARDS]) is is_so


@pytest.mark.parametrize(
    ("right", "n", "is_so"),
    [(100, 100, True), (95, 100, True), (94, 100, False), (20, 20, True), (19, 20, False)],
)
def test_a_question_is_too_easy_where_nearly_everybody_surely_knows_it(
    right: int, n: int, is_so: bool
) -> None:
    assert is_too_easy(item(right=right, n=n)) is is_so


def test_that_nobody_picks_wrong_options_of_an_easy_question_is_not_said() -> None:
    judged = item(option(100, None), option(0, None), right=100, r=None)
    assert verdicts(judged) == [Verdict.TOO_EASY]


@pytest.mark.parametrize(
    ("right", "n", "guessed", "is_so"),
    [
        (20, 100, 0.0, True),
        (21, 100, 0.0, False),
        (4, 20, 0.0, False),
        (2, 20, 0.0, True),
        (25, 100, 25.0, True),
        (26, 100, 25.0, False),
        (50, 100, 50.0, True),
    ],
)
def test_a_question_is_too_hard_where_it_is_hardly_known_better_than_guessed(
    right: int, n: int, guessed: float, is_so: bool
) -> None:
    assert is_too_hard(replace(item(right=right, n=n), guessed=guessed)) is is_so


def test_what_is_not_defined_is_neither_easy_nor_hard() -> None:
    undefined = item()
    undefined = replace(undefined, statistics=replace(undefined.statistics, facility=Estimate(30)))
    assert not is_too_easy(undefined)
    assert not is_too_hard(undefined)


@pytest.mark.parametrize(
    ("r", "n", "is_so"), [(0.1, 100, True), (0.12, 100, False), (0.0, 30, False), (-0.1, 30, True)]
)
def test_a_question_is_flat_where_it_surely_is_no_good_one(r: float, n: int, is_so: bool) -> None:
    assert is_flat(item(r=r, n=n, right=n // 2)) is is_so


@pytest.mark.parametrize(
    ("r", "n", "is_so"),
    [(0.2, 100, True), (0.19, 400, False), (0.35, 30, False), (0.4, 30, True), (None, 30, False)],
)
def test_a_question_is_good_where_it_tells_strong_from_weak_and_that_is_no_chance(
    r: float | None, n: int, is_so: bool
) -> None:
    assert is_good(item(r=r, n=n, right=n // 2)) is is_so


def test_an_option_is_dead_that_nobody_or_surely_hardly_anybody_chose() -> None:
    options = (option(60, 0.4, 0.9), option(40, -0.4), option(0, None))
    assert judge(item(*options)) == (
        Finding(Verdict.DEAD_OPTION, (2,)),
        Finding(Verdict.GOOD),
    )
    rare = (option(600, 0.4, 0.9, 1000), option(365, -0.4, 0, 1000), option(35, -0.1, 0, 1000))
    assert judge(item(*rare, right=600, n=1000))[0] == Finding(Verdict.DEAD_OPTION, (2,))
    alive = (option(60, 0.4, 0.9), option(38, -0.4), option(2, -0.1))
    assert verdicts(item(*alive)) == [Verdict.GOOD]


def test_a_question_can_be_hard_and_have_a_dead_option() -> None:
    options = (option(10, 0.1, 0.2), option(90, -0.1, 0.8), option(0, None))
    assert verdicts(item(*options, right=10, r=0.1)) == [Verdict.TOO_HARD, Verdict.DEAD_OPTION]


def test_what_is_neither_bad_nor_surely_good_is_left_open() -> None:
    assert verdicts(item(r=0.2, n=30, right=15)) == [Verdict.UNREMARKABLE]
    assert verdicts(item(r=0.05)) == [Verdict.FLAT]


def test_what_a_teacher_has_settled_is_not_judged_again() -> None:
    judged = replace(item(option(20, -0.3), option(60, 0.5, 0.9)), is_settled=True)
    assert verdicts(judged) == [Verdict.SETTLED]


def test_every_verdict_has_words_and_at_most_one_urgency() -> None:
    assert LABELS.keys() == {*Verdict}
    assert not URGENT & NOTABLE
    judged = item(option(60, 0.4, 0.9), option(40, -0.4))
    for verdict in Verdict:
        words = explain(Finding(verdict, (1,)), judged)
        assert words.endswith(".")
        assert "None" not in words
        assert "nan" not in words


def test_the_words_name_the_options_and_the_numbers() -> None:
    judged = item(option(20, -0.3, 0.1), option(60, 0.5, 0.9), right=20, r=-0.3)
    [finding] = judge(judged)
    assert explain(finding, judged, ["Rhine", "Danube"]) == (
        "60 of 100 chose B (“Danube”), and they did better in the rest of the test (+0.50, 0.34 "
        "to 0.63). The key A (“Rhine”) was chosen by 20, and they did worse (−0.30)."
    )
    judged = item(option(0, None), option(60, 0.5, 0.9), right=0, r=None)
    assert explain(judge(judged)[0], judged).endswith("The key A was chosen by nobody.")
    dead = Finding(Verdict.DEAD_OPTION, (1, 2))
    judged = item(option(100, None), option(0, None), option(0, None))
    assert explain(dead, judged).startswith("Options B and C were chosen by nobody")
    judged = replace(item(right=20, r=None), guessed=25.0)
    assert "guessing alone gives 25" in explain(Finding(Verdict.TOO_HARD), judged)
    assert "not defined" in explain(Finding(Verdict.FLAT), judged)


def test_names_signs_and_bounds() -> None:
    assert [option_name(place) for place in (0, 25, 26)] == ["A", "Z", "27"]
    assert signed(-0.256) == "−0.26"
    assert bounds(Estimate(3, 1.0)) == ""
    assert bounds(Estimate(3, 1.0, Interval(-12.4, 3.0))) == "−12 to 3"


def statistics_of(consistency: Estimate) -> TestStatistics:
    other = Estimate(consistency.n)
    return TestStatistics(consistency.n, 10, 10.0, *(other,) * 5, consistency, other, other)


@pytest.mark.parametrize(
    ("consistency", "verdict"),
    [
        (Estimate(100), TestVerdict.UNDEFINED),
        (Estimate(19, 90.0, Interval(80, 95)), TestVerdict.TOO_FEW),
        (Estimate(20, 90.0, Interval(80, 95)), TestVerdict.CONSISTENT),
        (Estimate(20, 75.0, Interval(64, 85)), TestVerdict.CONSISTENT),
        (Estimate(20, 75.0, Interval(63, 85)), TestVerdict.UNCERTAIN),
        (Estimate(20, 74.0, Interval(65, 82)), TestVerdict.UNCERTAIN),
        (Estimate(20, 50.0, Interval(20, 74)), TestVerdict.INCONSISTENT),
        (Estimate(20, 50.0, Interval(20, 75)), TestVerdict.UNCERTAIN),
    ],
)
def test_a_test_is_judged_by_the_bounds_of_its_consistency(
    consistency: Estimate, verdict: TestVerdict
) -> None:
    found = judge_test(statistics_of(consistency))
    assert found is verdict
    assert explain_test(found, statistics_of(consistency)).rstrip(".")
