"""Files that the staff read in while a source could not be reached."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import DeskTable


class ImportFile(DeskTable):
    """A file that was read in, when it was made, and by whom it was read. Never changed."""

    __tablename__ = "import_file"
    __table_args__ = (CheckConstraint("kind IN ('clubos_export')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"), index=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    written_at_utc: Mapped[datetime]
    staff: Mapped[str]
    at_utc: Mapped[datetime]


class ImportedAgreement(DeskTable):
    """What a file says of one agreement of a client: no amounts. Never changed.

    `trainers` is a JSON list of names.
    """

    __tablename__ = "imported_agreement"
    __table_args__ = (UniqueConstraint("import_file_id", "client_source_id", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id", ondelete="CASCADE"))
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"), index=True)
    remote_id: Mapped[str]
    name: Mapped[str]
    end_on: Mapped[date | None]
    trainers: Mapped[str]


class MembershipFile(DeskTable):
    """An "All Memberships" export of WODIFY that was read in, and by whom. Never changed."""

    __tablename__ = "membership_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"), index=True)
    file_name: Mapped[str]
    staff: Mapped[str]
    at_utc: Mapped[datetime]


class ImportedMembership(DeskTable):
    """What a file says of one membership of a client: no amounts. Never changed.

    `auto_renew` None = the file does not say.
    """

    __tablename__ = "imported_membership"
    __table_args__ = (UniqueConstraint("membership_file_id", "client_source_id", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_file_id: Mapped[int] = mapped_column(
        ForeignKey("membership_file.id", ondelete="CASCADE")
    )
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"), index=True)
    remote_id: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    plan: Mapped[str]
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    auto_renew: Mapped[bool | None]
