from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.accounts import services
from quizapp.accounts.models import SignInSession, User
from quizapp.accounts.services import SESSION_LIFETIME
from tests.factories import NOW, PASSWORD, make_person, make_user
from tests.page_client import PageClient
from tests.rows import count, rows
from tests.visits import visit_as, without_token

REFUSED = "Username and password don't belong together."
FOREIGN = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://evil.example",
    "https:evil.example",
    "HTTPS:/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "//[",
    "",
)


def _cookie(client: PageClient) -> str:
    cookie = client.http.get_cookie("quizapp")
    assert cookie
    return cookie.value


def _is_signed_in(client: PageClient) -> bool:
    response = client.http.get("/account")
    assert response.status_code in {200, 303}
    return response.status_code == 200


def test_a_person_signs_in_and_out(client: PageClient, session: Session) -> None:
    make_person(session, "ada", display_name="Ada L.")
    assert client.sign_in("ada").heading == "Hello, Ada L."
    assert count(session, SignInSession) == 1
    client.sign_out()
    assert not _is_signed_in(client)
    assert count(session, SignInSession) == 0


def test_the_username_may_be_typed_in_any_case(client: PageClient, session: Session) -> None:
    make_person(session, "ada")
    client.sign_in(" ADA ")


def test_a_cookie_from_before_signing_out_is_worthless(app: Flask, session: Session) -> None:
    make_person(session, "ada")
    client = PageClient(app)
    client.sign_in("ada")
    stolen = _cookie(client)
    thief = app.test_client()
    thief.set_cookie("quizapp", stolen)
    assert thief.get("/account").status_code == 200
    client.sign_out()
    assert thief.get("/account").status_code == 303


def test_a_session_ends_after_its_lifetime_even_in_use(session: Session) -> None:
    user = make_user(session, "ada")
    token = services.open_session(session, user, user_agent="", now=NOW).token
    last = NOW + SESSION_LIFETIME - timedelta(seconds=1)
    person = services.load_person(session, token, last)
    assert person is not None
    assert (person.id, len(services.list_sessions(session, person, last))) == (user.id, 1)
    assert services.load_person(session, token, NOW + SESSION_LIFETIME) is None
    assert services.list_sessions(session, person, NOW + SESSION_LIFETIME) == []


def test_an_expired_session_is_signed_out_and_swept_at_the_next_sign_in(
    app: Flask, session: Session
) -> None:
    person = make_person(session, "ada")
    old = visit_as(app, session, person, now=datetime.now(UTC) - SESSION_LIFETIME)
    assert not _is_signed_in(old)
    assert count(session, SignInSession) == 1
    new = visit_as(app, session, person)
    assert _is_signed_in(new)
    assert count(session, SignInSession) == 1


def test_a_token_that_nobody_was_given_is_nobodys(app: Flask, session: Session) -> None:
    person = make_person(session, "ada")
    for token in (str(person.id), "", "\0", "\ud800", "a" * 10_000):
        client = PageClient(app)
        with client.http.session_transaction() as cookie:
            cookie.update({"_user_id": token, "_fresh": True})
        assert not _is_signed_in(client)


def test_tokens_are_stored_as_hashes_only(session: Session) -> None:
    user = make_user(session, "ada")
    token = services.open_session(session, user, user_agent="", now=NOW).token
    [(stored,)] = rows(session, SignInSession.token_hash)
    assert token not in stored


def test_signing_out_elsewhere_leaves_this_browser_and_other_people(
    app: Flask, session: Session
) -> None:
    ada, bob = make_person(session, "ada"), make_person(session, "bob")
    here, there, his = (visit_as(app, session, person) for person in (ada, ada, bob))
    here.get("/account")
    here.submit("/account/sign-out-elsewhere")
    assert "signed out everywhere else" in here.follow().text
    assert [_is_signed_in(client) for client in (here, there, his)] == [True, False, True]
    assert not any(form.action.endswith("elsewhere") for form in here.page.forms())


def test_a_change_of_password_signs_out_everywhere_else(app: Flask, session: Session) -> None:
    ada, bob = make_person(session, "ada"), make_person(session, "bob")
    here, there, his = (visit_as(app, session, person) for person in (ada, ada, bob))
    here.get("/account")
    here.submit("/account/password", old_password=PASSWORD, new_password="another long one")
    assert "Your password is changed." in here.follow().text
    assert [_is_signed_in(client) for client in (here, there, his)] == [True, False, True]
    there.sign_in("ada", password="another long one")


def test_a_password_is_only_changed_by_who_knows_it(app: Flask, session: Session) -> None:
    ada = make_person(session, "ada")
    here, there = visit_as(app, session, ada), visit_as(app, session, ada)
    before = rows(session, User.password_hash)
    here.get("/account")
    for old, new, words in (
        ("a wrong password", "another long one", "This is not your password."),
        (PASSWORD, "short", "Use at least 8 characters."),
        (PASSWORD, "password", "easy to guess"),
        ("", "another long one", "Enter a password."),
    ):
        here.submit("/account/password", old_password=old, new_password=new, status=422)
        assert words in here.page.text
        assert "another long one" not in here.page.html
        assert PASSWORD not in here.page.html
    assert rows(session, User.password_hash) == before
    assert _is_signed_in(there)


def test_a_reset_password_signs_out_everywhere(app: Flask, session: Session) -> None:
    user = make_user(session, "ada")
    client = visit_as(app, session, make_person(session, "bob"))
    token = services.open_session(session, user, user_agent="", now=NOW).token
    services.reset_password(session, user, "another long one")
    assert services.load_person(session, token, NOW) is None
    assert _is_signed_in(client)
    assert _sign_in(session, "ada", "another long one")
    assert not _sign_in(session, "ada", PASSWORD)


def _sign_in(session: Session, username: str, password: str) -> bool:
    signed_in = services.sign_in(
        session, username=username, password=password, user_agent="", now=NOW
    )
    return signed_in is not None


def test_an_unknown_username_looks_like_a_wrong_password(
    client: PageClient, session: Session
) -> None:
    make_person(session, "ada")
    pages = []
    for username in ("ada", "eve"):
        client.get("/sign-in")
        client.submit(username=username, password="a wrong password", status=422)
        assert client.page.element(".//p[@role='alert']").text == REFUSED + " Try again."
        pages.append(without_token(client.page.html).replace(f'value="{username}"', ""))
    assert pages[0] == pages[1]


def test_an_unknown_username_costs_a_password_check_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person(session, "ada")
    checked: list[str] = []
    verify = PasswordHasher.verify

    def spy(hasher: PasswordHasher, stored: Any, password: Any) -> Any:
        checked.append(stored)
        return verify(hasher, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", spy)
    assert not _sign_in(session, "ada", "a wrong password")
    assert not _sign_in(session, "eve", "a wrong password")
    assert len(checked) == 2
    # The hash that stands for nobody's password costs as much as one of ours.
    assert checked[1].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_empty_form_is_refused_with_words(client: PageClient, session: Session) -> None:
    make_person(session, "ada")
    client.get("/sign-in")
    client.submit(status=422)
    assert "Enter your username." in client.page.text
    assert "Enter your password." in client.page.text


def test_signing_in_leads_to_the_page_that_was_wanted(client: PageClient, session: Session) -> None:
    make_person(session, "ada")
    for wanted in ("/scores", "/quizzes?bank=rivers&bank=cities"):
        response = client.http.get(wanted)
        assert response.status_code == 303
        client.get(response.headers["Location"])
        response = client.submit(username="ada", password=PASSWORD)
        assert response.headers["Location"] == wanted
        client.sign_out()


def test_signing_in_never_leads_to_another_site(app: Flask, session: Session) -> None:
    signed_in = visit_as(app, session, make_person(session, "ada"))
    for target in FOREIGN:
        response = signed_in.http.get("/sign-in", query_string={"next": target})
        assert (response.status_code, response.headers["Location"]) == (303, "/"), target
    for target in FOREIGN[:4]:
        client = PageClient(app)
        client.get("/sign-in", next=target)
        response = client.submit(username="ada", password=PASSWORD)
        assert response.headers["Location"] == "/", target


def test_anonymous_visitors_are_asked_to_sign_in_and_scripts_are_told(client: PageClient) -> None:
    response = client.http.get("/scores")
    assert (response.status_code, response.headers["Location"]) == (303, "/sign-in?next=/scores")
    client.get("/sign-in")
    assert client.get_json("/study/next", 401)["error"]
    assert client.post_json("/study/answer", {}, 401)["error"]
    client.post("/quizzes", status=401)
    assert client.page.heading == "Please sign in"


def test_the_cookie_is_kept_from_scripts_and_other_sites(
    client: PageClient, session: Session
) -> None:
    make_person(session, "ada")
    client.get("/sign-in")
    [cookie] = client.submit(username="ada", password=PASSWORD).headers.getlist("Set-Cookie")
    flags = {flag.strip() for flag in cookie.split(";")[1:]}
    assert flags == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_the_cookie_is_only_sent_over_https_where_that_is_configured(
    app_for: Callable[..., Flask],
) -> None:
    client = app_for(secure_cookies=True).test_client()
    page = client.get("/sign-in", base_url="https://localhost")
    [cookie] = page.headers.getlist("Set-Cookie")
    flags = {flag.strip() for flag in cookie.split(";")[1:]}
    assert flags == {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"}
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_nothing_of_the_session_before_survives_signing_in(
    client: PageClient, session: Session
) -> None:
    make_person(session, "ada")
    client.get("/sign-in")
    with client.http.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        token = cookie["csrf_token"]
    client.submit(username="ada", password=PASSWORD)
    client.get("/account")
    with client.http.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["csrf_token"] != token
