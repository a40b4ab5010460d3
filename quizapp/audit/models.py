"""The audit log: who saw or changed what."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.database import Base, UTCDateTime, json_column


class AuditEntry(Base):
    """One thing that somebody saw or changed.

    `action` is one of `quizapp.audit.services.Action`. `subject_id` is the person whose data it
    was, where it was one person's. Names are kept as they were, so that the entry can still be
    read when an account is gone.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "class_id", "at"),
        Index(None, "subject_id", "at"),
        Index(None, "actor_id", "at"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    action: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(80))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    subject_name: Mapped[str] = mapped_column(String(80), default="")
    class_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(json_column(), default=dict)
