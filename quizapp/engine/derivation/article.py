"""Reading an article: Markdown, plain text or HTML to blocks, each with its place and its words."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from quizapp.engine.derivation.asked import Asked, asked_at
from quizapp.engine.derivation.blocks import (
    MAX_BYTES,
    QA,
    Article,
    ArticleError,
    ArticleTooLargeError,
    Block,
    Bullet,
    Cell,
    Footnote,
    Heading,
    NotAnArticleError,
    Paragraph,
    Passage,
    Skipped,
    Table,
)
from quizapp.engine.derivation.headings import with_headings
from quizapp.engine.derivation.html import read_html
from quizapp.engine.derivation.markdown import read_markdown
from quizapp.engine.derivation.pieces import Piece, Stretch
from quizapp.engine.derivation.tables import Grid, TableLimits, read_cell

__all__ = [
    "QA",
    "Article",
    "ArticleError",
    "ArticleTooLargeError",
    "Block",
    "Bullet",
    "Cell",
    "Footnote",
    "Heading",
    "NotAnArticleError",
    "Paragraph",
    "Passage",
    "Skipped",
    "Table",
    "read_article",
]

_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PART_OF_A_PAGE = re.compile(
    r"\s*<(?:!--|p|div|h[1-6]|table|article|section|main|ul|ol|dl|header|blockquote)\b",
    re.IGNORECASE,
)
_HASHES = re.compile(r"^ {0,3}#{1,6}\s+\S", re.MULTILINE)
_LONG_CAPTION = 200
_WORD = re.compile(r"\w")
_NOTE = re.compile(r"\s*\\?(\*{1,3}|[†‡§]{1,3}|\[\w{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})\s*(?=\w)")


def read_article(text: str, kind: Literal["markdown", "text", "html"] | None = None) -> Article:
    """Return what `text` consists of; without a kind, HTML is known by its tags.

    Raises ArticleTooLargeError and NotAnArticleError.
    """
    digest = hashlib.sha256(_checked(text)).hexdigest()
    limits = TableLimits()
    if kind == "html" or (kind is None and _is_html(text)):
        reading = read_html(text, limits)
        pieces = tuple(with_headings(reading.pieces, plain=False))
    else:
        reading, style = read_markdown(text, limits)
        pieces = tuple(with_headings(reading.pieces, plain=not style.headings))
    composer = _Composer(reading.text, pieces)
    blocks = tuple(composer.blocks())
    titles = (block.text for block in blocks if isinstance(block, Heading) and block.level == 1)
    return Article(
        next(titles, reading.title),
        digest,
        reading.text,
        blocks,
        composer.footnotes,
        tuple(limits.skipped),
    )


def _checked(text: str) -> bytes:
    """Return the text in UTF-8, where it is one and not too long."""
    if len(text) <= MAX_BYTES:
        if "\0" in text:
            raise NotAnArticleError("This is not a text: there is a NUL character in it.")
        try:
            data = text.encode()
        except UnicodeEncodeError as error:
            place = f"Character {error.start + 1:,}"
            raise NotAnArticleError(f"{place} of this text is half of a character.") from None
        if len(data) <= MAX_BYTES:
            return data
    megabytes = MAX_BYTES // 1_000_000
    raise ArticleTooLargeError(f"An article may have at most {megabytes} MB; this one has more.")


def _is_html(text: str) -> bool:
    if _PAGE.match(text):
        return True
    return _PART_OF_A_PAGE.match(text) is not None and not _HASHES.search(text)


@dataclass(slots=True)
class _Composer:
    """Puts the pieces together to blocks, each under its headings."""

    text: str
    pieces: tuple[Piece, ...]
    above: list[Heading] = field(default_factory=list)
    footnotes: dict[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in the order of the article."""
        index, answered = 0, False
        while index < len(self.pieces):
            piece = self.pieces[index]
            section = self._section(piece)
            if piece.role == "heading":
                yield self._heading(piece, section)
            asked = asked_at(self.pieces, index, after_another=answered)
            answered = asked is not None
            if asked is not None:
                yield self._question(asked, section)
                index += asked.taken
            elif piece.role == "definition":
                terms = self._terms(index)
                yield self._glossary(terms, section)
                index += len(terms)
            else:
                yield from self._block(index, section)
                index += 1

    def _section(self, piece: Piece) -> tuple[str, ...]:
        if piece.role == "heading":
            self.above = [heading for heading in self.above if heading.level < piece.level]
        return tuple(heading.text for heading in self.above)

    def _heading(self, piece: Piece, section: tuple[str, ...]) -> Heading:
        stretch = piece.stretch
        heading = Heading(stretch.line, section, self._quote(stretch), piece.level, stretch.words)
        self.above.append(heading)
        return heading

    def _question(self, asked: Asked, section: tuple[str, ...]) -> QA:
        quote = self.text[asked.question.start : asked.answer[-1].end]
        sentences = [sentence for stretch in asked.answer for sentence in self._sentences(stretch)]
        return QA(
            asked.question.line,
            section,
            quote,
            asked.words,
            asked.answer_words,
            tuple(words for words, _ in sentences),
            tuple(quote for _, quote in sentences),
        )

    def _terms(self, index: int) -> list[tuple[Stretch, Stretch]]:
        """Return the terms and their definitions from `index` on, up to one that is a question."""
        terms = []
        while index < len(self.pieces):
            piece = self.pieces[index]
            if piece.definition is None or asked_at(self.pieces, index, after_another=False):
                break
            terms.append((piece.stretch, piece.definition))
            index += 1
        return terms

    def _glossary(self, terms: list[tuple[Stretch, Stretch]], section: tuple[str, ...]) -> Table:
        """Return a list of definitions as the table that it is."""
        first, last = terms[0][0], terms[-1][1]
        return Table(
            first.line,
            section,
            self.text[first.start : last.end],
            (Cell("Term", ""), Cell("Definition", "")),
            tuple((self._cell(term), self._cell(definition)) for term, definition in terms),
            tuple(self.text[term.start : definition.end] for term, definition in terms),
            tuple(term.line for term, _ in terms),
        )

    def _cell(self, stretch: Stretch) -> Cell:
        return read_cell(self._quote(stretch), stretch.marked_words)

    def _block(self, index: int, section: tuple[str, ...]) -> Iterator[Block]:
        piece = self.pieces[index]
        stretch = piece.stretch
        if piece.grid is not None:
            self.marks = piece.grid.marks
            yield self._table(piece.grid, stretch, section, self._caption(index))
            return
        note = self._note(piece)
        if note is not None:
            mark, words = note
            if not words:
                return
            self.footnotes.setdefault(mark, words)
            yield Footnote(stretch.line, section, self._quote(stretch), mark, words)
            return
        self.marks = frozenset()
        if piece.role in {"text", "item"} and _WORD.search(stretch.words):
            sentences = tuple(self._sentences(stretch))
            kind = Paragraph if piece.role == "text" else Bullet
            yield kind(
                stretch.line,
                section,
                self._quote(stretch),
                stretch.words,
                tuple(words for words, _ in sentences),
                tuple(quote for _, quote in sentences),
            )

    def _note(self, piece: Piece) -> tuple[str, str] | None:
        """Return mark and words of a footnote, which is marked as one or stands under its table."""
        if piece.role == "note":
            return piece.mark, piece.stretch.words
        if piece.role == "item" and piece.mark in self.marks:
            return piece.mark, piece.stretch.words
        found = _NOTE.match(piece.stretch.source) if piece.role == "text" else None
        if found is None or found[1] not in self.marks:
            return None
        return found[1], piece.stretch.part(found.end()).words.removesuffix(found[1])

    def _caption(self, index: int) -> str:
        """Return the words that lead to the table at `index`: `The dates are:`."""
        before = self.pieces[index - 1].stretch if index else None
        if before is None or not before.source.endswith(":") or len(before.source) > _LONG_CAPTION:
            return ""
        return before.words

    def _table(self, grid: Grid, stretch: Stretch, section: tuple[str, ...], caption: str) -> Table:
        return Table(
            stretch.line,
            section,
            self._quote(stretch),
            grid.header.cells,
            tuple(row.cells for row in grid.rows),
            tuple(self.text[row.start : row.end] for row in grid.rows),
            tuple(row.line for row in grid.rows),
            grid.caption or caption,
        )

    def _quote(self, stretch: Stretch) -> str:
        return self.text[stretch.start : stretch.end]

    def _sentences(self, stretch: Stretch) -> Iterator[tuple[str, str]]:
        """Yield the sentences in plain words and as written; emphasis may reach over several."""
        for sentence in stretch.sentences():
            words = sentence.words.replace("**", "")
            if _WORD.search(words):
                yield words, self._quote(sentence)
