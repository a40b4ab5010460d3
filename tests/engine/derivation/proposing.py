"""Proposals by hand: questions about a small article, with the places that they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.blocks import QA, Article, Passage, Table
from quizapp.engine.derivation.checker import find_error
from quizapp.engine.derivation.proposals import Place, Proposal
from quizapp.engine.kinds import (
    Card,
    Kind,
    Matching,
    Numerical,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.engine.numbers import read_range
from quizapp.engine.question import Question, Source

Taken = tuple[str, Place | None]
"""An option, and where it was taken from."""


@dataclass(frozen=True)
class Sheet:
    """An article to ask about."""

    text: str

    @cached_property
    def article(self) -> Article:
        return read_article(self.text)

    def cell(self, row: int, column: int, table: int = 0) -> Place:
        tables = [block for block in self.article.blocks if isinstance(block, Table)]
        found = tables[table]
        return Place(found.row_lines[row], table, row, column, found.row_quotes[row])

    def text_at(self, place: Place) -> str:
        """The words of a cell."""
        tables = [block for block in self.article.blocks if isinstance(block, Table)]
        assert place.table is not None and place.row is not None and place.column is not None
        return tables[place.table].rows[place.row][place.column].text

    def words(self, words: str) -> Place:
        """The first sentence or list item that begins with these words."""
        passages = (block for block in self.article.blocks if isinstance(block, Passage))
        return next(
            Place(block.line, quote=quote)
            for block in passages
            for quote in (*block.sentence_quotes, block.quote)
            if quote.startswith(words)
        )

    def item(self, words: str) -> Place:
        """The whole list item that begins with these words."""
        passages = (block for block in self.article.blocks if isinstance(block, Passage))
        return next(
            Place(block.line, quote=block.quote)
            for block in passages
            if block.quote.startswith(words)
        )

    def asked(self, question: str) -> Place:
        answers = (block for block in self.article.blocks if isinstance(block, QA))
        return next(
            Place(block.line, quote=block.quote) for block in answers if block.question == question
        )

    def proposal(
        self,
        form: str,
        stem: str,
        body: Kind,
        places: Sequence[Place],
        option_places: Sequence[Place | None] = (),
        made_up: Sequence[str] = (),
    ) -> Proposal:
        quote = "\n".join(dict.fromkeys(place.quote for place in places))
        source = Source(quote=quote, form=form, sha256=self.article.sha256)
        note = f"Made up: {'; '.join(made_up)}." if made_up else ""
        question = Question("key", stem, body, source=source, note=note)
        return Proposal(question, form, (), tuple(places), tuple(option_places), tuple(made_up))

    def choice(
        self,
        form: str,
        stem: str,
        places: Sequence[Place],
        *options: Taken,
        correct: int = 0,
        made_up: Sequence[str] = (),
    ) -> Proposal:
        texts = tuple(text for text, _ in options)
        origins = [place for _, place in options]
        return self.proposal(form, stem, SingleChoice(texts, correct), places, origins, made_up)

    def order(self, form: str, stem: str, places: Sequence[Place], *items: Taken) -> Proposal:
        texts = tuple(text for text, _ in items)
        return self.proposal(form, stem, Ordering(texts), places, [place for _, place in items])

    def pairs(
        self, form: str, stem: str, places: Sequence[Place], *pairs: tuple[str, str, Place]
    ) -> Proposal:
        body = Matching(tuple((left, right) for left, right, _ in pairs))
        return self.proposal(form, stem, body, places, [place for *_, place in pairs])

    def number(
        self,
        form: str,
        stem: str,
        places: Sequence[Place],
        key: str,
        tolerance: str = "",
        unit: str = "",
    ) -> Proposal:
        ends = read_range(key)
        margin = read_range(tolerance.removesuffix("%") or "0")
        assert ends and margin
        body = Numerical(*ends, margin[0], percent=tolerance.endswith("%"), unit=unit)
        return self.proposal(form, stem, body, places)

    def typed(self, form: str, stem: str, places: Sequence[Place], *accepted: str) -> Proposal:
        return self.proposal(form, stem, ShortAnswer(accepted), places)

    def card(self, form: str, stem: str, places: Sequence[Place], back: str) -> Proposal:
        return self.proposal(form, stem, Card(back), places)

    def truth(self, form: str, stem: str, place: Place, correct: bool, *made_up: str) -> Proposal:
        return self.proposal(form, stem, TrueFalse(correct), [place], made_up=made_up)

    def error(self, proposal: Proposal) -> str:
        return find_error(self.article, proposal)
