"""`gymdesk-cli`: the same desk without a window. Figures on stdout, progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gymdesk import __version__
from gymdesk.cli_cases import add_case_commands
from gymdesk.cli_credentials import ask_for_name, credentials_app, secret
from gymdesk.cli_frame import (
    FAILED,
    OK,
    Call,
    answer,
    clubs_of,
    mend_streams,
    moment_words,
    not_printed,
    print_table,
    stop,
)
from gymdesk.cli_held import add_held, why_held
from gymdesk.cli_import import import_app
from gymdesk.cli_members import add_member_commands
from gymdesk.cli_outbox import outbox_commands
from gymdesk.cli_status_words import add_status_word_commands
from gymdesk.cli_store import add_commands
from gymdesk.documents import (
    clients_document,
    clubs_document,
    collections_document,
    money,
    package_summary,
    refresh_document,
    status_document,
)
from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.errors import DeskError, UsageError

if TYPE_CHECKING:
    from gymdesk.bootstrap import Desk
    from gymdesk.domain.client import ClubId
    from gymdesk.rows import ClientRow, ClubRow, CollectionsList
    from gymdesk.sync.request import ClientsStored, Progress

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)
club_app = typer.Typer(no_args_is_help=True, help="Set up gyms.")
app.add_typer(club_app, name="club")

ClubName = Annotated[str | None, typer.Option("--club", help="Only this gym.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def main() -> None:
    """Run the command line; exit 0 = all worked, 1 = something did not, 2 = the call was wrong."""
    mend_streams()
    try:
        app()
    except OSError as error:
        not_printed(error)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"GymDesk {__version__}")
        raise typer.Exit(OK)


@app.callback()
def _before(
    context: typer.Context,
    data_dir: Annotated[Path | None, typer.Option(help="Folder of the desk.")] = None,
    database_url: Annotated[str | None, typer.Option(help="A shared store.")] = None,
    as_json: AsJson = False,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    context.obj = Call(data_dir, database_url, as_json, _desk)


# --- clubs ---------------------------------------------------------------------------------------


@club_app.command("add")
def club_add(
    context: typer.Context,
    name: str,
    timezone: Annotated[str, typer.Option(help="IANA name.")] = "America/New_York",
    currency: str = "USD",
    locale: str = "en_US",
    clubos_url: str | None = None,
    wodify_url: str | None = None,
    wodify_location: str | None = None,
    wodify_profile: str | None = None,
    stripe_url: str | None = None,
    clubos_dialect: Annotated[
        str | None, typer.Option(help="captured, documented or automatic (find out).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a gym."""
    from gymdesk.commands import ClubDraft

    draft = ClubDraft(
        name,
        timezone,
        currency,
        locale,
        clubos_url,
        wodify_url,
        wodify_location,
        wodify_profile,
        stripe_url,
        clubos_dialect,
    )
    with _desk(context, as_json) as desk:
        club = desk.commands.add_club(draft)
        answer(context, as_json, clubs_document([club]), lambda: typer.echo(f"Added {club.name}."))


@club_app.command("list")
def club_list(context: typer.Context, as_json: AsJson = False) -> None:
    """List the gyms."""
    with _desk(context, as_json) as desk:
        clubs = desk.queries.clubs()
        answer(
            context,
            as_json,
            clubs_document(clubs),
            lambda: print_table(
                ("Club", "Time zone", "Currency", "ClubOS"),
                [(c.name, c.timezone, c.currency, c.clubos_url or "not set up") for c in clubs],
            ),
        )


# --- refresh --------------------------------------------------------------------------------------


@app.command()
def refresh(
    context: typer.Context,
    club: ClubName = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this source.")] = None,
    entity: Annotated[
        list[str] | None,
        typer.Option(help="Only clients (ClubOS), or members, leads, invoices (WODIFY)."),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Ask for everything anew, however short ago the last refresh was."
        ),
    ] = False,
    ask: Annotated[
        bool,
        typer.Option(
            "--ask",
            help="Take one user's ClubOS password from a prompt or stdin, for this run only.",
        ),
    ] = False,
    username: Annotated[str | None, typer.Option(help="The user, with --ask.")] = None,
    inventory: Annotated[
        bool | None,
        typer.Option(
            "--inventory/--no-inventory",
            help="Ask ClubOS for the session inventory too, one or two requests more per client; "
            "without either, as the settings say.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fetch from the sources; a failed request never turns into a figure."""
    from gymdesk.rows import RunStatus
    from gymdesk.sync.request import RefreshRequest

    with _desk(context, as_json) as desk:
        clubs = (desk.queries.club_named(club),) if club else desk.queries.clubs()
        if ask:
            _sign_in_for_this_run(desk, clubs, username)
        request = RefreshRequest(
            club_ids=tuple(c.club_id for c in clubs) if club else None,
            sources=tuple(_source(s) for s in source or ()),
            force=force or ask,  # who types a password wants it tried
            entities=tuple(e.strip().casefold() for e in entity or ()),
            trigger="command line",
            inventory=inventory,
        )
        with _refreshing(context, desk):
            report = desk.engine.refresh_blocking(request, _ProgressLine().show)
        answer(
            context,
            as_json,
            refresh_document(report),
            lambda: print_table(
                ("Club", "Source", "Status", "Clients", "Changed", "Failed", "Seconds"),
                [
                    (
                        r.club,
                        _source_words(r.source, r.entity),
                        r.status.value,
                        f"{r.done} of {'?' if r.total is None else r.total}",
                        str(r.created + r.updated),
                        str(r.failed),
                        f"{r.seconds:.1f}",
                    )
                    for r in report.runs
                ],
            ),
        )
        several = len({run.club_id for run in report.runs}) > 1
        for run in report.runs:
            whose = f"{run.club}: " if several else ""
            if run.reason is not None:
                hint = "" if "running" in run.reason else "; --force refreshes all the same"
                name = _source_words(run.source, run.entity)
                typer.echo(f"{whose}{name} skipped: {run.reason}{hint}", err=True)
            if run.remark is not None:
                name = _source_words(run.source, run.entity)
                typer.echo(f"{whose}{name}: {run.remark}", err=True)
            if run.held is not None:
                why = why_held(run.held, _currency(clubs, run.club_id))
                typer.echo(f"{run.club}: held, {why}. See gymdesk-cli held.", err=True)
            for error in run.errors:
                about = f"{error.subject}: " if error.subject else ""
                typer.echo(f"{whose}{about}{error.title}. {error.message}", err=True)
        good = (RunStatus.COMPLETE, RunStatus.SKIPPED)
        if any(run.status not in good for run in report.runs):
            raise typer.Exit(FAILED)


@contextmanager
def _refreshing(context: typer.Context, desk: Desk) -> Iterator[None]:
    """Keep a restore out while a refresh writes, and take the day's backup after it."""
    from gymdesk.locks import refresh_lock

    lock = refresh_lock(desk.places, context.obj.database_url, shared=True)
    with lock.held():
        yield
    try:
        desk.safekeeping.daily(renew=True)
    except DeskError as error:  # the figures are stored: that is no failure of the refresh
        typer.echo(f"No backup was taken: {error.title}. {error.message}", err=True)


def _sign_in_for_this_run(desk: Desk, clubs: Sequence[ClubRow], username: str | None) -> None:
    from gymdesk.credentials import Credential

    if len(clubs) > 1:
        # one gym's password must not be tried on another's service
        raise UsageError("--ask signs in to one gym: choose it with --club")
    for club in clubs:
        name = username or ask_for_name(desk, club)
        desk.sign_ins.use_for_this_run(club, Source.CLUBOS, Credential(name, secret()))


def _source_words(source: Source, entity: str) -> str:
    name = SOURCE_NAMES[source]
    return name if source == Source.CLUBOS else f"{name} {entity}"


def _source(text: str) -> Source:
    try:
        return Source(text.casefold())
    except ValueError as error:
        known = ", ".join(Source)
        raise UsageError(f"{text} is not a source; one of {known}") from error


class _ProgressLine:
    """Shows counted steps on stderr: one line that renews itself, or every 25 clients a line."""

    def __init__(self) -> None:
        self._lively = sys.stderr.isatty()

    def show(self, told: Progress | ClientsStored) -> None:
        """Show a step; stored batches are not worth a line."""
        from gymdesk.sync.request import Progress

        if not isinstance(told, Progress):
            return
        words = f"{SOURCE_NAMES[told.source]} · {told.phase}"
        if told.total is not None:
            words += f" {told.done} of {told.total}"
        if self._lively:
            typer.echo(f"\r\x1b[2K{words}", nl=told.done == told.total, err=True)
        elif told.total is None or told.done % 25 == 0 or told.done == told.total:
            typer.echo(words, err=True)


# --- figures --------------------------------------------------------------------------------------


@app.command()
def clients(
    context: typer.Context,
    club: ClubName = None,
    csv: Annotated[Path | None, typer.Option(help="Write a CSV file.")] = None,
    as_json: AsJson = False,
) -> None:
    """List everybody with what is owed."""
    from gymdesk import export

    with _desk(context, as_json) as desk:
        lists = [desk.queries.clients(c.club_id) for c in clubs_of(desk, club)]
        if csv is not None:
            export.write_csv(export.clients_csv(_only(lists, "--csv")), csv)
        rows = [row for shown in lists for row in shown.rows]
        answer(context, as_json, clients_document(lists), lambda: _print_clients(rows))


@app.command()
def collections(
    context: typer.Context,
    club: ClubName = None,
    pdf: Annotated[Path | None, typer.Option(help="Print the list to a PDF file.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write a CSV file.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write an Excel file.")] = None,
    as_json: AsJson = False,
) -> None:
    """List who owes what: unknown amounts first, then the largest."""
    from gymdesk import export

    with _desk(context, as_json) as desk:
        lists = [desk.queries.collections(c.club_id) for c in clubs_of(desk, club)]
        if csv is not None:
            export.write_csv(export.collections_csv(_only(lists, "--csv")), csv)
        if xlsx is not None:
            export.collections_xlsx(_only(lists, "--xlsx"), xlsx)
        if pdf is not None:
            _print_pdf(desk, _only(lists, "--pdf"), pdf)
        answer(context, as_json, collections_document(lists), lambda: _print_collections(lists))


@app.command()
def status(context: typer.Context, club: ClubName = None, as_json: AsJson = False) -> None:
    """Say what each source last said and when."""
    with _desk(context, as_json) as desk:
        found = [(c, desk.queries.sources(c.club_id)) for c in clubs_of(desk, club)]
        rows = [
            (
                club_row.name,
                _source_words(s.source, s.entity),
                s.health.value.replace("_", " "),
                moment_words(s.last_success_utc),
                moment_words(s.last_attempt_utc),
                "by hand" if s.next_due_utc is None else moment_words(s.next_due_utc),
            )
            for club_row, sources in found
            for s in sources
        ]
        answer(
            context,
            as_json,
            status_document(found),
            lambda: print_table(
                ("Club", "Source", "State", "Last complete", "Last tried", "Next"), rows
            ),
        )


def _print_pdf(desk: Desk, shown: CollectionsList, path: Path) -> None:
    from ui.printing.headless import print_collections

    settings = desk.settings.load()
    print_collections(shown, path, desk.clock, printed_by=settings.staff, paper=settings.paper)
    typer.echo(f"Printed to {path}.", err=True)


def _print_clients(rows: Sequence[ClientRow]) -> None:
    print_table(
        ("Client", "Package", "Status", "Past due", "Flags"),
        [
            (
                r.name,
                package_summary(r.packages, r.currency) or "none",
                r.payment_status.value.replace("_", " "),
                money(r.past_due_cents) or "unknown",
                " ".join(sorted(r.marks)),
            )
            for r in rows
        ],
    )


def _print_collections(lists: Sequence[CollectionsList]) -> None:
    for shown in lists:
        if shown.warning is not None:
            whose = f"{shown.club.name}: check" if len(lists) > 1 else "Check"
            typer.echo(f"{whose} before you call: {shown.warning.sentence}", err=True)
        print_table(
            ("Client", "Past due", "Days", "Cancelled", "Flags"),
            [
                (
                    r.name,
                    money(r.past_due_cents) or "unknown",
                    "" if r.days_past_due is None else str(r.days_past_due),
                    money(r.cancelled_past_due_cents) or "unknown",
                    " ".join(sorted(r.marks)),
                )
                for r in shown.rows
            ],
        )
        typer.echo(
            f"{shown.club.name}: {money(shown.total_past_due_cents)} {shown.club.currency} past "
            f"due over {shown.known} known amounts, {shown.unknown} unknown; "
            f"{money(shown.total_cancelled_cents)} on cancelled agreements."
        )


# --- around every command -------------------------------------------------------------------------


@contextmanager
def _desk(context: typer.Context, as_json: bool) -> Iterator[Desk]:
    """Open the desk for one command and turn our errors into words and an exit code."""
    from gymdesk.bootstrap import open_desk
    from gymdesk.log import start_log, stop_log
    from gymdesk.paths import places

    call: Call = context.obj
    try:
        desk = open_desk(call.data_dir, call.database_url)
        try:
            try:
                start_log(places(call.data_dir).log_dir)
            except OSError as error:
                typer.echo(f"No log is written: {error.strerror}", err=True)
            yield desk
        finally:
            desk.close()
            stop_log()
    except DeskError as error:
        stop(error, as_json or call.as_json)


def _currency(clubs: Sequence[ClubRow], club_id: ClubId) -> str:
    return next(c.currency for c in clubs if c.club_id == club_id)


def _only(lists: Sequence[Any], option: str) -> Any:
    if len(lists) != 1:
        raise UsageError(f"{option} writes one gym: choose it with --club")
    return lists[0]


app.add_typer(credentials_app(_desk), name="credentials")
app.add_typer(outbox_commands(_desk), name="outbox")
add_held(app, _desk)
app.add_typer(import_app(_desk), name="import")
add_commands(app)
add_case_commands(app)
add_member_commands(app, _desk)
add_status_word_commands(app, _desk)

if __name__ == "__main__":
    main()
