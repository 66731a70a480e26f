"""Cases: what was done about a debt, when debts came and went, and the numbers to go by.

Every table here is append-only: a row is undone or replaced by a later one.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import DeskTable, RefreshTable, cents


class CaseEventTable(DeskTable):
    """One event of a client's case. `client_source_id`: the source record it was written on.

    `covers` is JSON: what a promise covers and what was owed on it then.
    """

    __tablename__ = "case_event"
    TYPED = "kind <> 'judged'"  # a verdict comes again with the figures
    __table_args__ = (
        CheckConstraint(
            "kind IN ('note', 'contact', 'promise', 'promise_cancelled', 'judged', 'snooze', "
            "'says_paid', 'mark', 'unmark', 'owner', 'undo')",
            name="kind_known",
        ),
        CheckConstraint(
            "channel IN ('call', 'text', 'email', 'letter', 'in_person')", name="channel_known"
        ),
        CheckConstraint(
            "outcome IN ('spoke', 'no_answer', 'voicemail', 'wrong_number', 'other_person', "
            "'sent')",
            name="outcome_known",
        ),
        CheckConstraint("pays_by IN ('card', 'cash', 'check', 'bank')", name="pays_by_known"),
        CheckConstraint(
            "mark IN ('dispute', 'hold', 'agency', 'write_off', 'do_not_contact', 'plan')",
            name="mark_known",
        ),
        CheckConstraint("verdict IN ('kept', 'partly_kept', 'broken')", name="verdict_known"),
        CheckConstraint("staff <> ''", name="staff_named"),
        CheckConstraint("length(note) BETWEEN 1 AND 2000", name="note_bounded"),
        CheckConstraint("length(reason) BETWEEN 1 AND 2000", name="reason_bounded"),
        CheckConstraint("kind <> 'note' OR note IS NOT NULL", name="note_says_something"),
        CheckConstraint(
            "kind <> 'contact' OR (channel IS NOT NULL AND outcome IS NOT NULL)",
            name="contact_is_whole",
        ),
        CheckConstraint(
            "kind NOT IN ('promise', 'snooze') OR on_day IS NOT NULL", name="day_is_there"
        ),
        CheckConstraint(
            "amount_cents >= 0 AND (amount_cents > 0 OR kind = 'judged')",
            name="amount_positive",
        ),
        CheckConstraint("(kind IN ('mark', 'unmark')) = (mark IS NOT NULL)", name="mark_is_named"),
        CheckConstraint(
            "(kind IN ('undo', 'judged', 'promise_cancelled')) = (refers_to IS NOT NULL)",
            name="refers_to_an_event",
        ),
        CheckConstraint("(kind = 'judged') = (verdict IS NOT NULL)", name="verdict_is_said"),
        CheckConstraint("refers_to < id", name="refers_to_the_past"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    client_source_id: Mapped[int | None] = mapped_column(ForeignKey("client_source.id"))
    kind: Mapped[str]
    staff: Mapped[str]
    at_utc: Mapped[datetime]
    note: Mapped[str | None]
    channel: Mapped[str | None]
    outcome: Mapped[str | None]
    on_day: Mapped[date | None]
    amount_cents: Mapped[int | None] = cents(optional=True)
    pays_by: Mapped[str | None]
    covers: Mapped[str | None]
    covers_all: Mapped[bool]
    mark: Mapped[str | None]
    owner: Mapped[str | None]
    verdict: Mapped[str | None]
    refers_to: Mapped[int | None] = mapped_column(ForeignKey("case_event.id"))
    reason: Mapped[str | None]
    warned: Mapped[str | None]


class DebtTurn(RefreshTable):
    """From this run on a client owed in one source, or owed nothing any more.

    Written with the balance of the run, and only where it differs from the turn before: the
    history of a debt without going through all balances.
    """

    __tablename__ = "debt_turn"
    __table_args__ = (
        UniqueConstraint("client_source_id", "run_id"),
        Index("ix_debt_turn_client_source_id_id", "client_source_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id"))
    on_day: Mapped[date]
    owes: Mapped[bool]


class CollectionRule(DeskTable):
    """A number that collecting goes by in a club, from now on. The newest of a name holds."""

    __tablename__ = "collection_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"), index=True)
    name: Mapped[str]
    value: Mapped[int] = mapped_column(Integer)
    staff: Mapped[str]
    at_utc: Mapped[datetime]
