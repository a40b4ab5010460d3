"""Banks, their questions, and the immutable versions of each question."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    event,
    true,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from quizapp.database import Base, UTCDateTime, json_column


class Bank(Base):
    """A named collection of questions with an owner, a licence and a source.

    Everybody can study one that `is_open`; else it is seen by those it is shared with. Nobody
    sees one that is not `is_ready`: an import is still writing it.
    """

    __tablename__ = "banks"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(20), default="en")
    licence: Mapped[str] = mapped_column(String(100), default="")
    source_title: Mapped[str] = mapped_column(String(300), default="")
    source_url: Mapped[str] = mapped_column(Text, default="", server_default="")
    is_open: Mapped[bool] = mapped_column(default=True, server_default=true())
    is_ready: Mapped[bool] = mapped_column(default=True, server_default=true())
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class BankShare(Base):
    """A colleague who may see a bank and its keys, and may edit it where it says so."""

    __tablename__ = "bank_shares"

    bank_id: Mapped[int] = mapped_column(
        ForeignKey("banks.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    may_edit: Mapped[bool]


class Question(Base):
    """The lasting identity of a question; `version` is the number of its current wording.

    A question whose `version` is 0 has been written by an import that is not published yet:
    nobody sees it.
    """

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("bank_id", "key"),
        Index(None, "bank_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    version: Mapped[int]
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class QuestionVersion(Base):
    """One wording of a question with its key. It is never changed: answers point to it."""

    __tablename__ = "question_versions"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    stem: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(json_column())
    explanation: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    topic: Mapped[str] = mapped_column(String(500), default="")
    tags: Mapped[list[str]] = mapped_column(json_column())
    difficulty: Mapped[str] = mapped_column(String(10), default="")
    time_limit: Mapped[int | None]
    image: Mapped[str] = mapped_column(String(200), default="")
    image_alt: Mapped[str] = mapped_column(Text, default="")
    source_title: Mapped[str] = mapped_column(Text, default="")
    source_url: Mapped[str] = mapped_column(Text, default="")
    source_locator: Mapped[str] = mapped_column(Text, default="")
    source_quote: Mapped[str] = mapped_column(Text, default="")
    source_form: Mapped[str] = mapped_column(String(100), default="", server_default="")
    source_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="")
    excludes: Mapped[list[str]] = mapped_column(json_column(), default=list, server_default="[]")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


@event.listens_for(QuestionVersion, "before_update")
def _refuse_to_change(_mapper: Mapper[Any], _connection: Any, version: QuestionVersion) -> None:
    raise TypeError(f"version {version.id} of a question can't be changed; make a new version")
