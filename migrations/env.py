"""Runs the migrations over the connection that the caller put into `config.attributes`."""

from importlib import import_module
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext
from sqlalchemy import JSON

from quizapp.config import ROOT
from quizapp.database import Base, UTCDateTime

for path in sorted((ROOT / "quizapp").glob("*/models.py")):
    import_module(f"quizapp.{path.parent.name}.models")


def render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Migrations name plain column types: they must run long after our own types have changed."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def check_references(ctx: MigrationContext, *_: Any, **_details: Any) -> None:
    """Refuse a migration that leaves a row pointing to nothing, while it can be rolled back."""
    if ctx.dialect.name != "sqlite" or ctx.connection is None:
        return
    broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration left broken references: {broken[:5]}")


def run_migrations() -> None:
    """Run them in one transaction each; SQLite's foreign keys are off meanwhile.

    A batch migration on SQLite copies a table and drops the old one. With foreign keys on, the drop
    would delete the children by ON DELETE CASCADE. The switch only works outside a transaction.
    """
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=True,
        on_version_apply=check_references,
    )
    if connection.dialect.name != "sqlite":
        context.run_migrations()
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        context.run_migrations()
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


run_migrations()
