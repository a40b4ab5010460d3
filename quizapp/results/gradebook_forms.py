"""The forms of the gradebook: a grade by hand, and the categories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from quizapp.accounts.forms import writable
from quizapp.engine.kinds.checks import clean_text
from quizapp.engine.numbers import read_number
from quizapp.engine.plain_text import showable
from quizapp.results.gradebook_categories import (
    MAX_CATEGORIES,
    MAX_NAME,
    Categories,
    CategoryRow,
)
from quizapp.results.gradebook_cells import MAX_NOTE, MOST_SHARE, Judgement

EMPTY_ROWS = 3
MOST_PERCENT = round(MOST_SHARE * 100)


class GradeForm(FlaskForm):
    """What a teacher says of one student's work."""

    what = RadioField(
        "What counts",
        choices={
            "computed": "What was earned",
            "by_hand": "A score by hand",
            "excused": "Excused: it doesn’t count",
        },
        default="computed",
    )
    score = StringField("Score", validators=[writable, Length(max=20)])
    unit = SelectField("In", choices={"percent": "percent", "points": "points"})
    note = TextAreaField(
        "Note (optional)",
        description="Only the teachers of the class see it.",
        validators=[Length(max=MAX_NOTE)],
        render_kw={"rows": "3", "maxlength": MAX_NOTE},
    )
    seen = HiddenField()

    def judgement(self, max_score: Decimal | None, stored_score: str) -> Judgement | None:
        """What was said; None where it can't be taken, with the reason at its field.

        A score that isn't the stored one and isn't meant to count is a slip.
        """
        note = clean_text(showable(self.note.data or ""))
        if self.what.data == "excused":
            return Judgement(is_excused=True, note=note)
        if self.what.data != "by_hand":
            if self.score.data not in {"", stored_score}:
                self.score.errors = ["Choose “A score by hand”, or leave this empty."]
                return None
            return Judgement(note=note)
        share = self._share(max_score)
        return None if share is None else Judgement(share=share, note=note)

    def _share(self, max_score: Decimal | None) -> float | None:
        text = (self.score.data or "").strip().removesuffix("%")
        number = read_number(text)
        if number is None:
            self.score.errors = ["Enter the score as a number, such as 85."]
            return None
        if self.unit.data == "points":
            if max_score is None:
                self.unit.errors = ["How many points there are isn’t known; choose percent."]
                return None
            share = float(number / max_score)
            most = f"{2 * max_score.normalize():f} points"
        else:
            share = float(number / 100)
            most = f"{MOST_PERCENT} %"
        if not 0 <= share <= MOST_SHARE:
            self.score.errors = [f"Enter a score from 0 to {most}."]
            return None
        return share


@dataclass(slots=True)
class CategoryDraft:
    """A line of the form of categories, as it was typed."""

    key: str
    """`c3` for the category 3, `n1` for the first new one."""
    name: str = ""
    weight: str = ""
    is_removed: bool = False
    error: str = ""


@dataclass(slots=True)
class CategoriesDraft:
    """The form of categories as it was filled in; `places` are the keys of lines."""

    lines: list[CategoryDraft]
    other_weight: str
    counts_missing: bool
    places: dict[int, str]
    seen: str
    errors: list[str] = field(default_factory=list)
    other_error: str = ""

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong with it."""
        return not (self.errors or self.other_error or any(line.error for line in self.lines))


def draft_of(stored: Categories) -> CategoriesDraft:
    """The form as it is first shown."""
    keys = [f"c{row.id}" for row in stored.rows]
    lines = [
        CategoryDraft(key, row.name, f"{row.weight.normalize():f}")
        for key, row in zip(keys, stored.rows, strict=True)
    ]
    return CategoriesDraft(
        lines + _empty_lines(),
        f"{stored.other_weight.normalize():f}",
        stored.counts_missing,
        {key: "" if place is None else keys[place] for key, place in stored.places.items()},
        stored.digest,
    )


def _empty_lines() -> list[CategoryDraft]:
    return [CategoryDraft(f"n{number}") for number in range(1, EMPTY_ROWS + 1)]


def read_draft(form: MultiDict[str, str], stored: Categories) -> CategoriesDraft:
    """What was sent, with what is wrong with it; lines and work that aren't there are left out."""
    lines = [
        CategoryDraft(
            key,
            showable(form.get(f"name-{key}", "")).strip(),
            form.get(f"weight-{key}", "").strip()[:20],
            form.get(f"remove-{key}") == "y",
        )
        for key in (*(f"c{row.id}" for row in stored.rows), *(one.key for one in _empty_lines()))
    ]
    keys = {line.key for line in lines if not line.is_removed and line.name}
    sent = {number: form.get(f"place-{number}", "") for number in stored.places}
    draft = CategoriesDraft(
        lines,
        form.get("other_weight", "").strip()[:20],
        form.get("counts_missing") == "y",
        {number: key if key in keys else "" for number, key in sent.items()},
        form.get("seen", ""),
    )
    _check(draft)
    return draft


def _check(draft: CategoriesDraft) -> None:
    names: dict[str, str] = {}
    for line in draft.lines:
        if line.is_removed or (line.key.startswith("n") and not (line.name or line.weight)):
            continue
        if not line.name:
            line.error = "Give the category a name."
        elif len(line.name) > MAX_NAME:
            line.error = f"A name may have at most {MAX_NAME} characters."
        elif line.name.casefold() in names:
            line.error = "Another category has this name."
        elif _weight(line.weight) is None:
            line.error = "Enter a weight from 0 to 100."
        names[line.name.casefold()] = line.key
    if len(names) > MAX_CATEGORIES:
        draft.errors.append(f"A class can have at most {MAX_CATEGORIES} categories.")
    if _weight(draft.other_weight) is None:
        draft.other_error = "Enter a weight from 0 to 100."


def _weight(text: str) -> Decimal | None:
    """A weight with at most two decimals."""
    number = read_number(text.removesuffix("%"))
    if number is None or not 0 <= number <= 100 or number != round(number, 2):
        return None
    return round(number, 2)


def said(draft: CategoriesDraft) -> Categories:
    """What a right draft says."""
    lines = [line for line in draft.lines if line.name and not line.is_removed]
    rows = [_row(line) for line in lines]
    return Categories(
        tuple(rows),
        _weight(draft.other_weight) or Decimal(0),
        draft.counts_missing,
        _places(draft.places, [line.key for line in lines]),
    )


def _row(line: CategoryDraft) -> CategoryRow:
    number = int(line.key[1:]) if line.key.startswith("c") else None
    return CategoryRow(number, line.name, _weight(line.weight) or Decimal(0))


def _places(sent: Mapping[int, str], keys: Sequence[str]) -> dict[int, int | None]:
    return {number: keys.index(key) if key in keys else None for number, key in sent.items()}
