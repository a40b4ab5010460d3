"""The rules of questions about numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from quizapp.engine.derivation.checker.case import Case, Option, require_one_row, without
from quizapp.engine.derivation.checker.comparing import (
    Wrong,
    are_tied,
    collapsed,
    is_above,
    mentions,
    number_of,
    require,
    step,
)
from quizapp.engine.derivation.checker.keys import require_key, require_number
from quizapp.engine.derivation.proposals import Place
from quizapp.engine.derivation.quantities import Quantity
from quizapp.engine.kinds import Numerical, Ordering
from quizapp.engine.kinds.checks import quoted

_SHARE = Fraction(1, 10)
_HIGH = frozenset({"highest", "higher", "largest", "larger", "greatest", "most", "more"})
_LOW = frozenset({"lowest", "lower", "smallest", "smaller", "least", "fewest", "less", "fewer"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A subject with its number, and all the numbers that the article gives it under the header."""

    subject: str
    header: str
    column: tuple[int | None, int | None]
    value: Quantity
    values: tuple[Quantity, ...]

    def may_be(self, value: Quantity) -> bool:
        """Tell whether a number may be one of this subject."""
        return any(are_tied(value, given) for given in self.values)


def check_value(case: Case) -> None:
    """Check a question for the number in a cell, to be chosen."""
    place, cell = case.places(2)
    figure = _figure(case, place, cell, case.stem)
    _require_asked(case, figure)
    options, correct = case.choice()
    case.require_at(options[correct], cell)
    for option in options:
        if option.place:
            case.require_words(option, case.index.cell(option.place))
    for option in without(options, correct):
        is_right = figure.may_be(_read(option.text))
        require(
            not is_right, f"{quoted(option.text)} may be right for {quoted(figure.subject)} too."
        )


def check_number(case: Case) -> None:
    """Check a question for the number in a cell, to be typed."""
    body = case.body(Numerical)
    place, cell = case.places(2)
    figure = _figure(case, place, cell, case.stem)
    _require_asked(case, figure)
    _require_single(figure)
    require_number(body, figure.value)
    _require_unit(body, figure)


def check_largest(case: Case) -> None:
    """Check a question for the subject with the highest number."""
    options, correct = case.choice()
    figures = _figures(case, options, _HIGH, _LOW)
    for figure in without(figures, correct):
        _require_above(figures[correct], figure)


def check_smallest(case: Case) -> None:
    """Check a question for the subject with the lowest number."""
    options, correct = case.choice()
    figures = _figures(case, options, _LOW, _HIGH)
    for figure in without(figures, correct):
        _require_above(figure, figures[correct])


def check_compare(case: Case) -> None:
    """Check a question for the higher one of two numbers."""
    count = len(case.proposal.option_places)
    require(count == 2, f"Two are compared, and here are {count}.")
    check_largest(case)


def check_rank(case: Case) -> None:
    """Check subjects to be put in order, the highest number first."""
    options = case.options(case.body(Ordering).items)
    for higher, lower in pairwise(_figures(case, options, _HIGH, _LOW)):
        _require_above(higher, lower)


def check_difference(case: Case) -> None:
    """Check a question for how much higher the one number is than the other."""
    body, first, second = _two(case)
    low = Fraction(first.value.low) - Fraction(second.value.high)
    high = Fraction(first.value.high) - Fraction(second.value.low)
    rounding = step(first.value) + step(second.value)
    require_key(body, low, high, reach=max(rounding, _SHARE * low))
    _require_unit(body, first)


def check_ratio(case: Case) -> None:
    """Check a question for how many times the one number is the other."""
    body, first, second = _two(case)
    require(second.value.low > 0, f"{quoted(second.value.text)} is nothing to divide by.")
    low = Fraction(first.value.low) / Fraction(second.value.high)
    high = Fraction(first.value.high) / Fraction(second.value.low)
    require_key(body, low, high, reach=_SHARE * high, rounded=True)
    require(not body.unit, f"A ratio is not counted in {quoted(body.unit)}.")


def check_line(case: Case) -> None:
    """Check a question for the number of a line, to be typed."""
    body = case.body(Numerical)
    (place,) = case.places(1)
    line = case.index.line(place)
    asked = [label for label in line.labels if mentions(case.stem, label)]
    require(bool(asked), f"The question does not name what {quoted(line.value.text)} is of.")
    others = [case.index.lines(label) for label in asked]
    over = case.index.over(place)
    for other, given in min(others, key=len):
        is_other = given.is_meant(over, case.stem) and not are_tied(other.value, line.value)
        require(not is_other, f"{quoted(given.text)} gives another number of the same.")
    require_number(body, line.value)
    holds = body.unit in line.value.text
    require(holds, f"The article does not count {quoted(line.value.text)} in {quoted(body.unit)}.")


def _figure(case: Case, place: Place, cell: Place, said: str) -> Figure:
    """Return a subject and its number by their cells; `said` tells rows of one name apart."""
    require_one_row(place, cell)
    index = case.index
    name, text, header = index.cell(place), index.cell(cell), index.header(cell)
    value = _read(text)
    over = index.over(place)
    elsewhere = index.elsewhere(name, header, place.table, any_date=False)
    others = (given.text for given in elsewhere if given.is_meant(over, said))
    values = filter(None, map(number_of, (*case.beside(place, cell, said), *others)))
    column = cell.table, cell.column
    return Figure(collapsed(name), header, column, value, tuple(values))


def _read(text: str) -> Quantity:
    value = number_of(text)
    if value is None:
        raise Wrong(f"{quoted(text)} is no number.")
    return value


def _figures(
    case: Case, options: Sequence[Option], wanted: frozenset[str], opposite: frozenset[str]
) -> list[Figure]:
    """Return the subjects that options name, whose numbers stand at the places in step.

    The stem must not ask for the opposite of what is wanted.
    """
    figures = []
    places = case.places(len(options))
    case.require_asks(wanted, opposite, places[0])
    for option, cell in zip(options, places, strict=True):
        case.require_name(option, cell)
        figures.append(_figure(case, option.origin, cell, f"{case.stem} {option.text}"))
    for figure in figures:
        case.require_in_stem(figure.header)
    _require_comparable(figures)
    return figures


def _two(case: Case) -> tuple[Numerical, Figure, Figure]:
    """Return the body of a calculation, and its two subjects, the higher one first."""
    body = case.body(Numerical)
    place, cell, other_place, other_cell = case.places(4)
    first = _figure(case, place, cell, case.stem)
    second = _figure(case, other_place, other_cell, case.stem)
    for figure in (first, second):
        _require_asked(case, figure)
        _require_single(figure)
    _require_comparable((first, second))
    _require_above(first, second)
    return body, first, second


def _require_asked(case: Case, figure: Figure) -> None:
    case.require_in_stem(figure.subject)
    case.require_in_stem(figure.header)


def _require_single(figure: Figure) -> None:
    require(
        all(are_tied(figure.value, other) for other in figure.values),
        f"The article gives {quoted(figure.subject)} another number too.",
    )


def _require_comparable(figures: Sequence[Figure]) -> None:
    """Raise Wrong where numbers are of different columns or units."""
    kinds = {(figure.column, figure.value.unit) for figure in figures}
    require(len(kinds) == 1, "Numbers of different things or units are compared.")


def _require_above(higher: Figure, lower: Figure) -> None:
    holds = all(is_above(value, other) for value in higher.values for other in lower.values)
    values = f"{quoted(higher.value.text)} and {quoted(lower.value.text)}"
    require(holds, f"Of {values}, the first is not the higher one for certain.")


def _require_unit(body: Numerical, figure: Figure) -> None:
    holds = any(body.unit in text for text in (figure.value.text, figure.header))
    require(holds, f"The article does not count in {quoted(body.unit)}.")
