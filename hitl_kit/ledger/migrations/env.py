"""Alembic's entry: runs inside the connection that `schema.upgrade` hands over."""

from alembic import context

from hitl_kit.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
