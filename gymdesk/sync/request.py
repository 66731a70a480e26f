"""What is asked of the sync engine, and what it tells while and after it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from gymdesk.domain.client import ClubId, ItemTrouble, Source
    from gymdesk.domain.dialect import ClubOsDialect
    from gymdesk.domain.outbox import WriteId, WriteState
    from gymdesk.domain.sweep import SweepFinding
    from gymdesk.domain.wodify import Probed
    from gymdesk.rows import RunStatus
    from gymdesk.rows.members import PackageShelf

Trigger = Literal["click", "schedule", "command line"]
Chore = Literal["backup", "integrity check", "tidy"]
Phase = Literal["signing in", "finding clients", "reading clients", "storing"]


@dataclass(frozen=True)
class RefreshRequest:
    """Fetch anew. Empty `sources` = all that are set up; `club_ids` None = every club.

    `entities` are what is read of the sources ("clients"; "members", "leads", "invoices"), empty =
    everything.

    `force` ignores what was fetched only a moment ago (the list of assigned clients) and is never
    skipped. `only` = the remote ids of the clients wanted, empty = everybody; such a refresh marks
    nobody missing and is not the source's last complete success. `inventory` = whether ClubOS is
    asked for the session inventory as well, None = as the settings say.
    """

    club_ids: tuple[ClubId, ...] | None = None
    sources: tuple[Source, ...] = ()
    force: bool = True
    trigger: Trigger = "click"
    only: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    inventory: bool | None = None


@dataclass(frozen=True)
class ChoreRequest:
    """Do something for the desk's own store."""

    chore: Chore
    trigger: Trigger = "schedule"


@dataclass(frozen=True)
class ChoreReport:
    """A chore that was done. `troubles` is what the manager must know, empty = all is well."""

    chore: Chore
    troubles: tuple[str, ...]
    started_at_utc: datetime
    finished_at_utc: datetime


@dataclass(frozen=True)
class SignInTest:
    """Try a sign-in that may not be stored yet. The secret lives in memory only.

    `dialect` None = find out how the service answers.
    """

    club_id: ClubId
    source: Source
    address: str
    username: str
    secret: str
    dialect: ClubOsDialect | None = None

    def __repr__(self) -> str:
        return f"SignInTest(club_id={self.club_id}, source={self.source})"


@dataclass(frozen=True)
class SignInAnswer:
    """What a sign-in test found. `clients` None = could not be counted.

    `dialect` is how the service answers, None where it has but one way.
    """

    signed_in_as: str | None
    clients: int | None
    seconds: float
    dialect: ClubOsDialect | None = None


@dataclass(frozen=True)
class ProbeRequest:
    """Ask WODIFY what its key reaches: read-only questions, nothing is stored.

    Neither the address nor the key need be kept yet; the key lives in memory only. `profile` None
    = the real API.
    """

    address: str
    key: str
    location: str | None = None
    profile: str | None = None

    def __repr__(self) -> str:
        return f"ProbeRequest(profile={self.profile})"


@dataclass(frozen=True)
class ProbeReport:
    """What each question found, in the order they were asked."""

    found: tuple[Probed, ...]
    seconds: float


@dataclass(frozen=True)
class PackagesRequest:
    """Ask a club's WODIFY what can be sold; nothing is stored."""

    club_id: ClubId


@dataclass(frozen=True)
class PackagesAnswer:
    """What WODIFY lists to be sold."""

    shelf: PackageShelf


@dataclass(frozen=True)
class SendRequest:
    """Send the changes that wait, and look after those that may be done or not.

    Empty `write_ids` = all of them; `club_ids` None = every club. `look_only` sends nothing.
    """

    club_ids: tuple[ClubId, ...] | None = None
    write_ids: tuple[WriteId, ...] = ()
    look_only: bool = False


@dataclass(frozen=True)
class WriteMoved:
    """A change came into another state."""

    club_id: ClubId
    write_id: WriteId
    state: WriteState


@dataclass(frozen=True)
class SendReport:
    """Where each change came to.

    `look_again_utc` = a look then proves what it cannot prove now. `waiting` = something was not
    sent because another program refreshes.
    """

    moved: tuple[WriteMoved, ...] = ()
    look_again_utc: datetime | None = None
    waiting: bool = False


@dataclass(frozen=True)
class Progress:
    """A counted step. `total` None while it is not known how many there are."""

    club: str
    source: Source
    phase: Phase
    done: int = 0
    total: int | None = None


@dataclass(frozen=True)
class ClientsStored:
    """New figures of some clients are in the store: panes may show them."""

    club_id: ClubId
    done: int
    total: int


@dataclass(frozen=True)
class RunReport:
    """How one run of one source and entity of one club ended; `reason` is why it was skipped.

    `remark` is worth knowing and no error: no figure hangs on it. `held` is what made a sweep
    doubtful, `waiting` of how many clients the old figures stand until the manager decides.
    """

    club_id: ClubId
    club: str
    source: Source
    entity: str
    status: RunStatus
    started_at_utc: datetime
    finished_at_utc: datetime
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: int = 0
    failed: int = 0
    requests: int = 0
    done: int = 0
    total: int | None = None
    errors: tuple[ItemTrouble, ...] = ()
    reason: str | None = None
    remark: str | None = None
    held: SweepFinding | None = None
    waiting: int = 0

    @property
    def seconds(self) -> float:
        """Return how long the run took, 0 where the clock was set back meanwhile."""
        return max(0.0, (self.finished_at_utc - self.started_at_utc).total_seconds())


@dataclass(frozen=True)
class RefreshReport:
    """All runs of one request, in the order they were started."""

    runs: tuple[RunReport, ...]
