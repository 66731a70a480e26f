"""Confirmations that are taken back, and that hold again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "confirmation_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("confirmation_id", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmation_id"],
            ["confirmation.id"],
            name=op.f("fk_confirmation_turn_confirmation_id_confirmation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation_turn")),
    )
    with op.batch_alter_table("confirmation_turn", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_confirmation_turn_confirmation_id"), ["confirmation_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("confirmation_turn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confirmation_turn_confirmation_id"))

    op.drop_table("confirmation_turn")
