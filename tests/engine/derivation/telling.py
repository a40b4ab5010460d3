"""Short ways to find facts, and to say which were found."""

from collections import Counter
from collections.abc import Sequence

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.facts import (
    ComparisonFact,
    DatedFact,
    Fact,
    FigureFact,
    TimelineFact,
    find_facts,
    read_facts,
)


def facts(*lines: str) -> tuple[Fact, ...]:
    return find_facts(read_article("\n".join(lines)))


def reasons(*lines: str) -> list[tuple[int, str]]:
    found = read_facts(read_article("\n".join(lines)))
    return [(skipped.line, skipped.reason) for skipped in found.skipped]


def table(header: str, *rows: str) -> list[str]:
    return [header, "|".join("-" for _ in header.split("|")), *rows]


def counts(found: Sequence[Fact]) -> dict[str, int]:
    return dict(Counter(fact.type for fact in found))


def timeline(found: Sequence[Fact]) -> list[tuple[str, str, str]]:
    return [
        (fact.event, fact.date.text, fact.significance)
        for fact in found
        if isinstance(fact, TimelineFact)
    ]


def figures(found: Sequence[Fact]) -> list[tuple[str, str, str]]:
    return [
        (fact.subject, fact.measure, fact.value.text)
        for fact in found
        if isinstance(fact, FigureFact)
    ]


def comparisons(found: Sequence[Fact]) -> list[tuple[str, str, str]]:
    return [
        (fact.subject, fact.aspect, fact.statement)
        for fact in found
        if isinstance(fact, ComparisonFact)
    ]


def dated(found: Sequence[Fact]) -> list[tuple[str, str, str]]:
    return [
        (fact.subject, fact.date.text, fact.statement)
        for fact in found
        if isinstance(fact, DatedFact)
    ]
