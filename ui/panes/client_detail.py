"""The detail beside the Clients list: figures, agreements, invoices, and where each came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from gymdesk.domain.client import Source
from ui.member_words import MemberWords
from ui.models.detail_columns import DetailColumns
from ui.models.inventory_words import InventoryWords
from ui.widgets.amount_marks import AmountMarks
from ui.widgets.badge import Badge
from ui.widgets.button import Button
from ui.widgets.contact_line import ContactLine
from ui.widgets.empty_state import EmptyState
from ui.widgets.facts import Facts
from ui.widgets.figure import FigureBlock
from ui.widgets.flow import FlowLayout
from ui.widgets.join_line import JoinLine
from ui.widgets.label import Label, plain_tooltip
from ui.widgets.mark_badges import MarkBadges
from ui.widgets.membership_part import MembershipPart
from ui.widgets.pane_frame import hairline
from ui.widgets.panel_list import PanelList
from ui.widgets.provenance import ProvenanceLine
from ui.write_words import WriteWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from gymdesk.domain.client import ClientId
    from gymdesk.rows import ClientDetail, ClientRow, InvoiceRow
    from gymdesk.rows.imports import FileMembership
    from ui.figure_words import FigureWords
    from ui.phrases import Phrases
    from ui.style import Style

FIGURES = 6


class ClientDetailPanel(QScrollArea):
    """One client with everything the desk knows. A new reading of the same client keeps the view.

    `contact_typed` carries a `ContactTyped`, `part_wanted` a client who was joined by hand, and the
    name.
    """

    contact_typed = Signal(object)
    part_wanted = Signal(object, str)
    left = Signal()

    def __init__(
        self, style: Style, phrases: Phrases, words: FigureWords, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("client_detail")
        self.setAccessibleName(self.tr("Client"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setMinimumWidth(320)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._style = style
        self._phrases = phrases
        self._words = words
        self._client_id: ClientId | None = None
        self._detail: ClientDetail | None = None
        self._all_invoices = False
        self._inventory_words = InventoryWords(phrases, self)
        self._columns = DetailColumns(phrases, words.agreement_tip, self)
        self._build()
        self._connect()
        self.clear()

    @property
    def client_id(self) -> ClientId | None:
        """Return whose detail is shown."""
        return self._client_id

    def clear(self) -> None:
        """Show that nobody is selected."""
        self._client_id = None
        self._detail = None
        self._page.hide()
        self._empty.show_text(
            "user",
            "text3",
            self.tr("No client selected"),
            self.tr("Choose a client in the list to see agreements and invoices."),
        )
        self._empty.show()

    def show_row(self, row: ClientRow) -> None:
        """Show what the list knows at once; agreements and invoices follow."""
        if row.client_id != self._client_id:
            self._client_id = row.client_id
            self._detail = None
            self._all_invoices = False
            self.verticalScrollBar().setValue(0)
            self._agreement_rows.set_rows(())
            self._invoice_rows.set_rows(())
            self._all.hide()
            self._scheduled.setText("")
            self._lists.hide()
            self.membership.show_card(None)
            self._show_file(())
            self.marks.clear()
            self.join_line.show_joins(())
        self._show_head(row)
        self._empty.hide()
        self._page.show()

    def show_detail(self, detail: ClientDetail) -> None:
        """Show *detail*, unless somebody else was selected meanwhile."""
        if detail.row.client_id != self._client_id:
            return
        self._detail = detail
        self._show_head(detail.row)
        self.marks.show_detail(detail)
        self.join_line.show_joins(detail.joined)
        self._columns.set_currency(detail.club.currency)
        self._agreement_rows.set_rows(detail.agreements)
        self._show_invoices(detail)
        self._show_scheduled(detail)
        self.membership.show_card(detail.member)
        self._show_file(detail.from_file)
        self._lists.show()

    @Slot()
    def on_all_clicked(self) -> None:
        """Show all invoices, or only the open ones."""
        self._all_invoices = not self._all_invoices
        if self._detail is not None:
            self._show_invoices(self._detail)

    @Slot()
    def on_part_clicked(self) -> None:
        """Ask that who was joined by hand is two clients again."""
        if self._detail is not None:
            self.part_wanted.emit(self._detail.row.client_id, self._detail.row.name)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the list on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    # --- parts ----------------------------------------------------------------------------------

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("panel")
        self._page = QWidget(inside)
        self._empty = EmptyState(self._style, inside)
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._page)
        outer.addWidget(self._empty, 1)
        outer.addStretch(0)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(20, 14, 20, 20)
        column.setSpacing(8)
        self._build_head(column)
        self._build_lists(column)
        column.addStretch(1)
        self.setWidget(inside)

    def _build_head(self, column: QVBoxLayout) -> None:
        self._name = Label(self._style, "title")
        self._name.setWordWrap(True)
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._badge = Badge(self._style)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._name)
        head.addWidget(self._badge)
        self.mark_badges = MarkBadges(self._style)
        head.addWidget(self.mark_badges, 100)
        head.addStretch(1)  # where there is no mark
        column.addLayout(head)
        self.contacts = ContactLine(self._style)
        column.addWidget(self.contacts)
        figures = FlowLayout(20)
        self._figures = [
            FigureBlock(self._style, "headline" if place == 0 else "panel")
            for place in range(FIGURES)
        ]
        for block in self._figures:
            figures.addWidget(block)
        column.addLayout(figures)
        self._provenance = ProvenanceLine(self._style)
        column.addWidget(self._provenance)
        self.join_line = JoinLine(self._style, self._phrases)
        column.addWidget(self.join_line)
        self.marks = AmountMarks(self._style, self._phrases)
        column.addWidget(self.marks)
        self._trouble = Label(self._style, "label", "warn")
        self._trouble.setWordWrap(True)
        column.addWidget(self._trouble)
        column.addWidget(hairline(self))

    def _build_lists(self, column: QVBoxLayout) -> None:
        self._lists = QWidget()
        lists = QVBoxLayout(self._lists)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(12)
        self._agreements = PanelList(self._style, self.tr("Agreements"))
        self._agreement_rows = self._columns.agreements_table(self)
        self._agreements.setModel(self._agreement_rows)
        self._invoices = PanelList(self._style, self.tr("Invoices"))
        self._invoice_rows = self._columns.invoices_table(self)
        self._invoices.setModel(self._invoice_rows)
        self._all = Button(self._style, "", "link")
        self._all.setObjectName("all_invoices")
        self._open_line = Label(self._style, "label", "text2")
        self._scheduled = Label(self._style, "label", "text2")
        foot = QHBoxLayout()
        foot.addWidget(self._open_line)
        foot.addWidget(self._all)
        foot.addStretch(1)
        foot.addWidget(self._scheduled)
        lists.addWidget(self._agreements)
        lists.addWidget(self._invoices)
        lists.addLayout(foot)
        column.addWidget(self._lists)
        self._member_words = MemberWords(self._phrases, self)
        self.membership = MembershipPart(
            self._style, self._member_words, WriteWords(self._phrases, self)
        )
        column.addWidget(self.membership)
        self.from_file = Label(self._style, "label", "text")
        self.from_file.setWordWrap(True)
        self.from_file.hide()
        self.file_line = ProvenanceLine(self._style)
        self.file_line.hide()
        column.addWidget(self.from_file)
        column.addWidget(self.file_line)
        self._facts_line = hairline(self)
        column.addWidget(self._facts_line)
        self.facts = Facts(self._style)
        column.addWidget(self.facts)

    def _connect(self) -> None:
        self.contacts.typed.connect(self.contact_typed)
        self._all.clicked.connect(self.on_all_clicked)
        self.join_line.part_wanted.connect(self.on_part_clicked)

    def _show_head(self, row: ClientRow) -> None:
        self._name.setText(row.name)
        icon, tone, *_ = self._phrases.payment_status_icon(row.payment_status)
        self._badge.set_state(icon, tone, self._phrases.payment_status(row.payment_status))
        self.mark_badges.show_states(*self._words.marks(row))
        self.contacts.show_row(row)
        texts = self._words.figures(row, self._detail)[:FIGURES]
        for place, block in enumerate(self._figures):
            block.setVisible(place < len(texts))
            if place < len(texts):
                text = texts[place]
                block.set_figure(
                    text.label,
                    text.figure,
                    text.line,
                    tone=text.tone,
                    tooltip=plain_tooltip(text.tooltip),
                )
        tip = plain_tooltip(self._words.where_from(row, self._detail))
        self._provenance.set_text(self._words.provenance(row), tip)
        trouble = self._words.trouble(row)
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self.facts.set_facts(self._facts_of(row))

    def _facts_of(self, row: ClientRow) -> list[tuple[str, str]]:
        unknown, phrases = self.tr("unknown"), self._phrases
        packages = ", ".join(
            p.name
            if p.total_cents is None
            else f"{p.name} ({phrases.money(p.total_cents, row.currency)})"
            for p in row.packages
        )
        sessions = self._inventory_words.sessions(row) or unknown
        last = unknown if row.last_session_on is None else phrases.day(row.last_session_on)
        updated = self.tr("never")
        if row.fetched_at_utc is not None:
            updated = phrases.moment(row.fetched_at_utc)
        membership = row.membership or unknown
        if row.membership_status:
            membership = f"{membership}, {row.membership_status}"
        facts = [
            (self.tr("Packages"), packages or self.tr("none active")),
            (self.tr("Trainer"), row.trainer or unknown),
            (self.tr("Membership"), membership),
            (self.tr("Sessions left"), sessions),
            (self.tr("Last session"), last),
            (self.tr("Last updated"), updated),
        ]
        in_wodify = any(source == Source.WODIFY for source, _ in row.source_ids)
        if in_wodify and (self._detail is None or self._detail.member is not None):
            del facts[2]  # it has a part of its own
        return facts

    def _show_invoices(self, detail: ClientDetail) -> None:
        still_open = [i for i in detail.invoices if i.open]
        shown: list[InvoiceRow] = list(detail.invoices) if self._all_invoices else still_open
        self._invoice_rows.set_rows(shown)
        self._invoices.setVisible(bool(shown))
        of = len(detail.invoices)
        words = self.tr("{open} open of {of} invoices").format(open=len(still_open), of=of)
        if not of:
            words = self.tr("No invoices")
        self._open_line.setText(words)
        self._all.setVisible(len(still_open) < of)
        self._all.setText(self.tr("Open only") if self._all_invoices else self.tr("Show all"))

    def _show_file(self, found: Sequence[FileMembership]) -> None:
        """Show what a file says of memberships while WODIFY was not asked since."""
        for shown in (self.from_file, self.file_line):
            shown.setVisible(bool(found))
        if found:
            self.from_file.setText("\n".join(self._member_words.from_file(m) for m in found))
            self.file_line.set_text(self._member_words.file(found[0]))

    def _show_scheduled(self, detail: ClientDetail) -> None:
        payments = [p for a in detail.agreements for p in a.scheduled]
        if not payments:
            self._scheduled.setText("")
            return
        words = self.tr("1 scheduled payment")
        if len(payments) > 1:
            words = self.tr("{n} scheduled payments").format(n=len(payments))
        days = [p.billing_on for p in payments if p.billing_on is not None]
        if days:
            words = self.tr("{payments}, next {day}").format(
                payments=words, day=self._phrases.day(min(days))
            )
        self._scheduled.setText(words)
