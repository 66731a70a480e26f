"""Refreshing by itself: leases, reasons of skips, what changed, and up to where it was seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sync_run", sa.Column("asked", sa.Integer(), nullable=True))
    op.add_column("sync_run", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column(
        "sync_run", sa.Column("thinned_at_utc", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "refresh_lease",
        sa.Column("club_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("pc", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("since_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renewed_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["club_id"], ["club.id"], name=op.f("fk_refresh_lease_club_id_club")
        ),
        sa.PrimaryKeyConstraint("club_id", name=op.f("pk_refresh_lease")),
    )
    op.create_table(
        "agreement_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('new', 'cancelled', 'gone')", name=op.f("ck_agreement_change_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["sync_run.id"], name=op.f("fk_agreement_change_run_id_sync_run")
        ),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_agreement_change_client_source_id_client_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_change")),
    )
    op.create_index(op.f("ix_agreement_change_run_id"), "agreement_change", ["run_id"])
    op.create_index(
        op.f("ix_agreement_change_client_source_id"), "agreement_change", ["client_source_id"]
    )
    op.create_table(
        "look_mark",
        sa.Column("club_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("viewer", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["club_id"], ["club.id"], name=op.f("fk_look_mark_club_id_club")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["sync_run.id"], name=op.f("fk_look_mark_run_id_sync_run")
        ),
        sa.PrimaryKeyConstraint("club_id", "viewer", name=op.f("pk_look_mark")),
    )


def downgrade() -> None:
    op.drop_table("look_mark")
    op.drop_index(op.f("ix_agreement_change_client_source_id"), table_name="agreement_change")
    op.drop_index(op.f("ix_agreement_change_run_id"), table_name="agreement_change")
    op.drop_table("agreement_change")
    op.drop_table("refresh_lease")
    # a run that was skipped has no reason any more, and no row without one
    op.execute("DELETE FROM sync_run WHERE status = 'skipped'")
    # in place: a table that others refer to cannot be made anew while the foreign keys are on
    for name in ("thinned_at_utc", "reason", "asked"):
        op.drop_column("sync_run", name)
