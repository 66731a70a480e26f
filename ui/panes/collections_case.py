"""The case panel beside the collections list: figure, contact, agreements, unpaid invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from ui.models.detail_columns import DetailColumns
from ui.widgets.badge import Badge
from ui.widgets.button import Button
from ui.widgets.contact_line import ContactLine
from ui.widgets.empty_state import EmptyState
from ui.widgets.figure import FigureBlock
from ui.widgets.label import Label, plain_tooltip
from ui.widgets.mark_badges import MarkBadges
from ui.widgets.pane_frame import hairline
from ui.widgets.panel_list import PanelList
from ui.widgets.provenance import ProvenanceLine

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from gymdesk.domain.client import ClientId
    from gymdesk.rows import ClientDetail, ClientRow
    from ui.actions import ActionSet
    from ui.figure_words import FigureWords
    from ui.phrases import Phrases
    from ui.style import Style


class CasePanel(QScrollArea):
    """One client of the collections list. `contact_typed` carries a `ContactTyped`."""

    contact_typed = Signal(object)
    left = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        words: FigureWords,
        actions: ActionSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("case_panel")
        self.setAccessibleName(self.tr("Case"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setMinimumWidth(320)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._style = style
        self._phrases = phrases
        self._words = words
        self._actions = actions
        self._client_id: ClientId | None = None
        self._detail: ClientDetail | None = None
        self._columns = DetailColumns(phrases, words.agreement_tip, self)
        self._build()
        self.contacts.typed.connect(self.contact_typed)
        self.clear()

    def clear(self) -> None:
        """Show that nobody is selected."""
        self._client_id = None
        self._detail = None
        self._page.hide()
        self._empty.show_text(
            "collections",
            "text3",
            self.tr("No client selected"),
            self.tr("Choose a client in the list to see what is owed."),
        )
        self._empty.show()

    def show_place(self, place: int, of: int) -> None:
        """Show "1 of 14"; *place* counts from 1."""
        self._place.setText(self.tr("{place} of {of}").format(place=place, of=of))
        self._actions["previous_client"].setEnabled(place > 1)
        self._actions["next_client"].setEnabled(place < of)

    def show_row(self, row: ClientRow) -> None:
        """Show what the list knows at once; agreements and invoices follow."""
        if row.client_id != self._client_id:
            self._client_id = row.client_id
            self._detail = None
            self.verticalScrollBar().setValue(0)
            self._lists.hide()
        self._show_head(row)
        self._empty.hide()
        self._page.show()

    def show_detail(self, detail: ClientDetail) -> None:
        """Show agreements and unpaid invoices, unless somebody else was selected meanwhile."""
        if detail.row.client_id != self._client_id:
            return
        self._detail = detail
        self._show_head(detail.row)
        self._columns.set_currency(detail.club.currency)
        self._agreement_rows.set_rows(detail.agreements)
        unpaid = [i for i in detail.invoices if i.open]
        self._invoice_rows.set_rows(unpaid)
        self._invoices.setVisible(bool(unpaid))
        self._open_line.setText(
            self.tr("{open} open of {of} invoices").format(
                open=len(unpaid), of=len(detail.invoices)
            )
        )
        self._lists.show()

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
        column = QVBoxLayout(self._page)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        self._build_head(column)
        self._build_lists(column)
        column.addStretch(1)
        self.setWidget(inside)

    def _build_head(self, column: QVBoxLayout) -> None:
        style = self._style
        self._name = Label(style, "panel")
        self._name.setWordWrap(True)
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._badge = Badge(style)
        self._place = Label(style, "label", "text2")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._place)
        for name, icon in (("previous_client", "chev-up"), ("next_client", "chev-down")):
            head.addWidget(self._step_button(name, icon))
        column.addLayout(head)
        self._ids = Label(style, "label", "text2")
        self._ids.setWordWrap(True)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._badge)
        below.addWidget(self._ids, 1)
        column.addLayout(below)
        self.mark_badges = MarkBadges(style)
        column.addWidget(self.mark_badges)
        figures = QHBoxLayout()
        self._figure = FigureBlock(style, "headline")
        self._beside = FigureBlock(style, "panel")
        self._age = Label(style, "body_bold")
        self._below = Label(style, "label", "text2")
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addStretch(1)
        for label in (self._age, self._below):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            right.addWidget(label)
        figures.addWidget(self._figure)
        figures.addWidget(self._beside)
        figures.addLayout(right, 1)
        column.addLayout(figures)
        self._provenance = ProvenanceLine(style)
        column.addWidget(self._provenance)
        self._trouble = Label(style, "label", "warn")
        self._trouble.setWordWrap(True)
        column.addWidget(self._trouble)
        self.contacts = ContactLine(style, stacked=True)
        column.addWidget(self.contacts)
        column.addWidget(hairline(self))

    def _step_button(self, name: str, icon: str) -> Button:
        action = self._actions[name]
        button = Button(self._style, "", "icon", icon)
        button.setObjectName(f"case_{name}")
        button.setAccessibleName(action.text().replace("&", ""))
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        return button

    def _build_lists(self, column: QVBoxLayout) -> None:
        self._lists = QWidget()
        lists = QVBoxLayout(self._lists)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(12)
        self._agreements = PanelList(self._style, self.tr("Agreements"))
        self._agreement_rows = self._columns.agreements_table(self, compact=True)
        self._agreements.setModel(self._agreement_rows)
        self._invoices = PanelList(self._style, self.tr("Open invoices"))
        self._invoice_rows = self._columns.invoices_table(self, compact=True)
        self._invoices.setModel(self._invoice_rows)
        self._open_line = Label(self._style, "label", "text2")
        lists.addWidget(self._agreements)
        lists.addWidget(self._invoices)
        lists.addWidget(self._open_line)
        column.addWidget(self._lists)

    def _show_head(self, row: ClientRow) -> None:
        phrases, words = self._phrases, self._words
        self._name.setText(row.name)
        icon, tone, *_ = phrases.payment_status_icon(row.payment_status)
        self._badge.set_state(icon, tone, phrases.payment_status(row.payment_status))
        self.mark_badges.show_states(*words.marks(row))
        self._ids.setText(" · ".join([*words.ids(row), *(p.name for p in row.packages)]))
        first, *rest = words.figures(row, self._detail)
        self._figure.set_figure(
            first.label,
            first.figure,
            first.line,
            tone=first.tone,
            tooltip=plain_tooltip(first.tooltip),
        )
        beside = [f for f in rest[:1] if words.is_second_amount(row)]
        self._beside.setVisible(bool(beside))
        for text in beside:
            self._beside.set_figure(text.label, text.figure, text.line, tone=text.tone)
        age, below = words.second(row)
        self._age.setText(age)
        self._below.setText(below)
        tip = plain_tooltip(words.where_from(row, self._detail))
        self._provenance.set_text(words.provenance(row), tip)
        trouble = words.trouble(row)
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self.contacts.show_row(row)
