import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.factories import PASSWORD, make_person
from tests.page_client import PageClient
from tests.visits import visit_as

WRONG = "a wrong password"


def _try(
    app: Flask, username: str, password: str = WRONG, address: str = "10.0.0.1"
) -> TestResponse:
    client = PageClient(app, address=address)
    client.get("/sign-in")
    data = {"username": username, "password": password, "csrf_token": client.csrf_token}
    return client.http.post("/sign-in", data=data)


def test_the_sixth_wrong_password_in_a_row_has_to_wait(app: Flask, session: Session) -> None:
    make_person(session, "ada")
    assert [_try(app, "ada").status_code for _ in range(5)] == [422] * 5
    client = PageClient(app, address="10.0.0.1")
    client.get("/sign-in")
    response = client.submit(username=" ADA ", password=PASSWORD, status=429)
    seconds = int(response.headers["Retry-After"])
    assert 1 <= seconds <= 15
    assert client.page.heading == "A moment, please"
    assert f"Wait {seconds} seconds" in client.page.text


def test_classmates_at_the_same_address_are_not_locked_out(app: Flask, session: Session) -> None:
    make_person(session, "ada")
    make_person(session, "bob")
    for _ in range(6):
        _try(app, "ada")
    assert _try(app, "bob", PASSWORD).status_code == 303
    assert _try(app, "ada", PASSWORD, "10.0.0.2").status_code == 303


def test_one_account_can_be_tried_twenty_times_from_everywhere(
    app: Flask, session: Session
) -> None:
    make_person(session, "ada")
    for number in range(20):
        assert _try(app, "ada", address=f"10.0.1.{number}").status_code == 422
    assert _try(app, "ada", PASSWORD, "10.0.2.1").status_code == 429


@pytest.mark.sqlite_only
def test_one_address_can_fail_a_hundred_times(app: Flask, session: Session) -> None:
    make_person(session, "ada")
    client = PageClient(app, address="10.0.0.1")
    client.get("/sign-in")
    for number in range(100):
        data = {"username": f"user{number}", "csrf_token": client.csrf_token}
        assert client.http.post("/sign-in", data=data).status_code == 422
    assert _try(app, "ada", PASSWORD).status_code == 429
    assert _try(app, "ada", PASSWORD, "10.0.0.2").status_code == 303


def test_signing_in_rightly_is_not_limited(app: Flask, session: Session) -> None:
    make_person(session, "ada")
    assert [_try(app, "ada", PASSWORD).status_code for _ in range(25)] == [303] * 25


def test_guessing_the_password_in_a_stolen_session_is_slowed_down_too(
    app: Flask, session: Session
) -> None:
    client = visit_as(app, session, make_person(session, "ada"))
    forged = {"old_password": WRONG, "new_password": "another long one"}
    for _ in range(5):
        client.post("/account/password", forged, 422)
    response = client.post("/account/password", {**forged, "old_password": PASSWORD}, 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    other = visit_as(app, session, make_person(session, "bob"))
    other.post("/account/password", {**forged, "old_password": PASSWORD}, 303)
