"""What lets in who forgot the password: a code that works once, and is told of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts import codes, services
from quizapp.accounts.codes import RESET_LENGTH, RESET_LIFETIME, Issuer
from quizapp.accounts.models import OneTimeCode, SignInSession, User
from quizapp.accounts.services import NO_PASSWORD, Person
from quizapp.audit.models import AuditEntry
from quizapp.classrooms import students
from quizapp.database import write
from tests.classrooms.school import School, make_school, visits
from tests.factories import NOW, PASSWORD, make_bank, make_person, make_user, start_attempt
from tests.page_client import PageClient
from tests.rows import count, rows, snapshot
from tests.visits import at_once, visit_as

NEW = "another long one"
NOTICE = "A one-time code was used for your account."


def _issue(session: Session, school: School) -> str:
    now = datetime.now(UTC)
    return students.issue_code(session, school.noether, school.class_id, school.amy.id, now).code


def _enter(app: Flask, password: str, username: str = "amy", status: int = 303) -> PageClient:
    client = PageClient(app)
    client.get("/sign-in")
    client.submit(username=username, password=password, status=status)
    return client


def test_a_student_comes_in_once_by_the_code_and_chooses_a_password(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    teacher = visits(app, session, school)["noether"]
    teacher.get(f"/classes/{school.class_id}/students/{school.amy.id}/edit")
    teacher.submit(f"/classes/{school.class_id}/students/{school.amy.id}/code", status=200)
    [code] = [p.text or "" for p in teacher.page.elements(".//p[@class='code-huge']")]
    assert len(code.replace("-", "")) == 8
    client = _enter(app, f" {code.lower()} ")
    page = client.get(client.http.get("/").headers["Location"])
    assert page.heading == "Choose a password"
    assert "Emmy Noether issued a one-time code" in page.text
    client.submit(new_password=NEW)
    assert "Your new password is set." in client.follow().text
    _enter(app, code, status=422)
    _enter(app, PASSWORD, status=422)
    _enter(app, NEW)


def test_a_code_ends_all_sessions_of_the_student_and_of_nobody_else(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    clients = visits(app, session, school)
    code = _issue(session, school)
    clients["amy"].get("/account")
    _enter(app, code)
    wanted = clients["amy"].http.get("/account").headers["Location"]
    assert wanted == "/sign-in?next=/account"
    clients["bo"].get("/account")


def test_before_a_password_is_chosen_there_is_nothing_else(app: Flask, session: Session) -> None:
    school = make_school(session)
    bank = make_bank(session)
    attempt_id = start_attempt(session, school.amy, bank)
    client = _enter(app, _issue(session, school))
    client.get("/account/new-password")
    before = snapshot(session)
    for rule in app.url_map.iter_rules():
        if rule.arguments or rule.endpoint in {"site.healthz", "site.readyz"}:
            continue
        if "GET" in (rule.methods or ()) and rule.endpoint != "codes.choose_password":
            response = client.http.get(rule.rule)
            assert response.status_code == 303, rule.rule
            assert response.headers["Location"].startswith("/account/new-password?next="), rule.rule
        if "POST" in (rule.methods or ()) and rule.endpoint not in {
            *("codes.choose_password", "accounts.sign_out"),
        }:
            client.post(rule.rule, {}, 403)
    client.get(f"/attempts/{attempt_id}", 303)
    assert client.get_json("/study/next", 403)["error"]
    assert client.post_json("/study/answer", {}, 403)["error"]
    assert client.post_json(f"/attempts/{attempt_id}/answers/1", {"answer": []}, 403)["error"]
    assert snapshot(session) == before
    client.get("/no-such-page", 404)
    client.get("/account/new-password")
    client.submit("/sign-out")


def test_the_choice_leads_to_the_page_that_was_wanted(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = PageClient(app)
    client.get("/sign-in", next="/scores")
    client.submit(username="amy", password=_issue(session, school))
    wanted = client.http.get("/scores").headers["Location"]
    client.get(wanted)
    for new, words in (
        *(("short", "at least 8"), ("", "Enter a password."), ("password", "easy to guess")),
    ):
        client.submit(new_password=new, status=422)
        assert words in client.page.text
    assert client.submit(new_password=NEW).headers["Location"] == "/scores"


def test_the_new_password_is_not_the_username(app: Flask, session: Session) -> None:
    make_person(session, "longenough")
    user = services.find_user(session, "longenough")
    assert user is not None
    with write(session):
        made = codes.make_codes([user.id], RESET_LENGTH)
        codes.issue(
            session, made, Issuer(user.id, "X"), lifetime=RESET_LIFETIME, now=datetime.now(UTC)
        )
    code = made[user.id].code
    client = _enter(app, code, "longenough")
    client.get("/account/new-password")
    client.submit(new_password="LongEnough", status=422)
    assert "easy to guess" in client.page.text


def test_who_has_a_password_is_asked_for_none(app: Flask, session: Session) -> None:
    client = visit_as(app, session, make_person(session, "ada"))
    assert client.http.get("/account/new-password").headers["Location"] == "/account"
    before = rows(session, User.password_hash)
    client.post("/account/new-password", {"new_password": NEW})
    assert rows(session, User.password_hash) == before


def test_the_student_is_told_who_issued_the_code_until_it_is_read(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    client = _enter(app, _issue(session, school))
    client.get("/account/new-password")
    client.submit(new_password=NEW)
    assert NOTICE in client.follow().html
    # Also in another browser, later.
    other = _enter(app, NEW)
    assert NOTICE in other.follow().html
    page = other.get("/account")
    assert "Emmy Noether issued a one-time code on" in page.text
    other.submit("/account/codes/read")
    assert "one-time code" not in other.follow().html
    assert NOTICE not in _enter(app, NEW).follow().html
    assert NOTICE in client.get("/scores").html
    assert NOTICE not in client.get("/account").html
    assert NOTICE not in client.get("/scores").html


def test_a_code_works_for_fifteen_minutes(session: Session) -> None:
    school = make_school(session)
    code = students.issue_code(session, school.noether, school.class_id, school.amy.id, NOW).code

    def sign_in(at: datetime) -> object:
        return services.sign_in(session, username="amy", password=code, user_agent="", now=at)

    assert sign_in(NOW + timedelta(minutes=15)) is None
    assert sign_in(NOW + timedelta(minutes=15) - timedelta(seconds=1))
    assert sign_in(NOW) is None


def test_a_new_code_kills_the_older_ones_and_a_password_kills_all(session: Session) -> None:
    school = make_school(session)
    first, second = _issue(session, school), _issue(session, school)
    now = datetime.now(UTC)

    def enters(password: str) -> bool:
        found = services.sign_in(session, username="amy", password=password, user_agent="", now=now)
        return found is not None

    assert not enters(first)
    assert enters(second)
    third = _issue(session, school)
    user = session.get_one(User, school.amy.id)
    assert services.change_password(session, school.amy, old=PASSWORD, new=NEW)
    assert not enters(third)
    fourth = _issue(session, school)
    services.reset_password(session, user, PASSWORD)
    assert not enters(fourth)
    assert enters(PASSWORD)


def test_a_code_is_used_once_even_by_two_at_once(
    session: Session, sessions: sessionmaker[Session]
) -> None:
    school = make_school(session)
    code, now = _issue(session, school), datetime.now(UTC)
    session.commit()

    def enter() -> bool:
        with sessions() as own:
            found = services.sign_in(own, username="amy", password=code, user_agent="", now=now)
            return found is not None

    assert sorted(at_once([enter] * 3)) == [False, False, True]  # type: ignore[type-var]


def test_the_code_of_one_person_opens_no_other_account(app: Flask, session: Session) -> None:
    school = make_school(session)
    _enter(app, _issue(session, school), "bo", 422)


def test_guessing_a_code_is_slowed_down_like_guessing_a_password(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    code = _issue(session, school)
    for _ in range(5):
        _enter(app, "ACDEFGHJ", status=422)
    _enter(app, code, status=429)


def test_codes_are_stored_as_hashes_that_differ_for_two_people(session: Session) -> None:
    users = [make_user(session, name) for name in ("ada", "bob")]
    with write(session):
        made = codes.make_codes((user.id for user in users), RESET_LENGTH)
        codes.issue(session, made, Issuer(users[0].id, "X"), lifetime=RESET_LIFETIME, now=NOW)
    assert len({each.code for each in made.values()}) == 2
    stored = {row[0] for row in rows(session, OneTimeCode.code_hash)}
    assert stored == {each.code_hash for each in made.values()}
    assert not {each.code for each in made.values()} & stored
    assert codes._hash(1, "ACDE-fghj") == codes._hash(1, "ACDEFGHJ") != codes._hash(2, "ACDEFGHJ")


def test_issuing_and_using_a_code_is_logged(app: Flask, session: Session) -> None:
    school = make_school(session)
    _enter(app, _issue(session, school))
    assert rows(
        session,
        *(AuditEntry.action, AuditEntry.actor_name, AuditEntry.subject_name, AuditEntry.class_id),
    ) == [
        ("issued one-time code", "Emmy Noether", "Amy Brown", school.class_id),
        ("used one-time code", "Amy Brown", "Amy Brown", None),
    ]
    [details] = [row[1] for row in rows(session, AuditEntry.id, AuditEntry.details) if row[1]]
    assert details == {"issued_by": "Emmy Noether"}


@pytest.mark.parametrize("stored", [NO_PASSWORD, "!", "nonsense"])
def test_an_account_without_a_password_is_entered_by_no_password(
    session: Session, stored: str
) -> None:
    make_user(session, "ada")
    with write(session):
        session.query(User).update({"password_hash": stored})
    for password in ("", "!", stored, PASSWORD):
        signed_in = services.sign_in(
            session, username="ada", password=password, user_agent="", now=NOW
        )
        assert signed_in is None
    assert count(session, SignInSession) == 0


def test_an_account_without_a_password_costs_a_check_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user(session, "ada")
    with write(session):
        session.query(User).update({"password_hash": NO_PASSWORD})
    checked: list[str] = []
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda _self, stored, _typed: checked.append(stored)
    )
    # Even if it matched the hash that stands for nobody's password.
    assert not services.sign_in(session, username="ada", password="x", user_agent="", now=NOW)
    assert [stored[:9] for stored in checked] == ["$argon2id"]


def test_signing_in_notes_the_day(session: Session) -> None:
    user = make_user(session, "ada")

    def seen(person: User) -> date | None:
        session.commit()
        return session.scalar(select(User.last_seen_on).where(User.id == person.id))

    assert seen(user) is None
    services.open_session(session, user, user_agent="", now=NOW)
    assert seen(user) == date(2026, 3, 2)
    services.open_session(session, user, user_agent="", now=NOW + timedelta(days=3))
    assert seen(user) == date(2026, 3, 5)


def test_a_new_account_was_seen_on_its_first_day(session: Session) -> None:
    services.create_user(session, username="ada", display_name="Ada", password=PASSWORD, now=NOW)
    assert rows(session, User.last_seen_on) == [(date(2026, 3, 2),)]


def test_a_person_of_before_has_chosen_a_password(session: Session) -> None:
    person: Person = make_person(session, "ada")
    assert not person.must_choose_password
