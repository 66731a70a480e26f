"""What can be done with the list that is shown: print, export, copy, go on to the next client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from ui.list_pane import ListPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.rows import ClientRow
    from ui.actions import ActionSet
    from ui.figure_words import FigureWords
    from ui.outlet import Outlet
    from ui.style import Style
    from ui.widgets.pane_frame import PaneFrame

WITH_LIST = (
    "next_client",
    "previous_client",
    "panel",
    "copy_phone",
    "copy_email",
    "find",
    "columns",
    "reset_columns",
    "where_from",
)
WITH_FIGURES = ("print", "print_preview", "export", "copy", "copy_headers")
ROW_MENU = ("copy", "copy_headers", None, "copy_phone", "copy_email", "where_from", None, "columns")
CASE_MENU = ("log_contact", "promise", "note", "snooze", "says_paid", "owner", "agency")
COLUMN_MENU = ("columns", "reset_columns")


class ListCommands(QObject):
    """Connects actions to the pane that is shown. `said` carries what was done."""

    said = Signal(object)

    def __init__(
        self,
        style: Style,
        words: FigureWords,
        actions: ActionSet,
        outlet: Outlet,
        shown_pane: Callable[[], PaneFrame],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._words = words
        self._window = window
        self._actions = actions
        self._outlet = outlet
        self._shown_pane = shown_pane
        wanted = {
            "find": self.on_find_triggered,
            "print": self.on_print_triggered,
            "print_preview": self.on_preview_triggered,
            "export": self.on_export_triggered,
            "copy": self.on_copy_triggered,
            "copy_headers": self.on_copy_headers_triggered,
            "columns": self.on_columns_triggered,
            "reset_columns": self.on_reset_triggered,
            "where_from": self.on_where_from_triggered,
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
            columns = pane.view.wanted_columns()
            self._outlet.print_list(shown, pane.filter_words(), order, columns, pane.worklist())

    @Slot()
    def on_preview_triggered(self) -> None:
        """Preview the list as it is on screen."""
        pane = self._pane()
        shown = pane.shown_list() if pane is not None else None
        if pane is not None and shown is not None:
            order = self._outlet.order_words(pane.table)
            columns = pane.view.wanted_columns()
            self._outlet.preview_list(shown, pane.filter_words(), order, columns, pane.worklist())

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
        self._copy_rows(headers=False)

    @Slot()
    def on_copy_headers_triggered(self) -> None:
        """Copy the selected rows as a table, with the titles of its columns."""
        self._copy_rows(headers=True)

    @Slot()
    def on_columns_triggered(self) -> None:
        """Let the columns of the list be chosen."""
        from ui.dialogs.columns import ColumnsDialog

        pane = self._pane()
        if pane is not None:
            dialog = ColumnsDialog(self._style, pane.view, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    @Slot()
    def on_reset_triggered(self) -> None:
        """Show the columns as the list was built."""
        pane = self._pane()
        if pane is not None:
            pane.view.reset_layout()
            self.said.emit(self.tr("Columns reset."))

    @Slot()
    def on_where_from_triggered(self) -> None:
        """Say where the selected client's figure comes from."""
        from ui.dialogs.where_from import WhereFromDialog

        pane = self._pane()
        row = pane.current_row() if pane is not None else None
        if pane is None or row is None:
            return
        detail = pane.shown_detail()
        figure = self._words.leading(row, detail).figure
        lines = self._words.where_from(row, detail)
        dialog = WhereFromDialog(self._style, row.name, figure, lines, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(object, bool)
    def on_menu_wanted(self, at: QPoint, header: bool) -> None:
        """Show the menu of the row, or of the columns."""
        menu = self.menu(header=header)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def menu(self, *, header: bool) -> QMenu:
        """Return the menu of the row that is selected, or of the columns."""
        menu = QMenu(self._window)
        pane = self._pane()
        if header and pane is not None:
            for key in pane.view.column_layout.keys()[1:]:
                self._add_column(menu, pane, key)
            menu.addSeparator()
        elif pane is not None and pane.worklist() is not None:
            menu.addActions([self._actions[name] for name in CASE_MENU])
            menu.addSeparator()
        for name in COLUMN_MENU if header else ROW_MENU:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[name])
        return menu

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
        return pane if isinstance(pane, ListPane) else None

    def _add_column(self, menu: QMenu, pane: ListPane, key: str) -> None:
        view, table = pane.view, pane.table
        action = menu.addAction(table.columns[table.column_of(key)].title)
        action.setCheckable(True)
        action.setChecked(key in view.wanted_columns())
        action.toggled.connect(
            lambda on: view.change_layout(view.column_layout.with_shown(key, on))
        )

    def _copy_rows(self, *, headers: bool) -> None:
        from ui.table_copy import copied

        pane = self._pane()
        if pane is not None:
            data = copied(pane.view, pane.table, headers=headers)
            QGuiApplication.clipboard().setMimeData(data)
            self.said.emit(self.tr("Rows copied."))

    def _row(self) -> ClientRow | None:
        pane = self._pane()
        return pane.current_row() if pane is not None else None

    def _copy(self, text: str | None) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)
            self.said.emit(self.tr("Copied."))
        else:
            self.said.emit(self.tr("There is nothing to copy."))
