"""What every command of the command line shares: its call, its answers, its exit codes."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, Protocol

import typer

from gymdesk.errors import DeskError, KeyringError, NoClub, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from rich.table import Table

    from gymdesk.commands import Commands
    from gymdesk.queries import Queries
    from gymdesk.rows import ClubRow
    from gymdesk.settings import SettingsFile

OK, FAILED, WRONG_CALL = 0, 1, 2

_NOT_TAKEN: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Why a file that stdout goes to takes no more."""


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


def mend_streams() -> None:
    """See to it that each stream is there, and that no letter of a name is too much for it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed, as a scheduler may start a program: nobody types or reads
            nobody = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 (open to the end)
            setattr(sys, name, nobody)
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a file on Windows takes 256 letters


def not_printed(error: OSError) -> NoReturn:
    """Say that stdout did not take the answer and leave; raises what is no fault of stdout."""
    if error.errno not in _NOT_TAKEN:
        raise error
    typer.echo(f"The answer could not be written: {error.strerror}.", err=True)
    raise SystemExit(FAILED)


def clubs_of(desk: OpenDesk, name: str | None) -> tuple[ClubRow, ...]:
    """Return the club of that name, or all; that there is none at all is said on stderr.

    An empty list of a desk without a gym must not look like a gym without debts.
    """
    clubs = (desk.queries.club_named(name),) if name else desk.queries.clubs()
    if not clubs:
        typer.echo(str(NoClub()), err=True)
    return clubs


def answer(
    context: typer.Context, as_json: bool, document: dict[str, Any], otherwise: Callable[[], None]
) -> None:
    """Print *document* where JSON is wanted, else do *otherwise*."""
    if as_json or context.obj.as_json:
        # escapes where stdout could not carry the letters themselves: the same document
        plain = (sys.stdout.encoding or "").casefold() not in ("utf-8", "utf8")
        typer.echo(json.dumps(document, ensure_ascii=plain, indent=2))
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
