"""Headings of plain text: short lines of their own, which no sign marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from quizapp.engine.derivation.pieces import Piece
from quizapp.engine.derivation.quantities import read_measure
from quizapp.engine.derivation.runs import is_spoken
from quizapp.engine.derivation.words import word_set

_LONGEST_TITLE, _LONGEST_PLAIN = 100, 60
_MOST_WORDS = 8
_MOST_IN_A_ROW = 2
_ENDS = (".", "!", ":", ";", ",", "…", "。")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_FIGURE = re.compile(r"[~≈<>$€£]?[0-9][^–—-]*\s[–—-]\s")
_LABEL = re.compile(r"[^:]{1,50}:\s+[~≈<>$€£]?[0-9]")
_SMALL = word_set(
    "a an the and or but nor of in on at by for from to with into over under as vs versus via per "
    "than that between about after before during since until"
)


def in_title_case(words: str) -> bool:
    """Tell whether all words but the small ones begin with a capital."""
    found = _WORD.findall(words)
    large = [word for word in found if word.lower() not in _SMALL]
    return bool(large) and found[0][0].isupper() and all(word[0].isupper() for word in large)


def with_headings(pieces: Sequence[Piece], *, plain: bool) -> Iterator[Piece]:
    """Yield the pieces, in which bold lines and, in `plain` text, short lines become headings."""
    position = 0
    for is_short, found in groupby(pieces, _is_bold_line if not plain else _is_short_line):
        run = tuple(found)
        position += len(run)
        following = pieces[position] if position < len(pieces) else None
        if not is_short or following is None or len(run) > _MOST_IN_A_ROW:
            yield from run
            continue
        for number, piece in enumerate(run):
            level = 1 if plain and position == len(run) and not number else 2
            yield replace(piece, role="heading", level=level if plain else 6, unmarked=plain)


def _is_bold_line(piece: Piece) -> bool:
    words = piece.stretch.words
    return piece.bold and len(words) <= _LONGEST_TITLE and not words.endswith((*_ENDS, "?"))


def _is_short_line(piece: Piece) -> bool:
    words = piece.stretch.words if len(piece.stretch.source) <= 2 * _LONGEST_TITLE else ""
    if piece.role != "text" or not words or "\n" in piece.stretch.source or words.endswith(_ENDS):
        return False
    if is_spoken(words) or _FIGURE.match(words) or _LABEL.match(words) or read_measure(words):
        return False
    if in_title_case(words):
        return len(words) <= _LONGEST_TITLE
    is_sentence = words.endswith("?") or any(sign.isdecimal() for sign in words)
    is_brief = len(words) <= _LONGEST_PLAIN and len(words.split()) <= _MOST_WORDS
    return is_brief and words[0].isupper() and not is_sentence
