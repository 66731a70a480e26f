"""What the window needs of the desk: protocols that the real desk and the tests' fakes fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from gymdesk.clock import Clock
    from gymdesk.credentials import Credential, KeyStoreState
    from gymdesk.domain.backup import BackupContents, BackupFile, Restored, RestorePreview
    from gymdesk.domain.case_event import CaseMark, Channel, Outcome, PaymentKind
    from gymdesk.domain.client import ClientId, ClubId, Source
    from gymdesk.domain.outbox import Intent, WriteId, WriteState
    from gymdesk.domain.status_word import WordKind
    from gymdesk.paths import Places
    from gymdesk.rows import (
        ClientDetail,
        ClientList,
        ClubRow,
        CollectionsList,
        ImportPreview,
        JoinRow,
        PairRow,
        RunRow,
        SignInRow,
        SourceRow,
        WatchedRow,
    )
    from gymdesk.rows.cases import AgedList, CallList, CaseDetail
    from gymdesk.rows.changes import ChangeList
    from gymdesk.rows.leads import LeadBook
    from gymdesk.rows.members import PackageShelf
    from gymdesk.rows.outbox import OutboxRow
    from gymdesk.rows.status_words import StatusWordTable
    from ui.worker import Engine


class ReadsCases(Protocol):
    """`gymdesk.queries.cases.CaseQueries`."""

    def call_list(self, club_id: ClubId) -> CallList:
        """Return who to call in which order, and who not and why."""
        ...

    def case(self, club_id: ClubId, client_id: ClientId) -> CaseDetail:
        """Return one case with its history."""
        ...

    def aging_on(self, club_id: ClubId, on: date) -> AgedList:
        """Return who owed what on a past day."""
        ...


class WritesCases(Protocol):
    """`gymdesk.commands.cases.CaseCommands`: its methods return the ids of the events written."""

    def note(self, client_id: ClientId, text: str, *, staff: str) -> int:
        """Write a note."""
        ...

    def contact(
        self,
        client_id: ClientId,
        channel: Channel,
        outcome: Outcome,
        *,
        staff: str,
        note: str | None = None,
        reason: str | None = None,
    ) -> int:
        """Log a contact; what warns of it needs a reason."""
        ...

    def promise(
        self,
        client_id: ClientId,
        on: date,
        *,
        staff: str,
        amount_cents: int | None = None,
        invoices: Sequence[str] | None = None,
        channel: Channel | None = None,
        pays_by: PaymentKind | None = None,
        note: str | None = None,
    ) -> int:
        """Take a promise."""
        ...

    def cancel_promise(self, promise_id: int, *, staff: str, note: str | None = None) -> int:
        """Take a promise off the case."""
        ...

    def says_paid(
        self,
        client_id: ClientId,
        *,
        staff: str,
        amount_cents: int | None = None,
        pays_by: PaymentKind | None = None,
        note: str | None = None,
    ) -> int:
        """Write that the client says it is paid."""
        ...

    def snooze(
        self, client_ids: Sequence[ClientId], until_on: date, *, staff: str, note: str | None = None
    ) -> list[int]:
        """Take clients off the list until a day."""
        ...

    def mark(
        self,
        client_ids: Sequence[ClientId],
        mark: CaseMark,
        *,
        staff: str,
        note: str | None = None,
    ) -> list[int]:
        """Mark cases."""
        ...

    def unmark(
        self,
        client_ids: Sequence[ClientId],
        mark: CaseMark,
        *,
        staff: str,
        note: str | None = None,
    ) -> list[int]:
        """Lift a mark."""
        ...

    def assign(self, client_ids: Sequence[ClientId], owner: str | None, *, staff: str) -> list[int]:
        """Give cases to somebody, or to nobody."""
        ...

    def set_rule(self, club_id: ClubId, name: str, value: int, *, staff: str) -> object:
        """Change one number that the club collects by."""
        ...

    def undo_all(self, event_ids: Sequence[int], *, staff: str) -> list[int]:
        """Take events back; undoing what this returns is to redo."""
        ...


class ReadsOutbox(Protocol):
    """`gymdesk.queries.outbox.OutboxQueries`: blocking and thread-safe."""

    def writes(self, club_id: ClubId, *, everything: bool = False) -> OutboxRow:
        """Return the changes elsewhere that are not settled; or all of them."""
        ...


class WritesOutbox(Protocol):
    """`gymdesk.commands.outbox.OutboxCommands`: each call blocks, and sends nothing."""

    def ask(
        self, club_id: ClubId, source: Source, intent: Intent, *, key: str, staff: str
    ) -> WriteId:
        """Record a change elsewhere."""
        ...

    def retry(self, write_id: WriteId, *, staff: str) -> WriteState:
        """Let a change wait again."""
        ...

    def discard(self, write_id: WriteId, *, staff: str) -> None:
        """Give a change up."""
        ...


class ReadsLeads(Protocol):
    """`gymdesk.queries.leads.LeadQueries`: blocking and thread-safe."""

    def book(self, club_id: ClubId) -> LeadBook:
        """Return the leads of a club."""
        ...


class WritesLeads(Protocol):
    """`gymdesk.commands.leads.LeadCommands`: each call blocks, and sends nothing."""

    def follow_up(self, club_id: ClubId, lead_id: str, day: int, *, done: bool, staff: str) -> None:
        """Write that a follow-up was done, or take that back."""
        ...


class ReadsMembers(Protocol):
    """`gymdesk.queries.members.MemberQueries`: blocking and thread-safe."""

    def shelf(self, club_id: ClubId) -> PackageShelf:
        """Return what was sold before, and whether WODIFY can be asked."""
        ...


class ReadsChanges(Protocol):
    """`gymdesk.queries.changes.ChangeQueries`."""

    def since(self, club_id: ClubId, viewer: str) -> ChangeList:
        """Return what changed since the viewer's last look."""
        ...


class KeepsLooks(Protocol):
    """`gymdesk.commands.looks.LookCommands`."""

    def mark_seen(self, club_id: ClubId, run_id: int, *, viewer: str) -> None:
        """Keep up to which run the viewer has seen."""
        ...


class ReadsJoins(Protocol):
    """`gymdesk.queries.joins.JoinQueries`: blocking and thread-safe."""

    def likely(self, club_id: ClubId) -> tuple[PairRow, ...]:
        """Return who is likely one person in two systems."""
        ...

    def joined(self, club_id: ClubId) -> tuple[JoinRow, ...]:
        """Return who was joined by hand."""
        ...


class WritesJoins(Protocol):
    """`gymdesk.commands.joins.JoinCommands`: each call blocks."""

    def join(self, club_id: ClubId, one: ClientId, other: ClientId, *, staff: str) -> ClientId:
        """Make one client of two; return who is left."""
        ...

    def part(
        self,
        club_id: ClubId,
        client_id: ClientId,
        *,
        staff: str,
        from_client: ClientId | None = None,
    ) -> int:
        """Undo what was joined to a client, or only what was one client's."""
        ...


class ReadsStatusWords(Protocol):
    """`gymdesk.queries.status_words.StatusWordQueries`: blocking and thread-safe."""

    def table(self, club_id: ClubId) -> StatusWordTable:
        """Return WODIFY's states and what they mean."""
        ...


class WritesStatusWords(Protocol):
    """`gymdesk.commands.status_words.StatusWordCommands`: each call blocks, and sends nothing."""

    def mean(
        self,
        club_id: ClubId,
        said: Mapping[tuple[WordKind, str], str | None],
        *,
        staff: str,
    ) -> Mapping[tuple[WordKind, str], str | None]:
        """Keep what labels mean; return what undoes it."""
        ...


class ReadsStore(Protocol):
    """`gymdesk.queries.Queries`: blocking and thread-safe."""

    @property
    def cases(self) -> ReadsCases:
        """Return what reads the cases."""
        ...

    @property
    def members(self) -> ReadsMembers:
        """Return what reads the members."""
        ...

    @property
    def joins(self) -> ReadsJoins:
        """Return what reads who is one person in two systems."""
        ...

    @property
    def status_words(self) -> ReadsStatusWords:
        """Return what reads WODIFY's states."""
        ...

    @property
    def leads(self) -> ReadsLeads:
        """Return what reads the leads."""
        ...

    @property
    def outbox(self) -> ReadsOutbox:
        """Return what reads the changes elsewhere."""
        ...

    def clubs(self) -> tuple[ClubRow, ...]:
        """Return all clubs."""
        ...

    def clients(self, club_id: ClubId) -> ClientList:
        """Return everybody of a club."""
        ...

    def client(self, club_id: ClubId, client_id: ClientId) -> ClientDetail:
        """Return one person with agreements and invoices."""
        ...

    def collections(self, club_id: ClubId) -> CollectionsList:
        """Return who owes or may owe."""
        ...

    def sources(self, club_id: ClubId) -> tuple[SourceRow, ...]:
        """Return how the sources are."""
        ...

    @property
    def changes(self) -> ReadsChanges:
        """Return what reads what changed."""
        ...

    def history(self, club_id: ClubId) -> tuple[RunRow, ...]:
        """Return the runs that errors are kept of."""
        ...

    def runs(self, club_id: ClubId, limit: int = 30) -> tuple[RunRow, ...]:
        """Return the newest runs."""
        ...

    def watched(self, club_id: ClubId) -> tuple[WatchedRow, ...]:
        """Return the watched clients with what is owed now."""
        ...


class DecidesHeld(Protocol):
    """`gymdesk.commands.held.HeldCommands`: each call blocks."""

    def accept(self, club_id: ClubId, *, staff: str, held_id: int | None = None) -> int:
        """Write what held sweeps found, or the one that is named."""
        ...

    def drop(self, club_id: ClubId, *, staff: str, held_id: int | None = None) -> int:
        """Discard what held sweeps found, or the one that is named."""
        ...


class ReadsFiles(Protocol):
    """`gymdesk.commands.files.FileCommands`: each call blocks."""

    def look_at(self, club_id: ClubId, path: Path) -> ImportPreview:
        """Return what reading a file in would change."""
        ...

    def read_in(self, club_id: ClubId, path: Path, *, staff: str) -> ImportPreview:
        """Read a file in."""
        ...


class WritesStore(Protocol):
    """`gymdesk.commands.Commands`; *draft* is a `gymdesk.commands.ClubDraft`."""

    @property
    def joins(self) -> WritesJoins:
        """Return what joins and parts clients."""
        ...

    @property
    def status_words(self) -> WritesStatusWords:
        """Return what keeps the meaning of WODIFY's states."""
        ...

    @property
    def leads(self) -> WritesLeads:
        """Return what writes follow-ups."""
        ...

    @property
    def outbox(self) -> WritesOutbox:
        """Return what records changes elsewhere."""
        ...

    @property
    def held(self) -> DecidesHeld:
        """Return what decides over held sweeps."""
        ...

    @property
    def cases(self) -> WritesCases:
        """Return what writes the cases."""
        ...

    @property
    def files(self) -> ReadsFiles:
        """Return what reads files in."""
        ...

    @property
    def looks(self) -> KeepsLooks:
        """Return what keeps who has seen what."""
        ...

    def add_club(self, draft: Any) -> ClubRow:
        """Add a club."""
        ...

    def change_club(self, club_id: ClubId, draft: Any, *, same_gym: bool = False) -> ClubRow:
        """Replace a club's settings."""
        ...

    def set_contact(
        self,
        client_id: ClientId,
        *,
        email: str | None = ...,
        phone: str | None = ...,
        staff: str,
    ) -> None:
        """Write the desk's own contact of a client; an empty text takes it away."""
        ...

    def confirm_amount(self, client_id: ClientId, cents: int, *, staff: str) -> int:
        """Keep that an amount was checked; return the id of that."""
        ...

    def take_back_confirmation(self, confirmation_id: int, *, staff: str) -> None:
        """Undo a confirmation."""
        ...

    def confirm_again(self, confirmation_id: int, *, staff: str) -> None:
        """Redo a confirmation that was taken back."""
        ...

    def watch(self, client_id: ClientId, expected_cents: int | None, *, staff: str) -> None:
        """Watch a client, or no more."""
        ...


class KeepsSecrets(Protocol):
    """`gymdesk.credentials.CredentialStore`: each call may block for seconds."""

    def state(self) -> KeyStoreState:
        """Return how the key store is."""
        ...


class KeepsSignIns(Protocol):
    """`gymdesk.sign_ins.SignIns`: each call may block for seconds."""

    def listed(self, club: ClubRow, source: Source) -> tuple[SignInRow, ...]:
        """Return the sign-ins of a club and source."""
        ...

    def credential(self, club: ClubRow, source: Source, username: str) -> Credential | None:
        """Return a user's name and secret, None if there is none."""
        ...

    def keep(
        self,
        club: ClubRow,
        source: Source,
        credential: Credential,
        *,
        staff: str,
        memory_only: bool = False,
    ) -> object:
        """Add or change the sign-in of a user."""
        ...

    def forget(self, club: ClubRow, source: Source, username: str, *, staff: str) -> None:
        """Remove a sign-in and its secret."""
        ...

    def kept_in_memory(self, club: ClubRow, source: Source) -> bool:
        """Return whether all of them end with this session."""
        ...


class KeepsSettings(Protocol):
    """`gymdesk.settings.SettingsFile`; its settings are a frozen dataclass."""

    def load(self) -> Any:
        """Return the settings."""
        ...

    def save(self, settings: Any) -> None:
        """Write the settings."""
        ...


class KeepsShapes(Protocol):
    """`gymdesk.shape_report.ShapeReport`: the call blocks."""

    def save(self, target: Path) -> None:
        """Copy the report of the last refresh to a file."""
        ...


class KeepsBackups(Protocol):
    """`gymdesk.safekeeping.Safekeeping`: each call blocks."""

    def back_up(self, target: Path) -> BackupContents:
        """Write a verified copy."""
        ...

    def daily(self, *, renew: bool = False) -> BackupContents | None:
        """Take today's backup unless it is there."""
        ...

    def listed(self) -> tuple[BackupFile, ...]:
        """Return the automatic backups, newest first."""
        ...

    def newest_sound(self) -> BackupContents | None:
        """Return the newest automatic backup that can be put back."""
        ...

    def preview(self, backup: Path) -> RestorePreview:
        """Return what a backup holds and what would be lost."""
        ...

    def restore(self, backup: Path) -> Restored:
        """Put a backup back into the open store."""
        ...

    def replace(self, backup: Path | None) -> Path | None:
        """Put a backup, or nothing, in the place of a store that nobody has open."""
        ...


class RunsItself(Protocol):
    """`gymdesk.jobs.Schedule`; the desk that made it closes it."""

    def start(self, submit: Callable[[Any], bool]) -> None:
        """Begin to submit what is due; blocks for a moment."""
        ...

    def beat(self) -> None:
        """Look at once what is due."""
        ...

    def close(self) -> None:
        """Submit nothing more."""
        ...


class OpenDesk(Protocol):
    """`gymdesk.bootstrap.Desk`."""

    @property
    def queries(self) -> ReadsStore:
        """Return what reads the store."""
        ...

    @property
    def commands(self) -> WritesStore:
        """Return what writes the store."""
        ...

    @property
    def credentials(self) -> KeepsSecrets:
        """Return what keeps secrets."""
        ...

    @property
    def sign_ins(self) -> KeepsSignIns:
        """Return what keeps the sign-ins."""
        ...

    @property
    def settings(self) -> KeepsSettings:
        """Return what keeps the settings."""
        ...

    @property
    def engine(self) -> Engine:
        """Return what talks to the sources."""
        ...

    @property
    def clock(self) -> Clock:
        """Return what tells the time."""
        ...

    @property
    def safekeeping(self) -> KeepsBackups:
        """Return what backs the store up."""
        ...

    @property
    def schedule(self) -> RunsItself:
        """Return what refreshes by itself."""
        ...

    @property
    def shapes(self) -> KeepsShapes:
        """Return what keeps the report for support."""
        ...

    @property
    def places(self) -> Places:
        """Return where things lie."""
        ...

    def close(self) -> None:
        """Close the store."""
        ...
