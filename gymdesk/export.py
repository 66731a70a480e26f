"""Exports: the clients and the collections list as CSV and XLSX, and files that are never half.

Text cells are guarded so that no spreadsheet takes a name for a formula; amounts, days and counts
stay what they are. An unknown amount is an empty cell and the word "unknown" beside it, never 0.
"""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.money import plain
from gymdesk.domain.past_due import Mark
from gymdesk.errors import StoreFull, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from gymdesk.rows import ClientList, ClientRow, CollectionsList

Kind = Literal["text", "money", "count", "day", "moment"]
Value = str | int | None

XLSX_TEXT_LIMIT: Final = 32_767
"""Excel refuses the whole file for one longer cell."""

_FORMULA_STARTS: Final = "=+-@\t\r\n\0\u2212"
_SPLITS: Final = re.compile(r"([;\t\r\n]\s*)([=+\-@\uff1d\uff0b\uff0d\uff20\u2212])")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True)
class Column:
    """One column of an export. `read` gives text, whole cents, a count or ISO text by `kind`."""

    name: str
    title: str
    kind: Kind
    read: Callable[[ClientRow], Value]
    width: int = 12


def clients_csv(clients: ClientList) -> str:
    """Return all clients as RFC 4180 text with CRLF line ends."""
    return _csv(CLIENT_COLUMNS, clients.rows)


def collections_csv(collections: CollectionsList) -> str:
    """Return the collections list, in its order, as RFC 4180 text with CRLF line ends."""
    return _csv(COLLECTIONS_COLUMNS, collections.rows)


def clients_xlsx(clients: ClientList, path: Path) -> None:
    """Write all clients as a workbook with typed cells."""
    write_whole(path, _xlsx("Clients", CLIENT_COLUMNS, clients.rows, clients.club.currency))


def collections_xlsx(collections: CollectionsList, path: Path) -> None:
    """Write the collections list as a workbook with typed cells and a row of totals."""
    content = _xlsx(
        "Collections", COLLECTIONS_COLUMNS, collections.rows, collections.club.currency, totals=True
    )
    write_whole(path, content)


def write_csv(text: str, path: Path) -> None:
    """Write *text* as UTF-8 with a byte order mark, which Excel needs to read accents."""
    write_whole(path, text.encode("utf-8-sig", errors="replace"))


def write_whole(path: Path, content: bytes) -> None:
    """Write the file in one step: the whole *content*, or the file that was there before.

    The new file is readable by its user only: it holds personal data. Raises `StoreFull` and
    `UsageError`.
    """
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".gymdesk-", suffix=path.suffix, dir=path.parent)
        beside = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        if beside is not None:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        raise _spoken(error, path) from error


def _spoken(error: OSError, path: Path) -> StoreFull | UsageError:
    if error.errno in _FULL:
        return StoreFull(str(path.parent))
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UsageError(f"The folder {path.parent} does not exist. Choose another one.")
    if isinstance(error, IsADirectoryError):
        return UsageError(f"{path} is a folder. Choose another name.")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return UsageError(
            f"GymDesk may not write to {path}. Close the file if another program has it open, or "
            "choose another folder."
        )
    return UsageError(f"{path} could not be written: {error.strerror or error}.")


def guarded(text: str) -> str:
    """Return *text* so that no spreadsheet reads it, or a part split off it, as a formula."""
    text = _SPLITS.sub(r"\1'\2", text)
    first = text.lstrip(" \u00a0\ufeff\u200b")[:1]
    starts = first and (first in _FORMULA_STARTS or unicodedata.normalize("NFKC", first) in "=+-@")
    return f"'{text}" if starts else text


# --- columns --------------------------------------------------------------------------------------


def _iso(on: date | datetime | None) -> str | None:
    return None if on is None else on.isoformat()


def _file_of(row: ClientRow) -> str | None:
    """Return the files that packages and trainer, or the membership, are from, with their moments.

    A client may be in both exports.
    """
    files = [file for file in (row.imported, row.membership_from) if file is not None]
    return "; ".join(f"{file.file_name}, {_iso(file.written_at_utc)}" for file in files) or None


def _packages(row: ClientRow) -> str:
    return "; ".join(p.name for p in row.packages)


def _source_ids(row: ClientRow) -> str:
    return "; ".join(f"{SOURCE_NAMES[source]} {remote_id}" for source, remote_id in row.source_ids)


def _flags(row: ClientRow) -> str:
    return "; ".join(mark.value for mark in Mark if mark in row.marks)


def _amount_status(row: ClientRow) -> str:
    if row.past_due_cents is None:
        return "unknown"
    return "at least" if Mark.AT_LEAST in row.marks else "known"


def _aged(name: str) -> Callable[[ClientRow], int | None]:
    """Return a reader of one bucket. Of an unknown amount, 0 would be a claim: it is left empty."""

    def read(row: ClientRow) -> int | None:
        cents: int = getattr(row.aging, name)
        return None if row.past_due_cents is None and cents == 0 else cents

    return read


_WHO: Final = (
    Column("client_id", "Client ID", "count", lambda r: r.client_id, 9),
    Column("name", "Client", "text", lambda r: r.name, 26),
    Column("source_ids", "Source IDs", "text", _source_ids, 18),
    Column("phone", "Phone", "text", lambda r: r.phone.text, 18),
    Column("email", "E-mail", "text", lambda r: r.email.text, 28),
    Column("trainer", "Trainer", "text", lambda r: r.trainer, 18),
    Column("packages", "Packages", "text", _packages, 30),
)
_OWED: Final = (
    Column("payment_status", "Payment status", "text", lambda r: r.payment_status.value, 14),
    Column("currency", "Currency", "text", lambda r: r.currency, 9),
    Column("past_due", "Past due", "money", lambda r: r.past_due_cents, 13),
    Column("past_due_status", "Amount is", "text", _amount_status, 11),
    Column("cancelled_past_due", "Cancelled", "money", lambda r: r.cancelled_past_due_cents, 13),
    Column("flags", "Flags", "text", _flags, 16),
    Column("oldest_due_on", "Oldest due", "day", lambda r: _iso(r.oldest_due_on), 12),
    Column("days_past_due", "Days past due", "count", lambda r: r.days_past_due, 13),
    Column("unpaid_invoices", "Unpaid invoices", "count", lambda r: r.unpaid_invoices, 14),
)
_AGED: Final = (
    Column("not_due", "Not due", "money", _aged("not_due")),
    Column("days_1_30", "1\u201330 days", "money", _aged("days_1_30")),
    Column("days_31_60", "31\u201360 days", "money", _aged("days_31_60")),
    Column("days_61_90", "61\u201390 days", "money", _aged("days_61_90")),
    Column("days_91", "91+ days", "money", _aged("days_91")),
    Column("no_date", "No date", "money", _aged("no_date")),
    Column("credit", "Credit", "money", _aged("credit")),
)
_MEMBER: Final = (
    Column("membership", "Membership", "text", lambda r: r.membership, 20),
    Column("membership_status", "Membership status", "text", lambda r: r.membership_status, 17),
    Column("sessions_remaining", "Sessions left", "count", lambda r: r.sessions_remaining, 13),
    Column("last_session_on", "Last session", "day", lambda r: _iso(r.last_session_on), 12),
)
_WHENCE: Final = (
    Column("last_known", "Last known", "money", lambda r: r.last_known_cents, 13),
    Column("last_known_on", "Last known on", "day", lambda r: _iso(r.last_known_on), 13),
    Column("fetched_at", "Fetched at", "moment", lambda r: _iso(r.fetched_at_utc), 26),
    Column("imported_from", "Imported from", "text", _file_of, 40),
    Column("missing_since", "Missing since", "moment", lambda r: _iso(r.missing_since_utc), 26),
    Column("trouble", "Trouble", "text", lambda r: r.trouble, 40),
)
CLIENT_COLUMNS: Final = (*_WHO, *_OWED, *_MEMBER, *_WHENCE)
COLLECTIONS_COLUMNS: Final = (*_WHO, *_OWED, *_AGED, *_WHENCE)


# --- the two forms --------------------------------------------------------------------------------


def _csv(columns: Sequence[Column], rows: Sequence[ClientRow]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([c.name for c in columns])
    writer.writerows([_csv_cell(c, c.read(row)) for c in columns] for row in rows)
    return stream.getvalue()


def _csv_cell(column: Column, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return plain(value) if column.kind == "money" else str(value)
    return guarded(value) if column.kind == "text" else value


def _xlsx(
    sheet_name: str,
    columns: Sequence[Column],
    rows: Sequence[ClientRow],
    currency: str,
    *,
    totals: bool = False,
) -> bytes:
    import xlsxwriter  # late: only an export needs it, and it costs the start 20 ms

    stream = io.BytesIO()
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, {"in_memory": True, **never}) as book:
        sheet = book.add_worksheet(sheet_name)
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8E8E8"})
        money = book.add_format({"num_format": "#,##0.00"})
        total = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 2})
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.title, head)
            sheet.set_column(at, at, column.width)
        for line, row in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                _write_cell(sheet, line, at, column, column.read(row), money)
        sheet.freeze_panes(1, 2)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        if totals:
            _write_totals(sheet, columns, rows, currency, total)
    return stream.getvalue()


def _write_cell(
    sheet: Worksheet, line: int, at: int, column: Column, value: Value, money: Format
) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(line, at, value[:XLSX_TEXT_LIMIT])
    elif column.kind == "money":
        sheet.write_number(line, at, value / 100, money)
    else:
        sheet.write_number(line, at, value)


def _write_totals(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[ClientRow],
    currency: str,
    total: Format,
) -> None:
    """Write the sums of the known amounts in *currency* as numbers, under the last row.

    One row stays free between, so that sorting and filtering leave the totals where they are.
    """
    line = len(rows) + 2
    summed = [row for row in rows if row.currency == currency]
    known = sum(row.past_due_cents is not None for row in summed)
    for at, column in enumerate(columns):
        if column.name == "name":
            words = "amount" if known == 1 else "amounts"
            sheet.write_string(line, at, f"Total of {known} known {words}", total)
        elif column.name == "currency":
            sheet.write_string(line, at, currency, total)
        elif column.kind == "money" and column.name != "last_known":
            cents = [column.read(row) for row in summed if _is_counted(column, row)]
            added = sum(c for c in cents if isinstance(c, int))
            sheet.write_number(line, at, added / 100, total)
        else:
            sheet.write_blank(line, at, None, total)


def _is_counted(column: Column, row: ClientRow) -> bool:
    """Return whether the row is in the column's sum; an unknown balance keeps its buckets out."""
    return column.name == "cancelled_past_due" or row.past_due_cents is not None
