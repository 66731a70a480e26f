"""Held sweeps of lists: leads and rows of memberships beside clients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_KEPT = "id, held_sweep_id, client_source_id, kind, before_cents, swept_cents, read_at_utc, figures"


def upgrade() -> None:
    _put_aside()
    _create(
        sa.Column("client_source_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('figure', 'missing', 'rows')", name=op.f("ck_held_change_kind_known")
        ),
        sa.CheckConstraint(
            "(client_source_id IS NULL) <> (lead_id IS NULL)",
            name=op.f("ck_held_change_about_one"),
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_held_change_lead_id_lead")),
        sa.UniqueConstraint(
            "held_sweep_id", "lead_id", name=op.f("uq_held_change_held_sweep_id_lead_id")
        ),
    )
    _bring_back()


def downgrade() -> None:
    # an older program can neither show nor decide what is about no client's figure
    op.execute("DELETE FROM held_change WHERE lead_id IS NOT NULL OR kind = 'rows'")
    _put_aside()
    _create(
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('figure', 'missing')", name=op.f("ck_held_change_kind_known")),
    )
    _bring_back()


def _create(client: sa.Column[int], *more: sa.schema.SchemaItem) -> None:
    op.create_table(
        "held_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_sweep_id", sa.Integer(), nullable=False),
        client,
        *(item for item in more if isinstance(item, sa.Column)),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("before_cents", sa.BigInteger(), nullable=True),
        sa.Column("swept_cents", sa.BigInteger(), nullable=True),
        sa.Column("read_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.Text(), nullable=True),
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
        *(item for item in more if not isinstance(item, sa.Column)),
    )
    op.create_index(op.f("ix_held_change_client_source_id"), "held_change", ["client_source_id"])


def _put_aside() -> None:
    """Keep the rows beside the table: its constraints are other ones, and it is made anew."""
    op.execute(f"CREATE TABLE held_change_before AS SELECT {_KEPT} FROM held_change")  # noqa: S608 (our own words)
    op.drop_index(op.f("ix_held_change_client_source_id"), table_name="held_change")
    op.drop_table("held_change")


def _bring_back() -> None:
    op.execute(f"INSERT INTO held_change ({_KEPT}) SELECT {_KEPT} FROM held_change_before")  # noqa: S608
    op.drop_table("held_change_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('held_change', 'id'), "
            "(SELECT coalesce(max(id), 0) + 1 FROM held_change), false)"
        )
