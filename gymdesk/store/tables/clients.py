"""People: the desk's own key and columns, and who they are in a source."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import DeskTable, RefreshTable, cents


class Client(RefreshTable):
    """The desk's own key for a person, and what was typed at the desk: no refresh touches it.

    A refresh makes these rows; each contact typed here is a `ContactEdit` as well.
    """

    __tablename__ = "client"

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"), index=True)
    email_desk: Mapped[str | None]
    phone_desk: Mapped[str | None]
    created_at_utc: Mapped[datetime]


class ContactEdit(DeskTable):
    """One change of a contact typed at the desk, with who typed it. Rows are never changed."""

    __tablename__ = "contact_edit"
    __table_args__ = (CheckConstraint("field IN ('email', 'phone')", name="field_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    field: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    staff: Mapped[str]
    at_utc: Mapped[datetime]


class Confirmation(DeskTable):
    """The manager checked that a client owes this amount. Rows are never changed."""

    __tablename__ = "confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    past_due_cents: Mapped[int] = cents()
    staff: Mapped[str]
    at_utc: Mapped[datetime]


class ConfirmationTurn(DeskTable):
    """A confirmation was taken back, or holds again. Its newest turn counts; rows stay."""

    __tablename__ = "confirmation_turn"

    id: Mapped[int] = mapped_column(primary_key=True)
    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"), index=True)
    holds: Mapped[bool]
    staff: Mapped[str]
    at_utc: Mapped[datetime]


class Watch(DeskTable):
    """A client whose amount is known is watched from now on; None ends the watch. Append-only."""

    __tablename__ = "watch"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    expected_cents: Mapped[int | None] = cents(optional=True)
    staff: Mapped[str]
    at_utc: Mapped[datetime]


class ClientSource(RefreshTable):
    """Who a client is in one source. The key is the source's id, never a name or an address.

    `fetched_at_utc` None = no figures were ever read. `trouble` is why the last visit failed.
    """

    __tablename__ = "client_source"
    __table_args__ = (UniqueConstraint("club_id", "source", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    source: Mapped[str]
    remote_id: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    fetched_at_utc: Mapped[datetime | None]
    fetched_run_id: Mapped[int | None] = mapped_column(ForeignKey("sync_run.id"))
    missing_since_utc: Mapped[datetime | None]
    trouble: Mapped[str | None]
    trouble_at_utc: Mapped[datetime | None]
