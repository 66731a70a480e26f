"""What the store hands out: clients, agreements and clubs as its rows describe them."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from gymdesk.domain.client import ClubId, Person
from gymdesk.domain.dialect import ClubOsDialect
from gymdesk.rows import ClubRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from gymdesk.domain.agreement import Agreement
    from gymdesk.domain.hold import HoldLook


@dataclass(frozen=True, slots=True)
class StoredAgreement:
    """An agreement of the store. `kept_from_utc`: its invoices are older than the visit.

    `read_at_utc`: its invoices are a list of their own (WODIFY), read whole then.
    """

    agreement: Agreement
    kept_from_utc: datetime | None
    missing_since_utc: datetime | None
    read_at_utc: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredClient:
    """A client in one source with the agreements that the store has."""

    source_row: Mapping[Any, Any]
    agreements: tuple[StoredAgreement, ...]

    @property
    def person(self) -> Person:
        """Return who this is to the source."""
        row = self.source_row
        return Person(row["remote_id"], row["name"], row["email"], row["phone"])


@dataclass(frozen=True, slots=True)
class StoredLook:
    """What the last look that was answered showed, and when it was tried last.

    `looked_at_utc` None = none was ever answered, and nothing is known.
    """

    look: HoldLook
    looked_at_utc: datetime | None
    tried_at_utc: datetime
    run_id: int


def stored_look(row: Mapping[Any, Any]) -> StoredLook:
    """Return the look of a row."""
    from gymdesk.domain.hold import Hold, HoldLook  # here: the first rows need none of it

    holds = tuple(
        Hold(
            date.fromisoformat(h["from_on"]),
            None if h["until_on"] is None else date.fromisoformat(h["until_on"]),
            h["reason"],
        )
        for h in json.loads(row["holds"])
    )
    look = HoldLook(bool(row["known"]), holds, row["unclear"], row["raw"])
    return StoredLook(look, row["looked_at_utc"], row["tried_at_utc"], row["run_id"])


@dataclass(frozen=True, slots=True)
class StoredImport:
    """What a file says of one agreement, and which file that was."""

    remote_id: str
    name: str
    end_on: date | None
    trainers: tuple[str, ...]
    file_name: str
    written_at_utc: datetime


@dataclass(frozen=True, slots=True)
class StoredInventory:
    """The last inventory that was read of a client, None = never; and why the last try failed."""

    entries: int | None
    remaining: int | None
    fetched_at_utc: datetime | None
    fetched_run_id: int | None
    trouble: str | None
    trouble_at_utc: datetime | None


def inventories_of(rows: Sequence[Mapping[Any, Any]]) -> dict[int, StoredInventory]:
    """Return rows of inventories by client_source id."""
    return {
        row["client_source_id"]: StoredInventory(
            row["entries"],
            row["remaining"],
            row["fetched_at_utc"],
            row["fetched_run_id"],
            row["trouble"],
            row["trouble_at_utc"],
        )
        for row in rows
    }


def imports_of(rows: Sequence[Mapping[Any, Any]]) -> dict[int, list[StoredImport]]:
    """Return rows of imported agreements by client_source id."""
    found: defaultdict[int, list[StoredImport]] = defaultdict(list)
    for row in rows:
        found[row["client_source_id"]].append(
            StoredImport(
                row["remote_id"],
                row["name"],
                row["end_on"],
                tuple(json.loads(row["trainers"])),
                row["file_name"],
                row["written_at_utc"],
            )
        )
    return dict(found)


@dataclass(frozen=True, slots=True)
class StoredFileMembership:
    """What a file says of one membership, and which file that was."""

    remote_id: str
    name: str
    kind: str
    plan: str
    start_on: date | None
    end_on: date | None
    auto_renew: bool | None
    file_name: str
    at_utc: datetime


def file_memberships_of(
    rows: Iterable[Mapping[Any, Any]],
) -> dict[str, list[StoredFileMembership]]:
    """Return rows of imported memberships by the client's remote id."""
    found: defaultdict[str, list[StoredFileMembership]] = defaultdict(list)
    for row in rows:
        said = {f.name: row[f.name] for f in fields(StoredFileMembership)}
        found[row["client_remote_id"]].append(StoredFileMembership(**said))
    return dict(found)


def club_row(row: Mapping[Any, Any]) -> ClubRow:
    """Return the club that a row of its table describes."""
    return ClubRow(
        club_id=ClubId(row["id"]),
        uid=row["uid"],
        name=row["name"],
        timezone=row["timezone"],
        currency=row["currency"],
        locale=row["locale"],
        clubos_url=row["clubos_url"],
        wodify_url=row["wodify_url"],
        wodify_location=row["wodify_location"],
        wodify_profile=row["wodify_profile"],
        stripe_url=row["stripe_url"],
        clubos_dialect=_dialect(row["clubos_dialect"]),
        clubos_dialect_found=_dialect(row["clubos_dialect_found"]),
    )


def _dialect(name: str | None) -> ClubOsDialect | None:
    return None if name is None else ClubOsDialect(name)
