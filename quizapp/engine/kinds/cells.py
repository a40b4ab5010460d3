"""The cells of a native CSV row that make up a question's body, before a kind reads them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.engine.kinds.base import Fault

_ESCAPED = re.compile(r"([\\|])")
_ITEM_PART = re.compile(r"\\([\\|])|(\|)|([^\\|]+|\\)")


@dataclass(frozen=True, slots=True)
class Cells:
    """The text of the cells; option n stands at `options[n - 1]`, and so does its feedback."""

    options: tuple[str, ...] = ()
    correct: str = ""
    answer: str = ""
    accepted: str = ""
    tolerance: str = ""
    unit: str = ""
    feedback: tuple[str, ...] = ()


class UnreadableCells(ValueError):
    """Cells that cannot be read as the content of their kind; `faults` says why, one per cell."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*(fault.message for fault in faults))
        self.faults = faults


def split_list(cell: str) -> tuple[str, ...]:
    r"""Return the items of a cell, separated by `|`; `\|` and `\\` stand for the signs themselves.

    Items are stripped, empty ones left out.
    """
    items = [""]
    for escaped, separator, plain in _ITEM_PART.findall(cell):
        if separator:
            items.append("")
        else:
            items[-1] += escaped or plain
    return tuple(item.strip() for item in items if item.strip())


def join_list(items: Iterable[str]) -> str:
    """Return the cell that `split_list` reads as these items."""
    return "|".join(_ESCAPED.sub(r"\\\1", item) for item in items)


def without_trailing_blanks(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return `texts` up to the last one that is not empty."""
    filled = [index for index, text in enumerate(texts) if text]
    return texts[: filled[-1] + 1] if filled else ()
