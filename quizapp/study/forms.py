"""Reading what the study page sends; it comes as JSON from the script or as a form without it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from quizapp.database import MAX_INTEGER
from quizapp.engine.scheduling import Rating
from quizapp.study.services import SentRating


class BadRequestError(ValueError):
    """Something that the study page doesn't send; the message names the field."""


def read_rating(sent: object) -> SentRating:
    """The rating in a request; raises `BadRequestError` for anything that isn't one."""
    fields = _fields(sent)
    return SentRating(
        id=read_id(fields.get("id")),
        question_id=_integer(fields, "question", 1, MAX_INTEGER),
        version_id=_integer(fields, "version", 1, MAX_INTEGER),
        rating=Rating(_integer(fields, "rating", 1, 4)),
        reps=_integer(fields, "reps", 0, MAX_INTEGER),
        day=_day(fields.get("day")),
    )


def read_review_id(sent: object) -> UUID:
    """The id of the review to take back."""
    return read_id(_fields(sent).get("review"))


def read_id(value: object) -> UUID:
    """An id made by the page, as a UUID."""
    try:
        return UUID(value if isinstance(value, str) and len(value) == 36 else "")
    except ValueError as error:
        raise BadRequestError("The id of the answer must be a UUID.") from error


def _fields(sent: object) -> Mapping[str, Any]:
    if not isinstance(sent, Mapping):
        raise BadRequestError("Send an object with the fields of an answer.")
    return sent


def _integer(fields: Mapping[str, Any], name: str, low: int, high: int) -> int:
    value = fields.get(name)
    if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) <= 19:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadRequestError(f"{name} must be a whole number from {low} to {high}.")
    return value


def _day(value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
    except ValueError as error:
        raise BadRequestError("day must be a date such as 2026-03-01.") from error
