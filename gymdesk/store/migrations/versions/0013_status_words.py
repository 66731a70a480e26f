"""What a gym's own words of status mean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "status_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=True),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('lead', 'client')", name=op.f("ck_status_word_kind_known")),
        sa.ForeignKeyConstraint(["club_id"], ["club.id"], name=op.f("fk_status_word_club_id_club")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_word")),
    )
    with op.batch_alter_table("status_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_word_club_id"), ["club_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("status_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_status_word_club_id"))
    op.drop_table("status_word")
