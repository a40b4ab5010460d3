"""What became of the questions of an article when it was derived again."""

import json
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from quizapp.engine.formats.native_columns import COLUMNS
from quizapp.engine.formats.native_row import question_cells
from quizapp.engine.kinds import Kind, MultipleChoice, SingleChoice
from quizapp.engine.question import Question

# The hash of the whole article changes with every word of it.
_NO_CHANGE = frozenset({"source_hash"})


@dataclass(frozen=True, slots=True)
class Change:
    """A native column of a question, and its cell before and after; "" where it was empty."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that is new, changed or gone, with its stem as it is now, or last was."""

    state: Literal["new", "changed", "gone"]
    key: str
    stem: str
    changes: tuple[Change, ...] = ()


def differences(before: Iterable[Question], after: Iterable[Question]) -> tuple[Difference, ...]:
    """Return what is new and what has changed, in the order of `after`, and then what is gone.

    Another order of the options of a choice, and another hash of the article, are no change.
    """
    known = {question.key: question for question in before}
    found: list[Difference] = []
    for question in after:
        earlier = known.pop(question.key, None)
        if earlier is None:
            found.append(Difference("new", question.key, question.stem))
        elif changes := tuple(_changes(earlier, question)):
            found.append(Difference("changed", question.key, question.stem, changes))
    gone = (Difference("gone", key, question.stem) for key, question in known.items())
    return (*found, *gone)


def difference_lines(difference: Difference) -> Iterator[str]:
    """Yield a difference as lines of plain text, each column in quotes as it was and as it is."""
    yield f"{difference.state:<8} {difference.key}: {_shown(difference.stem)}"
    for change in difference.changes:
        yield f"    {change.column}: {_shown(change.before)} -> {_shown(change.after)}"


def _shown(text: str) -> str:
    """Return a text on one line, so that each change of its spaces and line ends can be seen."""
    return json.dumps(text, ensure_ascii=False)


def _changes(before: Question, after: Question) -> Iterator[Change]:
    cells_before = question_cells(_with_sorted_excludes(before))
    cells_after = question_cells(_with_sorted_excludes(_aligned(before, after)))
    for column in COLUMNS:
        was, now = cells_before.get(column, ""), cells_after.get(column, "")
        if was != now and column not in _NO_CHANGE:
            yield Change(column, was, now)


def _with_sorted_excludes(question: Question) -> Question:
    return replace(question, excludes=tuple(sorted(question.excludes)))


def _aligned(before: Question, after: Question) -> Question:
    """Return the question with its options in the order in which they were before."""
    old, new = before.body, after.body
    body: Kind
    if isinstance(old, SingleChoice) and isinstance(new, SingleChoice):
        order = _order(old.options, new.options, {old.correct}, {new.correct})
        options, feedback = _in_order(new, order)
        body = SingleChoice(options, order.index(new.correct), feedback)
    elif isinstance(old, MultipleChoice) and isinstance(new, MultipleChoice):
        order = _order(old.options, new.options, old.correct, new.correct)
        options, feedback = _in_order(new, order)
        body = MultipleChoice(options, frozenset(map(order.index, new.correct)), feedback)
    else:
        return after
    return replace(after, body=body)


def _order(
    before: Sequence[str], after: Sequence[str], old_keys: Set[int], new_keys: Set[int]
) -> list[int]:
    """Return the indices of the options in the order of those before; a new key is for an old."""
    places = {text: place for place, text in enumerate(before)}
    order: dict[int, int] = {}
    added: list[int] = []
    for index, text in enumerate(after):
        place = places.get(text, len(after))
        if place < len(after):
            order[place] = index
        else:
            added.append(index)
    free = [place for place in range(len(after)) if place not in order]
    free.sort(key=lambda place: place not in old_keys)
    added.sort(key=lambda index: index not in new_keys)
    order |= zip(free, added, strict=True)
    return [order[place] for place in range(len(after))]


def _in_order(
    body: SingleChoice | MultipleChoice, order: Sequence[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the options and the feedback on them."""
    feedback = dict(enumerate(body.feedback))
    return (
        tuple(body.options[index] for index in order),
        tuple(feedback.get(index, "") for index in order),
    )
