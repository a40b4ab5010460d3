"""The list of people, which administrators alone see."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.accounts.models import OneTimeCode, User
from quizapp.audit.models import AuditEntry
from quizapp.classrooms import people
from quizapp.classrooms.locking import NotTheirsError
from quizapp.classrooms.models import ClassTeacher
from quizapp.database import write
from tests.classrooms.school import make_school, visits
from tests.factories import NOW, PASSWORD, make_person
from tests.page_client import PageClient
from tests.rows import count, rows, snapshot


def test_only_administrators_have_the_pages(app: Flask, session: Session) -> None:
    school = make_school(session)
    clients = visits(app, session, school)
    stranger = PageClient(app)
    stranger.get("/sign-in")
    before = snapshot(session)
    for path in ("/people/invite", f"/people/{school.amy.id}/code", "/people/classes/1/owner"):
        for name in ("noether", "amy"):
            clients[name].post(path, {"username": "euler"}, 404)
        stranger.post(path, {"username": "euler"}, 401)
    for name, client in clients.items():
        client.get("/people", 200 if name == "ada" else 404)
        assert ("/people" in client.get("/classes").html) == (name == "ada")
    assert snapshot(session) == before
    for person in (school.noether, school.amy):
        with pytest.raises(NotTheirsError):
            people.invite_teacher(session, person, NOW)
        with pytest.raises(NotTheirsError):
            people.issue_code(session, person, school.bo.id, NOW)


def test_people_are_found_by_the_words_of_their_names(app: Flask, session: Session) -> None:
    school = make_school(session)
    make_person(session, "percent", display_name="100% Sure_Thing")
    client = visits(app, session, school)["ada"]

    def found(query: str) -> list[str]:
        return client.get(f"/people?{query}").texts(".//tbody/tr/th")

    assert found("q=AMY") == ["Amy Brown"]
    assert found("q=bro+am") == ["Amy Brown"]
    assert found("q=noether") == ["Emmy Noether"]
    assert found("q=%25") == found("q=_t") == ["100% Sure_Thing"]
    assert found("role=administrator") == ["Ada Admin"]
    assert len(found("role=teacher")) == 3
    assert found("q=a&role=administrator") == ["Ada Admin"]
    assert found("q=nobody+at+all") == []
    for odd in ("role=x", "page=x", "page=-1", "page=" + "9" * 30, "q=%00"):
        assert len(found(odd)) == 9


def test_the_list_comes_in_pages_of_fifty(app: Flask, session: Session) -> None:
    school = make_school(session)
    with write(session):
        session.add_all(
            User(
                username=f"pupil{number:03}",
                display_name=f"Pupil {number:03}",
                password_hash="",
                created_at=NOW,
            )
            for number in range(93)
        )
    client = visits(app, session, school)["ada"]
    page = client.get("/people")
    assert "Page 1 of 3" in page.text
    assert len(page.texts(".//tbody/tr/th")) == 50
    assert len(client.get("/people?page=3").texts(".//tbody/tr/th")) == 1
    assert "Page 3 of 3" in client.get("/people?page=99").text
    assert "Page 2 of 2" in client.get("/people?page=2&q=pupil").text


def test_an_administrator_invites_a_teacher_by_a_link_that_is_shown_once(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    client = visits(app, session, school)["ada"]
    client.get("/people")
    client.submit("/people/invite", status=200)
    [link] = client.page.texts(".//p[@class='link-line']")
    assert link not in client.get("/people").html
    newcomer = PageClient(app)
    newcomer.get(link.removeprefix("http://localhost"))
    newcomer.submit(username="hilbert", display_name="David Hilbert", password=PASSWORD)
    newcomer.get("/classes/new")
    assert ("hilbert", "teacher") in rows(session, User.username, User.role)
    PageClient(app).get(link.removeprefix("http://localhost"), 404)
    assert rows(session, AuditEntry.action, AuditEntry.actor_name) == [
        ("invited teacher", "Ada Admin")
    ]


def test_an_administrator_lets_a_teacher_in_again(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["ada"]
    client.get("/people")
    client.post(f"/people/{school.noether.id}/code", {}, 200)
    [code] = client.page.texts(".//p[@class='code-huge']")
    teacher = PageClient(app)
    teacher.get("/sign-in")
    teacher.submit(username="noether", password=code)
    teacher.get("/account/new-password")
    assert "Ada Admin issued a one-time code" in teacher.page.text
    client.post(f"/people/{school.ada.id}/code", {}, 404)
    client.post("/people/99999/code", {}, 404)
    assert count(session, OneTimeCode) == 1


def test_an_administrator_gives_a_class_an_owner_and_sees_nothing_of_it(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    with write(session):
        session.query(ClassTeacher).filter_by(user_id=school.noether.id).delete()
    client = visits(app, session, school)["ada"]
    path = f"/people/classes/{school.class_id}/owner"
    page = client.get("/people")
    assert "Taught by gauss." in page.text
    client.submit(path, username="amy", status=422)
    assert "There is no teacher of this username." in client.page.text
    client.submit(path, username="euler")
    assert "Leonhard Euler owns the class now." in client.follow().text
    client.post(path, {"username": "ada"}, 404)
    client.get(f"/classes/{school.class_id}", 404)
    assert (school.class_id, school.euler.id, True) in rows(
        session, ClassTeacher.class_id, ClassTeacher.user_id, ClassTeacher.is_owner
    )
