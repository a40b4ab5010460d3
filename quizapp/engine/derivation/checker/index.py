"""An article arranged so that a place, a name or a sentence is found without a search."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from quizapp.engine.derivation.blocks import QA, Article, Cell, Passage, Table
from quizapp.engine.derivation.checker.comparing import (
    Wrong,
    bare,
    mentions,
    number_of,
    require,
    sure_date_of,
)
from quizapp.engine.derivation.checker.lines import Entry, Line, read_entry, read_line
from quizapp.engine.derivation.dates import DateValue, find_dates
from quizapp.engine.derivation.proposals import Place
from quizapp.engine.kinds.checks import quoted

_WORD = re.compile(r"\w+")
_ROWS_THAT_TELL = 5


@dataclass(frozen=True, slots=True)
class Given:
    """Words of the article, and the headings and the caption over them."""

    text: str
    over: tuple[str, ...]

    def is_meant(self, own: tuple[str, ...], said: str) -> bool:
        """Tell whether `said`, asked of what stands under `own`, may be asked of this as well."""
        return not any(words not in self.over and mentions(said, words) for words in own)


class Index:
    """All that the checker looks up in an article; places that it has not raise Wrong."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.tables = tuple(block for block in article.blocks if isinstance(block, Table))
        self._starts = [0]
        for line in article.text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._said: dict[tuple[int, str], Given] = {}
        self._sentences: dict[str, None] = {}
        self._answers: dict[tuple[int, str], QA] = {}
        self._columns: dict[tuple[int, ...], dict[tuple[str, ...], dict[str, None]]] = {}
        self._rows: dict[tuple[int, int], bool] = {}
        self._dated: dict[tuple[int, int], tuple[int, ...]] = {}
        for block in article.blocks:
            if isinstance(block, Passage | QA) and self._stands(block.line, block.quote):
                self._add(block)

    def _add(self, block: Passage | QA) -> None:
        """Note the words of a block, and those of its sentences that stand in it."""
        if isinstance(block, QA):
            self._answers[block.line, block.quote] = block
        else:
            self._said[block.line, block.quote] = Given(block.text, block.section)
        at = 0
        for words, quote in zip(block.sentences, block.sentence_quotes, strict=True):
            found = block.quote.find(quote, at)
            if found >= 0:
                at = found + len(quote)
                self._said.setdefault((block.line, quote), Given(words, block.section))
                self._sentences[words] = None

    def _stands(self, line: int, quote: str) -> bool:
        """Tell whether these words begin on this line of the article."""
        if not 0 < line < len(self._starts):
            return False
        start, end = self._starts[line - 1 : line + 1]
        return self.article.text.find(quote, start, end + len(quote)) >= 0

    def quote_at(self, place: Place) -> str:
        """Return the words of the article at a place, of a cell those of its row."""
        if place.table is not None:
            table, row, _ = self._coordinates(place)
            return self.tables[table].row_quotes[row]
        key = place.line, place.quote
        stands = key in self._said or key in self._answers
        require(stands, f"{quoted(place.quote)} does not stand on line {place.line}.")
        return place.quote

    def cell(self, place: Place) -> str:
        """Return the words of a cell."""
        column = self._coordinates(place)[2]
        return self.row(place)[column].text

    def header(self, place: Place) -> str:
        """Return the words over the column of a cell."""
        table, _, column = self._coordinates(place)
        return self.tables[table].header[column].text

    def row(self, place: Place) -> tuple[Cell, ...]:
        """Return the row that a cell stands in."""
        table, row, _ = self._coordinates(place)
        return self.tables[table].rows[row]

    def _coordinates(self, place: Place) -> tuple[int, int, int]:
        """Return table, row and column of a place that is a cell."""
        table, row, column = place.table, place.row, place.column
        if table is None or row is None or column is None:
            raise Wrong(f"The place on line {place.line} is no cell of a table.")
        if not 0 <= table < len(self.tables):
            raise Wrong(f"The article has no table {table + 1}.")
        found = self.tables[table]
        if not 0 <= row < len(found.rows) or not 0 <= column < len(found.header):
            raise Wrong(f"Table {table + 1} has no row {row + 1} with a column {column + 1}.")
        quote = found.row_quotes[row]
        if place.quote not in quote or not self._has_row(table, row, place.line):
            raise Wrong(f"{quoted(place.quote or quote)} is not in a row on line {place.line}.")
        return table, row, column

    def _has_row(self, table: int, row: int, line: int) -> bool:
        """Tell whether a row stands on this line of the article."""
        found = self.tables[table]
        if (table, row) not in self._rows:
            self._rows[table, row] = self._stands(found.row_lines[row], found.row_quotes[row])
        return self._rows[table, row] and line == found.row_lines[row]

    def passage(self, place: Place) -> Given:
        """Return the plain words at a place outside tables."""
        found = self._said.get((place.line, place.quote))
        if found is None:
            raise Wrong(f"The place on line {place.line} is no sentence and no entry of a list.")
        return found

    def answer(self, place: Place) -> QA:
        """Return the question and answer at a place."""
        found = self._answers.get((place.line, place.quote))
        if found is None:
            raise Wrong(f"The place on line {place.line} is no question with an answer.")
        return found

    def entry(self, place: Place) -> Entry:
        """Return the dated entry of a list at a place."""
        entry = read_entry(self.passage(place).text)
        if entry is None:
            raise Wrong(f"{quoted(place.quote)} is no entry with a date.")
        return entry

    def line(self, place: Place) -> Line:
        """Return the line with a number at a place."""
        line = read_line(self.passage(place).text)
        if line is None:
            raise Wrong(f"{quoted(place.quote)} is no line with a number.")
        return line

    def over(self, place: Place) -> tuple[str, ...]:
        """Return the headings over a place, and the caption of its table."""
        if place.table is None:
            return self.passage(place).over
        return _over(self.tables[place.table])

    def beside(self, subject: Place, value: Place, columns: Sequence[int] = ()) -> tuple[str, ...]:
        """Return what the column of `value` holds in all rows of this subject, each text once.

        Rows that differ from that of the subject in one of the `columns` are left out.
        """
        table, _, name = self._coordinates(subject)
        column = self._coordinates(value)[2]
        names = (name, *columns)
        found = self._columns.get((table, column, *names))
        if found is None:
            found = self._columns[table, column, *names] = defaultdict(dict)
            for row in self.tables[table].rows:
                found[_texts(row, names)][row[column].text] = None
        return tuple(found[_texts(self.row(subject), names)])

    def dated_columns(self, place: Place) -> tuple[int, ...]:
        """Return the columns that hold a date in the row of a cell."""
        table, row, _ = self._coordinates(place)
        found = self._dated.get((table, row))
        if found is None:
            cells = enumerate(self.tables[table].rows[row])
            found = tuple(number for number, cell in cells if sure_date_of(cell.text))
            self._dated[table, row] = found
        return found

    def elsewhere(
        self, name: str, header: str, own: int | None, *, any_date: bool
    ) -> Iterator[Given]:
        """Yield what tables other than number `own` give for a name under this header.

        With `any_date` the only date of a row counts under whatever header.
        """
        for number, row, column in self._rows_by_name.get(bare(name), ()):
            if number == own:
                continue
            table = self.tables[number]
            pairs = list(zip(table.header, table.rows[row], strict=True))
            pairs.pop(column)
            texts = [cell.text for heading, cell in pairs if is_headed(heading, header)]
            if any_date and not texts:
                texts = [cell.text for _, cell in pairs if sure_date_of(cell.text)]
            if len(texts) == 1:
                yield Given(texts[0], _over(table))

    def entries(self, name: str) -> Sequence[tuple[Entry, Given]]:
        """Return the dated entries of lists that have this name."""
        return self._entries.get(bare(name), ())

    def lines(self, label: str) -> Sequence[tuple[Line, Given]]:
        """Return the lines with a number of what the label says."""
        return self._lines.get(bare(label), ())

    def has_sentence(self, words: str) -> bool:
        """Tell whether the article says just this in a sentence."""
        return bare(words) in self._bare_sentences

    def sentences_with(self, words: str) -> Sequence[str]:
        """Return all sentences that have every one of these words, and perhaps others."""
        found = (self._postings.get(word, ()) for word in set(_WORD.findall(bare(words))))
        return min(found, key=len, default=())

    def dates_near(self, name: str) -> Iterator[DateValue]:
        """Yield the dates in all sentences that name something."""
        for sentence in self.sentences_with(name):
            if mentions(sentence, name):
                yield from (match.value for match in find_dates(sentence))

    @cached_property
    def _rows_by_name(self) -> dict[str, list[tuple[int, int, int]]]:
        found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for number, table in enumerate(self.tables):
            column = _name_column(table)
            for row, cells in enumerate(table.rows):
                found[bare(cells[column].text)].append((number, row, column))
        return found

    @cached_property
    def _entries(self) -> dict[str, list[tuple[Entry, Given]]]:
        found: dict[str, list[tuple[Entry, Given]]] = defaultdict(list)
        for given in self._said.values():
            if entry := read_entry(given.text):
                found[bare(entry.name)].append((entry, given))
        return found

    @cached_property
    def _lines(self) -> dict[str, list[tuple[Line, Given]]]:
        found: dict[str, list[tuple[Line, Given]]] = defaultdict(list)
        for given in self._said.values():
            if line := read_line(given.text):
                for label in line.labels:
                    found[bare(label)].append((line, given))
        return found

    @cached_property
    def _bare_sentences(self) -> frozenset[str]:
        return frozenset(map(bare, self._sentences))

    @cached_property
    def _postings(self) -> dict[str, list[str]]:
        """The sentences that each word stands in."""
        found: dict[str, list[str]] = defaultdict(list)
        for sentence in self._sentences:
            for word in set(_WORD.findall(bare(sentence))):
                found[word].append(sentence)
        return found


def is_headed(header: Cell, words: str) -> bool:
    """Tell whether a column has just this header, which is not empty."""
    return bool(words) and bare(header.text) == bare(words)


def _texts(row: Sequence[Cell], columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(bare(row[column].text) for column in columns)


def _over(table: Table) -> tuple[str, ...]:
    return (*table.section, *filter(None, [table.caption]))


def _name_column(table: Table) -> int:
    """Return the first column that has neither dates nor numbers, as far as its top shows."""
    for column in range(len(table.header)):
        top = [row[column].text for row in table.rows[:_ROWS_THAT_TELL]]
        if not any(sure_date_of(text) or number_of(text) for text in top):
            return column
    return 0
