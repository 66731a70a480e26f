"""The inventory of sessions, and what is worth knowing of a run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sync_run", sa.Column("remark", sa.Text(), nullable=True))
    op.create_table(
        "session_inventory",
        sa.Column("client_source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=True),
        sa.Column("remaining", sa.Integer(), nullable=True),
        sa.Column("fetched_at_utc", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_run_id", sa.Integer(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("trouble_at_utc", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "entries >= 0 AND remaining >= 0", name=op.f("ck_session_inventory_not_negative")
        ),
        sa.CheckConstraint(
            "remaining IS NULL OR entries > 0",
            name=op.f("ck_session_inventory_remaining_of_entries"),
        ),
        sa.CheckConstraint(
            "(entries IS NULL) = (fetched_at_utc IS NULL)",
            name=op.f("ck_session_inventory_fetched_with_age"),
        ),
        sa.CheckConstraint(
            "(trouble IS NULL) = (trouble_at_utc IS NULL)",
            name=op.f("ck_session_inventory_trouble_with_age"),
        ),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_session_inventory_client_source_id_client_source"),
        ),
        sa.ForeignKeyConstraint(
            ["fetched_run_id"],
            ["sync_run.id"],
            name=op.f("fk_session_inventory_fetched_run_id_sync_run"),
        ),
        sa.PrimaryKeyConstraint("client_source_id", name=op.f("pk_session_inventory")),
    )


def downgrade() -> None:
    op.drop_table("session_inventory")
    # in place: a table that others refer to cannot be made anew while the foreign keys are on
    op.drop_column("sync_run", "remark")
