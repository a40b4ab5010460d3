"""The statements of the hot paths, run by the driver on a pooled connection."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.models import User
from quizapp.banks.models import QuestionVersion
from quizapp.database import ConflictError, Driver, Prepared, drive, write
from quizapp.quizzes.models import Answer
from quizapp.study.models import Card, Enrolment
from tests.factories import NOW, make_bank, make_person, make_user, start_attempt
from tests.properties import INSTANTS, ON_DATABASE
from tests.test_database import counter, impatient


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session, new_cards_per_day=0)


@pytest.fixture
def answer(session: Session) -> Answer:
    """The only question of an attempt, not answered yet."""
    person = make_person(session)
    start_attempt(session, person, make_bank(session), question_count=1)
    return session.scalars(select(Answer)).one()


CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(CHARACTERS, max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
FLOATS = st.floats(0, 36500, allow_subnormal=False)


def typed(row: Any) -> list[tuple[type, object]]:
    return [(type(value), value) for value in row]


@ON_DATABASE
@given(
    step=st.none() | st.integers(0, 9),
    stability=st.none() | FLOATS,
    last_day=st.none() | DAYS,
    due_day=DAYS,
    due_at=st.none() | INSTANTS,
    response=JSON_VALUES,
    mark=st.none() | st.floats(0, 1),
)
def test_a_prepared_statement_writes_and_reads_the_same_values_as_the_session(
    session: Session, answer: Answer, response: object, mark: float, **card: Any
) -> None:
    key = {"user_id": 1, "question_id": 1, "phase": 1, "reps": 0, "lapses": 0}
    session.commit()
    with drive(session) as driver:
        driver.begin_write()
        driver.execute(Prepared(delete(Card)))
        driver.execute(Prepared(insert(Card)), **key, difficulty=None, **card)
        driver.execute(
            Prepared(update(Answer).values(response=bindparam("r"), mark=bindparam("m"))),
            r=response,
            m=mark,
        )
        driver.commit()
    query = (
        select(*Card.__table__.columns, *Answer.__table__.columns)
        .join_from(Card, Answer, Answer.position == Card.question_id)
        .where(Card.reps <= bindparam("most"))
    )
    expected = session.execute(query, {"most": 0}).one()
    stored = expected._mapping
    assert {name: stored[Card.__table__.c[name]] for name in card} == card
    assert (stored[Answer.__table__.c.response], stored[Answer.__table__.c.mark]) == (
        response,
        mark,
    )
    with drive(session) as driver:
        row = driver.fetch(Prepared(query), most=0)
    assert row is not None
    assert typed(row) == typed(expected)


class TestPrepared:
    def test_reads_every_column_of_a_question_as_the_session_does(self, session: Session) -> None:
        make_bank(session)
        query = select(*QuestionVersion.__table__.columns).order_by(QuestionVersion.id.desc())
        with drive(session) as driver:
            row = driver.fetch(Prepared(query))
        assert row is not None
        assert typed(row) == typed(session.execute(query).first())
        assert Decimal in {type(value) for value in row}

    def test_reads_an_aggregate_as_the_session_does(self, session: Session, answer: Answer) -> None:
        query = select(func.count(), func.sum(QuestionVersion.points), func.max(Answer.saved_at))
        query = query.join_from(Answer, QuestionVersion)
        with drive(session) as driver:
            row = driver.fetch(Prepared(query))
        assert row is not None
        assert typed(row) == typed(session.execute(query).one())

    def test_gives_none_where_no_row_is(self, session: Session) -> None:
        with drive(session) as driver:
            assert driver.fetch(Prepared(select(User.id))) is None

    def test_counts_the_rows_that_it_changed(self, session: Session) -> None:
        make_user(session, "ada")
        make_user(session, "bob")
        change = Prepared(
            update(User).where(User.username == bindparam("who")).values(role="teacher")
        )
        with drive(session) as driver:
            driver.begin_write()
            assert driver.execute(change, who="ada") == 1
            assert driver.execute(change, who="eve") == 0
            assert driver.execute(Prepared(update(User).values(role="student"))) == 2


class TestDrive:
    CHANGE = Prepared(update(User).values(new_cards_per_day=bindparam("value")))
    ENROL = Prepared(insert(Enrolment))

    def test_rolls_back_what_was_not_committed(self, session: Session, user: User) -> None:
        with drive(session) as driver:
            driver.begin_write()
            driver.execute(self.CHANGE, value=7)
        assert counter(session) == 0

    def test_rolls_back_what_was_not_committed_before_an_error(
        self, session: Session, user: User
    ) -> None:
        def change_and_fail_in(driver: Driver) -> None:
            driver.begin_write()
            driver.execute(self.CHANGE, value=7)
            raise ValueError("stop")

        with pytest.raises(ValueError, match="stop"), drive(session) as driver:
            change_and_fail_in(driver)
        assert counter(session) == 0
        with write(session):
            session.execute(update(User).values(new_cards_per_day=8))
        assert counter(session) == 8

    def test_keeps_what_was_committed(self, session: Session, user: User) -> None:
        with drive(session) as driver:
            driver.begin_write()
            driver.execute(self.CHANGE, value=7)
            driver.commit()
            driver.begin_write()
            driver.execute(self.CHANGE, value=8)
        assert counter(session) == 7

    def test_says_that_a_row_with_this_key_is_there(self, session: Session) -> None:
        person, bank = make_person(session), make_bank(session)
        row = {"user_id": person.id, "bank_id": bank.id, "created_at": NOW}
        with drive(session) as driver:
            driver.begin_write()
            driver.execute(self.ENROL, **row)
            with pytest.raises(ConflictError):
                driver.execute(self.ENROL, **row)
        assert session.scalars(select(Enrolment)).all() == []

    def test_says_that_a_row_that_is_needed_is_not_there(self, session: Session) -> None:
        with drive(session) as driver:
            driver.begin_write()
            with pytest.raises(ConflictError):
                driver.execute(self.ENROL, user_id=1, bank_id=1, created_at=NOW)

    @pytest.mark.sqlite_only
    def test_speaks_of_a_locked_database_as_the_session_does(
        self, session: Session, engine: Engine
    ) -> None:
        other = sessionmaker(impatient(engine))()
        with (
            write(session),
            pytest.raises(OperationalError, match="locked"),
            drive(other) as driver,
        ):
            driver.begin_write()

    def test_refuses_a_session_that_is_bound_to_one_connection(self, engine: Engine) -> None:
        with (
            engine.connect() as connection,
            Session(connection) as session,
            pytest.raises(TypeError, match="bound to an engine"),
            drive(session),
        ):
            pass
