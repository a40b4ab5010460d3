"""The sign that separates the cells of a text's lines, as far as its lines tell."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quizapp.engine.formats.csv_table import OpenLines, UnreadableLine

SIGNS = (",", ";", "\t", "|")
STRINGS = ("---", " - ", " – ", " — ")
DELIMITERS = (
    (",", "Comma"),
    (";", "Semicolon"),
    ("\t", "Tab"),
    ("|", "Vertical bar"),
    (" - ", "Hyphen between spaces"),
    (" – ", "Dash between spaces"),
    ("---", "Three hyphens"),
    (" | ", "First vertical bar between spaces"),
)
"""The delimiters to offer in a menu, and what to call them."""

NAMES = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "\\t": "\t",
    "pipe": "|",
    "colon": ":",
    "space": " ",
}
DOUBTFUL = ("\t", "|", "")
"""The delimiters of texts in which a quotation mark may be nothing but a sign."""

_STEADY = 0.9
_HALF = 0.5
_RARE = 0.3
_NEAR = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """A delimiter, "" for none; whether it is certain; how many cells most rows have with it."""

    delimiter: str
    is_sure: bool
    width: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """How the lines come out with one delimiter.

    `share` is that of the rows with the commonest width above 1, `filled` that of all above 1.
    """

    delimiter: str
    width: int
    share: float
    filled: float
    in_first: bool
    is_strict: bool

    @property
    def score(self) -> float:
        return self.share if self.is_strict else self.share * 0.7


def find_delimiter(lines: Sequence[str]) -> Found:
    """Return the delimiter with which the first lines of a text come out the steadiest."""
    filled = [line for line in lines if line.strip()]
    signs = [found for sign in SIGNS if (found := _try_sign(filled, sign)).width > 1]
    sign = _best_sign([found for found in signs if found.filled >= _HALF], "".join(filled))
    string, share = _best_string(filled)
    if string and sign and share >= _STEADY and sign.delimiter != "\t":
        is_prose = _is_prose(filled, sign.delimiter)
        if is_prose or sign.score < _STEADY:
            return Found(string, not is_prose or sign.score < _STEADY, 2)
    if sign:
        return Found(sign.delimiter, _is_sure(sign, signs, filled), sign.width)
    if string:
        return Found(string, share >= _STEADY, 2)
    return Found("", all(found.filled < _RARE for found in signs), 1)


def takes_quotes_literally(open_lines: OpenLines, delimiter: str) -> bool:
    """Tell whether the quotation marks of a whole text are plainly not those of CSV.

    With "" for the delimiter, each line is one cell.
    """
    reader = csv.reader(open_lines(), delimiter=delimiter or "\x1f", strict=True)
    try:
        is_strict = all(len(cells) < 2 or delimiter for cells in reader)
    except csv.Error:
        is_strict = False
    except UnreadableLine:
        return False
    if is_strict or not delimiter:
        return not is_strict
    widths: Counter[int] = Counter()
    for line in open_lines():
        cells = line.strip("\r\n").split(delimiter)
        if any(map(_is_quoted_for_csv, cells)):
            return False
        widths[len(cells)] += bool(line.strip())
    width, count = widths.most_common(1)[0]
    return width > 1 and count >= widths.total() * _STEADY


def _is_quoted_for_csv(cell: str) -> bool:
    """Tell whether a cell opens a quotation that it doesn't close, or has doubled quotes in one."""
    return cell.startswith('"') and (
        cell.count('"') % 2 == 1 or (cell.endswith('"') and '""' in cell[1:-1])
    )


def _try_sign(lines: Sequence[str], sign: str) -> _Candidate:
    widths: list[int] = []
    is_strict = True
    try:
        widths.extend(map(len, csv.reader(lines, delimiter=sign, strict=True)))
    except csv.Error as error:
        # The last line may be in the midst of a cell.
        is_strict = str(error) == "unexpected end of data" and len(widths) > len(lines) / 2
    if not is_strict and len(widths) < 2:
        widths = [line.count(sign) + 1 for line in lines]
    counts = Counter(width for width in widths if width > 1)
    width, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    rows = len(widths) or 1
    return _Candidate(
        delimiter=sign,
        width=width,
        share=count / rows,
        filled=counts.total() / rows,
        in_first=widths[:1] > [1],
        is_strict=is_strict,
    )


def _best_sign(found: Iterable[_Candidate], text: str) -> _Candidate | None:
    steady = sorted(found, key=lambda one: -one.score)
    near = [one for one in steady if one.score >= steady[0].score - _NEAR]
    if len(near) > 1 and _are_decimal_commas(text):
        near = [one for one in near if one.delimiter != ","]
    return max(near, key=_likely, default=None)


def _likely(one: _Candidate) -> tuple[bool, bool, int, float]:
    return one.in_first, one.delimiter == "\t", one.width, one.score


def _are_decimal_commas(text: str) -> bool:
    return len(re.findall(r"\d,(?=\d)", text)) >= text.count(",") * 0.8


def _is_sure(best: _Candidate, found: Iterable[_Candidate], lines: Sequence[str]) -> bool:
    rivals = [
        one
        for one in found
        if one is not best
        and one.score >= best.score - _NEAR
        and one.in_first >= best.in_first
        and one.width > (best.width if best.delimiter == "\t" else best.width / 2)
    ]
    if rivals:
        return False
    sign = best.delimiter
    is_quoted = any(f'"{sign}"' in line for line in lines)
    return best.share >= 0.7 or (is_quoted and best.is_strict) or sign == "\t"


def _is_prose(lines: Sequence[str], sign: str) -> bool:
    """Tell whether a sign stands in the lines as it does in sentences, before a space."""
    text = "".join(lines)
    return text.count(sign + " ") >= text.count(sign) * _STEADY and f'"{sign}' not in text


def _best_string(lines: Sequence[str]) -> tuple[str, float]:
    rows = len(lines) or 1
    shares = {string: sum(string in line for line in lines) / rows for string in STRINGS}
    best = max(shares, key=lambda string: shares[string])
    return (best, shares[best]) if shares[best] >= 0.6 else ("", 0)
