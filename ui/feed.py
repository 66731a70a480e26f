"""The feed: what the open desk holds for the chosen club, read in the background and announced."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gymdesk.domain.client import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from gymdesk.credentials import KeyStoreUse
    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.errors import DeskError
    from gymdesk.first_look import FirstList
    from gymdesk.rows import (
        ClientDetail,
        ClientList,
        ClubRow,
        SourceRow,
        WatchedRow,
    )
    from gymdesk.rows.cases import CallList
    from gymdesk.rows.changes import ChangeList
    from ui.desk import OpenDesk
    from ui.reading import Reader

    _Listed: TypeAlias = tuple[str, Callable[[ClubId], object], Callable[[Any], None]]

RELOAD_MS = 250
"""While a refresh stores clients, lists are read again at most this often."""
REST = 3
"""And after each reading they rest three times as long as it took: a large club takes seconds."""


class Feed(QObject):
    """Tells panes what to show. Each signal carries one row object of `gymdesk.rows`.

    Nothing is read twice at once: a newer read drops the older one. While no desk is open, or no
    club is set up, nothing is announced but `clubs_read`.
    """

    clubs_read = Signal(object)
    club_chosen = Signal(object)
    clients_read = Signal(object)
    collections_read = Signal(object)
    order_known = Signal(object)
    calls_read = Signal(object)
    sources_read = Signal(object)
    watched_read = Signal(object)
    changes_read = Signal(object)
    client_read = Signal(object)
    branches_read = Signal(object)
    key_store_read = Signal(object)
    contact_saved = Signal(object)
    contact_refused = Signal(object)
    read_failed = Signal(object)

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self.viewer = ""
        self._desk: OpenDesk | None = None
        self._clubs: tuple[ClubRow, ...] = ()
        self._club: ClubRow | None = None
        self._client_id: ClientId | None = None
        self._detail: ClientDetail | None = None
        self._to_read: list[_Listed] = []
        self._reading_lists = False
        self._lists_since_s = 0.0
        self._again = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(RELOAD_MS)
        self._soon.timeout.connect(self.on_soon)
        self._calls_soon = QTimer(self)
        self._calls_soon.setSingleShot(True)
        self._calls_soon.setInterval(RELOAD_MS)
        self._calls_soon.timeout.connect(self.on_calls_soon)
        reader.read_failed.connect(self.read_failed)

    @property
    def desk(self) -> OpenDesk | None:
        """Return the open desk."""
        return self._desk

    @property
    def clubs(self) -> tuple[ClubRow, ...]:
        """Return the clubs as last read."""
        return self._clubs

    @property
    def club(self) -> ClubRow | None:
        """Return the club that is shown."""
        return self._club

    def show_first(self, found: FirstList) -> None:
        """Announce what was read before the desk is open; too late, it is left alone."""
        if self._desk is None:
            self._clubs = found.clubs
            self.club_chosen.emit(found.club)
            if found.order is not None:
                self.order_known.emit(found.order)
            self.collections_read.emit(found.collections)

    def open(self, desk: OpenDesk) -> None:
        """Show what *desk* holds."""
        self._desk = desk
        self._club = None
        self.read_clubs()

    def read_clubs(self) -> None:
        """Read the clubs again, for example after one was added."""
        if self._desk is not None:
            self._reader.read("clubs", self._desk.queries.clubs, self.on_clubs_read)

    def choose_club(self, club: ClubRow | None) -> None:
        """Show *club* from now on."""
        self._club = club
        self._client_id = None
        self._detail = None
        self.club_chosen.emit(club)
        self.reload()

    def read_client(self, client_id: ClientId | None) -> None:
        """Read one person's detail; `client_read` follows. What is known is not read again."""
        if client_id is not None and client_id == self._client_id:
            if self._detail is not None:
                self.client_read.emit(self._detail)
                return
            if self._reader.is_reading("client"):
                return
        self._client_id = client_id
        self._detail = None
        if self._desk is None or self._club is None or client_id is None:
            self._reader.drop("client")
            return
        question = partial(self._desk.queries.client, self._club.club_id, client_id)
        self._reader.read("client", question, self.on_client_read)

    def read_client_again(self, client_id: ClientId) -> None:
        """Read the detail anew where it is the one that is shown."""
        if client_id == self._client_id and self._detail is not None:
            self._detail = None
            self.read_client(client_id)

    def read_branches(self, client_id: ClientId) -> None:
        """Read what a row of a list unfolds to; `branches_read` carries a `ClientDetail`."""
        if self._desk is None or self._club is None:
            return
        question = partial(self._desk.queries.client, self._club.club_id, client_id)
        self._reader.read(f"branches {client_id}", question, self.on_branches_read)

    def read_key_store(self) -> None:
        """Ask the key store of this PC how it is; `key_store_read` follows within seconds."""
        if self._desk is None:
            return
        credentials, sign_ins = self._desk.credentials, self._desk.sign_ins
        club = self._club

        def question() -> KeyStoreUse:
            from gymdesk.credentials import KeyStoreUse

            set_up = () if club is None else _set_up(club)
            in_memory = tuple(s for s in set_up if club and sign_ins.kept_in_memory(club, s))
            needed_by = tuple(s for s in set_up if s not in in_memory)
            without = bool(in_memory) and not needed_by
            return KeyStoreUse(None if without else credentials.state(), needed_by, in_memory)

        self._reader.read("key store", question, self.on_key_store_read)

    def set_contact(self, client_id: ClientId, staff: str, **typed: str) -> None:
        """Keep what was typed at the desk: `phone` or `email`; an empty text removes it."""
        if self._desk is None:
            return
        commands = self._desk.commands

        def question() -> ClientId:
            values: dict[str, Any] = dict(typed)
            commands.set_contact(client_id, staff=staff, **values)
            return client_id

        self._reader.read(
            f"contact {client_id}", question, self.on_contact_saved, self.on_contact_refused
        )

    def reload_soon(self) -> None:
        """Read the lists again in a moment; many calls in a row make one read."""
        if not self._soon.isActive():
            self._soon.start()

    def read_calls_soon(self) -> None:
        """Read the worklist again in a moment: something was done about a case, no figure moved."""
        if not self._calls_soon.isActive():
            self._calls_soon.start()

    @property
    def reads_soon(self) -> bool:
        """Return whether a reading is about to begin."""
        return self._soon.isActive() or self._calls_soon.isActive()

    @Slot()
    def on_calls_soon(self) -> None:
        """Read the worklist; where the lists are being read, all of them once more after that."""
        if self._reading_lists:
            self._again = True
        elif self._desk is not None and self._club is not None:
            question = partial(self._desk.queries.cases.call_list, self._club.club_id)
            self._reader.read("calls alone", question, self.on_calls_alone)

    @Slot(object)
    def on_calls_alone(self, calls: CallList) -> None:
        """Announce the worklist."""
        if self._club is not None and calls.club.club_id == self._club.club_id:
            self.calls_read.emit(calls)

    @Slot()
    def on_soon(self) -> None:
        """Read the lists again, unless they are being read: those first come to their end."""
        if self._reading_lists:
            self._again = True
        else:
            self.reload()

    @Slot()
    def reload(self) -> None:
        """Read all that is shown again."""
        if self._desk is None or self._club is None:
            return
        queries = self._desk.queries
        # The list that the window opens with comes first, and one comes after the other: side by
        # side they take turns a thousand times a second, and all of them come late.
        self._to_read = [
            ("clients", queries.clients, self.on_clients_read),
            ("watched", queries.watched, self.on_watched_read),
            ("changes", partial(queries.changes.since, viewer=self.viewer), self.on_changes_read),
            ("sources", queries.sources, self.on_sources_read),
            ("calls", queries.cases.call_list, self.on_calls_read),
        ]
        for key, *_ in self._to_read:
            self._reader.drop(key)
        self._again = False
        self._reading_lists = True
        self._lists_since_s = time.monotonic()
        client_id, self._client_id, self._detail = self._client_id, None, None
        self._read_next()
        if client_id is not None:
            self.read_client(client_id)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_clubs_read(self, clubs: tuple[ClubRow, ...]) -> None:
        """Keep the club that was shown, else show the first one."""
        self._clubs = clubs
        self.clubs_read.emit(clubs)
        shown = self._club.club_id if self._club is not None else None
        club = next((c for c in clubs if c.club_id == shown), clubs[0] if clubs else None)
        self.choose_club(club)

    @Slot(object)
    def on_clients_read(self, clients: ClientList) -> None:
        """Announce the clients."""
        self._read_next()
        self.clients_read.emit(clients)

    @Slot(object)
    def on_calls_read(self, calls: CallList) -> None:
        """Announce who owes, who of them is to be called, and who is not and why.

        Both at once, as they were read: in between the list would stand in another order.
        """
        self._read_next()
        self.collections_read.emit(calls.owing)
        self.calls_read.emit(calls)

    @Slot(object)
    def on_sources_read(self, sources: tuple[SourceRow, ...]) -> None:
        """Announce the sources."""
        self._read_next()
        self.sources_read.emit(sources)

    @Slot(object)
    def on_watched_read(self, watched: tuple[WatchedRow, ...]) -> None:
        """Announce the watched clients."""
        self._read_next()
        self.watched_read.emit(watched)

    @Slot(object)
    def on_changes_read(self, changes: ChangeList) -> None:
        """Announce what changed since the last look."""
        self._read_next()
        self.changes_read.emit(changes)

    @Slot(object)
    def on_list_failed(self, error: DeskError) -> None:
        """Announce that a list could not be read."""
        self._read_next()
        self.read_failed.emit(error)

    @Slot(object)
    def on_client_read(self, detail: ClientDetail) -> None:
        """Announce one person's detail."""
        self._detail = detail
        self.client_read.emit(detail)

    @Slot(object)
    def on_branches_read(self, detail: ClientDetail) -> None:
        """Announce what a row unfolds to."""
        self.branches_read.emit(detail)

    @Slot(object)
    def on_key_store_read(self, use: KeyStoreUse) -> None:
        """Announce how the key store is, and for which sources that matters."""
        self.key_store_read.emit(use)

    @Slot(object)
    def on_contact_saved(self, client_id: ClientId) -> None:
        """Show the new contact everywhere."""
        self.contact_saved.emit(client_id)
        self.reload()

    @Slot(object)
    def on_contact_refused(self, error: DeskError) -> None:
        """Announce that a contact was not kept."""
        self.contact_refused.emit(error)

    def _read_next(self) -> None:
        """Read the next list; after the last one the next reading may come."""
        if self._to_read and self._club is not None:
            key, question, on_done = self._to_read.pop()
            club_id = self._club.club_id
            self._reader.read(key, partial(question, club_id), on_done, self.on_list_failed)
            return
        self._reading_lists = False
        took_ms = round(1000 * (time.monotonic() - self._lists_since_s))
        self._soon.setInterval(max(RELOAD_MS, REST * took_ms))
        if self._again:
            self._again = False
            self._soon.start()


def _set_up(club: ClubRow) -> tuple[Source, ...]:
    """Return the sources of a club that have an address, and so a secret somewhere."""
    places = (
        (Source.CLUBOS, club.clubos_url),
        (Source.WODIFY, club.wodify_url),
        (Source.STRIPE, club.stripe_url),
    )
    return tuple(source for source, address in places if address)
