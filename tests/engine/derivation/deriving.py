"""Short ways to derive questions of an article, and to say what was asked and what refused."""

import re
from collections.abc import Iterator
from typing import Literal, TypeVar

from quizapp.engine.derivation.derive import derive
from quizapp.engine.derivation.forms import FORMS
from quizapp.engine.derivation.gates import GATES
from quizapp.engine.derivation.proposals import Derivation, Place, Proposal
from quizapp.engine.formats.native_csv import read_native_csv, write_native_csv
from quizapp.engine.kinds import Card, Kind, Ordering, SingleChoice
from quizapp.engine.question import Question

OTHER_GATES = {"one-answer", "siblings", "tolerance", "checker"}

K = TypeVar("K", bound=Kind)


def derived(*lines: str) -> Derivation:
    return derive("\n".join(lines))


def made(form: str, *lines: str) -> list[Proposal]:
    return [proposal for proposal in derived(*lines).proposals if proposal.form == form]


def asked(form: str, *lines: str) -> list[Question]:
    return [proposal.question for proposal in made(form, *lines)]


def only(form: str, *lines: str) -> Proposal:
    (proposal,) = made(form, *lines)
    return proposal


def refused(form: str, *lines: str) -> list[tuple[str, str]]:
    """The gates that stopped questions of this form, and the words that these were to be on."""
    stopped = derived(*lines).refusals
    return [(refusal.gate, refusal.quote) for refusal in stopped if refusal.form == form]


def body_of(question: Question, kind: type[K]) -> K:
    assert isinstance(question.body, kind)
    return question.body


def shown(markdown: str) -> str:
    """What a reader sees of Markdown in which only signs are escaped."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)


def options_of(question: Question) -> list[str]:
    """The options of a choice or the items to put in order, as they are shown."""
    body = question.body
    assert isinstance(body, SingleChoice | Ordering)
    return list(map(shown, body.options if isinstance(body, SingleChoice) else body.items))


def correct_of(question: Question) -> int:
    return body_of(question, SingleChoice).correct


def key_of(question: Question) -> str:
    return options_of(question)[correct_of(question)]


def others_of(question: Question) -> list[str]:
    """The wrong options of a choice."""
    options = options_of(question)
    options.pop(correct_of(question))
    return options


def check_laws(text: str, kind: Literal["markdown", "text", "html"] | None = None) -> Derivation:
    """Derive, check what holds for every derivation, and return it."""
    found = derive(text, kind=kind)
    questions = [proposal.question for proposal in found.proposals]
    written = write_native_csv(questions)
    again = derive(text, kind=kind)
    assert repr(again) == repr(found)
    assert write_native_csv(proposal.question for proposal in again.proposals) == written
    assert [fault for question in questions for fault in question.faults()] == []
    if questions:
        read = read_native_csv(written.encode())
        assert read.faults == ()
        assert [row.question for row in read.rows] == questions
    check_exclusions(questions)
    for proposal in found.proposals:
        check_provenance(found, proposal)
    for refusal in found.refusals:
        assert refusal.form in FORMS and refusal.gate in GATES.keys() | OTHER_GATES
        assert refusal.reason.endswith(".") and refusal.quote in found.article.text
    assert 0 <= found.coverage <= 1
    return found


def check_exclusions(questions: list[Question]) -> None:
    by_key = {question.key: question for question in questions}
    assert len(by_key) == len(questions)
    for question in questions:
        assert all(question.key in by_key[key].excludes for key in question.excludes)


def check_provenance(found: Derivation, proposal: Proposal) -> None:
    source, text = proposal.question.source, found.article.text
    quotes = list(dict.fromkeys(place.quote for place in proposal.places))
    assert source.quote == "\n".join(quotes)
    assert all(line in text for line in source.quote.splitlines())
    assert all(place.quote in text for place in origins(proposal))
    assert source.sha256 == found.article.sha256 and source.form == proposal.form
    assert source.locator and proposal.places
    assert set(proposal.facts) <= {fact.id for fact in found.facts}
    check_options(proposal)


def origins(proposal: Proposal) -> Iterator[Place]:
    yield from proposal.places
    yield from filter(None, proposal.option_places)


def check_options(proposal: Proposal) -> None:
    question = proposal.question
    body = question.body
    assert all(text in question.note for text in proposal.made_up)
    assert bool(question.note) == bool(proposal.made_up)
    if isinstance(body, SingleChoice):
        assert len(set(body.options)) == len(body.options) <= 4
        assert len(proposal.option_places) == len(body.options)
        assert proposal.option_places.count(None) == len(proposal.made_up)
        assert proposal.option_places[body.correct] is not None
    elif not isinstance(body, Card):
        assert None not in proposal.option_places
