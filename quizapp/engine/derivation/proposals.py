"""What derivation gives: proposed questions with the places they rest on, and what was refused."""

from dataclasses import dataclass

from quizapp.engine.derivation.blocks import Article, Skipped
from quizapp.engine.derivation.facts import Fact
from quizapp.engine.question import Question


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the article: a cell of a table, or the words `quote` of a line.

    Tables, rows and columns are counted from 0, the header not; lines from 1.
    """

    line: int
    table: int | None = None
    row: int | None = None
    column: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question that passed every gate.

    `form` is the id of its template, `facts` the ids of the facts that the key rests on, and
    `places` where these stand, in the order in which the form uses them. `option_places` runs in
    step with the options, items or pairs of the body: where each was taken from, None for what was
    made up, which `made_up` repeats in words.
    """

    question: Question
    form: str
    facts: tuple[str, ...]
    places: tuple[Place, ...]
    option_places: tuple[Place | None, ...] = ()
    made_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that was not made: which gate stopped which form, why, and on what words."""

    gate: str
    form: str
    reason: str
    quote: str
    line: int


@dataclass(frozen=True, slots=True)
class Derivation:
    """All that rules make of one article; the same article gives the same, byte for byte."""

    article: Article
    facts: tuple[Fact, ...]
    skipped: tuple[Skipped, ...]
    proposals: tuple[Proposal, ...]
    refusals: tuple[Refusal, ...]

    @property
    def coverage(self) -> float:
        """The share of the facts that at least one question rests on; 0 where there are none."""
        asked = {fact for proposal in self.proposals for fact in proposal.facts}
        return sum(fact.id in asked for fact in self.facts) / max(1, len(self.facts))
