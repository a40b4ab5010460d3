"""Laws of all addresses, found in the application itself: a new one is held to them too."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from quizapp.accounts.services import Person
from tests.factories import enrol, make_bank, make_person, start_attempt, take_quiz
from tests.json_values import TEXTS
from tests.page_client import PageClient
from tests.properties import ON_DATABASE
from tests.rows import snapshot
from tests.visits import visit_as

PUBLIC = {
    *("/", "/sign-in", "/sign-up", "/setup", "/healthz", "/readyz"),
    *("/static/<digest>/<path:filename>", "/calendar/<token>.ics"),
}
ARGUMENTS = {"slug": "rivers", "name": "none.png", "filename": "app.css", "position": 1}
NO_ROW_HAS = (0, 2**31 - 1, 2**31, 2**63, 2**64, 10**40, "9" * 5000, "-1", "1.5", "٣", "%00", "x")
FIELDS = (
    *("username", "display_name", "password", "time_zone", "old_password", "new_password", "theme"),
    *("new_cards_per_day", "shortcuts", "banks", "topics", "question_count", "layout", "go"),
    *("asked", "answer-1", "answer-2", "id", "question", "version", "rating", "reps", "day"),
    *("review", "class_code", "role"),
)
FORM_VALUES = [text for text in TEXTS if text.isprintable() or text == "\0"]


@pytest.fixture
def person(session: Session) -> Person:
    """Somebody who has an open attempt, the first one, at the first quiz."""
    person, bank = make_person(session, "ada"), make_bank(session)
    enrol(session, person, bank)
    start_attempt(session, person, bank, layout="all")
    take_quiz(session, person, bank)
    return person


@pytest.fixture
def ada(app: Flask, session: Session, person: Person) -> PageClient:
    return visit_as(app, session, person)


def _rules(app: Flask, method: str) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            yield rule


def _name(rule: Rule) -> str:
    return re.sub(r"^/static/\w+/", "/static/<digest>/", rule.rule)


def _address(app: Flask, rule: Rule, **arguments: object) -> str:
    """The address with arguments of something that is there."""
    known = {name: ARGUMENTS.get(name, 1) for name in rule.arguments}
    path = rule.rule
    for name, value in {**known, **arguments}.items():
        path = re.sub(rf"<(\w+:)?{name}>", str(value), path)
    return path


def test_every_page_answers_strangers_and_people_without_a_fault(
    app: Flask, ada: PageClient
) -> None:
    stranger = PageClient(app)
    for rule in _rules(app, "GET"):
        path = _address(app, rule)
        for client in (stranger, ada):
            response = client.http.get(path)
            assert response.status_code in {200, 303, 404}, (path, response.status)
            if response.status_code == 200 and response.mimetype == "text/html":
                client.get(path)


def test_only_what_is_meant_for_strangers_is_open_to_them(app: Flask, person: Person) -> None:
    stranger = PageClient(app)
    for rule in _rules(app, "GET"):
        if _name(rule) not in PUBLIC:
            path = _address(app, rule)
            response = stranger.http.get(path)
            assert response.status_code == 303, path
            assert response.headers["Location"] == f"/sign-in?next={path}"
            assert stranger.get_json(path, 401)["error"]


def test_strangers_change_nothing_but_by_signing_in_or_up(
    app: Flask, session: Session, person: Person
) -> None:
    stranger = PageClient(app)
    stranger.get("/sign-in")
    before = snapshot(session)
    for rule in _rules(app, "POST"):
        if _name(rule) not in PUBLIC:
            stranger.post(_address(app, rule), {"answer-1": "1"}, 401)
    assert snapshot(session) == before


def test_every_form_is_refused_without_its_token_and_nothing_changes(
    app: Flask, session: Session, ada: PageClient
) -> None:
    other = visit_as(app, session, make_person(session, "bob"))
    form = dict.fromkeys(FIELDS, "1")
    before = snapshot(session)
    for rule in _rules(app, "POST"):
        path = _address(app, rule)
        assert ada.http.post(path, data=form).status_code == 400, path
        for token in ("", "x", other.csrf_token or "", (ada.csrf_token or "")[:-1]):
            response = ada.http.post(path, data={**form, "csrf_token": token})
            assert response.status_code == 400, (path, token)
            headers = {"X-CSRFToken": token}
            assert ada.http.post(path, data=form, headers=headers).status_code == 400
            response = ada.http.post(path, json={}, headers=headers)
            assert response.status_code == 400
            assert response.get_json()["error"]
    assert snapshot(session) == before


def test_nothing_is_changed_by_asking_for_a_page(
    app: Flask, session: Session, ada: PageClient
) -> None:
    before = snapshot(session)
    for rule in _rules(app, "GET"):
        ada.http.get(_address(app, rule))
        ada.http.head(_address(app, rule))
    assert snapshot(session) == before


def test_numbers_that_no_row_has_are_not_found(app: Flask, ada: PageClient) -> None:
    for method in ("GET", "POST"):
        for rule in _rules(app, method):
            numbered = [name for name in rule.arguments if f"<int:{name}>" in rule.rule]
            for name in numbered:
                for number in NO_ROW_HAS:
                    path = _address(app, rule, **{name: number})
                    if method == "GET":
                        response = ada.http.get(path)
                    else:
                        data = {"csrf_token": ada.csrf_token, "answer-1": "1"}
                        response = ada.http.post(path, data=data)
                    assert response.status_code == 404, (method, path[:60], response.status)


@settings(ON_DATABASE, max_examples=8)
@given(
    form=st.dictionaries(
        st.sampled_from(FIELDS),
        st.lists(st.sampled_from(FORM_VALUES) | st.text(max_size=8), max_size=3),
        max_size=8,
    )
)
def test_whatever_a_form_holds_it_is_taken_or_refused(
    app: Flask, session: Session, person: Person, form: dict[str, list[str]]
) -> None:
    clients = [visit_as(app, session, person), PageClient(app)]
    clients[1].get("/sign-in")
    for rule in _rules(app, "POST"):
        for client in clients:
            data = {**form, "csrf_token": client.csrf_token or ""}
            response = client.http.post(_address(app, rule), data=data)
            assert response.status_code < 500, (rule.rule, response.status)


@settings(ON_DATABASE, max_examples=6)
@given(
    query=st.dictionaries(
        st.sampled_from(("next", "token", "bank", "question", "skip")),
        st.lists(st.sampled_from(FORM_VALUES) | st.text(max_size=8), max_size=2),
    )
)
def test_whatever_is_asked_for_there_is_an_answer(
    app: Flask, ada: PageClient, query: dict[str, list[str]]
) -> None:
    stranger = PageClient(app)
    for rule in _rules(app, "GET"):
        for client in (ada, stranger):
            response = client.http.get(_address(app, rule), query_string=query)
            assert response.status_code < 500, (rule.rule, response.status)
