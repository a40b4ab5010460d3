"""How the keys of a foreign table are written, found out only where nothing else can be meant."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from quizapp.engine.kinds.checks import counted, quoted, same_text_key

Key = tuple[int, ...]
"""The positions of the right options, from 0."""

STYLES = {
    "number": "the number of an option, from 1",
    "zero": "the number of an option, from 0",
    "letter": "the letter of an option",
    "text": "the text of an option",
}

# Of two styles that both read so large a share of the keys, neither is certain.
_LIKELY = 0.5
_MANY = 0.8
_TYPOS = 2
_SEVERAL = re.compile(r"[,;|/&+\n]+")
_WORD = re.compile(r"(?:options?|answers?|choices?)[\s_#.:-]*", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.0)?")
_LETTERS = re.compile(r"[A-Za-z](?:\s*[A-Za-z])*")


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What a row says of its key, and its options as they stand, empty ones included."""

    key: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Styles:
    """How the keys are written; where several are possible, a person has to choose.

    Where no key can be read, there is neither.
    """

    chosen: str
    possible: tuple[str, ...] = ()


def read_key(row: KeyRow, style: str) -> Key | None:
    """Return the options that the key names in this style, in their order; None for none."""
    return _READERS[style](row)


def find_style(rows: Iterable[KeyRow]) -> Styles:
    """Return the style in which the keys are written, as all rows tell.

    A style is certain where it reads every key and no other does, or all that do agree.
    """
    read: Counter[str] = Counter()
    differ: Counter[tuple[str, str]] = Counter()
    total = 0
    for row in rows:
        if not row.key:
            continue
        total += 1
        found = {style: read_key(row, style) for style in STYLES}
        read.update(style for style, key in found.items() if key is not None)
        for style, key in found.items():
            for other, another in found.items():
                if key is not None and another is not None and key != another:
                    differ[style, other] += 1
    if not read:
        return Styles("")
    best = max(STYLES, key=lambda style: read[style])
    likely = [style for style in STYLES if style != best and _is_doubt(best, style, read, total)]
    is_certain = not any(differ[best, style] for style in likely)
    return Styles(best) if is_certain else Styles("", (best, *likely))


def _is_doubt(best: str, other: str, read: Counter[str], total: int) -> bool:
    """Return whether the other style may be meant, though the best reads no fewer keys."""
    if read[other] == read[best]:
        return True
    if read[best] < total:
        return read[other] >= _LIKELY * total
    if {best, other} == {"number", "zero"}:
        # One number too high or too low may be a slip of the pen; several are none.
        return best == "zero" and total - read[other] < max(_TYPOS, total // 10)
    return read[other] >= _MANY * total


def key_advice(row: KeyRow, style: str) -> str:
    """Return what is wrong with a key that names no option, as one sentence."""
    filled = [place for place, option in enumerate(row.options) if option]
    if not filled:
        return "This row has no options that the key could name."
    count = filled[-1] + 1
    known = {
        "number": f"write a number from 1 to {count}",
        "zero": f"write a number from 0 to {count - 1}",
        "letter": f"write a letter from A to {chr(ord('A') + min(count, 26) - 1)}",
        "text": "write one of them exactly as it stands",
    }
    options = counted(len(filled), "option")
    return f"{quoted(row.key)} doesn't fit the {options} of this row; {known[style]}."


def _numbers(row: KeyRow, first: int) -> Key | None:
    parts = [_WORD.sub("", part.strip(), count=1) for part in _SEVERAL.split(row.key)]
    parts = [part.strip("()[]. ") for part in parts if part.strip()]
    if not parts or not all(_NUMBER.fullmatch(part) for part in parts):
        parts = row.key.split()
        if len(parts) < 2 or not all(_NUMBER.fullmatch(part) for part in parts):
            return None
    return _places([int(part.removesuffix(".0")) - first for part in parts], row)


def _letters(row: KeyRow) -> Key | None:
    letters: list[str] = []
    for part in _SEVERAL.split(row.key):
        word = _WORD.sub("", part.strip(), count=1).strip("()[]. ")
        if not word:
            continue
        if not _LETTERS.fullmatch(word) or (len(word) > 1 and not word.isupper()):
            return None
        letters += word.replace(" ", "")
    return _places([ord(letter.upper()) - ord("A") for letter in letters], row)


def _texts(row: KeyRow) -> Key | None:
    whole = _matching(row.key, row.options)
    if whole is not None:
        return (whole,)
    for separator in ("|", ";", "\n", ","):
        parts = [part.strip() for part in row.key.split(separator)]
        found = [_matching(part, row.options) for part in parts if part]
        if len(found) > 1 and None not in found:
            return _places([place for place in found if place is not None], row)
    return None


def _matching(text: str, options: Sequence[str]) -> int | None:
    """Return the option that is this text; where case alone tells two apart, case counts."""
    for fold in (_as_written, _folded):
        wanted = fold(text)
        found = [place for place, option in enumerate(options) if option and fold(option) == wanted]
        if len(found) == 1:
            return found[0]
    return None


def _as_written(text: str) -> str:
    return same_text_key(text)


def _folded(text: str) -> str:
    return same_text_key(text).casefold()


def _places(places: list[int], row: KeyRow) -> Key | None:
    """Return the places in order where each is that of an option and none is named twice."""
    count = len(row.options)
    if not places or len(set(places)) < len(places):
        return None
    if not all(0 <= place < count and row.options[place] for place in places):
        return None
    return tuple(sorted(places))


_READERS: dict[str, Callable[[KeyRow], Key | None]] = {
    "number": lambda row: _numbers(row, 1),
    "zero": lambda row: _numbers(row, 0),
    "letter": _letters,
    "text": _texts,
}
