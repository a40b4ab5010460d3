from itertools import chain, combinations, zip_longest

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.drawing import _shuffle, draw, draw_each, draw_limit
from tests.engine.strategies import SEEDS

Groups = list[list[int]]
Excludes = dict[int, list[int]]

DISJOINT: st.SearchStrategy[Groups] = st.lists(st.integers(0, 8), max_size=6).map(
    lambda sizes: [
        list(range(100 * number, 100 * number + size)) for number, size in enumerate(sizes)
    ]
)
OVERLAPPING: st.SearchStrategy[Groups] = st.lists(
    st.lists(st.integers(0, 9), max_size=6, unique=True), max_size=5
)
COUNTS = st.integers(0, 40)


@st.composite
def exclusions(draw: st.DrawFn, groups: Groups) -> Excludes:
    """Some of the items with some that they exclude, one that is in no group among them."""
    items = [*dict.fromkeys(chain.from_iterable(groups)), -1]
    some = st.lists(st.sampled_from(items), max_size=3)
    return draw(st.dictionaries(st.sampled_from(items), some, max_size=len(items)))


def with_exclusions(
    groups: st.SearchStrategy[Groups],
) -> st.SearchStrategy[tuple[Groups, Excludes]]:
    return groups.flatmap(lambda found: st.tuples(st.just(found), exclusions(found)))


def excluded_by(item: int, excludes: Excludes) -> set[int]:
    """The items that exclude this one or are excluded by it."""
    others = {other for other, excluded in excludes.items() if item in excluded}
    return others.union(excludes.get(item, ())) - {item}


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


@given(with_exclusions(OVERLAPPING), COUNTS, SEEDS)
def test_no_two_items_that_exclude_each_other_are_drawn_together(
    case: tuple[Groups, Excludes], count: int, seed: int
) -> None:
    groups, excludes = case
    drawn = draw(groups, count, seed, excludes)
    for item, other in combinations(drawn, 2):
        assert other not in excludes.get(item, ())
        assert item not in excludes.get(other, ())
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= set(chain.from_iterable(groups))


@given(with_exclusions(OVERLAPPING), COUNTS, SEEDS)
def test_the_size_of_a_draw_does_not_depend_on_luck(
    case: tuple[Groups, Excludes], count: int, seed: int
) -> None:
    groups, excludes = case
    limit = draw_limit(groups, excludes)
    assert len(draw(groups, count, seed, excludes)) == min(count, limit)
    available = set(chain.from_iterable(groups))
    free = {item for item in available if not excluded_by(item, excludes) & available}
    assert limit >= len(free) + (len(available) > len(free))


@given(with_exclusions(DISJOINT), COUNTS, SEEDS)
def test_exclusions_leave_a_draw_even_over_its_groups(
    case: tuple[Groups, Excludes], count: int, seed: int
) -> None:
    groups, excludes = case
    drawn = set(draw(groups, count, seed, excludes))
    counts = [len(drawn.intersection(group)) for group in groups]
    for number, group in enumerate(groups):
        if any(not excluded_by(item, excludes) & drawn for item in set(group) - drawn):
            assert max(counts) <= counts[number] + 1


def drawn_in_turns(groups: Groups, count: int, seed: int) -> list[int]:
    """The draw as it is where nothing excludes anything: turn by turn, each item once."""
    mixed = [_shuffle(group, f"{seed}:{number}") for number, group in enumerate(groups)]
    turns = chain.from_iterable(zip_longest(*_shuffle(mixed, f"{seed}:groups")))
    unique = dict.fromkeys(item for item in turns if item is not None)
    return _shuffle([*unique][:count], f"{seed}:places")


@given(OVERLAPPING, COUNTS, SEEDS)
def test_without_exclusions_the_groups_give_in_turns(groups: Groups, count: int, seed: int) -> None:
    assert draw(groups, count, seed) == drawn_in_turns(groups, count, seed)
    assert draw(groups, count, seed, {}) == draw(groups, count, seed)
    unknown = {-1: [-2], -2: [-1]}
    assert draw(groups, count, seed, unknown) == draw(groups, count, seed)


def test_an_item_that_excludes_many_does_not_stand_in_their_way() -> None:
    excludes = {0: [1, 2, 3, 4, 5]}
    items = [*range(6)]
    assert draw_limit([items], excludes) == 5
    for seed in range(50):
        assert sorted(draw([items], 5, seed, excludes)) == [1, 2, 3, 4, 5]
    alone = [seed for seed in range(50) if draw([items], 1, seed, excludes) == [0]]
    assert 0 < len(alone) < 25


def test_pairs_give_one_of_each_and_not_always_the_same() -> None:
    pairs = {2 * number: [2 * number + 1] for number in range(10)}
    draws = [draw([[*range(20)]], 20, seed, pairs) for seed in range(100)]
    assert {len(drawn) for drawn in draws} == {10}
    assert set(chain.from_iterable(draws)) == {*range(20)}


def test_what_is_drawn_past_those_that_exclude_many_still_changes_with_the_seed() -> None:
    hubs = range(0, 100, 5)
    excludes = {hub: [hub + 1, hub + 2, hub + 3, hub + 4] for hub in hubs}
    excludes |= {hub + place: [hub + place + 1] for hub in hubs for place in (1, 3)}
    draws = [draw([[*range(100)]], 40, seed, excludes) for seed in range(50)]
    assert {len(drawn) for drawn in draws} == {40}
    assert set(chain.from_iterable(draws)) == {*range(100)} - {*hubs}


@given(DISJOINT, SEEDS, st.data())
def test_of_each_group_as_many_are_drawn_as_wanted_or_as_it_has(
    groups: Groups, seed: int, data: st.DataObject
) -> None:
    counts = [data.draw(st.integers(0, 10)) for _ in groups]
    drawn = draw_each(groups, counts, seed)
    assert len(set(drawn)) == len(drawn)
    for group, count in zip(groups, counts, strict=True):
        assert len(set(drawn).intersection(group)) == min(count, len(group))
    assert draw_each(groups, counts, seed) == drawn


@given(with_exclusions(DISJOINT), SEEDS, SEEDS, st.data())
def test_of_each_group_none_is_drawn_beside_one_that_it_excludes_and_all_seeds_draw_as_many(
    given_groups: tuple[Groups, Excludes], seed: int, other: int, data: st.DataObject
) -> None:
    groups, excludes = given_groups
    counts = [data.draw(st.integers(0, 10)) for _ in groups]
    drawn = draw_each(groups, counts, seed, excludes)
    for item in drawn:
        assert not excluded_by(item, excludes).intersection(drawn)
    assert len(draw_each(groups, counts, other, excludes)) == len(drawn)
