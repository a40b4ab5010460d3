"""Browsers of people who are signed in already, and several people acting at once."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import TypeVar

import flask
from flask import Flask
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person, open_session
from tests.page_client import PageClient

T = TypeVar("T")


def visit_as(
    app: Flask,
    session: Session,
    person: Person,
    *,
    now: datetime | None = None,
    address: str = "127.0.0.1",
) -> PageClient:
    """A browser in which the person signed in just now (or at `now`), without loading pages."""
    user = session.get_one(User, person.id)
    signed_in = open_session(session, user, user_agent="", now=now or datetime.now(UTC))
    with app.test_request_context():
        csrf_token = generate_csrf()
        cookie = {**flask.session, "_user_id": signed_in.get_id(), "_fresh": True}
    client = PageClient(app, address=address)
    with client.http.session_transaction() as stored:
        stored.update(cookie)
    client.csrf_token = csrf_token
    return client


def without_token(html: str) -> str:
    """The page less its token against forged requests, which is another one every second."""
    return re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", html)


def at_once(actions: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """What each action returned or raised; each ran in a thread, all let go together."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], T]) -> T | Exception:
        barrier.wait()
        try:
            return action()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(run, actions))
