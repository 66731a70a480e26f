"""Sign-ins: their names in the store, their secrets in this PC's key store, both as one."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from gymdesk.credentials import Service
from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.errors import (
    CredentialsMissing,
    KeyringAbsent,
    KeyringError,
    KeyringRefused,
    UsageError,
)
from gymdesk.sync.engine import address_of
from gymdesk.sync.sources import SignIn

if TYPE_CHECKING:
    from gymdesk.commands import Commands
    from gymdesk.credentials import Credential, CredentialStore
    from gymdesk.domain.client import ClubId, SignInId, Source
    from gymdesk.errors import DeskError
    from gymdesk.queries import Queries
    from gymdesk.rows import ClubRow, SignInRow


class SignIns:
    """Keeps and finds the sign-ins of clubs. Methods block: the key store may take its time.

    Each user of a club and source has an entry of its own in the key store. Before there were
    several there was one entry per club and source: where that is still there, its user is set up
    as a sign-in the first time it is asked for, and its secret is used where it lies until it is
    changed or forgotten. A sign-in that was set up on another PC has its name in the store but no
    secret here; that is an error of the refresh, not a sign-in less.
    """

    def __init__(self, queries: Queries, commands: Commands, credentials: CredentialStore) -> None:
        self._queries = queries
        self._commands = commands
        self._credentials = credentials
        self._this_run: dict[tuple[ClubId, Source], str] = {}

    def listed(self, club: ClubRow, source: Source) -> tuple[SignInRow, ...]:
        """Return the sign-ins of a club and source, the one from before among them.

        Raises KeyringError kinds where there is none in the store and the key store cannot say.
        """
        rows = self._queries.sign_ins.of_club(club.club_id, source)
        try:
            if rows and all(self._own(club, source, row.username) for row in rows):
                return rows  # each is where it belongs: nothing is left from before
            old = self._credentials.get(club.uid, Service(source.value))
        except KeyringError:
            if rows:
                return rows
            raise
        if old is not None:
            added = self._commands.sign_ins.carry_over(club.club_id, source, old.username)
            if added:
                return self._queries.sign_ins.of_club(club.club_id, source)
        return rows

    def credential(self, club: ClubRow, source: Source, username: str) -> Credential | None:
        """Return the user's name and secret, None if there is none here; raises KeyringErrors."""
        own = self._own(club, source, username)
        if own is not None:
            return own
        old = self._credentials.get(club.uid, Service(source.value))
        return old if old is not None and old.username == username else None

    def keep(
        self,
        club: ClubRow,
        source: Source,
        credential: Credential,
        *,
        staff: str,
        memory_only: bool = False,
    ) -> SignInId:
        """Keep a user's secret, then set the sign-in up. Raises KeyringErrors and UsageError.

        Where the key store does not take the secret nothing is set up.
        """
        service = Service(source.value)
        try:
            known = self.listed(club, source)  # or this one would hide the one from before
        except KeyringError:
            if not memory_only:
                raise
            known = ()
        for row in known:
            if row.username != credential.username and _same(row.username, credential.username):
                raise UsageError(f"There is a sign-in of {row.username} already")
        key = key_of(club, credential.username)
        self._credentials.put(key, service, credential, memory_only=memory_only)
        if not memory_only:
            self._drop_old(club, service, credential.username)
        username = credential.username
        return self._commands.sign_ins.add(club.club_id, source, username, staff=staff)

    def forget(self, club: ClubRow, source: Source, username: str, *, staff: str) -> None:
        """Remove a sign-in, then its secret from this PC. Raises UnknownUser, KeyringErrors.

        The sign-in is removed even where the key store does not answer; where there is none, no
        secret was ever kept.
        """
        self._commands.sign_ins.remove(club.club_id, source, username, staff=staff)
        with suppress(KeyringAbsent, KeyringRefused):
            self._credentials.forget(key_of(club, username), Service(source.value))
        self._drop_old(club, Service(source.value), username)

    def use_for_this_run(self, club: ClubRow, source: Source, credential: Credential) -> None:
        """Sign this user in as well until the program ends; set up once it was let in."""
        key = key_of(club, credential.username)
        self._credentials.put(key, Service(source.value), credential, memory_only=True)
        self._this_run[club.club_id, source] = credential.username

    def kept_in_memory(self, club: ClubRow, source: Source) -> bool:
        """Return whether every sign-in of the club ends with this session."""
        rows = self._queries.sign_ins.of_club(club.club_id, source)
        service = Service(source.value)
        return bool(rows) and all(
            self._credentials.kept_in_memory(key_of(club, row.username), service) for row in rows
        )

    async def to_use(self, club: ClubRow, source: Source) -> tuple[SignIn, ...]:
        """Return where and as whom to sign in, off the loop.

        A sign-in whose secret is not to be had says why. Raises CredentialsMissing where there is
        no sign-in, KeyringErrors where that cannot be told.
        """
        return await asyncio.to_thread(self._to_use, club, source)

    def _to_use(self, club: ClubRow, source: Source) -> tuple[SignIn, ...]:
        address = address_of(club, source)
        asked = self._this_run.get((club.club_id, source))
        try:
            rows = self.listed(club, source)
        except KeyringError:
            if asked is None:
                raise
            rows = ()
        names: dict[str, SignInId | None] = {row.username: row.sign_in_id for row in rows}
        if asked is not None:
            names.setdefault(asked, None)
        if address is None or not names:
            raise CredentialsMissing(SOURCE_NAMES[source])
        return tuple(
            self._sign_in(club, source, address, name, sign_in_id)
            for name, sign_in_id in names.items()
        )

    def _sign_in(
        self, club: ClubRow, source: Source, address: str, username: str, key: SignInId | None
    ) -> SignIn:
        secret = ""
        trouble: DeskError | None = None
        try:
            found = self.credential(club, source, username)
            secret = "" if found is None else found.secret
        except KeyringError as error:
            trouble = error
        if not secret and trouble is None:
            trouble = CredentialsMissing(SOURCE_NAMES[source])
        return SignIn(
            address,
            username,
            secret,
            club.clubos_dialect,
            club.clubos_dialect_found,
            sign_in_id=key,
            trouble=trouble,
        )

    def _own(self, club: ClubRow, source: Source, username: str) -> Credential | None:
        return self._credentials.get(key_of(club, username), Service(source.value))

    def _drop_old(self, club: ClubRow, service: Service, username: str) -> None:
        """Take this user's secret out of the entry from before; another user's stays."""
        if not username:
            return  # a key without a name lies there for good
        try:
            old = self._credentials.get(club.uid, service)
            if old is not None and old.username == username:
                self._credentials.forget(club.uid, service)
        except KeyringError:
            pass  # it is hidden by the user's own entry


def _same(one: str, other: str) -> bool:
    """Return whether two names are one user's: ClubOS asks for no capitals."""
    return one.casefold() == other.casefold()


def key_of(club: ClubRow, username: str) -> str:
    """Return the name of the user's entry in the key store; a key without a name is the club's."""
    return f"{club.uid} {username}" if username else club.uid
