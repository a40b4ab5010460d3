import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.accounts.services import Person
from quizapp.quizzes import services
from quizapp.quizzes.models import Answer, Attempt
from tests.factories import NOW, RIGHT, fields_for, make_bank, make_person, start_attempt
from tests.json_values import BROKEN, TEXTS, bodies, json_values
from tests.page_client import PageClient
from tests.properties import ON_DATABASE
from tests.rows import snapshot
from tests.visits import visit_as

JSON = "application/json"
NEAR = st.lists(
    st.sampled_from(("", "0", "1", "2", "3", "4", "true", "false", "True", "10.7 km", "x")),
    max_size=5,
)
# A form is UTF-8, which has no half surrogates.
FORM_TEXTS = [text for text in TEXTS if text.isprintable() or text == "\0"]
IMPOSSIBLE: tuple[Any, ...] = (
    *(None, True, 0, 2**63, 2**64, 1.5, "1", "", {}, {"0": "1"}, {"answer": ["1"]}),
    *([None], [True], [0], [2**63], [1.5], [["1"]], [{}], [[]], [["1"], ["2"]]),
    *(["\0"], ["a\0b"], ["\ud800"], ["\udfff\ud800"], ["x" * 201], ["x" * 1_000_000]),
    *(["1"] * 101, ["99"] * 5, ["-1", "-1", "-1"], ["0", "x", "y"]),
)
"""What no question of any kind can take."""


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "ada")


@pytest.fixture
def attempt_id(session: Session, person: Person) -> int:
    """An attempt at a question of every kind, each of them answered rightly."""
    attempt_id = start_attempt(session, person, make_bank(session), layout="all")
    for position, fields in fields_for(session, attempt_id, RIGHT).items():
        services.save_answer(session, person, attempt_id, position, fields, NOW)
    return attempt_id


@pytest.fixture
def ada(app: Flask, session: Session, person: Person) -> PageClient:
    return visit_as(app, session, person)


def _send(client: PageClient, path: str, body: str | bytes, kind: str = JSON) -> TestResponse:
    headers = {"X-CSRFToken": client.csrf_token or "", "Accept": JSON}
    return client.http.post(path, data=body, content_type=kind, headers=headers)


def test_impossible_answers_are_refused_with_words_and_nothing_is_stored(
    ada: PageClient, session: Session, attempt_id: int
) -> None:
    before = snapshot(session)
    for position in range(1, 8):
        path = f"/attempts/{attempt_id}/answers/{position}"
        for answer in IMPOSSIBLE:
            response = _send(ada, path, json.dumps({"answer": answer}))
            assert response.status_code == 422, (position, answer)
            assert response.get_json()["error"]
    assert snapshot(session) == before


def test_what_is_no_answer_at_all_is_refused_with_words_and_nothing_is_stored(
    ada: PageClient, session: Session, attempt_id: int
) -> None:
    before = snapshot(session)
    path = f"/attempts/{attempt_id}/answers/1"
    for body in BROKEN:
        response = _send(ada, path, body.encode("utf-8", "surrogatepass"))
        assert response.status_code in {400, 422}, body[:50]
        assert response.get_json()["error"]
    for raw in (b"\xff\xfe", b'{"answer": ["\xe9"]}', b'{"answer": ["\xed\xa0\x80"]}'):
        assert _send(ada, path, raw).status_code in {400, 422}
    assert _send(ada, path, b" " * 2_000_001).status_code == 413
    assert snapshot(session) == before


def test_other_kinds_of_data_are_refused_and_do_not_count_as_blank(
    ada: PageClient, session: Session, attempt_id: int
) -> None:
    before = snapshot(session)
    for path in (f"/attempts/{attempt_id}/answers/1", f"/attempts/{attempt_id}/submit"):
        for kind in ("text/plain", "application/xml", "application/octet-stream", ""):
            assert _send(ada, path, b'{"answer": ["1"]}', kind).status_code == 415, (path, kind)
        multipart = b'--b\r\nContent-Disposition: form-data; name="answer-1"\r\n\r\n1\r\n--b--'
        response = _send(ada, path, multipart, "multipart/form-data; boundary=b")
        assert response.status_code == 415
        assert response.get_json()["error"]
    assert _send(ada, f"/attempts/{attempt_id}/submit", b"{}").status_code == 415
    assert snapshot(session) == before


def test_forms_with_impossible_names_and_positions_change_no_answer(
    ada: PageClient, session: Session, attempt_id: int
) -> None:
    before = snapshot(session, Answer)
    forged = {
        "asked": ["0", "-1", "9" * 5000, "x", "", "99", "\0", "1.5"],
        **{f"answer-{name}": "1" for name in ("0", "-1", "9" * 5000, "x", "", "99", "²", "\0")},
    }
    ada.get(f"/attempts/{attempt_id}")
    ada.post(f"/attempts/{attempt_id}/submit", forged)
    after = snapshot(session, Answer)
    unmarked = [[row[:5] for row in stored["answers"]] for stored in (before, after)]
    assert unmarked[0] == unmarked[1]


@settings(ON_DATABASE, max_examples=120)
@given(
    position=st.integers(0, 9),
    body=bodies(st.fixed_dictionaries({"answer": json_values() | NEAR}) | json_values()),
)
def test_whatever_is_sent_is_stored_whole_or_refused(
    ada: PageClient, session: Session, attempt_id: int, position: int, body: str
) -> None:
    before = snapshot(session, Answer, Attempt)
    response = _send(ada, f"/attempts/{attempt_id}/answers/{position}", body)
    if response.status_code == 200:
        assert ada.http.get(f"/attempts/{attempt_id}?question={position}").status_code == 200
        return
    assert 400 <= response.status_code < 500, (response.status, body)
    assert response.get_json()["error"]
    assert snapshot(session, Answer, Attempt) == before


@settings(ON_DATABASE, max_examples=40)
@given(
    st.dictionaries(
        st.integers(1, 7).map(lambda position: f"answer-{position}"),
        st.lists(st.sampled_from(FORM_TEXTS) | st.text(max_size=5), max_size=4) | NEAR,
    )
)
def test_whatever_is_handed_in_is_marked_or_refused(
    app: Flask, ada: PageClient, session: Session, person: Person, fields: dict[str, list[str]]
) -> None:
    bank = make_bank(session)
    attempt_id = start_attempt(session, person, bank, layout="all")
    before = snapshot(session)
    asked = [str(position) for position in range(1, 8)]
    data = {"csrf_token": ada.csrf_token or "", "asked": asked, **fields}
    response = ada.http.post(f"/attempts/{attempt_id}/submit", data=data)
    if response.status_code == 303:
        assert ada.http.get(f"/attempts/{attempt_id}/review").status_code == 200
        return
    assert response.status_code == 422
    assert snapshot(session) == before
