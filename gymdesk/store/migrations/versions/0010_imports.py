"""Files that were read in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("written_at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('clubos_export')", name=op.f("ck_import_file_kind_known")),
        sa.ForeignKeyConstraint(["club_id"], ["club.id"], name=op.f("fk_import_file_club_id_club")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_file_club_id"), ["club_id"], unique=False)
    op.create_table(
        "imported_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_file_id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("trainers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_imported_agreement_client_source_id_client_source"),
        ),
        sa.ForeignKeyConstraint(
            ["import_file_id"],
            ["import_file.id"],
            name=op.f("fk_imported_agreement_import_file_id_import_file"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_agreement")),
        sa.UniqueConstraint(
            "import_file_id",
            "client_source_id",
            "remote_id",
            name=op.f("uq_imported_agreement_import_file_id_client_source_id_remote_id"),
        ),
    )
    with op.batch_alter_table("imported_agreement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_agreement_client_source_id"),
            ["client_source_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("imported_agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imported_agreement_client_source_id"))
    op.drop_table("imported_agreement")
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_file_club_id"))
    op.drop_table("import_file")
