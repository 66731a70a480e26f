"""Several sign-ins of a club: as whom it is read, and whom each of them sees.

The one sign-in a club had so far is known to the key store alone; it is carried over when it is
first asked for (`gymdesk/sign_ins.py`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IN_USE = sa.text("removed_at_utc IS NULL")


def upgrade() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_at_utc", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["club_id"], ["club.id"], name=op.f("fk_sign_in_club_id_club")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index(
        "uq_sign_in_in_use",
        "sign_in",
        ["club_id", "source", "username"],
        unique=True,
        sqlite_where=IN_USE,
        postgresql_where=IN_USE,
    )
    op.create_table(
        "seen_through",
        sa.Column("sign_in_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["sign_in_id"], ["sign_in.id"], name=op.f("fk_seen_through_sign_in_id_sign_in")
        ),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_seen_through_client_source_id_client_source"),
        ),
        sa.PrimaryKeyConstraint("sign_in_id", "client_source_id", name=op.f("pk_seen_through")),
    )
    op.create_index(op.f("ix_seen_through_client_source_id"), "seen_through", ["client_source_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_seen_through_client_source_id"), "seen_through")
    op.drop_table("seen_through")
    op.drop_index("uq_sign_in_in_use", "sign_in")
    op.drop_table("sign_in")
