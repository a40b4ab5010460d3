"""Taking class lists over: what the dry run shows, what then happens, and what is refused."""

from io import BytesIO
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import OneTimeCode, User
from quizapp.accounts.services import NO_PASSWORD, Person, sign_in
from quizapp.audit.models import AuditEntry
from quizapp.classrooms import classes, joining, roster, students
from quizapp.classrooms.groups import create_group
from quizapp.classrooms.locking import ArchivedError, NotTheirsError
from quizapp.classrooms.managing import archive_class
from quizapp.classrooms.models import ClassMember
from quizapp.classrooms.roster import Plan
from quizapp.classrooms.roster_applying import ChangedPlanError, apply_roster
from quizapp.engine.formats.roster import RosterRow, read_roster
from tests.classrooms.school import School, make_school, visits
from tests.factories import NOW, make_class, make_person
from tests.page_client import PageClient
from tests.rows import count, refresh, rows, snapshot
from tests.visits import at_once, visit_as

HEADER = "first_name,last_name,username,id,group"


def _list(*lines: str, header: str = HEADER) -> tuple[RosterRow, ...]:
    read = read_roster("\n".join([header, *lines]).encode())
    assert not read.faults
    return read.rows


def _plan(session: Session, school: School, *lines: str) -> Plan:
    plan = roster.plan_roster(session, school.noether, school.class_id, _list(*lines))
    session.commit()
    return plan


def _apply(session: Session, school: School, *lines: str, removes_missing: bool = False) -> Plan:
    refresh(session)
    plan = _plan(session, school, *lines)
    return apply_roster(
        *(session, school.noether, school.class_id, _list(*lines)),
        digest=plan.digest,
        removes_missing=removes_missing,
        now=NOW,
    )


def _outcomes(plan: Plan) -> list[tuple[str, str]]:
    return [(row.outcome, row.username) for row in plan.rows]


def _members(session: Session, state: str = "active") -> dict[str, classes.StudentRow]:
    refresh(session)
    found = classes.list_students(session, 1, states=(state,))
    return {student.username: student for student in found}


def test_who_is_unknown_gets_an_account_without_a_password(session: Session) -> None:
    school = make_school(session)
    plan = _apply(session, school, "Eve,Adams,,17,Red", "Änne,Müller,anne.m,,", "Bo,Li,,,")
    assert _outcomes(plan) == [
        *(("new", "eve.adams"), ("new", "anne.m"), ("changed", "bo")),
    ]
    eve = _members(session)["eve.adams"]
    assert (eve.display_name, eve.sort_name, eve.roster_id) == ("Eve Adams", "Adams, Eve", "17")
    user = session.scalars(select(User).where(User.username == "eve.adams")).one()
    assert (user.role, user.password_hash, user.time_zone, user.last_seen_on) == (
        *("student", NO_PASSWORD, "Europe/London", NOW.date()),
    )
    assert not user.must_choose_password
    assert not sign_in(session, username="eve.adams", password="", user_agent="", now=NOW)
    [group] = classes.list_groups(session, school.class_id)
    assert (group.name, group.student_ids) == ("Red", (eve.user_id,))


def test_a_list_that_is_given_again_changes_nothing(session: Session) -> None:
    school = make_school(session)
    lines = ("Eve,Adams,,17,Red", "Eve,Adams,,18,", "Fay,Bell,,,Red;Blue", "Fay,Bell,,,")
    first = _apply(session, school, *lines)
    assert [row.username for row in first.rows] == [
        *("eve.adams", "eve.adams2", "fay.bell", "fay.bell2"),
    ]
    before = snapshot(session, User, ClassMember)
    second = _apply(session, school, *lines)
    assert {row.outcome for row in second.rows} == {"unchanged"}
    assert snapshot(session, User, ClassMember) == before


def test_names_and_groups_follow_the_list_by_the_schools_id(session: Session) -> None:
    school = make_school(session)
    _apply(session, school, "Eve,Adams,,17,Red")
    plan = _apply(session, school, "Eve,Smith,,17,Red;Blue")
    [row] = plan.rows
    assert (row.outcome, row.username) == ("changed", "eve.adams")
    assert row.changes == ("listed as Smith, Eve", "group Blue")
    eve = _members(session)["eve.adams"]
    assert (eve.sort_name, len(eve.group_ids)) == ("Smith, Eve", 2)


def test_a_list_of_names_in_one_piece_keeps_the_order_that_is_known(session: Session) -> None:
    school = make_school(session)
    _apply(session, school, "Eve,Adams,,17,")
    lines = _list("Eve Adams,17,Red", header="name,id,group")
    plan = roster.plan_roster(session, school.noether, school.class_id, lines)
    assert plan.rows[0].changes == ("group Red",)
    apply_roster(
        *(session, school.noether, school.class_id, lines),
        digest=plan.digest,
        removes_missing=False,
        now=NOW,
    )
    assert _members(session)["eve.adams"].sort_name == "Adams, Eve"


def test_who_came_by_the_code_is_known_by_the_name_and_gets_the_id(session: Session) -> None:
    school = make_school(session)
    plan = _apply(session, school, "Amy,Brown,,17,", "Bo,Li,bo,18,")
    assert _outcomes(plan) == [("changed", "amy"), ("changed", "bo")]
    found = _members(session)
    assert (found["amy"].roster_id, found["bo"].roster_id) == ("17", "18")
    again = _plan(session, school, "Amy,Brown,,99,")
    assert _outcomes(again) == [("new", "amy.brown")]


def test_an_account_that_the_teacher_does_not_know_is_asked(session: Session) -> None:
    """Else a list with guessed usernames, and a one-time code, would open any account."""
    school = make_school(session)
    plan = _apply(session, school, "Cleo,Diaz,cleo,17,Red")
    assert _outcomes(plan) == [("invited", "cleo")]
    assert "cleo" not in _members(session)
    with pytest.raises(NotTheirsError):
        students.issue_code(session, school.noether, school.class_id, school.cleo.id, NOW)
    again = _plan(session, school, "Cleo,Diaz,cleo,17,Red")
    assert _outcomes(again) == [("unchanged", "cleo")]
    joining.accept(session, school.cleo, school.class_id, NOW)
    cleo = _members(session)["cleo"]
    assert (cleo.sort_name, cleo.roster_id, len(cleo.group_ids)) == ("Diaz, Cleo", "17", 1)


def test_an_account_of_another_class_of_the_teacher_joins(session: Session) -> None:
    school = make_school(session)
    make_class(session, school.noether, school.cleo, name="Art")
    plan = _apply(session, school, "Cleo,Diaz,CLEO,,")
    assert _outcomes(plan) == [("joins", "cleo")]
    assert "cleo" in _members(session)


def test_who_left_by_themselves_is_asked_and_who_waits_comes_in(session: Session) -> None:
    school = make_school(session, needs_approval=True)
    joining.leave(session, school.amy, school.class_id, NOW)
    code = joining.renew_code(session, school.noether, school.class_id, joining.MONTH, NOW)
    joining.join_class(session, school.dan, code, NOW)
    plan = _apply(session, school, "Amy,Brown,amy,1,", "Dan,Eck,dan,2,")
    assert _outcomes(plan) == [("invited", "amy"), ("back", "dan")]
    assert set(_members(session)) == {"dan", "bo"}
    assert set(_members(session, "invited")) == {"amy"}


def test_an_account_that_nobody_has_used_comes_back(session: Session) -> None:
    school = make_school(session)
    _apply(session, school, "Eve,Adams,,17,")
    eve = _members(session)["eve.adams"]
    students.remove_student(session, school.noether, school.class_id, eve.user_id, NOW)
    assert _outcomes(_apply(session, school, "Eve,Adams,,17,")) == [("back", "eve.adams")]


def test_who_is_missing_leaves_only_if_the_teacher_says_so(session: Session) -> None:
    school = make_school(session)
    plan = _apply(session, school, "Amy,Brown,amy,,")
    assert [student.username for student in plan.missing] == ["bo"]
    assert set(_members(session)) == {"amy", "bo"}
    _apply(session, school, "Amy,Brown,amy,,", removes_missing=True)
    assert [*_members(session)] == ["amy"]
    assert [*_members(session, "left")] == ["bo"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["Emmy,Noether,noether,,"], "role"),
        (["Ada,Admin,ada,,"], "role"),
        (["Amy,Brown,fay.bell,17,"], "conflict"),
        (["Amy,Brown,amy,,", "Amy,B,,17,"], "duplicate"),
    ],
)
def test_what_contradicts_the_class_is_a_fault(
    session: Session, lines: list[str], code: str
) -> None:
    school = make_school(session)
    _apply(session, school, "Fay,Bell,fay.bell,,")
    amy = students.Notes("Brown, Amy", "17", 0)
    students.change_student(session, school.noether, school.class_id, school.amy.id, amy, NOW)
    plan = _plan(session, school, *lines)
    assert [(fault.line, fault.code) for fault in plan.faults] == [(len(lines) + 1, code)]
    with pytest.raises(ChangedPlanError):
        _apply(session, school, *lines)


def test_a_class_does_not_become_too_large_by_a_list(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = make_school(session)
    monkeypatch.setattr(roster, "MOST_STUDENTS", 3)
    monkeypatch.setattr(roster, "MOST_GROUPS", 1)
    plan = _plan(session, school, "Eve,Adams,,17,Red", "Fay,Bell,,18,Blue")
    assert [fault.message.partition(";")[0] for fault in plan.faults] == [
        *("The class would have 4 students", "The class would have 2 groups"),
    ]


def test_a_group_of_the_class_is_found_whatever_its_case(session: Session) -> None:
    school = make_school(session)
    create_group(session, school.noether, school.class_id, "RED", NOW)
    plan = _apply(session, school, "Amy,Brown,amy,,red", "Eve,Adams,,,Red;blue;BLUE")
    assert len(plan.new_groups) == 1
    assert [group.name for group in classes.list_groups(session, 1)] == [plan.new_groups[0], "RED"]


def test_nothing_is_changed_where_the_class_has_changed_since_the_dry_run(
    session: Session,
) -> None:
    school = make_school(session)
    lines = _list("Eve,Adams,,17,")
    digest = _plan(session, school, "Eve,Adams,,17,").digest
    make_person(session, "eve.adams")
    before = snapshot(session)
    with pytest.raises(ChangedPlanError):
        apply_roster(
            *(session, school.noether, school.class_id, lines),
            digest=digest,
            removes_missing=True,
            now=NOW,
        )
    assert snapshot(session) == before


def test_others_and_archived_classes_take_no_list(session: Session) -> None:
    school = make_school(session)
    lines = _list("Eve,Adams,,17,")
    digest = _plan(session, school, "Eve,Adams,,17,").digest

    def apply(person: Person) -> None:
        apply_roster(
            *(session, person, school.class_id, lines),
            digest=digest,
            removes_missing=False,
            now=NOW,
        )

    for person in (school.euler, school.ada, school.amy):
        with pytest.raises(NotTheirsError):
            apply(person)
    archive_class(session, school.noether, school.class_id, NOW)
    with pytest.raises(ArchivedError):
        apply(school.noether)
    assert count(session, ClassMember) == 3


def _give(client: PageClient, school: School, text: str, status: int = 200) -> None:
    place = f"/classes/{school.class_id}/roster/import"
    client.get(place)
    client.post(place, {"text": text, "encoding": ""}, status)


def test_a_teacher_pastes_names_looks_and_prints_slips(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["gauss"]
    before = snapshot(session)
    _give(client, school, "Eve Adams\r\nFay Bell\r\n")
    page = client.page
    assert page.heading == "What the list would change"
    for words in ("2 new account", "eve.adams", "Amy Brown (amy), Bo Li (bo)", "a list of names"):
        assert words in page.text
    assert snapshot(session) == before
    client.submit(f"/classes/{school.class_id}/roster/import/apply", removes_missing=True)
    page = client.follow()
    assert "2 accounts made, 2 left." in page.html
    assert page.heading == "Sign-in slips"
    assert "None has a slip yet." in page.text
    client.submit(status=200)
    slips = client.page.texts(".//li[@class='slip']")
    assert len(slips) == 2
    assert "eve.adams" in slips[0]
    code = client.page.texts(".//dd[@class='slip-code slip-password']")[0]
    assert code not in client.get(f"/classes/{school.class_id}/slips").html
    student = PageClient(app)
    student.get("/sign-in")
    student.submit(username="eve.adams", password=code.lower().replace("-", " "))
    student.get("/account/new-password")
    student.submit(new_password="another long one")
    student.get(f"/classes/{school.class_id}")
    told = {row[0] for row in rows(session, AuditEntry.action, AuditEntry.id)}
    assert {"imported roster", "printed sign-in slips", "used one-time code"} <= told


def test_new_slips_replace_old_ones_of_those_who_never_signed_in(session: Session) -> None:
    school = make_school(session)
    _apply(session, school, "Eve,Adams,,,", "Fay,Bell,,,")
    noether, number = school.noether, school.class_id
    first = students.print_slips(session, noether, number, NOW, renew=False)
    assert [slip.username for slip in first] == ["eve.adams", "fay.bell"]
    assert all(len(slip.code.replace("-", "")) == 12 for slip in first)
    assert students.print_slips(session, noether, number, NOW, renew=False) == []
    assert sign_in(session, username="fay.bell", password=first[1].code, user_agent="", now=NOW)
    renewed = students.print_slips(session, noether, number, NOW, renew=True)
    assert [slip.username for slip in renewed] == ["eve.adams", "fay.bell"]
    session.query(User).filter_by(username="fay.bell").update({"password_hash": "$x"})
    session.commit()
    last = students.print_slips(session, noether, number, NOW, renew=True)
    assert [slip.username for slip in last] == ["eve.adams"]
    for slip, works in ((first[0], False), (renewed[0], False), (last[0], True)):
        found = sign_in(session, username="eve.adams", password=slip.code, user_agent="", now=NOW)
        assert (found is not None) == works
    assert students.count_slips(session, number, NOW) == students.SlipCounts(1, 1)


def test_a_slip_works_for_sixty_days(session: Session) -> None:
    school = make_school(session)
    _apply(session, school, "Eve,Adams,,,")
    [slip] = students.print_slips(session, school.noether, school.class_id, NOW, renew=False)
    assert (slip.expires_at - NOW).days == 60
    assert not sign_in(
        session, username="eve.adams", password=slip.code, user_agent="", now=slip.expires_at
    )


def test_a_file_in_an_unsure_encoding_is_read_and_said_so(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["noether"]
    place = f"/classes/{school.class_id}/roster/import"
    client.get(place)
    data = "name\nŁódź Żak\n".encode("cp1250")
    for encoding, said in (("", "give the list again"), ("windows-1250", "")):
        response = client.http.post(
            place,
            data={
                "csrf_token": client.csrf_token,
                "file": (BytesIO(data), "list.csv"),
                "encoding": encoding,
            },
        )
        text = response.get_data(as_text=True)
        assert response.status_code == 200
        assert "Łódź Żak" in text
        assert said in text
    response = client.http.post(
        place,
        data={
            "csrf_token": client.csrf_token,
            "file": (BytesIO(data), "list.csv"),
            "encoding": "utf-8",
        },
    )
    assert response.status_code == 422


def test_a_list_with_faults_is_shown_with_their_lines(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["noether"]
    before = snapshot(session)
    _give(client, school, "name,id\nEve,1\nFay,1\n", 422)
    assert "“" not in client.page.text.split("What is wrong")[1][:40]
    assert '3 id "1" stands in line 2 too' in client.page.text
    _give(client, school, "name,username\nEmmy,noether\n", 422)
    assert "isn't a student" in client.page.text
    _give(client, school, "", 422)
    assert "Choose a file, or paste the list." in client.page.text
    assert snapshot(session) == before


@pytest.mark.sqlite_only
def test_fifty_thousand_rows_are_refused_soon_and_in_words(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["noether"]
    text = "name,id\n" + "".join(f"Student Number {each},{each}\n" for each in range(50_000))
    started = perf_counter()
    _give(client, school, text, 422)
    assert "The list has more than 2,000 students" in client.page.text
    assert perf_counter() - started < 10
    client.post(f"/classes/{school.class_id}/roster/import", {"text": "x" * 8_000_001}, 413)
    assert "a file may have 8 MB" in client.page.text


def test_a_list_that_was_tampered_with_is_given_again(app: Flask, session: Session) -> None:
    school = make_school(session)
    client = visits(app, session, school)["noether"]
    _give(client, school, "Eve Adams\n")
    before = snapshot(session)
    path = f"/classes/{school.class_id}/roster/import/apply"
    for packed in ("", "[]", "[[1]]", '[[1,"","x","",""]]'):
        client.post(path, {"rows": packed, "digest": "x"})
        assert "lost on the way" in client.follow().html
    client.post(path, {"rows": '[[1,"Eve","Eve","",""]]', "digest": "x"}, 409)
    assert "has changed since you looked" in client.page.text
    client.post(path, {"rows": '[[1,"Emmy","Emmy","noether",""]]', "digest": "x"}, 409)
    assert snapshot(session) == before


def test_two_teachers_who_take_over_one_list_at_once_make_the_accounts_once(
    app: Flask, session: Session
) -> None:
    school = make_school(session)
    clients = visits(app, session, school)
    for name in ("noether", "gauss"):
        _give(clients[name], school, "Eve Adams\nFay Bell\n")
    path = f"/classes/{school.class_id}/roster/import/apply"

    def apply(name: str) -> int:
        form = clients[name].page.form(path)
        data = {**form.fields({}), "csrf_token": clients[name].csrf_token}
        return clients[name].http.post(path, data=data).status_code

    found = at_once([lambda: apply("noether"), lambda: apply("gauss")])
    assert sorted(found) == [303, 409]  # type: ignore[type-var]
    assert len(_members(session)) == 4


def test_two_thousand_students_are_taken_over(session: Session) -> None:
    school = make_school(session)
    lines = [f"Student,Number{each},,{each},Group {each % 20}" for each in range(1_990)]
    plan = _apply(session, school, *lines)
    assert plan.count("new") == 1_990
    assert len(_members(session)) == 1_992
    slips = students.print_slips(session, school.noether, school.class_id, NOW, renew=False)
    assert len(slips) == 1_990 == count(session, OneTimeCode)


def test_who_is_in_two_classes_is_one_account(app: Flask, session: Session) -> None:
    school = make_school(session)
    second = make_class(session, school.noether, name="Art")
    _apply(session, school, "Eve,Adams,eve,17,")
    lines = _list("Eve,Adams,eve,99,")
    plan = roster.plan_roster(session, school.noether, second, lines)
    assert _outcomes(plan) == [("joins", "eve")]
    apply_roster(
        *(session, school.noether, second, lines),
        digest=plan.digest,
        removes_missing=False,
        now=NOW,
    )
    assert [student.roster_id for student in classes.list_students(session, second)] == ["99"]
    assert _members(session)["eve"].roster_id == "17"
    client = visit_as(app, session, school.noether)
    client.get(f"/classes/{second}/roster")
