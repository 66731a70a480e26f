"""The commands about changes in other systems: `outbox list`, `retry`, `discard`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gymdesk.cli_frame import FAILED, answer, clubs_of, moment_words, print_table
from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.outbox import WriteId, WriteState
from gymdesk.outbox_documents import outbox_document, reason_words

if TYPE_CHECKING:
    from gymdesk.bootstrap import Desk
    from gymdesk.rows import ClubRow
    from gymdesk.rows.outbox import OutboxRow, WriteRow

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
WithDesk = Callable[[typer.Context, bool], AbstractContextManager[Any]]

GOOD = (WriteState.DONE, WriteState.DISCARDED)


def outbox_commands(with_desk: WithDesk) -> typer.Typer:
    """Return the group of commands; *with_desk* opens the desk for one of them."""
    app = typer.Typer(no_args_is_help=True, help="Changes that were asked for in other systems.")

    @app.command("list")
    def list_(
        context: typer.Context,
        club: Annotated[str | None, typer.Option("--club", help="Only this gym.")] = None,
        everything: Annotated[
            bool, typer.Option("--all", help="Those that are done or discarded, too.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """List the changes that are not settled; exit 1 if one needs somebody."""
        with with_desk(context, as_json) as desk:
            found = _found(desk, club, everything=everything)
            answer(context, as_json, outbox_document(found), lambda: _print(found))
            waits = (WriteState.PENDING, WriteState.SENDING, *GOOD)
            if any(w.state not in waits for _, shown in found for w in shown.writes):
                raise typer.Exit(FAILED)

    @app.command()
    def retry(
        context: typer.Context,
        number: Annotated[int, typer.Argument(help="The change, as the list numbers it.")],
        as_json: AsJson = False,
    ) -> None:
        """Look after a change that may be done, or send one that is certainly not done."""
        with with_desk(context, as_json) as desk:
            write_id = WriteId(number)
            desk.commands.outbox.retry(write_id, staff=desk.settings.load().staff)
            _send(desk, write_id)
            _answer(context, desk, write_id, as_json)

    @app.command()
    def discard(
        context: typer.Context,
        number: Annotated[int, typer.Argument(help="The change, as the list numbers it.")],
        as_json: AsJson = False,
    ) -> None:
        """Give a change up. What was done of it stays done."""
        with with_desk(context, as_json) as desk:
            write_id = WriteId(number)
            desk.commands.outbox.discard(write_id, staff=desk.settings.load().staff)
            _answer(context, desk, write_id, as_json)

    return app


def _send(desk: Desk, write_id: WriteId) -> None:
    from gymdesk.sync.request import SendRequest

    report = desk.engine.send_blocking(SendRequest(write_ids=(write_id,)), lambda _told: None)
    if report.waiting:
        typer.echo("Nothing was sent: another program refreshes this source.", err=True)


def _answer(context: typer.Context, desk: Desk, write_id: WriteId, as_json: bool) -> None:
    every = _found(desk, None, everything=True)
    found = [
        (club, type(shown)(own, shown.writes_on))
        for club, shown in every
        if (own := tuple(w for w in shown.writes if w.write_id == write_id))
    ]
    answer(context, as_json, outbox_document(found), lambda: _print(found))
    if any(w.state not in GOOD for _, shown in found for w in shown.writes):
        raise typer.Exit(FAILED)


def _found(desk: Desk, name: str | None, *, everything: bool) -> list[tuple[ClubRow, OutboxRow]]:
    clubs = clubs_of(desk, name)
    return [(c, desk.queries.outbox.writes(c.club_id, everything=everything)) for c in clubs]


def _print(found: list[tuple[ClubRow, OutboxRow]]) -> None:
    rows = [
        (
            str(w.write_id),
            club.name,
            SOURCE_NAMES[w.source],
            w.kind,
            w.name,
            _state(w),
            reason_words(w),
            moment_words(w.at_utc),
        )
        for club, shown in found
        for w in shown.writes
    ]
    if not rows:
        typer.echo("No change is waiting.")
        return
    print_table(("No.", "Club", "Where", "What", "Whom", "State", "Why", "Since"), rows)


def _state(write: WriteRow) -> str:
    words = {WriteState.CHECK: f"check in {SOURCE_NAMES[write.source]}"}
    state = words.get(write.state, write.state.value)
    return f"half done, {state}" if write.half_done else state
