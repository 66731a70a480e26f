"""`gymdesk-cli held`: what held sweeps would change, and whether it is so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from gymdesk.cli_frame import FAILED, answer, clubs_of, moment_words, print_table
from gymdesk.documents import held_document
from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.money import in_words
from gymdesk.errors import NothingHeld

if TYPE_CHECKING:
    from gymdesk.bootstrap import Desk
    from gymdesk.domain.sweep import SweepFinding
    from gymdesk.rows import ClubRow, HeldChangeRow, HeldSweepRow

    OpenDesk = Callable[[typer.Context, bool], AbstractContextManager[Desk]]


class Decision(StrEnum):
    """What can be said of a held sweep."""

    ACCEPT = "accept"
    DROP = "drop"


def add_held(app: typer.Typer, opened: OpenDesk) -> None:
    """Add the command to *app*; *opened* opens the desk for it."""

    @app.command()
    def held(
        context: typer.Context,
        decision: Annotated[
            Decision | None, typer.Argument(help="accept or drop; without it they are listed.")
        ] = None,
        club: Annotated[str | None, typer.Option("--club", help="Only this gym.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    ) -> None:
        """List sweeps that wait, accept what they found, or drop it; exit 1 while one waits."""
        with opened(context, as_json) as desk:
            clubs = clubs_of(desk, club)
            waiting = [sweep for c in clubs for sweep in desk.queries.held.waiting(c.club_id)]
            if decision is None:
                answer(context, as_json, held_document(waiting), lambda: _print(waiting))
                if waiting:
                    raise typer.Exit(FAILED)
                return
            changed = _decide(desk, clubs, waiting, decision)
            answer(
                context,
                as_json,
                held_document(waiting, decision.value, changed),
                lambda: typer.echo(_decided(decision, changed)),
            )


def why_held(finding: SweepFinding, currency: str, what: str = "people") -> str:
    """Return in one sentence what made a sweep doubtful; *what* it is a list of."""
    said = []
    if finding.loses_people:
        said.append(f"{finding.people_gone} of {finding.people_known} {what} are not in it")
    if finding.loses_debt:
        lost = in_words(finding.unexplained_cents, currency)
        former = in_words(finding.debt_before_cents, currency)
        said.append(f"{lost} of {former} is gone and nothing in it says that it was paid")
    return " and ".join(said)


def _decide(
    desk: Desk, clubs: Iterable[ClubRow], waiting: Iterable[HeldSweepRow], decision: Decision
) -> int:
    held = {sweep.club.club_id for sweep in waiting}
    if not held:
        raise NothingHeld
    commands, staff = desk.commands.held, desk.settings.load().staff
    decide = commands.accept if decision == Decision.ACCEPT else commands.drop
    return sum(decide(c.club_id, staff=staff) for c in clubs if c.club_id in held)


def _decided(decision: Decision, changed: int) -> str:
    people = "1 client" if changed == 1 else f"{changed} clients"
    if decision == Decision.ACCEPT:
        return f"Accepted: {people} changed."
    return f"Dropped: the figures of {people} stay as they are."


def _print(waiting: Sequence[HeldSweepRow]) -> None:
    for sweep in waiting:
        typer.echo(
            f"{sweep.club.name}: the sweep of {_swept_words(sweep)} of "
            f"{moment_words(sweep.swept_at_utc)} waits: "
            f"{why_held(sweep.finding, sweep.club.currency, _PEOPLE.get(sweep.what, sweep.what))}."
        )
        print_table(
            ("Client", "Figure now", "Sweep says"),
            [(c.name, _amount(c.past_due_cents, sweep), _swept(c, sweep)) for c in sweep.changes],
        )
    if waiting:
        typer.echo("Accept or drop it: gymdesk-cli held accept, gymdesk-cli held drop.", err=True)
    else:
        typer.echo("No sweep waits for a decision.")


_PEOPLE: Final = {"clients": "people"}


def _swept_words(sweep: HeldSweepRow) -> str:
    name = SOURCE_NAMES[sweep.source]
    return name if sweep.entity == "clients" else f"{name} {sweep.entity}"


def _swept(change: HeldChangeRow, sweep: HeldSweepRow) -> str:
    if change.rows:
        rows = "1 membership is" if change.rows == 1 else f"{change.rows} memberships are"
        return f"{rows} not in the list"
    return "not in the list" if change.missing else _amount(change.swept_cents, sweep)


def _amount(cents: int | None, sweep: HeldSweepRow) -> str:
    return "unknown" if cents is None else in_words(cents, sweep.club.currency)
