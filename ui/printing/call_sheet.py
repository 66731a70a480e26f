"""The call sheet: who is to be called, in the order of the list, with room to write by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from ui.printing.call_page import CallPainter, call_pages
from ui.printing.client_lists import ClientSheet
from ui.printing.contents import Contents, Note, SheetColumn, SheetRow
from ui.printing.fonts import Faces
from ui.printing.wording import one_line, short_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtGui import QPagedPaintDevice, QPainter

    from gymdesk.rows import ClientRow, CollectionsList
    from ui.phrases import Phrases
    from ui.printing.sheet import PaintsPages
    from ui.printing.wording import Privacy


class CallSheet(ClientSheet):
    """One block for each client who can be called; its number is that of the list.

    Names are short on every sheet, the phone is in full unless it is for public view: it is there
    to be dialled. Left out, and counted at the end, are clients who are *off* the call list with
    the reason, those without a phone and those whose amount is not known or nothing: nobody is
    called about a figure that is not there, and nobody who asked not to be.
    """

    def __init__(
        self,
        collections: CollectionsList,
        phrases: Phrases,
        *,
        printed_by: str,
        printed_at_utc: datetime,
        filter_words: str,
        order_words: str,
        why: Callable[[ClientRow], str],
        off: Callable[[ClientRow], str],
        privacy: Privacy = "full",
    ) -> None:
        super().__init__(
            collections.club,
            phrases,
            printed_by=printed_by,
            printed_at_utc=printed_at_utc,
            filter_words=filter_words,
            order_words=order_words,
            privacy=privacy,
        )
        self._collections = collections
        self._why = why
        self._off = off

    @property
    @override
    def is_landscape(self) -> bool:
        return False

    @override
    def with_privacy(self, privacy: Privacy) -> CallSheet:
        return CallSheet(
            self._collections,
            self._phrases,
            printed_by=self._printed_by,
            printed_at_utc=self._printed_at_utc,
            filter_words=self._filter_words,
            order_words=self._order_words,
            why=self._why,
            off=self._off,
            privacy=privacy,
        )

    @override
    def page_count(self, device: QPagedPaintDevice) -> int:
        return len(call_pages(self.contents, device, Faces(device)).pages)

    @override
    def _page_painter(
        self, painter: QPainter, device: QPagedPaintDevice, faces: Faces
    ) -> PaintsPages:
        layout = call_pages(self.contents, device, faces)
        return CallPainter(painter, self.contents, layout, faces, self._blanks())

    @override
    def _composed(self) -> Contents:
        shown = self._collections
        numbered = list(enumerate(shown.rows, start=1))
        called = [(number, row) for number, row in numbered if self._is_called(row)]
        rows = self._sheet_rows(lambda _at, one: self._block(*one), called)
        titles = ("#", self.tr("Client"), self.tr("Phone"), self.tr("Past due"), self.tr("Age"))
        return Contents(
            title=self.tr("Call sheet"),
            club=one_line(shown.club.name),
            sublines=(self._subline(len(called)),),
            printed=self._printed(),
            columns=tuple(SheetColumn(title, 30) for title in titles),
            rows=rows,
            totals=(),
            notes=self._left_out([row for _, row in numbered if not self._is_called(row)]),
            foot=self._foot(shown.figures_from_utc, shown.run_id),
            page_words=self.tr("Page {page} of {pages}"),
            nobody=self.tr("Nobody on the list can be called."),
            warning=self._warned(shown.warning, shown.complete),
        )

    def _block(self, number: int, row: ClientRow) -> SheetRow:
        name = short_name(row.name) or self.tr("no name")
        age = ""
        if row.days_past_due is not None:
            age = str(self._phrases.days_long(row.days_past_due))
        phone = self.tr("phone {number}").format(number=self._phone(row))
        return SheetRow((str(number), name, phone, self._past_due(row), age), line=self._why(row))

    def _subline(self, calls: int) -> str:
        on = self._collections.today_on
        said = [self._dated(str(self._phrases.day_long(on)), on)]
        if self._printed_by:
            said.append(self.tr("for {who}").format(who=self._printed_by))
        said.append(self.tr("1 call") if calls == 1 else self.tr("{n} calls").format(n=calls))
        if self._filter_words:
            said.append(self._filter_words)
        said.append(self._figures_from(self._collections.figures_from_utc))
        words = self.tr("names shortened")
        said.append(self.tr("names and numbers shortened") if self.is_public else words)
        return " · ".join(one_line(part) for part in said)

    def _left_out(self, rows: list[ClientRow]) -> tuple[Note, ...]:
        """Return who of the list is not on the sheet, and why."""
        off = [why for row in rows if (why := self._off(row))]
        rows = [row for row in rows if not self._off(row)]
        unknown = sum(1 for row in rows if row.past_due_cents is None)
        nothing = sum(1 for row in rows if row.past_due_cents == 0)
        silent = len(rows) - unknown - nothing
        said = []
        if off:
            one = self.tr("1 client is off the call list: {why}.")
            many = self.tr("{n} clients are off the call list: {why}.")
            reasons = ", ".join(one_line(why) for why in dict.fromkeys(off))
            said.append((one if len(off) == 1 else many).format(n=len(off), why=reasons))
        if silent:
            one = self.tr("1 client has no phone: find it, write or mail.")
            many = self.tr("{n} clients have no phone: find it, write or mail.")
            said.append(one if silent == 1 else many.format(n=silent))
        if unknown:
            one = self.tr("1 amount is unknown: refresh before you call.")
            many = self.tr("{n} amounts are unknown: refresh before you call.")
            said.append(one if unknown == 1 else many.format(n=unknown))
        if nothing:
            one = self.tr("1 client owes only what stands apart.")
            many = self.tr("{n} clients owe only what stands apart.")
            said.append(one if nothing == 1 else many.format(n=nothing))
        if not said:
            return ()
        return (Note(self.tr("Not on this sheet: {who}").format(who=" ".join(said))),)

    def _blanks(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the words beside the boxes, and those before the lines."""
        boxes = (
            self.tr("Spoke to client"),
            self.tr("Voice message"),
            self.tr("No answer"),
            self.tr("Wrong number"),
            self.tr("Call again at"),
        )
        return boxes, (self.tr("Pays on"), self.tr("Amount"), self.tr("How"), self.tr("Note"))

    def _is_called(self, row: ClientRow) -> bool:
        has_phone = bool((row.phone.text or "").strip())
        return bool(row.past_due_cents) and has_phone and not self._off(row)
