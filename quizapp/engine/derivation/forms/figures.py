"""Questions about the numbers of tables, and about numbers on lines of their own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial
from typing import NamedTuple

from quizapp.engine.derivation.distractors import LEAST, WANTED, made_up_numbers, pick
from quizapp.engine.derivation.facts import FigureFact
from quizapp.engine.derivation.forms.base import Draft, Form, groups, refusal
from quizapp.engine.derivation.material import Figure, FigureColumn, Material
from quizapp.engine.derivation.proposals import Place, Refusal
from quizapp.engine.derivation.quantities import Quantity, equal_within
from quizapp.engine.derivation.wording import as_markdown, in_quotes, same_words, sentence
from quizapp.engine.kinds import Kind, Numerical, Ordering, SingleChoice
from quizapp.engine.kinds.numerical import MAX_UNIT
from quizapp.engine.numbers import is_writable

_ROUGH = Decimal(10)
_RECALLED = Decimal(5)
_NO_RATIO = ("%", "°")
_TOO_HIGH = Decimal(1000)


class _Item(NamedTuple):
    """A figure of a column, and its place there."""

    column: FigureColumn
    place: int

    @property
    def figure(self) -> Figure:
        return self.column.figures[self.place]


class _Pair(NamedTuple):
    """Two figures of a column."""

    higher: Figure
    lower: Figure


class _Line(NamedTuple):
    """A number on a line of its own, and whether another line has one for the same."""

    fact: FigureFact
    is_single: bool


def _all(material: Material) -> list[_Item]:
    return [
        _Item(column, place) for column in material.figures for place in range(len(column.figures))
    ]


def _value(_: Material, item: _Item) -> Draft | Refusal:
    form, figure = "figure.value", item.figure
    if stop := _unclear(form, item):
        return stop
    value, near = figure.fact.value, item.column.neighbours[item.place]
    siblings = pick(
        near,
        partial(_can_stand_beside, value),
        lambda first, second: equal_within(first.fact.value, second.fact.value),
    )
    taken = [value, *(other.fact.value for other in near if not other.fact.value.bound)]
    made_up = made_up_numbers(value, taken, WANTED - len(siblings))
    if len(siblings) + len(made_up) < LEAST:
        reason = f"There are too few other numbers like {value.text} in this column."
        return refusal("siblings", form, figure.fact, reason)
    values = [value, *(other.fact.value for other in siblings), *made_up]
    siblings_places = (other.value_place for other in siblings)
    return Draft(
        form,
        _name(figure),
        f"{_lead(figure)}which value is given for {_asked(figure)}?",
        SingleChoice(tuple(as_markdown(option.text) for option in values), 0),
        (figure.fact,),
        (figure.place, figure.value_place),
        (figure.value_place, *siblings_places, *(None for _ in made_up)),
        explanation=_told((figure,)),
        asks=(_pair(figure),),
        given=(figure.fact.subject, figure.fact.measure, _topic(figure)),
        made_up=tuple(option.text for option in made_up),
        feedback=(
            "",
            *(f"This is the value of {_subject(other)}." for other in siblings),
            *("The article does not give this number for it." for _ in made_up),
        ),
    )


def _number(_: Material, item: _Item) -> Draft | Refusal:
    form, figure = "figure.number", item.figure
    if stop := _unclear(form, item):
        return stop
    body, hint = typed(figure.fact.value)
    return Draft(
        form,
        _name(figure),
        f"{_lead(figure)}which number is given for {_asked(figure)}?{hint}",
        body,
        (figure.fact,),
        (figure.place, figure.value_place),
        explanation=_told((figure,)),
        asks=(_pair(figure),),
        given=(figure.fact.subject, figure.fact.measure, _topic(figure)),
    )


def typed(value: Quantity) -> tuple[Numerical, str]:
    """Return a numerical body for a value, and what the stem adds about unit and tolerance."""
    unit = value.unit if len(value.unit) <= MAX_UNIT else ""
    hint = f" (in {as_markdown(unit)})" if unit else ""
    if value.low != value.high:
        return Numerical(value.low, value.high, unit=unit), hint
    if value.approximate or value.digits > LEAST:
        percent = _ROUGH if value.approximate else _RECALLED
        said = f" Up to {percent} % more or less is right."
        return Numerical(value.low, value.high, percent, percent=True, unit=unit), hint + said
    return Numerical(value.low, value.high, unit=unit), hint


def _columns(material: Material) -> Sequence[FigureColumn]:
    return material.figures


def _largest(_: Material, column: FigureColumn) -> Draft | Refusal:
    return _extreme("figure.largest", "highest", column, column.ranked)


def _smallest(_: Material, column: FigureColumn) -> Draft | Refusal:
    return _extreme("figure.smallest", "lowest", column, column.ranked[::-1])


def _extreme(
    form: str, words: str, column: FigureColumn, ranked: Sequence[Figure]
) -> Draft | Refusal:
    if len(ranked) <= LEAST:
        reason = "Fewer than three rows can be compared."
        return refusal("siblings", form, column.figures[0].fact, reason)
    top, second = ranked[:2]
    if equal_within(top.fact.value, second.fact.value):
        return _alike(form, top, second)
    asked = f"which of these has the {words} value under {_measure(top)}?"
    name = f"{top.fact.measure} {_topic(top)}"
    return _comparison(form, f"{_lead(top)}{asked}", name, ranked[: WANTED + 1])


def _pairs(material: Material) -> list[_Pair]:
    return [
        _Pair(*pair)
        for column in material.figures
        for pair in zip(column.ranked[::2], column.ranked[1::2], strict=False)
    ]


def _compare(_: Material, pair: _Pair) -> Draft | Refusal:
    form, (higher, lower) = "figure.compare", pair
    if equal_within(higher.fact.value, lower.fact.value):
        return _alike(form, higher, lower)
    asked = f"which of these two has the higher value under {_measure(higher)}?"
    name = f"{higher.fact.subject} {lower.fact.subject} {higher.fact.measure}"
    return _comparison(form, f"{_lead(higher)}{asked}", name, pair)


def _ranks(material: Material) -> list[Sequence[Figure]]:
    """Return groups of figures that can be told apart, and alone each that can't."""
    found: list[Sequence[Figure]] = []
    for column in material.figures:
        chain: list[Figure] = []
        for figure in column.ranked:
            if chain and equal_within(chain[-1].fact.value, figure.fact.value):
                found.append((figure,))
            else:
                chain.append(figure)
        found += groups(chain)
    return found


def _rank(_: Material, group: Sequence[Figure]) -> Draft | Refusal:
    form, figure = "figure.rank", group[0]
    if len(group) == 1:
        reason = f"{figure.fact.value.text} can't be told apart from another."
        return refusal("tolerance", form, figure.fact, reason)
    asked = f"put these in order by {_measure(figure)}, the highest first."
    return _comparison(form, f"{_lead(figure)}{asked}", _name(figure), group)


def _alike(form: str, first: Figure, second: Figure) -> Refusal:
    reason = f"{first.fact.value.text} and {second.fact.value.text} can't be told apart."
    return refusal("tolerance", form, first.fact, reason)


def _comparison(form: str, stem: str, name: str, group: Sequence[Figure]) -> Draft:
    options = tuple(as_markdown(figure.fact.subject) for figure in group)
    body: Kind = Ordering(options) if form == "figure.rank" else SingleChoice(options, 0)
    return Draft(
        form,
        name,
        stem,
        body,
        tuple(figure.fact for figure in group),
        tuple(figure.value_place for figure in group),
        tuple(figure.place for figure in group),
        explanation=_told(group),
        asks=tuple(map(_pair, group)),
        given=(group[0].fact.measure, _topic(group[0])),
        feedback=("", *map(_said, group[1:])),
    )


def _exact_pairs(material: Material) -> list[_Pair]:
    """Return two exact numbers each, in the order of the table."""
    found = []
    for column in material.figures:
        exact = [
            figure
            for figure in column.comparable
            if figure.fact.value.low == figure.fact.value.high and not figure.fact.value.approximate
        ]
        for first, second in zip(exact[::2], exact[1::2], strict=False):
            is_higher = first.middle >= second.middle
            found.append(_Pair(first, second) if is_higher else _Pair(second, first))
    return found


def _difference(_: Material, pair: _Pair) -> Draft | Refusal:
    form, (higher, lower) = "figure.difference", pair
    high, low = higher.fact.value, lower.fact.value
    margin, difference = _half_digit(high) + _half_digit(low), high.low - low.low
    is_telling = low.low > 0 and difference > 2 * margin and high.low < low.low * 10
    if not is_telling or not is_writable(difference) or not is_writable(margin):
        reason = f"{high.text} less {low.text} is no certain, telling number."
        return refusal("tolerance", form, higher.fact, reason)
    unit = high.unit if len(high.unit) <= MAX_UNIT else ""
    stem = f"{_lead(higher)}by how much is {_measure(higher)} higher for {_subject(higher)} "
    stem += f"than for {_subject(lower)}?{f' (in {as_markdown(unit)})' if unit else ''}"
    body = Numerical(difference, difference, margin, unit=unit)
    return _calculation(form, stem, body, pair)


def _ratio(_: Material, pair: _Pair) -> Draft | Refusal:
    form, (higher, lower) = "figure.ratio", pair
    high, low = higher.fact.value, lower.fact.value
    if low.low <= 0 or high.unit.startswith(_NO_RATIO) or min(high.digits, low.digits) < LEAST:
        reason = f"{high.text} can't be divided by {low.text} in a telling way."
        return refusal("tolerance", form, higher.fact, reason)
    ratio = min(high.low / low.low, _TOO_HIGH).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    if not Decimal("1.5") <= ratio <= 100:
        reason = f"{high.text} is not 1.5 to 100 times as much as {low.text}."
        return refusal("tolerance", form, higher.fact, reason)
    stem = f"{_lead(higher)}how many times as high is {_measure(higher)} for "
    stem += f"{_subject(higher)} as for {_subject(lower)}? Up to 10 % more or less is right."
    return _calculation(form, stem, Numerical(ratio, ratio, _ROUGH, percent=True), pair)


def _calculation(form: str, stem: str, body: Kind, pair: _Pair) -> Draft:
    higher, lower = pair
    return Draft(
        form,
        f"{higher.fact.subject} {lower.fact.subject} {higher.fact.measure}",
        stem,
        body,
        (higher.fact, lower.fact),
        (higher.place, higher.value_place, lower.place, lower.value_place),
        explanation=_told(pair),
        asks=(_pair(higher), _pair(lower)),
        given=(higher.fact.measure, higher.fact.subject, lower.fact.subject),
    )


def _lines(material: Material) -> list[_Line]:
    names = Counter(_line_name(fact) for fact in material.figure_lines)
    return [_Line(fact, names[_line_name(fact)] == 1) for fact in material.figure_lines]


def _line(_: Material, line: _Line) -> Draft | Refusal:
    form, fact, value = "figure.line", line.fact, line.fact.value
    if value.bound or not line.is_single:
        reason = f"The number for “{fact.subject}” is not single and certain."
        return refusal("one-answer", form, fact, reason)
    body, hint = typed(replace(value, unit="") if value.unit == fact.subject else value)
    topic = fact.section.rpartition(" > ")[2]
    lead = f"{as_markdown(topic)}: " if topic else ""
    detail = f" {as_markdown(sentence(fact.detail))}" if fact.detail else ""
    return Draft(
        form,
        fact.subject,
        f"{lead}which number is given for {in_quotes(fact.subject)}?{hint}",
        body,
        (fact,),
        (Place(fact.line, quote=fact.quote),),
        explanation=f"{in_quotes(fact.subject)}: {as_markdown(value.text)}.{detail}",
        asks=((fact.subject, value.text),),
        given=(fact.subject, topic),
    )


def _line_name(fact: FigureFact) -> str:
    return same_words(f"{fact.section} {fact.subject}")


def _unclear(form: str, item: _Item) -> Refusal | None:
    """Return why a cell can't be asked for, None where it can."""
    fact = item.figure.fact
    if item.column.names[same_words(fact.subject)] > 1:
        reason = f"“{fact.subject}” stands in more than one row."
        return refusal("one-answer", form, fact, reason)
    if fact.value.bound:
        reason = f"“{fact.value.text}” leaves open how much it is."
        return refusal("one-answer", form, fact, reason)
    return None


def _can_stand_beside(key: Quantity, figure: Figure) -> bool:
    """Tell whether another cell is a wrong answer of the same sort as the key."""
    other = figure.fact.value
    return (
        other.unit == key.unit
        and not other.bound
        and (other.low != other.high) == (key.low != key.high)
        and other.approximate == key.approximate
        and not equal_within(key, other)
    )


def _half_digit(value: Quantity) -> Decimal:
    """Return by how much a rounded number may be off."""
    return Decimal(5).scaleb(abs(value.low).adjusted() - value.digits) if value.low else Decimal(0)


def _topic(figure: Figure) -> str:
    return figure.fact.section.rpartition(" > ")[2]


def _lead(figure: Figure) -> str:
    topic = _topic(figure)
    return f"{as_markdown(topic)}: " if topic else ""


def _asked(figure: Figure) -> str:
    return f"{_subject(figure)} under {_measure(figure)}"


def _subject(figure: Figure) -> str:
    return in_quotes(figure.fact.subject)


def _measure(figure: Figure) -> str:
    return in_quotes(figure.fact.measure)


def _name(figure: Figure) -> str:
    return f"{figure.fact.subject} {figure.fact.measure}"


def _pair(figure: Figure) -> tuple[str, str]:
    return _name(figure), figure.fact.value.text


def _said(figure: Figure) -> str:
    return f"{as_markdown(figure.fact.subject)}: {as_markdown(figure.fact.value.text)}"


def _told(figures: Sequence[Figure]) -> str:
    said = f"{_measure(figures[0])} – {'; '.join(map(_said, figures))}."
    notes = dict.fromkeys(note for figure in figures for note in figure.fact.notes)
    return " ".join((said, *(as_markdown(sentence(note)) for note in notes)))


FORMS = (
    Form("figure.value", "Value in a table", "figures", "medium", _all, _value),
    Form("figure.number", "Value in a table, typed", "figures", "hard", _all, _number),
    Form("figure.largest", "Highest of a column", "figures", "easy", _columns, _largest),
    Form("figure.smallest", "Lowest of a column", "figures", "easy", _columns, _smallest),
    Form("figure.compare", "Which of two is higher", "figures", "easy", _pairs, _compare),
    Form("figure.rank", "Order by value", "figures", "medium", _ranks, _rank),
    Form("figure.difference", "Difference of two", "figures", "hard", _exact_pairs, _difference),
    Form("figure.ratio", "Ratio of two", "figures", "hard", _exact_pairs, _ratio),
    Form("figure.line", "Number of a line", "figures", "hard", _lines, _line),
)
