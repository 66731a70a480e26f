"""Files of WODIFY's memberships that were read in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "membership_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["club_id"], ["club.id"], name=op.f("fk_membership_file_club_id_club")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_file")),
    )
    with op.batch_alter_table("membership_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_file_club_id"), ["club_id"], unique=False)
    op.create_table(
        "imported_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_file_id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("auto_renew", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_imported_membership_client_source_id_client_source"),
        ),
        sa.ForeignKeyConstraint(
            ["membership_file_id"],
            ["membership_file.id"],
            name=op.f("fk_imported_membership_membership_file_id_membership_file"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_membership")),
        sa.UniqueConstraint(
            "membership_file_id",
            "client_source_id",
            "remote_id",
            name=op.f("uq_imported_membership_membership_file_id_client_source_id_remote_id"),
        ),
    )
    with op.batch_alter_table("imported_membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_membership_client_source_id"),
            ["client_source_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("imported_membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imported_membership_client_source_id"))
    op.drop_table("imported_membership")
    with op.batch_alter_table("membership_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_file_club_id"))
    op.drop_table("membership_file")
