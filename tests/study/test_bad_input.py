import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.accounts.services import Person
from quizapp.engine.scheduling import Rating
from quizapp.study.models import Card, Review
from tests.factories import answer_to, enrol, make_bank, make_person, question_ids, rate
from tests.json_values import BROKEN, bodies, json_values, objects
from tests.page_client import PageClient
from tests.properties import ON_DATABASE
from tests.rows import count, snapshot
from tests.visits import visit_as

JSON = "application/json"
IMPOSSIBLE: dict[str, tuple[Any, ...]] = {
    "id": (
        None,
        "",
        1,
        "x" * 36,
        "\0" * 36,
        "{" * 36,
        ["a"],
        {},
        str(uuid4())[:-1],
        uuid4().hex,
        "\ud800" * 36,
    ),
    "question": (None, "", 0, -1, 2**31, 2**63, 2**64, 10**40, 1.0, True, "x", "1e3", "٣", [1], {}),
    "version": (None, "", 0, -1, 2**31, 2**63, 1.5, True, " 1", "9" * 5000, [], {"a": 1}),
    "rating": (None, "", 0, 5, -1, 1.0, True, "good", "\0", [3], {}),
    "reps": (None, "", -1, 2**31, 2**64, False, 0.0, "-0", []),
    "day": (None, "", 1, "today", "2026-13-01", "0000-01-01", "9" * 10, "\ud800" * 10, [], {}),
}


@pytest.fixture
def person(session: Session) -> Person:
    """Somebody who studies a bank and has rated its first card."""
    person, bank = make_person(session, "ada"), make_bank(session)
    enrol(session, person, bank)
    rate(session, person, question_ids(session, bank)["capital"], Rating.GOOD, datetime.now(UTC))
    return person


@pytest.fixture
def ada(app: Flask, session: Session, person: Person) -> PageClient:
    return visit_as(app, session, person)


@pytest.fixture
def good(session: Session, person: Person) -> dict[str, Any]:
    """A rating that would be taken."""
    answer = answer_to(session, person, 2, Rating.GOOD, datetime.now(UTC))
    return {
        "id": str(answer.id),
        "question": answer.question_id,
        "version": answer.version_id,
        "rating": 3,
        "reps": 0,
        "day": answer.day.isoformat(),
    }


def _send(client: PageClient, path: str, body: str | bytes, kind: str = JSON) -> TestResponse:
    headers = {"X-CSRFToken": client.csrf_token or "", "Accept": JSON}
    return client.http.post(path, data=body, content_type=kind, headers=headers)


def test_an_impossible_rating_is_refused_with_words_and_nothing_is_stored(
    ada: PageClient, session: Session, good: dict[str, Any]
) -> None:
    before = snapshot(session)
    for name, values in IMPOSSIBLE.items():
        spoilt = [{**good, name: value} for value in values]
        spoilt.append({other: value for other, value in good.items() if other != name})
        for body in spoilt:
            response = _send(ada, "/study/answer", json.dumps(body))
            assert response.status_code == 400, body
            assert response.get_json()["error"]
    assert snapshot(session) == before
    assert _send(ada, "/study/answer", json.dumps(good)).status_code == 200


def test_an_impossible_form_is_refused_with_a_page(
    ada: PageClient, session: Session, good: dict[str, Any]
) -> None:
    before = snapshot(session)
    form = {name: str(value) for name, value in good.items()}
    for name, value in (
        ("id", "x"),
        ("question", str(2**64)),
        ("version", "\0"),
        ("rating", "5"),
        ("reps", "9" * 5000),
        ("day", "tomorrow"),
    ):
        ada.post("/study/answer", {**form, name: value}, 400)
        assert ada.page.heading == "That didn't work"
        ada.post("/study/answer", {other: form[other] for other in form if other != name}, 400)
    ada.post("/study/undo", {"review": "x"}, 400)
    ada.post("/study/undo", {}, 400)
    assert snapshot(session) == before
    ada.post("/study/answer", form)


@pytest.mark.parametrize("path", ["/study/answer", "/study/undo"])
def test_what_is_no_rating_at_all_is_refused_and_nothing_is_stored(
    ada: PageClient, session: Session, path: str
) -> None:
    before = snapshot(session)
    for body in BROKEN:
        response = _send(ada, path, body.encode("utf-8", "surrogatepass"))
        assert response.status_code == 400, body[:50]
        assert response.get_json()["error"]
    for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=b", ""):
        assert _send(ada, path, b"{}", kind).status_code == 415
    assert _send(ada, path, b"\xff\xfe").status_code == 400
    assert snapshot(session) == before


@settings(ON_DATABASE, max_examples=120)
@given(data=st.data())
def test_whatever_rating_is_sent_is_stored_whole_or_refused(
    ada: PageClient, session: Session, good: dict[str, Any], data: st.DataObject
) -> None:
    fresh = {**good, "id": str(uuid4())}
    body = data.draw(bodies(objects(fresh) | json_values()))
    before = snapshot(session, Card, Review)
    reviews = count(session, Review)
    response = _send(ada, "/study/answer", body)
    if response.status_code == 200:
        assert count(session, Review) == reviews + 1
        review = response.get_json()["review"]
        assert _send(ada, "/study/undo", json.dumps({"review": review})).status_code == 200
        assert snapshot(session, Card)["cards"] == before["cards"]
        return
    assert 400 <= response.status_code < 500, (response.status, body)
    assert response.get_json()["error"]
    assert snapshot(session, Card, Review) == before


@settings(ON_DATABASE, max_examples=40)
@given(body=bodies(objects({"review": str(uuid4())}) | json_values()))
def test_whatever_is_sent_to_be_taken_back_is_refused(
    ada: PageClient, session: Session, body: str
) -> None:
    before = snapshot(session, Card, Review)
    response = _send(ada, "/study/undo", body)
    assert response.status_code in {400, 404}
    assert response.get_json()["error"]
    assert snapshot(session, Card, Review) == before
