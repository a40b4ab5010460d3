"""What a reviewer decided on the proposed questions of an article, and the file that says so."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from quizapp.engine.formats.native_columns import COLUMNS
from quizapp.engine.kinds.checks import quoted

Verdict = Literal["", "accept", "reject", "edit"]

EDITABLE = tuple(name for name in COLUMNS if name not in {"id", "type", "form", "source_hash"})
"""The native columns of a question that an edit can change."""

_ENTRIES = ("article", "accept", "reject", "edit", "note")
# What TOML wants escaped, and what else would break the lines of an editor.
_NOT_PLAIN = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029"\\]')
_NOT_PLAIN_IN_LINES = re.compile(r'[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029"\\]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class DecisionFault:
    """Something wrong with decisions: the entry of the file, as `edit."faq-card-x".points`."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class DecisionsError(ValueError):
    """Decisions that no file can say, or a file that cannot be read; `faults` says all of why."""

    def __init__(self, *faults: DecisionFault) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on one proposal and remarked on it; without a verdict, only the latter.

    A rejection has its `reason` in words. An edit, which accepts too, has its `changes`: texts by
    native column. Raises DecisionsError for any other mixture.
    """

    verdict: Verdict
    reason: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def __post_init__(self) -> None:
        if faults := [*self._faults()]:
            raise DecisionsError(*faults)

    def _faults(self) -> Iterator[DecisionFault]:
        if self.verdict == "reject" and not self.reason.strip():
            yield DecisionFault("reject", "Say in a few words why this question is rejected.")
        if self.verdict != "reject" and self.reason:
            yield DecisionFault("reject", "Only a question that is rejected has a reason.")
        if (self.verdict == "edit") != bool(self.changes):
            yield DecisionFault("edit", "Name the columns that are changed, each with its text.")
        for column in self.changes:
            if column not in EDITABLE:
                yield DecisionFault(f"edit.{column}", _no_column(column))
        if self.note and not self.note.strip():
            yield DecisionFault("note", "Write the note, or delete its line.")
        if not self.verdict and not self.note:
            yield DecisionFault("note", "This decides nothing and remarks nothing.")


@dataclass(frozen=True, slots=True)
class Decisions(Mapping[str, Decision]):
    """Decisions by the key of the question, in order; `article` names the file they are for."""

    by_key: Mapping[str, Decision] = field(default_factory=dict)
    article: str = ""

    def __getitem__(self, key: str) -> Decision:
        return self.by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_key)

    def __len__(self) -> int:
        return len(self.by_key)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the file, or one table of `edit`: what it says of one question."""

    place: str
    key: str
    said: Mapping[str, Any]


def read_decisions(text: str) -> Decisions:
    """Return the decisions of a file in TOML; raises DecisionsError with every fault in it."""
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise DecisionsError(DecisionFault("", "This file is nested too deeply.")) from None
    except ValueError as error:
        raise DecisionsError(DecisionFault("", f"This is not a file in TOML: {error}.")) from None
    faults: list[DecisionFault] = []
    said: dict[str, dict[str, Any]] = {}
    for entry in _entries(tables):
        if isinstance(entry, DecisionFault):
            faults.append(entry)
            continue
        known = said.setdefault(entry.key, {})
        if {"verdict"} <= known.keys() & entry.said.keys():
            faults.append(DecisionFault(entry.place, _decided_before(known["verdict"])))
        else:
            known |= entry.said
    decided: dict[str, Decision] = {}
    for key, parts in said.items():
        try:
            decided[key] = Decision(**{"verdict": "", **parts})
        except DecisionsError as error:
            faults.extend(_placed(key, fault) for fault in error.faults)
    if faults:
        raise DecisionsError(*faults)
    return Decisions(decided, tables.get("article", ""))


def write_decisions(decisions: Decisions) -> str:
    """Return the file that `read_decisions` reads as these decisions."""
    parts = [f"article = {_toml(decisions.article)}\n"] if decisions.article else []
    accepted = [key for key, decision in decisions.items() if decision.verdict == "accept"]
    if accepted:
        parts.append("".join(["accept = [\n", *(f"    {_key(key)},\n" for key in accepted), "]\n"]))
    reasons = {key: decision.reason for key, decision in decisions.items() if decision.reason}
    notes = {key: decision.note for key, decision in decisions.items() if decision.note}
    parts += _table("reject", {_key(key): reason for key, reason in reasons.items()})
    for key, decision in decisions.items():
        parts += _table(place_of("edit", key), decision.changes)
    parts += _table("note", {_key(key): note for key, note in notes.items()})
    return "\n".join(parts)


def place_of(entry: str, key: str, column: str = "") -> str:
    """Return where the file says something of a question: `edit."faq-card-x".points`."""
    return ".".join([entry, _key(key), *([column] if column else [])])


def _entries(tables: Mapping[str, Any]) -> Iterator[_Entry | DecisionFault]:
    for name, content in tables.items():
        if name not in _ENTRIES:
            yield DecisionFault(name, _unknown("entry", name, _ENTRIES))
        elif name == "article":
            if not isinstance(content, str):
                yield DecisionFault(name, _no_text(content))
        elif name == "accept":
            yield from _accepted(content)
        elif not isinstance(content, dict):
            yield DecisionFault(name, f"Write [{name}] on a line of its own, and below it each id.")
        elif name == "edit":
            for key, changes in content.items():
                yield from _edited(place_of(name, key), key, changes)
        else:
            yield from _lines(name, content)


def _accepted(content: object) -> Iterator[_Entry | DecisionFault]:
    if not isinstance(content, list):
        yield DecisionFault("accept", "Write the ids as a list in square brackets.")
        return
    for number, key in enumerate(content, 1):
        place = f"accept, item {number}"
        if isinstance(key, str):
            yield _Entry(f"{place}, {_key(key)}", key, {"verdict": "accept"})
        else:
            yield DecisionFault(place, _no_text(key))


def _lines(name: str, content: Mapping[str, object]) -> Iterator[_Entry | DecisionFault]:
    for key, text in content.items():
        place = place_of(name, key)
        if not isinstance(text, str):
            yield DecisionFault(place, _no_text(text))
        elif name == "reject":
            yield _Entry(place, key, {"verdict": "reject", "reason": text})
        elif text:
            yield _Entry(place, key, {"note": text})
        else:
            yield DecisionFault(place, "Write the note, or delete its line.")


def _edited(place: str, key: str, changes: object) -> Iterator[_Entry | DecisionFault]:
    if not isinstance(changes, dict):
        message = f"Write [{place}] on a line of its own, and below it what is changed."
        yield DecisionFault(place, message)
        return
    wrong = [column for column, text in changes.items() if not isinstance(text, str)]
    for column in wrong:
        yield DecisionFault(f"{place}.{column}", _no_text(changes[column]))
    if not wrong:
        yield _Entry(place, key, {"verdict": "edit", "changes": changes})


def _placed(key: str, fault: DecisionFault) -> DecisionFault:
    """Return the fault of a decision as one of the file."""
    entry, _, column = fault.place.partition(".")
    return DecisionFault(place_of(entry, key, column), fault.message)


def _no_text(value: object) -> str:
    return f"{quoted(str(value))} is no text; put it in quotation marks."


def _no_column(column: str) -> str:
    if column in COLUMNS:
        return f"The column {column} can't be changed; reject the question, and write another."
    return _unknown("column", column, EDITABLE)


def _unknown(what: str, name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, n=1)
    advice = f"did you mean {near[0]}?" if near else "delete it or rename it."
    return f"There is no {what} {quoted(name)}; {advice}"


def _decided_before(verdict: str) -> str:
    done = {"accept": "accepted", "reject": "rejected", "edit": "edited"}[verdict]
    return f"This question is {done} already; decide on it once (an edit accepts it too)."


def _table(name: str, texts: Mapping[str, str]) -> list[str]:
    """Return a table of the file with one text a line; nothing where there are no texts."""
    lines = [f"{name} = {_toml(text)}\n" for name, text in texts.items()]
    return ["".join([f"[{name}]\n", *lines])] if lines else []


def _key(key: str) -> str:
    return f'"{_NOT_PLAIN.sub(_escape, key)}"'


def _toml(text: str) -> str:
    """Return a text as TOML has it; one of several lines stands in as many."""
    if "\n" not in text:
        return _key(text)
    return f'"""\n{_NOT_PLAIN_IN_LINES.sub(_escape, text)}"""'


def _escape(sign: re.Match[str]) -> str:
    return _SHORT_ESCAPES.get(sign[0]) or f"\\u{ord(sign[0]):04X}"
