import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.classrooms import classes, groups
from quizapp.classrooms.groups import TooManyGroupsError
from quizapp.classrooms.models import AssignmentGroup, GroupMember
from quizapp.database import write
from tests.classrooms.school import make_school, visits
from tests.factories import NOW, make_assignment, make_bank
from tests.rows import refresh, rows


def test_a_teacher_makes_fills_renames_and_deletes_a_group(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["gauss"]
    place = f"/classes/{school.class_id}/groups"
    assert "There is none yet." in client.get(place).text
    client.submit(name=" Table  1 ")
    page = client.follow()
    assert page.heading == "Table 1"
    client.submit(f"{place}/1/members", student=[str(school.amy.id)])
    assert "1 student" in client.follow().text
    client.get(f"{place}/1")
    client.submit(f"{place}/1", name="Table 2")
    client.follow()
    [group] = classes.list_groups(session, school.class_id)
    assert (group.name, group.student_ids) == ("Table 2", (school.amy.id,))
    client.submit(f"{place}/1/members", student=[str(school.bo.id)])
    refresh(session)
    assert classes.list_groups(session, school.class_id)[0].student_ids == (school.bo.id,)
    client.get(f"{place}/1")
    client.submit(f"{place}/1/delete")
    assert "is deleted" in client.follow().text
    client.get(f"{place}/1", 404)


def test_names_of_groups_are_different(app: Flask, session: Session) -> None:
    school = make_school(session)
    for name in ("Red", "Blue"):
        groups.create_group(session, school.noether, school.class_id, name, NOW)
    client = visits(app, session, school)["noether"]
    client.get(f"/classes/{school.class_id}/groups")
    client.submit(name="rEd", status=422)
    assert "Another group of this class has this name." in client.page.text
    client.get(f"/classes/{school.class_id}/groups/2")
    client.submit(f"/classes/{school.class_id}/groups/2", name="red", status=422)
    client.submit(f"/classes/{school.class_id}/groups/2", name="BLUE")


def test_only_students_of_the_class_come_into_its_groups(app: Flask, session: Session) -> None:
    school = make_school(session)
    groups.create_group(session, school.noether, school.class_id, "Red", NOW)
    client = visits(app, session, school)["noether"]
    client.get(f"/classes/{school.class_id}/groups/1")
    sent = [str(school.cleo.id), str(school.dan.id), str(school.amy.id), "x", "9" * 40, "-1", "٣"]
    client.post(f"/classes/{school.class_id}/groups/1/members", {"student": sent})
    assert rows(session, GroupMember.group_id, GroupMember.user_id) == [(1, school.amy.id)]


def test_a_group_of_another_class_is_out_of_reach(app: Flask, session: Session) -> None:
    school = make_school(session)
    groups.create_group(session, school.euler, school.other_id, "Red", NOW)
    client = visits(app, session, school)["noether"]
    client.get(f"/classes/{school.class_id}/groups")
    for path in ("", "/members", "/delete"):
        client.post(f"/classes/{school.class_id}/groups/1{path}", {"name": "Mine"}, 404)
    assert [group.name for group in classes.list_groups(session, school.other_id)] == ["Red"]


def test_a_group_that_was_given_work_is_not_deleted(app: Flask, session: Session) -> None:
    school = make_school(session)
    groups.create_group(session, school.noether, school.class_id, "Red", NOW)
    assignment = make_assignment(session, school.class_id, make_bank(session))
    with write(session):
        session.add(AssignmentGroup(assignment_id=assignment.id, group_id=1))
    client = visits(app, session, school)["noether"]
    client.get(f"/classes/{school.class_id}/groups/1")
    client.post(f"/classes/{school.class_id}/groups/1/delete", {}, 409)
    assert "Assignments are for this group." in client.page.text
    assert len(classes.list_groups(session, school.class_id)) == 1


def test_a_class_has_a_bounded_number_of_groups(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = make_school(session)
    monkeypatch.setattr(groups, "MOST_GROUPS", 1)
    groups.create_group(session, school.noether, school.class_id, "Red", NOW)
    with pytest.raises(TooManyGroupsError):
        groups.create_group(session, school.noether, school.class_id, "Blue", NOW)
    client = visits(app, session, school)["noether"]
    client.get(f"/classes/{school.class_id}/groups")
    client.submit(name="Blue", status=422)
