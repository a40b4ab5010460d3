"""How students come into a class by its code, and leave it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.codes import ALPHABET
from quizapp.accounts.models import User
from quizapp.audit.models import AuditEntry
from quizapp.classrooms import joining, locking, managing
from quizapp.classrooms.access import find_class
from quizapp.classrooms.joining import Joined, UnknownCodeError
from quizapp.classrooms.locking import FullClassError
from quizapp.classrooms.models import Class, ClassMember
from quizapp.config import SignUp
from quizapp.database import write
from tests.classrooms.school import School, make_school, visits
from tests.factories import NOW, PASSWORD, hand_in, make_assignment, make_bank
from tests.page_client import PageClient
from tests.rows import count, refresh, rows
from tests.visits import at_once

A_DAY = timedelta(days=1)


def _code(session: Session, school: School, lifetime: timedelta = A_DAY) -> str:
    """A code that works from now on."""
    now = datetime.now(UTC)
    return joining.renew_code(session, school.noether, school.class_id, lifetime, now)


def _states(session: Session) -> dict[str, str]:
    refresh(session)
    query = session.query(User.username, ClassMember.state).join(
        ClassMember, ClassMember.user_id == User.id
    )
    found = dict(query.where(ClassMember.class_id == 1).all())
    session.commit()
    return found


def test_a_code_has_eight_letters_and_digits_that_nobody_mistakes(session: Session) -> None:
    school = make_school(session)
    codes = {_code(session, school) for _ in range(20)}
    assert len(codes) == 20
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)
    assert not set("0O1ILUV5S8B2Z") & set(ALPHABET)


def test_a_code_works_however_it_is_typed(app: Flask, session: Session) -> None:
    school = make_school(session)
    code = _code(session, school)
    for text in (code.lower(), f" {code[:4]} {code[4:]} ", f"{code[:2]}-{code[2:4]}-{code[4:]}"):
        client = visits(app, session, school)["dan"]
        client.get("/classes/join")
        client.submit(code=text)
        assert "You are in History 9b." in client.follow().text
        assert client.page.path == f"/classes/{school.class_id}"
        joining.leave(session, school.dan, school.class_id, NOW)


def test_a_code_that_is_replaced_closed_or_expired_is_dead(session: Session) -> None:
    school = make_school(session)
    join, now = joining.join_class, NOW
    old = joining.renew_code(session, school.noether, school.class_id, A_DAY, now)
    new = joining.renew_code(session, school.gauss, school.class_id, A_DAY, now)
    for code, at in (
        (old, now),
        (new, now + A_DAY),
        ("", now),
        ("ACDEFGHJ", now),
        ("ü\0" * 9, now),
    ):
        with pytest.raises(UnknownCodeError):
            join(session, school.dan, code, at)
    joining.close_code(session, school.noether, school.class_id, now)
    with pytest.raises(UnknownCodeError):
        join(session, school.dan, new, now)
    fresh = joining.renew_code(session, school.noether, school.class_id, A_DAY, now)
    last = now + A_DAY - timedelta(seconds=1)
    assert join(session, school.dan, fresh, last) == Joined(school.class_id, "History 9b", "active")


def test_the_teacher_renews_and_closes_the_code_in_the_settings(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    client = visits(app, session, school)["gauss"]
    place = f"/classes/{school.class_id}/settings"
    assert "No code works now" in client.get(place).text
    for lifetime, days in (("day", 1), ("week", 7), ("month", 30), ("term", 120)):
        client.submit(f"{place}/code", lifetime=lifetime)
        page = client.follow()
        [(code, expires_at)] = [
            row for row in rows(session, Class.join_code, Class.join_code_expires_at) if row[0]
        ]
        left = expires_at - datetime.now(UTC)
        assert timedelta(days=days) - timedelta(minutes=1) < left <= timedelta(days=days)
        assert f"{code[:4]}-{code[4:]}" in page.text
    client.post(f"{place}/code", {"lifetime": "for ever"})
    client.get(place)
    client.submit(f"{place}/code/close")
    assert "No code works now" in client.follow().text


def test_the_code_is_shown_large_with_its_picture(app: Flask, session: Session) -> None:
    school = make_school(session)
    code = _code(session, school)
    client = visits(app, session, school)["noether"]
    page = client.get(f"/classes/{school.class_id}/code")
    assert f"{code[:4]}-{code[4:]}" in page.text
    picture = client.http.get(f"/classes/{school.class_id}/code.svg")
    assert (picture.mimetype, picture.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    assert picture.data.startswith(b"<svg ")


def test_where_a_teacher_approves_a_student_waits(app: Flask, session: Session) -> None:
    school = make_school(session, needs_approval=True)
    code = _code(session, school)
    clients = visits(app, session, school)
    for name in ("dan", "cleo"):
        clients[name].get("/classes/join")
        clients[name].submit(code=code)
        assert "You asked to join History 9b." in clients[name].follow().text
        clients[name].get(f"/classes/{school.class_id}", 404)
    page = clients["noether"].get(f"/classes/{school.class_id}")
    assert "Let Dan Eck in" in page.text
    assert "2 waiting for approval" in clients["noether"].get("/classes").text
    place = f"/classes/{school.class_id}/students"
    clients["noether"].get(f"/classes/{school.class_id}")
    clients["noether"].submit(f"{place}/{school.dan.id}/approve")
    clients["noether"].submit(f"{place}/{school.cleo.id}/decline")
    assert _states(session) == {"amy": "active", "bo": "active", "dan": "active", "cleo": "left"}
    clients["dan"].get(f"/classes/{school.class_id}")
    clients["noether"].post(f"{place}/{school.cleo.id}/approve", {}, 404)
    clients["noether"].post(f"{place}/{school.amy.id}/decline", {}, 404)
    told = [row[0] for row in rows(session, AuditEntry.action, AuditEntry.subject_id)]
    assert {"approved student", "removed student"} <= set(told)


def test_all_who_wait_are_let_in_at_once_and_one_takes_it_back(
    app: Flask, session: Session
) -> None:
    school = make_school(session, needs_approval=True)
    code = _code(session, school)
    for person in (school.dan, school.cleo, school.euler):
        joining.join_class(session, person, code, datetime.now(UTC))
    clients = visits(app, session, school)
    clients["cleo"].get("/classes")
    clients["cleo"].submit(f"/classes/{school.class_id}/leave")
    clients["noether"].get(f"/classes/{school.class_id}")
    clients["noether"].submit(f"/classes/{school.class_id}/students/approve-all")
    states = _states(session)
    assert (states["dan"], states["euler"], states["cleo"]) == ("active", "active", "left")


def test_who_teaches_a_class_does_not_join_it(app: Flask, session: Session) -> None:
    school = make_school(session)
    code = _code(session, school)
    client = visits(app, session, school)["gauss"]
    client.get("/classes/join")
    client.submit(code=code)
    assert "You teach this class" in client.follow().text
    assert "gauss" not in _states(session)


def test_who_left_and_joins_again_has_the_results_of_before(app: Flask, session: Session) -> None:
    school = make_school(session)
    code = _code(session, school)
    attempt_id = hand_in(
        session, school.amy, make_assignment(session, school.class_id, make_bank(session))
    )
    client = visits(app, session, school)["amy"]
    client.get(f"/classes/{school.class_id}/leave")
    client.submit()
    assert "Your results are kept." in client.follow().text
    client.get(f"/classes/{school.class_id}", 404)
    assert _states(session)["amy"] == "left"
    client.post(f"/classes/{school.class_id}/leave", {}, 404)
    client.get("/classes/join")
    client.submit(code=code)
    client.follow()
    assert _states(session)["amy"] == "active"
    client.get(f"/attempts/{attempt_id}/review")


def test_a_teacher_does_not_leave_like_a_student(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["noether"]
    client.get(f"/classes/{school.class_id}/leave", 404)
    client.post(f"/classes/{school.class_id}/leave", {}, 404)


def test_a_student_can_be_in_two_classes(app: Flask, session: Session) -> None:
    school = make_school(session)
    code = _code(session, school)
    client = visits(app, session, school)["cleo"]
    client.get("/classes/join")
    client.submit(code=code)
    page = client.get("/classes")
    assert "History 9b" in page.text
    assert "Maths 8a" in page.text
    joining.leave(session, school.cleo, school.class_id, NOW)
    assert find_class(session, school.cleo, school.other_id) is not None


def test_a_full_class_takes_nobody(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = make_school(session, needs_approval=True)
    code = _code(session, school)
    monkeypatch.setattr(joining, "MOST_STUDENTS", 3)
    joining.join_class(session, school.dan, code, datetime.now(UTC))
    with pytest.raises(FullClassError):
        joining.join_class(session, school.cleo, code, datetime.now(UTC))
    client = visits(app, session, school)["cleo"]
    client.get("/classes/join")
    client.submit(code=code, status=422)
    assert "This class is full" in client.page.text
    assert locking.MOST_STUDENTS == 2_000


def test_of_two_who_join_at_once_both_are_in_and_one_who_does_it_twice_is_in_once(
    session: Session, sessions: sessionmaker[Session]
) -> None:
    school = make_school(session)
    code = _code(session, school)
    session.commit()

    def join(person: object) -> Callable[[], str]:
        def act() -> str:
            with sessions() as own:
                now = datetime.now(UTC)
                return joining.join_class(own, person, code, now).state  # type: ignore[arg-type]

        return act

    found = at_once([join(school.dan), join(school.dan), join(school.cleo)])
    assert found == ["active"] * 3
    assert count(session, ClassMember) == 5


def test_a_stranger_who_opens_the_link_comes_back_after_signing_in_or_up(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    code = _code(session, school)
    link = f"/classes/join?code={code}"
    for is_new in (False, True):
        client = PageClient(app)
        response = client.http.get(link)
        assert response.status_code == 303
        client.get(response.headers["Location"])
        if is_new:
            [sign_up] = [
                a.get("href", "")
                for a in client.page.elements(".//main//a")
                if a.get("href", "").startswith("/sign-up")
            ]
            client.get(sign_up)
            client.submit(username="newcomer", display_name="New Comer", password=PASSWORD)
        else:
            client.submit(username="dan", password=PASSWORD)
        page = client.follow()
        assert page.heading == "Join a class"
        client.submit()
        assert "You are in History 9b." in client.follow().text
        assert client.http.get(link).headers["Location"] == f"/classes/{school.class_id}"
    states = _states(session)
    assert (states["dan"], states["newcomer"]) == ("active", "active")


def test_the_link_tells_nobody_whether_its_code_works(app: Flask, session: Session) -> None:
    school = make_school(session)
    code = _code(session, school)
    client = visits(app, session, school)["dan"]
    for text in (code, "ACDEFGHJ", "\0", "ü" * 50):
        page = client.get("/classes/join", code=text)
        assert "History" not in page.text
        assert page.heading == "Join a class"


def test_guessing_codes_is_slowed_down_for_the_account(app: Flask, session: Session) -> None:
    school = make_school(session)
    code = _code(session, school)
    clients = visits(app, session, school)
    clients["dan"].get("/classes/join")
    for _ in range(10):
        clients["dan"].submit(code="ACDEFGHJ", status=422)
    clients["dan"].post("/classes/join", {"code": code}, 429)
    clients["cleo"].get("/classes/join")
    clients["cleo"].submit(code=code)


@pytest.mark.parametrize("needs_approval", [False, True])
def test_where_sign_up_needs_a_code_that_of_a_class_does_and_leads_into_it(
    app_for: Callable[..., Flask], session: Session, needs_approval: bool
) -> None:
    school = make_school(session, needs_approval=needs_approval)
    code = _code(session, school)
    client = PageClient(app_for(sign_up=SignUp.CLASS_CODES))
    client.get("/sign-up", next=f"/classes/join?code={code}")
    assert client.page.form().controls["class_code"].values == [code]
    client.submit(username="newcomer", display_name="New Comer", password=PASSWORD)
    assert _states(session)["newcomer"] == ("waiting" if needs_approval else "active")
    told = rows(session, AuditEntry.action, AuditEntry.actor_name)
    assert ("joined class", "New Comer") in told


def test_where_sign_up_needs_a_code_a_dead_one_makes_no_account(
    app_for: Callable[..., Flask], session: Session
) -> None:
    school = make_school(session)
    code = _code(session, school)
    before = count(session, User)
    client = PageClient(app_for(sign_up=SignUp.CLASS_CODES))
    managing.archive_class(session, school.noether, school.class_id, NOW)
    client.get("/sign-up")
    for text in (code, "- -", "--------"):
        client.submit(
            values={
                "username": "newcomer",
                "display_name": "New Comer",
                "password": PASSWORD,
                "class_code": text,
            },
            status=422,
        )
        assert "No class has this code." in client.page.text
    assert count(session, User) == before


def test_who_is_invited_decides(app: Flask, session: Session) -> None:
    school = make_school(session)
    with write(session):
        for person in (school.dan, school.cleo):
            session.add(
                ClassMember(
                    class_id=school.class_id, user_id=person.id, state="invited", joined_at=NOW
                )
            )
    clients = visits(app, session, school)
    for name in ("dan", "cleo"):
        clients[name].get(f"/classes/{school.class_id}", 404)
        page = clients[name].get("/classes")
        assert "Carl Gauss, Emmy Noether wants you in History 9b" in page.text
    clients["dan"].submit(f"/classes/{school.class_id}/accept")
    clients["cleo"].submit(f"/classes/{school.class_id}/leave")
    states = _states(session)
    assert (states["dan"], states["cleo"]) == ("active", "left")
    clients["cleo"].post(f"/classes/{school.class_id}/accept", {}, 404)
    clients["dan"].post(f"/classes/{school.class_id}/accept", {}, 404)
    clients["dan"].get(f"/classes/{school.class_id}")


def test_nobody_accepts_for_an_archived_class(app: Flask, session: Session) -> None:
    school = make_school(session, archived_at=NOW)
    with write(session):
        session.add(
            ClassMember(
                class_id=school.class_id, user_id=school.dan.id, state="invited", joined_at=NOW
            )
        )
    client = visits(app, session, school)["dan"]
    assert "History 9b" not in client.get("/classes").text
    client.post(f"/classes/{school.class_id}/accept", {}, 404)
