"""What was made of an article as one JSON object, for programs."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from quizapp.engine.derivation.dates import DateValue
from quizapp.engine.derivation.facts import Fact
from quizapp.engine.derivation.proposals import Derivation
from quizapp.engine.derivation.quantities import Quantity
from quizapp.engine.formats.native_columns import ALWAYS, BODY, COLUMNS, REST
from quizapp.engine.formats.native_row import question_cells
from quizapp.engine.kinds.base import JSON
from quizapp.engine.numbers import write_number
from quizapp.engine.question import Question

_CYCLE_DAYS, _CYCLE_YEARS = 146_097, 400
_NOT_NUMBERED = (*ALWAYS, *BODY, *REST)


def as_json(derivation: Derivation, questions: Sequence[Question] | None = None) -> dict[str, JSON]:
    """Return article, facts, questions, refusals and coverage in values that JSON has.

    The questions are all that were proposed, unless others are given.
    """
    article = derivation.article
    if questions is None:
        questions = [proposal.question for proposal in derivation.proposals]
    return {
        "article": {"title": article.title, "sha256": article.sha256},
        "facts": [_fact(fact) for fact in derivation.facts],
        "questions": [_question(question) for question in questions],
        "refused": [
            {
                "gate": refusal.gate,
                "form": refusal.form,
                "reason": refusal.reason,
                "quote": refusal.quote,
                "line": refusal.line,
            }
            for refusal in derivation.refusals
        ],
        "coverage": derivation.coverage,
    }


def iso_day(day: int) -> str:
    """Return a day, counted like `date.toordinal`, in ISO 8601: `-0043-03-15` is in 44 BC."""
    cycles, day_of_cycle = divmod(day - 1, _CYCLE_DAYS)
    found = date.fromordinal(day_of_cycle + 1)
    year = found.year + _CYCLE_YEARS * cycles
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04}-{found.month:02}-{found.day:02}"


def _fact(fact: Fact) -> dict[str, JSON]:
    values = {field.name: _value(getattr(fact, field.name)) for field in fields(fact)}
    return {"type": fact.type, **values}


def _value(value: Any) -> JSON:
    match value:
        case DateValue():
            return {
                "text": value.text,
                "first": iso_day(value.first),
                "last": iso_day(value.last),
                "granularity": value.granularity.name.lower(),
                "approximate": value.approximate,
            }
        case Quantity():
            return {
                "text": value.text,
                "low": write_number(value.low),
                "high": write_number(value.high),
                "unit": value.unit,
                "bound": value.bound,
                "approximate": value.approximate,
            }
        case tuple():
            return [*value]
        case _:
            known: JSON = value
            return known


def _question(question: Question) -> dict[str, JSON]:
    """Return the native columns; those that are numbered only as far as the question has them."""
    cells = question_cells(question)
    row: dict[str, JSON] = {
        name: cells.get(name, "") for name in COLUMNS if name in cells or name in _NOT_NUMBERED
    }
    return {**row, "excludes": [*question.excludes]}
