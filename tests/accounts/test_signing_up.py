from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts import services
from quizapp.accounts.models import Invitation, User
from quizapp.accounts.services import InvitationError, UsernameTakenError
from quizapp.config import SignUp
from tests.factories import NOW, PASSWORD, make_person
from tests.page_client import PageClient
from tests.rows import count, rows
from tests.visits import at_once, visit_as

GOOD = {"username": "ada", "display_name": "Ada L.", "password": PASSWORD}
A_DAY = timedelta(days=1)

REFUSED = [
    ("username", "", "Choose a username."),
    ("username", "ab", "Use 3 to 30 characters."),
    ("username", "a" * 31, "Use 3 to 30 characters."),
    ("username", "ada lovelace", "Use only a to z"),
    ("username", "ada@example.org", "Use only a to z"),
    ("username", "ädä", "Use only a to z"),
    ("username", "ada\0", "a character that can't be used"),
    ("username", "<b>ada</b>", "Use only a to z"),
    ("display_name", "", "Enter a name."),
    ("display_name", "   ", "Enter a name."),
    ("display_name", "A" * 81, "80"),
    ("display_name", "Ada\0", "a character that can't be used"),
    ("display_name", "Ada\x1b[31m", "a character that can't be used"),
    ("display_name", "Ada\u202eL", "a character that can't be used"),
    ("display_name", "Ada\nL", "a character that can't be used"),
    ("password", "", "Enter a password."),
    ("password", "7 chars", "Use at least 8 characters."),
    ("password", "Password1", "easy to guess"),
    ("password", "12345678", "easy to guess"),
    ("password", "a" * 201, "200"),
    ("password", "correct\0horse", "a character that can't be used"),
]


def _class_code(session: Session, *, uses: int | None = None, lifetime: timedelta = A_DAY) -> str:
    now = datetime.now(UTC)
    return services.create_invitation(session, "student", now=now, lifetime=lifetime, uses=uses)


def test_a_new_person_gets_a_students_account_and_is_signed_in(
    client: PageClient, session: Session
) -> None:
    page = client.sign_up("Ada_99", display_name=" Ada L. ")
    assert page.heading == "Hello, Ada L."
    assert rows(session, User.username, User.display_name, User.role, User.time_zone) == [
        ("ada_99", "Ada L.", "student", "UTC")
    ]


def test_a_password_is_kept_as_an_argon2id_hash_of_the_owasp_minimum(
    client: PageClient, session: Session
) -> None:
    client.sign_up()
    [(stored,)] = rows(session, User.password_hash)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in stored


def test_what_cannot_be_used_is_refused_with_words_and_nothing_is_stored(
    client: PageClient, session: Session
) -> None:
    for name, value, words in REFUSED:
        client.get("/sign-up")
        client.submit(values={**GOOD, name: value}, status=422)
        assert words in client.page.text, (name, value)
    client.submit(values={**GOOD, "username": "longenough", "password": "LongEnough"}, status=422)
    assert "easy to guess" in client.page.text
    assert count(session, User) == 0


def test_a_refused_form_keeps_what_was_typed_but_never_the_password(client: PageClient) -> None:
    client.get("/sign-up")
    client.submit(username="a", display_name="Ada & Co.", password=PASSWORD, status=422)
    values = {name: control.values for name, control in client.page.form().controls.items()}
    assert (values["username"], values["display_name"]) == (["a"], ["Ada & Co."])
    assert PASSWORD not in client.page.html


def test_a_username_is_taken_in_whatever_case_it_is_typed(
    client: PageClient, session: Session
) -> None:
    make_person(session, "ada")
    client.get("/sign-up")
    client.submit(values={**GOOD, "username": "aDa"}, status=422)
    assert "Somebody has this username." in client.page.text
    assert count(session, User) == 1


def test_of_two_people_who_choose_one_username_at_once_one_gets_it(
    sessions: sessionmaker[Session], session: Session
) -> None:
    def sign_up() -> str:
        with sessions() as own:
            given: dict[str, Any] = {**GOOD}
            return services.create_user(own, **given, now=NOW).username

    results = at_once([sign_up] * 3)
    assert [result for result in results if isinstance(result, str)] == ["ada"]
    assert sum(isinstance(result, UsernameTakenError) for result in results) == 2
    assert count(session, User) == 1


def test_no_form_makes_anybody_more_than_a_student(client: PageClient, session: Session) -> None:
    client.get("/sign-up")
    forged = {"role": "administrator", "is_admin": "1", "admin": "true", "id": "1", "token": "x"}
    client.post("/sign-up", {**GOOD, **forged})
    client.get("/account")
    settings = client.page.form("/account").fields({})
    client.post("/account", {**settings, **forged})
    assert rows(session, User.username, User.role) == [("ada", "student")]


def test_the_time_zone_of_the_browser_is_taken_where_it_is_known(
    app: Flask, session: Session
) -> None:
    for username, zone in (("ada", "Asia/Kathmandu"), ("bob", "Mars/Olympus"), ("eve", "../etc")):
        client = PageClient(app)
        client.get("/sign-up")
        client.submit(values={**GOOD, "username": username, "time_zone": zone})
    assert rows(session, User.username, User.time_zone) == [
        ("ada", "Asia/Kathmandu"),
        ("bob", "UTC"),
        ("eve", "UTC"),
    ]


def test_who_is_signed_in_makes_no_second_account(app: Flask, session: Session) -> None:
    client = visit_as(app, session, make_person(session, "bob"))
    client.post("/sign-up", GOOD)
    assert client.http.get("/sign-up").status_code == 303
    assert rows(session, User.username) == [("bob",)]


def test_where_sign_up_is_closed_nobody_makes_an_account(
    app_for: Callable[..., Flask], session: Session
) -> None:
    client = PageClient(app_for(sign_up=SignUp.CLOSED))
    assert "/sign-up" not in client.get("/").html
    assert "/sign-up" not in client.get("/sign-in").html
    assert client.get("/sign-up", 403).heading == "Sign-up is closed"
    client.get("/sign-in")
    client.post("/sign-up", {**GOOD, "class_code": _class_code(session)}, 403)
    assert count(session, User) == 0


def test_where_codes_are_asked_for_a_code_is_needed(
    app_for: Callable[..., Flask], session: Session
) -> None:
    client = PageClient(app_for(sign_up=SignUp.CLASS_CODES))
    for code in ("", "ABCDEFGHJK", "\0", "A" * 41):
        client.get("/sign-up")
        client.submit(values={**GOOD, "class_code": code}, status=422)
    client.post("/sign-up", GOOD, 422)
    assert count(session, User) == 0


def test_a_code_works_however_it_is_copied_from_the_board(
    app_for: Callable[..., Flask], session: Session
) -> None:
    code = _class_code(session)
    typed = [code, code.lower(), f" {code[:5]} {code[5:]} ", f"{code[:4]}-{code[4:]}"]
    app = app_for(sign_up=SignUp.CLASS_CODES)
    app = app_for(sign_up=SignUp.CLASS_CODES)
    for number, text in enumerate(typed):
        client = PageClient(app)
        client.get("/sign-up")
        client.submit(values={**GOOD, "username": f"student{number}", "class_code": text})
    assert {role for (role,) in rows(session, User.role)} == {"student"}
    assert count(session, User) == 4


def test_a_code_for_one_works_once_even_for_two_at_once(
    sessions: sessionmaker[Session], session: Session
) -> None:
    code = _class_code(session, uses=1)

    def sign_up(username: str) -> str:
        given: dict[str, Any] = {**GOOD, "username": username, "invitation": code}
        with sessions() as own:
            return services.create_user(own, **given, now=datetime.now(UTC)).role

    results = at_once([partial(sign_up, name) for name in ("ada", "bob", "eve")])
    assert [result for result in results if isinstance(result, str)] == ["student"]
    assert sum(isinstance(result, InvitationError) for result in results) == 2
    assert count(session, User) == 1
    assert rows(session, Invitation.uses_left) == [(0,)]


def test_a_code_works_until_it_expires(session: Session) -> None:
    code = services.create_invitation(session, "student", now=NOW, lifetime=A_DAY, uses=None)
    given: dict[str, Any] = {**GOOD, "invitation": code}
    with pytest.raises(InvitationError):
        services.create_user(session, **given, now=NOW + A_DAY)
    services.create_user(session, **given, now=NOW + A_DAY - timedelta(seconds=1))
    assert count(session, User) == 1


def test_a_code_is_not_used_up_by_a_form_that_is_refused(
    app_for: Callable[..., Flask], session: Session
) -> None:
    make_person(session, "bob")
    code = _class_code(session, uses=1)
    client = PageClient(app_for(sign_up=SignUp.CLASS_CODES))
    client.get("/sign-up")
    client.submit(values={**GOOD, "username": "bob", "class_code": code}, status=422)
    client.submit(values={**GOOD, "password": "short", "class_code": code}, status=422)
    client.submit(values={**GOOD, "class_code": code})
    assert rows(session, User.username) == [("ada",), ("bob",)]


def test_codes_are_stored_as_hashes_only(session: Session) -> None:
    code = _class_code(session)
    [(stored,)] = rows(session, Invitation.token_hash)
    assert code not in stored
