"""Cases: what was done about a debt, when debts came and went, and the numbers to go by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Of the balances before: who began to owe with a run, and who owed nothing any more. What could
# not be read, or only in part, is no turn.
_TURNS = """
INSERT INTO debt_turn (client_source_id, run_id, on_day, owes)
SELECT client_source_id, run_id, as_of_on, owes FROM (
  SELECT client_source_id, run_id, as_of_on, owes,
         LAG(owes) OVER (PARTITION BY client_source_id ORDER BY run_id) AS owed_before
  FROM (
    SELECT client_source_id, run_id, as_of_on,
           coalesce(past_due_cents, 0) > 0 OR coalesce(cancelled_past_due_cents, 0) > 0 AS owes
    FROM balance_snapshot
    WHERE past_due_cents > 0 OR cancelled_past_due_cents > 0 OR
          (past_due_cents = 0 AND cancelled_past_due_cents = 0 AND marks NOT LIKE '%stale%')
  ) AS balances
) AS in_order
WHERE owes <> coalesce(owed_before, false)
ORDER BY run_id, client_source_id
"""


def upgrade() -> None:
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("pays_by", sa.Text(), nullable=True),
        sa.Column("covers", sa.Text(), nullable=True),
        sa.Column("covers_all", sa.Boolean(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("refers_to", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("warned", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('note', 'contact', 'promise', 'promise_cancelled', 'judged', 'snooze', "
            "'says_paid', 'mark', 'unmark', 'owner', 'undo')",
            name=op.f("ck_case_event_kind_known"),
        ),
        sa.CheckConstraint(
            "channel IN ('call', 'text', 'email', 'letter', 'in_person')",
            name=op.f("ck_case_event_channel_known"),
        ),
        sa.CheckConstraint(
            "outcome IN ('spoke', 'no_answer', 'voicemail', 'wrong_number', 'other_person', "
            "'sent')",
            name=op.f("ck_case_event_outcome_known"),
        ),
        sa.CheckConstraint(
            "pays_by IN ('card', 'cash', 'check', 'bank')",
            name=op.f("ck_case_event_pays_by_known"),
        ),
        sa.CheckConstraint(
            "mark IN ('dispute', 'hold', 'agency', 'write_off', 'do_not_contact', 'plan')",
            name=op.f("ck_case_event_mark_known"),
        ),
        sa.CheckConstraint(
            "verdict IN ('kept', 'partly_kept', 'broken')",
            name=op.f("ck_case_event_verdict_known"),
        ),
        sa.CheckConstraint("staff <> ''", name=op.f("ck_case_event_staff_named")),
        sa.CheckConstraint(
            "length(note) BETWEEN 1 AND 2000", name=op.f("ck_case_event_note_bounded")
        ),
        sa.CheckConstraint(
            "length(reason) BETWEEN 1 AND 2000", name=op.f("ck_case_event_reason_bounded")
        ),
        sa.CheckConstraint(
            "kind <> 'note' OR note IS NOT NULL", name=op.f("ck_case_event_note_says_something")
        ),
        sa.CheckConstraint(
            "kind <> 'contact' OR (channel IS NOT NULL AND outcome IS NOT NULL)",
            name=op.f("ck_case_event_contact_is_whole"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('promise', 'snooze') OR on_day IS NOT NULL",
            name=op.f("ck_case_event_day_is_there"),
        ),
        sa.CheckConstraint(
            "amount_cents >= 0 AND (amount_cents > 0 OR kind = 'judged')",
            name=op.f("ck_case_event_amount_positive"),
        ),
        sa.CheckConstraint(
            "(kind IN ('mark', 'unmark')) = (mark IS NOT NULL)",
            name=op.f("ck_case_event_mark_is_named"),
        ),
        sa.CheckConstraint(
            "(kind IN ('undo', 'judged', 'promise_cancelled')) = (refers_to IS NOT NULL)",
            name=op.f("ck_case_event_refers_to_an_event"),
        ),
        sa.CheckConstraint(
            "(kind = 'judged') = (verdict IS NOT NULL)",
            name=op.f("ck_case_event_verdict_is_said"),
        ),
        sa.CheckConstraint("refers_to < id", name=op.f("ck_case_event_refers_to_the_past")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_case_event_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_case_event_client_source_id_client_source"),
        ),
        sa.ForeignKeyConstraint(
            ["refers_to"], ["case_event.id"], name=op.f("fk_case_event_refers_to_case_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_event_client_id"), ["client_id"], unique=False)

    op.create_table(
        "debt_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_source_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("owes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_source_id"],
            ["client_source.id"],
            name=op.f("fk_debt_turn_client_source_id_client_source"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["sync_run.id"], name=op.f("fk_debt_turn_run_id_sync_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_turn")),
        sa.UniqueConstraint(
            "client_source_id", "run_id", name=op.f("uq_debt_turn_client_source_id_run_id")
        ),
    )
    with op.batch_alter_table("debt_turn", schema=None) as batch_op:
        batch_op.create_index(
            "ix_debt_turn_client_source_id_id", ["client_source_id", "id"], unique=False
        )
    op.execute(_TURNS)

    op.create_table(
        "collection_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["club_id"], ["club.id"], name=op.f("fk_collection_rule_club_id_club")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_rule")),
    )
    with op.batch_alter_table("collection_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_collection_rule_club_id"), ["club_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("collection_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collection_rule_club_id"))

    op.drop_table("collection_rule")
    with op.batch_alter_table("debt_turn", schema=None) as batch_op:
        batch_op.drop_index("ix_debt_turn_client_source_id_id")

    op.drop_table("debt_turn")
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_event_client_id"))

    op.drop_table("case_event")
