"""Reading WODIFY's "All Memberships" export in while WODIFY cannot be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.client import Person, Source
from gymdesk.errors import BadImport, UnknownClub
from gymdesk.imports.files import content_of
from gymdesk.imports.wodify_memberships import read_memberships
from gymdesk.rows.imports import Imported, ImportTroubleRow, MembershipPreview
from gymdesk.store.unit_of_work import ClientWrite

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId
    from gymdesk.imports.wodify_memberships import MembershipContents
    from gymdesk.store.unit_of_work import Store, UnitOfWork


class MembershipFileCommands:
    """Keeps what a file says beside what WODIFY said: no status, price or figure is touched.

    Clients whom the store does not know are added without any figure: unknown, never 0.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def look_at(self, club_id: ClubId, path: Path) -> MembershipPreview:
        """Return what reading the file in would change; raises UnknownClub, BadImport."""
        contents = read_memberships(content_of(path))
        with self._store.read() as work:
            return self._preview(work, club_id, path.name, contents)

    def read_in(self, club_id: ClubId, path: Path, *, staff: str) -> MembershipPreview:
        """Read the file in, all or nothing; return what it changed.

        Raises UnknownClub, BadImport.
        """
        contents = read_memberships(content_of(path))
        with self._store.begin() as work:
            done = self._preview(work, club_id, path.name, contents)
            names = {m.client_id: m.client_name for m in contents.memberships}
            known = work.clients.known(club_id, Source.WODIFY, sorted(names))
            new = [Person(key, name) for key, name in names.items() if key not in known]
            ids = {key: stored.source_row["id"] for key, stored in known.items()}
            at_utc = done.file.written_at_utc
            if new:
                writes = [_unread(person) for person in new]
                ids |= work.clients.apply(club_id, Source.WODIFY, writes, {}, 0, at_utc)
            work.membership_files.add(
                club_id,
                path.name,
                [(ids[m.client_id], m) for m in contents.memberships],
                staff,
                at_utc,
            )
            work.commit()
        return done

    def _preview(
        self, work: UnitOfWork, club_id: ClubId, file_name: str, contents: MembershipContents
    ) -> MembershipPreview:
        club = work.clubs.find(club_id)
        if club is None:
            raise UnknownClub(name=str(club_id))
        if not contents.memberships:
            raise BadImport("None of its lines could be read")
        people = {m.client_id for m in contents.memberships}
        known = work.clients.known(club_id, Source.WODIFY, sorted(people))
        return MembershipPreview(
            club=club,
            file=Imported(file_name, self._clock.now_utc()),
            known=len(known),
            new=len(people) - len(known),
            memberships=len(contents.memberships),
            troubles=tuple(ImportTroubleRow(t.line, t.reason, t.lost) for t in contents.troubles),
        )


def _unread(person: Person) -> ClientWrite:
    nothing = frozenset[str]()
    return ClientWrite(person, (), nothing, nothing, nothing, read=False, trouble=None)
