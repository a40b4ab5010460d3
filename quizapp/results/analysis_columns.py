"""From packed rows to the columns that the item analysis takes."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from math import gcd

from quizapp.engine.item_analysis.statistics import Column, Sheet
from quizapp.quizzes.packing import MARK_UNIT, UNIT, Block, read_blocks

SHARE_UNIT = 100_000_000
"""The total of an attempt that earned everything, where attempts can't earn the same."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The answers to one version of a question in attempts that follow each other.

    `start` is the place of the first of them.
    """

    start: int
    version_id: int
    points: int
    marks: Sequence[int]
    chosen: Sequence[int]


@dataclass(slots=True)
class Marks:
    """All marks of some attempts; these stand in an order of their own, in which none is named."""

    attempts: int
    blocks: list[Block]
    segments: dict[int, list[Segment]] = field(default_factory=dict)
    """Of each question, in the order of the attempts."""
    only_version: int | None = None
    """The question that has this version is analysed by the answers to it alone."""

    def analysed(self, question_id: int) -> list[Segment]:
        """The answers to a question that are analysed; totals are of all answers."""
        segments = self.segments[question_id]
        if self.only_version is None:
            return segments
        return [one for one in segments if one.version_id == self.only_version] or segments


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question is to be analysed.

    `places` say, by version, which place each option of that version has among all `options`.
    """

    options: int = 0
    places: Mapping[int, Sequence[int]] = field(default_factory=dict)
    is_void: bool = False


def read_marks(rows: Sequence[bytes], only_version: int | None = None) -> Marks:
    """The marks in packed rows."""
    found = Marks(len(rows), read_blocks(rows), only_version=only_version)
    start = 0
    for block in found.blocks:
        width = len(block.questions)
        for place, question_id in enumerate(block.questions):
            found.segments.setdefault(question_id, []).append(
                Segment(
                    *(start, block.versions[place], block.points[place]),
                    *(block.marks[place::width], block.chosen[place::width]),
                )
            )
        start += len(block.attempts)
    return found


def make_sheet(
    marks: Marks, asked: Mapping[int, Asked], order: Sequence[int], *, is_drawn: bool
) -> Sheet:
    """The sheet with a column for each question, in this order.

    Totals are in points where all attempts can earn the same, else shares of what each can earn.
    Then, and where questions are drawn at random, the criterion is the whole total.
    """
    fulls: list[int] = []
    for block in marks.blocks:
        fulls += [sum(block.points) * MARK_UNIT] * len(block.attempts)
    is_uniform = len(set(fulls)) <= 1
    distinct = [
        (segment, set(segment.marks))
        for segments in marks.segments.values()
        for segment in segments
    ]
    step = _common_step(distinct)
    scores = {id(segment): _scores(segment, values, step) for segment, values in distinct}
    totals = _totals(marks, scores)
    if not is_uniform:
        totals = [
            round(SHARE_UNIT * total * step / full) if full else 0
            for total, full in zip(totals, fulls, strict=True)
        ]
    takes_whole = is_drawn or not is_uniform
    columns = [
        _column(
            marks.analysed(one),
            *(scores, asked[one]),
            attempts=marks.attempts,
            step=step,
            takes_whole=takes_whole,
        )
        for one in order
    ]
    return Sheet(
        columns,
        totals,
        fulls[0] // step if fulls and is_uniform else None,
        UNIT // step if is_uniform else SHARE_UNIT,
        _slots(marks, step) if takes_whole and is_uniform else [] if takes_whole else None,
    )


def _common_step(distinct: Sequence[tuple[Segment, Set[int]]]) -> int:
    """The largest unit in which all scores are whole: sums of small numbers are fast."""
    pairs = {(segment.points, mark) for segment, marks in distinct for mark in marks}
    points = {points * MARK_UNIT for points, _ in pairs}
    return gcd(UNIT, *points, *(points * mark for points, mark in pairs))


def _scores(segment: Segment, distinct: Set[int], step: int) -> Sequence[int]:
    by_mark = {mark: segment.points * mark // step for mark in distinct}
    return [*map(by_mark.__getitem__, segment.marks)]


def _totals(marks: Marks, scores: Mapping[int, Sequence[int]]) -> list[int]:
    parts: dict[int, list[Sequence[int]]] = {}
    for segments in marks.segments.values():
        for segment in segments:
            parts.setdefault(segment.start, []).append(scores[id(segment)])
    return [total for start in sorted(parts) for total in map(sum, zip(*parts[start], strict=True))]


def _column(
    segments: Sequence[Segment],
    scores: Mapping[int, Sequence[int]],
    asked: Asked,
    *,
    attempts: int,
    step: int,
    takes_whole: bool,
) -> Column:
    count = sum(len(one.marks) for one in segments)
    rows = None
    if count < attempts:
        rows = [row for one in segments for row in range(one.start, one.start + len(one.marks))]
    if asked.is_void:
        # Its points don't count any more; what it would have told is still worth knowing.
        marks = _joined([segment.marks for segment in segments])
        full = MARK_UNIT * count
    else:
        marks = _joined([scores[id(segment)] for segment in segments])
        full = sum(one.points * MARK_UNIT // step * len(one.marks) for one in segments)
    return Column(
        marks,
        full,
        rows,
        is_drawn=takes_whole,
        is_counted=not asked.is_void,
        masks=_joined([_masks(one, asked) for one in segments]) if asked.options else (),
        options=asked.options,
    )


def _joined(parts: Sequence[Sequence[int]]) -> Sequence[int]:
    return parts[0] if len(parts) == 1 else [value for part in parts for value in part]


def _masks(segment: Segment, asked: Asked) -> Sequence[int]:
    places = asked.places[segment.version_id]
    if [*places] == [*range(len(places))]:
        return segment.chosen
    moved = {mask: _moved(mask, places) for mask in set(segment.chosen)}
    return [*map(moved.__getitem__, segment.chosen)]


def _moved(mask: int, places: Sequence[int]) -> int:
    return sum(1 << place for index, place in enumerate(places) if mask >> index & 1)


def _slots(marks: Marks, step: int) -> list[list[int]]:
    """The scores by their place in the attempts; none where these have different lengths."""
    widths = {len(block.questions) for block in marks.blocks}
    if len(widths) != 1:
        return []
    [width] = widths
    slots: list[list[int]] = [[] for _ in range(width)]
    for block in marks.blocks:
        points = block.points * len(block.attempts)
        for position, worth, mark in zip(block.positions, points, block.marks, strict=True):
            slots[(position - 1) % width].append(worth * mark // step)
    return slots
