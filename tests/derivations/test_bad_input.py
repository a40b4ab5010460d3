"""What no page of ours sends: taken or refused, never a fault, and nothing half done."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from tests.derivations.given import derive_for, verdicts
from tests.factories import make_person
from tests.json_values import TEXTS
from tests.page_client import PageClient
from tests.properties import ON_DATABASE
from tests.rows import snapshot
from tests.visits import visit_as

pytestmark = pytest.mark.sqlite_only

REVIEW = "/banks/derive/1"
POSTS = (
    *("/banks/derive", "/banks/derive/2/again", f"{REVIEW}/questions", f"{REVIEW}/questions/0"),
    *(f"{REVIEW}/questions/19/edit", f"{REVIEW}/questions/30/edit", f"{REVIEW}/undo"),
    f"{REVIEW}/publish",
)
FIELDS = (
    *("text", "file", "title", "verdict", "reason", "form", "position", "on", "step", "question"),
    *("option_1", "option_2", "option_9", "correct", "accepted", "feedback_1", "tolerance", "unit"),
    *("answer", "explanation", "note", "topic", "subject", "description", "language", "licence"),
)
VALUES = (*TEXTS, "accept", "reject", "edit", "figure.value", "en", "a => b", "1|2", "x" * 11_000)


@pytest.fixture
def teacher(session: Session) -> Person:
    person = make_person(session, "tess", role="teacher")
    for _ in range(2):
        derive_for(session, person)
    return person


@pytest.fixture
def tess(app: Flask, session: Session, teacher: Person) -> PageClient:
    return visit_as(app, session, teacher)


def encodable(text: str) -> bool:
    return text.isprintable() or "\0" in text


@settings(ON_DATABASE, max_examples=25)
@given(
    path=st.sampled_from(POSTS),
    form=st.dictionaries(
        st.sampled_from(FIELDS),
        st.lists(st.sampled_from([*filter(encodable, VALUES)]) | st.text(max_size=8), max_size=3),
        max_size=8,
    ),
    accept=st.sampled_from(("text/html", "application/json")),
)
def test_whatever_a_form_holds_it_is_taken_or_refused(
    tess: PageClient, path: str, form: dict[str, list[str]], accept: str
) -> None:
    data = {**form, "csrf_token": tess.csrf_token or ""}
    response = tess.http.post(path, data=data, headers={"Accept": accept})
    assert response.status_code in {200, 303, 404, 409, 422}, (path, form, response.status)
    if response.status_code in {200, 422} and response.mimetype == "application/json":
        assert response.get_json()
    for page in (REVIEW, f"{REVIEW}/publish", f"{REVIEW}/decisions.toml", "/banks/derive"):
        assert tess.http.get(page).status_code == 200


@settings(ON_DATABASE, max_examples=12)
@given(
    query=st.dictionaries(
        st.sampled_from(("show", "form", "page", "part", "mark")),
        st.sampled_from([*filter(encodable, VALUES)]) | st.text(max_size=8),
    )
)
def test_whatever_is_asked_for_there_is_a_page(tess: PageClient, query: dict[str, str]) -> None:
    tails = ("", "/parts/0", "/refused/tolerance", "/questions/0/edit")
    for tail in tails:
        response = tess.http.get(f"{REVIEW}{tail}", query_string=query)
        assert response.status_code in {200, 404}, (tail, query, response.status)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("questions/0", {"verdict": "edit"}),
        ("questions/0", {"verdict": "yes"}),
        ("questions", {"verdict": "accept"}),
        ("questions", {"verdict": "", "form": "figure.value"}),
        ("questions", {"verdict": "edit", "position": "1"}),
        ("undo", {}),
        ("undo", {"step": "-1"}),
        ("undo", {"step": "9" * 40}),
    ],
)
def test_what_decides_nothing_is_refused_in_words(
    tess: PageClient, session: Session, path: str, fields: dict[str, str]
) -> None:
    before = snapshot(session)
    tess.post(f"{REVIEW}/{path}", fields, 422)
    assert tess.page.heading == "Something is missing"
    assert snapshot(session) == before


def test_files_are_taken_only_where_a_page_asks_for_them(
    tess: PageClient, session: Session
) -> None:
    fields = {"csrf_token": tess.csrf_token, "verdict": "accept"}
    for tail in ("questions/0", "questions/0/edit", "publish", "delete"):
        options = {"data": fields, "content_type": "multipart/form-data"}
        tess._request("POST", f"{REVIEW}/{tail}", 415, **options)
    assert verdicts(session) == {}


def test_positions_and_forms_that_there_are_not_decide_nothing(
    tess: PageClient, session: Session
) -> None:
    many: list[dict[str, Any]] = [
        {"verdict": "accept", "position": ["4711", "-1", str(2**31), "9" * 40]},
        {"verdict": "accept", "form": "no.such"},
    ]
    for fields in many:
        tess.post(f"{REVIEW}/questions", fields)
    tess.post(f"{REVIEW}/questions/4711", {"verdict": "accept"}, 404)
    tess.post(f"{REVIEW}/questions/4711", {"verdict": ""}, 404)
    tess.get(f"{REVIEW}/questions/4711/edit", 404)
    tess.post(f"{REVIEW}/questions/4711/edit", {"question": "?"}, 404)
    assert verdicts(session) == {}


def test_the_script_is_told_what_is_wrong_with_an_edit(tess: PageClient, session: Session) -> None:
    headers = {"Accept": "application/json"}
    fields = {"csrf_token": tess.csrf_token, "question": "", "option_1": "a"}
    path = f"{REVIEW}/questions/0/edit"
    response = tess.http.post(path, data=fields, headers=headers)
    assert response.status_code == 422
    html = response.get_json()["html"]
    assert "The question is empty." in html
    assert 'aria-invalid="true"' in html
    assert verdicts(session) == {}


def test_the_script_gets_what_has_changed_on_its_page(tess: PageClient, session: Session) -> None:
    headers = {"Accept": "application/json"}
    fields: dict[str, Any] = {"csrf_token": tess.csrf_token, "verdict": "accept", "on": ["0", "1"]}
    answer = tess.http.post(f"{REVIEW}/questions/0", data=fields, headers=headers).get_json()
    assert [*answer["cards"]] == ["0"]
    assert "Accepted" in answer["cards"]["0"]
    assert "1 of " in answer["status"]
    fields |= {"form": "figure.value"}
    answer = tess.http.post(f"{REVIEW}/questions", data=fields, headers=headers).get_json()
    assert answer["cards"] == {}
    assert answer["words"] == "10 questions accepted."
    assert "10 of 10 decided" in answer["forms"]["figure.value"]
    fields = {"csrf_token": tess.csrf_token, "step": "1", "on": ["0"]}
    answer = tess.http.post(f"{REVIEW}/undo", data=fields, headers=headers).get_json()
    assert "Accepted" not in answer["cards"]["0"]
    assert answer["words"] == "Taken back: 1 decision."
