"""What the readers of Markdown and HTML find, before it is known which block it belongs to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quizapp.engine.derivation.blocks import Skipped
from quizapp.engine.derivation.sentences import sentence_spans
from quizapp.engine.derivation.tables import Grid, without_footnotes
from quizapp.engine.derivation.words import collapsed, plain_words

# After a number such a mark may be a power; after a sign it refers to a note.
_RAISED = re.compile(r"(?<=[.,;:!?\"”])[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}(?!\S)")

Role = Literal["heading", "text", "item", "definition", "note", "table"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the article's text, without white space at its ends.

    `source` is a copy to read, as long as the text itself from `start` on; `markdown` tells
    whether it has inline marks.
    """

    source: str
    start: int
    line: int
    markdown: bool = True

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.source)

    @property
    def marked_words(self) -> str:
        """The plain words with their footnote marks."""
        return plain_words(self.source) if self.markdown else collapsed(self.source)

    @property
    def words(self) -> str:
        """The plain words."""
        return _RAISED.sub("", without_footnotes(self.marked_words)[0])

    def part(self, start: int, end: int | None = None) -> "Stretch":
        """Return the part of the source from `start` to `end`, without white space around it."""
        source = self.source[start:end]
        words = source.strip()
        start += len(source) - len(source.lstrip())
        line = self.line + self.source.count("\n", 0, start) if self.markdown else self.line
        return Stretch(words, self.start + start, line, self.markdown)

    def sentences(self) -> Iterator["Stretch"]:
        """Yield its sentences that have words."""
        for start, end in sentence_spans(self.source):
            yield Stretch(self.source[start:end], self.start + start, self.line, self.markdown)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch and what it is; one of the last four fields says more where the role needs it.

    `level` is that of a heading, `mark` that of a list item or a note, `definition` is what a term
    means, `bold` says that all of it is, and `unmarked` that only its look makes it a heading.
    """

    role: Role
    stretch: Stretch
    level: int = 0
    mark: str = ""
    definition: Stretch | None = None
    grid: Grid | None = None
    bold: bool = False
    unmarked: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All pieces of a text, the text that they stand in, and what was skipped."""

    text: str
    pieces: tuple[Piece, ...]
    title: str = ""
    skipped: tuple[Skipped, ...] = ()
