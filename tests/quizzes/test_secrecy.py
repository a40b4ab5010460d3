"""Before handing in, no byte that is sent depends on what is right."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import QuestionVersion
from quizapp.database import write
from quizapp.engine.kinds import (
    Kind,
    Matching,
    MultipleChoice,
    Numerical,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.engine.question import Question, Source
from quizapp.quizzes.models import Attempt
from tests.engine.strategies import BODIES, rekeyed, responses
from tests.factories import make_bank, make_person, make_questions, start_attempt
from tests.page_client import PageClient
from tests.properties import ON_DATABASE
from tests.visits import visit_as, without_token

QUIZ_KINDS = [name for name in BODIES if name != "card"]
FORM, HASH, EXCLUDES = "MARK-form", "5ec7e7" + "0" * 58, ("MARK-other",)
SOURCE = Source("MARK-title", "https://mark-url.example", "MARK-locator", "MARK-quote", FORM, HASH)
SECRETS = {
    "explanation": "MARK-explanation",
    "note": "MARK-note",
    "source_title": SOURCE.title,
    "source_url": SOURCE.url,
    "source_locator": SOURCE.locator,
    "source_quote": SOURCE.quote,
}
# What nobody who takes a quiz has a use for; the key of another question can tell an answer.
UNSEEN = {"source_form": FORM, "source_hash": HASH, "excludes": [*EXCLUDES]}
FEEDBACK = ("MARK-feedback-a", "MARK-feedback-b", "MARK-feedback-c")

# Each with the texts of the key that may be seen once it is handed in with a wrong answer.
KEYED: dict[str, tuple[Kind, tuple[str, ...], tuple[str, ...]]] = {
    "single_choice": (SingleChoice(("a", "b", "c"), 1, FEEDBACK), ("0",), ()),
    "multiple_choice": (
        MultipleChoice(("a", "b", "c"), frozenset({1}), FEEDBACK),
        ("0", "1", "2"),
        FEEDBACK,
    ),
    "true_false": (TrueFalse(True, "MARK-true", "MARK-false"), ("false",), ("MARK-false",)),
    "short_answer": (
        ShortAnswer(("MARK-answer", "MARK-variant")),
        ("no idea",),
        ("MARK-answer",),
    ),
    "numerical": (
        Numerical(Decimal(987654), Decimal(987654), tolerance=Decimal(4321)),
        ("12",),
        ("987,654", "983,333"),
    ),
    "ordering": (Ordering(("a", "b", "c")), ("1", "1", "1"), ()),
    "matching": (Matching((("a", "x"), ("b", "y"))), ("0", "0"), ()),
}


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "ada")


@pytest.fixture
def ada(app: Flask, session: Session, person: Person) -> PageClient:
    return visit_as(app, session, person)


def _sent(client: PageClient, attempt_id: int, fields: tuple[str, ...]) -> Iterator[bytes]:
    """All that a student gets to see of an open attempt of one question, once it is answered."""
    saved = client.http.post(
        f"/attempts/{attempt_id}/answers/1",
        json={"answer": fields},
        headers={"X-CSRFToken": client.csrf_token or ""},
    )
    assert saved.status_code == 200, saved.text
    yield saved.data
    for path in (
        *(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}?question=end"),
        *(f"/attempts/{attempt_id}?question=1", f"/attempts/{attempt_id}/review"),
        *("/quizzes", "/", "/banks/rivers"),
    ):
        page = client.http.get(path)
        headers = [(name, value) for name, value in page.headers if name != "Set-Cookie"]
        yield repr((page.status, headers)).encode()
        yield without_token(page.text).encode()


def _set(session: Session, **values: object) -> None:
    """Change the only question where it stands, so that all numbers stay the same."""
    with write(session):
        session.execute(update(QuestionVersion).values(**values))


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kind", QUIZ_KINDS)
@settings(ON_DATABASE, max_examples=3)
@given(data=st.data())
def test_what_is_sent_is_the_same_whatever_is_right(
    ada: PageClient, session: Session, person: Person, kind: str, data: DataObject
) -> None:
    body = data.draw(BODIES[kind])
    other = data.draw(rekeyed(body))
    response = data.draw(responses(body))
    seed = data.draw(st.integers(0, 2**62))
    bank = make_bank(session, questions=make_questions(1))
    _set(session, kind=kind, body=body.to_json())
    fields = body.to_fields(response, seed + 1)
    for layout in ("one", "all"):
        attempt_id = start_attempt(session, person, bank, seed=seed, layout=layout)
        empty = dict.fromkeys([*SECRETS, *UNSEEN], "")
        _set(session, body=body.to_json(), **{**empty, "excludes": []})
        sent = [*_sent(ada, attempt_id, fields)]
        _set(session, body=other.to_json(), **SECRETS, **UNSEEN)
        assert [*_sent(ada, attempt_id, fields)] == sent
    with write(session):
        session.execute(delete(Attempt))


@pytest.mark.parametrize("kind", QUIZ_KINDS)
def test_what_explains_the_answer_is_sent_after_handing_in_and_not_before(
    ada: PageClient, session: Session, person: Person, kind: str
) -> None:
    body, wrong, key = KEYED[kind]
    question = Question(
        *("q", "Which?", body),
        explanation=SECRETS["explanation"],
        note=SECRETS["note"],
        source=SOURCE,
        excludes=EXCLUDES,
    )
    bank = make_bank(session, questions=[question])
    secrets = {*SECRETS.values(), *key}
    attempts = [start_attempt(session, person, bank, layout=layout) for layout in ("one", "all")]
    for attempt_id in attempts:
        for sent in _sent(ada, attempt_id, wrong):
            assert b"MARK" not in sent and HASH.encode() not in sent
            assert not [text for text in key if text.encode() in sent]
    for attempt_id in attempts:
        ada.get(f"/attempts/{attempt_id}", question="end")
        ada.submit()
        page = ada.follow()
        assert [text for text in secrets if text not in page.html] == []
        assert [text for text in (FORM, HASH, *EXCLUDES) if text in page.html] == []


def test_feedback_is_shown_for_what_was_chosen_alone(
    ada: PageClient, session: Session, person: Person
) -> None:
    body = SingleChoice(("a", "b", "c"), 1, FEEDBACK)
    bank = make_bank(session, questions=[Question("q", "Which?", body)])
    attempt_id = start_attempt(session, person, bank)
    ada.get(f"/attempts/{attempt_id}")
    ada.submit(values={"answer-1": body.to_fields(0, 1 + 1)})
    ada.get(f"/attempts/{attempt_id}", question="end")
    ada.submit()
    page = ada.follow()
    assert [text for text in FEEDBACK if text in page.html] == [FEEDBACK[0]]
