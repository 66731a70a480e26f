"""A file that somebody chose, whichever of the known exports it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.client import Source
from gymdesk.imports.files import content_of
from gymdesk.imports.wodify_memberships import holds_memberships
from gymdesk.rows import ImportPreview

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.commands.imports import ImportCommands
    from gymdesk.commands.membership_files import MembershipFileCommands
    from gymdesk.domain.client import ClubId
    from gymdesk.rows import MembershipPreview


class FileCommands:
    """Tells the exports apart by their titles. What is neither is refused as ClubOS's."""

    def __init__(self, clubos: ImportCommands, memberships: MembershipFileCommands) -> None:
        self._clubos = clubos
        self._memberships = memberships

    def look_at(self, club_id: ClubId, path: Path) -> ImportPreview:
        """Return what reading the file in would change; raises UnknownClub, BadImport."""
        if holds_memberships(content_of(path)):
            return _preview(self._memberships.look_at(club_id, path))
        return self._clubos.look_at(club_id, path)

    def read_in(self, club_id: ClubId, path: Path, *, staff: str) -> ImportPreview:
        """Read the file in, all or nothing; raises UnknownClub, BadImport."""
        if holds_memberships(content_of(path)):
            return _preview(self._memberships.read_in(club_id, path, staff=staff))
        return self._clubos.read_in(club_id, path, staff=staff)


def _preview(found: MembershipPreview) -> ImportPreview:
    return ImportPreview(
        club=found.club,
        file=found.file,
        known=found.known,
        new=found.new,
        agreements=found.memberships,
        newer_figures=0,
        troubles=found.troubles,
        source=Source.WODIFY,
    )
