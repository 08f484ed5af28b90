"""Alembic's entry: runs the migrations on the connection that `hub.storage.migrations.run` hands over."""

from alembic import context

from hub.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
# SQLite's transaction is the caller's; on PostgreSQL it is the connection's own.
with context.begin_transaction():
    context.run_migrations()
