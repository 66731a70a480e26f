"""Joins: records of two systems that the manager says are one person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import DeskTable


class ClientJoin(DeskTable):
    """A record of a source moved from one client to another by hand; parting moves it back.

    The row is the joining: with it the parting is exact, and it stays to tell who did what.
    """

    __tablename__ = "client_join"
    __table_args__ = (
        CheckConstraint("from_client_id <> to_client_id", name="two_clients"),
        CheckConstraint("(parted_by IS NULL) = (parted_at_utc IS NULL)", name="parting_is_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"), index=True)
    from_client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    to_client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    joined_by: Mapped[str]
    joined_at_utc: Mapped[datetime]
    parted_by: Mapped[str | None]
    parted_at_utc: Mapped[datetime | None]
