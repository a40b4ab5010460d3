"""Which questions a quiz asks: a draw that is even over its groups and fixed by its seed."""

from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import TypeAlias, TypeVar

S = TypeVar("S")
T = TypeVar("T", bound=Hashable)

Exclusions: TypeAlias = Mapping[T, Collection[T]]


def draw(
    groups: Sequence[Sequence[T]],
    count: int,
    seed: int,
    excludes: Exclusions[T] | None = None,
) -> list[T]:
    """Draw up to `count` items, as evenly over the groups as they allow, in random order.

    The same groups and seed give the same draw on every machine. No item is drawn twice, and none
    together with one that it excludes or that excludes it. Where `draw_limit` is below `count`,
    so many are drawn.
    """
    conflicts = _both_ways(excludes or {})
    mixed = [_shuffle(group, f"{seed}:{number}") for number, group in enumerate(groups)]
    shuffled = _shuffle(mixed, f"{seed}:groups")
    certain = _take(_freest_first(groups, conflicts), count, conflicts)
    # An item with many conflicts that is taken early can leave too few of the others.
    tries = (
        _take(order, len(certain), conflicts)
        for order in (shuffled, _freest_first(shuffled, conflicts))
    )
    drawn = next((found for found in tries if len(found) == len(certain)), certain)
    return _shuffle(drawn, f"{seed}:places")


def draw_each(
    groups: Sequence[Sequence[T]],
    counts: Sequence[int],
    seed: int,
    excludes: Exclusions[T] | None = None,
) -> list[T]:
    """Draw so many items of each group, as far as there are, in random order over all.

    As with `draw`, none is drawn together with one that it excludes, and where that leaves too
    few, every seed draws as few.
    """
    conflicts = _both_ways(excludes or {})
    mixed = [_shuffle(group, f"{seed}:{number}") for number, group in enumerate(groups)]
    certain = _take_each(_freest_first(groups, conflicts), counts, conflicts)
    tries = (
        _take_each(order, counts, conflicts) for order in (mixed, _freest_first(mixed, conflicts))
    )
    drawn = next((found for found in tries if len(found) == len(certain)), certain)
    return _shuffle(drawn, f"{seed}:places")


def draw_limit(groups: Sequence[Sequence[T]], excludes: Exclusions[T]) -> int:
    """Return how many items a draw has where enough are wanted: the same for every seed."""
    conflicts = _both_ways(excludes)
    return len(_take(_freest_first(groups, conflicts), sum(map(len, groups)), conflicts))


def _both_ways(excludes: Exclusions[T]) -> Exclusions[T]:
    conflicts: defaultdict[T, set[T]] = defaultdict(set)
    for item, others in excludes.items():
        conflicts[item].update(others)
        for other in others:
            conflicts[other].add(item)
    return conflicts


def _freest_first(groups: Iterable[Sequence[T]], conflicts: Exclusions[T]) -> list[list[T]]:
    return [sorted(group, key=lambda item: len(conflicts.get(item, ()))) for group in groups]


def _take(groups: Iterable[Iterable[T]], count: int, conflicts: Exclusions[T]) -> list[T]:
    """Take from the groups in turns, passing over what conflicts with an item taken before."""
    taken: dict[T, None] = {}
    barred: set[T] = set()
    turns = deque(map(iter, groups))
    while turns and len(taken) < count:
        group = turns.popleft()
        for item in group:
            if item not in barred:
                taken[item] = None
                barred.update(conflicts.get(item, ()))
                turns.append(group)
                break
    return [*taken]


def _take_each(
    groups: Iterable[Iterable[T]], counts: Iterable[int], conflicts: Exclusions[T]
) -> list[T]:
    taken: list[T] = []
    for group, count in zip(groups, counts, strict=True):
        barred = {other for item in taken for other in conflicts.get(item, ())}
        free = [item for item in group if item not in barred]
        taken += _take([free], count, conflicts)
    return taken


def _shuffle(items: Sequence[S], salt: str) -> list[S]:
    """The items in an order of their own for each salt; with one for all, they would be linked."""

    def rank(index: int) -> bytes:
        return blake2b(f"{salt}:{index}".encode(), digest_size=16).digest()

    return [items[index] for index in sorted(range(len(items)), key=rank)]
