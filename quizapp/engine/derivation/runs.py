"""Which lines that follow each other belong together, and which stand for themselves."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_HASHES = re.compile(r"^ {0,3}#{1,6}\s+\S", re.MULTILINE)
_UNDERLINED = re.compile(r"(?<=[^\s])[ \t\r]?\n[ ]{0,3}(?:={3,}|-{3,})[ \t\r]*$", re.MULTILINE)
_LONGEST_WRAP = 130
_SHARE_OF_BROKEN = 0.3
_FULL = 0.85
_ENDS = (".", "!", "?", ":", "…", ".”", '."', "؟", "。")
_SPEAKER = re.compile(
    r"\s*[*_#]{0,4}(?:Q|A|Question|Answer)\s?[0-9]{0,3}[*_]{0,3}[:：]", re.IGNORECASE
)
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?!\s)[^*_]+\1:?\s*$")
_FIGURE = re.compile(r"\s*[~≈<>$€£]?[0-9][^\n–—-]{0,80}(?:[–-][^\n–—-]{1,80})?\s[–—-]\s")
_LABEL = re.compile(r"\s*[^\s:][^:]{0,50}:\s+\S")


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a text breaks its lines.

    `headings` tells that it marks its headings, `width` is where its lines are wrapped, 0 for one
    that has each paragraph on a line of its own.
    """

    headings: bool
    width: int


def line_style(text: str) -> LineStyle:
    """Return how the lines of `text` are broken."""
    marked = len(_HASHES.findall(text)) + len(_UNDERLINED.findall(text))
    lines = [line.strip() for line in text.split("\n")]
    pairs = [(above, line) for above, line in pairwise(lines) if above and line]
    broken = sum(line[0].islower() and not above.endswith(_ENDS) for above, line in pairs)
    is_wrapped = broken > 1 and broken > _SHARE_OF_BROKEN * len(pairs)
    widths = (len(line) for line in lines if len(line) <= _LONGEST_WRAP) if is_wrapped else ()
    return LineStyle(marked > 1, max(widths, default=0))


def stands_alone(line: str) -> bool:
    """Tell whether `line` begins a passage although no blank line is above: `Q:`, a bold line."""
    return is_spoken(line) or is_bold(line)


def is_spoken(line: str) -> bool:
    """Tell whether `line` begins like a question or an answer in a conversation."""
    return _SPEAKER.match(line) is not None


def is_bold(line: str) -> bool:
    """Tell whether all of `line` is bold."""
    return _BOLD_LINE.match(line) is not None


def continues(above: str, line: str, style: LineStyle, *, item: bool) -> bool:
    """Tell whether `line` carries on what the line above has begun."""
    if stands_alone(line) or is_bold(above) or _breaks(above):
        return False
    if _is_entry(above) and _is_entry(line):
        return False
    ended = above.rstrip().endswith(_ENDS)
    words = line.split(maxsplit=1)
    if not ended and words[0][0].islower():
        return True
    if item and line[:2].isspace():
        return True
    if style.headings and not item and not ended:
        return True
    return len(above.rstrip()) + 1 + len(words[0]) > _FULL * style.width > 0


def groups(lines: Sequence[str], style: LineStyle) -> Iterator[tuple[int, int]]:
    """Yield first and last index of the lines of each passage."""
    first = 0
    for index in range(1, len(lines)):
        asked = index == first + 1 and lines[first].rstrip().endswith("?")
        if asked or not continues(lines[index - 1], lines[index], style, item=False):
            yield first, index - 1
            first = index
    yield first, len(lines) - 1


def _is_entry(line: str) -> bool:
    """Tell whether a number or a label leads the line: `9 cars - new`, `Height: 3 m`."""
    return _FIGURE.match(line) is not None or _LABEL.match(line) is not None


def _breaks(line: str) -> bool:
    """Tell whether Markdown breaks the line here: two spaces or a backslash at its end."""
    return line.rstrip("\r").endswith(("  ", "\\"))
