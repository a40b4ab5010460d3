"""The pieces of HTML: headings, paragraphs, items, definitions and the tables that hold data."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from quizapp.engine.derivation.blocks import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from quizapp.engine.derivation.html_tables import Spanned, SpannedRow, grid_of, read_spanned
from quizapp.engine.derivation.pieces import Piece, Reading, Stretch
from quizapp.engine.derivation.tables import TableLimits
from quizapp.engine.derivation.words import collapsed, superscript, word_set

MAX_DEPTH = 200

# A parser repeats an element of these in every later paragraph, until it is closed rightly. Under a
# name that it does not know an element has no effect beyond its own end.
_FORMATTING = "a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_FORMATTING_TAG = re.compile(rf"<(/?)({_FORMATTING})(?=[\s/>])", re.IGNORECASE)
_TAG_NAME = re.compile(r"<(/?)([a-z][^\s/<>]*)")
_NEVER_NESTED = word_set(
    "area base br col embed hr img input link meta source track wbr p li dt dd tr td th "
    "thead tbody tfoot option optgroup rp rt"
)
_ANY_TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>")
_LEFT_OUT = word_set(
    "script style template noscript svg math nav footer aside form button select textarea "
    "iframe object canvas audio video -comment"
)
_LEFT_OUT_CLASSES = frozenset({"mw-editsection", "navbox", "noprint", "reflist"})
INLINE = word_set(
    "abbr acronym bdi bdo cite data del dfn ins kbd label mark meter output progress q "
    "ruby rb rp rt samp span sub sup time tt var wbr img picture " + _FORMATTING.replace("|", " ")
)
_HEADING = re.compile("h[1-6]")
_ROLES = {"li": "item", "dt": "term", "dd": "definition"}


def read_html(source: str, limits: TableLimits, line: int | None = None, start: int = 0) -> Reading:
    """Return the pieces of a page, or of the part of an article that starts on `line`.

    They stand in the words of the page, one block a line, which begin at `start`.
    """
    if _depth(source) > MAX_DEPTH:
        reason = f"The tags are nested more than {MAX_DEPTH} deep, so only the words are read."
        limits.skip(line or 1, reason)
        source = _ANY_TAG.sub("<hr>", source)
    tree = LexborHTMLParser(_FORMATTING_TAG.sub(r"<\1x-\2", source))
    title = tree.css_first("title")
    reader = _Reader(limits, _layout_tables(tree.body), line, start)
    for node, opened in _walk(tree.body):
        reader.take(node, opened=opened)
    reader.close()
    return Reading(
        "".join(reader.text),
        tuple(reader.pieces),
        collapsed(title.text()) if title else "",
    )


def _depth(source: str) -> int:
    """Return how deep the tags are nested at most, where each is closed by one of its name."""
    opened: Counter[str] = Counter()
    depth = deepest = 0
    for slash, name in _TAG_NAME.findall(source.lower()):
        if name in _NEVER_NESTED:
            continue
        if not slash:
            opened[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return deepest


def _walk(body: LexborNode | None) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node when it is entered, and each element when it is left."""
    waiting = [(body, True)] if body else []
    while waiting:
        node, opened = waiting.pop()
        if not opened:
            yield node, False
        elif node.is_text_node:
            yield node, True
        elif not _is_left_out(node):
            yield node, True
            waiting.append((node, False))
            waiting += [(child, True) for child in node.iter(include_text=True)][::-1]


def _is_left_out(node: LexborNode) -> bool:
    if not node.is_element_node or node.tag in _LEFT_OUT:
        return True
    attributes = node.attributes
    classes = (attributes.get("class") or "").split()
    return "hidden" in attributes or not _LEFT_OUT_CLASSES.isdisjoint(classes)


def _layout_tables(body: LexborNode | None) -> set[int]:
    """Return the tables that another one is in; such a table arranges a page and holds no data."""
    layout: set[int] = set()
    tables: list[int] = []
    for node, opened in _walk(body):
        if node.tag != "table":
            continue
        if not opened:
            tables.pop()
            continue
        layout |= set(tables[-1:])
        tables.append(node.mem_id)
        if node.attributes.get("role") in {"presentation", "none"}:
            layout.add(node.mem_id)
    return layout


@dataclass(slots=True)
class _Table:
    """A table that is being read: the cells of the current row, and the rows so far."""

    line: int
    start: int
    part: int
    cells: list[Spanned] = field(default_factory=list)
    rows: list[SpannedRow] = field(default_factory=list)
    caption: str = ""
    count: int = 0


@dataclass(slots=True)
class _Reader:
    """Takes the nodes of a page in their order and collects the pieces."""

    limits: TableLimits
    layout: set[int]
    first_line: int | None
    length: int
    text: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    role: str = "text"
    term: Stretch | None = None
    bold: int = 0
    plain: bool = False
    table: _Table | None = None

    def take(self, node: LexborNode, *, opened: bool) -> None:
        """Take the beginning or the end of an element, or a text."""
        tag = node.tag or ""
        if node.is_text_node:
            self._take_text(node)
        elif self.table is not None:
            self._take_in_table(self.table, node, tag, opened=opened)
        elif tag in {"x-b", "x-strong"}:
            self._take_bold(opened=opened)
        elif tag == "table" and opened and node.mem_id not in self.layout:
            self.flush()
            self.table = _Table(self._line(), self.length, len(self.text))
        elif tag not in INLINE and not tag.startswith("x-"):
            self._take_block(tag, opened=opened)

    def flush(self) -> None:
        """End the passage that is being read."""
        words, marked = collapsed("".join(self.raw)), collapsed("".join(self.marked))
        bold, self.plain = not self.plain, False
        self.raw.clear()
        self.marked.clear()
        if not words:
            return
        stretch = self._append(words, marked)
        role, self.role = self.role, "text"
        if role == "term":
            self._end_term()
            self.term = stretch
        elif role == "definition" and self.term is not None:
            self.pieces.append(Piece("definition", self.term, definition=stretch))
            self.term = None
        elif role == "item":
            self.pieces.append(Piece("item", stretch))
        elif role.startswith("h"):
            self.pieces.append(Piece("heading", stretch, level=int(role[1])))
        else:
            self.pieces.append(Piece("text", stretch, bold=bold))

    def close(self) -> None:
        """End the page."""
        self.flush()
        self._end_term()

    def _take_text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        is_raised = len(text) < 4 and node.parent is not None and node.parent.tag == "sup"
        self.raw.append(text)
        self.marked.append(superscript(text) if is_raised else text)
        self.plain = self.plain or (not self.bold and not text.isspace())

    def _take_bold(self, *, opened: bool) -> None:
        self.bold += 1 if opened else -1
        if opened or self.bold or self.plain or self.role != "text":
            return
        if "".join(self.raw).rstrip().endswith("?"):
            self.flush()

    def _take_block(self, tag: str, *, opened: bool) -> None:
        if tag == "br" and self.role != "text":
            self.raw.append(" ")
            self.marked.append(" ")
            return
        self.flush()
        if tag == "dl" and not opened:
            self._end_term()
        if _HEADING.fullmatch(tag) or tag in _ROLES:
            self.role = _ROLES.get(tag, tag) if opened else "text"

    def _end_term(self) -> None:
        if self.term is not None:
            self.pieces.append(Piece("text", self.term))
            self.term = None

    def _take_in_table(self, table: _Table, node: LexborNode, tag: str, *, opened: bool) -> None:
        if tag not in INLINE and not tag.startswith("x-"):
            self.raw.append(" ")
            self.marked.append(" ")
        if opened and tag in {"td", "th", "caption"}:
            self.raw.clear()
            self.marked.clear()
        if opened:
            return
        if tag in {"td", "th"}:
            table.count += 1
            if table.count <= MAX_CELLS + 2 * MAX_COLUMNS:
                words = "".join(self.raw), "".join(self.marked)
                table.cells.append(read_spanned(node, *words))
        elif tag == "caption":
            table.caption = collapsed("".join(self.raw))
            self._append(table.caption, table.caption)
        elif tag == "tr":
            self._end_row(table)
        elif tag == "table":
            self._end_table(table)

    def _end_row(self, table: _Table) -> None:
        if len(table.rows) > MAX_ROWS + 1:
            return
        words = collapsed(" ".join(cell.cell.raw for cell in table.cells))
        row = self._append(words, words)
        table.rows.append(SpannedRow(tuple(table.cells), row.start, row.end, row.line))
        table.cells.clear()

    def _end_table(self, table: _Table) -> None:
        self.table = None
        self.raw.clear()
        self.marked.clear()
        grid = grid_of(table.rows, self.limits, table.line, table.caption)
        if grid is not None:
            words = "".join(self.text[table.part :]).strip()
            self.pieces.append(Piece("table", Stretch(words, table.start, table.line), grid=grid))

    def _append(self, words: str, marked: str) -> Stretch:
        stretch = Stretch(marked, self.length, self._line(), markdown=False)
        self.text += [words, "\n"]
        self.length += len(words) + 1
        return stretch

    def _line(self) -> int:
        return self.first_line or len(self.text) // 2 + 1
