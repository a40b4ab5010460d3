"""How two versions of a question differ, field by field and word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.engine.formats.native_columns import COLUMNS
from quizapp.engine.formats.native_row import question_cells
from quizapp.engine.kinds.cells import split_list
from quizapp.engine.plain_text import Piece, word_pieces
from quizapp.engine.question import Question

_LABELS = {
    "type": "Kind",
    "question": "Question",
    "correct": "Right answer",
    "answer": "Back",
    "accepted": "Also accepted",
    "tolerance": "Tolerance",
    "time_limit": "Time limit",
    "image": "Picture",
    "image_alt": "What the picture shows",
    "source_title": "Source",
    "source_url": "Address of the source",
    "source_locator": "Place in the source",
    "source_quote": "Words of the source",
    "form": "Form of the derived question",
    "source_hash": "State of the article",
    "excludes": "Not together with",
}
_NUMBERED = re.compile(r"(option|feedback)_(\d+)")
_OF_PARTS = {"ordering": "Item", "matching": "Pair"}


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs, with the pieces that make up both of its texts."""

    column: str
    label: str
    pieces: tuple[Piece, ...]


def field_differences(before: Question, after: Question) -> list[FieldDifference]:
    """What differs between two wordings of a question, in the order of the native columns."""
    old, new = _shown_cells(before), _shown_cells(after)
    return [
        FieldDifference(
            name,
            column_label(name, after.kind),
            word_pieces(old.get(name, ""), new.get(name, "")),
        )
        for name in COLUMNS
        if old.get(name, "") != new.get(name, "")
    ]


def column_label(column: str, kind: str) -> str:
    """What a column is called on a page, for a question of that kind."""
    if column == "question" and kind == "card":
        return "Front"
    numbered = _NUMBERED.fullmatch(column)
    if numbered is None:
        return _LABELS.get(column, column.capitalize())
    noun = _OF_PARTS.get(kind, "Option") if numbered[1] == "option" else "Feedback"
    return f"{noun} {numbered[2]}"


def _shown_cells(question: Question) -> Mapping[str, str]:
    cells = question_cells(question)
    if "correct" in cells:
        cells["correct"] = question.body.review(None).expected
    for name in ("tags", "excludes", "accepted"):
        if name in cells:
            cells[name] = ", ".join(split_list(cells[name]))
    return cells
