"""The client list on paper: how to reach everybody, what they have, what they owe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from ui.printing.client_lists import ClientSheet
from ui.printing.contents import Contents, Note, SheetRow
from ui.printing.control import added
from ui.printing.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from gymdesk.rows import ClientList, ClientRow
    from ui.phrases import Phrases
    from ui.printing.control import Sums
    from ui.printing.wording import Privacy


class ClientsSheet(ClientSheet):
    """The client list exactly as given: its rows, in their order. Public view has no e-mail."""

    OWN_COLUMNS = (
        "name",
        "phone",
        "email",
        "package",
        "trainer",
        "status",
        "past_due",
        "fetched",
    )

    def __init__(
        self,
        clients: ClientList,
        phrases: Phrases,
        *,
        printed_by: str,
        printed_at_utc: datetime,
        filter_words: str,
        order_words: str,
        privacy: Privacy = "full",
        columns: Sequence[str] | None = None,
    ) -> None:
        super().__init__(
            clients.club,
            phrases,
            printed_by=printed_by,
            printed_at_utc=printed_at_utc,
            filter_words=filter_words,
            order_words=order_words,
            privacy=privacy,
            columns=columns,
        )
        self._clients = clients

    @override
    def with_privacy(self, privacy: Privacy) -> ClientsSheet:
        return ClientsSheet(
            self._clients,
            self._phrases,
            printed_by=self._printed_by,
            printed_at_utc=self._printed_at_utc,
            filter_words=self._filter_words,
            order_words=self._order_words,
            privacy=privacy,
            columns=self._chosen,
        )

    @override
    def _composed(self) -> Contents:
        clients = self._clients
        sums = added(clients.rows, self._club.currency)
        parts = self._parts()
        return Contents(
            title=self.tr("Client list"),
            club=one_line(self._club.name),
            sublines=self._sublines(len(clients.rows), clients.figures_from_utc, clients.users),
            printed=self._printed(),
            columns=self._numbered(parts, 9),
            rows=self._sheet_rows(
                lambda number, row: SheetRow(
                    self._cells(number, row, parts), line=self._beside(row), flag=self._flag(row)
                ),
                clients.rows,
            ),
            totals=self._sums(sums, parts) if clients.rows else (),
            notes=self._notes(sums),
            foot=self._foot(clients.figures_from_utc),
            page_words=self.tr("Page {page} of {pages}"),
            nobody=self.tr("No clients."),
            warning=self._warned(clients.warning, clients.complete),
        )

    def _beside(self, row: ClientRow) -> str:
        """Return the second line, where there is more to say than fits the columns."""
        said = self._doubts(row)
        if row.cancelled_past_due_cents:
            amount = self._phrases.money(row.cancelled_past_due_cents, row.currency)
            said.append(self.tr("{amount} on cancelled agreements").format(amount=amount))
        if len(row.packages) > 1:
            others = ", ".join(one_line(package.name) for package in row.packages[1:])
            said.append(self.tr("also {packages}").format(packages=others))
        line = " · ".join(said)
        return line[:1].upper() + line[1:]

    def _notes(self, sums: Sums) -> tuple[Note, ...]:
        if not self._clients.rows:
            return ()
        left_out = [self._unknown_count(sums.unknown), self._foreign_count(sums.foreign)]
        said = " ".join(part for part in left_out if part)
        return (*((Note(said, bold=True),) if said else ()), self._marks_note())
