"""How values are stored: instants, JSON, and the versions of questions, which never change."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from sqlalchemy import bindparam, create_engine, delete, func, insert, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from quizapp.accounts.models import Invitation, User
from quizapp.banks.models import QuestionVersion
from quizapp.database import Prepared, UTCDateTime, drive, write
from quizapp.quizzes.models import Answer
from tests.factories import NOW, make_bank, make_person, make_user, start_attempt
from tests.properties import INSTANTS, ON_DATABASE


class TestUTCDateTime:
    def test_refuses_a_naive_one(self, session: Session) -> None:
        with pytest.raises(StatementError, match="an instant needs a time zone"):
            session.execute(select(User.id).where(User.created_at == NOW.replace(tzinfo=None)))

    def test_leaves_none_as_it_is(self) -> None:
        dialect = create_engine("sqlite://").dialect
        assert UTCDateTime().process_bind_param(None, dialect) is None
        assert UTCDateTime().process_result_value(None, dialect) is None

    @pytest.mark.postgresql_only
    def test_is_in_utc_whatever_zone_the_connection_has(self, session: Session) -> None:
        make_user(session)
        session.execute(text("SET TIME ZONE 'Asia/Tokyo'"))
        found = session.scalars(select(User.created_at)).one()
        assert (found, found.tzinfo) == (NOW, UTC)


@ON_DATABASE
@given(moment=INSTANTS, other=INSTANTS)
def test_an_instant_comes_back_in_utc_and_compares_as_python_does(
    session: Session, moment: datetime, other: datetime
) -> None:
    with write(session):
        session.execute(delete(Invitation))
        session.execute(
            insert(Invitation).values(
                token_hash="x", role="student", created_at=moment, expires_at=other
            )
        )
    row = session.execute(
        select(
            *(Invitation.created_at, Invitation.expires_at),
            Invitation.created_at < Invitation.expires_at,
            Invitation.created_at < other,
            Invitation.created_at == moment,
        )
    ).one()
    is_before = (
        moment < other
        if moment.tzinfo is not other.tzinfo
        else (moment.astimezone(UTC) < other.astimezone(UTC))
    )
    assert row[0] == moment.astimezone(UTC)
    assert row[1] == other.astimezone(UTC)
    assert (row[0].tzinfo, row[1].tzinfo) == (UTC, UTC)
    assert [bool(value) for value in row[2:]] == [is_before, is_before, True]


@pytest.fixture
def answer(session: Session) -> Answer:
    """The only question of an attempt, not answered yet."""
    person = make_person(session)
    start_attempt(session, person, make_bank(session), question_count=1)
    return session.scalars(select(Answer)).one()


class TestJSON:
    @pytest.mark.parametrize("value", [False, 0, "", [], {}])
    def test_stores_none_as_null_and_nothing_else(
        self, session: Session, answer: Answer, value: object
    ) -> None:
        with write(session):
            session.execute(update(Answer).values(response=value))
        nulls = select(func.count()).select_from(Answer).where(Answer.response.is_(None))
        assert session.scalar(nulls) == 0
        with write(session):
            session.scalars(select(Answer)).one().response = None
        assert session.scalar(nulls) == 1

    def test_stores_none_as_null_through_the_driver_too(
        self, session: Session, answer: Answer
    ) -> None:
        change = Prepared(update(Answer).values(response=bindparam("response")))
        with drive(session) as driver:
            driver.begin_write()
            driver.execute(change, response=None)
            driver.commit()
        assert session.scalars(select(Answer.position).where(Answer.response.is_(None))).one()


def test_a_version_of_a_question_cannot_be_changed(session: Session) -> None:
    make_bank(session)
    with pytest.raises(TypeError, match="can't be changed"), write(session):
        session.scalars(select(QuestionVersion).limit(1)).one().stem = "Another question"
    stems = session.scalars(select(QuestionVersion.stem)).all()
    assert "Another question" not in stems
