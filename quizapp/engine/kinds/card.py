"""Card: a front and a back, recalled and rated by the student."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from quizapp.engine.kinds.base import (
    JSON,
    Fault,
    InvalidResponse,
    Kind,
    PublicView,
    Response,
    Review,
    one_field,
)
from quizapp.engine.kinds.cells import Cells, UnreadableCells
from quizapp.engine.kinds.checks import MAX_LONG_TEXT, text_faults


@dataclass(frozen=True, slots=True)
class Card(Kind):
    """`back` is Markdown; the front is the stem. There is nothing to mark, so no quiz asks it."""

    name: ClassVar[str] = "card"
    label: ClassVar[str] = "Card"
    columns: ClassVar[frozenset[str]] = frozenset({"correct", "answer"})
    in_quizzes: ClassVar[bool] = False

    back: str

    def faults(self) -> Iterator[Fault]:
        if not self.back.strip():
            yield Fault("answer", "The back of this card is empty.", "empty")
            return
        yield from text_faults("answer", self.back, MAX_LONG_TEXT)

    def to_json(self) -> dict[str, JSON]:
        return {"back": self.back}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(data["back"])

    def to_cells(self) -> Cells:
        return Cells(answer=self.back)

    @classmethod
    def from_cells(cls, cells: Cells) -> Self:
        if cells.answer and cells.correct:
            message = "The back of a card stands in answer or in correct, not in both."
            raise UnreadableCells(Fault("correct", message, "several"))
        return cls(cells.answer or cells.correct)

    def public_view(self, seed: int) -> PublicView:
        return PublicView("reveal")

    def parse(self, fields: Sequence[str], seed: int) -> Response | None:
        if one_field(fields):
            raise InvalidResponse("A card is recalled, not answered; there is nothing to send.")
        return None

    def to_fields(self, response: Response, seed: int) -> tuple[str, ...]:
        return ()

    def mark(self, response: Response | None) -> float:
        return 0.0

    def review(self, response: Response | None) -> Review:
        return Review(given="", expected=self.back)
