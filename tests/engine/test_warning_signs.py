"""Who of a class needs help, and why."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.warning_signs import Concern, Record, find_signs

GOOD = (0.8, 0.75, 0.85, 0.8, 0.8, 0.78)

shares = st.lists(st.floats(0, 1), max_size=10)


def record(
    scores: Sequence[float] = GOOD, missing: Sequence[str] = (), topics: Sequence[str] = ()
) -> Record:
    return Record(max(8, len(missing)), missing, scores, topics)


def test_good_and_complete_work_gives_no_sign() -> None:
    signs = find_signs(record())
    assert (signs.concern, signs.reasons, signs.weight) == (Concern.NONE, (), 0)


def test_nobody_has_done_anything_yet() -> None:
    assert find_signs(Record(0, (), ())).concern is Concern.NONE


def test_one_missing_piece_is_worth_a_look() -> None:
    signs = find_signs(record(missing=["Rivers"]))
    assert signs.concern is Concern.WATCH
    assert signs.reasons == ("1 of 8 pieces of work missing: Rivers",)


def test_half_of_the_work_missing_is_trouble() -> None:
    signs = find_signs(record(missing=["D", "C", "B", "A"]))
    assert signs.concern is Concern.TROUBLE
    assert signs.reasons == ("4 of 8 pieces of work missing: D, C, B, …",)


def test_two_pieces_of_twenty_are_no_trouble() -> None:
    assert find_signs(Record(20, ["B", "A"], GOOD)).concern is Concern.WATCH
    assert find_signs(Record(4, ["B", "A"], GOOD)).concern is Concern.TROUBLE


def test_falling_scores_are_trouble_and_say_from_where_to_where() -> None:
    signs = find_signs(record([0.9, 0.8, 0.85, 0.6, 0.55, 0.5]))
    assert signs.concern is Concern.TROUBLE
    assert signs.reasons == ("Scores fell from 85\u00a0% on average to 55\u00a0% lately",)


def test_a_bad_day_is_no_fall() -> None:
    assert find_signs(record([0.8, 0.8, 0.8, 0.8, 0.8, 0.5])).concern is Concern.NONE
    assert find_signs(record([0.9, 0.6, 0.6, 0.6])).concern is Concern.NONE


def test_low_scores_are_trouble_after_three_of_them() -> None:
    assert find_signs(record([0.2])).concern is Concern.NONE
    assert find_signs(record([0.2, 0.3])).concern is Concern.WATCH
    signs = find_signs(record([0.3, 0.2, 0.4]))
    assert signs.concern is Concern.TROUBLE
    assert signs.reasons == ("The latest scores are low: 30\u00a0% on average",)


def test_weak_topics_alone_are_no_trouble() -> None:
    signs = find_signs(record(topics=["A", "B", "C", "D"]))
    assert signs.concern is Concern.WATCH
    assert signs.reasons == ("Weak in A, B, C",)


def test_the_weightiest_reason_stands_first() -> None:
    signs = find_signs(record([0.9, 0.9, 0.4, 0.4, 0.4], ["X"], ["A"]))
    assert [words.split()[0] for words in signs.reasons] == ["Scores", "The", "1", "Weak"]


@given(scores=shares, missing=st.integers(0, 8), better=st.integers(0, 7))
def test_more_missing_work_never_weighs_less(
    scores: list[float], missing: int, better: int
) -> None:
    titles = [str(number) for number in range(missing)]
    more, less = Record(8, titles, scores), Record(8, titles[: min(better, missing)], scores)
    assert find_signs(more).weight >= find_signs(less).weight


@given(scores=shares, topics=st.lists(st.text(max_size=3), max_size=5))
def test_there_is_a_concern_only_with_a_reason(scores: list[float], topics: list[str]) -> None:
    signs = find_signs(Record(5, (), scores, topics))
    assert bool(signs.reasons) == (signs.concern is not Concern.NONE)
    assert bool(signs.reasons) == (signs.weight > 0)
