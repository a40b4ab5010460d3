"""Matching: each left side belongs to one of the right sides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from quizapp.engine.kinds.base import (
    JSON,
    Fault,
    InvalidResponse,
    Kind,
    Line,
    PublicView,
    Response,
    Review,
    as_list,
    shuffled,
)
from quizapp.engine.kinds.cells import Cells, UnreadableCells
from quizapp.engine.kinds.checks import (
    MAX_OPTION,
    option_count_faults,
    quoted,
    same_text_key,
    text_faults,
)
from quizapp.engine.kinds.options import whole_number

_ARROW = "=>"


@dataclass(frozen=True, slots=True)
class Matching(Kind):
    """`pairs` are (left, right); a right side may belong to several left sides.

    A response holds, per pair, the index of the first pair with the chosen right side.
    """

    name: ClassVar[str] = "matching"
    label: ClassVar[str] = "Matching"
    columns: ClassVar[frozenset[str]] = frozenset({"options"})

    pairs: tuple[tuple[str, str], ...]

    def faults(self) -> Iterator[Fault]:
        yield from option_count_faults(len(self.pairs), "pair")
        first_seen: dict[str, int] = {}
        for number, (left, right) in enumerate(self.pairs, 1):
            field = f"option_{number}"
            yield from _pair_faults(field, left, right)
            first = first_seen.setdefault(same_text_key(left), number)
            if first != number and left.strip():
                message = f"The left side is the same as in option {first}."
                yield Fault(field, message, "duplicate")
        if len(self.pairs) > 1 and len({same_text_key(right) for _, right in self.pairs}) == 1:
            message = "All right sides are the same, so there is nothing to choose."
            yield Fault("option_2", message, "all_right")

    def to_json(self) -> dict[str, JSON]:
        return {"pairs": [[left, right] for left, right in self.pairs]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(tuple((left, right) for left, right in data["pairs"]))

    def to_cells(self) -> Cells:
        return Cells(options=tuple(f"{left} {_ARROW} {right}" for left, right in self.pairs))

    @classmethod
    def from_cells(cls, cells: Cells) -> Self:
        faults = [
            Fault(
                f"option_{number}",
                f"{quoted(option)} is not a pair; write it as: left => right",
                "unreadable",
            )
            for number, option in enumerate(cells.options, 1)
            if option and _ARROW not in option
        ]
        if faults:
            raise UnreadableCells(*faults)
        halves = [option.partition(_ARROW) for option in cells.options]
        return cls(tuple((left.strip(), right.strip()) for left, _, right in halves))

    def public_view(self, seed: int) -> PublicView:
        return PublicView(
            "match",
            options=tuple(self.pairs[index][1] for index in self._shown(seed)),
            prompts=tuple(left for left, _ in self.pairs),
        )

    def _shown(self, seed: int) -> tuple[int, ...]:
        """Return the index of each different right side, in the shown order."""
        first_index: dict[str, int] = {}
        for index, (_, right) in enumerate(self.pairs):
            first_index.setdefault(right, index)
        indices = tuple(first_index.values())
        return tuple(indices[position] for position in shuffled(tuple(first_index), seed))

    def parse(self, fields: Sequence[str], seed: int) -> Response | None:
        shown = self._shown(seed)
        chosen = [
            shown[whole_number(field.strip(), len(shown) - 1)] if field.strip() else None
            for field in fields
        ]
        if all(index is None for index in chosen):
            return None
        if len(chosen) != len(self.pairs):
            raise InvalidResponse("The answer has to give one choice for each left side.")
        return chosen

    def to_fields(self, response: Response, seed: int) -> tuple[str, ...]:
        shown = self._shown(seed)
        return tuple(
            "" if index is None else str(shown.index(index)) for index in as_list(response)
        )

    def mark(self, response: Response | None) -> float:
        """Return the share of left sides with a right side that is right."""
        lines = self._lines(response)
        return sum(line.right for line in lines) / max(1, len(lines))

    def review(self, response: Response | None) -> Review:
        lines = self._lines(response)
        return Review(
            given="; ".join(f"{line.text} → {line.given}" for line in lines if line.chosen),
            expected="; ".join(f"{line.text} → {line.expected}" for line in lines),
            lines=lines,
        )

    def _lines(self, response: Response | None) -> tuple[Line, ...]:
        chosen = as_list(response) or [None] * len(self.pairs)
        given = ["" if index is None else self.pairs[index][1] for index in chosen]
        return tuple(
            Line(
                text=left,
                chosen=index is not None,
                right=index is not None and answer == right,
                given=answer,
                expected=right,
            )
            for index, answer, (left, right) in zip(chosen, given, self.pairs, strict=True)
        )


def _pair_faults(field: str, left: str, right: str) -> Iterator[Fault]:
    if not left.strip() or not right.strip():
        message = "A side of this pair is empty; write it as: left => right"
        yield Fault(field, message, "empty")
        return
    if _ARROW in left:
        yield Fault(field, f"The left side cannot contain {_ARROW}.", "unreadable")
    yield from text_faults(field, left, MAX_OPTION)
    yield from text_faults(field, right, MAX_OPTION)
