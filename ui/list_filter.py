"""The Filter button of a list: its menu of conditions, and the chips of those that are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu

from ui.models.conditions import ClientConditions, Condition
from ui.widgets.button import Button, escaped_mnemonics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QAction

    from gymdesk.rows import ClientRow
    from ui.models.row_table import RowTable
    from ui.phrases import Phrases
    from ui.style import Style
    from ui.widgets.chips import ChipRow


class ListFilter(QObject):
    """Sets conditions on a table. `changed` tells that other rows are shown."""

    changed = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        table: RowTable[ClientRow],
        chips: ChipRow,
        rows: Callable[[], tuple[ClientRow, ...]],
        offered: ClientConditions | None = None,
    ) -> None:
        super().__init__(chips)
        self._table = table
        self._chips = chips
        self._rows = rows
        self._offered = offered or ClientConditions(phrases, self)
        self._set: dict[str, Condition] = {}
        self._by_action: dict[QAction, Condition] = {}
        self.button = Button(style, self.tr("Filte&r"), "quiet", "filter")
        self.button.setObjectName("list_filter")
        self.button.setAccessibleName(self.tr("Filter"))
        self.button.clicked.connect(self.on_clicked)
        chips.add_right(self.button)
        chips.condition_removed.connect(self.on_removed)

    def words(self) -> list[str]:
        """Return the conditions in words, for the printed sheet."""
        return [condition.words for condition in self._set.values()]

    def clear(self) -> None:
        """Take all conditions away."""
        if self._set:
            self._take({})

    def set_by_key(self, key: str) -> bool:
        """Set the condition called *key*; return whether it tells these rows apart."""
        condition = self._offered.condition(key, self._rows())
        if condition is not None:
            self.set_condition(condition, True)
        return condition is not None

    def set_condition(self, condition: Condition, on: bool) -> None:
        """Set a condition or take it away."""
        others = {key: kept for key, kept in self._set.items() if key != condition.key}
        self._take({**others, condition.key: condition} if on else others)

    def menu(self) -> QMenu:
        """Return the menu of all conditions, those that are set ticked."""
        menu = QMenu(self.button)
        self._by_action = {}
        groups = self._offered.groups(self._rows())
        for title, conditions in groups:
            self._add(menu.addMenu(escaped_mnemonics(title)), conditions)
        if not groups:
            menu.addAction(self.tr("Nothing to tell these rows apart")).setEnabled(False)
        if self._set:
            menu.addSeparator()
            menu.addAction(self.tr("&Clear all")).triggered.connect(self.clear)
        return menu

    @Slot()
    def on_clicked(self) -> None:
        """Show the menu below the button."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    @Slot(bool)
    def on_toggled(self, on: bool) -> None:
        """Set or take away what was ticked."""
        condition = self._by_action.get(self.sender())  # type: ignore[call-overload]
        if condition is not None:
            self.set_condition(condition, on)

    @Slot(object)
    def on_removed(self, key: str) -> None:
        """Take away the condition of a chip."""
        if key in self._set:
            self.set_condition(self._set[key], False)

    def _add(self, menu: QMenu, conditions: Iterable[Condition]) -> None:
        for condition in conditions:
            action = menu.addAction(escaped_mnemonics(condition.words))
            action.setCheckable(True)
            action.setChecked(condition.key in self._set)
            action.toggled.connect(self.on_toggled)
            self._by_action[action] = condition

    def _take(self, conditions: dict[str, Condition]) -> None:
        groups = {c.group for c in (*self._set.values(), *conditions.values())}
        self._set = conditions
        for group in groups:
            kept = [c.keep for c in conditions.values() if c.group == group]
            self._table.set_predicate(f"filter {group}", _any_of(kept) if kept else None)
        self._chips.set_conditions([(c.key, c.words) for c in conditions.values()])
        self.changed.emit()


def _any_of(kept: list[Callable[[ClientRow], bool]]) -> Callable[[ClientRow], bool]:
    if len(kept) == 1:
        return kept[0]
    return lambda row: any(keep(row) for keep in kept)
