"""True or false: the stem is a statement."""

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
from quizapp.engine.kinds.cells import Cells, UnreadableCells, without_trailing_blanks
from quizapp.engine.kinds.checks import MAX_OPTION, quoted, text_faults

_VALUES = {"true": True, "false": False}


def read_truth(text: str) -> bool | None:
    """Return what "true" or "false", in any case, stands for; None for other texts."""
    return _VALUES.get(text.strip().lower())


@dataclass(frozen=True, slots=True)
class TrueFalse(Kind):
    """`correct` says whether the statement is true; one feedback for each answer.

    Its options are shown as "True" and "False", in this order, and sent in any case.
    """

    name: ClassVar[str] = "true_false"
    label: ClassVar[str] = "True or false"
    columns: ClassVar[frozenset[str]] = frozenset({"correct", "feedback"})

    correct: bool
    feedback_true: str = ""
    feedback_false: str = ""

    def faults(self) -> Iterator[Fault]:
        yield from text_faults("feedback_1", self.feedback_true, MAX_OPTION)
        yield from text_faults("feedback_2", self.feedback_false, MAX_OPTION)

    def to_json(self) -> dict[str, JSON]:
        return {
            "correct": self.correct,
            "feedback_true": self.feedback_true,
            "feedback_false": self.feedback_false,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(data["correct"], data["feedback_true"], data["feedback_false"])

    def to_cells(self) -> Cells:
        feedback = without_trailing_blanks((self.feedback_true, self.feedback_false))
        return Cells(correct=_words(self.correct).lower(), feedback=feedback)

    @classmethod
    def from_cells(cls, cells: Cells) -> Self:
        correct = read_truth(cells.correct)
        if correct is None:
            found = quoted(cells.correct) if cells.correct else "An empty cell"
            message = f"{found} is neither true nor false; write one of them."
            raise UnreadableCells(Fault("correct", message, "unreadable"))
        extra = [number for number, text in enumerate(cells.feedback, 1) if text and number > 2]
        if extra:
            message = "Only feedback_1 (for true) and feedback_2 (for false) have a meaning here."
            raise UnreadableCells(*(Fault(f"feedback_{n}", message, "no_option") for n in extra))
        feedback_true, feedback_false, *_ = (*cells.feedback, "", "")
        return cls(correct, feedback_true, feedback_false)

    def public_view(self, seed: int) -> PublicView:
        return PublicView("radio", options=("True", "False"))

    def parse(self, fields: Sequence[str], seed: int) -> Response | None:
        field = one_field(fields)
        if not field:
            return None
        truth = read_truth(field)
        if truth is None:
            raise InvalidResponse("The answer has to be true or false.")
        return truth

    def to_fields(self, response: Response, seed: int) -> tuple[str, ...]:
        return (_words(response).lower(),)

    def mark(self, response: Response | None) -> float:
        return float(response is self.correct)

    def review(self, response: Response | None) -> Review:
        feedback = {True: self.feedback_true, False: self.feedback_false}
        return Review(
            given=_words(response),
            expected=_words(self.correct),
            feedback=feedback[response] if isinstance(response, bool) else "",
        )


def _words(truth: Response | None) -> str:
    return str(truth) if isinstance(truth, bool) else ""
