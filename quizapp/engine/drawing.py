"""Which questions a quiz asks: a draw that is even over its groups and fixed by its seed."""

from collections.abc import Hashable, Sequence
from hashlib import blake2b
from itertools import chain, zip_longest
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T", bound=Hashable)


def draw(groups: Sequence[Sequence[T]], count: int, seed: int) -> list[T]:
    """Draw up to `count` items, as evenly over the groups as they allow, in random order.

    The same groups and seed give the same draw on every machine. No item is drawn twice.
    """
    mixed = [_shuffle(group, f"{seed}:{number}") for number, group in enumerate(groups)]
    shuffled = _shuffle(mixed, f"{seed}:groups")
    turns = zip_longest(*([(item,) for item in group] for group in shuffled), fillvalue=())
    unique = dict.fromkeys(chain.from_iterable(chain.from_iterable(turns)))
    return _shuffle(list(unique)[:count], f"{seed}:places")


def _shuffle(items: Sequence[S], salt: str) -> list[S]:
    """The items in an order of their own for each salt; with one for all, they would be linked."""

    def rank(index: int) -> bytes:
        return blake2b(f"{salt}:{index}".encode(), digest_size=16).digest()

    return [items[index] for index in sorted(range(len(items)), key=rank)]
