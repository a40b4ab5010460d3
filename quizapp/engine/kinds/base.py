"""What every kind of question offers, and the values that pass between a kind and its callers."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeAlias

if TYPE_CHECKING:
    from quizapp.engine.kinds.cells import Cells

MAX_TEXT = 200
MAX_FIELDS = 100

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
Response: TypeAlias = int | str | bool | list[int] | list[int | None]

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


class InvalidResponse(ValueError):
    """A response that no form of ours can send; its text is one plain sentence for the sender."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a question; `field` is the native CSV column it stands in."""

    field: str
    message: str
    code: str


def check_fields(raw: object) -> tuple[str, ...]:
    """Return a response's wire form, a list of strings, or raise InvalidResponse."""
    if not isinstance(raw, list | tuple):
        raise InvalidResponse("An answer has to be sent as a list of texts.")
    if len(raw) > MAX_FIELDS:
        raise InvalidResponse(f"An answer has at most {MAX_FIELDS} parts.")
    return tuple(_check_field(item) for item in raw)


def _check_field(item: object) -> str:
    if not isinstance(item, str):
        raise InvalidResponse("An answer has to be sent as a list of texts.")
    if len(item) > MAX_TEXT:
        raise InvalidResponse(f"Please shorten your answer: at most {MAX_TEXT} characters.")
    if _UNSTORABLE.search(item):
        raise InvalidResponse("The answer contains a character that cannot be stored.")
    return item


def shuffled(texts: Sequence[str], seed: int) -> tuple[int, ...]:
    """Return the indices of `texts` in the order to show them in.

    Each text is placed by a hash of itself and the seed: the authored order, which is often the
    key, has no influence, and the order is the same on every Python.
    """

    def place(index: int) -> bytes:
        drawn = f"{seed}\0{texts[index]}".encode("utf-8", "surrogatepass")
        return blake2b(drawn, digest_size=16).digest()

    return tuple(sorted(range(len(texts)), key=place))


@dataclass(frozen=True, slots=True)
class PublicView:
    """Everything that a student may see before the key may be seen.

    `options` stand in the shown order, `prompts` (the left sides of a matching question) in the
    authored one.
    """

    control: Literal["radio", "checkbox", "text", "number", "order", "match", "reveal"]
    options: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One option, item or left side (Markdown) in the review of an answered question.

    `right` says that it belongs to the key (choices) or was answered rightly (ordering, matching).
    `given` and `expected` are a place ("3") or a right side; `feedback` is there only where chosen.
    """

    text: str
    chosen: bool
    right: bool
    given: str = ""
    expected: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """What is shown once the key may be seen: the response and the right answer in words."""

    given: str
    expected: str
    lines: tuple[Line, ...] = ()
    feedback: str = ""


class Kind(ABC):
    """The options and the key of one question; subclasses are frozen values, one kind per file.

    To add a kind: write its file, and add its class to the list in `kinds/__init__.py`.
    `columns` names the fields of `Cells` that the kind has a use for.
    """

    __slots__ = ()

    name: ClassVar[str]
    label: ClassVar[str]
    columns: ClassVar[frozenset[str]]
    in_quizzes: ClassVar[bool] = True

    @abstractmethod
    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with this content; nothing when it can be asked."""

    @abstractmethod
    def to_json(self) -> dict[str, JSON]:
        """Return the content in the form that `from_json` reads."""

    @classmethod
    @abstractmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the content that `to_json` wrote."""

    @abstractmethod
    def to_cells(self) -> "Cells":
        """Return the content as the cells of a native CSV row."""

    @classmethod
    @abstractmethod
    def from_cells(cls, cells: "Cells") -> Self:
        """Return the content of a native CSV row, or raise UnreadableCells.

        The content may still have faults; what can be read is judged by `faults` alone.
        """

    @abstractmethod
    def public_view(self, seed: int) -> PublicView:
        """Return what may be seen before the key; it is equal where only the key differs."""

    @abstractmethod
    def parse(self, fields: Sequence[str], seed: int) -> Response | None:
        """Return the response that checked `fields` stand for, None when left blank.

        Raises InvalidResponse for what no form of ours sends.
        """

    @abstractmethod
    def to_fields(self, response: Response, seed: int) -> tuple[str, ...]:
        """Return the fields that `parse` reads as this response."""

    @abstractmethod
    def mark(self, response: Response | None) -> float:
        """Return the share of the points earned, from 0 to 1; a blank response earns 0."""

    @abstractmethod
    def review(self, response: Response | None) -> Review:
        """Return what to show once the response is marked."""

    def hint(self, response: Response) -> str:
        """Return a sentence to show beside the answer while it is taken, or "".

        It never depends on the key.
        """
        return ""


def one_field(fields: Sequence[str]) -> str:
    """Return the only filled field without surrounding space, "" where none is filled."""
    filled = [field.strip() for field in fields if field.strip()]
    if len(filled) > 1:
        raise InvalidResponse("This question takes one answer only.")
    return filled[0] if filled else ""


def as_text(response: Response | None) -> str:
    """Return a typed response, "" for a blank one."""
    return response if isinstance(response, str) else ""


def as_list(response: Response | None) -> Sequence[int | None]:
    """Return a response of several parts, an empty one for a blank."""
    return response if isinstance(response, list) else ()
