"""The marks of an attempt in one small row of bytes, for statistics over many attempts.

The numbers stand column by column and in the order of the questions, so that the rows of attempts
that were asked the same begin with the same bytes, and a thousand of them are read at once.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from quizapp.engine.kinds.base import Response

MARK_UNIT = 1_000_000
"""A mark of 1 in the packed row."""
CENT = 100
UNIT = MARK_UNIT * CENT
"""How many units of a packed score make a point: mark times points is a whole number of them."""

_HEAD = struct.Struct("<BH")
_NARROW, _WIDE = 1, 2
_WIDE_BYTES = 16


class UnreadableMarksError(ValueError):
    """Bytes that `pack` didn't write."""


@dataclass(frozen=True, slots=True)
class PackedAnswer:
    """One question of an attempt as it was marked.

    `mark` is in millionths, `points` in hundredths: those that counted, 0 for a question that was
    left out. The bits of `chosen` are the options chosen; of an answer in words it is 1, and of
    none 0. `position` is the place in the attempt.
    """

    question_id: int
    version_id: int
    position: int
    points: int
    mark: int
    chosen: int

    @property
    def score(self) -> int:
        """What was earned, in units."""
        return self.points * self.mark


@dataclass(frozen=True, slots=True)
class Block:
    """Attempts that were asked the same versions for the same points.

    `attempts` are the places of their rows in what was read; `marks`, `chosen` and `positions`
    hold the numbers of the first attempt, then those of the next.
    """

    attempts: tuple[int, ...]
    questions: tuple[int, ...]
    versions: tuple[int, ...]
    points: tuple[int, ...]
    positions: tuple[int, ...]
    marks: tuple[int, ...]
    chosen: tuple[int, ...]


def packed_mark(mark: float) -> int:
    """A mark as the whole number that is packed; the score is summed up from it."""
    return round(mark * MARK_UNIT)


def packed_points(points: Decimal) -> int:
    """Points as the whole number that is packed."""
    return int(points * CENT)


def chosen_bits(response: Response | None, kind: str) -> int:
    """What of a response is packed: the options chosen, or that there is an answer."""
    if response is None:
        return 0
    if kind == "single_choice" and isinstance(response, int):
        return 1 << response
    if kind == "multiple_choice" and isinstance(response, list):
        return sum(1 << index for index in response if index is not None)
    if kind == "true_false":
        return 1 if response is True else 2
    return 1


def pack(answers: Sequence[PackedAnswer]) -> bytes:
    """The answers of an attempt as bytes."""
    answers = sorted(answers, key=lambda answer: answer.question_id)
    chosen = [answer.chosen for answer in answers]
    is_narrow = max(chosen, default=0) < 2**32
    count = len(answers)
    numbers = struct.pack(
        f"<{4 * count}I",
        *(answer.question_id for answer in answers),
        *(answer.version_id for answer in answers),
        *(answer.points for answer in answers),
        *(answer.mark for answer in answers),
    )
    positions = struct.pack(f"<{count}H", *(answer.position for answer in answers))
    masks = (
        struct.pack(f"<{count}I", *chosen)
        if is_narrow
        else b"".join(mask.to_bytes(_WIDE_BYTES, "little") for mask in chosen)
    )
    head = _HEAD.pack(_NARROW if is_narrow else _WIDE, count)
    return head + numbers + positions + masks


def unpack(packed: bytes) -> list[PackedAnswer]:
    """The answers of an attempt, in the order of their questions; see `read_blocks`."""
    [block] = read_blocks([packed])
    return [
        PackedAnswer(*values)
        for values in zip(
            *(block.questions, block.versions, block.positions, block.points),
            *(block.marks, block.chosen),
            strict=True,
        )
    ]


def read_blocks(rows: Sequence[bytes]) -> list[Block]:
    """All rows, those together that were asked the same; raises `UnreadableMarksError`."""
    groups: dict[bytes, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(row[: _head_size(row)], []).append(place)
    return [
        _read_block(head, [rows[place] for place in group], group) for head, group in groups.items()
    ]


def _head_size(row: bytes) -> int:
    """How many bytes say what was asked, and for how many points."""
    if len(row) < _HEAD.size:
        raise UnreadableMarksError("the row is too short")
    form, count = _HEAD.unpack_from(row)
    sizes = {_NARROW: 22, _WIDE: 18 + _WIDE_BYTES}
    if form not in sizes or len(row) != _HEAD.size + sizes[form] * count:
        raise UnreadableMarksError("the row has another form or length")
    return int(_HEAD.size + 12 * count)


def _read_block(head: bytes, rows: list[bytes], places: list[int]) -> Block:
    form, count = _HEAD.unpack_from(head)
    asked = struct.unpack_from(f"<{3 * count}I", head, _HEAD.size)
    start, size = len(head), len(rows) * count
    marks = b"".join([row[start : start + 4 * count] for row in rows])
    positions = b"".join([row[start + 4 * count : start + 6 * count] for row in rows])
    masks = b"".join([row[start + 6 * count :] for row in rows])
    return Block(
        tuple(places),
        *(asked[:count], asked[count : 2 * count], asked[2 * count :]),
        struct.unpack(f"<{size}H", positions),
        struct.unpack(f"<{size}I", marks),
        struct.unpack(f"<{size}I", masks) if form == _NARROW else _wide_masks(masks),
    )


def _wide_masks(masks: bytes) -> tuple[int, ...]:
    return tuple(
        int.from_bytes(masks[place : place + _WIDE_BYTES], "little")
        for place in range(0, len(masks), _WIDE_BYTES)
    )
