"""Alembic's entry: runs the revisions on the connection, and in the transaction, that `migrating` hands over."""

from alembic import context

from core.ledger.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,  # also on SQLite, whose transactions the engine opens itself
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
