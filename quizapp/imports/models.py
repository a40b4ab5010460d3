"""Files on their way into a bank, and what was said of files like them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.database import Base, UTCDateTime, json_column

STATES = ("waiting", "checked", "writing", "published", "undone")


class Import(Base):
    """A file that a person brings into a bank: given, checked, published, and perhaps undone.

    Without an owner, it is the installation that brings it.
    `file` is the name under which it is kept, `settings` what the person said of it (how to read
    it, and what was asked), `bank_title` that of a bank to be made where `bank_id` is none.
    `report` holds the counts of the last check. While it is `writing`, nobody sees what it writes;
    all versions that it writes are created at `stamp`, which tells them from others.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index(None, "owner_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    file: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    settings: Mapped[dict[str, Any]] = mapped_column(json_column())
    report: Mapped[dict[str, Any]] = mapped_column(json_column())
    bank_id: Mapped[int | None] = mapped_column(
        ForeignKey("banks.id", ondelete="SET NULL"), index=True
    )
    bank_title: Mapped[str] = mapped_column(String(200), default="")
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("jobs.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    stamp: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ColumnMapping(Base):
    """What a person said of the columns of a file; `signature` is a hash of its whole header."""

    __tablename__ = "column_mappings"

    owner_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    signature: Mapped[str] = mapped_column(String(64), primary_key=True)
    said: Mapped[dict[str, Any]] = mapped_column(json_column())
    used_at: Mapped[datetime] = mapped_column(UTCDateTime)
