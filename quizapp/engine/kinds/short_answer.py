"""Short answer: a typed text, compared with the accepted ones by fixed rules of forgiveness."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from quizapp.engine.kinds.base import (
    JSON,
    MAX_FIELDS,
    MAX_TEXT,
    Fault,
    Kind,
    PublicView,
    Response,
    Review,
    as_text,
    one_field,
)
from quizapp.engine.kinds.cells import Cells, UnreadableCells, join_list, split_list
from quizapp.engine.kinds.checks import counted, quoted, text_faults

FORGIVABLE = ("case", "accents", "spaces", "punctuation")
EXACT = "exact"

# The grave and the acute accent, primes and letters that are typed for an apostrophe.
_APOSTROPHES = dict.fromkeys(map(ord, "`\u00b4\u02b9\u02bc\u02c8\u2032"), "'")
# Signs that Unicode counts as punctuation, yet make another answer of it: C and C#, 5 and 5%.
_MEANINGFUL = frozenset("#%&@*")
# The sign and the point of a number, and what joins two digits: without them -5 would be 5, and 1.5
# would be 15.
_LONG_MINUS = re.compile(r"^[\u2012\u2013\u2212](?=\.?\d)")
_NUMBER_SIGN = re.compile(r"^-(?=\.?\d)|(?<=\d)[.,:/](?=\s?\d)|(?<![^\s-])\.(?=\d)")
_SPACE = re.compile(r"[\s\u00ad\u200b-\u200d\u2010\ufeff]|(?<=.)-|^-(?!\.?\d)")


@dataclass(frozen=True, slots=True)
class ShortAnswer(Kind):
    """`accepted` are the right answers, the first is the one shown; `forgives` what is ignored.

    Of `forgives`, "case" and "accents" explain themselves; "spaces" makes a space, a hyphen and
    nothing the same; "punctuation" ignores it except inside numbers. Empty, the text must be exact.
    """

    name: ClassVar[str] = "short_answer"
    label: ClassVar[str] = "Short answer"
    columns: ClassVar[frozenset[str]] = frozenset({"correct", "accepted", "tolerance"})

    accepted: tuple[str, ...]
    forgives: frozenset[str] = frozenset(FORGIVABLE)

    def faults(self) -> Iterator[Fault]:
        if not self.accepted:
            yield Fault("correct", "Write the right answer here.", "empty")
        if len(self.accepted) > MAX_FIELDS:
            found = counted(len(self.accepted), "accepted answer")
            yield Fault("accepted", f"{found}; at most {MAX_FIELDS} are possible.", "too_many")
        for index, text in enumerate(self.accepted):
            field = "accepted" if index else "correct"
            yield from text_faults(field, text, MAX_TEXT)
            if not _comparable(text, self.forgives):
                yield _nothing_left(field, text)
        for name in sorted(self.forgives.difference(FORGIVABLE)):
            yield _unforgivable(name)

    def to_json(self) -> dict[str, JSON]:
        return {"accepted": [*self.accepted], "forgives": [*sorted(self.forgives)]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(tuple(data["accepted"]), frozenset(data["forgives"]))

    def to_cells(self) -> Cells:
        forgiven = [name for name in FORGIVABLE if name in self.forgives]
        return Cells(
            correct=join_list(self.accepted[:1]),
            accepted=join_list(self.accepted[1:]),
            tolerance="" if len(forgiven) == len(FORGIVABLE) else join_list(forgiven) or EXACT,
        )

    @classmethod
    def from_cells(cls, cells: Cells) -> Self:
        accepted = split_list(cells.correct) + split_list(cells.accepted)
        if not split_list(cells.correct):
            message = "Write the answer to show here; further ones stand in accepted."
            raise UnreadableCells(Fault("correct", message, "empty"))
        named = [name.lower() for name in split_list(cells.tolerance)]
        if not named:
            return cls(accepted)
        if named == [EXACT]:
            return cls(accepted, frozenset())
        unknown = [name for name in named if name not in FORGIVABLE]
        if unknown:
            raise UnreadableCells(*(_unforgivable(name) for name in unknown))
        return cls(accepted, frozenset(named))

    def public_view(self, seed: int) -> PublicView:
        return PublicView("text")

    def parse(self, fields: Sequence[str], seed: int) -> Response | None:
        return unicodedata.normalize("NFC", one_field(fields)).strip() or None

    def to_fields(self, response: Response, seed: int) -> tuple[str, ...]:
        return (as_text(response),)

    def mark(self, response: Response | None) -> float:
        given = _comparable(as_text(response), self.forgives)
        return float(bool(given) and given in self._comparable_answers())

    def _comparable_answers(self) -> set[str]:
        return {_comparable(text, self.forgives) for text in self.accepted}

    def review(self, response: Response | None) -> Review:
        return Review(given=as_text(response), expected="; ".join(self.accepted))


def _comparable(text: str, forgives: frozenset[str]) -> str:
    """Return what is compared of a text: equal for texts that differ in what is forgiven only."""
    if not forgives:
        return unicodedata.normalize("NFC", text).strip()
    if "punctuation" in forgives:
        text = text.translate(_APOSTROPHES)
    text = unicodedata.normalize("NFKC", text)
    if "case" in forgives:
        text = text.casefold()
    if "accents" in forgives:
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in apart if not unicodedata.combining(char))
    text = _LONG_MINUS.sub("-", unicodedata.normalize("NFKC", text).strip())
    if "punctuation" in forgives:
        text = _without_punctuation(text)
    if "spaces" in forgives:
        text = _SPACE.sub("", text)
    return text.strip()


def _without_punctuation(text: str) -> str:
    kept = {sign.start() for sign in _NUMBER_SIGN.finditer(text)}
    return "".join(
        char
        for index, char in enumerate(text)
        if index in kept or char in _MEANINGFUL or not unicodedata.category(char).startswith("P")
    )


def _nothing_left(field: str, text: str) -> Fault:
    if not text.strip():
        return Fault(field, "This answer is empty.", "empty")
    message = (
        f"Nothing is left of {quoted(text)} once spaces and punctuation are ignored; "
        f"write {EXACT} in tolerance."
    )
    return Fault(field, message, "empty")


def _unforgivable(name: str) -> Fault:
    message = (
        f"{quoted(name)} cannot be ignored; write {EXACT}, or some of "
        f"{', '.join(FORGIVABLE)} with | between them."
    )
    return Fault("tolerance", message, "unknown")
