"""`gymdesk-cli import`: files that stand in while a source cannot be reached."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gymdesk.cli_frame import answer, moment_words
from gymdesk.documents import import_document, membership_file_document

if TYPE_CHECKING:
    from gymdesk.bootstrap import Desk
    from gymdesk.rows import ImportPreview

    OpenDesk = Callable[[typer.Context, bool], AbstractContextManager[Desk]]


def import_app(opened: OpenDesk) -> typer.Typer:
    """Return the commands; *opened* opens the desk for one of them."""
    app = typer.Typer(
        no_args_is_help=True, help="Read files in while a source cannot be reached; no amounts."
    )

    @app.callback()
    def _group() -> None:
        """Read files in while a source cannot be reached; no amounts."""

    @app.command("clubos-export")
    def clubos_export(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(help="Clients_….csv of the PT dashboard.")],
        club: Annotated[str, typer.Option("--club", help="The gym.")],
        preview: Annotated[
            bool, typer.Option("--preview", help="Say what it would change, and change nothing.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    ) -> None:
        """Read packages, trainers and expiry from an export; figures stay as they are."""
        with opened(context, as_json) as desk:
            row = desk.queries.club_named(club)
            imports = desk.commands.imports
            if preview:
                found = imports.look_at(row.club_id, file)
            else:
                found = imports.read_in(row.club_id, file, staff=desk.settings.load().staff)
            answer(
                context,
                as_json,
                import_document(found, applied=not preview),
                lambda: typer.echo(_said(found, applied=not preview)),
            )
            for trouble in found.troubles:
                typer.echo(f"Line {trouble.line}: {trouble.reason}.", err=True)

    @app.command("wodify-memberships")
    def wodify_memberships(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(help='WODIFY\'s export "All Memberships".')],
        club: Annotated[str, typer.Option("--club", help="The gym.")],
        preview: Annotated[
            bool, typer.Option("--preview", help="Say what it would change, and change nothing.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    ) -> None:
        """Read who has which membership from an export; no prices, no figures."""
        with opened(context, as_json) as desk:
            row = desk.queries.club_named(club)
            files = desk.commands.membership_files
            if preview:
                found = files.look_at(row.club_id, file)
            else:
                found = files.read_in(row.club_id, file, staff=desk.settings.load().staff)
            verb = "Would read in" if preview else "Read in"
            words = (
                f"{verb}: {found.memberships} memberships of {found.known} known and {found.new} "
                "new clients. No amounts."
            )
            answer(
                context,
                as_json,
                membership_file_document(found, applied=not preview),
                lambda: typer.echo(words),
            )
            for trouble in found.troubles:
                typer.echo(f"Line {trouble.line}: {trouble.reason}.", err=True)

    return app


def _said(found: ImportPreview, *, applied: bool) -> str:
    verb = "Read in" if applied else "Would read in"
    words = (
        f"{verb}: {found.agreements} agreements of {found.known} known and {found.new} new "
        f"clients, as of {moment_words(found.file.written_at_utc)}. No amounts."
    )
    if found.newer_figures:
        words += f" Of {found.newer_figures} clients ClubOS itself was read since; it counts."
    return words
