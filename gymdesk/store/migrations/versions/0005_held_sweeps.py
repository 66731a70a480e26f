"""Held sweeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_sweep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("held_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people_known", sa.Integer(), nullable=False),
        sa.Column("people_gone", sa.Integer(), nullable=False),
        sa.Column("debt_before_cents", sa.BigInteger(), nullable=False),
        sa.Column("unexplained_cents", sa.BigInteger(), nullable=False),
        sa.Column("superseded_at_utc", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["sync_run.id"], name=op.f("fk_held_sweep_run_id_sync_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_sweep")),
        sa.UniqueConstraint("run_id", name=op.f("uq_held_sweep_run_id")),
    )
    op.create_table(
        "held_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_sweep_id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("before_cents", sa.BigInteger(), nullable=True),
        sa.Column("swept_cents", sa.BigInteger(), nullable=True),
        sa.Column("read_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('figure', 'missing')", name=op.f("ck_held_change_kind_known")),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_held_change_client_source_id_client_source"),
        ),
        sa.ForeignKeyConstraint(
            ["held_sweep_id"],
            ["held_sweep.id"],
            name=op.f("fk_held_change_held_sweep_id_held_sweep"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_change")),
        sa.UniqueConstraint(
            "held_sweep_id",
            "client_source_id",
            name=op.f("uq_held_change_held_sweep_id_client_source_id"),
        ),
    )
    with op.batch_alter_table("held_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_held_change_client_source_id"), ["client_source_id"], unique=False
        )
    op.create_table(
        "held_decision",
        sa.Column("held_sweep_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "decision IN ('accepted', 'dropped')",
            name=op.f("ck_held_decision_decision_known"),
        ),
        sa.ForeignKeyConstraint(
            ["held_sweep_id"],
            ["held_sweep.id"],
            name=op.f("fk_held_decision_held_sweep_id_held_sweep"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("held_sweep_id", name=op.f("pk_held_decision")),
    )


def downgrade() -> None:
    op.drop_table("held_decision")
    with op.batch_alter_table("held_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_change_client_source_id"))
    op.drop_table("held_change")
    op.drop_table("held_sweep")
