"""The outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_write",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('create lead', 'update lead', 'convert lead', 'create membership', "
            "'change membership', 'cancel membership')",
            name=op.f("ck_outbox_write_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["club_id"], ["club.id"], name=op.f("fk_outbox_write_club_id_club")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_write")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_write_key")),
    )
    with op.batch_alter_table("outbox_write", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_write_club_id"), ["club_id"], unique=False)

    op.create_table(
        "outbox_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("write_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("sight", sa.Text(), nullable=True),
        sa.Column("remote_key", sa.Text(), nullable=True),
        sa.Column("staff", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'done', 'failed', 'check', 'conflict', 'discarded')",
            name=op.f("ck_outbox_step_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["write_id"], ["outbox_write.id"], name=op.f("fk_outbox_step_write_id_outbox_write")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_step")),
        sa.UniqueConstraint("write_id", "number", name=op.f("uq_outbox_step_write_id_number")),
    )


def downgrade() -> None:
    op.drop_table("outbox_step")
    with op.batch_alter_table("outbox_write", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_write_club_id"))

    op.drop_table("outbox_write")
