"""What of a closed attempt its student may see, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from quizapp.engine.assignment_rules import GRACE
from quizapp.engine.kinds.base import Kind, Line, PublicView, Response, Review
from quizapp.engine.question import Question, Source
from quizapp.quizzes.models import AT_ONCE, Quiz

HANDED_IN = AT_ONCE
CLOSED = "closed"
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a closed attempt now; by itself all of it."""

    score: bool = True
    marks: bool = True
    key: bool = True
    explanation: bool = True
    waits: bool = False
    """Whether more of it is shown once the quiz is closed for everybody."""
    from_at: datetime | None = None
    """When that is."""

    @property
    def tells_all(self) -> bool:
        """Whether all may be seen that a flashcard tells."""
        return self.marks and self.key and self.explanation

    @property
    def hides(self) -> bool:
        """Whether anything isn't shown."""
        return not (self.score and self.tells_all)


def shown_of(quiz: Quiz, now: datetime) -> Shown:
    """What the student of a closed attempt at this quiz may see now."""
    settings = (quiz.shows_score, quiz.shows_marks, quiz.shows_key, quiz.shows_explanation)
    is_closed = quiz.revealed_at is not None and now > quiz.revealed_at + GRACE
    score, marks, key, explanation = (
        setting == AT_ONCE or (setting == CLOSED and is_closed) for setting in settings
    )
    waits = CLOSED in settings and not is_closed
    return Shown(score, marks, key, explanation, waits, quiz.revealed_at)


def is_shown(setting: InstrumentedAttribute[str], now: datetime) -> ColumnElement[bool]:
    """The condition that this column of `Quiz` lets its part be seen of a closed attempt."""
    is_closed = and_(setting == CLOSED, Quiz.revealed_at < now - GRACE)
    return or_(setting == AT_ONCE, is_closed)


def answers_from(quiz: Quiz, now: datetime) -> datetime | None:
    """From when on all that a flashcard tells may be seen; None is never, as far as is known."""
    settings = {quiz.shows_marks, quiz.shows_key, quiz.shows_explanation}
    if settings == {AT_ONCE}:
        return now
    if NEVER in settings or quiz.revealed_at is None:
        return None
    return max(now, quiz.revealed_at + GRACE)


def given_review(body: Kind, response: Response | None, seed: int) -> Review:
    """What was answered, in the order in which it was asked: nothing here depends on the key."""
    view = body.public_view(seed)
    fields = () if response is None else body.to_fields(response, seed)
    lines = _given_lines(body.name, view, fields)
    given = "; ".join(line.text for line in lines if line.chosen)
    is_typed = view.control in {"text", "number"}
    return Review(given="".join(fields[:1]) if is_typed else given, expected="", lines=lines)


def _given_lines(kind: str, view: PublicView, fields: Sequence[str]) -> tuple[Line, ...]:
    if view.control in {"radio", "checkbox"}:
        is_truth = kind == "true_false"
        values = [text.lower() if is_truth else str(n) for n, text in enumerate(view.options)]
        return tuple(
            Line(text, chosen=value in fields, right=False)
            for value, text in zip(values, view.options, strict=True)
        )
    if view.control not in {"order", "match"}:
        return ()
    texts = view.prompts or view.options
    given = fields or [""] * len(texts)
    words = (
        [view.options[int(field)] if field else "" for field in given]
        if view.control == "match"
        else given
    )
    return tuple(
        Line(text, chosen=bool(word), right=False, given=word)
        for text, word in zip(texts, words, strict=True)
    )


def without_feedback(review: Review) -> Review:
    """A review without the words that say why an answer is right or wrong."""
    lines = tuple(replace(line, feedback="") for line in review.lines)
    return replace(review, lines=lines, feedback="")


def unexplained(question: Question) -> Question:
    """A question without what explains its key: explanation, note and source."""
    nothing: dict[str, Any] = {"explanation": "", "note": "", "source": Source()}
    return replace(question, **nothing)
