"""The commands about WODIFY's people: `memberships` and `leads`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from gymdesk.cli_frame import FAILED, answer, clubs_of, print_table
from gymdesk.documents import money
from gymdesk.domain.client import ClientId
from gymdesk.member_documents import (
    joins_document,
    leads_document,
    member_flags,
    memberships_document,
)

if TYPE_CHECKING:
    from gymdesk.bootstrap import Desk

    OpenDesk = Callable[[typer.Context, bool], AbstractContextManager[Desk]]

ClubName = Annotated[str | None, typer.Option("--club", help="Only this gym.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def add_member_commands(app: typer.Typer, opened: OpenDesk) -> None:
    """Add the commands; *opened* opens the desk for one of them."""

    @app.command()
    def memberships(context: typer.Context, club: ClubName = None, as_json: AsJson = False) -> None:
        """List everybody WODIFY knows, with membership, status and monthly price."""
        with opened(context, as_json) as desk:
            lists = [desk.queries.members.members(c.club_id) for c in clubs_of(desk, club)]
            rows = [
                (
                    r.name,
                    r.status.value.replace("_", " "),
                    r.membership or "none",
                    money(r.monthly_cents) or (r.price_basis.value if r.price_basis else "unknown"),
                    "" if r.end_on is None else r.end_on.isoformat(),
                    " ".join(member_flags(r)),
                )
                for shown in lists
                for r in shown.rows
            ]
            titles = ("Member", "Status", "Membership", "A month", "Until", "Flags")
            answer(context, as_json, memberships_document(lists), lambda: print_table(titles, rows))

    @app.command()
    def leads(context: typer.Context, club: ClubName = None, as_json: AsJson = False) -> None:
        """List the leads: new ones first, then those longest without contact."""
        with opened(context, as_json) as desk:
            lists = [desk.queries.members.leads(c.club_id) for c in clubs_of(desk, club)]
            rows = [
                (
                    r.name,
                    r.status.value,
                    r.lead_source or "",
                    "unknown" if r.days_without_contact is None else str(r.days_without_contact),
                    r.phone or "",
                    r.email or "",
                )
                for shown in lists
                for r in shown.rows
            ]
            titles = ("Lead", "Status", "From", "Days", "Phone", "E-mail")
            answer(context, as_json, leads_document(lists), lambda: print_table(titles, rows))

    @app.command()
    def probe(context: typer.Context, club: ClubName = None, as_json: AsJson = False) -> None:
        """Ask WODIFY eight read-only questions: what this key reaches, and what is missing."""
        with opened(context, as_json) as desk:
            clubs = [c for c in clubs_of(desk, club) if c.wodify_url]
            found = [(c.name, *asyncio.run(desk.probe_wodify(c))) for c in clubs]
            rows = [
                (name, health["status"], p.name, p.verdict, ", ".join(p.missing) or p.detail)
                for name, health, probed in found
                for p in probed
            ]
            titles = ("Club", "WODIFY", "Question", "Answer", "What")
            document = {
                "clubs": [
                    {
                        "club": name,
                        "health": health,
                        "probes": [
                            {"name": p.name, "verdict": p.verdict, "missing": list(p.missing)}
                            for p in probed
                        ],
                    }
                    for name, health, probed in found
                ]
            }
            answer(context, as_json, document, lambda: print_table(titles, rows))
            if any(p.verdict != "ok" for _, _, probed in found for p in probed):
                raise typer.Exit(FAILED)

    @app.command()
    def joins(context: typer.Context, club: ClubName = None, as_json: AsJson = False) -> None:
        """List who is likely one person in two systems, and who was joined by hand."""
        with opened(context, as_json) as desk:
            found = [
                (c, desk.queries.joins.likely(c.club_id), desk.queries.joins.joined(c.club_id))
                for c in clubs_of(desk, club)
            ]
            rows = [
                (
                    str(p.one.client_id),
                    p.one.name,
                    str(p.other.client_id),
                    p.other.name,
                    ", ".join(sorted(p.likeness)),
                )
                for _, pairs, _ in found
                for p in pairs
            ]
            titles = ("ClubOS", "Name", "WODIFY", "Name", "The same")
            answer(context, as_json, joins_document(found), lambda: print_table(titles, rows))

    @app.command()
    def join(
        context: typer.Context,
        one: int,
        other: int,
        club: Annotated[str, typer.Option("--club", help="The gym.")],
    ) -> None:
        """Make one client of two, by their numbers in `joins`; `part` undoes it."""
        with opened(context, False) as desk:
            row = desk.queries.club_named(club)
            staff = desk.settings.load().staff
            kept = desk.commands.joins.join(
                row.club_id, ClientId(one), ClientId(other), staff=staff
            )
            typer.echo(f"Joined as client {kept}.", err=True)

    @app.command()
    def part(
        context: typer.Context,
        client: int,
        club: Annotated[str, typer.Option("--club", help="The gym.")],
    ) -> None:
        """Undo what was joined to a client."""
        with opened(context, False) as desk:
            row = desk.queries.club_named(club)
            staff = desk.settings.load().staff
            moved = desk.commands.joins.part(row.club_id, ClientId(client), staff=staff)
            typer.echo(f"Parted: {moved} went back.", err=True)
