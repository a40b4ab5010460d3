"""articles, the questions proposed from them, and jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_jobs_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_table(
        "derivations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column(
            "summary", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("bank_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_derivations_bank_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_derivations_job_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_derivations_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivations")),
    )
    with op.batch_alter_table("derivations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_derivations_bank_id"), ["bank_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_derivations_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_derivations_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "article_parts",
        sa.Column("derivation_id", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "blocks", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["derivation_id"],
            ["derivations.id"],
            name=op.f("fk_article_parts_derivation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("derivation_id", "run", "number", name=op.f("pk_article_parts")),
    )
    op.create_table(
        "article_texts",
        sa.Column("derivation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["derivation_id"],
            ["derivations.id"],
            name=op.f("fk_article_texts_derivation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("derivation_id", name=op.f("pk_article_texts")),
    )
    op.create_table(
        "decided_questions",
        sa.Column("derivation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "changes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column(
            "before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('accept', 'edit', 'reject')", name=op.f("ck_decided_questions_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["derivation_id"],
            ["derivations.id"],
            name=op.f("fk_decided_questions_derivation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("derivation_id", "key", name=op.f("pk_decided_questions")),
    )
    with op.batch_alter_table("decided_questions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decided_questions_derivation_id_step"),
            ["derivation_id", "step"],
            unique=False,
        )

    op.create_table(
        "proposed_questions",
        sa.Column("derivation_id", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("form_number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column(
            "proposal", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.CheckConstraint(
            "change IN ('', 'new', 'changed')", name=op.f("ck_proposed_questions_change")
        ),
        sa.ForeignKeyConstraint(
            ["derivation_id"],
            ["derivations.id"],
            name=op.f("fk_proposed_questions_derivation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "derivation_id", "run", "position", name=op.f("pk_proposed_questions")
        ),
    )
    op.create_table(
        "refused_pages",
        sa.Column("derivation_id", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("gate", sa.String(length=30), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column(
            "refusals", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["derivation_id"],
            ["derivations.id"],
            name=op.f("fk_refused_pages_derivation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "derivation_id", "run", "gate", "page", name=op.f("pk_refused_pages")
        ),
    )


def downgrade() -> None:
    op.drop_table("refused_pages")
    op.drop_table("proposed_questions")
    with op.batch_alter_table("decided_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decided_questions_derivation_id_step"))

    op.drop_table("decided_questions")
    op.drop_table("article_texts")
    op.drop_table("article_parts")
    with op.batch_alter_table("derivations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_derivations_owner_id"))
        batch_op.drop_index(batch_op.f("ix_derivations_job_id"))
        batch_op.drop_index(batch_op.f("ix_derivations_bank_id"))

    op.drop_table("derivations")
    op.drop_table("jobs")
