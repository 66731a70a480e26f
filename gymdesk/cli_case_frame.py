"""What the commands about debts share: their options, their desk, whom and what they name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from gymdesk.cli_frame import Call, clubs_of
from gymdesk.domain.client import ClientId
from gymdesk.errors import UsageError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from gymdesk.cli_frame import OpenDesk
    from gymdesk.rows import ClubRow
    from gymdesk.rows.cases import CaseDetail

ClubName = Annotated[str | None, typer.Option("--club", help="Only this gym.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Client = Annotated[int, typer.Argument(help="The client's number, as `case list` shows it.")]
Staff = Annotated[
    str | None, typer.Option("--staff", help="Who does it; by default the user of this PC.")
]


def opened(context: typer.Context, as_json: bool) -> AbstractContextManager[OpenDesk]:
    """Open the desk for one command."""
    call: Call = context.obj
    return call.desk(context, as_json)


def acting(desk: OpenDesk, named: str | None) -> str:
    """Return who does it: who is named, else the user of this PC."""
    return named or desk.settings.load().staff


def one_club(desk: OpenDesk, name: str | None) -> tuple[ClubRow]:
    """Return the only gym, or the one that is named; raises UsageError."""
    clubs = clubs_of(desk, name)
    if len(clubs) != 1:
        raise UsageError("Choose one gym with --club")
    return (clubs[0],)


def case_of(desk: OpenDesk, client: int) -> CaseDetail:
    """Return the case of a client; raises DeskError kinds."""
    club_id = desk.queries.cases.club_of(ClientId(client))
    return desk.queries.cases.case(club_id, ClientId(client))


def day_of(text: str) -> date:
    """Return the day that was typed; raises UsageError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text[:40]} is not a day; try 2026-11-27") from error
