"""Multiple choice: some of the options are right, and any number may be ticked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from quizapp.engine.kinds.base import (
    JSON,
    Fault,
    Kind,
    PublicView,
    Response,
    Review,
    as_list,
    shuffled,
)
from quizapp.engine.kinds.cells import Cells, join_list, without_trailing_blanks
from quizapp.engine.kinds.checks import option_faults
from quizapp.engine.kinds.options import (
    correct_options,
    no_correct_option,
    option_lines,
    out_of_range,
    shown_positions,
)


@dataclass(frozen=True, slots=True)
class MultipleChoice(Kind):
    """`correct` holds the indices of the right options, at least one and not all of them."""

    name: ClassVar[str] = "multiple_choice"
    label: ClassVar[str] = "Multiple choice"
    columns: ClassVar[frozenset[str]] = frozenset({"options", "correct", "feedback"})

    options: tuple[str, ...]
    correct: frozenset[int]
    feedback: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "feedback", without_trailing_blanks(self.feedback))

    def faults(self) -> Iterator[Fault]:
        yield from option_faults(self.options, self.feedback)
        if not self.correct:
            yield no_correct_option()
        for index in sorted(self.correct):
            if not 0 <= index < len(self.options):
                yield out_of_range(index, len(self.options))
        if self.options and self.correct.issuperset(range(len(self.options))):
            message = "All options are right; at least one has to be wrong."
            yield Fault("correct", message, "all_right")

    def to_json(self) -> dict[str, JSON]:
        return {
            "options": [*self.options],
            "correct": [*sorted(self.correct)],
            "feedback": [*self.feedback],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(tuple(data["options"]), frozenset(data["correct"]), tuple(data["feedback"]))

    def to_cells(self) -> Cells:
        numbers = join_list(str(index + 1) for index in sorted(self.correct))
        return Cells(options=self.options, correct=numbers, feedback=self.feedback)

    @classmethod
    def from_cells(cls, cells: Cells) -> Self:
        return cls(cells.options, frozenset(correct_options(cells)), cells.feedback)

    def public_view(self, seed: int) -> PublicView:
        order = shuffled(self.options, seed)
        return PublicView("checkbox", options=tuple(self.options[index] for index in order))

    def parse(self, fields: Sequence[str], seed: int) -> Response | None:
        positions = shown_positions(fields, len(self.options))
        order = shuffled(self.options, seed)
        return sorted(order[position] for position in positions) or None

    def to_fields(self, response: Response, seed: int) -> tuple[str, ...]:
        order = shuffled(self.options, seed)
        return tuple(str(order.index(index)) for index in as_list(response))

    def mark(self, response: Response | None) -> float:
        """Return the share of the right options chosen less that of the wrong ones, at least 0."""
        chosen = set(as_list(response))
        right, wrong = len(self.correct), len(self.options) - len(self.correct)
        hits = len(chosen & self.correct)
        misses = len(chosen) - hits
        return max(0, hits * wrong - misses * right) / (right * wrong)

    def review(self, response: Response | None) -> Review:
        chosen = set(as_list(response))
        lines = option_lines(self.options, self.feedback, chosen, self.correct)
        return Review(
            given="; ".join(line.text for line in lines if line.chosen),
            expected="; ".join(line.text for line in lines if line.right),
            lines=lines,
        )
