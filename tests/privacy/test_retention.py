"""What is past its time: found, told, and deleted, and nothing else."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.accounts.models import Invitation, OneTimeCode, SignInSession, User
from quizapp.accounts.services import Person
from quizapp.audit.models import AuditEntry
from quizapp.classrooms.models import Class, ClassMember
from quizapp.database import write
from quizapp.privacy.retention import Limits, Report, apply_limits, find_expired
from quizapp.quizzes.models import Answer, Attempt, Quiz
from tests.commands import commands_of
from tests.factories import (
    NOW,
    hand_in,
    make_assignment,
    make_bank,
    make_class,
    make_person,
    make_user,
    take_quiz,
)
from tests.privacy.given import spool_in
from tests.rows import count, rows, snapshot

LIMITS = Limits(audit_days=10, archived_class_days=20, inactive_account_days=60)
DAY = timedelta(days=1)
ALL = Limits(audit_days=10)


def apply(session: Session, tmp_path: Path, limits: Limits = LIMITS, at: datetime = NOW) -> Report:
    """What went; before, the dry run has to say the same and change nothing."""
    before = snapshot(session)
    expected = find_expired(session, limits, at)
    assert snapshot(session) == before
    report = apply_limits(session, spool_in(tmp_path), limits, at)
    assert report == expected
    return report


def test_nothing_is_past_its_time(session: Session, tmp_path: Path) -> None:
    make_person(session)
    report = apply(session, tmp_path)
    assert report.is_empty
    assert count(session, AuditEntry) == 0


def test_sign_ins_codes_and_invitations_go_when_they_are_over(
    session: Session, tmp_path: Path
) -> None:
    user = make_user(session, "ada")
    with write(session):
        for number, ends in enumerate((-DAY, timedelta(0), DAY)):
            session.add(
                SignInSession(
                    user_id=user.id, token_hash=f"{number}", created_at=NOW, expires_at=NOW + ends
                )
            )
            session.add(
                Invitation(
                    token_hash=f"{number}", role="teacher", created_at=NOW, expires_at=NOW + ends
                )
            )
        session.add(
            Invitation(
                token_hash="used",
                role="teacher",
                uses_left=0,
                created_at=NOW,
                expires_at=NOW + DAY,
            )
        )
    report = apply(session, tmp_path)
    assert (report.sign_ins, report.invitations) == (2, 3)
    assert rows(session, SignInSession.token_hash) == [("2",)]
    assert rows(session, Invitation.token_hash) == [("2",)]


def test_that_a_code_was_used_stays_until_it_is_read(session: Session, tmp_path: Path) -> None:
    user = make_user(session, "ada")

    def code(name: str, made: timedelta, *, used: bool, seen: bool) -> OneTimeCode:
        at = NOW - made
        return OneTimeCode(
            user_id=user.id,
            code_hash=name,
            created_at=at,
            expires_at=at + timedelta(minutes=15),
            used_at=at if used else None,
            seen_at=at if seen else None,
        )

    with write(session):
        session.add(code("fresh", timedelta(minutes=5), used=False, seen=False))
        session.add(code("over", DAY, used=False, seen=False))
        session.add(code("unread", DAY, used=True, seen=False))
        session.add(code("read", DAY, used=True, seen=True))
        session.add(code("old", 91 * DAY, used=True, seen=False))
    assert apply(session, tmp_path).one_time_codes == 3
    assert rows(session, OneTimeCode.code_hash) == [("fresh",), ("unread",)]


def test_the_log_is_kept_for_its_days(session: Session, tmp_path: Path) -> None:
    with write(session):
        for days in (9, 10, 11):
            session.add(
                AuditEntry(at=NOW - days * DAY, action=f"{days}", actor_name="", details={})
            )
    assert apply(session, tmp_path).audit_entries == 1
    assert rows(session, AuditEntry.action) == [("10",), ("9",), ("applied retention",)]


def test_an_archived_class_goes_with_all_its_results(session: Session, tmp_path: Path) -> None:
    teacher, student = make_person(session, "t", role="teacher"), make_person(session)
    bank = make_bank(session, owner=teacher)
    for name, archived_at in (
        ("old", NOW - 21 * DAY),
        ("recent", NOW - 20 * DAY),
        ("running", None),
    ):
        class_id = make_class(session, teacher, student, name=name, archived_at=archived_at)
        hand_in(session, student, make_assignment(session, class_id, bank))
    private = take_quiz(session, student, bank)
    assert apply(session, tmp_path, ALL).is_empty
    assert apply(session, tmp_path).classes == ["old"]
    assert {name for (name,) in rows(session, Class.name)} == {"recent", "running"}
    assert count(session, ClassMember) == 2
    assert count(session, Quiz) == 3
    assert count(session, Attempt) == 3
    assert session.get(Attempt, private) is not None
    assert {row[0] for row in rows(session, Answer.attempt_id)} == {
        row[0] for row in rows(session, Attempt.id)
    }


OLD = NOW - 400 * DAY


def make_old(session: Session, username: str, role: str = "student", days: int = 61) -> Person:
    return make_person(
        session,
        username,
        role=role,
        now=OLD,
        last_seen_on=(NOW - days * DAY).date(),
    )


def test_an_account_that_nobody_uses_goes(session: Session, tmp_path: Path) -> None:
    make_old(session, "gone")
    make_old(session, "edge", days=60)
    make_old(session, "there", days=59)
    make_person(session, "never", now=OLD)
    make_person(session, "new", now=NOW - 59 * DAY)
    make_old(session, "admin", role="administrator")
    signed_in = make_old(session, "signed")
    with write(session):
        session.add(
            SignInSession(
                user_id=signed_in.id, token_hash="x", created_at=NOW, expires_at=NOW + DAY
            )
        )
    assert apply(session, tmp_path, ALL).is_empty
    report = apply(session, tmp_path)
    assert report.deleted_accounts == ["gone", "edge", "never"]
    assert {name for (name,) in rows(session, User.username)} == {
        *("there", "new", "admin", "signed")
    }


def test_results_in_a_class_stay_without_a_name(session: Session, tmp_path: Path) -> None:
    teacher = make_person(session, "t", role="teacher", last_seen_on=NOW.date())
    student = make_old(session, "zenobia")
    work = make_assignment(session, make_class(session, teacher, student), make_bank(session))
    hand_in(session, student, work)
    assert apply(session, tmp_path).anonymised_accounts == ["zenobia"]
    assert count(session, Attempt) == 1
    assert session.get_one(User, student.id).username == f"former {student.id}"
    assert apply(session, tmp_path, at=NOW + 5 * DAY).is_empty


def test_a_teacher_on_whom_a_class_depends_stays_and_it_is_said_why(
    session: Session, tmp_path: Path
) -> None:
    teacher = make_old(session, "t", role="teacher")
    make_class(session, teacher, name="History 9b")
    report = apply(session, tmp_path)
    assert report.is_empty
    assert "History 9b" in report.kept_accounts["t"]
    assert count(session, User) == 1


@pytest.mark.sqlite_only
class TestCommand:
    def test_says_in_words_what_would_go_and_then_does_it(
        self, app_for: Callable[..., Flask], session: Session
    ) -> None:
        command = commands_of(app_for(keep_archived_class_days=1))
        make_class(
            session,
            make_person(session, "t", role="teacher"),
            name="Old",
            archived_at=NOW - 9 * DAY,
        )
        said = command("privacy", "apply", "--dry-run").stdout
        assert "class Old: archived for too long; its results go with it" in said
        assert "This was a dry run: nothing was deleted." in said
        assert count(session, Class) == 1
        assert "class Old" in command("privacy", "apply").stdout
        assert count(session, Class) == 0
        assert command("privacy", "apply").stdout == "Nothing is past its time.\n"

    def test_prints_json(self, app_for: Callable[..., Flask], session: Session) -> None:
        command = commands_of(app_for(keep_inactive_account_days=60))
        make_person(session, "gone", now=OLD, last_seen_on=date(2025, 1, 1))
        told = json.loads(command("privacy", "apply", "--json", "--dry-run").stdout)
        assert told["deleted_accounts"] == ["gone"]
        assert told["dry_run"] is True
        assert told["limits"] == {
            "audit_days": 365,
            "archived_class_days": None,
            "inactive_account_days": 60,
        }
        told = json.loads(command("privacy", "apply", "--json").stdout)
        assert told["deleted_accounts"] == ["gone"]
        assert count(session, User) == 0

    def test_counts_what_has_no_name(self, app: Flask, session: Session) -> None:
        with write(session):
            session.add(
                AuditEntry(
                    at=datetime(2020, 1, 1, tzinfo=UTC), action="x", actor_name="", details={}
                )
            )
        assert "1 log line: too old" in commands_of(app)("privacy", "apply", "--dry-run").stdout

    def test_needs_the_schema(self, app_for: Callable[..., Flask], tmp_path: Path) -> None:
        app = app_for(database_url=f"sqlite:///{tmp_path / 'empty.sqlite'}")
        assert "flask db upgrade" in commands_of(app)("privacy", "apply", code=1).stderr

    def test_refuses_an_unknown_option(self, app: Flask) -> None:
        commands_of(app)("privacy", "apply", "--force", code=2)
