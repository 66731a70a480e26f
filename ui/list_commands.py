"""What can be done with the list that is shown: print, export, copy, go on to the next client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from ui.panes.clients import ClientsPane
from ui.panes.collections import CollectionsPane
from ui.widgets.list_steps import rows_as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.rows import ClientRow
    from ui.actions import ActionSet
    from ui.outlet import Outlet
    from ui.widgets.pane_frame import PaneFrame

ListPane = ClientsPane | CollectionsPane
WITH_LIST = ("next_client", "previous_client", "panel", "copy_phone", "copy_email", "find")
WITH_FIGURES = ("print", "print_preview", "export", "copy")


class ListCommands(QObject):
    """Connects actions to the pane that is shown. `said` carries what was done."""

    said = Signal(object)

    def __init__(
        self,
        actions: ActionSet,
        outlet: Outlet,
        shown_pane: Callable[[], PaneFrame],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._outlet = outlet
        self._shown_pane = shown_pane
        wanted = {
            "find": self.on_find_triggered,
            "print": self.on_print_triggered,
            "print_preview": self.on_preview_triggered,
            "export": self.on_export_triggered,
            "copy": self.on_copy_triggered,
            "copy_phone": self.on_copy_phone_triggered,
            "copy_email": self.on_copy_email_triggered,
            "next_client": self.on_next_triggered,
            "previous_client": self.on_previous_triggered,
        }
        for name, slot in wanted.items():
            actions[name].triggered.connect(slot)

    def enable(self) -> None:
        """Enable what the shown pane can do."""
        pane = self._pane()
        for name in WITH_LIST:
            self._actions[name].setEnabled(pane is not None)
        shown = pane.shown_list() if pane is not None else None
        there = shown is not None and shown.figures_from_utc is not None
        for name in WITH_FIGURES:
            self._actions[name].setEnabled(there)

    @Slot()
    def on_find_triggered(self) -> None:
        """Go to the search of the pane."""
        self._shown_pane().go_to_search()

    @Slot()
    def on_print_triggered(self) -> None:
        """Print the list as it is on screen."""
        pane = self._pane()
        shown = pane.shown_list() if pane is not None else None
        if pane is not None and shown is not None:
            order = self._outlet.order_words(pane.table)
            self._outlet.print_list(shown, pane.filter_words(), order)

    @Slot()
    def on_preview_triggered(self) -> None:
        """Preview the list as it is on screen."""
        pane = self._pane()
        shown = pane.shown_list() if pane is not None else None
        if pane is not None and shown is not None:
            order = self._outlet.order_words(pane.table)
            self._outlet.preview_list(shown, pane.filter_words(), order)

    @Slot()
    def on_export_triggered(self) -> None:
        """Export the list as it is on screen."""
        pane = self._pane()
        shown = pane.shown_list() if pane is not None else None
        if shown is not None:
            self._outlet.export_list(shown)

    @Slot()
    def on_copy_triggered(self) -> None:
        """Copy the selected rows as a table."""
        pane = self._pane()
        if pane is not None:
            QGuiApplication.clipboard().setText(rows_as_text(pane.view))
            self.said.emit(self.tr("Rows copied."))

    @Slot()
    def on_copy_phone_triggered(self) -> None:
        """Copy the selected client's phone."""
        row = self._row()
        self._copy(row.phone.text if row is not None else None)

    @Slot()
    def on_copy_email_triggered(self) -> None:
        """Copy the selected client's e-mail."""
        row = self._row()
        self._copy(row.email.text if row is not None else None)

    @Slot()
    def on_next_triggered(self) -> None:
        """Go to the next client."""
        pane = self._pane()
        if pane is not None:
            pane.step(1)

    @Slot()
    def on_previous_triggered(self) -> None:
        """Go to the previous client."""
        pane = self._pane()
        if pane is not None:
            pane.step(-1)

    def _pane(self) -> ListPane | None:
        pane = self._shown_pane()
        return pane if isinstance(pane, ClientsPane | CollectionsPane) else None

    def _row(self) -> ClientRow | None:
        pane = self._pane()
        return pane.current_row() if pane is not None else None

    def _copy(self, text: str | None) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)
            self.said.emit(self.tr("Copied."))
        else:
            self.said.emit(self.tr("There is nothing to copy."))
