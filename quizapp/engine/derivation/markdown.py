"""The pieces of Markdown and of plain text, which people mix."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.engine.derivation.blocks import MAX_COLUMNS
from quizapp.engine.derivation.html import INLINE, read_html
from quizapp.engine.derivation.pieces import Piece, Reading, Stretch
from quizapp.engine.derivation.runs import (
    LineStyle,
    continues,
    groups,
    is_bold,
    line_style,
    stands_alone,
)
from quizapp.engine.derivation.tables import (
    Row,
    TableLimits,
    fitted_cells,
    is_delimiter,
    make_grid,
    pipe_cells,
    read_cell,
)
from quizapp.engine.derivation.words import plain_words

# The copy that is read is as long as the text, so that places in it are places in the text.
_LONE_RETURN = re.compile(r"\r(?!\n)")
_QUOTED = re.compile(r"^[ \t]*>[ \t>]*", re.MULTILINE)

# A line that none of these signs opens is no more than a line of prose or of a table.
_SPECIAL = re.compile(r"\s*(?:[#`~<\-*+•‣▪◦–=:{\[^_\ufeff]|[0-9]{1,3}[.)]\s)")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HASHES = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)")
_CLOSING_HASHES = re.compile(r"\s#+$")
_UNDERLINE = re.compile(r"\s{0,3}(={3,}|-{3,})\s*$")
_ITEM = re.compile(r"\s*([-*+•‣▪◦–]|[0-9]{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)")
_MEANING = re.compile(r"\s{0,3}:\s+(?=\S)")
_NOTE = re.compile(r"\s{0,3}(\[\^[^\[\]\s]{1,40}\]):\s*")
_REFERENCE = re.compile(r"\s{0,3}\[[^\[\]]{1,200}\]:\s")
_ATTRIBUTES = re.compile(r"\s*(?:\{:[^{}]*\}|\^)\s*$")
_ELEMENT = re.compile(r"\s*</?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])")
_ONLY_TAGS = re.compile(r"\s*(?:<[^<>]*>\s*)+$")
_HTML_PARTS = frozenset({"table", "dl", "ul", "ol", "p", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
_INTERRUPTIONS = (_FENCE, _HASHES, _NOTE, _REFERENCE, _ATTRIBUTES, _ITEM, _MEANING)
_TITLE = re.compile(r"title\s*:\s*(\S.*)", re.IGNORECASE)
_LONGEST_HEADING = 120


def read_markdown(text: str, limits: TableLimits) -> tuple[Reading, LineStyle]:
    """Return the pieces of `text`, and how it breaks its lines."""
    copy = _reading_copy(text)
    style = line_style(copy)
    reader = _Reader(text, copy.split("\n"), limits, style)
    pieces = tuple(reader.pieces())
    return Reading(reader.shown(), pieces, reader.title), style


def _reading_copy(text: str) -> str:
    copy = _LONE_RETURN.sub("\n", text)
    copy = _without_comments(copy)
    return _QUOTED.sub(lambda found: " " * len(found[0]), copy)


def _without_comments(text: str) -> str:
    kept, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        comment = text[start : end + 3]
        kept += [text[position:start], "\n".join(" " * len(part) for part in comment.split("\n"))]
        position = end + 3
    return "".join([*kept, text[position:]])


def _is_rule(line: str) -> bool:
    signs = "".join(line.split())
    return len(signs) > 2 and signs[0] in "-*_=" and not signs.strip(signs[0])


@dataclass(slots=True)
class _Reader:
    """Goes through the lines of a text once, from the first to the last."""

    text: str
    lines: list[str]
    limits: TableLimits
    style: LineStyle
    index: int = 0
    start: int = 0
    title: str = ""
    parts: list[str] = field(default_factory=list)
    copied: int = 0
    shift: int = 0
    unclosed: set[str] = field(default_factory=set)

    def pieces(self) -> Iterator[Piece]:
        """Yield what the lines are, in their order."""
        self._skip_front_matter()
        while self.index < len(self.lines):
            line = self._line()
            if not line.strip("\ufeff \t\r"):
                self._advance()
                continue
            found = self._special(line) if _SPECIAL.match(line) else None
            if found is not None:
                yield from found
            else:
                yield from self._table() if self._is_table(0) else self._prose()

    def shown(self) -> str:
        """Return the text, in which parts in HTML are replaced by their words."""
        return "".join([*self.parts, self.text[self.copied :]])

    def _line(self, ahead: int = 0) -> str:
        index = self.index + ahead
        return self.lines[index] if index < len(self.lines) else ""

    def _advance(self, count: int = 1) -> None:
        taken = self.lines[self.index : self.index + count]
        self.start += sum(len(line) + 1 for line in taken)
        self.index += count

    def _take(self, count: int, indent: int = 0) -> Stretch:
        """Return the next lines, the first without its first `indent` signs, and go on."""
        source = "\n".join(self.lines[self.index : self.index + count])
        whole = Stretch(source, self.start + self.shift, self.index + 1)
        self._advance(count)
        return whole.part(indent)

    def _skip_front_matter(self) -> None:
        if self.lines[0].strip("\ufeff \t\r") != "---":
            return
        for index, line in enumerate(self.lines[1:200], start=1):
            if line.strip() in {"---", "..."}:
                self._advance(index + 1)
                return
            title = _TITLE.match(line)
            if title:
                self.title = plain_words(title[1].strip().strip("\"'"))
        self.title = ""

    def _special(self, line: str) -> list[Piece] | None:
        """Return the pieces that begin with `line` where it is more than prose, else None."""
        if fence := _FENCE.match(line):
            return self._code(fence[1])
        if hashes := _HASHES.match(line):
            return self._heading(hashes)
        if self._is_table(0):
            return self._table()
        if note := _NOTE.match(line):
            return self._note(note)
        if _is_rule(line) or _ATTRIBUTES.match(line) or _REFERENCE.match(line):
            self._advance()
            return []
        if element := _ELEMENT.match(line):
            return self._html(line, element[1].lower())
        if item := _ITEM.match(line):
            return self._item(item)
        return None

    def _code(self, fence: str) -> list[Piece]:
        self.limits.skip(self.index + 1, "Code is not read.")
        self._advance()
        while self.index < len(self.lines):
            line = self._line().strip()
            self._advance()
            if line.startswith(fence) and not line.strip(fence[0]):
                break
        return []

    def _heading(self, hashes: re.Match[str]) -> list[Piece]:
        words = self._take(1, hashes.end())
        closing = _CLOSING_HASHES.search(words.source)
        if closing:
            words = words.part(0, closing.start())
        return [Piece("heading", words, level=len(hashes[1]))]

    def _note(self, note: re.Match[str]) -> list[Piece]:
        count = 1
        while (line := self._line(count)).strip() and line[:1].isspace():
            count += 1
        return [Piece("note", self._take(count, note.end()), mark=note[1])]

    def _html(self, line: str, name: str) -> list[Piece] | None:
        count = self._closed_after(name) if name in _HTML_PARTS else 0
        if count:
            return self._fragment(count)
        if _ONLY_TAGS.match(line):
            self._advance()
            return []
        return None

    def _closed_after(self, name: str) -> int:
        """Return how many lines it takes to close the element, 0 where it is never closed."""
        if name in self.unclosed:
            return 0
        tag = re.compile(rf"<(/?){name}(?=[\s/>])", re.IGNORECASE)
        depth = 0
        for index in range(self.index, len(self.lines)):
            for slash in tag.findall(self.lines[index]):
                depth += -1 if slash else 1
            if depth <= 0:
                return index - self.index + 1
        self.unclosed.add(name)
        return 0

    def _fragment(self, count: int) -> list[Piece]:
        start, line = self.start, self.index + 1
        self._advance(count)
        end = min(self.start - 1, len(self.text))
        reading = read_html(self.text[start:end], self.limits, line, start + self.shift)
        self.parts += [self.text[self.copied : start], reading.text]
        self.copied = end
        self.shift += len(reading.text) - (end - start)
        return list(reading.pieces)

    def _item(self, item: re.Match[str]) -> list[Piece]:
        count = 1
        while self._goes_on(count) and continues(
            self._line(count - 1), self._line(count), self.style, item=True
        ):
            count += 1
        return [Piece("item", self._take(count, item.end()), mark=item[1])]

    def _is_table(self, ahead: int) -> bool:
        return "|" in self._line(ahead) and is_delimiter(self._line(ahead + 1))

    def _table(self) -> list[Piece]:
        header, line, start = self._line(), self.index + 1, self.start
        count = 2
        while "|" in self._line(count):
            count += 1
        lines = self.lines[self.index : self.index + count]
        whole = self._take(count)
        if header.count("|") > MAX_COLUMNS + 1:
            reason = f"This table has more than {MAX_COLUMNS} columns, so it is not read."
            self.limits.skip(line, reason)
            return []
        if any(is_delimiter(row) for row in lines[2:]):
            reason = "This table has a second row of dashes, so its header is not certain."
            self.limits.skip(line, reason)
            return []
        rows = _rows(lines, start + self.shift, line)
        grid = make_grid(next(rows), rows, self.limits)
        return [Piece("table", whole, grid=grid)] if grid else []

    def _prose(self) -> list[Piece]:
        """Return the passages up to a blank line or one that is more than prose."""
        count = 1
        while self._goes_on(count):
            count += 1
        lines = self.lines[self.index : self.index + count]
        found = list(groups(lines, self.style))
        below = self._line(count)
        term = found.pop() if _MEANING.match(below) else None
        pieces = [self._passage(*group) for group in found]
        if term:
            return pieces + self._definition(term[1] - term[0] + 1)
        if _UNDERLINE.match(below) and len(pieces[-1].stretch.source) <= _LONGEST_HEADING:
            self._advance()
            level = 1 if "=" in below else 2
            pieces[-1] = Piece("heading", pieces[-1].stretch, level=level)
        return pieces

    def _passage(self, first: int, last: int) -> Piece:
        bold = first == last and is_bold(self._line())
        return Piece("text", self._take(last - first + 1), bold=bold)

    def _definition(self, count: int) -> list[Piece]:
        term = self._take(count)
        meaning = _MEANING.match(self._line())
        count = 1
        while self._goes_on(count) and not stands_alone(self._line(count)):
            count += 1
        definition = self._take(count, meaning.end() if meaning else 0)
        return [Piece("definition", term, definition=definition)]

    def _goes_on(self, count: int) -> bool:
        """Tell whether the line after `count` more can belong to the passage that began here."""
        line = self._line(count)
        if not line.strip() or self._is_table(count):
            return False
        if not _SPECIAL.match(line):
            return True
        element = _ELEMENT.match(line)
        if element:
            return element[1].lower() in INLINE
        return not (_is_rule(line) or any(shape.match(line) for shape in _INTERRUPTIONS))


def _rows(lines: list[str], start: int, number: int) -> Iterator[Row]:
    """Yield the rows of a table that starts at a place and on a line; the header is the first."""
    width = len(pipe_cells(lines[0]))
    for index, line in enumerate(lines):
        if index != 1:
            cells = fitted_cells(line, lines[0], width)
            words = line.strip()
            place = start + len(line) - len(line.lstrip())
            row = tuple(read_cell(cell, plain_words(cell)) for cell in cells)
            yield Row(row, place, place + len(words), number + index)
        start += len(line) + 1
