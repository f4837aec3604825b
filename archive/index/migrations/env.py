"""Alembic's entry: the engine comes from `archive.index.migrate`, never from a file."""

from alembic import context

from archive.index.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
