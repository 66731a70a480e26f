"""Looks at the holds of WODIFY's memberships: one membership at a time, as last answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import RefreshTable


class HoldLookTable(RefreshTable):
    """What the last look at a membership that was answered showed; `holds` is JSON.

    `looked_at_utc` NULL = none was ever answered. `known` False = the answer said nothing of holds.
    `unclear` = entries whose days are not understood; `raw` keeps them all as they came.
    """

    __tablename__ = "hold_look"
    __table_args__ = (UniqueConstraint("client_source_id", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"))
    remote_id: Mapped[str]
    known: Mapped[bool]
    holds: Mapped[str]
    unclear: Mapped[int] = mapped_column(Integer)
    raw: Mapped[str]
    looked_at_utc: Mapped[datetime | None]
    tried_at_utc: Mapped[datetime]
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id"))
