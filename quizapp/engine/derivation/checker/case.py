"""A proposed question beside the article that it has to agree with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from quizapp.engine.derivation.checker.comparing import (
    Wrong,
    are_distinct,
    bare,
    collapsed,
    date_of,
    folded,
    is_same,
    mentions,
    require,
    shown,
)
from quizapp.engine.derivation.checker.gaps import Gap
from quizapp.engine.derivation.checker.index import Index
from quizapp.engine.derivation.dates import DateValue
from quizapp.engine.derivation.proposals import Place, Proposal
from quizapp.engine.kinds import Kind, SingleChoice
from quizapp.engine.kinds.checks import quoted

K = TypeVar("K", bound=Kind)
T = TypeVar("T")

_WORD = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Option:
    """An option, item or left side as it is shown, and where it was taken from."""

    text: str
    place: Place | None

    @property
    def origin(self) -> Place:
        """Where it was taken from, which must be somewhere."""
        if self.place is None:
            raise Wrong(f"{quoted(self.text)} is made up, which this form does not allow.")
        return self.place


@dataclass(frozen=True)
class Case:
    """A proposal, and the index of its article; what does not hold raises Wrong."""

    index: Index
    proposal: Proposal

    @cached_property
    def stem(self) -> str:
        """The stem as it is shown."""
        return shown(self.proposal.question.stem)

    def body(self, kind: type[K]) -> K:
        """Return the body, which must be of this kind."""
        body = self.proposal.question.body
        if not isinstance(body, kind):
            raise Wrong(f"A question of this form is of the kind {kind.name}, not {body.name}.")
        return body

    def places(self, count: int) -> tuple[Place, ...]:
        """Return the places, of which there must be so many."""
        places = self.proposal.places
        require(len(places) == count, f"This form rests on {count} places, not {len(places)}.")
        return places

    def options(self, texts: Sequence[str]) -> list[Option]:
        """Return the texts of options, items or left sides with their places."""
        places = self.proposal.option_places
        require(len(places) == len(texts), f"{len(texts)} options have {len(places)} places.")
        options = [Option(shown(text), place) for text, place in zip(texts, places, strict=True)]
        require(are_distinct(option.text for option in options), "Two options are the same.")
        return options

    def choice(self) -> tuple[list[Option], int]:
        """Return the options of a single choice and the number of the key."""
        body = self.body(SingleChoice)
        options = self.options(body.options)
        require(0 <= body.correct < len(options), f"There is no option {body.correct + 1}.")
        return options, body.correct

    def require_in_stem(self, text: str) -> None:
        """Raise Wrong where the stem does not have these words of the article."""
        require(mentions(self.stem, text), f"The question does not name {quoted(text)}.")

    def require_asks(self, wanted: frozenset[str], opposite: frozenset[str], place: Place) -> None:
        """Raise Wrong where the stem has a word for the opposite, and none for what is wanted.

        Words in the header of `place` and over its table count for neither.
        """
        stem = folded(self.stem)
        header = self.index.header(place) if place.table is not None else ""
        for words in filter(None, map(bare, (header, *self.index.over(place)))):
            stem = stem.replace(words, " ")
        asked = set(_WORD.findall(stem))
        holds = bool(asked & wanted) or not asked & opposite
        require(holds, f"The question asks for the {min(opposite & asked, default='')}.")

    def require_at(self, option: Option, place: Place) -> None:
        """Raise Wrong where an option was not taken from this place."""
        is_there = spot(option.origin) == spot(place)
        require(is_there, f"{quoted(option.text)} is the key, and the article gives another.")

    def require_words(self, option: Option, words: str) -> None:
        """Raise Wrong where an option is not shown in the words of the article."""
        holds = option.text == collapsed(words)
        require(holds, f"{quoted(option.text)} stands for {quoted(words)} in the article.")

    def require_single(self, gap: Gap) -> None:
        """Raise Wrong where the article has the sentence around a gap with other words in it."""
        for sentence in self.index.sentences_with(gap.around):
            text = collapsed(sentence)
            if text.startswith(gap.before) and text.endswith(gap.after):
                inner = text[len(gap.before) : len(text) - len(gap.after)]
                is_other = not is_same(inner, gap.words)
                require(not is_other, f"{quoted(inner)} stands in the same sentence elsewhere.")

    def require_name(self, option: Option, value: Place) -> None:
        """Raise Wrong where an option is not called as its cell or entry, of which `value` is one.

        The header of the value or a date of the same row may follow, to tell rows or columns apart.
        """
        place = option.origin
        if place.table is None:
            self.require_words(option, self.index.entry(place).name)
            return
        name, row = collapsed(self.index.cell(place)), self.index.row(place)
        added = ["", self.index.header(value)]
        added += [row[column].text for column in self.index.dated_columns(place)]
        rest = option.text.removeprefix(name)
        holds = option.text.startswith(name) and any(is_same(rest, words) for words in added)
        require(holds, f"{quoted(option.text)} stands for {quoted(name)} in the article.")

    def beside(self, subject: Place, value: Place, said: str) -> tuple[str, ...]:
        """Return what the article's table gives for a subject, as far as `said` asks for it.

        Of rows with the same subject, those with another date than `said` names are left out.
        """
        texts = self.index.beside(subject, value)
        if len(texts) == 1:
            return texts
        row = self.index.row(subject)
        dated = self.index.dated_columns(subject)
        named = [column for column in dated if mentions(said, row[column].text)]
        return self.index.beside(subject, value, named)

    def other_dates(self, place: Place, name: str, header: str, said: str) -> list[DateValue]:
        """Return the dates that other tables and lists give a name, if `said` may ask for them."""
        over = self.index.over(place)
        elsewhere = self.index.elsewhere(name, header, place.table, any_date=True)
        days = [date_of(given.text) for given in elsewhere if given.is_meant(over, said)]
        entries = self.index.entries(name)
        days += [entry.date for entry, given in entries if given.is_meant(over, said)]
        return [day for day in days if day]


def without(items: Sequence[T], index: int) -> list[T]:
    """Return the items but that at `index`."""
    return [*items[:index], *items[index + 1 :]]


def spot(place: Place) -> tuple[object, ...]:
    """Return what tells a place from others."""
    if place.table is None:
        return place.line, place.quote
    return place.table, place.row, place.column


def value_of(place: Place, value: Place) -> Place:
    """Return where the value of an option stands: in the column of another value, or its entry."""
    require(place.table == value.table, f"Line {place.line} is not in the table of the key.")
    return place if place.table is None else replace(place, column=value.column)


def require_one_row(first: Place, second: Place) -> None:
    """Raise Wrong where two places are neither two cells of one row nor one entry."""
    if first.table is None:
        holds = spot(first) == spot(second)
    else:
        same = (first.table, first.row) == (second.table, second.row)
        holds = same and first.column != second.column
    require(holds, f"Lines {first.line} and {second.line} have not one row in common.")
