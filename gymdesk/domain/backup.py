"""Backups: what one holds, what putting it back would cost, and which days are kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from pathlib import Path

KEEP_DAYS: Final = 7
KEEP_WEEKS: Final = 4


class BackupKind(StrEnum):
    """Why a backup was taken."""

    DAILY = "daily"
    BEFORE_UPDATE = "before update"
    BEFORE_RESTORE = "before restore"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class BackupFile:
    """A backup as it lies in the folder; nothing in it was read yet."""

    path: Path
    kind: BackupKind
    written_at_utc: datetime
    size_bytes: int


@dataclass(frozen=True)
class BackupContents:
    """What a backup, or the store itself, holds. `newest_run_utc` None = never refreshed.

    `typed` counts what was typed at the desk, by the name of its table.
    """

    path: Path
    written_at_utc: datetime
    size_bytes: int
    revision: str
    clients: int
    runs: int
    newest_run_utc: datetime | None
    typed: Mapping[str, int]


@dataclass(frozen=True)
class Loss:
    """What the store has and a backup has not.

    Clients and runs come back with a refresh, or nothing is missed without them. What was `typed`
    since, or changed, does not: by the name of its table, and only what there is.
    """

    clients: int
    runs: int
    typed: Mapping[str, int]


@dataclass(frozen=True)
class RestorePreview:
    """A backup beside the store as it is; `now` and `loss` are None where it cannot be read."""

    backup: BackupContents
    now: BackupContents | None
    loss: Loss | None


@dataclass(frozen=True)
class Restored:
    """A backup that was put back, and where the former store lies now (None: there was none)."""

    backup: BackupContents
    former: Path | None


def kept_days(days: Iterable[date]) -> frozenset[date]:
    """Return which days' backups stay: the last seven, then the newest of each of four weeks.

    Days are only compared with each other: a clock that was wrong for a day costs no backup.
    """
    newest_first = sorted(set(days), reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    for day in newest_first[KEEP_DAYS:]:
        weeks.setdefault(day.isocalendar()[:2], day)
    return frozenset([*newest_first[:KEEP_DAYS], *list(weeks.values())[:KEEP_WEEKS]])
