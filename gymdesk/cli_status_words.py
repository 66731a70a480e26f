"""`gymdesk-cli states` and `state`: what WODIFY's states mean at a gym."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from gymdesk.cli_frame import answer, print_table
from gymdesk.domain.status_word import MEANINGS, WordKind

if TYPE_CHECKING:
    from gymdesk.bootstrap import Desk

    OpenDesk = Callable[[typer.Context, bool], AbstractContextManager[Desk]]

USUAL = "usual"


def add_status_word_commands(app: typer.Typer, opened: OpenDesk) -> None:
    """Add the commands; *opened* opens the desk for one of them."""

    @app.command()
    def states(
        context: typer.Context,
        club: Annotated[str | None, typer.Option("--club", help="Only this gym.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    ) -> None:
        """List the states that WODIFY has for leads and clients, and what each means."""
        with opened(context, as_json) as desk:
            clubs = (desk.queries.club_named(club),) if club else desk.queries.clubs()
            tables = [desk.queries.status_words.table(c.club_id) for c in clubs]
            rows = [
                (row.kind.value, row.label, str(row.count), row.meaning or "unknown")
                for table in tables
                for row in table.rows
            ]
            document = {
                "clubs": [
                    {
                        "club": table.club.name,
                        "rows": [
                            {
                                "kind": row.kind.value,
                                "label": row.label,
                                "count": row.count,
                                "usual": row.usual,
                                "said": row.said,
                                "meaning": row.meaning,
                            }
                            for row in table.rows
                        ],
                    }
                    for table in tables
                ]
            }
            titles = ("Of", "State in WODIFY", "How many", "Means")
            answer(context, as_json, document, lambda: print_table(titles, rows))

    @app.command()
    def state(
        context: typer.Context,
        label: Annotated[str, typer.Argument(help="The state as WODIFY has it.")],
        meaning: Annotated[str, typer.Argument(help=_MEANINGS)],
        club: Annotated[str, typer.Option("--club", help="The gym.")],
        of: Annotated[WordKind, typer.Option("--of", help="Whose state.")] = WordKind.LEAD,
    ) -> None:
        """Say what a state of WODIFY means at a gym: at once, and for what was read before."""
        with opened(context, False) as desk:
            row = desk.queries.club_named(club)
            meant = next((m for m in MEANINGS[of] if m.casefold() == meaning.casefold()), meaning)
            said = {(of, label): None if meaning.casefold() == USUAL else meant}
            staff = desk.settings.load().staff
            changed = desk.commands.status_words.mean(row.club_id, said, staff=staff)
            typer.echo("Kept." if changed else "It means that already.", err=True)


_MEANINGS = "; ".join(f"{kind.value}: {', '.join(MEANINGS[kind])}" for kind in WordKind) + (
    f"; or {USUAL}, what every WODIFY means by it"
)
