"""What a source's inventory of sessions held for a client when it was last read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import RefreshTable


class SessionInventory(RefreshTable):
    """The last inventory that was read of a client, and the last try since that brought none.

    `entries` NULL = it was never read; `remaining` NULL = the entries do not prove what is left.
    `trouble` is why the last try failed: what stands here is then older than that try.
    """

    __tablename__ = "session_inventory"
    __table_args__ = (
        CheckConstraint("entries >= 0 AND remaining >= 0", name="not_negative"),
        CheckConstraint("remaining IS NULL OR entries > 0", name="remaining_of_entries"),
        CheckConstraint("(entries IS NULL) = (fetched_at_utc IS NULL)", name="fetched_with_age"),
        CheckConstraint("(trouble IS NULL) = (trouble_at_utc IS NULL)", name="trouble_with_age"),
    )

    client_source_id: Mapped[int] = mapped_column(
        ForeignKey("client_source.id"), primary_key=True, autoincrement=False
    )
    entries: Mapped[int | None]
    remaining: Mapped[int | None]
    fetched_at_utc: Mapped[datetime | None]
    fetched_run_id: Mapped[int | None] = mapped_column(ForeignKey("sync_run.id"))
    trouble: Mapped[str | None]
    trouble_at_utc: Mapped[datetime | None]
