"""The lists of debts: `case list`, `show`, `aging` and `rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gymdesk.case_documents import (
    aged_document,
    call_list_document,
    case_detail_document,
    rules_document,
)
from gymdesk.cli_case_frame import (
    AsJson,
    Client,
    ClubName,
    Staff,
    acting,
    case_of,
    day_of,
    one_club,
    opened,
)
from gymdesk.cli_frame import answer, clubs_of, moment_words, print_table
from gymdesk.documents import money
from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.rows.cases import AgedList, CallList, CaseDetail, CaseRow


def add_case_lists(app: typer.Typer) -> None:
    """Add the lists to the group of debts."""
    app.command("list")(case_list)
    app.command("show")(case_show)
    app.command("aging")(case_aging)
    app.command("rules")(case_rules)


def case_list(
    context: typer.Context,
    club: ClubName = None,
    off: Annotated[bool, typer.Option("--off", help="Who is not called, and why.")] = False,
    promised: Annotated[bool, typer.Option("--promised", help="Who promised to pay.")] = False,
    orphans: Annotated[
        bool, typer.Option("--orphans", help="Nothing scheduled, nobody contacted.")
    ] = False,
    everybody: Annotated[bool, typer.Option("--all", help="Everybody with a debt.")] = False,
    trainer: Annotated[str | None, typer.Option("--trainer", help="Of one trainer.")] = None,
    as_json: AsJson = False,
) -> None:
    """List who to call, in the order to call them, each with the reason."""

    def chosen(shown: CallList) -> Sequence[CaseRow]:
        rows = shown.to_do
        if off or everybody:
            rows = shown.off if off else shown.rows
        elif promised or orphans:
            rows = shown.promised if promised else shown.orphans
        wanted = (trainer or "").casefold()
        return [r for r in rows if wanted in (r.client.trainer or "").casefold()]

    with opened(context, as_json) as desk:
        if sum((off, promised, orphans, everybody)) > 1:
            raise UsageError("Choose one of --off, --promised, --orphans and --all")
        lists = [desk.queries.cases.call_list(c.club_id) for c in clubs_of(desk, club)]
        picked = [(shown, chosen(shown)) for shown in lists]
        answer(context, as_json, call_list_document(picked), lambda: _print_lists(picked))


def case_show(context: typer.Context, client: Client, as_json: AsJson = False) -> None:
    """Show one case with its history, newest first."""
    with opened(context, as_json) as desk:
        detail = case_of(desk, client)
        answer(context, as_json, case_detail_document(detail), lambda: _print_case(detail))


def case_aging(
    context: typer.Context,
    on: Annotated[str, typer.Argument(help="A past day, YYYY-MM-DD.")],
    club: ClubName = None,
    as_json: AsJson = False,
) -> None:
    """Say who owed what on a past day, as the refreshes up to then read it."""
    with opened(context, as_json) as desk:
        clubs = clubs_of(desk, club)
        lists = [desk.queries.cases.aging_on(c.club_id, day_of(on)) for c in clubs]
        document = {"clubs": [aged_document(shown) for shown in lists]}
        answer(context, as_json, document, lambda: _print_aged(lists))


def case_rules(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="The number to change.")] = None,
    value: Annotated[int | None, typer.Argument(help="Its new value.")] = None,
    club: ClubName = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Show the numbers that collecting goes by, or change one."""
    with opened(context, as_json) as desk:
        (row,) = one_club(desk, club)
        rules = desk.queries.cases.rules(row.club_id)
        if name is not None:
            if value is None:
                raise UsageError(f"Say what {name} is to be")
            who = acting(desk, staff)
            rules = desk.commands.cases.set_rule(row.club_id, name, value, staff=who)
        document = rules_document(rules)
        lines = [(rule, str(number)) for rule, number in document.items()]
        answer(context, as_json, document, lambda: print_table(("Rule", "Value"), lines))


# --- as tables -----------------------------------------------------------------------------------


def _print_lists(lists: Sequence[tuple[CallList, Sequence[CaseRow]]]) -> None:
    for shown, rows in lists:
        if shown.warning is not None:
            typer.echo(f"Check before you call: {shown.warning.sentence}", err=True)
        if shown.quiet_until_h is not None:
            typer.echo(f"Quiet hours: no calls before {shown.quiet_until_h}:00.", err=True)
        print_table(
            ("No.", "Client", "Past due", "Next", "Why"),
            [
                (
                    str(r.client_id),
                    r.client.name,
                    money(r.client.past_due_cents) or "unknown",
                    _next(r),
                    r.why_text,
                )
                for r in rows
            ],
        )
        totals = [
            (
                t.trainer or "no trainer known",
                str(t.clients),
                str(t.to_do),
                money(t.past_due_cents) or "",
            )
            for t in shown.by_trainer
        ]
        print_table(("Trainer", "Clients", "To do", "Past due"), totals)
        agree = "agree" if shown.agrees else "DO NOT AGREE"
        typer.echo(
            f"{shown.club.name}: {len(shown.to_do)} to do, {len(shown.promised)} promised, "
            f"{len(shown.off)} off the list. {money(shown.total_past_due_cents)} "
            f"{shown.club.currency} past due; buckets and balances {agree}."
        )


def _next(row: CaseRow) -> str:
    if row.gate is not None:
        return "" if row.next_on is None else row.next_on.isoformat()
    words = row.lane.value.replace("_", " ")
    return words if row.not_before_h is None else f"{words} from {row.not_before_h}:00"


def _print_case(detail: CaseDetail) -> None:
    row = detail.row
    typer.echo(f"{row.client.name}: {row.stage.value.replace('_', ' ')}. {row.why_text}")
    typer.echo(f"Failure reason {_words(detail)}.")
    for channel, found in detail.warnings.items():
        for warning in found:
            typer.echo(f"{channel.value.replace('_', ' ')}: {warning.text}", err=True)
    print_table(
        ("No.", "When", "Who", "What", "Note"),
        [
            (
                "" if r.event_id is None else str(r.event_id),
                moment_words(r.at_utc),
                r.staff,
                f"{r.text} (undone)" if r.undone else r.text,
                r.note or "",
            )
            for r in detail.timeline
        ],
    )


def _words(detail: CaseDetail) -> str:
    reason = detail.failure_reason
    return reason if isinstance(reason, str) else reason.text


def _print_aged(lists: Sequence[AgedList]) -> None:
    for shown in lists:
        if not shown.was_read:
            typer.echo(
                f"{shown.club.name} on {shown.on}: unknown, nobody had been read up to that day."
            )
            continue
        print_table(
            ("No.", "Client", "Past due", "Cancelled", "Read on"),
            [
                (
                    str(r.client_id),
                    r.name,
                    money(r.past_due_cents) or "unknown",
                    money(r.cancelled_past_due_cents) or "unknown",
                    r.read_on.isoformat(),
                )
                for r in shown.rows
            ],
        )
        agree = "agree" if shown.agrees else "DO NOT AGREE"
        each = [f"{SOURCE_NAMES[s]} {money(c)}" for s, c in shown.by_source.items()]
        parts = f" ({', '.join(each)})" if len(each) > 1 else ""
        typer.echo(
            f"{shown.club.name} on {shown.on}: {money(shown.total_past_due_cents)} "
            f"{shown.club.currency} past due{parts}, {shown.unknown} unknown; "
            f"buckets and balances {agree}."
        )
