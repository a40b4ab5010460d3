"""What a student remembers: cards, their reviews, and the banks being studied."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.database import Base, UTCDateTime, json_column


class Enrolment(Base):
    """A bank that a student studies; its questions become that student's new cards."""

    __tablename__ = "enrolments"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    bank_id: Mapped[int] = mapped_column(
        ForeignKey("banks.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Card(Base):
    """A question in one student's memory.

    The row is made by the first review or by a wrong quiz answer. `due_day` is a study day of the
    student's; `due_at` is set only while a step of minutes runs. Stability is in days.
    """

    __tablename__ = "cards"
    __table_args__ = (
        Index(None, "user_id", "due_day"),
        CheckConstraint("phase BETWEEN 0 AND 3", name="phase"),
        {"sqlite_with_rowid": False},
    )

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    phase: Mapped[int] = mapped_column(default=0)
    step: Mapped[int | None]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    last_day: Mapped[date | None]
    reps: Mapped[int] = mapped_column(default=0)
    lapses: Mapped[int] = mapped_column(default=0)
    due_day: Mapped[date]
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Review(Base):
    """One recall of a card. `id` is made by the page, so that a repeated request counts once.

    `reps` is the card's count of reviews before this one; `before` is the card as it was (None
    where there was none), for taking the review back;
    `wait` is the interval given: seconds for a step, else None and `days` counts study days.
    """

    __tablename__ = "reviews"
    # Every answer pays for each index here: those that only a deletion would use are left out.
    __table_args__ = (
        Index(None, "user_id", "study_day"),
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id", ondelete="RESTRICT"))
    rating: Mapped[int]
    reps: Mapped[int]
    study_day: Mapped[date]
    reviewed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    wait: Mapped[int | None]
    days: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(json_column())
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
