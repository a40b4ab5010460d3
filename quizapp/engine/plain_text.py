"""Plain text: what a page can show of it, and how two texts differ word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MAX_WORDS = 1_500
"""The most words (with the space between) that are compared one by one."""

# What no page can hold: controls, halves of characters, what Unicode has set aside.
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of two texts: in both of them, or only in the one before or the one after."""

    state: Literal["same", "gone", "new"]
    text: str


def showable(text: str) -> str:
    """Return the text with a space for each character that no page can hold."""
    return _UNSHOWABLE.sub(" ", text)


def word_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return how one text became another; very long texts are compared as a whole."""
    if before == after:
        return (Piece("same", before),) if before else ()
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > MAX_WORDS:
        old, new = [before], [after]
    return tuple(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[first:last]))
            continue
        if first < last and (gone := "".join(old[first:last])):
            yield Piece("gone", gone)
        if start < end and (added := "".join(new[start:end])):
            yield Piece("new", added)
