"""Joins: records of two systems that are one person, by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_join",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("from_client_id", sa.Integer(), nullable=False),
        sa.Column("to_client_id", sa.Integer(), nullable=False),
        sa.Column("joined_by", sa.Text(), nullable=False),
        sa.Column("joined_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parted_by", sa.Text(), nullable=True),
        sa.Column("parted_at_utc", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "from_client_id <> to_client_id", name=op.f("ck_client_join_two_clients")
        ),
        sa.CheckConstraint(
            "(parted_by IS NULL) = (parted_at_utc IS NULL)",
            name=op.f("ck_client_join_parting_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_client_join_client_source_id_client_source"),
        ),
        sa.ForeignKeyConstraint(
            ["from_client_id"], ["client.id"], name=op.f("fk_client_join_from_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["to_client_id"], ["client.id"], name=op.f("fk_client_join_to_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_join")),
    )
    op.create_index(op.f("ix_client_join_client_source_id"), "client_join", ["client_source_id"])
    op.create_index(op.f("ix_client_join_to_client_id"), "client_join", ["to_client_id"])


def downgrade() -> None:
    # who is joined is parted again, the newest joining first: there is no word of it any more
    op.execute(
        "UPDATE client_source SET client_id = (SELECT j.from_client_id FROM client_join AS j "
        "WHERE j.client_source_id = client_source.id AND j.parted_at_utc IS NULL "
        "ORDER BY j.id LIMIT 1) WHERE id IN "
        "(SELECT client_source_id FROM client_join WHERE parted_at_utc IS NULL)"
    )
    op.drop_index(op.f("ix_client_join_to_client_id"), table_name="client_join")
    op.drop_index(op.f("ix_client_join_client_source_id"), table_name="client_join")
    op.drop_table("client_join")
