"""What a read-in file says of memberships, laid over what WODIFY said before it was read in.

The file holds neither a status nor a price: a client whom only it names has an unknown status, and
a membership that only it names costs nobody knows what.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from gymdesk.domain.client import Source
from gymdesk.domain.membership import Member, MemberFlag, Membership, PaymentPlan, standing
from gymdesk.rows.imports import Imported

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from gymdesk.domain.membership import ClientLabel, Standing
    from gymdesk.rows import ClientRow, ClubRow
    from gymdesk.store.unit_of_work import StoredFileMembership


def nobody(remote_id: str, name: str) -> Member:
    """Return a client of whom nothing but the name is known."""
    return Member(remote_id, name)


def standing_by(
    member: Member,
    rows: Sequence[Membership],
    said: Sequence[StoredFileMembership],
    today: date,
    own: Mapping[str, ClientLabel],
) -> Standing:
    """Return where a client stands on *today*; what a file *said* goes before older *rows*."""
    if not said:
        return standing(member, rows, today, own)
    now = standing(member, _overlaid(member, rows, said), today, own)
    return replace(now, flags=now.flags | {MemberFlag.FROM_FILE})


def file_on(said: Sequence[StoredFileMembership], club: ClubRow) -> date | None:
    """Return the day of the club's calendar on which that file was read in."""
    return said[0].at_utc.astimezone(ZoneInfo(club.timezone)).date() if said else None


def with_membership_file(
    row: ClientRow, files: Mapping[str, Sequence[StoredFileMembership]]
) -> ClientRow:
    """Return a client with the file that says what the membership is, where one does."""
    ids = (key for source, key in row.source_ids if source == Source.WODIFY and key in files)
    said = next((files[key] for key in ids), ())
    if not said:
        return row
    return replace(row, membership_from=Imported(said[0].file_name, said[0].at_utc))


def _overlaid(
    member: Member, rows: Iterable[Membership], said: Sequence[StoredFileMembership]
) -> list[Membership]:
    """Return the memberships with their days from the file, and those that only it names."""
    left = {f.remote_id: f for f in said}
    known = [_with(row, left.pop(row.remote_id, None)) for row in rows]
    return [*known, *(_of_file(member.remote_id, f) for f in left.values())]


def _with(row: Membership, said: StoredFileMembership | None) -> Membership:
    if said is None:
        return row
    start_on, end_on = said.start_on or row.start_on, said.end_on or row.end_on
    return replace(row, name=said.name, start_on=start_on, end_on=end_on)


def _of_file(client_id: str, said: StoredFileMembership) -> Membership:
    return Membership(
        remote_id=said.remote_id,
        client_id=client_id,
        name=said.name,
        kind=said.kind,
        start_on=said.start_on,
        end_on=said.end_on,
        plan=PaymentPlan(name=said.plan, auto_renew=said.auto_renew),
        unclear=said.start_on is None,
    )
