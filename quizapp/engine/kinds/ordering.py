"""Ordering: items to be put in the right order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
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
from quizapp.engine.kinds.cells import Cells
from quizapp.engine.kinds.checks import option_faults
from quizapp.engine.kinds.options import whole_number


@dataclass(frozen=True, slots=True)
class Ordering(Kind):
    """`items` stand in the right order; a response gives each of them a place, 1 for the first."""

    name: ClassVar[str] = "ordering"
    label: ClassVar[str] = "Ordering"
    columns: ClassVar[frozenset[str]] = frozenset({"options"})

    items: tuple[str, ...]

    def faults(self) -> Iterator[Fault]:
        yield from option_faults(self.items)

    def to_json(self) -> dict[str, JSON]:
        return {"items": [*self.items]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(tuple(data["items"]))

    def to_cells(self) -> Cells:
        return Cells(options=self.items)

    @classmethod
    def from_cells(cls, cells: Cells) -> Self:
        return cls(cells.options)

    def public_view(self, seed: int) -> PublicView:
        order = shuffled(self.items, seed)
        return PublicView("order", options=tuple(self.items[index] for index in order))

    def parse(self, fields: Sequence[str], seed: int) -> Response | None:
        shown = [self._place(field.strip()) for field in fields]
        if not any(shown):
            return None
        if len(shown) != len(self.items):
            raise InvalidResponse("The answer has to give one place for each item.")
        places: list[int | None] = [None] * len(self.items)
        for index, place in zip(shuffled(self.items, seed), shown, strict=True):
            places[index] = place
        return places

    def _place(self, field: str) -> int | None:
        if not field:
            return None
        place = whole_number(field, len(self.items))
        if place == 0:
            raise InvalidResponse("Places are counted from 1.")
        return place

    def to_fields(self, response: Response, seed: int) -> tuple[str, ...]:
        places = as_list(response)
        return tuple(str(places[index] or "") for index in shuffled(self.items, seed))

    def mark(self, response: Response | None) -> float:
        """Return the share of pairs in the right order; equal or missing places are in none."""
        pairs = list(combinations(as_list(response), 2))
        in_order = sum(1 for first, second in pairs if first and second and first < second)
        return in_order / max(1, len(pairs))

    def review(self, response: Response | None) -> Review:
        places = as_list(response) or [None] * len(self.items)
        placed = sorted(
            (place, item) for place, item in zip(places, self.items, strict=True) if place
        )
        return Review(
            given="; ".join(f"{place}. {item}" for place, item in placed),
            expected="; ".join(f"{place}. {item}" for place, item in enumerate(self.items, 1)),
            lines=tuple(
                Line(
                    text=item,
                    chosen=place is not None,
                    right=place == expected,
                    given=str(place or ""),
                    expected=str(expected),
                )
                for expected, (place, item) in enumerate(zip(places, self.items, strict=True), 1)
            ),
        )
