"""List layouts: the columns of each pane's list, kept in the small file of this PC."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings

from ui.models.column_layout import as_text, first_layout, from_text
from ui.models.row_table import RowTable

if TYPE_CHECKING:
    from pathlib import Path

    from ui.widgets.list_view import ListView


class ListLayouts(QObject):
    """Gives a list the columns it had, and keeps what is changed at once.

    What cannot be read, for example of a newer build, is left alone: the list looks as built.
    """

    def __init__(self, file: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file

    def attach(self, key: str, view: ListView) -> None:
        """Restore the columns of the list called *key*, and keep them from now on."""
        model = view.model()
        if self._file is None or not isinstance(model, RowTable):
            return
        kept = self._settings().value(f"{key}/columns")
        if isinstance(kept, str):
            found = from_text(kept, model.columns)
            if found != first_layout(model.columns):
                view.set_column_layout(found)
        view.layout_changed.connect(partial(self._keep, key))

    def _keep(self, key: str, layout: object) -> None:
        settings = self._settings()
        settings.setValue(f"{key}/columns", as_text(layout))  # type: ignore[arg-type]
        settings.sync()

    def _settings(self) -> QSettings:
        return QSettings(str(self._file), QSettings.Format.IniFormat)
