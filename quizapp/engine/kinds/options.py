"""What the two kinds with options to choose from share."""

import re
from collections.abc import Collection, Sequence

from quizapp.engine.kinds.base import Fault, InvalidResponse, Line
from quizapp.engine.kinds.cells import Cells, UnreadableCells, split_list
from quizapp.engine.kinds.checks import counted, quoted, same_text_key

_NUMBER = re.compile(r"[0-9]{1,3}")
_SEVERAL_NUMBERS = re.compile(r"[0-9]+(?:[,;/&+ ]+[0-9]+)+")


def whole_number(field: str, limit: int) -> int:
    """Return the number from 0 to `limit` in a field of a response, or raise InvalidResponse."""
    if not _NUMBER.fullmatch(field) or int(field) > limit:
        raise InvalidResponse("The answer names an option that this question does not have.")
    return int(field)


def shown_positions(fields: Sequence[str], count: int) -> tuple[int, ...]:
    """Return the positions chosen among `count` shown options, blank fields left out."""
    filled = [field.strip() for field in fields if field.strip()]
    positions = tuple(whole_number(field, count - 1) for field in filled)
    if len(set(positions)) < len(positions):
        raise InvalidResponse("The answer names the same option twice.")
    return positions


def option_lines(
    options: Sequence[str],
    feedback: Sequence[str],
    chosen: Collection[int | None],
    right: Collection[int],
) -> tuple[Line, ...]:
    """Return the lines of the review; `chosen` and `right` hold authored indices."""
    return tuple(
        Line(
            text=option,
            chosen=index in chosen,
            right=index in right,
            feedback=feedback[index] if index in chosen and index < len(feedback) else "",
        )
        for index, option in enumerate(options)
    )


def correct_options(cells: Cells) -> tuple[int, ...]:
    """Return the indices of the options that `correct` names, or raise UnreadableCells."""
    numbers = split_list(cells.correct)
    unread = [number for number in numbers if not _NUMBER.fullmatch(number)]
    if unread:
        raise UnreadableCells(*(_not_a_number(text, cells.options) for text in unread))
    return tuple(int(number) - 1 for number in numbers)


def out_of_range(index: int, count: int) -> Fault:
    """Return the fault of a key that names an option beyond the `count` there are."""
    message = (
        f"{index + 1} is not the number of an option; this question has {counted(count, 'option')}."
    )
    return Fault("correct", message, "out_of_range")


def no_correct_option() -> Fault:
    """Return the fault of a question whose key is missing."""
    return Fault("correct", "Write the number of the right option here.", "empty")


def _not_a_number(text: str, options: Sequence[str]) -> Fault:
    message = f"{quoted(text)} is not the number of an option; {_advice(text, options)}."
    return Fault("correct", message, "unreadable")


def _advice(text: str, options: Sequence[str]) -> str:
    wanted = same_text_key(text)
    for number, option in enumerate(options, 1):
        if same_text_key(option) == wanted:
            return f"it is the text of option {number}, so write {number}"
    if _SEVERAL_NUMBERS.fullmatch(text):
        return "write several numbers with | between them, like 1|3"
    if not options:
        return "this question has no options"
    return f"write a number from 1 to {len(options)}"
