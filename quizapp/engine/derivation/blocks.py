"""What an article consists of: headings, tables, bullets, paragraphs, questions with answers."""

from collections.abc import Mapping
from dataclasses import dataclass

MAX_BYTES = 5_000_000
MAX_COLUMNS = 200
MAX_ROWS = 10_000
MAX_CELLS = 250_000
MAX_ROW = 4_000


class ArticleError(ValueError):
    """Why a text cannot be read as an article; `str()` is one plain sentence for the teacher."""


class ArticleTooLargeError(ArticleError):
    """The text is longer than the engine reads."""


class NotAnArticleError(ArticleError):
    """What was given is no text."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not read: the line that it starts on (from 1), and why in plain words."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its plain words, the cell as written, and its footnote marks."""

    text: str
    raw: str
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an article: its first line (from 1), the headings over it, and its source text."""

    line: int
    section: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """A heading; level 1 is the highest, and `section` names those above it."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Table(Block):
    """A table; every row is as wide as the header, and `row_quotes` are the rows as written."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_quotes: tuple[str, ...]
    row_lines: tuple[int, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Passage(Block):
    """Words of prose with their sentences, in plain words and as they stand in the article."""

    text: str
    sentences: tuple[str, ...]
    sentence_quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph(Passage):
    """A paragraph; `sentences` and `sentence_quotes` run in step."""


@dataclass(frozen=True, slots=True)
class Bullet(Passage):
    """An item of a list, without its mark."""


@dataclass(frozen=True, slots=True)
class Footnote(Block):
    """A note under the text or right under a table; `mark` as written: `*`, `†`, `[^3]`."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class QA(Block):
    """A question that the article itself asks, and the sentences of its answer."""

    question: str
    answer: str
    sentences: tuple[str, ...]
    sentence_quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article that was read.

    `text` is what every quote is a part of: the text as given, in which HTML is replaced by its
    words, one block a line. `sha256` is of the UTF-8 text as given.
    """

    title: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    footnotes: Mapping[str, str]
    skipped: tuple[Skipped, ...] = ()
