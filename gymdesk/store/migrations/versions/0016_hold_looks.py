"""Looks at the holds of WODIFY's memberships."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hold_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("holds", sa.Text(), nullable=False),
        sa.Column("unclear", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("looked_at_utc", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_hold_look_client_source_id_client_source"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["sync_run.id"], name=op.f("fk_hold_look_run_id_sync_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_look")),
        sa.UniqueConstraint(
            "client_source_id",
            "remote_id",
            name=op.f("uq_hold_look_client_source_id_remote_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("hold_look")
