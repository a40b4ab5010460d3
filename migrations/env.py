"""Runs the migrations over the connection that the caller put into `config.attributes`."""

from importlib import import_module
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from quizapp.config import ROOT
from quizapp.database import Base, UTCDateTime

for path in sorted((ROOT / "quizapp").glob("*/models.py")):
    import_module(f"quizapp.{path.parent.name}.models")


def render_item(kind: str, item: Any, context: AutogenContext) -> str | bool:
    """Migrations name plain column types: they must run long after our own types have changed."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


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
    )
    if connection.dialect.name != "sqlite":
        context.run_migrations()
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with context.begin_transaction():
            context.run_migrations()
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left broken references: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


run_migrations()
