"""The Clients pane: everybody, with search, chips, filter, and the detail beside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from typing_extensions import override

from gymdesk.domain.past_due import PaymentStatus
from ui.list_pane import ALL, ListPane
from ui.widgets.panel_splitter import PanelSplitter

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

    from gymdesk.rows import ClientDetail, ClientList, ClientRow
    from ui.actions import ActionSet
    from ui.phrases import Phrases
    from ui.style import Style


class ShowsClient(Protocol):
    """The detail panel: `ui.panes.client_detail.ClientDetailPanel`."""

    def clear(self) -> None:
        """Show that nobody is selected."""
        ...

    def show_row(self, row: ClientRow) -> None:
        """Show what the list knows."""
        ...

    def show_detail(self, detail: ClientDetail) -> None:
        """Show agreements and invoices."""
        ...

    @property
    def left(self) -> SignalInstance:
        """Tell that Esc asks for the list."""
        ...


class ClientsPane(ListPane):
    """Lists all clients. Filters are the search, one chip and the conditions, all at once."""

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        actions: ActionSet,
        detail: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, self.tr("Clients"), phrases, detail, parent)
        self._list: ClientList | None = None
        self.table = self._columns.clients_table(self)
        self._build(actions)
        self._connect_list(self.detail.left)
        self._show_emptiness()

    @property
    def detail(self) -> ShowsClient:
        """Return the panel at the right."""
        return self._panel  # type: ignore[return-value]

    def show_club(self, set_up: bool) -> None:
        """Say whether a gym is set up at all, and forget the figures of another one."""
        self._club_set_up = set_up
        self._list = None
        self.filter.clear()
        self.table.set_rows(())
        self.detail.clear()
        self._show_subtitle()
        self._show_chips()
        self._show_emptiness()

    def show_list(self, clients: ClientList) -> None:
        """Show *clients*; what was selected stays selected."""
        self._list = clients
        self.table.set_rows(clients.rows)
        self._show_subtitle()
        self._show_chips()
        self._show_emptiness()
        self.on_current_changed()
        self._read_branches_again()

    def show_detail(self, detail: ClientDetail) -> None:
        """Show the agreements and invoices of the selected client."""
        self._shown_detail = detail
        self.detail.show_detail(detail)

    @override
    def shown_list(self) -> ClientList | None:
        if self._list is None:
            return None
        return replace(self._list, rows=tuple(self.table.visible_rows()))

    # --- parts ----------------------------------------------------------------------------------

    @override
    def _listed(self) -> ClientList | None:
        return self._list

    @override
    def _chip_filter(self, key: str) -> Callable[[ClientRow], bool] | None:
        if key == ALL:
            return None
        wanted = PaymentStatus(key)
        return lambda row: row.payment_status == wanted

    @override
    def _chip_word(self, key: str) -> str:
        return self._phrases.payment_status(PaymentStatus(key))

    @override
    def _show_current(self, row: ClientRow | None) -> None:
        if row is None:
            self.detail.clear()
        else:
            self.detail.show_row(row)

    def _build(self, actions: ActionSet) -> None:
        self._build_header(actions, self.tr("Search name, e-mail, phone"))
        self._build_list(actions, "clients")
        self.view.setAccessibleName(self.tr("Clients"))
        self.view.sortByColumn(self.table.column_of("past_due"), Qt.SortOrder.DescendingOrder)
        side = self._side(self.chips)
        self.splitter = PanelSplitter(side, self._panel, wide=640, narrow=568, list_at_most=860)
        self.body.addWidget(self.splitter)

    def _show_subtitle(self) -> None:
        if self._list is None:
            self.header.set_subtitle("")
            return
        n = len(self._list.rows)
        people = self.tr("1 person") if n == 1 else self.tr("{n} people").format(n=n)
        self.header.set_subtitle(f"{people} · {self._figures_from()}")

    def _figures_from(self) -> str:
        at_utc = self._list.figures_from_utc if self._list is not None else None
        if at_utc is None:
            return self.tr("no figures yet")
        return self.tr("figures from {moment}").format(moment=self._phrases.moment(at_utc))

    def _show_chips(self) -> None:
        rows = self._list.rows if self._list is not None else ()
        chips: list[tuple[str, str, int | None]] = [(ALL, self.tr("All"), len(rows))]
        for status in (PaymentStatus.PAST_DUE, PaymentStatus.CURRENT, PaymentStatus.UNKNOWN):
            n = sum(1 for row in rows if row.payment_status == status)
            chips.append((str(status), self._phrases.payment_status(status), n))
        self.chips.set_chips(chips)
        self.chips.choose(self._chip)

    @override
    def _never(self) -> bool:
        return self._list is None or (not self._list.rows and self._list.figures_from_utc is None)

    @override
    def _show_emptiness(self) -> None:
        nothing = not self._club_set_up or (self._list is not None and self._never())
        self._panel.setVisible(self._panel_wanted and not nothing)
        words, rows = self._words, self._list.rows if self._list is not None else ()
        if not self._club_set_up:
            words.no_club(self.empty)
        elif self._list is not None and self._never():
            words.never(self.empty, self.notice)
        elif self._list is not None and not rows:
            words.nobody_assigned(self.empty)
        elif self._list is not None and not self.table.rowCount():
            people = self.tr("{clients} are there.").format(
                clients=self._phrases.clients(len(rows))
            )
            words.filtered(self.empty, self.filter_words(), people)
        else:
            self._stack.setCurrentWidget(self.view)
            return
        self._stack.setCurrentWidget(self.empty)
