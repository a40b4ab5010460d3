"""The write recipe and the connections it runs on."""

from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import (
    Engine,
    NullPool,
    bindparam,
    create_engine,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.models import User
from quizapp.database import Prepared, configure_engine, drive, write
from quizapp.extensions import db
from quizapp.study.models import Enrolment
from tests.factories import NOW, make_user
from tests.visits import at_once

WRITERS = 8
TIMES = 25


def counter(session: Session) -> int:
    """A number that all writers read and then raise."""
    session.commit()
    return session.scalars(select(User.new_cards_per_day)).one()


def impatient(engine: Engine) -> Engine:
    """An engine for the same SQLite file whose writers don't wait for each other."""
    other = create_engine(engine.url, poolclass=NullPool)
    configure_engine(other)
    if other.dialect.name == "sqlite":
        event.listen(
            other, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=0")
        )
    return other


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session, new_cards_per_day=0)


class TestWritersAtOnce:
    def test_lose_nothing_by_the_recipe(
        self, sessions: sessionmaker[Session], session: Session, user: User
    ) -> None:
        def count_up() -> None:
            with sessions() as own:
                for _ in range(TIMES):
                    with write(own):
                        row = own.scalars(select(User).with_for_update()).one()
                        row.new_cards_per_day += 1

        assert at_once([count_up] * WRITERS) == [None] * WRITERS
        assert counter(session) == WRITERS * TIMES

    def test_lose_updates_or_fail_without_the_recipe(
        self, sessions: sessionmaker[Session], session: Session, user: User, engine: Engine
    ) -> None:
        have_read = Barrier(WRITERS)

        def count_up() -> None:
            with sessions() as own:
                seen = own.scalars(select(User.new_cards_per_day)).one()
                have_read.wait()
                own.execute(update(User).values(new_cards_per_day=seen + 1))
                own.commit()

        errors = [error for error in at_once([count_up] * WRITERS) if error]
        assert counter(session) == 1
        if engine.dialect.name == "sqlite":
            assert len(errors) == WRITERS - 1
            assert all("database is locked" in str(error) for error in errors)
        else:
            assert errors == []

    def test_lose_nothing_where_the_update_says_what_it_relies_on(
        self, sessions: sessionmaker[Session], session: Session, user: User
    ) -> None:
        look = Prepared(select(User.new_cards_per_day))
        change = Prepared(
            update(User)
            .where(User.new_cards_per_day == bindparam("seen"))
            .values(new_cards_per_day=bindparam("value"))
        )

        def count_up_once(own: Session) -> bool:
            with drive(own) as driver:
                row = driver.fetch(look)
                assert row
                driver.begin_write()
                changed = driver.execute(change, seen=row[0], value=row[0] + 1)
                driver.commit()
                return changed == 1

        def count_up() -> None:
            with sessions() as own:
                for _ in range(TIMES):
                    while not count_up_once(own):
                        pass

        assert at_once([count_up] * WRITERS) == [None] * WRITERS
        assert counter(session) == WRITERS * TIMES


class TestWrite:
    def test_is_committed_at_its_end(self, session: Session, sessions: Any, user: User) -> None:
        with write(session):
            session.execute(update(User).values(new_cards_per_day=7))
        with sessions() as other:
            assert counter(other) == 7

    @pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
    def test_is_rolled_back_by_an_error(
        self, session: Session, user: User, error: type[BaseException]
    ) -> None:
        with pytest.raises(error), write(session):
            change_and_fail(session, error)
        assert not session.in_transaction()
        assert counter(session) == 0

    def test_is_rolled_back_where_the_commit_fails(self, session: Session, user: User) -> None:
        with pytest.raises(StatementError), write(session):
            session.add(Enrolment(user_id=user.id, bank_id=99, created_at=NOW))
        assert not session.in_transaction()

    def test_refuses_a_session_with_something_added(self, session: Session) -> None:
        session.add(User())
        with pytest.raises(RuntimeError, match="from outside"), write(session):
            pass

    def test_refuses_a_session_with_something_changed(self, session: Session, user: User) -> None:
        user.new_cards_per_day = 7
        with pytest.raises(RuntimeError, match="from outside"), write(session):
            pass

    def test_refuses_a_session_with_something_deleted(self, session: Session, user: User) -> None:
        session.delete(user)
        with pytest.raises(RuntimeError, match="from outside"), write(session):
            pass

    def test_sees_what_others_wrote_since_the_session_read(
        self, session: Session, sessions: sessionmaker[Session], user: User
    ) -> None:
        known = session.scalars(select(User)).one()
        with sessions() as other, write(other):
            other.execute(update(User).values(new_cards_per_day=7))
        with write(session):
            assert session.scalars(select(User)).one().new_cards_per_day == 7
        assert known.new_cards_per_day == 7

    def test_keeps_loaded_what_it_made(self, session: Session, user: User) -> None:
        session.close()
        assert user.username == "ada"

    @pytest.mark.sqlite_only
    def test_holds_the_lock_before_its_first_statement(
        self, session: Session, engine: Engine
    ) -> None:
        other = sessionmaker(impatient(engine))()
        with write(session), pytest.raises(OperationalError, match="locked"), write(other):
            pass
        with write(other):
            pass
        other.close()

    def test_is_not_held_up_by_readers_nor_holds_them_up(
        self, session: Session, engine: Engine, user: User
    ) -> None:
        reader = sessionmaker(impatient(engine))()
        assert reader.scalars(select(User.new_cards_per_day)).one() == 0
        with write(session):
            session.execute(update(User).values(new_cards_per_day=7))
            assert reader.scalars(select(User.new_cards_per_day)).one() == 0
        assert counter(reader) == 7
        reader.close()


def change_and_fail(session: Session, error: type[BaseException]) -> None:
    session.execute(update(User).values(new_cards_per_day=7))
    raise error


def pragmas(engine: Engine) -> list[dict[str, Any]]:
    """What is in force in several connections that are open at once."""
    names = ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
    connections = [engine.connect() for _ in range(3)]
    found = [
        {name: connection.scalar(text(f"PRAGMA {name}")) for name in names}
        for connection in connections
    ]
    for connection in connections:
        connection.close()
    return found


SAFE = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000}


@pytest.mark.sqlite_only
class TestSQLiteConnections:
    def test_are_all_set_up_to_keep_what_was_acknowledged(self, engine: Engine) -> None:
        assert pragmas(engine) == [SAFE] * 3

    def test_of_the_application_are_set_up_so_too(self, app: Flask) -> None:
        with app.app_context():
            assert pragmas(db.engine) == [SAFE] * 3

    def test_can_be_made_quicker_by_the_installation(self, database_url: str) -> None:
        engine = create_engine(database_url)
        configure_engine(engine, sqlite_synchronous="NORMAL")
        assert pragmas(engine) == [{**SAFE, "synchronous": 1}] * 3
        engine.dispose()

    def test_refuse_a_row_that_points_to_nothing(self, session: Session) -> None:
        with pytest.raises(StatementError, match="FOREIGN KEY"), write(session):
            session.execute(insert(Enrolment).values(user_id=1, bank_id=1, created_at=NOW))

    def test_begin_a_read_so_that_it_sees_one_state(
        self, session: Session, sessions: sessionmaker[Session], user: User
    ) -> None:
        session.commit()
        assert session.scalars(select(User.new_cards_per_day)).one() == 0
        with sessions() as other, write(other):
            other.execute(update(User).values(new_cards_per_day=7))
        assert session.scalars(select(User.new_cards_per_day)).one() == 0
        assert counter(session) == 7
