"""The rules of questions about what is said of whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from quizapp.engine.derivation.checker.case import Case, require_one_row, value_of, without
from quizapp.engine.derivation.checker.comparing import are_alike, collapsed, require, shown
from quizapp.engine.derivation.proposals import Place
from quizapp.engine.kinds import Matching
from quizapp.engine.kinds.checks import quoted


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a subject, and all that is said of subjects of this name."""

    subject: str
    words: str
    all: tuple[str, ...]

    def may_be(self, words: str) -> bool:
        """Tell whether these words may be said of the subject as well."""
        return any(are_alike(words, other) for other in self.all)


def check_subject(case: Case) -> None:
    """Check a question for whom or what something is said of."""
    where, place = case.places(2)
    said = _said(case, place, where)
    case.require_in_stem(said.words)
    options, correct = case.choice()
    case.require_at(options[correct], place)
    for option in options:
        case.require_name(option, value_of(option.origin, where))
    for option in without(options, correct):
        other = _said(case, option.origin, value_of(option.origin, where))
        is_right = other.may_be(said.words) or said.words in _row(case, option.origin)
        require(not is_right, f"{quoted(said.words)} may be said of {quoted(option.text)} too.")


def check_statement(case: Case) -> None:
    """Check a question for what is said of a subject."""
    place, where = case.places(2)
    said = _said(case, place, where)
    case.require_in_stem(said.subject)
    case.require_in_stem(case.index.header(where))
    options, correct = case.choice()
    case.require_at(options[correct], where)
    for option in options:
        case.require_words(option, case.index.cell(option.origin))
    for option in without(options, correct):
        is_right = said.may_be(option.text)
        require(not is_right, f"{quoted(option.text)} may be said of {quoted(said.subject)} too.")


def check_matching(case: Case) -> None:
    """Check subjects to be matched with what is said of each."""
    pairs = case.body(Matching).pairs
    options = case.options([left for left, _ in pairs])
    places = case.places(len(pairs))
    said = []
    for option, (_, right), where in zip(options, pairs, places, strict=True):
        case.require_name(option, where)
        case.require_in_stem(case.index.header(where))
        found = _said(case, option.origin, where)
        require(
            shown(right) == found.words,
            f"{quoted(right)} is not what the article says of {quoted(option.text)}.",
        )
        said.append(found)
    _require_apart(said)


def _require_apart(said: Sequence[Said]) -> None:
    """Raise Wrong where what is said of the one may be said of another."""
    for first, second in combinations(said, 2):
        is_right = second.may_be(first.words) or first.may_be(second.words)
        require(not is_right, f"{quoted(first.words)} may be said of {quoted(second.subject)} too.")


def _said(case: Case, place: Place, where: Place) -> Said:
    """Return a subject and what is said of it by their places."""
    require_one_row(place, where)
    if where.table is None:
        entry = case.index.entry(where)
        others = [other.says for other, _ in case.index.entries(entry.name)]
        return Said(entry.name, collapsed(entry.says), tuple(others))
    words = collapsed(case.index.cell(where))
    return Said(case.index.cell(place), words, case.index.beside(place, where))


def _row(case: Case, place: Place) -> list[str]:
    """Return all that the row of a cell says; nothing for an entry of a list."""
    row = case.index.row(place) if place.table is not None else ()
    return [collapsed(cell.text) for cell in row]
