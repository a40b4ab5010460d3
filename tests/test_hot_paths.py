"""What every card, rating and saved answer costs, and that what was saved there costs nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from inspect import iscoroutinefunction
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask import session as browser_session
from flask_limiter.util import get_qualified_name
from sqlalchemy import bindparam, event, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.database import Prepared, drive, write
from quizapp.extensions import db, limiter
from quizapp.study.services import make_due
from tests.factories import enrol, make_bank, make_person, question_ids, start_attempt
from tests.page_client import PageClient
from tests.visits import visit_as

READ_PERSON = "SELECT"


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def visitor(app: Flask, session: Session, person: Person) -> PageClient:
    """Somebody who studies a bank and has seen its first card."""
    enrol(session, person, make_bank(session))
    visitor = visit_as(app, session, person)
    visitor.get("/study")
    return visitor


@pytest.fixture
def statements(app: Flask, visitor: PageClient) -> Iterator[list[str]]:
    """The first word of each statement that SQLite runs for the application from now on."""
    seen: list[str] = []

    def watch(connection: Any, *_: object) -> None:
        connection.set_trace_callback(lambda sql: seen.append(sql.split()[0]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "checkout", watch)
    yield seen
    event.remove(engine, "checkout", watch)


def rating_of(card: dict[str, Any]) -> dict[str, Any]:
    shown = {name: card[name] for name in ("question", "version", "reps", "day")}
    return {"id": str(uuid4()), "rating": 3, **shown}


def cookie_of(app: Flask, **content: object) -> str:
    """The cookie that a browser is given with this session."""
    with app.test_request_context() as context:
        browser_session.update(content)
        response = app.make_response("")
        app.session_interface.save_session(app, context.session, response)
    return response.headers["Set-Cookie"].partition(";")[0]


@pytest.mark.sqlite_only
def test_the_first_rating_of_a_card_is_two_reads_and_a_write_of_two_statements(
    visitor: PageClient, statements: list[str]
) -> None:
    rating = rating_of(visitor.get_json("/study/next")["card"])
    statements.clear()
    visitor.post_json("/study/answer", rating)
    assert statements == [READ_PERSON, "SELECT", "BEGIN", "INSERT", "INSERT", "COMMIT"]


@pytest.mark.sqlite_only
def test_a_further_rating_of_a_card_is_two_reads_and_a_write_of_two_statements(
    visitor: PageClient, statements: list[str]
) -> None:
    rating = rating_of(visitor.get_json("/study/next")["card"])
    visitor.post_json("/study/answer", rating)
    statements.clear()
    visitor.post_json("/study/answer", {**rating, "id": str(uuid4()), "reps": 1})
    assert statements == [READ_PERSON, "SELECT", "BEGIN", "INSERT", "UPDATE", "COMMIT"]


@pytest.mark.sqlite_only
def test_a_repeated_rating_writes_nothing(visitor: PageClient, statements: list[str]) -> None:
    rating = rating_of(visitor.get_json("/study/next")["card"])
    visitor.post_json("/study/answer", rating)
    statements.clear()
    visitor.post_json("/study/answer", rating)
    assert statements == [READ_PERSON, "SELECT", "SELECT"]


@pytest.mark.sqlite_only
def test_the_next_due_card_is_two_reads(
    visitor: PageClient, statements: list[str], session: Session, person: Person
) -> None:
    due = question_ids(session, make_bank(session))
    with write(session):
        make_due(session, person, [*due.values()], datetime.now(UTC))
    visitor.get_json("/study/next")
    statements.clear()
    visitor.get_json("/study/next")
    assert statements == [READ_PERSON, "SELECT"]


@pytest.mark.sqlite_only
def test_the_next_new_card_is_four_reads(visitor: PageClient, statements: list[str]) -> None:
    visitor.get_json("/study/next")
    statements.clear()
    visitor.get_json("/study/next")
    assert statements == [READ_PERSON, "SELECT", "SELECT", "SELECT"]


@pytest.mark.sqlite_only
def test_the_study_page_is_eight_reads(visitor: PageClient, statements: list[str]) -> None:
    statements.clear()
    visitor.get("/study")
    assert statements == [READ_PERSON, *["SELECT"] * 7]


@pytest.mark.sqlite_only
def test_saving_an_answer_of_a_quiz_is_two_reads_and_a_write_of_one_statement(
    visitor: PageClient, statements: list[str], session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    statements.clear()
    visitor.post_json(f"/attempts/{attempt_id}/answers/1", {"answer": []})
    assert statements == [READ_PERSON, "SELECT", "BEGIN", "UPDATE", "COMMIT"]


def test_nothing_at_the_end_of_a_request_needs_a_thread_of_its_own(app: Flask) -> None:
    assert app.teardown_appcontext_funcs
    assert not any(iscoroutinefunction(function) for function in app.teardown_appcontext_funcs)


def test_every_limited_view_is_in_a_blueprint_that_the_limiter_watches(app: Flask) -> None:
    limited = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if get_qualified_name(view) in limiter._marked_for_limiting
    }
    assert "accounts.sign_in" in limited
    assert {endpoint.split(".")[0] for endpoint in limited} == {*limiter.blueprints}


def test_a_connection_that_was_driven_goes_on_in_transactions(
    sessions: sessionmaker[Session],
) -> None:
    name = Prepared(select(User.display_name).where(User.username == bindparam("username")))
    with sessions() as session:
        make_person(session, display_name="before")
        with drive(session) as driver:
            assert driver.fetch(name, username="ada") == ("before",)
        session.execute(update(User).values(display_name="after"))
        session.rollback()
        assert session.scalar(select(func.count()).where(User.display_name == "before")) == 1


def test_a_write_that_was_begun_and_not_committed_is_undone(
    sessions: sessionmaker[Session],
) -> None:
    rename = Prepared(update(User).values(display_name="after"))
    with sessions() as session:
        make_person(session, display_name="before")
        with drive(session) as driver:
            driver.begin_write()
            assert driver.execute(rename) == 1
        assert session.scalar(select(User.display_name)) == "before"


@pytest.mark.sqlite_only
def test_what_one_request_puts_into_the_browsers_session_is_not_in_the_remembered_cookie(
    app: Flask,
) -> None:
    cookie = {"Cookie": cookie_of(app, list=["first"])}
    for _ in range(2):
        with app.test_request_context(headers=cookie):
            assert browser_session["list"] == ["first"]
            browser_session["list"].append("second")


@pytest.mark.sqlite_only
def test_a_remembered_cookie_grows_too_old(app: Flask) -> None:
    cookie = {"Cookie": cookie_of(app, name="value")}
    with app.test_request_context(headers=cookie):
        assert browser_session["name"] == "value"
    app.permanent_session_lifetime = timedelta(seconds=-1)
    with app.test_request_context(headers=cookie):
        assert not browser_session


@pytest.mark.sqlite_only
@pytest.mark.parametrize("change", [lambda cookie: cookie[:-1], lambda cookie: "x" + cookie])
def test_a_forged_cookie_is_an_empty_session(app: Flask, change: Any) -> None:
    name, _, value = cookie_of(app, name="value").partition("=")
    with app.test_request_context(headers={"Cookie": f"{name}={value}"}):
        assert browser_session["name"] == "value"
    with app.test_request_context(headers={"Cookie": f"{name}={change(value)}"}):
        assert not browser_session
