"""The lists at the end of the case panel: agreements, and the invoices that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models.detail_columns import DetailColumns
from ui.widgets.label import Label
from ui.widgets.panel_list import PanelList

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.rows import AgreementRow, ClientDetail
    from ui.phrases import Phrases
    from ui.style import Style


class CaseLists(QWidget):
    """As high as their rows: the panel scrolls, and not they."""

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        agreement_tip: Callable[[AgreementRow, str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = DetailColumns(phrases, agreement_tip, self)
        lists = QVBoxLayout(self)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(12)
        self._agreements = PanelList(style, self.tr("Agreements"))
        self._agreement_rows = self._columns.agreements_table(self, compact=True)
        self._agreements.setModel(self._agreement_rows)
        self._invoices = PanelList(style, self.tr("Open invoices"))
        self._invoice_rows = self._columns.invoices_table(self, compact=True)
        self._invoices.setModel(self._invoice_rows)
        self._open_line = Label(style, "label", "text2")
        for widget in (self._agreements, self._invoices, self._open_line):
            lists.addWidget(widget)

    def show_detail(self, detail: ClientDetail) -> None:
        """Show agreements and unpaid invoices of a client."""
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
