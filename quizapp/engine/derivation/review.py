"""The questions that remain of an article once a reviewer has decided on the proposed ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from quizapp.engine.derivation.decisions import Decision, DecisionFault, Decisions, place_of
from quizapp.engine.derivation.proposals import Derivation, Proposal
from quizapp.engine.formats.native_row import question_cells, read_cells
from quizapp.engine.question import Question


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the decisions make of the proposals, each in the order of these.

    `questions` are those of the bank: accepted or edited. `undecided` have no verdict, `unknown`
    are keys of decisions on what is no longer proposed. With `faults`, an edit cannot be applied.
    """

    questions: tuple[Question, ...]
    rejected: tuple[Proposal, ...]
    undecided: tuple[Proposal, ...]
    unknown: tuple[str, ...]
    faults: tuple[DecisionFault, ...]


def review(derivation: Derivation, decisions: Decisions) -> Reviewed:
    """Return what the decisions make of the proposals of an article."""
    questions: list[Question] = []
    aside: dict[str, list[Proposal]] = {"": [], "reject": []}
    faults: list[DecisionFault] = []
    for proposal in derivation.proposals:
        decision = decisions.get(proposal.question.key)
        verdict = decision.verdict if decision else ""
        if decision is None or verdict in aside:
            aside[verdict].append(proposal)
            continue
        question, found = _decided(proposal.question, decision)
        faults += found
        if question is not None:
            questions.append(question)
    proposed = {proposal.question.key for proposal in derivation.proposals}
    return Reviewed(
        without_absent(questions),
        tuple(aside["reject"]),
        tuple(aside[""]),
        tuple(key for key in decisions if key not in proposed),
        tuple(faults),
    )


def without_absent(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return the questions with what they exclude, but not those that are not among them."""
    present = {question.key for question in questions}
    return tuple(
        replace(question, excludes=tuple(key for key in question.excludes if key in present))
        for question in questions
    )


def _decided(
    question: Question, decision: Decision
) -> tuple[Question | None, Iterable[DecisionFault]]:
    """Return the question with its changes and the reviewer's note, or why there is none."""
    if not decision.changes and not decision.note:
        return question, ()
    cells = {**question_cells(question), **decision.changes}
    if decision.note:
        cells["note"] = "\n\n".join(filter(None, (cells.get("note"), decision.note)))
    changed, faults = read_cells(cells)
    entry = "edit" if decision.changes else "note"
    return changed, [
        DecisionFault(place_of(entry, question.key, fault.field), fault.message) for fault in faults
    ]
