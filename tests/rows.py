"""What is stored, read afresh."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Session

from quizapp.database import Base


def refresh(session: Session) -> None:
    """Let the session see what others have stored since."""
    session.commit()
    session.expire_all()


def rows(session: Session, *columns: Any) -> list[tuple[Any, ...]]:
    """These columns of all rows, ordered by themselves as far as that is told."""
    refresh(session)
    return [tuple(row) for row in session.execute(select(*columns).order_by(*columns))]


def count(session: Session, model: type[DeclarativeBase]) -> int:
    """How many rows a table has."""
    session.commit()
    return session.scalar(select(func.count()).select_from(model)) or 0


def snapshot(session: Session, *models: type[DeclarativeBase]) -> dict[str, list[tuple[Any, ...]]]:
    """All that is stored in these tables (without any given: in all), to be compared."""
    session.commit()
    names = [model.__tablename__ for model in models] or [*Base.metadata.tables]
    return {name: sorted((tuple(row) for row in _all(session, name)), key=repr) for name in names}


def _all(session: Session, table: str) -> Any:
    return session.execute(select(Base.metadata.tables[table]))
