"""Articles of teachers, the questions that were proposed from them, and what was decided.

Deriving an article again makes a new run. What belongs to a run is seen once `run` of the
derivation names it; decisions belong to the derivation and so outlive its runs.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.database import Base, UTCDateTime, json_column


class Derivation(Base):
    """One article of a teacher, and what became of it; `run` 0 is before anything did.

    `summary` holds the counts of the run, `job_id` the long work that the last try took.
    """

    __tablename__ = "derivations"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    run: Mapped[int] = mapped_column(default=0)
    summary: Mapped[dict[str, Any]] = mapped_column(json_column())
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("jobs.id", ondelete="SET NULL"), index=True
    )
    bank_id: Mapped[int | None] = mapped_column(
        ForeignKey("banks.id", ondelete="SET NULL"), index=True
    )
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ArticleText(Base):
    """The article as it was given, kept apart because it is long and seldom needed.

    `name` is that of its file, for an article that has no title.
    """

    __tablename__ = "article_texts"

    derivation_id: Mapped[int] = mapped_column(
        ForeignKey("derivations.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(200), default="")
    format: Mapped[str] = mapped_column(String(10), default="")
    text: Mapped[str] = mapped_column(Text)


class ArticlePart(Base):
    """A stretch of the article as it is shown, with its marks; a page shows one."""

    __tablename__ = "article_parts"

    derivation_id: Mapped[int] = mapped_column(
        ForeignKey("derivations.id", ondelete="CASCADE"), primary_key=True
    )
    run: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    blocks: Mapped[list[Any]] = mapped_column(json_column())


class ProposedQuestion(Base):
    """A question as the rules propose it, in the order of the bank; shown by its form's number.

    `change` says how it differs from the run before.
    """

    __tablename__ = "proposed_questions"
    __table_args__ = (CheckConstraint("change IN ('', 'new', 'changed')", name="change"),)

    derivation_id: Mapped[int] = mapped_column(
        ForeignKey("derivations.id", ondelete="CASCADE"), primary_key=True
    )
    run: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    form: Mapped[str] = mapped_column(String(100))
    form_number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    change: Mapped[str] = mapped_column(String(10), default="")
    proposal: Mapped[dict[str, Any]] = mapped_column(json_column())


class RefusedPage(Base):
    """A page of what one gate refused."""

    __tablename__ = "refused_pages"

    derivation_id: Mapped[int] = mapped_column(
        ForeignKey("derivations.id", ondelete="CASCADE"), primary_key=True
    )
    run: Mapped[int] = mapped_column(primary_key=True)
    gate: Mapped[str] = mapped_column(String(30), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    refusals: Mapped[list[Any]] = mapped_column(json_column())


class DecidedQuestion(Base):
    """What the teacher decided on the question of a key; `digest` is of the question as it was.

    `step` is shared by what one press of a button decided, and `before` holds what was decided
    earlier, so that the press can be taken back.
    """

    __tablename__ = "decided_questions"
    __table_args__ = (
        CheckConstraint("verdict IN ('accept', 'edit', 'reject')", name="verdict"),
        Index(None, "derivation_id", "step"),
    )

    derivation_id: Mapped[int] = mapped_column(
        ForeignKey("derivations.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[dict[str, str]] = mapped_column(json_column())
    digest: Mapped[str] = mapped_column(String(64))
    step: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(json_column())
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
