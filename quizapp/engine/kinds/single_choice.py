"""Single choice: one of the options is right."""

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
    shuffled,
)
from quizapp.engine.kinds.cells import Cells, UnreadableCells, without_trailing_blanks
from quizapp.engine.kinds.checks import option_faults
from quizapp.engine.kinds.options import (
    correct_options,
    no_correct_option,
    option_lines,
    out_of_range,
    shown_positions,
)


@dataclass(frozen=True, slots=True)
class SingleChoice(Kind):
    """`correct` is the index of the right option; `feedback[i]` is shown to who chose option i."""

    name: ClassVar[str] = "single_choice"
    label: ClassVar[str] = "Single choice"
    columns: ClassVar[frozenset[str]] = frozenset({"options", "correct", "feedback"})

    options: tuple[str, ...]
    correct: int
    feedback: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "feedback", without_trailing_blanks(self.feedback))

    def faults(self) -> Iterator[Fault]:
        yield from option_faults(self.options, self.feedback)
        if not 0 <= self.correct < len(self.options):
            yield out_of_range(self.correct, len(self.options))

    def to_json(self) -> dict[str, JSON]:
        return {
            "options": [*self.options],
            "correct": self.correct,
            "feedback": [*self.feedback],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(tuple(data["options"]), data["correct"], tuple(data["feedback"]))

    def to_cells(self) -> Cells:
        return Cells(options=self.options, correct=str(self.correct + 1), feedback=self.feedback)

    @classmethod
    def from_cells(cls, cells: Cells) -> Self:
        correct = correct_options(cells)
        if not correct:
            raise UnreadableCells(no_correct_option())
        if len(correct) > 1:
            message = "A single choice question has one right option; several were found here."
            raise UnreadableCells(Fault("correct", message, "several"))
        return cls(cells.options, correct[0], cells.feedback)

    def public_view(self, seed: int) -> PublicView:
        order = shuffled(self.options, seed)
        return PublicView("radio", options=tuple(self.options[index] for index in order))

    def parse(self, fields: Sequence[str], seed: int) -> Response | None:
        positions = shown_positions(fields, len(self.options))
        if len(positions) > 1:
            raise InvalidResponse("Only one option can be chosen here.")
        return shuffled(self.options, seed)[positions[0]] if positions else None

    def to_fields(self, response: Response, seed: int) -> tuple[str, ...]:
        return (str(shuffled(self.options, seed).index(response)),)

    def mark(self, response: Response | None) -> float:
        return float(response == self.correct)

    def review(self, response: Response | None) -> Review:
        chosen = (response,) if isinstance(response, int) else ()
        return Review(
            given="; ".join(self.options[index] for index in chosen),
            expected=self.options[self.correct],
            lines=option_lines(self.options, self.feedback, chosen, (self.correct,)),
        )
