"""whom banks are shared with, who wrote a version, and files on their way into a bank."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "column_mappings",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("said", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_column_mappings_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", "signature", name=op.f("pk_column_mappings")),
    )
    op.create_table(
        "bank_shares",
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("may_edit", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_bank_shares_bank_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_bank_shares_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bank_id", "user_id", name=op.f("pk_bank_shares")),
    )
    with op.batch_alter_table("bank_shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_shares_user_id"), ["user_id"], unique=False)

    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column(
            "settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("bank_id", sa.Integer(), nullable=True),
        sa.Column("bank_title", sa.String(length=200), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stamp", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'checked', 'writing', 'published', 'undone')",
            name=op.f("ck_imports_state"),
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_imports_bank_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_imports_job_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_imports_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_bank_id"), ["bank_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_imports_job_id"), ["job_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_imports_owner_id_created_at"), ["owner_id", "created_at"], unique=False
        )

    with op.batch_alter_table("banks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source_url", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("is_open", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("is_ready", sa.Boolean(), server_default=sa.true(), nullable=False)
        )

    with op.batch_alter_table("question_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_question_versions_author_id"),
            "users",
            ["author_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("question_versions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_question_versions_author_id"), type_="foreignkey")
        batch_op.drop_column("author_id")

    with op.batch_alter_table("banks", schema=None) as batch_op:
        batch_op.drop_column("is_ready")
        batch_op.drop_column("is_open")
        batch_op.drop_column("source_url")

    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_owner_id_created_at"))
        batch_op.drop_index(batch_op.f("ix_imports_job_id"))
        batch_op.drop_index(batch_op.f("ix_imports_bank_id"))

    op.drop_table("imports")
    with op.batch_alter_table("bank_shares", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_shares_user_id"))

    op.drop_table("bank_shares")
    op.drop_table("column_mappings")
