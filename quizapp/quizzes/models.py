"""Quizzes, attempts at them, and the answers given."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.database import Base, UTCDateTime, json_column


class Quiz(Base):
    """A rule for choosing questions and how they are taken."""

    __tablename__ = "quizzes"
    __table_args__ = (CheckConstraint("layout IN ('one', 'all')", name="layout"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    question_count: Mapped[int]
    layout: Mapped[str] = mapped_column(String(3))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class QuizSource(Base):
    """A bank that a quiz draws from, with the topics it is limited to (none: the whole bank)."""

    __tablename__ = "quiz_sources"

    quiz_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True
    )
    bank_id: Mapped[int] = mapped_column(
        ForeignKey("banks.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    topics: Mapped[list[str]] = mapped_column(json_column())


class Attempt(Base):
    """One sitting of a quiz by one student. `seed` fixes the order of the options shown."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "user_id", "submitted_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    seed: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    score: Mapped[Decimal | None] = mapped_column(Numeric(10, 4))
    max_score: Mapped[Decimal] = mapped_column(Numeric(10, 2))


class Answer(Base):
    """One question of an attempt: the version asked, the response so far, and its mark.

    `mark` is the fraction of the points earned (0 to 1), set when the attempt is handed in.
    """

    __tablename__ = "answers"
    __table_args__ = (
        CheckConstraint("mark BETWEEN 0 AND 1", name="mark"),
        {"sqlite_with_rowid": False},
    )

    attempt_id: Mapped[int] = mapped_column(
        ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("question_versions.id", ondelete="RESTRICT"), index=True
    )
    response: Mapped[Any | None] = mapped_column(json_column())
    saved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mark: Mapped[float | None]
