"""How alembic runs inside GymDesk: on the connection it is handed, in batch mode."""

from __future__ import annotations

from alembic import context

from gymdesk.store.tables import Table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
