"""What every command of the command line shares: its call, its answers, its exit codes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import typer

from gymdesk.errors import DeskError, KeyringError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from rich.table import Table

    from gymdesk.commands import Commands
    from gymdesk.queries import Queries
    from gymdesk.settings import SettingsFile

OK, FAILED, WRONG_CALL = 0, 1, 2


class OpenDesk(Protocol):
    """What a command needs of the desk; only the entry point wires one."""

    @property
    def queries(self) -> Queries:
        """Return what reads."""
        ...

    @property
    def commands(self) -> Commands:
        """Return what writes."""
        ...

    @property
    def settings(self) -> SettingsFile:
        """Return this PC's settings."""
        ...


@dataclass
class Call:
    """What stands before the command: where the desk lies and how it answers."""

    data_dir: Path | None
    database_url: str | None
    as_json: bool = False
    opened: Callable[[typer.Context, bool], AbstractContextManager[OpenDesk]] | None = None

    def desk(self, context: typer.Context, as_json: bool) -> AbstractContextManager[OpenDesk]:
        """Open the desk for one command; errors become words and an exit code."""
        if self.opened is None:
            msg = "this call opens no desk"
            raise LookupError(msg)
        return self.opened(context, as_json)


def stop(error: DeskError, as_json: bool) -> NoReturn:
    """Say what went wrong and leave: 2 where the call was wrong, 1 otherwise."""
    if as_json:
        typer.echo(json.dumps({"error": {"title": error.title, "message": error.message}}))
    typer.echo(f"{error.title}\n{error.message}", err=True)
    if isinstance(error, KeyringError):
        typer.echo("On the command line: gymdesk-cli refresh --ask", err=True)
    raise typer.Exit(WRONG_CALL if isinstance(error, UsageError) else FAILED)


def answer(
    context: typer.Context, as_json: bool, document: dict[str, Any], otherwise: Callable[[], None]
) -> None:
    """Print *document* where JSON is wanted, else do *otherwise*."""
    if as_json or context.obj.as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        otherwise()


def moment_words(at_utc: datetime | None) -> str:
    """Return a moment in this PC's time."""
    return "never" if at_utc is None else at_utc.astimezone().strftime("%Y-%m-%d %H:%M")


def print_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print *rows* as a table."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table: Table = Table(*titles)
    for row in rows:
        # Text, not markup: a name such as "[red]" is a name
        table.add_row(*(Text(cell) for cell in row))
    Console(soft_wrap=True).print(table)
