"""Questions about tables of words: which statement belongs to which subject."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from quizapp.engine.derivation.distractors import LEAST, are_same, nearest, pick
from quizapp.engine.derivation.forms.base import Draft, Form, groups, refusal
from quizapp.engine.derivation.material import Material, Statement, StatementColumn
from quizapp.engine.derivation.proposals import Refusal
from quizapp.engine.derivation.wording import (
    as_markdown,
    content_words,
    in_quotes,
    same_words,
    sentence,
)
from quizapp.engine.kinds import Matching, SingleChoice

_GROUP = 4
_MOST_SHARED = 0.5


class _Item(NamedTuple):
    """A statement of a column, and its place there."""

    column: StatementColumn
    place: int

    @property
    def cell(self) -> Statement:
        return self.column.statements[self.place]


class _Group(NamedTuple):
    """Statements of a column, none of which may be true of another's subject."""

    column: StatementColumn
    cells: Sequence[Statement]


def _all(material: Material) -> list[_Item]:
    return [
        _Item(column, place)
        for column in material.statements
        for place in range(len(column.statements))
    ]


def _subject(_: Material, item: _Item) -> Draft | Refusal:
    form, cell = "comparison.subject", item.cell
    if item.column.texts[same_words(cell.fact.statement)] > 1:
        reason = f"“{cell.fact.statement}” is said of more than one of these."
        return refusal("one-answer", form, cell.fact, reason)
    options = pick(
        nearest(item.column.statements, item.place),
        partial(_is_wrong, cell),
        lambda first, second: are_same(first.fact.subject, second.fact.subject),
    )
    if len(options) < LEAST:
        return _too_few(form, cell)
    shown = (cell, *options)
    aspect, statement = in_quotes(cell.fact.aspect), in_quotes(cell.fact.statement)
    return Draft(
        form,
        _name(cell),
        f"{_lead(item.column)}which of these has this under {aspect}: {statement}?",
        SingleChoice(tuple(as_markdown(other.fact.subject) for other in shown), 0),
        (cell.fact,),
        (cell.statement_place, cell.place),
        tuple(other.place for other in shown),
        explanation=_told((cell,)),
        asks=(_pair(cell),),
        given=(cell.fact.statement, item.column.topic),
        feedback=("", *map(_said, options)),
    )


def _statement(_: Material, item: _Item) -> Draft | Refusal:
    form, cell = "comparison.statement", item.cell
    if item.column.subjects[same_words(cell.fact.subject)] > 1:
        reason = f"“{cell.fact.subject}” stands in more than one row."
        return refusal("one-answer", form, cell.fact, reason)
    near = nearest(item.column.statements, item.place)
    options = pick(
        sorted(near, key=partial(_unlike, cell)),
        partial(_is_wrong, cell),
        lambda first, second: are_same(first.fact.statement, second.fact.statement),
    )
    if len(options) < LEAST:
        return _too_few(form, cell)
    shown = (cell, *options)
    subject, aspect = in_quotes(cell.fact.subject), in_quotes(cell.fact.aspect)
    return Draft(
        form,
        _name(cell),
        f"{_lead(item.column)}what is given for {subject} under {aspect}?",
        SingleChoice(tuple(as_markdown(other.fact.statement) for other in shown), 0),
        (cell.fact,),
        (cell.place, cell.statement_place),
        tuple(other.statement_place for other in shown),
        explanation=_told((cell,)),
        asks=(_pair(cell),),
        given=(cell.fact.subject, item.column.topic),
        feedback=(
            "",
            *(f"This is given for {in_quotes(other.fact.subject)}." for other in options),
        ),
    )


def _groups(material: Material) -> list[_Group]:
    """Return groups to be matched, and of a column without one its first statement alone."""
    found: list[_Group] = []
    for column in material.statements:
        chosen: list[Statement] = []
        for cell in column.statements:
            if not any(_could_be(cell, other) for other in chosen[-_GROUP:]):
                chosen.append(cell)
        parts = groups(chosen) or [column.statements[:1]]
        found += [_Group(column, part) for part in parts]
    return found


def _matching(_: Material, group: _Group) -> Draft | Refusal:
    form, cell = "comparison.matching", group.cells[0]
    if len(group.cells) == 1:
        return _too_few(form, cell)
    pairs = [
        (as_markdown(cell.fact.subject), as_markdown(cell.fact.statement)) for cell in group.cells
    ]
    aspect = in_quotes(cell.fact.aspect)
    return Draft(
        form,
        _name(cell),
        f"{_lead(group.column)}match each with what is given for it under {aspect}.",
        Matching(tuple(pairs)),
        tuple(cell.fact for cell in group.cells),
        tuple(cell.statement_place for cell in group.cells),
        tuple(cell.place for cell in group.cells),
        explanation=_told(group.cells),
        asks=tuple(map(_pair, group.cells)),
    )


def _is_wrong(cell: Statement, other: Statement) -> bool:
    return not _could_be(cell, other)


def _could_be(cell: Statement, other: Statement) -> bool:
    """Tell whether what is said of the one may be true of the other as well."""
    if are_same(cell.fact.subject, other.fact.subject):
        return True
    return any(_are_alike(said, told) for said in cell.said for told in other.said)


def _are_alike(said: str, told: str) -> bool:
    if are_same(said, told):
        return True
    first, second = content_words(said), content_words(told)
    return len(first & second) > _MOST_SHARED * min(len(first), len(second))


def _too_few(form: str, cell: Statement) -> Refusal:
    reason = f"Too few other rows say something else under “{cell.fact.aspect}”."
    return refusal("siblings", form, cell.fact, reason)


def _unlike(cell: Statement, other: Statement) -> float:
    """Return how much longer one of two statements is than the other."""
    lengths = len(cell.fact.statement), len(other.fact.statement)
    return max(lengths) / max(1, min(lengths))


def _lead(column: StatementColumn) -> str:
    return f"{as_markdown(column.topic)}: " if column.topic else ""


def _name(cell: Statement) -> str:
    return f"{cell.fact.subject} {cell.fact.aspect}"


def _pair(cell: Statement) -> tuple[str, str]:
    return _name(cell), cell.fact.statement


def _said(cell: Statement) -> str:
    return f"{in_quotes(cell.fact.subject)}: {as_markdown(sentence(cell.fact.statement))}"


def _told(cells: Sequence[Statement]) -> str:
    notes = dict.fromkeys(note for cell in cells for note in cell.fact.notes)
    return " ".join((*map(_said, cells), *(as_markdown(sentence(note)) for note in notes)))


FORMS = (
    Form("comparison.subject", "Subject of a statement", "comparison", "medium", _all, _subject),
    Form(
        "comparison.statement", "Statement on a subject", "comparison", "medium", _all, _statement
    ),
    Form("comparison.matching", "Subjects matched", "comparison", "medium", _groups, _matching),
)
