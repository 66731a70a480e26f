"""The commands about debts: `case list`, `case show`, and all that is done about one."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from gymdesk.case_documents import (
    aged_document,
    call_list_document,
    case_detail_document,
    event_document,
    rules_document,
)
from gymdesk.cli_frame import Call, answer, clubs_of, moment_words, print_table
from gymdesk.documents import money
from gymdesk.domain.case_event import CaseMark, Channel, Outcome, PaymentKind
from gymdesk.domain.client import SOURCE_NAMES, ClientId
from gymdesk.domain.money import read_cents
from gymdesk.errors import ReadingError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from gymdesk.cli_frame import OpenDesk
    from gymdesk.rows import ClubRow
    from gymdesk.rows.cases import AgedList, CallList, CaseDetail, CaseRow

Kind = TypeVar("Kind", bound=StrEnum)

case_app = typer.Typer(no_args_is_help=True, help="Work the debts: who to call, and what was done.")

ClubName = Annotated[str | None, typer.Option("--club", help="Only this gym.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Client = Annotated[int, typer.Argument(help="The client's number, as `case list` shows it.")]
Clients = Annotated[list[int], typer.Argument(help="The clients' numbers.")]
Staff = Annotated[
    str | None, typer.Option("--staff", help="Who does it; by default the user of this PC.")
]
Note = Annotated[str | None, typer.Option("--note", help="A remark; no card numbers.")]
Lift = Annotated[bool, typer.Option("--lift", help="Take the mark away.")]
Amount = Annotated[str | None, typer.Option("--amount", help="An amount, such as 150.00.")]
PaysBy = Annotated[str | None, typer.Option("--pays-by", help="card, cash, check or bank.")]


def add_case_commands(app: typer.Typer) -> None:
    """Add the group to *app*."""
    app.add_typer(case_app, name="case")


# --- reading --------------------------------------------------------------------------------------


@case_app.command("list")
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

    with _desk(context, as_json) as desk:
        if sum((off, promised, orphans, everybody)) > 1:
            raise UsageError("Choose one of --off, --promised, --orphans and --all")
        lists = [desk.queries.cases.call_list(c.club_id) for c in clubs_of(desk, club)]
        picked = [(shown, chosen(shown)) for shown in lists]
        answer(context, as_json, call_list_document(picked), lambda: _print_lists(picked))


@case_app.command("show")
def case_show(context: typer.Context, client: Client, as_json: AsJson = False) -> None:
    """Show one case with its history, newest first."""
    with _desk(context, as_json) as desk:
        detail = _detail(desk, client)
        answer(context, as_json, case_detail_document(detail), lambda: _print_case(detail))


@case_app.command("aging")
def case_aging(
    context: typer.Context,
    on: Annotated[str, typer.Argument(help="A past day, YYYY-MM-DD.")],
    club: ClubName = None,
    as_json: AsJson = False,
) -> None:
    """Say who owed what on a past day, as the refreshes up to then read it."""
    with _desk(context, as_json) as desk:
        clubs = clubs_of(desk, club)
        lists = [desk.queries.cases.aging_on(c.club_id, _day(on)) for c in clubs]
        document = {"clubs": [aged_document(shown) for shown in lists]}
        answer(context, as_json, document, lambda: _print_aged(lists))


@case_app.command("rules")
def case_rules(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="The number to change.")] = None,
    value: Annotated[int | None, typer.Argument(help="Its new value.")] = None,
    club: ClubName = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Show the numbers that collecting goes by, or change one."""
    with _desk(context, as_json) as desk:
        (row,) = _one_club(desk, club)
        rules = desk.queries.cases.rules(row.club_id)
        if name is not None:
            if value is None:
                raise UsageError(f"Say what {name} is to be")
            who = _staff(desk, staff)
            rules = desk.commands.cases.set_rule(row.club_id, name, value, staff=who)
        document = rules_document(rules)
        lines = [(rule, str(number)) for rule, number in document.items()]
        answer(context, as_json, document, lambda: print_table(("Rule", "Value"), lines))


# --- doing ----------------------------------------------------------------------------------------


@case_app.command("note")
def case_note(
    context: typer.Context, client: Client, text: str, staff: Staff = None, as_json: AsJson = False
) -> None:
    """Write a note on a case."""
    _do(
        context,
        as_json,
        staff,
        lambda desk, who: [desk.commands.cases.note(ClientId(client), text, staff=who)],
    )


@case_app.command("contact")
def case_contact(
    context: typer.Context,
    client: Client,
    channel: Annotated[str, typer.Argument(help="call, text, email, letter or in_person.")],
    outcome: Annotated[
        str,
        typer.Argument(help="spoke, no_answer, voicemail, wrong_number, other_person or sent."),
    ],
    note: Note = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why, in spite of a warning.")
    ] = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Log a contact or an attempt; a warning is answered with --reason."""
    how, came = _kind(Channel, channel), _kind(Outcome, outcome)
    _do(
        context,
        as_json,
        staff,
        lambda desk, who: [
            desk.commands.cases.contact(
                ClientId(client), how(), came(), staff=who, note=note, reason=reason
            )
        ],
    )


@case_app.command("promise")
def case_promise(
    context: typer.Context,
    client: Client,
    on: Annotated[str, typer.Argument(help="The day of payment, YYYY-MM-DD.")],
    amount: Amount = None,
    invoice: Annotated[
        list[str] | None, typer.Option("--invoice", help="Only this invoice; may be repeated.")
    ] = None,
    pays_by: PaysBy = None,
    channel: Annotated[str | None, typer.Option("--channel", help="How it was promised.")] = None,
    note: Note = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Take a promise to pay: an amount, or all that is past due."""
    _do(
        context,
        as_json,
        staff,
        lambda desk, who: [
            desk.commands.cases.promise(
                ClientId(client),
                _day(on),
                staff=who,
                amount_cents=_cents(desk, client, amount),
                invoices=invoice or None,
                channel=None if channel is None else _kind(Channel, channel)(),
                pays_by=None if pays_by is None else _kind(PaymentKind, pays_by)(),
                note=note,
            )
        ],
    )


@case_app.command("cancel-promise")
def case_cancel_promise(
    context: typer.Context,
    promise: Annotated[int, typer.Argument(help="The promise's number.")],
    note: Note = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Take a promise off a case without judging it."""
    _do(
        context,
        as_json,
        staff,
        lambda desk, who: [desk.commands.cases.cancel_promise(promise, staff=who, note=note)],
    )


@case_app.command("says-paid")
def case_says_paid(
    context: typer.Context,
    client: Client,
    amount: Amount = None,
    pays_by: PaysBy = None,
    note: Note = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Note that the client says it is paid, or paid at the desk; a later refresh decides."""
    _do(
        context,
        as_json,
        staff,
        lambda desk, who: [
            desk.commands.cases.says_paid(
                ClientId(client),
                staff=who,
                amount_cents=_cents(desk, client, amount),
                pays_by=None if pays_by is None else _kind(PaymentKind, pays_by)(),
                note=note,
            )
        ],
    )


@case_app.command("snooze")
def case_snooze(
    context: typer.Context,
    until: Annotated[str, typer.Argument(help="The day to come back to it, YYYY-MM-DD.")],
    clients: Clients,
    note: Note = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Take clients off the call list until a day."""
    _do(
        context,
        as_json,
        staff,
        lambda desk, who: desk.commands.cases.snooze(
            _ids(clients), _day(until), staff=who, note=note
        ),
    )


@case_app.command("dispute")
def case_dispute(
    context: typer.Context,
    clients: Clients,
    lift: Lift = False,
    note: Note = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Mark debts as disputed."""
    _mark(context, as_json, staff, CaseMark.DISPUTE, clients, lift, note)


@case_app.command("hold")
def case_hold(
    context: typer.Context,
    clients: Clients,
    lift: Lift = False,
    note: Note = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Put cases on hold."""
    _mark(context, as_json, staff, CaseMark.HOLD, clients, lift, note)


@case_app.command("agency")
def case_agency(
    context: typer.Context,
    clients: Clients,
    lift: Lift = False,
    note: Note = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Mark cases as handed to the agency; nothing is sent to one."""
    _mark(context, as_json, staff, CaseMark.AGENCY, clients, lift, note)


@case_app.command("write-off")
def case_write_off(
    context: typer.Context,
    clients: Clients,
    lift: Lift = False,
    note: Note = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Mark cases as written off, here only: no source is told."""
    _mark(context, as_json, staff, CaseMark.WRITE_OFF, clients, lift, note)


@case_app.command("do-not-contact")
def case_do_not_contact(
    context: typer.Context,
    clients: Clients,
    lift: Lift = False,
    note: Note = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Mark clients as not to be contacted."""
    _mark(context, as_json, staff, CaseMark.DO_NOT_CONTACT, clients, lift, note)


@case_app.command("plan")
def case_plan(
    context: typer.Context,
    clients: Clients,
    lift: Lift = False,
    note: Note = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Mark cases as paying in instalments."""
    _mark(context, as_json, staff, CaseMark.PLAN, clients, lift, note)


@case_app.command("assign")
def case_assign(
    context: typer.Context,
    clients: Clients,
    to: Annotated[str | None, typer.Option("--to", help="Whose; without it, nobody's.")] = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Give cases to a staff member."""
    _do(
        context,
        as_json,
        staff,
        lambda desk, who: desk.commands.cases.assign(_ids(clients), to, staff=who),
    )


@case_app.command("details")
def case_details(
    context: typer.Context,
    client: Client,
    phone: Annotated[str | None, typer.Option("--phone", help='"" takes it away.')] = None,
    email: Annotated[str | None, typer.Option("--email", help='"" takes it away.')] = None,
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Correct a phone number or an e-mail address; no refresh overwrites it."""
    typed = {"phone": phone, "email": email}
    given = {name: text for name, text in typed.items() if text is not None}

    def write(desk: OpenDesk, who: str) -> list[int]:
        if not given:
            raise UsageError("Say --phone or --email")
        desk.commands.set_contact(ClientId(client), staff=who, **given)
        return []

    _do(context, as_json, staff, write)


@case_app.command("undo")
def case_undo(
    context: typer.Context,
    event: Annotated[int, typer.Argument(help="The event's number, as `case show` shows it.")],
    staff: Staff = None,
    as_json: AsJson = False,
) -> None:
    """Take an event back by one that reverses it; undoing that one is to redo."""
    _do(context, as_json, staff, lambda desk, who: [desk.commands.cases.undo(event, staff=who)])


# --- inside ---------------------------------------------------------------------------------------


def _desk(context: typer.Context, as_json: bool) -> AbstractContextManager[OpenDesk]:
    call: Call = context.obj
    return call.desk(context, as_json)


def _do(
    context: typer.Context,
    as_json: bool,
    staff: str | None,
    write: Callable[[OpenDesk, str], list[int]],
) -> None:
    with _desk(context, as_json) as desk:
        made = write(desk, _staff(desk, staff))
        numbers = ", ".join(map(str, made))
        words = f"Saved as {numbers}; take it back with `case undo`." if made else "Saved."
        answer(context, as_json, event_document(made), lambda: typer.echo(words))


def _mark(
    context: typer.Context,
    as_json: bool,
    staff: str | None,
    mark: CaseMark,
    clients: list[int],
    lift: bool,
    note: str | None,
) -> None:
    def write(desk: OpenDesk, who: str) -> list[int]:
        cases = desk.commands.cases
        command = cases.unmark if lift else cases.mark
        return command(_ids(clients), mark, staff=who, note=note)

    _do(context, as_json, staff, write)


def _staff(desk: OpenDesk, named: str | None) -> str:
    return named or desk.settings.load().staff


def _ids(clients: Sequence[int]) -> list[ClientId]:
    return [ClientId(number) for number in clients]


def _one_club(desk: OpenDesk, name: str | None) -> tuple[ClubRow]:
    clubs = clubs_of(desk, name)
    if len(clubs) != 1:
        raise UsageError("Choose one gym with --club")
    return (clubs[0],)


def _detail(desk: OpenDesk, client: int) -> CaseDetail:
    club_id = desk.queries.cases.club_of(ClientId(client))
    return desk.queries.cases.case(club_id, ClientId(client))


def _cents(desk: OpenDesk, client: int, amount: str | None) -> int | None:
    if amount is None:
        return None
    club_id = desk.queries.cases.club_of(ClientId(client))
    try:
        return read_cents(amount, desk.queries.club(club_id).currency)
    except ReadingError as error:
        raise UsageError(f"{amount[:40]} is not an amount; try 150.00") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text[:40]} is not a day; try 2026-11-27") from error


def _kind(kinds: type[Kind], text: str) -> Callable[[], Kind]:
    """Return what reads *text* once the desk is open, so that a wrong word is told as all else."""

    def read() -> Kind:
        try:
            return kinds(text.strip().casefold().replace("-", "_"))
        except ValueError as error:
            known = ", ".join(kinds)
            raise UsageError(f"{text[:40]} is not one of {known}") from error

    return read


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
