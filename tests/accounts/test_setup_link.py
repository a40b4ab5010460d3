from datetime import UTC, datetime, timedelta
from functools import partial

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts import services
from quizapp.accounts.models import User
from quizapp.accounts.services import SETUP_LIFETIME, InvitationError
from tests.factories import NOW, PASSWORD, make_person
from tests.page_client import PageClient
from tests.rows import count, rows
from tests.visits import at_once, visit_as

ACCOUNT = {"username": "ada", "display_name": "Ada L.", "password": PASSWORD}
EXPIRED = "This link doesn’t work"


def _link(session: Session, now: datetime | None = None) -> str:
    token = services.create_setup_link(session, now or datetime.now(UTC))
    assert token
    return f"/setup?token={token}"


def test_the_link_makes_the_first_administrator_and_works_once(
    app: Flask, session: Session
) -> None:
    link = _link(session)
    client = PageClient(app)
    client.get(link)
    client.submit(values=ACCOUNT)
    assert client.follow().heading == "Hello, Ada L."
    assert rows(session, User.username, User.role) == [("ada", "administrator")]
    other = PageClient(app)
    assert other.get(link, 404).heading == EXPIRED
    assert services.create_setup_link(session, datetime.now(UTC)) is None


def test_of_two_browsers_that_opened_the_link_the_first_to_send_the_form_gets_it(
    app: Flask, session: Session
) -> None:
    link = _link(session)
    ada, bob = PageClient(app), PageClient(app)
    ada.get(link)
    bob.get(link)
    bob.submit(values={**ACCOUNT, "username": "bob"})
    ada.submit(values=ACCOUNT, status=404)
    assert ada.page.heading == EXPIRED
    assert rows(session, User.username) == [("bob",)]


def test_of_people_who_use_the_link_at_once_one_becomes_administrator(
    sessions: sessionmaker[Session], session: Session
) -> None:
    token = services.create_setup_link(session, NOW)

    def use(username: str) -> str:
        with sessions() as own:
            user = services.create_user(
                own,
                username=username,
                display_name=username,
                password=PASSWORD,
                invitation=token,
                now=NOW,
            )
            return user.role

    results = at_once([partial(use, name) for name in ("ada", "bob", "eve", "zoe")])
    assert [result for result in results if isinstance(result, str)] == ["administrator"]
    assert sum(isinstance(result, InvitationError) for result in results) == 3
    assert count(session, User) == 1


def test_a_link_works_for_seven_days(app: Flask, session: Session) -> None:
    now = datetime.now(UTC)
    PageClient(app).get(_link(session, now - SETUP_LIFETIME + timedelta(minutes=1)))
    expired = _link(session, now - SETUP_LIFETIME)
    client = PageClient(app)
    assert client.get(expired, 404).heading == EXPIRED
    client.get("/sign-in")
    client.post(expired, ACCOUNT, 404)
    assert count(session, User) == 0


def test_a_new_link_replaces_the_one_before(app: Flask, session: Session) -> None:
    first, second = _link(session), _link(session)
    client = PageClient(app)
    client.get(first, 404)
    client.get(second)


def test_links_are_worthless_once_they_are_withdrawn(app: Flask, session: Session) -> None:
    link = _link(session)
    client = PageClient(app)
    client.get(link)
    services.withdraw_setup_links(session)
    client.submit(values=ACCOUNT, status=404)
    assert count(session, User) == 0


def test_a_link_that_nobody_made_shows_that_it_does_not_work(app: Flask) -> None:
    client = PageClient(app)
    for token in ("", "guess", "\0", "a" * 5000, "é\u202e"):
        assert client.get("/setup", 404, token=token).heading == EXPIRED
    client.get("/setup", 404)


def test_who_is_signed_in_is_asked_to_sign_out_first(app: Flask, session: Session) -> None:
    link = _link(session)
    client = visit_as(app, session, make_person(session, "bob"))
    assert client.get(link, 409).heading == "You are signed in"
    client.post(link, ACCOUNT, 409)
    assert rows(session, User.username, User.role) == [("bob", "student")]
    client.submit("/sign-out")
    assert client.get(link).heading == "Set up the first administrator"


def test_a_refused_form_does_not_use_the_link_up(app: Flask, session: Session) -> None:
    make_person(session, "bob")
    client = PageClient(app)
    client.get(_link(session))
    client.submit(values={**ACCOUNT, "username": "bob"}, status=422)
    client.submit(values={**ACCOUNT, "password": "short"}, status=422)
    client.submit(values=ACCOUNT)
    assert rows(session, User.username, User.role) == [
        ("ada", "administrator"),
        ("bob", "student"),
    ]


def test_a_teachers_link_makes_a_teacher_whatever_the_form_says(
    app: Flask, session: Session
) -> None:
    now = datetime.now(UTC)
    token = services.create_invitation(session, "teacher", now=now, lifetime=timedelta(days=1))
    client = PageClient(app)
    assert "teacher" in client.get("/setup", token=token).heading
    client.post(f"/setup?token={token}", {**ACCOUNT, "role": "administrator"})
    assert rows(session, User.role) == [("teacher",)]


def test_a_class_code_is_no_setup_link(app: Flask, session: Session) -> None:
    now = datetime.now(UTC)
    code = services.create_invitation(session, "student", now=now, lifetime=timedelta(days=1))
    PageClient(app).get("/setup", 404, token=code)
