"""An article as the review shows it: headings, tables and sentences with their facts marked.

It is JSON from the start, cut into parts that a page can hold: a part is a list of blocks, and a
text with its mark is a list of the two. A mark stands on a cell, a sentence or a whole entry; it
has a number that is its own in the article, the types of its facts, and the positions of the
proposed questions that rest on them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from quizapp.engine.derivation.blocks import (
    QA,
    Block,
    Bullet,
    Footnote,
    Heading,
    Passage,
    Table,
)
from quizapp.engine.derivation.facts import Fact
from quizapp.engine.derivation.proposals import Derivation
from quizapp.engine.plain_text import showable

PART_LENGTH = 25_000
"""How many characters of an article stand on a page, about."""

_LOWEST_HEADING = 6

Mark = dict[str, Any]
MarkedText = list[Any]
ShownBlock = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MarkPlace:
    """Where a fact is marked: the part of the article, and the number of the mark."""

    part: int
    number: int


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """The parts of an article, and where each fact of it is marked."""

    parts: tuple[list[ShownBlock], ...]
    places: Mapping[str, MarkPlace]


def show_article(derivation: Derivation) -> ShownArticle:
    """Return the article of a derivation as it is shown."""
    return _Composer(derivation).compose()


@dataclass(slots=True)
class _Composer:
    derivation: Derivation
    cells: dict[tuple[int, int, int], list[Fact]] = field(default_factory=dict)
    quotes: dict[tuple[int, str], list[Fact]] = field(default_factory=dict)
    asked: dict[str, list[int]] = field(default_factory=dict)
    parts: list[list[ShownBlock]] = field(default_factory=lambda: [[]])
    places: dict[str, MarkPlace] = field(default_factory=dict)
    length: int = 0
    level: int = 2
    marks: int = 0
    tables: int = 0

    def compose(self) -> ShownArticle:
        """Go through the article once."""
        cells, quotes, asked = defaultdict(list), defaultdict(list), defaultdict(list)
        for fact in self.derivation.facts:
            table = getattr(fact, "table", None)
            if table is None:
                quotes[fact.line, fact.quote].append(fact)
            else:
                cells[table, getattr(fact, "row", 0), getattr(fact, "column", 0)].append(fact)
        for position, proposal in enumerate(self.derivation.proposals):
            for fact_id in dict.fromkeys(proposal.facts):
                asked[fact_id].append(position)
        self.cells, self.quotes, self.asked = cells, quotes, asked
        for block in self.derivation.article.blocks:
            self._show(block)
        return ShownArticle(tuple(self.parts), self.places)

    def _show(self, block: Block) -> None:
        if not isinstance(block, Table):
            self._make_room(len(block.quote))
        match block:
            case Heading():
                self.level = min(len(block.section) + 3, self.level + 1, _LOWEST_HEADING)
                self._add("heading", level=self.level, text=showable(block.text))
            case Table():
                self._show_table(block)
            case QA():
                facts = self.quotes.pop((block.line, block.quote), [])
                question = self._marked(block.question, facts)
                self._add("question", question=question, texts=self._sentences(block))
            case Bullet():
                self._show_item(block)
            case Passage():
                self._add("paragraph", texts=self._sentences(block))
            case Footnote():
                self._add("note", sign=showable(block.mark), text=showable(block.text))

    def _show_item(self, block: Bullet) -> None:
        last = self.parts[-1][-1] if self.parts[-1] else {}
        texts = self._sentences(block)
        if last.get("kind") == "list":
            last["items"].append(texts)
        else:
            self._add("list", items=[texts])

    def _show_table(self, table: Table) -> None:
        number, self.tables = self.tables, self.tables + 1
        header = [showable(cell.text) for cell in table.header]
        rows: list[list[MarkedText]] = []
        for row, cells in enumerate(table.rows):
            length = len(table.row_quotes[row])
            if self.length and self.length + length > PART_LENGTH:
                self._add_rows(table, header, rows)
                rows = []
            self._make_room(length)
            rows.append(
                [
                    self._marked(cell.text, self.cells.get((number, row, column), ()))
                    for column, cell in enumerate(cells)
                ]
            )
        self._add_rows(table, header, rows)

    def _add_rows(self, table: Table, header: list[str], rows: list[list[MarkedText]]) -> None:
        if rows:
            self._add("table", caption=showable(table.caption), header=header, rows=rows)

    def _sentences(self, block: Passage | QA) -> list[MarkedText]:
        """Return the sentences; a fact on all of the block is marked as one text."""
        facts = self.quotes.pop((block.line, block.quote), None)
        if facts is not None and isinstance(block, Passage):
            return [self._marked(block.text, facts)]
        return [
            self._marked(sentence, self.quotes.get((block.line, quote), ()))
            for sentence, quote in zip(block.sentences, block.sentence_quotes, strict=True)
        ]

    def _marked(self, text: str, facts: Iterable[Fact]) -> MarkedText:
        new = [fact for fact in facts if fact.id not in self.places]
        if not new:
            return [showable(text), None]
        self.marks += 1
        for fact in new:
            self.places[fact.id] = MarkPlace(len(self.parts) - 1, self.marks)
        mark = {
            "number": self.marks,
            "types": [*dict.fromkeys(fact.type for fact in new)],
            "questions": [*dict.fromkeys(self._questions(new))],
        }
        return [showable(text), mark]

    def _questions(self, facts: Iterable[Fact]) -> Iterator[int]:
        for fact in facts:
            yield from self.asked.get(fact.id, ())

    def _make_room(self, length: int) -> None:
        """Begin another part where the block would make this one too long."""
        if self.length and self.length + length > PART_LENGTH:
            self.parts.append([])
            self.length, self.level = 0, 2
        self.length += length

    def _add(self, kind: str, **content: Any) -> None:
        self.parts[-1].append({"kind": kind, **content})
