"""What the review shows: how much is decided, and the proposed questions with what was decided."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from quizapp.derivations.models import (
    ArticlePart,
    DecidedQuestion,
    ProposedQuestion,
    RefusedPage,
)
from quizapp.derivations.packing import unpack_question
from quizapp.derivations.services import DerivationView
from quizapp.engine.derivation.forms import FORMS
from quizapp.engine.formats.native_columns import COLUMNS
from quizapp.engine.formats.native_row import read_cells
from quizapp.engine.kinds.base import Fault
from quizapp.engine.question import Question

PER_PAGE = 50

SHOWN = ("all", "open", "accepted", "rejected", "changed")
"""Which questions can be looked at; `changed` are those that the article's last change touched."""

_VERDICT = func.coalesce(DecidedQuestion.verdict, "")
_IS_DECIDED = DecidedQuestion.verdict.is_not(None)
_IS_STALE = _IS_DECIDED & (DecidedQuestion.digest != ProposedQuestion.digest)
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "open": DecidedQuestion.verdict.is_(None),
    "accepted": DecidedQuestion.verdict.in_(("accept", "edit")),
    "rejected": DecidedQuestion.verdict == "reject",
    "changed": (ProposedQuestion.change != "") | _IS_STALE,
}
_COLUMN_NAMES = {
    "question": "Question",
    "correct": "Right answer",
    "answer": "Answer",
    "accepted": "Also accepted",
    "unit": "Unit",
    "tolerance": "Tolerance",
    "feedback_1": "Feedback for true",
    "feedback_2": "Feedback for false",
    "source_title": "Title of the article",
    "source_locator": "Place in the article",
    "source_quote": "Words of the article",
    "excludes": "Not asked together with",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions there are, and how many of them are decided in which way."""

    total: int = 0
    accepted: int = 0
    rejected: int = 0
    changed: int = 0

    @property
    def open(self) -> int:
        """How many are still to be decided on."""
        return self.total - self.decided

    @property
    def decided(self) -> int:
        """How many are accepted or rejected."""
        return self.accepted + self.rejected

    def of(self, shown: str) -> int:
        """How many of these there are, as `SHOWN` names them."""
        return self.total if shown == "all" else int(getattr(self, shown))


@dataclass(frozen=True, slots=True)
class FormCounts:
    """A form of question with its name for people, and its counts."""

    id: str
    label: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a question in words, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A proposed question as the review shows it: with the teacher's changes, where they fit.

    `is_stale` tells that the article has changed the question since it was decided on; `changes`
    are those of the article, `edits` those of the teacher, `faults` why these don't fit any more.
    `cells` are the native columns with the edits, `proposed_cells` without.
    """

    position: int
    key: str
    form: str
    label: str
    question: Question
    verdict: str = ""
    reason: str = ""
    is_stale: bool = False
    change: str = ""
    changes: tuple[Change, ...] = ()
    edits: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    made_up: tuple[str, ...] = ()
    marks: tuple[tuple[int, int], ...] = ()
    proposed_cells: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which questions a page shows; `positions` where it is those on one mark of the article."""

    shown: str = "all"
    form: str = ""
    page: int = 1
    positions: tuple[int, ...] | None = None


def form_label(form: str) -> str:
    """What a form is called."""
    return FORMS[form].label if form in FORMS else form


def count_forms(session: Session, derivation: DerivationView) -> list[FormCounts]:
    """The forms that there are questions of, with how many are decided."""
    rows = session.execute(
        _joined(
            derivation,
            ProposedQuestion.form,
            func.count(),
            *(_count(_CONDITIONS[shown]) for shown in ("accepted", "rejected", "changed")),
        )
        .group_by(ProposedQuestion.form_number, ProposedQuestion.form)
        .order_by(ProposedQuestion.form_number, ProposedQuestion.form)
    )
    return [FormCounts(form, form_label(form), Counts(*counts)) for form, *counts in rows]


def add_up(forms: Sequence[FormCounts]) -> Counts:
    """The counts of all forms together."""
    counts = [form.counts for form in forms]
    return Counts(
        total=sum(count.total for count in counts),
        accepted=sum(count.accepted for count in counts),
        rejected=sum(count.rejected for count in counts),
        changed=sum(count.changed for count in counts),
    )


def list_cards(session: Session, derivation: DerivationView, chosen: Chosen) -> list[ReviewCard]:
    """The questions of a page, form by form."""
    query = _cards(derivation).order_by(
        ProposedQuestion.form_number, ProposedQuestion.form, ProposedQuestion.position
    )
    if chosen.positions is not None:
        query = query.where(ProposedQuestion.position.in_(chosen.positions))
    if chosen.shown in _CONDITIONS:
        query = query.where(_CONDITIONS[chosen.shown])
    if chosen.form:
        query = query.where(ProposedQuestion.form == chosen.form)
    query = query.limit(PER_PAGE).offset((chosen.page - 1) * PER_PAGE)
    return [_card(row) for row in session.execute(query)]


def find_cards(
    session: Session, derivation: DerivationView, positions: Sequence[int]
) -> list[ReviewCard]:
    """These questions, as far as there are such."""
    query = _cards(derivation).where(ProposedQuestion.position.in_(positions))
    return [_card(row) for row in session.execute(query.order_by(ProposedQuestion.position))]


def load_part(session: Session, derivation: DerivationView, number: int) -> list[Any] | None:
    """The blocks of a part of the article; None where it has no such part."""
    return session.scalar(
        select(ArticlePart.blocks).where(
            ArticlePart.derivation_id == derivation.id,
            ArticlePart.run == derivation.run,
            ArticlePart.number == number,
        )
    )


def positions_on(blocks: Sequence[dict[str, Any]], mark: int) -> tuple[int, ...] | None:
    """The positions of the questions that rest on a mark; None where there is no such mark."""
    for text in _texts(blocks):
        if text[1] and text[1]["number"] == mark:
            return tuple(text[1]["questions"])
    return None


def load_refusals(
    session: Session, derivation: DerivationView, gate: str, page: int
) -> list[Any] | None:
    """A page of what a gate refused: form, reason, quote and line of each."""
    return session.scalar(
        select(RefusedPage.refusals).where(
            RefusedPage.derivation_id == derivation.id,
            RefusedPage.run == derivation.run,
            RefusedPage.gate == gate,
            RefusedPage.page == page,
        )
    )


def first_refusals(session: Session, derivation: DerivationView) -> dict[str, list[Any]]:
    """The first page of what each gate refused."""
    rows = session.execute(
        select(RefusedPage.gate, RefusedPage.refusals).where(
            RefusedPage.derivation_id == derivation.id,
            RefusedPage.run == derivation.run,
            RefusedPage.page == 1,
        )
    )
    found = {row[0]: row[1] for row in rows}
    return {gate: found[gate] for gate in derivation.summary.get("refused", {}) if gate in found}


def column_name(column: str) -> str:
    """What a native column of a question is called on a page."""
    numbered = re.fullmatch(r"(option|feedback)_(\d+)", column)
    if column in _COLUMN_NAMES or numbered is None:
        return _COLUMN_NAMES.get(column, column.replace("_", " ").capitalize())
    return f"{numbered[1].capitalize()} {numbered[2]}"


def _joined(derivation: DerivationView, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(ProposedQuestion)
        .outerjoin(
            DecidedQuestion,
            (DecidedQuestion.derivation_id == ProposedQuestion.derivation_id)
            & (DecidedQuestion.key == ProposedQuestion.key),
        )
        .where(
            ProposedQuestion.derivation_id == derivation.id,
            ProposedQuestion.run == derivation.run,
        )
    )


def _cards(derivation: DerivationView) -> Select[Any]:
    return _joined(
        derivation,
        *(ProposedQuestion.position, ProposedQuestion.key, ProposedQuestion.form),
        *(ProposedQuestion.change, ProposedQuestion.proposal),
        _VERDICT.label("verdict"),
        DecidedQuestion.reason,
        DecidedQuestion.changes,
        case((_IS_STALE, 1), else_=0).label("is_stale"),
    )


def _count(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _card(row: Any) -> ReviewCard:
    proposal = row.proposal
    proposed = unpack_question(proposal)
    edits: dict[str, str] = row.changes or {}
    cells = {**proposal["cells"], **edits}
    question, faults = read_cells(cells) if edits else (proposed, ())
    return ReviewCard(
        position=row.position,
        key=row.key,
        form=row.form,
        label=form_label(row.form),
        question=question or proposed,
        verdict=row.verdict,
        reason=row.reason or "",
        is_stale=bool(row.is_stale),
        change=row.change,
        changes=tuple(
            Change(column_name(column), before, after)
            for column, before, after in proposal["changes"]
        ),
        edits=tuple(
            Change(column_name(column), proposal["cells"].get(column, ""), text)
            for column, text in sorted(edits.items(), key=lambda edit: COLUMNS.index(edit[0]))
        ),
        faults=tuple(faults),
        made_up=tuple(proposal["made_up"]),
        marks=tuple((part, number) for part, number in proposal["marks"]),
        proposed_cells=proposal["cells"],
        cells=cells,
    )


def _texts(blocks: Sequence[dict[str, Any]]) -> Iterator[list[Any]]:
    """Yield every text that can have a mark."""
    for block in blocks:
        yield from block.get("texts", ())
        if "question" in block:
            yield block["question"]
        for row in (*block.get("rows", ()), *block.get("items", ())):
            yield from row
