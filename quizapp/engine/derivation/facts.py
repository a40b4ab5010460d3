"""From an article to its facts, in the order in which it tells them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizapp.engine.derivation.blocks import QA, Article, Block, Footnote, Passage, Skipped, Table
from quizapp.engine.derivation.fact_values import (
    ComparisonFact,
    DatedFact,
    Fact,
    FactType,
    FaqFact,
    FigureFact,
    TimelineFact,
)
from quizapp.engine.derivation.prose_facts import faq_fact, prose_facts
from quizapp.engine.derivation.table_facts import table_facts

__all__ = [
    "ComparisonFact",
    "DatedFact",
    "Fact",
    "FactType",
    "FaqFact",
    "FigureFact",
    "Findings",
    "TimelineFact",
    "find_facts",
    "read_facts",
]

_MOST_NOTES = 100
_LISTS_OF_SOURCES = re.compile(
    r"(?:sources?|references?|bibliography|further reading|external links|see also|notes|footnotes"
    r"|literature|works cited|citations)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Findings:
    """The facts of an article, and what was not understood in it."""

    facts: tuple[Fact, ...]
    skipped: tuple[Skipped, ...]


def find_facts(article: Article) -> tuple[Fact, ...]:
    """Return the facts of the article."""
    return read_facts(article).facts


def read_facts(article: Article) -> Findings:
    """Return the facts of the article, each once, and what was skipped in reading and here."""
    found: dict[str, Fact] = {}
    skipped = list(article.skipped)
    for fact in _facts(article):
        if isinstance(fact, Skipped):
            skipped.append(fact)
        else:
            found.setdefault(fact.id, fact)
    return Findings(tuple(found.values()), tuple(skipped))


def _facts(article: Article) -> Iterator[Fact | Skipped]:
    tables = 0
    for place, block in enumerate(article.blocks):
        section = _section(article, block)
        if isinstance(block, Table):
            yield from table_facts(block, tables, section, _notes(article, place))
            tables += 1
        elif block.section and _LISTS_OF_SOURCES.fullmatch(block.section[-1]):
            continue
        elif isinstance(block, QA):
            yield faq_fact(block, section)
            yield from prose_facts(block, section)
        elif isinstance(block, Passage):
            yield from prose_facts(block, section)


def _section(article: Article, block: Block) -> str:
    """Return the headings over the block without the title of the article."""
    headings = block.section
    return " > ".join(headings[1:] if headings[:1] == (article.title,) else headings)


def _notes(article: Article, place: int) -> tuple[Mapping[str, str], ...]:
    """Return the notes that a table can refer to; those right under it before all others."""
    own: dict[str, str] = {}
    for below in article.blocks[place + 1 : place + 1 + _MOST_NOTES]:
        if not isinstance(below, Footnote):
            break
        own[below.mark] = below.text
    return own, article.footnotes
