"""Reading a file in while a source cannot be reached: looked at first, then kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.client import Person, Source
from gymdesk.errors import BadImport, UnknownClub
from gymdesk.imports.clubos_export import read_export, written_at
from gymdesk.imports.files import content_of
from gymdesk.rows import Imported, ImportPreview, ImportTroubleRow
from gymdesk.store.unit_of_work import ClientWrite

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId
    from gymdesk.imports.clubos_export import ExportContents
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store, UnitOfWork


class ImportCommands:
    """Keeps what a file says beside what the source said. No figure of the source is touched.

    Clients whom the store does not know are added without any figure: unknown, never 0.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def look_at(self, club_id: ClubId, path: Path) -> ImportPreview:
        """Return what reading the file in would change; raises UnknownClub, BadImport."""
        contents = read_export(content_of(path))
        with self._store.read() as work:
            return self._preview(work, club_id, path.name, contents)

    def read_in(self, club_id: ClubId, path: Path, *, staff: str) -> ImportPreview:
        """Read the file in, all or nothing; return what it changed.

        Raises UnknownClub, BadImport.
        """
        contents = read_export(content_of(path))
        now_utc = self._clock.now_utc()
        with self._store.begin() as work:
            done = self._preview(work, club_id, path.name, contents)
            names = {a.member_id: a.member_name for a in contents.agreements}
            known = work.clients.known(club_id, Source.CLUBOS, sorted(names))
            new = [Person(key, name) for key, name in names.items() if key not in known]
            ids = {key: stored.source_row["id"] for key, stored in known.items()}
            if new:
                writes = [_unread(person) for person in new]
                ids |= work.clients.apply(club_id, Source.CLUBOS, writes, {}, 0, now_utc)
            work.imports.add(
                club_id,
                path.name,
                done.file.written_at_utc,
                [
                    (ids[a.member_id], a.agreement_id, a.name, a.end_on, a.trainers)
                    for a in contents.agreements
                ],
                staff,
                now_utc,
            )
            work.commit()
        return done

    def _preview(
        self, work: UnitOfWork, club_id: ClubId, file_name: str, contents: ExportContents
    ) -> ImportPreview:
        club: ClubRow | None = work.clubs.find(club_id)
        if club is None:
            raise UnknownClub(name=str(club_id))
        if not contents.agreements:
            raise BadImport("None of its lines could be read")
        now_utc = self._clock.now_utc()
        written_at_utc = written_at(file_name)
        # a clock that goes wrong must not make a file newer than every refresh to come
        at_utc = now_utc if written_at_utc is None else min(written_at_utc, now_utc)
        members = {a.member_id for a in contents.agreements}
        known = work.clients.known(club_id, Source.CLUBOS, sorted(members))
        fetched = [stored.source_row["fetched_at_utc"] for stored in known.values()]
        return ImportPreview(
            club=club,
            file=Imported(file_name, at_utc),
            known=len(known),
            new=len(members) - len(known),
            agreements=len(contents.agreements),
            newer_figures=sum(at is not None and at >= at_utc for at in fetched),
            troubles=tuple(ImportTroubleRow(t.line, t.reason, t.lost) for t in contents.troubles),
        )


def _unread(person: Person) -> ClientWrite:
    nothing = frozenset[str]()
    return ClientWrite(person, (), nothing, nothing, nothing, read=False, trouble=None)
