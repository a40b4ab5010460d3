"""The facts of an article put in order for the forms: rows beside rows, and what is said where."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from quizapp.engine.derivation.blocks import QA, Article, Passage, Table
from quizapp.engine.derivation.columns import has_generic_header
from quizapp.engine.derivation.date_spans import Granularity
from quizapp.engine.derivation.dates import DateValue
from quizapp.engine.derivation.distractors import nearest_values
from quizapp.engine.derivation.facts import (
    ComparisonFact,
    DatedFact,
    Fact,
    FaqFact,
    FigureFact,
    TimelineFact,
)
from quizapp.engine.derivation.proposals import Place
from quizapp.engine.derivation.spoken import dates_in
from quizapp.engine.derivation.wording import content_words, names_a_year, same_words

_LAST_DAY = date.max.toordinal()
_AGGREGATE = re.compile(
    r"(?:grand |sub)?-?totals?\b.*|sum|all\b.*|average\b.*|mean|median|overall|combined"
    r"|world(?:wide)?|global|others?\b.*|rest\b.*|everyone|everything|(?:.* )?(?:total|average)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event with its date: a row of a table, or an entry of a list."""

    fact: TimelineFact | DatedFact
    name: str
    date: DateValue
    meaning: str
    place: Place
    date_place: Place
    meaning_place: Place


@dataclass(frozen=True)
class Timeline:
    """Events whose dates can be compared; `label` heads their column, "" for a plain `Date`."""

    events: tuple[Event, ...]
    label: str

    @cached_property
    def names(self) -> Counter[str]:
        """How many events have each name."""
        return Counter(same_words(event.name) for event in self.events)

    @cached_property
    def meanings(self) -> Counter[str]:
        """How many events have each meaning."""
        return Counter(same_words(event.meaning) for event in self.events)

    @cached_property
    def dates(self) -> tuple[DateValue, ...]:
        """The dates of the events, by time."""
        return tuple(sorted((event.date for event in self.events), key=lambda date: date.first))

    @cached_property
    def by_date(self) -> dict[str, Event]:
        """The first event of each date, as it is written."""
        return {event.date.text: event for event in reversed(self.events)}

    @cached_property
    def neighbours(self) -> dict[int, list[Event]]:
        """The events nearest in time to each, which is named by its place in `events`."""
        return nearest_values(self.events, lambda event: Decimal(event.date.first))

    @cached_property
    def overlapping(self) -> frozenset[int]:
        """The places of events that have a day in common with another."""
        ranked = sorted(range(len(self.events)), key=lambda place: self.events[place].date.first)
        shared: set[int] = set()
        last, holder = None, -1
        for place in ranked:
            date = self.events[place].date
            if last is not None and date.first <= last:
                shared |= {place, holder}
            if last is None or date.last > last:
                last, holder = date.last, place
        return frozenset(shared)

    @cached_property
    def chain(self) -> tuple[Event, ...]:
        """Events each of which is over before the next begins, and whose names tell no year."""
        chain: list[Event] = []
        for event in sorted(self.events, key=lambda event: (event.date.last, event.date.first)):
            if self.names[same_words(event.name)] > 1 or names_a_year(event.name):
                continue
            if not chain or chain[-1].date.before(event.date):
                chain.append(event)
        return tuple(chain)


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell with a number, and where its subject and it stand."""

    fact: FigureFact
    place: Place
    value_place: Place

    @property
    def middle(self) -> Decimal:
        """The number, of a range its middle."""
        return (self.fact.value.low + self.fact.value.high) / 2


@dataclass(frozen=True)
class FigureColumn:
    """The numbers of a column, without totals and averages."""

    figures: tuple[Figure, ...]

    @cached_property
    def names(self) -> Counter[str]:
        """How many rows have each subject."""
        return Counter(same_words(figure.fact.subject) for figure in self.figures)

    @cached_property
    def neighbours(self) -> dict[int, list[Figure]]:
        """The figures nearest in value to each, which is named by its place in `figures`."""
        return nearest_values(self.figures, lambda figure: figure.middle)

    @cached_property
    def comparable(self) -> tuple[Figure, ...]:
        """The figures whose subjects are single and whose values have one unit and no bound."""
        single = [
            figure
            for figure in self.figures
            if self.names[same_words(figure.fact.subject)] == 1 and not figure.fact.value.bound
        ]
        units = Counter(figure.fact.value.unit for figure in single)
        most = max(units, key=lambda unit: units[unit], default="")
        return tuple(figure for figure in single if figure.fact.value.unit == most)

    @cached_property
    def ranked(self) -> tuple[Figure, ...]:
        """The comparable figures, the highest first."""
        return tuple(sorted(self.comparable, key=lambda figure: figure.middle, reverse=True))


@dataclass(frozen=True, slots=True)
class Statement:
    """A cell with words, where its subject and it stand, and all that is said of the subject.

    `said` holds what any table of the article has for the subject under this aspect.
    """

    fact: ComparisonFact
    place: Place
    statement_place: Place
    said: tuple[str, ...]


@dataclass(frozen=True)
class StatementColumn:
    """What is said in a column of words."""

    statements: tuple[Statement, ...]

    @cached_property
    def subjects(self) -> Counter[str]:
        """How many rows have each subject."""
        return Counter(same_words(cell.fact.subject) for cell in self.statements)

    @cached_property
    def texts(self) -> Counter[str]:
        """How many rows say each statement."""
        return Counter(same_words(cell.fact.statement) for cell in self.statements)

    @cached_property
    def topic(self) -> str:
        """The heading over the table, "" where it names one of the subjects."""
        topic = self.statements[0].fact.section.rpartition(" > ")[2]
        words = content_words(topic)
        named = any(words & content_words(cell.fact.subject) for cell in self.statements)
        return "" if named else topic


@dataclass(frozen=True)
class Material:
    """An article and its facts, as the forms use them."""

    article: Article
    facts: Sequence[Fact]

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the article, by their number."""
        return tuple(block for block in self.article.blocks if isinstance(block, Table))

    @cached_property
    def timelines(self) -> tuple[Timeline, ...]:
        """The events of each column of dates, and of each list of dated entries."""
        columns: dict[tuple[object, ...], list[Event]] = defaultdict(list)
        labels: dict[tuple[object, ...], str] = {}
        for fact in self.facts:
            if isinstance(fact, TimelineFact):
                key: tuple[object, ...] = (fact.table, fact.column)
                header = self.tables[fact.table].header[fact.column]
                labels[key] = "" if has_generic_header(header) else fact.label
                columns[key].append(self._row_event(fact))
            elif isinstance(fact, DatedFact) and fact.subject:
                columns[fact.section,].append(_entry_event(fact))
        return tuple(
            Timeline(tuple(events), labels.get(key, "")) for key, events in columns.items()
        )

    @cached_property
    def figures(self) -> tuple[FigureColumn, ...]:
        """The numbers of each column of a table, without totals and averages."""
        columns: dict[tuple[int, int], list[Figure]] = defaultdict(list)
        for fact in self.facts:
            if not isinstance(fact, FigureFact) or fact.table is None:
                continue
            if not _AGGREGATE.fullmatch(fact.subject):
                columns[fact.table, fact.column].append(self._figure(fact, fact.table))
        return tuple(FigureColumn(tuple(figures)) for figures in columns.values())

    @cached_property
    def figure_lines(self) -> tuple[FigureFact, ...]:
        """The numbers that stand on lines of their own."""
        found = (fact for fact in self.facts if isinstance(fact, FigureFact))
        return tuple(fact for fact in found if fact.table is None)

    @cached_property
    def statements(self) -> tuple[StatementColumn, ...]:
        """What is said in each column of words."""
        columns: dict[tuple[int, int], list[Statement]] = defaultdict(list)
        facts = [fact for fact in self.facts if isinstance(fact, ComparisonFact)]
        said: dict[tuple[str, str], list[str]] = defaultdict(list)
        for fact in facts:
            said[_asked_of(fact)].append(fact.statement)
        for fact in facts:
            place = self._cell(fact, fact.table, fact.row, fact.subject)
            cell = Place(fact.line, fact.table, fact.row, fact.column, fact.quote)
            statement = Statement(fact, place, cell, tuple(said[_asked_of(fact)]))
            columns[fact.table, fact.column].append(statement)
        return tuple(StatementColumn(tuple(cells)) for cells in columns.values())

    @cached_property
    def faqs(self) -> tuple[FaqFact, ...]:
        """The questions that the article asks itself."""
        return tuple(fact for fact in self.facts if isinstance(fact, FaqFact))

    @cached_property
    def answers(self) -> dict[str, set[str]]:
        """The different answers that the article gives to each question, by `same_words`."""
        answers: dict[str, set[str]] = defaultdict(set)
        for fact in self.faqs:
            answers[same_words(fact.question)].add(same_words(fact.answer))
        return answers

    @cached_property
    def latest_year(self) -> int:
        """The year of the last date, after which nothing is made up; 0 where there is none."""
        last = max((fact.date.last for fact in self._dated), default=0)
        return date.fromordinal(last).year if 0 < last < _LAST_DAY else 0

    @cached_property
    def _dated(self) -> list[TimelineFact | DatedFact]:
        return [fact for fact in self.facts if isinstance(fact, TimelineFact | DatedFact)]

    def dates_in_order(self, granularity: Granularity) -> tuple[DateValue, ...]:
        """Return every date of this granularity among the facts, each writing once, by time."""
        return self._dates.get(granularity, ())

    @cached_property
    def date_places(self) -> dict[str, Place]:
        """Where each date, as written, first stands among the facts."""
        places: dict[str, Place] = {}
        for fact in self._dated:
            if fact.date.text in places:
                continue
            if isinstance(fact, TimelineFact):
                place = Place(fact.line, fact.table, fact.row, fact.column, fact.quote)
            else:
                place = Place(fact.line, quote=fact.quote)
            places[fact.date.text] = place
        return places

    @cached_property
    def _dates(self) -> dict[Granularity, tuple[DateValue, ...]]:
        found: dict[Granularity, dict[str, DateValue]] = defaultdict(dict)
        for fact in self._dated:
            found[fact.date.granularity].setdefault(fact.date.text, fact.date)
        return {
            granularity: tuple(sorted(dates.values(), key=lambda date: date.first))
            for granularity, dates in found.items()
        }

    def dates_of(self, name: str, label: str) -> tuple[DateValue, ...]:
        """Return the dates that tables and lists give for this name under this label."""
        return tuple(self._dated_names.get((same_words(name), label), ()))

    def meanings_of(self, name: str) -> tuple[str, ...]:
        """Return all that tables and lists of dates say of this name."""
        return tuple(self._meanings.get(same_words(name), ()))

    def dates_beside(self, name: str) -> tuple[DateValue, ...]:
        """Return the dates in all sentences that name this."""
        words = content_words(name)
        rarest = min((self._postings.get(word, []) for word in words), key=len, default=[])
        return tuple(
            match.value
            for number in rarest
            if words <= self._sentence_words[number][0]
            for match in dates_in(self._sentence_words[number][1])
        )

    @cached_property
    def _dated_names(self) -> dict[tuple[str, str], list[DateValue]]:
        names: dict[tuple[str, str], list[DateValue]] = defaultdict(list)
        for timeline in self.timelines:
            for event in timeline.events:
                names[same_words(event.name), timeline.label].append(event.date)
        return names

    @cached_property
    def _meanings(self) -> dict[str, list[str]]:
        meanings: dict[str, list[str]] = defaultdict(list)
        for timeline in self.timelines:
            for event in timeline.events:
                if event.meaning:
                    meanings[same_words(event.name)].append(event.meaning)
        return meanings

    @cached_property
    def _sentence_words(self) -> tuple[tuple[frozenset[str], str], ...]:
        return tuple((content_words(text), text) for text in _sentences(self.article))

    @cached_property
    def _postings(self) -> dict[str, list[int]]:
        """The sentences that each word stands in."""
        postings: dict[str, list[int]] = defaultdict(list)
        for number, (words, _) in enumerate(self._sentence_words):
            for word in words:
                postings[word].append(number)
        return postings

    def _row_event(self, fact: TimelineFact) -> Event:
        name = fact.event.removesuffix(f": {fact.label}")
        return Event(
            fact,
            name,
            fact.date,
            fact.significance,
            self._cell(fact, fact.table, fact.row, name),
            Place(fact.line, fact.table, fact.row, fact.column, fact.quote),
            self._cell(fact, fact.table, fact.row, fact.significance),
        )

    def _figure(self, fact: FigureFact, table: int) -> Figure:
        place = Place(fact.line, table, fact.row, fact.column, fact.quote)
        return Figure(fact, self._cell(fact, table, fact.row, fact.subject), place)

    def _cell(self, fact: Fact, table: int, row: int, text: str) -> Place:
        """Return the place of the cell of this row that holds a text, or begins it."""
        cells = self.tables[table].rows[row]
        columns = [number for number, cell in enumerate(cells) if cell.text == text]
        columns += [
            number for number, cell in enumerate(cells) if cell.text and text.startswith(cell.text)
        ]
        return Place(fact.line, table, row, columns[0] if columns else 0, fact.quote)


def _entry_event(fact: DatedFact) -> Event:
    place = Place(fact.line, quote=fact.quote)
    # Of `1943: Battle of Kursk` the statement is no more than the name.
    meaning = "" if fact.statement == fact.subject else fact.statement
    return Event(fact, fact.subject, fact.date, meaning, place, place, place)


def _asked_of(fact: ComparisonFact) -> tuple[str, str]:
    return same_words(fact.subject), same_words(fact.aspect)


def _sentences(article: Article) -> Iterator[str]:
    for block in article.blocks:
        if isinstance(block, Passage | QA):
            yield from block.sentences
