"""The requests that are measured, ready to be sent, and what a right response contains."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle
from random import getrandbits
from time import time_ns
from uuid import UUID

from benchmarks.instance import FIRST_REPS, Visitor

Saved = tuple[tuple[int, int], str]
"""Attempt and position of an answer, and its text."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request, what a right response contains, and what must then be in the database."""

    text: bytes
    expects: bytes
    saves: Saved | None = None


def hello() -> Iterator[Request]:
    """The bare view."""
    while True:
        yield Request(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"hello")


def next_cards(visitors: list[Visitor]) -> Iterator[Request]:
    """The card after the first one that is due, as JSON."""
    yield from cycle(
        [
            Request(_get(visitor, f"/study/next?skip={visitor.cards[0][0]}"), b'"card":{')
            for visitor in visitors
        ]
    )


def study_pages(visitors: list[Visitor]) -> Iterator[Request]:
    """The page with the next card."""
    yield from cycle(
        [Request(_get(visitor, "/study"), b"data-rating-form") for visitor in visitors]
    )


def answers(visitors: list[Visitor]) -> Iterator[Request]:
    """Ratings of due cards, Good but for every tenth; each card once before any card again."""
    rated = [
        (_post_head(visitor, "/study/answer"), visitor.day, card)
        for cards in zip(*(visitor.cards for visitor in visitors), strict=True)
        for visitor, card in zip(visitors, cards, strict=True)
    ]
    for reps in range(FIRST_REPS, 100):
        for index, (head, day, (question, version)) in enumerate(rated, reps):
            name = str(_make_id())
            body = (
                f'{{"id":"{name}","question":{question},"version":{version},'
                f'"rating":{1 if index % 10 == 0 else 3},"reps":{reps},"day":"{day}"}}'
            )
            yield Request(_with_body(head, body), name.encode())


def saved_answers(visitors: list[Visitor]) -> Iterator[Request]:
    """Texts for the open attempts, each another one than before."""
    saved = [
        (_post_head(visitor, f"/attempts/{visitor.attempt_id}/answers/{position}"), place)
        for visitor in visitors
        for position in visitor.positions
        for place in [(visitor.attempt_id, position)]
    ]
    for number in count():
        text = f"answer {number}"
        for head, place in saved:
            yield Request(
                _with_body(head, f'{{"answer":["{text}"]}}'), b'"saved":true', (place, text)
            )


def _head(visitor: Visitor, first_line: str) -> bytes:
    return (
        f"{first_line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        f"Cookie: quizapp={visitor.cookie}\r\n"
    ).encode()


def _get(visitor: Visitor, address: str) -> bytes:
    return _head(visitor, f"GET {address}") + b"\r\n"


def _post_head(visitor: Visitor, address: str) -> bytes:
    return (
        _head(visitor, f"POST {address}")
        + (f"X-CSRFToken: {visitor.csrf_token}\r\nContent-Type: application/json\r\n").encode()
    )


def _with_body(head: bytes, body: str) -> bytes:
    return b"%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body.encode())


def _make_id() -> UUID:
    """An id as the study page makes it: a UUID of version 7."""
    random = getrandbits(74)
    time = time_ns() // 1_000_000
    return UUID(int=time << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & (1 << 62) - 1)
