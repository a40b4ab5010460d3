"""The layouts of other programs, known by their whole header."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from quizapp.engine.formats.column_names import normalised, roles_of


@dataclass(frozen=True, slots=True)
class KnownLayout:
    """A program's layout: the names that its header must have, and those that it may have.

    Names are as `normalised` gives them. `roles` are those that the names don't tell by
    themselves; `has_help` says that the row below the header may explain the columns.
    """

    name: str
    label: str
    key_style: str
    required: frozenset[str]
    allowed: frozenset[str] = frozenset()
    roles: dict[str, str] = field(default_factory=dict)
    has_help: bool = False

    def is_header(self, cells: Sequence[str]) -> bool:
        """Return whether a row is the header of this layout."""
        names = {normalised(cell) for cell in cells}
        return self.required <= names <= self.required | self.allowed | {""}

    def columns(self, header: Sequence[str]) -> tuple[str, ...]:
        """Return the role of each column under this header."""
        names = [normalised(cell) for cell in header]
        guessed = roles_of(header)
        return tuple(self.roles.get(name, role) for name, role in zip(names, guessed, strict=True))


def _numbered(word: str, count: int) -> tuple[str, ...]:
    return tuple(f"{word} {number}" for number in range(1, count + 1))


KNOWN = (
    KnownLayout(
        "blooket",
        "Blooket",
        "number",
        frozenset(("question", "question text", "answer 1", "answer 2", "correct answer")),
        frozenset((*_numbered("answer", 4), "time limit", "question image")),
        {"question": ""},
    ),
    KnownLayout(
        "kahoot",
        "Kahoot",
        "number",
        frozenset(("question", "answer 1", "answer 2", "time limit", "correct answer")),
        frozenset((*_numbered("answer", 6), "question type", "image", "image link")),
    ),
    KnownLayout(
        "classquiz",
        "ClassQuiz",
        "number",
        frozenset(("question", "1 answer", "2 answer", "time limit", "correct answers")),
        frozenset(("3 answer", "4 answer")),
    ),
    KnownLayout(
        "classquiz",
        "ClassQuiz",
        "number",
        frozenset(("question", "answer 1", "answer 2", "correct answers")),
        frozenset((*_numbered("answer", 4), "time", "time limit")),
    ),
    KnownLayout(
        "wayground",
        "Wayground (Quizizz)",
        "number",
        frozenset(("question text", "question type", "option 1", "option 2", "correct answer")),
        frozenset(
            (*_numbered("option", 10), "time in seconds", "image link", "answer explanation")
        ),
        has_help=True,
    ),
    KnownLayout(
        "gimkit",
        "Gimkit",
        "text",
        frozenset(("question", "correct answer", "incorrect answer 1")),
        frozenset(_numbered("incorrect answer", 3)),
    ),
    KnownLayout(
        "moodle",
        "Moodle CSV",
        "letter",
        frozenset(("questionname", "questiontext", "a", "b", "answer 1")),
        frozenset(
            (
                *("c", "d", "e", "f", "answer 2", "answernumbering", "correctfeedback"),
                *("partiallycorrectfeedback", "incorrectfeedback", "defaultmark"),
            )
        ),
        {
            **{letter: f"option_{number}" for number, letter in enumerate("abcdef", 1)},
            "answer 1": "correct",
            "answer 2": "correct",
        },
    ),
)


def find_known(
    rows: Sequence[Sequence[str]], name: str | None = None
) -> tuple[KnownLayout, int] | None:
    """Return the layout whose header is among the rows, and the row's number, from 0."""
    for number, cells in enumerate(rows):
        for layout in KNOWN:
            if name in {None, layout.name} and layout.is_header(cells):
                return layout, number
    return None
