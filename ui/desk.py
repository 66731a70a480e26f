"""What the window needs of the desk: protocols that the real desk and the tests' fakes fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from gymdesk.clock import Clock
    from gymdesk.credentials import Credential, KeyStoreState, Service
    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.paths import Places
    from gymdesk.rows import ClientDetail, ClientList, ClubRow, CollectionsList, RunRow, SourceRow
    from ui.worker import Engine


class ReadsStore(Protocol):
    """`gymdesk.queries.Queries`: blocking and thread-safe."""

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

    def runs(self, club_id: ClubId, limit: int = 30) -> tuple[RunRow, ...]:
        """Return the newest runs."""
        ...


class WritesStore(Protocol):
    """`gymdesk.commands.Commands`; *draft* is a `gymdesk.commands.ClubDraft`."""

    def add_club(self, draft: Any) -> ClubRow:
        """Add a club."""
        ...

    def change_club(self, club_id: ClubId, draft: Any) -> ClubRow:
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


class KeepsSecrets(Protocol):
    """`gymdesk.credentials.CredentialStore`: each call may block for seconds."""

    def state(self) -> KeyStoreState:
        """Return how the key store is."""
        ...

    def get(self, club_uid: str, service: Service) -> Credential | None:
        """Return the credential, None if there is none."""
        ...

    def put(
        self, club_uid: str, service: Service, credential: Credential, *, memory_only: bool = False
    ) -> None:
        """Keep a credential."""
        ...

    def kept_in_memory(self, club_uid: str, service: Service) -> bool:
        """Return whether it ends with this session."""
        ...


class KeepsSettings(Protocol):
    """`gymdesk.settings.SettingsFile`; its settings are a frozen dataclass."""

    def load(self) -> Any:
        """Return the settings."""
        ...

    def save(self, settings: Any) -> None:
        """Write the settings."""
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
    def places(self) -> Places:
        """Return where things lie."""
        ...

    def close(self) -> None:
        """Close the store."""
        ...
