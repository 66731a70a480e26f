"""The commands about the store itself: `backup`, `restore`, `check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from gymdesk.cli_frame import FAILED, Call, answer, moment_words, print_table, stop
from gymdesk.documents import backup_document, check_document, restore_document
from gymdesk.errors import DeskError, StoreDenied, UsageError, WindowOpen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gymdesk.domain.backup import BackupContents, RestorePreview
    from gymdesk.safekeeping import Safekeeping

ENTRIES: Final = {
    "club": ("club", "clubs"),
    "sign_in": ("sign-in", "sign-ins"),
    "contact_edit": ("contact", "contacts"),
    "confirmation": ("confirmed amount", "confirmed amounts"),
    "watch": ("watch", "watches"),
    "case_event": ("note, contact or promise", "notes, contacts and promises"),
    "collection_rule": ("rule of collecting", "rules of collecting"),
}
"""What is typed at the desk, by its table, in the order in which it is told."""

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    for command in (backup, restore, check, shape_report):
        app.command()(command)


def shape_report(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where the report goes.")],
    as_json: AsJson = False,
) -> None:
    """Save how ClubOS answered the last refresh: names of fields, kinds and sizes, no values."""
    from gymdesk.clock import SystemClock
    from gymdesk.paths import places
    from gymdesk.shape_report import ShapeReport

    call: Call = context.obj
    try:
        ShapeReport(places(call.data_dir).shape_file, SystemClock()).save(file)
    except DeskError as error:
        stop(error, as_json or call.as_json)
    answer(context, as_json, {"file": str(file)}, lambda: typer.echo(f"Saved to {file}."))


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where the backup goes.")],
    as_json: AsJson = False,
) -> None:
    """Write a verified copy of the store to FILE; passwords are not part of it."""
    with _safekeeping(context, as_json) as keeping:
        taken = keeping.back_up(file)
        answer(
            context,
            as_json,
            backup_document(taken),
            lambda: typer.echo(f"Backed up to {file}: {_holds(taken)}."),
        )


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The backup.")],
    yes: Annotated[bool, typer.Option("--yes", help="Restore without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup back; the store as it is now is kept beside the automatic backups."""
    from gymdesk.locks import window_lock
    from gymdesk.paths import places

    with _safekeeping(context, as_json) as keeping:
        preview = keeping.preview(file)
        for line in _preview_lines(preview):
            typer.echo(line, err=True)
        if not yes:
            _ask()
        call: Call = context.obj
        window = window_lock(places(call.data_dir), call.database_url)
        with window.held() as closed:
            if not closed:
                raise WindowOpen
            restored = keeping.restore_closed(file)
        answer(
            context,
            as_json,
            restore_document(restored, preview.loss),
            lambda: typer.echo(
                f"Restored: {_holds(restored.backup)}."
                + (f" The former store: {restored.former}" if restored.former else "")
            ),
        )


def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Look for what must never be in a store; exit 1 if anything is found."""
    with _safekeeping(context, as_json) as keeping:
        if keeping.absent:
            typer.echo("There is no store yet.", err=True)
            answer(context, as_json, check_document(()), lambda: None)
            return
        found = keeping.check()
        rows = [
            (v.rule, v.severity.value, str(v.count), ", ".join(v.samples), v.advice) for v in found
        ]
        answer(
            context,
            as_json,
            check_document(found),
            lambda: (
                print_table(("Rule", "Severity", "Count", "For example", "What to do"), rows)
                if rows
                else typer.echo("The store is sound.")
            ),
        )
        if found:
            raise typer.Exit(FAILED)


def _ask() -> None:
    if not sys.stdin.isatty():
        raise UsageError("Restoring replaces the store: say --yes")
    if not typer.confirm("Restore this backup?", err=True):
        raise typer.Exit(FAILED)


def _holds(contents: BackupContents) -> str:
    parts = (
        _count(contents.clients, "client"),
        _typed(contents.typed) or "nothing typed",
        _count(contents.runs, "refresh", "refreshes"),
        f"figures from {moment_words(contents.newest_run_utc)}",
    )
    return ", ".join(parts)


def _preview_lines(preview: RestorePreview) -> list[str]:
    lines = [
        f"The backup of {moment_words(preview.backup.written_at_utc)}: {_holds(preview.backup)}."
    ]
    if preview.now is None or preview.loss is None:
        lines.append("The store as it is now cannot be read.")
        return lines
    loss = preview.loss
    lines.append(f"The store now: {_holds(preview.now)}.")
    if loss.typed:
        lines.append(f"Not in the backup, typed or changed since: {_typed(loss.typed)}.")
    if loss.clients or loss.runs:
        figures = _count(loss.runs, "refresh", "refreshes")
        lines.append(
            f"Comes back with a refresh: {_count(loss.clients, 'client')}, figures of {figures}."
        )
    return lines


def _typed(by_table: Mapping[str, int]) -> str:
    """Return what was typed in words; tables without a word of their own are counted together."""
    known = [(words, by_table.get(table, 0)) for table, words in ENTRIES.items()]
    others = sum(number for table, number in by_table.items() if table not in ENTRIES)
    told = [*known, (("other entry", "other entries"), others)]
    return ", ".join(_count(number, *words) for words, number in told if number)


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


@contextmanager
def _safekeeping(context: typer.Context, as_json: bool) -> Iterator[Safekeeping]:
    """Yield what backs up and restores; the desk is not opened, so nothing is migrated."""
    from gymdesk.clock import SystemClock
    from gymdesk.paths import places
    from gymdesk.safekeeping import Safekeeping

    call: Call = context.obj
    try:
        where = places(call.data_dir)
        where.make()
        yield Safekeeping.of(where, call.database_url, SystemClock())
    except DeskError as error:
        stop(error, as_json or call.as_json)
    except OSError as error:
        stop(StoreDenied(str(error.filename or "")), as_json or call.as_json)
