"""What a derivation stores: proposals, refusals and counts as rows, and proposals read back."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.derivations.shown_article import ShownArticle, show_article
from quizapp.engine.derivation.difference import Difference, differences
from quizapp.engine.derivation.forms import FORMS
from quizapp.engine.derivation.proposals import Derivation, Proposal, Refusal
from quizapp.engine.formats.native_row import question_cells, read_cells
from quizapp.engine.plain_text import showable
from quizapp.engine.question import Question

Row = dict[str, Any]

REFUSALS_PER_PAGE = 50
MOST_NOTED = 100
"""How many parts that were skipped, and questions that are gone, are kept by name."""

_FORM_NUMBERS = {form: number for number, form in enumerate(FORMS)}


class UnreadableQuestionError(ValueError):
    """Stored cells that make no question any more."""


@dataclass(frozen=True, slots=True)
class RunRows:
    """The rows of a run, less the numbers of derivation and run, and its counts."""

    parts: list[Row]
    proposals: list[Row]
    refusals: list[Row]
    summary: Row


def pack(derivation: Derivation, before: Iterable[Question] = ()) -> RunRows:
    """Return what is stored of a derivation; `before` are the questions of the run before it."""
    shown = show_article(derivation)
    before = [*before]
    after = [proposal.question for proposal in derivation.proposals]
    # The first run has nothing to differ from.
    found = differences(before, after) if before else ()
    changes = {difference.key: difference for difference in found}
    gone = [difference for difference in found if difference.state == "gone"]
    return RunRows(
        parts=[{"number": number, "blocks": blocks} for number, blocks in enumerate(shown.parts)],
        proposals=[
            _proposal(position, proposal, shown, changes.get(proposal.question.key))
            for position, proposal in enumerate(derivation.proposals)
        ],
        refusals=[*_refusals(derivation.refusals)],
        summary={**_summary(derivation, len(shown.parts)), **_changed(found, gone)},
    )


def unpack_question(proposal: Row) -> Question:
    """Return the question of a stored proposal."""
    question, faults = read_cells(proposal["cells"])
    if question is None:
        raise UnreadableQuestionError("; ".join(fault.message for fault in faults))
    return question


def unpack_proposal(proposal: Row, form: str) -> Proposal:
    """Return a stored proposal as far as deciding on it needs it: without its places."""
    return Proposal(unpack_question(proposal), form, tuple(proposal["facts"]), ())


def _proposal(
    position: int, proposal: Proposal, shown: ShownArticle, change: Difference | None
) -> Row:
    question = proposal.question
    places = [shown.places[fact] for fact in proposal.facts if fact in shown.places]
    return {
        "position": position,
        "key": question.key,
        "form": proposal.form,
        "form_number": _FORM_NUMBERS.get(proposal.form, len(_FORM_NUMBERS)),
        "digest": question.digest(),
        "change": change.state if change else "",
        "proposal": {
            "cells": question_cells(question),
            "facts": [*proposal.facts],
            "marks": [*dict.fromkeys((place.part, place.number) for place in places)],
            "made_up": [*proposal.made_up],
            "changes": [
                [column.column, column.before, column.after]
                for column in (change.changes if change else ())
            ],
        },
    }


def _refusals(refusals: Sequence[Refusal]) -> Iterator[Row]:
    by_gate: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in refusals:
        by_gate[refusal.gate].append(refusal)
    for gate, refused in by_gate.items():
        for page, first in enumerate(range(0, len(refused), REFUSALS_PER_PAGE), 1):
            packed = [
                [refusal.form, refusal.reason, showable(refusal.quote), refusal.line]
                for refusal in refused[first : first + REFUSALS_PER_PAGE]
            ]
            yield {"gate": gate, "page": page, "refusals": packed}


def _summary(derivation: Derivation, parts: int) -> Row:
    asked = {fact for proposal in derivation.proposals for fact in proposal.facts}
    return {
        "title": showable(derivation.article.title),
        "parts": parts,
        "questions": len(derivation.proposals),
        "facts": Counter(fact.type for fact in derivation.facts),
        "asked": Counter(fact.type for fact in derivation.facts if fact.id in asked),
        "refused": dict(Counter(refusal.gate for refusal in derivation.refusals).most_common()),
        "coverage": derivation.coverage,
        "skipped": [
            [skipped.line, showable(skipped.reason)] for skipped in derivation.skipped[:MOST_NOTED]
        ],
        "skipped_count": len(derivation.skipped),
    }


def _changed(found: Sequence[Difference], gone: Sequence[Difference]) -> Row:
    states = Counter(difference.state for difference in found)
    return {
        "new": states["new"],
        "changed": states["changed"],
        "gone_count": states["gone"],
        "gone": [[difference.key, difference.stem] for difference in gone[:MOST_NOTED]],
    }
