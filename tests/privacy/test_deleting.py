"""Accounts that are deleted or left without a name: what goes, what stays, what is in the way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import OneTimeCode, SignInSession, User
from quizapp.accounts.services import Person, sign_in
from quizapp.audit.models import AuditEntry
from quizapp.banks.models import Bank, BankShare, QuestionVersion
from quizapp.classrooms.models import Class, ClassMember, ClassTeacher, Grade, GroupMember
from quizapp.database import Base, write
from quizapp.engine.scheduling import Rating
from quizapp.imports.models import Import
from quizapp.jobs.models import Job
from quizapp.privacy.consequences import AccountKeptError, list_consequences
from quizapp.privacy.deleting import GONE, anonymise_account, delete_account, name_without
from quizapp.privacy.exporting import UnknownPersonError
from quizapp.quizzes.models import Answer, Attempt, Quiz
from quizapp.results.trouble import load_overview
from quizapp.study.models import Card, Enrolment, Review
from tests.factories import (
    NOW,
    PASSWORD,
    enrol,
    hand_in,
    make_assignment,
    make_bank,
    make_class,
    make_person,
    question_ids,
    rate,
    take_quiz,
)
from tests.privacy.given import (
    LATER,
    NAME,
    USERNAME,
    find_person,
    make_zenobia,
    places_of_people,
    spool_in,
)
from tests.results.given_class import make_story
from tests.rows import count, rows, snapshot

END = LATER + timedelta(days=1)


def texts(session: Session) -> Iterator[tuple[str, str]]:
    """Every text that is stored, with the name of its column; JSON as text."""
    session.commit()
    for table in Base.metadata.sorted_tables:
        columns = [
            column
            for column in table.columns
            if isinstance(column.type, String | Text) or column.type.__class__.__name__ == "JSON"
        ]
        for row in session.execute(select(*columns)) if columns else ():
            yield from (
                (f"{table.name}.{column.key}", str(value))
                for column, value in zip(columns, row, strict=True)
            )


def without_fillers(places: set[str]) -> set[str]:
    """The JSON columns of things that aren't the person's hold the name by the test alone."""
    return places & {"audit_entries.details"} | {
        place for place in places if place.split(".")[0] not in _OF_OTHERS
    }


_OF_OTHERS = {"derivations", "article_parts", "proposed_questions", "decided_questions"} | {
    *("refused_pages", "imports", "column_mappings", "answers", "reviews", "quiz_sources"),
    "question_versions",
}


def remove(session: Session, tmp_path: Path, person: Person) -> None:
    delete_account(session, spool_in(tmp_path), person, person.id, END)


def test_nothing_of_the_person_is_left(session: Session, tmp_path: Path) -> None:
    person = make_zenobia(session)
    spool = spool_in(tmp_path)
    spool.folder.mkdir()
    kept = {file for _, file in rows(session, Import.owner_id, Import.file)}
    for file in kept:
        (spool.folder / file).write_text("a,b")
    with write(session):
        for bank in session.scalars(select(ClassTeacher).where(ClassTeacher.user_id == person.id)):
            bank.is_owner = False
    remove(session, tmp_path, person)
    for column in places_of_people():
        assert person.id not in {row[0] for row in rows(session, column)}, column
    found = {place for place, text in texts(session) if NAME in text or USERNAME in text}
    assert without_fillers(found) == set()
    assert session.get(User, person.id) is None
    assert count(session, AuditEntry) == 3
    assert GONE in {row[0] for row in rows(session, AuditEntry.actor_name)}
    assert [*spool.folder.iterdir()] == []


def test_a_real_students_deletion_leaves_nothing_but_the_class(
    session: Session, tmp_path: Path
) -> None:
    told = make_story(session)
    enrol(session, told.good, told.bank)
    rate(session, told.good, question_ids(session, told.bank)["Lakes-0"], Rating.GOOD)
    take_quiz(session, told.good, told.bank, responses={})
    remove(session, tmp_path, told.good)
    for column in places_of_people():
        assert told.good.id not in {row[0] for row in rows(session, column)}, column
    found = {
        place
        for place, text in texts(session)
        if told.good.display_name in text or text == told.good.username
    }
    assert found == set()
    assert len(load_overview(session, told.class_id, told.at).students) == 5


def test_answers_and_reviews_of_others_stay_untouched(session: Session, tmp_path: Path) -> None:
    teacher, student = make_person(session, "t", role="teacher"), make_person(session)
    bank = make_bank(session, owner=teacher)
    enrol(session, student, bank)
    rate(session, student, question_ids(session, bank)["capital"], Rating.GOOD)
    take_quiz(session, student, bank)
    take_quiz(session, teacher, bank)
    before = snapshot(session, Card, Review, Enrolment)
    attempts = count(session, Attempt)
    remove(session, tmp_path, teacher)
    assert snapshot(session, Card, Review, Enrolment) == before
    assert count(session, Attempt) == attempts - 1
    assert count(session, QuestionVersion) == 8
    assert rows(session, Attempt.user_id, Attempt.score) == [(student.id, 8)]
    assert rows(session, Bank.slug, Bank.owner_id) == [("rivers", None)]


def test_the_last_administrator_stays(session: Session, tmp_path: Path) -> None:
    admin = make_person(session, "admin", role="administrator")
    with pytest.raises(AccountKeptError, match="only administrator"):
        remove(session, tmp_path, admin)
    assert count(session, User) == 1
    make_person(session, "second", role="administrator")
    remove(session, tmp_path, admin)
    with pytest.raises(AccountKeptError, match="only administrator"):
        remove(session, tmp_path, find_person(session, "second"))


def test_a_class_is_handed_over_first(session: Session, tmp_path: Path) -> None:
    owner, colleague = (make_person(session, name, role="teacher") for name in ("owner", "other"))
    class_id = make_class(session, owner, name="History 9b")
    with write(session):
        session.add(
            ClassTeacher(class_id=class_id, user_id=colleague.id, is_owner=False, added_at=NOW)
        )
    with pytest.raises(AccountKeptError, match="History 9b"):
        remove(session, tmp_path, owner)
    assert list_consequences(session, colleague.id).reasons == ()
    remove(session, tmp_path, colleague)
    assert rows(session, ClassTeacher.user_id) == [(owner.id,)]


def test_an_archived_class_goes_on_to_who_taught_it_longest(
    session: Session, tmp_path: Path
) -> None:
    owner, second, first = (
        make_person(session, name, role="teacher") for name in ("owner", "second", "first")
    )
    class_id = make_class(session, owner, make_person(session), archived_at=NOW)
    alone = make_class(session, owner, name="Alone", archived_at=NOW)
    with write(session):
        for teacher, days in ((second, 2), (first, 1)):
            session.add(
                ClassTeacher(
                    class_id=class_id,
                    user_id=teacher.id,
                    is_owner=False,
                    added_at=NOW + timedelta(days=days),
                )
            )
    remove(session, tmp_path, owner)
    assert rows(session, ClassTeacher.user_id, ClassTeacher.is_owner) == [
        (second.id, False),
        (first.id, True),
    ]
    assert {row[0] for row in rows(session, Class.id)} == {class_id, alone}
    assert count(session, ClassMember) == 1


def test_an_import_that_is_being_written_is_waited_for(session: Session, tmp_path: Path) -> None:
    teacher = make_person(session, "t", role="teacher")
    with write(session):
        session.add(
            Import(
                owner_id=teacher.id,
                name="x",
                file="x",
                size=1,
                state="writing",
                settings={},
                report={},
                created_at=NOW,
            )
        )
    with pytest.raises(AccountKeptError, match="being imported"):
        remove(session, tmp_path, teacher)


def test_jobs_go_with_what_they_worked_on(session: Session, tmp_path: Path) -> None:
    teacher = make_person(session, "t", role="teacher")
    with write(session):
        row = Import(
            owner_id=teacher.id, name="x", file="x", size=1, settings={}, report={}, created_at=NOW
        )
        session.add(row)
        session.flush()
        for kind in ("import", "import-check", "other"):
            session.add(Job(kind=kind, subject_id=row.id, created_at=NOW, beat_at=NOW))
    remove(session, tmp_path, teacher)
    assert rows(session, Job.kind) == [("other",)]


@pytest.mark.parametrize(
    "use", ["nobody", "share", "assignment", "quiz", "card", "enrolment", "practice", "open"]
)
def test_a_closed_bank_goes_only_where_nobody_else_uses_it(
    session: Session, tmp_path: Path, use: str
) -> None:
    owner, other = make_person(session, "owner", role="teacher"), make_person(session, "other")
    bank = make_bank(session, owner=owner)
    take_quiz(session, owner, bank)
    if use in {"card", "enrolment"}:
        enrol(session, other, bank)
    if use == "card":
        rate(session, other, question_ids(session, bank)["capital"], Rating.GOOD)
    if use == "practice":
        take_quiz(session, other, bank)
    if use in {"assignment", "quiz"}:
        class_id = make_class(session, make_person(session, "third", role="teacher"))
        work = make_assignment(session, class_id, bank)
        if use == "assignment":
            with write(session):
                quiz_id, work.quiz_id, work.bank_id = work.quiz_id, None, bank.id
                session.merge(work)
                session.flush()
                session.delete(session.get_one(Quiz, quiz_id))
    with write(session):
        session.get_one(Bank, bank.id).is_open = use == "open"
        if use == "share":
            session.add(BankShare(bank_id=bank.id, user_id=other.id, may_edit=False))
    consequences = list_consequences(session, owner.id)
    assert (consequences.going_banks == ("Rivers",)) is (use == "nobody")
    assert (consequences.staying_banks == ("Rivers",)) is (use != "nobody")
    remove(session, tmp_path, owner)
    assert count(session, Bank) == (0 if use == "nobody" else 1)


def test_who_is_unknown_cannot_be_deleted(session: Session, tmp_path: Path) -> None:
    admin = make_person(session, "admin", role="administrator")
    for change in (delete_account, anonymise_account):
        with pytest.raises(UnknownPersonError):
            change(session, spool_in(tmp_path), admin, 99, NOW)


class TestWithoutAName:
    @pytest.fixture
    def student(self, session: Session) -> Person:
        teacher = make_person(session, "t", role="teacher")
        student = make_person(session, USERNAME, display_name=NAME)
        bank = make_bank(session, owner=teacher)
        class_id = make_class(session, teacher, student, name="History")
        with write(session):
            member = session.get_one(ClassMember, (class_id, student.id))
            member.roster_id, member.sort_name = "4711", "Quill, Zenobia"
        work = make_assignment(session, class_id, bank)
        hand_in(session, student, work)
        enrol(session, student, bank)
        rate(session, student, question_ids(session, bank)["capital"], Rating.GOOD)
        take_quiz(session, student, bank)
        with write(session):
            session.add(
                Grade(
                    assignment_id=work.id,
                    user_id=student.id,
                    share=0.5,
                    note="Zenobia was ill",
                    graded_at=NOW,
                )
            )
        return student

    def test_results_stay_and_nothing_else(
        self, session: Session, tmp_path: Path, student: Person
    ) -> None:
        before = rows(session, Answer.response, Answer.mark, Answer.attempt_id)
        anonymise_account(session, spool_in(tmp_path), student, student.id, END)
        user = session.get_one(User, student.id)
        assert (user.username, user.display_name) == (
            f"former {student.id}",
            name_without(student.id),
        )
        assert user.anonymised_at == END
        assert rows(session, ClassMember.state, ClassMember.sort_name, ClassMember.roster_id) == [
            ("left", name_without(student.id), "")
        ]
        for model in (Card, Review, Enrolment, SignInSession, OneTimeCode, GroupMember):
            assert count(session, model) == 0
        assert count(session, Attempt) == 1
        kept = rows(session, Answer.response, Answer.mark, Answer.attempt_id)
        assert kept == [row for row in before if row[2] == kept[0][2]]
        assert rows(session, Grade.share, Grade.note) == [(0.5, "")]
        found = {
            place
            for place, text in texts(session)
            if USERNAME in text.lower() or "Quill" in text or text == "4711"
        }
        assert found == set()

    def test_nobody_can_sign_in_any_more(
        self, session: Session, tmp_path: Path, student: Person
    ) -> None:
        anonymise_account(session, spool_in(tmp_path), student, student.id, END)
        for username in (USERNAME, f"former {student.id}"):
            for password in (PASSWORD, ""):
                assert (
                    sign_in(session, username=username, password=password, user_agent="", now=END)
                    is None
                )

    def test_it_is_done_once(self, session: Session, tmp_path: Path, student: Person) -> None:
        anonymise_account(session, spool_in(tmp_path), None, student.id, END)
        with pytest.raises(UnknownPersonError):
            anonymise_account(session, spool_in(tmp_path), None, student.id, END)

    def test_the_log_does_not_tell_who_it_was(
        self, session: Session, tmp_path: Path, student: Person
    ) -> None:
        def entry(**columns: Any) -> AuditEntry:
            return AuditEntry(at=NOW, action="saw student", actor_name="T", **columns)

        with write(session):
            session.add(
                entry(subject_id=student.id, subject_name=NAME, details={"sort_name": "Quill, Z."})
            )
            session.add(entry(details={"name": NAME, "more": [USERNAME, "else"], USERNAME: 1}))
        anonymise_account(session, spool_in(tmp_path), student, student.id, END)
        columns: Any = (AuditEntry.action, AuditEntry.subject_id, AuditEntry.subject_name)
        assert {*rows(session, *columns)} == {
            ("anonymised account", None, ""),
            ("saw student", None, ""),
            ("saw student", None, GONE),
        }
        details = session.scalars(select(AuditEntry.details).order_by(AuditEntry.id)).all()
        assert details[:2] == [{}, {"name": GONE, "more": [GONE, "else"], GONE: 1}]

    def test_without_results_there_is_nothing_to_keep(
        self, session: Session, tmp_path: Path
    ) -> None:
        idle = make_person(session, "idle")
        assert not list_consequences(session, idle.id).has_results
        with pytest.raises(AccountKeptError, match="no results"):
            anonymise_account(session, spool_in(tmp_path), idle, idle.id, END)

    def test_a_teacher_is_deleted_and_not_made_nameless(
        self, session: Session, tmp_path: Path, student: Person
    ) -> None:
        with write(session):
            session.get_one(User, student.id).role = "teacher"
        assert not list_consequences(session, student.id).has_results
