"""The export of a person's data: complete against the schema, and nothing of others."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.audit.models import AuditEntry
from quizapp.audit.services import Action, Subject, record
from quizapp.classrooms.models import Grade
from quizapp.database import Base, write
from quizapp.engine.kinds import ShortAnswer
from quizapp.engine.question import Question
from quizapp.privacy.exporting import UnknownPersonError, columns_of, export_person
from quizapp.privacy.schema import NOT_EXPORTED, PARTS
from tests.factories import (
    NOW,
    hand_in,
    make_assignment,
    make_bank,
    make_class,
    make_person,
    take_quiz,
)
from tests.privacy.given import NAME, USERNAME, make_zenobia, places_of_people
from tests.results.given_class import make_story
from tests.rows import rows

Exported = Mapping[str, list[dict[str, Any]]]


def archive_of(session: Session, person: Person, actor: Person | None = None) -> ZipFile:
    file = io.BytesIO()
    export_person(session, actor or person, person.id, NOW, file)
    return ZipFile(file)


def export(session: Session, person: Person) -> Exported:
    found: Exported = json.loads(archive_of(session, person).read("data.json"))
    return found


def test_every_table_is_exported_or_left_out_for_a_reason() -> None:
    exported = {part.table.name for part in PARTS}
    assert exported | {*NOT_EXPORTED} == {*Base.metadata.tables}
    assert not exported & {*NOT_EXPORTED}
    assert all(NOT_EXPORTED.values())


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_column_is_exported_or_left_out_for_a_reason(part: Any) -> None:
    stored = {column.key for column in part.table.columns}
    assert {*part.hidden} <= stored
    assert {*columns_of(part)} == (stored - {*part.hidden}) | {*part.more}
    assert not stored & {*part.more}
    assert all(part.hidden.values())


def test_no_two_files_have_one_name() -> None:
    assert len({part.name for part in PARTS}) == len(PARTS)


def test_secrets_are_left_out() -> None:
    secret = {
        (table.name, column.key)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(word in column.key for word in ("hash", "token", "join_code"))
    }
    told = {(part.table.name, name) for part in PARTS for name in columns_of(part)}
    assert told & secret == {("question_versions", "source_hash")}


def test_every_place_that_names_a_person_is_followed(session: Session) -> None:
    """A row in which only this column is the person's has to be in the export."""
    person = make_zenobia(session)
    exported = export(session, person)
    for column in places_of_people():
        kept = session.scalar(select(column).where(column == person.id).limit(1))
        assert kept == person.id, f"the test gave no row with {column}"
        parts = [part for part in PARTS if part.table is column.table]
        found = [
            row
            for part in parts
            for row in exported[part.name]
            if column.key in part.hidden or row[column.key] == person.id
        ]
        assert found, column


def test_an_export_holds_every_part(session: Session) -> None:
    exported = export(session, make_zenobia(session))
    assert {name for name, found in exported.items() if not found} == set()
    (account,) = exported["account"]
    assert (account["username"], account["display_name"]) == (USERNAME, NAME)
    assert exported["answers"][0]["question"]


def test_an_export_holds_nothing_of_others(session: Session) -> None:
    make_zenobia(session)
    stranger = make_person(session, "stranger", display_name="A Stranger")
    exported = export(session, stranger)
    assert {name for name, found in exported.items() if found} == {"account", "seen_by", "done"}


def test_classmates_and_students_are_not_in_an_export(session: Session) -> None:
    told = make_story(session)
    with write(session):
        for student in told.students:
            session.add(
                Grade(
                    assignment_id=told.assignments[0].id,
                    user_id=student.id,
                    share=0.123,
                    note=f"{student.display_name} did well",
                    graded_by=told.teacher.id,
                    graded_at=NOW,
                )
            )
            for action in (Action.SAW_STUDENT, Action.CHANGED_GRADE):
                subject = Subject(student.id, student.display_name)
                details = {"student": student.display_name, "share": 0.123}
                record(session, told.teacher, action, NOW, subject=subject, details=details)
    for holder in (told.falling, told.teacher):
        archive = archive_of(session, holder)
        text = "".join(archive.read(name).decode() for name in archive.namelist())
        for student in told.students:
            is_own = student.id == holder.id
            assert (student.display_name in text) is is_own
            assert (f'"{student.username}"' in text) is is_own
        assert ("0.123" in text) is (holder.id == told.falling.id)


def test_the_csv_files_say_the_same_as_the_json(session: Session) -> None:
    archive = archive_of(session, make_zenobia(session))
    everything: Exported = json.loads(archive.read("data.json"))
    assert {*archive.namelist()} == {
        *(f"{part.name}.csv" for part in PARTS),
        *("data.json", "README.txt"),
    }
    for name, found in everything.items():
        text = archive.read(f"{name}.csv").decode("utf-8-sig")
        read = [*csv.DictReader(io.StringIO(text, newline=""))]
        assert [[*row] for row in read] == [[*row] for row in found]
        for row, stored in zip(read, found, strict=True):
            for key, value in stored.items():
                if isinstance(value, str):
                    assert row[key] == value
                elif value is None:
                    assert row[key] == ""
                else:
                    assert json.loads(row[key]) == value


def test_cells_are_guarded_against_spreadsheets(session: Session) -> None:
    person = make_person(session, "ada", display_name="=HYPERLINK(1)")
    question = Question(key="q", stem="@SUM(A1)?", body=ShortAnswer(("=1+1",)))
    take_quiz(session, person, make_bank(session, questions=[question]), responses={})
    archive = archive_of(session, person)
    assert "'=HYPERLINK(1)" in archive.read("account.csv").decode()
    assert "'@SUM(A1)?" in archive.read("answers.csv").decode()
    assert json.loads(archive.read("data.json"))["account"][0]["display_name"] == "=HYPERLINK(1)"


def test_scores_that_a_teacher_has_not_shown_are_left_empty(session: Session) -> None:
    teacher, student = make_person(session, "t", role="teacher"), make_person(session)
    bank, class_id = make_bank(session, owner=teacher), make_class(session, teacher, student)
    hidden = {f"shows_{what}": "closed" for what in ("score", "marks", "key", "explanation")}
    for columns in ({}, hidden, {**hidden, "revealed_at": NOW - timedelta(hours=1)}):
        work = make_assignment(session, class_id, bank, keys=["capital"], quiz_columns=columns)
        hand_in(session, student, work)
        with write(session):
            session.add(
                Grade(
                    assignment_id=work.id,
                    user_id=student.id,
                    share=0.9,
                    note="Good",
                    graded_at=NOW,
                )
            )
    exported = export(session, student)
    assert [row["score"] for row in exported["attempts"]] == [1.0, None, 1.0]
    assert [row["mark"] for row in exported["answers"]] == [1.0, None, 1.0]
    assert [(row["share"], row["note"]) for row in exported["grades"]] == [
        (0.9, "Good"),
        (None, None),
        (0.9, "Good"),
    ]


def test_the_log_says_who_took_a_copy(session: Session) -> None:
    person, admin = make_person(session), make_person(session, "admin", role="administrator")
    archive_of(session, person, admin)
    assert rows(session, AuditEntry.action, AuditEntry.actor_id, AuditEntry.subject_id) == [
        ("exported a person's data", admin.id, person.id)
    ]


def test_there_is_no_export_of_nobody(session: Session) -> None:
    with pytest.raises(UnknownPersonError):
        export_person(session, make_person(session), 99, NOW, io.BytesIO())
    assert rows(session, AuditEntry.id) == []


def test_the_read_me_names_what_is_left_out_and_why(session: Session) -> None:
    text = archive_of(session, make_person(session)).read("README.txt").decode()
    for part in PARTS:
        assert f"{part.name}.csv: {part.title}" in text
        for column, reason in part.hidden.items():
            assert f"{part.name}, {column}: {reason}" in text
    for table, reason in NOT_EXPORTED.items():
        assert f"{table}: {reason}" in text
