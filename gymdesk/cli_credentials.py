"""The commands about sign-ins: `credentials set`, `list`, `forget`. Names only, never a secret."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from gymdesk.cli_frame import answer, clubs_of, moment_words, print_table
from gymdesk.documents import sign_ins_document
from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.errors import KeyringError, UsageError

if TYPE_CHECKING:
    from gymdesk.bootstrap import Desk
    from gymdesk.rows import ClubRow, SignInRow

    OpenDesk = Callable[[typer.Context, bool], AbstractContextManager[Desk]]

NAMED = (Source.CLUBOS,)
"""Sources that are signed in to by name; the others take a key."""


def credentials_app(opened: OpenDesk) -> typer.Typer:
    """Return the commands; *opened* opens the desk for one of them."""
    app = typer.Typer(
        no_args_is_help=True,
        help="Keep sign-ins: their names in the store, their secrets in this PC's key store.",
    )

    @app.command("set")
    def credentials_set(
        context: typer.Context,
        service: str,
        club: Annotated[str, typer.Option("--club", help="The gym.")],
        username: Annotated[
            str | None, typer.Option(help="The user; another one is one sign-in more.")
        ] = None,
    ) -> None:
        """Add or change the sign-in of a user; the secret comes from a prompt or from stdin."""
        from gymdesk.credentials import Credential

        with opened(context, False) as desk:
            source = _source(service)
            row = desk.queries.club_named(club)
            name = (username or "").strip() or _only_name(desk, row, source)
            staff = desk.settings.load().staff
            desk.sign_ins.keep(row, source, Credential(name, secret()), staff=staff)
            typer.echo("Kept in this PC's key store.", err=True)

    @app.command("list")
    def credentials_list(
        context: typer.Context,
        club: Annotated[str | None, typer.Option("--club", help="Only this gym.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    ) -> None:
        """List the sign-ins: names only."""
        with opened(context, as_json) as desk:
            clubs = clubs_of(desk, club)
            found = [(c, _sign_ins(desk, c)) for c in clubs]
            rows = [
                (
                    club_row.name,
                    SOURCE_NAMES[s.source],
                    s.username or "(a key)",
                    "never read" if s.clients is None else str(s.clients),
                    s.added_by,
                    moment_words(s.added_at_utc),
                )
                for club_row, sign_ins in found
                for s in sign_ins
            ]
            titles = ("Club", "Source", "User", "Clients", "Set up by", "On")
            answer(context, as_json, sign_ins_document(found), lambda: print_table(titles, rows))

    @app.command("forget")
    def credentials_forget(
        context: typer.Context,
        service: str,
        club: Annotated[str, typer.Option("--club", help="The gym.")],
        username: Annotated[str | None, typer.Option(help="The user.")] = None,
    ) -> None:
        """Remove a sign-in and its secret; its clients stay as they are."""
        with opened(context, False) as desk:
            source = _source(service)
            row = desk.queries.club_named(club)
            name = (username or "").strip() or _only_name(desk, row, source)
            desk.sign_ins.forget(row, source, name, staff=desk.settings.load().staff)
            typer.echo("Removed. Its clients and their figures stay.", err=True)

    return app


def ask_for_name(desk: Desk, club: ClubRow) -> str:
    """Return the only ClubOS user of the gym, or whom the prompt names; raises UsageError."""
    return _only_name(desk, club, Source.CLUBOS)


def secret() -> str:
    """Return the secret from a hidden prompt or, without a terminal, the first line of stdin."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password or key", hide_input=True, err=True))
    typed = sys.stdin.readline().rstrip("\r\n")
    if not typed:
        raise UsageError("The secret is empty; give it as the first line of stdin")
    return typed


def _only_name(desk: Desk, club: ClubRow, source: Source) -> str:
    if source not in NAMED:
        return ""
    known = [row.username for row in _of_source(desk, club, source)]
    if len(known) == 1:
        return known[0]
    if not sys.stdin.isatty():
        which = f": {', '.join(known)}" if known else ""
        raise UsageError(f"Name the user with --username{which}")
    return str(typer.prompt("User name", err=True)).strip()


def _sign_ins(desk: Desk, club: ClubRow) -> tuple[SignInRow, ...]:
    return tuple(row for source in Source for row in _of_source(desk, club, source))


def _of_source(desk: Desk, club: ClubRow, source: Source) -> tuple[SignInRow, ...]:
    """Return the sign-ins that are known; where the key store is silent, those of the store."""
    try:
        return desk.sign_ins.listed(club, source)
    except KeyringError:
        return ()


def _source(service: str) -> Source:
    try:
        return Source(service.casefold())
    except ValueError as error:
        known = ", ".join(Source)
        raise UsageError(f"{service} is not a service; one of {known}") from error
