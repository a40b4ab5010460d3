"""A question as it stands in the form: its texts, its options in their order, and what is wrong.

The form's fields are the cells of the native layout, taken apart where a cell holds several.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from quizapp.engine.formats.native_row import question_cells, read_cells
from quizapp.engine.kinds import KINDS
from quizapp.engine.kinds.base import MAX_FIELDS, Fault
from quizapp.engine.kinds.cells import join_list, split_list
from quizapp.engine.kinds.checks import clean_text
from quizapp.engine.kinds.short_answer import EXACT, FORGIVABLE
from quizapp.engine.plain_text import showable
from quizapp.engine.question import Question

CHOSEN = frozenset({"single_choice", "multiple_choice"})
LISTED = frozenset({"single_choice", "multiple_choice", "ordering", "matching"})
ARROW = "=>"
FEWEST_ROWS = {"single_choice": 4, "multiple_choice": 4, "ordering": 4, "matching": 3}

COMMON = (
    *("question", "explanation", "topic", "points", "difficulty", "time_limit", "image"),
    *("image_alt", "source_title", "source_url", "source_locator", "source_quote", "note"),
)
LINES = ("tags", "excludes")
"""Columns that hold several texts, in the form one a line."""
KEPT = ("form", "source_hash")
"""Columns that aren't in the form and stay as they are."""
OWN = {
    "true_false": ("correct", "feedback_1", "feedback_2"),
    "short_answer": ("correct", "accepted"),
    "numerical": ("correct", "tolerance", "unit"),
    "card": ("answer",),
}


@dataclass(frozen=True, slots=True)
class DraftOption:
    """An option, an item or a pair; `right` is the other side of a pair."""

    text: str = ""
    right: str = ""
    feedback: str = ""
    is_correct: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written here."""
        return not (self.text or self.right or self.feedback)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form holds."""

    kind: str
    texts: Mapping[str, str] = field(default_factory=dict)
    options: tuple[DraftOption, ...] = ()
    forgives: tuple[str, ...] = FORGIVABLE

    @property
    def is_choice(self) -> bool:
        """Whether some of the options are right and others wrong."""
        return self.kind in CHOSEN

    def text(self, name: str) -> str:
        """The text of a field, as a page can show it."""
        return showable(self.texts.get(name, ""))

    def has_any(self, names: Iterable[str]) -> bool:
        """Whether something stands in one of these fields."""
        return any(self.texts.get(name) for name in names)


def empty_draft(kind: str) -> Draft:
    """The form for a new question."""
    return _with_rows(Draft(kind))


def draft_of(question: Question) -> Draft:
    """The form for a question that is there."""
    cells = question_cells(question)
    texts = {name: cells.get(name, "") for name in (*COMMON, *KEPT, "id")}
    texts |= {name: cells.get(name, "") for name in OWN.get(question.kind, ())}
    texts |= {name: "\n".join(split_list(cells.get(name, ""))) for name in LINES}
    forgives: tuple[str, ...] = FORGIVABLE
    if question.kind == "short_answer":
        texts["correct"] = "".join(split_list(cells.get("correct", "")))
        texts["accepted"] = "\n".join(split_list(cells.get("accepted", "")))
        named = split_list(cells.get("tolerance", ""))
        forgives = () if named == (EXACT,) else named or FORGIVABLE
    return _with_rows(Draft(question.kind, texts, tuple(_options(question.kind, cells)), forgives))


def _options(kind: str, cells: Mapping[str, str]) -> list[DraftOption]:
    if kind not in LISTED:
        return []
    correct = set(cells.get("correct", "").split("|"))
    found = []
    for number in range(1, MAX_FIELDS + 1):
        text = cells.get(f"option_{number}", "")
        if not text:
            break
        left, _, right = text.partition(ARROW) if kind == "matching" else (text, "", "")
        feedback = cells.get(f"feedback_{number}", "") if kind in CHOSEN else ""
        is_correct = kind in CHOSEN and str(number) in correct
        found.append(DraftOption(left.strip(), right.strip(), feedback, is_correct))
    return found


def read_draft(sent: MultiDict[str, str], kind: str) -> Draft:
    """What was sent, cleaned as the engine wants it."""
    names = (*COMMON, *KEPT, "id", *OWN.get(kind, ()), *LINES)
    texts = {name: clean_text(sent.get(name, "")) for name in names}
    forgives = tuple(name for name in FORGIVABLE if name in sent.getlist("forgives"))
    return Draft(kind, texts, tuple(_read_options(sent, kind)), forgives)


def _read_options(sent: MultiDict[str, str], kind: str) -> list[DraftOption]:
    if kind not in LISTED:
        return []
    count = sent.get("options", 0, type=int) or 0
    correct = set(sent.getlist("correct"))
    return [
        DraftOption(
            text=clean_text(sent.get(f"option_{number}", "")),
            right=clean_text(sent.get(f"right_{number}", "")) if kind == "matching" else "",
            feedback=clean_text(sent.get(f"feedback_{number}", "")) if kind in CHOSEN else "",
            is_correct=kind in CHOSEN and str(number) in correct,
        )
        for number in range(1, min(max(count, 0), MAX_FIELDS) + 1)
    ]


def change_rows(draft: Draft, action: str) -> Draft:
    """The draft after a button of its list was pressed: add, remove-2, up-2, down-2.

    What is no such button changes nothing.
    """
    rows = [*draft.options]
    if action == "add" and len(rows) < MAX_FIELDS:
        return replace(draft, options=(*rows, DraftOption()))
    name, _, number = action.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 4):
        return draft
    place = int(number) - 1
    if not 0 <= place < len(rows):
        return draft
    if name == "remove":
        del rows[place]
    other = place + {"up": -1, "down": 1}.get(name, 0)
    if name in {"up", "down"} and 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    return replace(draft, options=tuple(rows))


def change_kind(draft: Draft, kind: str) -> Draft:
    """The same texts in the form of another kind, as far as it has a use for them."""
    options = draft.options
    if kind in LISTED and kind != "matching":
        options = tuple(replace(option, right="") for option in options)
    if kind not in CHOSEN:
        options = tuple(replace(option, feedback="", is_correct=False) for option in options)
    if kind == "single_choice":
        right = [index for index, option in enumerate(options) if option.is_correct]
        options = tuple(
            replace(option, is_correct=index in right[:1]) for index, option in enumerate(options)
        )
    texts = {
        name: text
        for name, text in draft.texts.items()
        if name in {*COMMON, *LINES, *KEPT, "id", *OWN.get(kind, ())}
    }
    # The answer in words goes along between the kinds that have one.
    if draft.kind in {"short_answer", "card"} and kind in {"short_answer", "card"}:
        names = {"short_answer": "correct", "card": "answer"}
        texts[names[kind]] = draft.texts.get(names[draft.kind], "")
    elif "correct" in texts and draft.kind != kind:
        texts["correct"] = ""
    return _with_rows(Draft(kind, texts, options if kind in LISTED else (), draft.forgives))


def _with_rows(draft: Draft) -> Draft:
    """The draft with enough empty rows to write in."""
    missing = FEWEST_ROWS.get(draft.kind, 0) - len(draft.options)
    return replace(draft, options=(*draft.options, *[DraftOption()] * max(0, missing)))


def closed_up(draft: Draft) -> Draft:
    """The draft without empty rows, so that its numbers are those of the cells."""
    return replace(draft, options=tuple(row for row in draft.options if not row.is_blank))


def cells_of(draft: Draft, key: str) -> dict[str, str]:
    """The cells of the question's row, without empty ones; the draft has to be closed up."""
    cells = {"id": key, "type": draft.kind}
    cells |= {name: draft.texts.get(name, "") for name in (*COMMON, *KEPT)}
    cells |= {name: draft.texts.get(name, "") for name in OWN.get(draft.kind, ())}
    cells |= {name: _packed(draft.texts.get(name, "")) for name in LINES}
    if draft.kind == "short_answer":
        cells["correct"] = join_list(filter(None, [draft.texts.get("correct", "")]))
        cells["accepted"] = _packed(draft.texts.get("accepted", ""))
        cells["tolerance"] = _tolerance(draft.forgives)
    for number, option in enumerate(draft.options, 1):
        text = option.text
        if draft.kind == "matching":
            text = f"{option.text} {ARROW} {option.right}".strip()
        cells |= {f"option_{number}": text, f"feedback_{number}": option.feedback}
    if draft.is_choice:
        numbers = [str(number) for number, row in enumerate(draft.options, 1) if row.is_correct]
        cells["correct"] = "|".join(numbers)
    return {name: cell for name, cell in cells.items() if cell}


def _packed(lines: str) -> str:
    return join_list(line.strip() for line in lines.split("\n") if line.strip())


def _tolerance(forgives: Sequence[str]) -> str:
    if len(forgives) == len(FORGIVABLE):
        return ""
    return join_list(forgives) or EXACT


def read_question(draft: Draft, key: str) -> tuple[Question | None, dict[str, list[str]]]:
    """The question that the form holds, or None and what is wrong, by the form's fields.

    Without a key, its stem gives it one. The draft has to be closed up.
    """
    question, faults = read_cells(cells_of(draft, key))
    errors: dict[str, list[str]] = {}
    for fault in (*faults, *_arrow_faults(draft)):
        errors.setdefault(fault.field, []).append(_in_words(fault, draft))
    return (None if errors else question), errors


def _arrow_faults(draft: Draft) -> list[Fault]:
    if draft.kind != "matching":
        return []
    message = f"A left side can't contain “{ARROW}”; write it in another way, such as →."
    return [
        Fault(f"option_{number}", message, "arrow")
        for number, option in enumerate(draft.options, 1)
        if ARROW in option.text
    ]


def _in_words(fault: Fault, draft: Draft) -> str:
    """What is wrong, in the words of the form instead of those of a file."""
    if fault.field == "correct" and draft.is_choice and fault.code != "all_right":
        return "Mark the right option." if draft.kind == "single_choice" else "Mark what is right."
    if fault.field == "correct" and draft.kind == "true_false":
        return "Say whether the statement is true or false."
    return fault.message


def kind_or_default(name: str) -> str:
    """The name of a kind, single choice for what is none."""
    return name if name in KINDS else "single_choice"
