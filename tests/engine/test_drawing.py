from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.drawing import draw
from tests.engine.strategies import SEEDS

Groups = list[list[int]]

DISJOINT: st.SearchStrategy[Groups] = st.lists(st.integers(0, 8), max_size=6).map(
    lambda sizes: [
        list(range(100 * number, 100 * number + size)) for number, size in enumerate(sizes)
    ]
)
OVERLAPPING: st.SearchStrategy[Groups] = st.lists(
    st.lists(st.integers(0, 9), max_size=6, unique=True), max_size=5
)
COUNTS = st.integers(0, 40)


@given(OVERLAPPING, COUNTS, SEEDS)
def test_a_draw_holds_different_items_of_its_groups_as_many_as_wanted_or_as_there_are(
    groups: Groups, count: int, seed: int
) -> None:
    drawn = draw(groups, count, seed)
    available = set(chain.from_iterable(groups))
    assert len(set(drawn)) == len(drawn) == min(count, len(available))
    assert set(drawn) <= available


@given(DISJOINT, COUNTS, SEEDS)
def test_no_group_gives_two_items_more_than_one_that_has_more_to_give(
    groups: Groups, count: int, seed: int
) -> None:
    drawn = set(draw(groups, count, seed))
    given = [len(drawn.intersection(group)) for group in groups]
    for number, group in enumerate(groups):
        if given[number] < len(group):
            assert max(given) <= given[number] + 1


@given(OVERLAPPING, COUNTS, SEEDS)
def test_the_same_seed_draws_the_same(groups: Groups, count: int, seed: int) -> None:
    assert draw(groups, count, seed) == draw(groups, count, seed)


def test_a_draw_is_the_same_on_every_machine() -> None:
    assert draw([[1, 2, 3, 4, 5], [6, 7, 8]], 4, 1) == [4, 2, 7, 8]


def test_over_many_seeds_every_item_is_drawn_and_stands_at_every_place() -> None:
    groups = [[1, 2, 3, 4], [5, 6, 7, 8]]
    draws = [draw(groups, 4, seed) for seed in range(200)]
    for place in range(4):
        assert {drawn[place] for drawn in draws} == set(range(1, 9))


def test_the_group_that_gives_the_odd_item_changes_with_the_seed() -> None:
    groups = [[1, 2, 3], [4, 5, 6]]
    more = {len({1, 2, 3}.intersection(draw(groups, 3, seed))) for seed in range(50)}
    assert more == {1, 2}


def test_nothing_is_drawn_from_nothing() -> None:
    assert draw([], 5, 1) == []
    assert draw([[], []], 5, 1) == []
    assert draw([[1]], 0, 1) == []
