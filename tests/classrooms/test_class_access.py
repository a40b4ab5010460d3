"""Who sees and changes what of a class, as sentences about known people."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.classrooms import groups, locking, managing, teachers
from quizapp.classrooms.locking import NotTheirsError
from tests.classrooms.school import School, make_school, visits
from tests.factories import NOW
from tests.page_client import PageClient
from tests.rows import snapshot


@pytest.fixture
def school(session: Session) -> School:
    school = make_school(session, join_code="ACDEFGHJ", join_code_expires_at=NOW.replace(year=2099))
    groups.create_group(session, school.noether, school.class_id, "Red", NOW)
    return school


def _teachers_pages(school: School) -> tuple[str, ...]:
    place, amy = f"/classes/{school.class_id}", school.amy.id
    return (
        *(f"{place}/roster", f"{place}/settings", f"{place}/code", f"{place}/code.svg"),
        *(f"{place}/groups", f"{place}/groups/1", f"{place}/roster/import", f"{place}/slips"),
        *(f"{place}/students/{amy}/edit", f"{place}/students/{amy}/remove"),
    )


def _posts(school: School) -> tuple[str, ...]:
    """Every address that changes the class; all are for its teachers."""
    place, amy, gauss = f"/classes/{school.class_id}", school.amy.id, school.gauss.id
    return (
        *(f"{place}/settings", f"{place}/settings/code", f"{place}/settings/code/close"),
        *(f"{place}/settings/teachers", f"{place}/settings/teachers/{gauss}/remove"),
        *(f"{place}/settings/teachers/{gauss}/owner", f"{place}/settings/archive"),
        *(f"{place}/settings/restore", f"{place}/settings/delete"),
        *(f"{place}/students/{amy}/approve", f"{place}/students/{amy}/decline"),
        *(f"{place}/students/approve-all", f"{place}/students/{amy}/edit"),
        *(f"{place}/students/{amy}/remove", f"{place}/students/{amy}/code", f"{place}/slips"),
        *(f"{place}/groups", f"{place}/groups/1", f"{place}/groups/1/members"),
        *(f"{place}/groups/1/delete", f"{place}/roster/import", f"{place}/roster/import/apply"),
    )


FORM = {"name": "X", "username": "dan", "sort_name": "X", "extra_time": "10", "text": "Eve\n"}


def test_the_class_page_is_seen_by_its_teachers_and_students_alone(
    app: Flask, session: Session, school: School
) -> None:
    for name, client in visits(app, session, school).items():
        knows = name in {"noether", "gauss", "amy", "bo"}
        client.get(f"/classes/{school.class_id}", 200 if knows else 404)
        assert ("History 9b" in client.get("/classes").text) == knows, name


def test_the_teachers_pages_are_seen_by_its_teachers_alone(
    app: Flask, session: Session, school: School
) -> None:
    for name, client in visits(app, session, school).items():
        may = name in {"noether", "gauss"}
        for page in _teachers_pages(school):
            response = client.http.get(page)
            assert response.status_code == (200 if may else 404), (name, page)
            if may and response.mimetype == "text/html":
                client.get(page)


def test_only_its_teachers_change_anything_of_a_class(
    app: Flask, session: Session, school: School
) -> None:
    clients = visits(app, session, school)
    stranger = PageClient(app)
    stranger.get("/sign-in")
    before = snapshot(session)
    for path in _posts(school):
        for name in ("euler", "ada", "amy", "cleo", "dan"):
            clients[name].post(path, FORM, 404)
        stranger.post(path, FORM, 401)
    assert snapshot(session) == before


def test_only_the_owner_decides_who_teaches_and_whether_it_is_deleted(
    app: Flask, session: Session, school: School
) -> None:
    managing.archive_class(session, school.noether, school.class_id, NOW)
    gauss = visits(app, session, school)["gauss"]
    place = f"/classes/{school.class_id}/settings"
    before = snapshot(session)
    gauss.post(f"{place}/teachers", {"username": "euler"}, 404)
    gauss.post(f"{place}/teachers/{school.noether.id}/remove", {}, 404)
    gauss.post(f"{place}/teachers/{school.gauss.id}/owner", {}, 404)
    gauss.post(f"{place}/delete", {}, 404)
    gauss.get(f"{place}/delete", 404)
    assert snapshot(session) == before
    page = gauss.get(place)
    assert "The owner decides who teaches the class." in page.text
    assert not any("delete" in form.action for form in page.forms())


def test_a_teacher_who_was_removed_while_looking_sees_and_changes_nothing(
    app: Flask, session: Session, school: School
) -> None:
    gauss = visits(app, session, school)["gauss"]
    gauss.get(f"/classes/{school.class_id}/settings")
    teachers.remove_teacher(session, school.noether, school.class_id, school.gauss.id, NOW)
    before = snapshot(session)
    for path in _posts(school):
        gauss.post(path, FORM, 404)
    for page in (f"/classes/{school.class_id}", *_teachers_pages(school)):
        assert gauss.http.get(page).status_code == 404
    assert snapshot(session) == before


def test_a_change_that_a_page_had_let_through_is_refused_by_the_write(
    session: Session, school: School
) -> None:
    """The page looks first; whoever is removed in between is stopped where it is stored."""
    said = managing.Description("Mine", "", "UTC")
    for person in (school.euler, school.ada, school.amy):
        with pytest.raises(NotTheirsError):
            managing.change_class(session, person, school.class_id, said, NOW)
        with pytest.raises(NotTheirsError):
            groups.set_members(session, person, school.class_id, 1, [school.amy.id], NOW)


def test_an_archived_class_can_be_looked_at_and_nothing_new_is_done(
    app: Flask, session: Session, school: School
) -> None:
    managing.archive_class(session, school.noether, school.class_id, NOW)
    clients = visits(app, session, school)
    for page in _teachers_pages(school):
        status = 404 if "/code" in page else 200
        assert clients["noether"].http.get(page).status_code == status, page
    assert "over since" in clients["amy"].get(f"/classes/{school.class_id}").text
    before = snapshot(session)
    place = f"/classes/{school.class_id}"
    amy = school.amy.id
    for path in (
        *(f"{place}/settings/code", f"{place}/students/{amy}/remove", f"{place}/slips"),
        *(f"{place}/groups/1", f"{place}/groups/1/members", f"{place}/groups/1/delete"),
    ):
        clients["noether"].post(path, {**FORM, "lifetime": "day"}, 409)
    clients["noether"].post(f"{place}/roster/import", FORM, 422)
    assert "archived" in clients["noether"].page.text
    clients["noether"].post(f"{place}/settings", {**FORM, "time_zone": "UTC"}, 409)
    assert "archived" in clients["noether"].page.text
    clients["dan"].get("/classes/join")
    clients["dan"].submit(code="ACDE-FGHJ", status=422)
    assert snapshot(session) == before
    assert locking.MOST_STUDENTS == 2_000
