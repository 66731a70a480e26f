"""The commands about debts: their lists, and all that is done about one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from gymdesk.case_documents import (
    event_document,
)
from gymdesk.cli_case_frame import AsJson, Client, Staff, acting, day_of, opened
from gymdesk.cli_case_lists import add_case_lists
from gymdesk.cli_frame import answer
from gymdesk.domain.case_event import CaseMark, Channel, Outcome, PaymentKind
from gymdesk.domain.client import ClientId
from gymdesk.domain.money import read_cents
from gymdesk.errors import ReadingError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gymdesk.cli_frame import OpenDesk

Kind = TypeVar("Kind", bound=StrEnum)

case_app = typer.Typer(no_args_is_help=True, help="Work the debts: who to call, and what was done.")
add_case_lists(case_app)

Clients = Annotated[list[int], typer.Argument(help="The clients' numbers.")]
Note = Annotated[str | None, typer.Option("--note", help="A remark; no card numbers.")]
Lift = Annotated[bool, typer.Option("--lift", help="Take the mark away.")]
Amount = Annotated[str | None, typer.Option("--amount", help="An amount, such as 150.00.")]
PaysBy = Annotated[str | None, typer.Option("--pays-by", help="card, cash, check or bank.")]


def add_case_commands(app: typer.Typer) -> None:
    """Add the group to *app*."""
    app.add_typer(case_app, name="case")


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
                day_of(on),
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
            _ids(clients), day_of(until), staff=who, note=note
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


def _do(
    context: typer.Context,
    as_json: bool,
    staff: str | None,
    write: Callable[[OpenDesk, str], list[int]],
) -> None:
    with opened(context, as_json) as desk:
        made = write(desk, acting(desk, staff))
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


def _ids(clients: Sequence[int]) -> list[ClientId]:
    return [ClientId(number) for number in clients]


def _cents(desk: OpenDesk, client: int, amount: str | None) -> int | None:
    if amount is None:
        return None
    club_id = desk.queries.cases.club_of(ClientId(client))
    try:
        return read_cents(amount, desk.queries.club(club_id).currency)
    except ReadingError as error:
        raise UsageError(f"{amount[:40]} is not an amount; try 150.00") from error


def _kind(kinds: type[Kind], text: str) -> Callable[[], Kind]:
    """Return what reads *text* once the desk is open, so that a wrong word is told as all else."""

    def read() -> Kind:
        try:
            return kinds(text.strip().casefold().replace("-", "_"))
        except ValueError as error:
            known = ", ".join(kinds)
            raise UsageError(f"{text[:40]} is not one of {known}") from error

    return read
