"""Which questions a quiz asks: a draw that is even over its groups and fixed by its seed."""

from collections.abc import Hashable, Sequence
from hashlib import blake2b
from itertools import chain, zip_longest
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def draw(groups: Sequence[Sequence[T]], count: int, seed: int) -> list[T]:
    """Draw up to `count` items, as evenly over the groups as they allow, in random order.

    The same groups and seed give the same draw on every machine. No item is drawn twice.
    """
    shuffled = [_shuffle(group, seed) for group in _shuffle(groups, seed)]
    turns = chain.from_iterable(zip_longest(*shuffled, fillvalue=None))
    unique = list(dict.fromkeys(item for item in turns if item is not None))
    return _shuffle(unique[:count], seed)


def _shuffle(items: Sequence[T] | Sequence[Sequence[T]], seed: int) -> list:
    def rank(numbered: tuple[int, object]) -> bytes:
        return blake2b(f"{seed}:{numbered[0]}".encode(), digest_size=16).digest()

    return [item for _, item in sorted(enumerate(items), key=rank)]
