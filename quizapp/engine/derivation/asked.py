"""Questions that an article asks and answers itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from quizapp.engine.derivation.headings import in_title_case
from quizapp.engine.derivation.pieces import Piece, Stretch
from quizapp.engine.derivation.words import word_set

MAX_ANSWER = 1_500
_LONGEST_QUESTION = 300
_MOST_PASSAGES = 30

_SPEAKER = r"\s*[*_]{0,3}(?:%s)\s?[0-9]{0,3}[*_]{0,3}[:：][*_]{0,3}\s*"
_ASKER = re.compile(_SPEAKER % "Q|Question", re.IGNORECASE)
_ANSWERER = re.compile(_SPEAKER % "A|Answer", re.IGNORECASE)
_BOLD = re.compile(r"\s*(?:[0-9]{1,3}[.)]\s+)?(\*\*|__)([^*_\n]+\?)\1")
_NUMBER = re.compile(r"[0-9]{1,3}[.)]\s+")
_WORD = re.compile(r"\w")
_INNER_END = re.compile(r"[.!?]\s")
_ASKING = word_set(
    "who whom whose what when where why which how is are was were am do does did can could shall "
    "should will would may might must has have had isn't aren't wasn't weren't don't doesn't "
    "didn't can't couldn't shouldn't won't wouldn't hasn't haven't hadn't"
)
_BEFORE_ASKING = word_set("in on at by for from to with under since until of about during after")

_MARKED = frozenset({"bold", "speaker"})

Style = Literal["heading", "term", "speaker", "bold", "line"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the passages of its answer, and how many pieces both take."""

    question: Stretch
    words: str
    answer: tuple[Stretch, ...]
    taken: int

    @property
    def answer_words(self) -> str:
        """The answer in plain words."""
        return joined(stretch.words for stretch in self.answer)


@dataclass(frozen=True, slots=True)
class _Question:
    style: Style
    stretch: Stretch
    words: str
    rest: Stretch | None = None


def joined(passages: Iterable[str]) -> str:
    """Return the passages one after the other, items of a list with a semicolon between them."""
    text = ""
    for passage in filter(None, passages):
        gap = " " if text.endswith((".", "!", "?", ":", ";", ",", ")", '"', "”")) else "; "
        text = f"{text}{gap}{passage}" if text else passage
    return text


def asked_at(pieces: Sequence[Piece], index: int, *, after_another: bool) -> Asked | None:
    """Return the question that the piece at `index` asks, with the answer that follows it.

    `after_another` says that the answer to an earlier question ends here.
    """
    question = _question(pieces[index])
    if question is None:
        return None
    answer, taken = _answer(pieces, index, question)
    end = index + taken + 1
    sibling = after_another or (end < len(pieces) and _question(pieces[end]) is not None)
    if not answer or not _is_meant(question, unmarked=pieces[index].unmarked, sibling=sibling):
        return None
    return Asked(question.stretch, question.words, answer, taken + 1)


def _question(piece: Piece) -> _Question | None:
    stretch = piece.stretch
    if piece.role in {"table", "note"} or not 3 < len(stretch.source) <= 20 * _LONGEST_QUESTION:
        return None
    if piece.role == "heading":
        return _made("heading", stretch)
    if piece.role == "definition":
        return _made("term", stretch, rest=piece.definition)
    if asker := _ASKER.match(stretch.source):
        return _spoken(stretch.part(asker.end()))
    if piece.bold:
        return _made("bold", stretch)
    if bold := _BOLD.match(stretch.source):
        return _made("bold", stretch.part(0, bold.end()), rest=stretch.part(bold.end()))
    line, _, rest = stretch.source.partition("\n")
    if rest and line.rstrip().endswith("?"):
        return _line(stretch.part(0, len(line)), stretch.part(len(line)))
    return _line(stretch, None)


def _made(style: Style, stretch: Stretch, rest: Stretch | None = None) -> _Question | None:
    if "?" not in stretch.source:
        return None
    words = stretch.words
    number = _NUMBER.match(words)
    if number:
        words = words[number.end() :]
    if not words.endswith("?") or not 3 < len(words) <= _LONGEST_QUESTION:
        return None
    return _Question(style, stretch, words, rest if rest and rest.source else None)


def _spoken(stretch: Stretch) -> _Question | None:
    """Return the question after `Q:`, which need not end in a question mark."""
    line, _, rest = stretch.source.partition("\n")
    question = stretch.part(0, len(line))
    words = question.words.strip("*_ ")
    if not words or len(words) > _LONGEST_QUESTION:
        return None
    return _Question("speaker", question, words, stretch.part(len(line)) if rest else None)


def _line(stretch: Stretch, rest: Stretch | None) -> _Question | None:
    question = _made("line", stretch, rest)
    if question is None or _INNER_END.search(question.words):
        return None
    first, second = ([*re.findall(r"[\w'’]+", question.words.lower()), "", ""])[:2]
    first, second = first.replace("’", "'"), second.replace("’", "'")
    asks = first in _ASKING or (first in _BEFORE_ASKING and second in _ASKING)
    return question if asks else None


def _is_meant(question: _Question, *, unmarked: bool, sibling: bool) -> bool:
    """Tell a question from a heading that is worded as one: another question stands beside it."""
    looks_alike = question.style == "line" or unmarked
    return sibling or not looks_alike or not in_title_case(question.words)


def _answer(
    pieces: Sequence[Piece], index: int, question: _Question
) -> tuple[tuple[Stretch, ...], int]:
    """Return the passages of the answer and how many pieces they take; none without a short one."""
    rest: tuple[Stretch, ...] = (question.rest,) if question.rest else ()
    if question.style == "term":
        return (rest, 0) if _fits(rest) else ((), 0)
    if question.style == "heading":
        found = _following(pieces, index + 1)
        return (found, len(found)) if _fits(found) else ((), 0)
    taken = 0
    if not rest:
        # A list under a plain line may be one to choose the answer from.
        roles = {"text"} if question.style == "line" else {"text", "item"}
        below = pieces[index + 1 : index + 2]
        rest = tuple(piece.stretch for piece in below if piece.role in roles)
        taken = len(rest)
    if not rest or _question(Piece("text", rest[0])):
        return (), 0
    first = _unprefixed(rest[0])
    more = _more(pieces, index + 1 + taken, question, first)
    if more and _fits((first, *more)):
        return (first, *more), taken + len(more)
    return ((first,), taken) if _fits((first,)) else ((), 0)


def _unprefixed(answer: Stretch) -> Stretch:
    answerer = _ANSWERER.match(answer.source)
    return answer.part(answerer.end()) if answerer else answer


def _more(
    pieces: Sequence[Piece], index: int, question: _Question, first: Stretch
) -> tuple[Stretch, ...]:
    """Return what may go on with the answer: after a plain line no more than a list."""
    if question.style != "line":
        return _following(pieces, index)
    if not first.words.endswith(":"):
        return ()
    items = takewhile(lambda piece: piece.role == "item", pieces[index : index + _MOST_PASSAGES])
    return tuple(piece.stretch for piece in items)


def _following(pieces: Sequence[Piece], index: int) -> tuple[Stretch, ...]:
    """Return the passages up to the next question or anything else that is no prose."""
    prose = takewhile(_is_prose, pieces[index : index + _MOST_PASSAGES])
    return tuple(piece.stretch for piece in prose)


def _is_prose(piece: Piece) -> bool:
    question = _question(piece)
    return piece.role in {"text", "item"} and not (question and question.style in _MARKED)


def _fits(answer: Sequence[Stretch]) -> bool:
    if sum(len(stretch.source) for stretch in answer) > 2 * MAX_ANSWER:
        return False
    words = joined(stretch.words for stretch in answer)
    return len(words) <= MAX_ANSWER and not words.endswith(":") and bool(_WORD.search(words))
