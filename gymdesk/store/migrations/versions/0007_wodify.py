"""WODIFY: members, memberships, leads and invoices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "member",
        sa.Column("client_source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("raw_status", sa.Text(), nullable=False),
        sa.Column("stated_status", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("last_attendance_on", sa.Date(), nullable=True),
        sa.Column("lead_source", sa.Text(), nullable=True),
        sa.Column("converted_from_lead", sa.Boolean(), nullable=True),
        sa.Column("emergency_contact", sa.Text(), nullable=True),
        sa.Column("remote_created_at_utc", moment, nullable=True),
        sa.Column("remote_updated_at_utc", moment, nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("bills_read_at_utc", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_member_client_source_id_client_source"),
        ),
        sa.PrimaryKeyConstraint("client_source_id", name=op.f("pk_member")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=True),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=True),
        sa.Column("renewed_from", sa.Text(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("ends_scheduled_on", sa.Date(), nullable=True),
        sa.Column("stated_cents", sa.BigInteger(), nullable=True),
        sa.Column("unclear", sa.Boolean(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("missing_since_utc", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_membership_client_source_id_client_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "client_source_id", "remote_id", name=op.f("uq_membership_client_source_id_remote_id")
        ),
    )
    op.create_table(
        "lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("raw_status", sa.Text(), nullable=False),
        sa.Column("converted", sa.Boolean(), nullable=False),
        sa.Column("lead_source", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("last_contact_at_utc", moment, nullable=True),
        sa.Column("remote_created_at_utc", moment, nullable=True),
        sa.Column("remote_updated_at_utc", moment, nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("fetched_run_id", sa.Integer(), nullable=False),
        sa.Column("missing_since_utc", moment, nullable=True),
        sa.ForeignKeyConstraint(["club_id"], ["club.id"], name=op.f("fk_lead_club_id_club")),
        sa.ForeignKeyConstraint(
            ["fetched_run_id"], ["sync_run.id"], name=op.f("fk_lead_fetched_run_id_sync_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
        sa.UniqueConstraint("club_id", "remote_id", name=op.f("uq_lead_club_id_remote_id")),
    )
    op.create_table(
        "bill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raw_status", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("total_cents", sa.BigInteger(), nullable=True),
        sa.Column("owed_cents", sa.BigInteger(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("missing_since_utc", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_bill_client_source_id_client_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill")),
        sa.UniqueConstraint(
            "client_source_id", "remote_id", name=op.f("uq_bill_client_source_id_remote_id")
        ),
    )


def downgrade() -> None:
    # people whom only WODIFY knows stay as clients: what was typed about them is kept
    for name in ("bill", "lead", "membership", "member"):
        op.drop_table(name)
