"""Derivations made by hand, for what is done with them afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.blocks import Skipped
from quizapp.engine.derivation.facts import Fact, find_facts
from quizapp.engine.derivation.proposals import Derivation, Place, Proposal, Refusal
from quizapp.engine.kinds import Card, Kind
from quizapp.engine.question import Question, Source


def proposal(
    key: str,
    *,
    form: str = "timeline.card",
    body: Kind | None = None,
    facts: Iterable[Fact] = (),
    excludes: tuple[str, ...] = (),
    note: str = "",
) -> Proposal:
    question = Question(
        key=key,
        stem=f"What is {key}?",
        body=body or Card("an answer"),
        source=Source(title="Rivers", locator="row 1", quote="words", form=form, sha256="a" * 64),
        excludes=excludes,
        note=note,
    )
    return Proposal(question, form, tuple(fact.id for fact in facts), (Place(1, quote="words"),))


def derivation(
    *proposals: Proposal,
    article: Sequence[str] = (),
    refusals: tuple[Refusal, ...] = (),
    skipped: tuple[Skipped, ...] = (),
    title: str = "Rivers",
) -> Derivation:
    """What was made of an article of these lines, or of one without facts."""
    found = replace(read_article("\n".join(article)), title=title)
    return Derivation(found, find_facts(found), skipped, proposals, refusals)


def keys(proposals: Iterable[Proposal]) -> list[str]:
    return [proposal.question.key for proposal in proposals]
