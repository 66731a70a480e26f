"""Clubs: a gym and where its sources live."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import DeskTable, fetched_column


class Club(DeskTable):
    """A gym, its calendar and where its sources live.

    `clubos_dialect` is what the user chose (NULL = find out), `clubos_dialect_found` what the last
    sign-in showed.
    """

    __tablename__ = "club"
    __table_args__ = (
        CheckConstraint("length(currency) = 3", name="currency_is_iso"),
        CheckConstraint(
            "clubos_dialect IN ('captured', 'documented')", name="clubos_dialect_known"
        ),
        CheckConstraint(
            "clubos_dialect_found IN ('captured', 'documented')",
            name="clubos_dialect_found_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    timezone: Mapped[str]
    currency: Mapped[str]
    locale: Mapped[str]
    clubos_url: Mapped[str | None]
    clubos_dialect: Mapped[str | None]
    clubos_dialect_found: Mapped[str | None] = fetched_column()
    wodify_url: Mapped[str | None]
    wodify_location: Mapped[str | None]
    wodify_profile: Mapped[str | None]
    stripe_url: Mapped[str | None]
    created_at_utc: Mapped[datetime]
