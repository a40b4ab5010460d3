"""Quizzes, attempts at them, and the answers given."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.database import Base, UTCDateTime, json_column

AT_ONCE = "submitted"


class Quiz(Base):
    """A rule for choosing questions and how they are taken.

    One without an owner is assigned to a class. `time_limit` is in minutes. What is shown of a
    closed attempt, and when, is said by the columns `shows_*`: once it is handed in, once the
    quiz is closed for everybody (at `revealed_at`), or never.
    """

    __tablename__ = "quizzes"
    __table_args__ = (
        CheckConstraint("layout IN ('one', 'all')", name="layout"),
        CheckConstraint("time_limit IS NULL OR time_limit > 0", name="time_limit"),
        *(
            CheckConstraint(f"shows_{what} IN ('submitted', 'closed', 'never')", name=what)
            for what in ("score", "marks", "key", "explanation")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(200))
    question_count: Mapped[int]
    layout: Mapped[str] = mapped_column(String(3))
    time_limit: Mapped[int | None]
    is_shuffled: Mapped[bool] = mapped_column(default=True, server_default=true())
    shows_score: Mapped[str] = mapped_column(String(9), default=AT_ONCE, server_default=AT_ONCE)
    shows_marks: Mapped[str] = mapped_column(String(9), default=AT_ONCE, server_default=AT_ONCE)
    shows_key: Mapped[str] = mapped_column(String(9), default=AT_ONCE, server_default=AT_ONCE)
    shows_explanation: Mapped[str] = mapped_column(
        String(9), default=AT_ONCE, server_default=AT_ONCE
    )
    revealed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class QuizSource(Base):
    """A bank that a quiz draws from, with the topics it is limited to (none: the whole bank).

    `counts` says how many are drawn of each topic (of the whole bank: one number); None leaves the
    sharing out to the draw.
    """

    __tablename__ = "quiz_sources"

    quiz_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True
    )
    bank_id: Mapped[int] = mapped_column(
        ForeignKey("banks.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    topics: Mapped[list[str]] = mapped_column(json_column())
    counts: Mapped[list[int] | None] = mapped_column(json_column())


class QuizQuestion(Base):
    """A question that every attempt at a quiz asks, in its current version."""

    __tablename__ = "quiz_questions"

    quiz_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )


class Ruling(Base):
    """How a question of a quiz is marked after all, for whoever was asked it.

    By the key of another version (`key`), with all points for everybody (`full`), or not at all
    (`void`): then its points are not counted.
    """

    __tablename__ = "rulings"
    __table_args__ = (CheckConstraint("ruling IN ('key', 'full', 'void')", name="ruling"),)

    quiz_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    ruling: Mapped[str] = mapped_column(String(4))
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("question_versions.id", ondelete="RESTRICT"), index=True
    )
    made_by: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Attempt(Base):
    """One sitting of a quiz by one student. `seed` fixes the order of the options shown.

    From `deadline_at` on, nothing more is taken, and the attempt counts as handed in.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        Index(None, "user_id", "submitted_at"),
        # Holds all that a gradebook reads of an attempt.
        Index(None, "quiz_id", "user_id", "submitted_at", "score", "max_score"),
        Index(
            None,
            "deadline_at",
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    seed: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    score: Mapped[Decimal | None] = mapped_column(Numeric(10, 4))
    max_score: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    deadline_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AttemptMarks(Base):
    """The marks of a closed attempt in one piece, as `quizapp.quizzes.packing` packs them.

    Statistics over a thousand attempts read these and not their answers.
    """

    __tablename__ = "attempt_marks"

    attempt_id: Mapped[int] = mapped_column(
        ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True
    )
    packed: Mapped[bytes]


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
