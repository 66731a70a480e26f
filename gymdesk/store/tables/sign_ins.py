"""Sign-ins: as which users a club's sources are read, and whom each of them sees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import DeskTable, RefreshTable

PROGRAM = "GymDesk"
"""Who set up what nobody typed: a sign-in that was carried over, or let in for one run."""

_IN_USE = text("removed_at_utc IS NULL")


class SignInTable(DeskTable):
    """A user as whom a source is read; "" where the source asks for a key and no name.

    The secret is in the key store of each PC, never here. A sign-in that was removed stays as a
    row, so that it is known who removed it; set up again, it is a new row.
    """

    __tablename__ = "sign_in"
    TYPED = f"added_by <> '{PROGRAM}' OR removed_at_utc IS NOT NULL"
    __table_args__ = (
        Index(
            "uq_sign_in_in_use",
            *("club_id", "source", "username"),
            unique=True,
            sqlite_where=_IN_USE,
            postgresql_where=_IN_USE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    source: Mapped[str]
    username: Mapped[str]
    added_by: Mapped[str]
    added_at_utc: Mapped[datetime]
    removed_by: Mapped[str | None]
    removed_at_utc: Mapped[datetime | None]


class SeenThrough(RefreshTable):
    """A client who was in the newest whole list of a sign-in."""

    __tablename__ = "seen_through"

    sign_in_id: Mapped[int] = mapped_column(
        ForeignKey("sign_in.id"), primary_key=True, autoincrement=False
    )
    client_source_id: Mapped[int] = mapped_column(
        ForeignKey("client_source.id"), primary_key=True, autoincrement=False, index=True
    )
