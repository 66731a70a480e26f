"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "club",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("clubos_url", sa.Text(), nullable=True),
        sa.Column("clubos_dialect", sa.Text(), nullable=True),
        sa.Column("clubos_dialect_found", sa.Text(), nullable=True),
        sa.Column("wodify_url", sa.Text(), nullable=True),
        sa.Column("wodify_location", sa.Text(), nullable=True),
        sa.Column("wodify_profile", sa.Text(), nullable=True),
        sa.Column("stripe_url", sa.Text(), nullable=True),
        sa.Column("created_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_club_currency_is_iso")),
        sa.CheckConstraint(
            "clubos_dialect IN ('captured', 'documented')",
            name=op.f("ck_club_clubos_dialect_known"),
        ),
        sa.CheckConstraint(
            "clubos_dialect_found IN ('captured', 'documented')",
            name=op.f("ck_club_clubos_dialect_found_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_club")),
        sa.UniqueConstraint("name", name=op.f("uq_club_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_club_uid")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("email_desk", sa.Text(), nullable=True),
        sa.Column("phone_desk", sa.Text(), nullable=True),
        sa.Column("created_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["club_id"], ["club.id"], name=op.f("fk_client_club_id_club")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
    )
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_club_id"), ["club_id"], unique=False)

    op.create_table(
        "sync_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at_utc", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('running', 'complete', 'incomplete', 'failed', 'held', 'skipped', "
            "'cancelled', 'interrupted')",
            name=op.f("ck_sync_run_status_known"),
        ),
        sa.ForeignKeyConstraint(["club_id"], ["club.id"], name=op.f("fk_sync_run_club_id_club")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_run")),
    )
    with op.batch_alter_table("sync_run", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sync_run_club_id_source_started",
            ["club_id", "source", "started_at_utc"],
            unique=False,
        )

    op.create_table(
        "client_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("fetched_at_utc", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_run_id", sa.Integer(), nullable=True),
        sa.Column("missing_since_utc", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("trouble_at_utc", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_source_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["club_id"], ["club.id"], name=op.f("fk_client_source_club_id_club")
        ),
        sa.ForeignKeyConstraint(
            ["fetched_run_id"],
            ["sync_run.id"],
            name=op.f("fk_client_source_fetched_run_id_sync_run"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_source")),
        sa.UniqueConstraint(
            "club_id", "source", "remote_id", name=op.f("uq_client_source_club_id_source_remote_id")
        ),
    )
    with op.batch_alter_table("client_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_source_client_id"), ["client_id"], unique=False)

    op.create_table(
        "contact_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("field IN ('email', 'phone')", name=op.f("ck_contact_edit_field_known")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_contact_edit_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_edit")),
    )
    with op.batch_alter_table("contact_edit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_edit_client_id"), ["client_id"], unique=False)

    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("past_due_cents", sa.BigInteger(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_confirmation_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_confirmation_client_id"), ["client_id"], unique=False)

    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("expected_cents", sa.BigInteger(), nullable=True),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_watch_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
    )
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_watch_client_id"), ["client_id"], unique=False)

    op.create_table(
        "run_error",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["sync_run.id"],
            name=op.f("fk_run_error_run_id_sync_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_error")),
    )
    with op.batch_alter_table("run_error", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_error_run_id"), ["run_id"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raw_state", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("location_id", sa.Text(), nullable=True),
        sa.Column("trainer", sa.Text(), nullable=True),
        sa.Column("salesperson", sa.Text(), nullable=True),
        sa.Column("billing_state", sa.Text(), nullable=True),
        sa.Column("total_value_cents", sa.BigInteger(), nullable=True),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("explicit", sa.Text(), nullable=True),
        sa.Column("invoices_read", sa.Boolean(), nullable=False),
        sa.Column("kept_from_utc", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missing_since_utc", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_agreement_client_source_id_client_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint(
            "client_source_id", "remote_id", name=op.f("uq_agreement_client_source_id_remote_id")
        ),
    )
    op.create_table(
        "balance_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("as_of_on", sa.Date(), nullable=False),
        sa.Column("past_due_cents", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_past_due_cents", sa.BigInteger(), nullable=True),
        sa.Column("not_due_cents", sa.BigInteger(), nullable=False),
        sa.Column("days_1_30_cents", sa.BigInteger(), nullable=False),
        sa.Column("days_31_60_cents", sa.BigInteger(), nullable=False),
        sa.Column("days_61_90_cents", sa.BigInteger(), nullable=False),
        sa.Column("days_91_cents", sa.BigInteger(), nullable=False),
        sa.Column("no_date_cents", sa.BigInteger(), nullable=False),
        sa.Column("credit_cents", sa.BigInteger(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("oldest_due_on", sa.Date(), nullable=True),
        sa.Column("unpaid_invoices", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_balance_snapshot_client_source_id_client_source"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["sync_run.id"], name=op.f("fk_balance_snapshot_run_id_sync_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_balance_snapshot")),
        sa.UniqueConstraint(
            "run_id", "client_source_id", name=op.f("uq_balance_snapshot_run_id_client_source_id")
        ),
    )
    with op.batch_alter_table("balance_snapshot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_balance_snapshot_client_source_id"), ["client_source_id"], unique=False
        )

    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raw_state", sa.Text(), nullable=False),
        sa.Column("billing_on", sa.Date(), nullable=True),
        sa.Column("total_cents", sa.BigInteger(), nullable=True),
        sa.Column("owed_cents", sa.BigInteger(), nullable=True),
        sa.Column("owed_field", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_invoice_agreement_id_agreement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint(
            "agreement_id", "remote_id", name=op.f("uq_invoice_agreement_id_remote_id")
        ),
    )
    op.create_table(
        "scheduled_payment",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("billing_on", sa.Date(), nullable=True),
        sa.Column("total_cents", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_scheduled_payment_agreement_id_agreement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agreement_id", "position", name=op.f("pk_scheduled_payment")),
    )


def downgrade() -> None:
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watch_client_id"))

    op.drop_table("watch")
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confirmation_client_id"))

    op.drop_table("confirmation")
    op.drop_table("scheduled_payment")
    op.drop_table("invoice")
    with op.batch_alter_table("balance_snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_balance_snapshot_client_source_id"))

    op.drop_table("balance_snapshot")
    op.drop_table("agreement")
    with op.batch_alter_table("run_error", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_error_run_id"))

    op.drop_table("run_error")
    with op.batch_alter_table("contact_edit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_edit_client_id"))

    op.drop_table("contact_edit")
    with op.batch_alter_table("client_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_source_client_id"))

    op.drop_table("client_source")
    with op.batch_alter_table("sync_run", schema=None) as batch_op:
        batch_op.drop_index("ix_sync_run_club_id_source_started")

    op.drop_table("sync_run")
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_club_id"))

    op.drop_table("client")
    op.drop_table("club")
