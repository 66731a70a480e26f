"""A row of chips that choose what a list shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from ui.widgets.button import Button, escaped_mnemonics
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.style import Style


class Chip(Button):
    """One choice; the arrow keys go to its neighbours."""

    clicked_key = Signal(object)
    stepped = Signal(object)

    def __init__(self, style: Style, key: str, parent: QWidget) -> None:
        super().__init__(style, "", "chip", "", parent)
        self.key = key
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.clicked.connect(self.on_clicked)

    def show_choice(self, text: str, count: int | None) -> None:
        """Show word and count."""
        words = escaped_mnemonics(text)
        self.setText(words if count is None else f"{words}  {count}")
        self.setAccessibleName(text if count is None else f"{text}, {count}")

    def set_on(self, on: bool) -> None:
        """Show whether this is the chosen one; only that one is a Tab stop."""
        self.set_style_property("on", "true" if on else "false")
        stop = Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(stop)
        self.setAccessibleDescription(self.tr("chosen") if on else "")

    @Slot()
    def on_clicked(self) -> None:
        """Tell which chip it was."""
        self.clicked_key.emit(self.key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Home: -1000,
            Qt.Key.Key_End: 1000,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.stepped.emit(step)


class ConditionChip(Button):
    """A condition that is set; pressed, it is taken away. `removed` carries its key."""

    removed = Signal(object)

    def __init__(self, style: Style, key: str, words: str, parent: QWidget) -> None:
        super().__init__(style, escaped_mnemonics(words), "chip", "close", parent)
        self._key = key
        self.setObjectName("condition_chip")
        self.set_style_property("on", "true")
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands after the word
        self.setAccessibleName(self.tr("{condition}, take away").format(condition=words))
        self.clicked.connect(self.on_clicked)

    @Slot()
    def on_clicked(self) -> None:
        """Tell which condition it was."""
        self.removed.emit(self._key)


class ChipRow(QWidget):
    """One Tab stop; arrows, Home and End choose. `chosen` carries the key, only when it changes.

    After them stand the conditions that are set; `condition_removed` carries the key of one.
    """

    chosen = Signal(object)
    condition_removed = Signal(object)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._chips: dict[str, Chip] = {}
        self._conditions: list[ConditionChip] = []
        self._key: str | None = None
        self.setAccessibleName(self.tr("Show"))
        self._build()
        style.changed.connect(self.on_style_changed)

    @property
    def key(self) -> str | None:
        """Return the key of the chosen chip."""
        return self._key

    def set_chips(self, chips: Sequence[tuple[str, str, int | None]]) -> None:
        """Show (key, word, count) each; the choice stays where its key is still there."""
        if [key for key, _, _ in chips] != list(self._chips):
            self._remake([key for key, _, _ in chips])
        for key, text, count in chips:
            self._chips[key].show_choice(text, count)
        if chips and self._key not in self._chips:
            self._key = chips[0][0]
        self._show_choice()
        self.updateGeometry()

    def choose(self, key: str) -> None:
        """Choose a chip, as a click does."""
        if key == self._key or key not in self._chips:
            return
        self._key = key
        self._show_choice()
        self.chosen.emit(key)

    def set_conditions(self, conditions: Sequence[tuple[str, str]]) -> None:
        """Show (key, word) of each condition that is set, after the chips."""
        for chip in self._conditions:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._conditions = [
            ConditionChip(self._style, key, words, self) for key, words in conditions
        ]
        for chip in self._conditions:
            chip.removed.connect(self.condition_removed)
            self._flow.addWidget(chip)
        self.updateGeometry()

    def add_right(self, widget: QWidget) -> None:
        """Add a widget at the right end."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    @Slot(object)
    def on_chip_clicked(self, key: str) -> None:
        """Choose what was clicked."""
        self.choose(key)

    @Slot(object)
    def on_chip_stepped(self, step: int) -> None:
        """Go to a neighbour and choose it."""
        keys = list(self._chips)
        if self._key is None:
            return
        at = min(len(keys) - 1, max(0, keys.index(self._key) + step))
        self.choose(keys[at])
        self._chips[keys[at]].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def on_style_changed(self) -> None:
        """Take sizes and colours anew."""
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), self._style.px(44)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._style.colour("surface"))
        painter.end()

    def _build(self) -> None:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 6, 16, 6)
        self._row.setSpacing(8)
        self._flow = FlowLayout(6)
        self._flow.setContentsMargins(0, 2, 0, 2)
        self._row.addLayout(self._flow, 1)

    def _remake(self, keys: Sequence[str]) -> None:
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        previous: QObject | None = None
        for condition in self._conditions:
            self._flow.removeWidget(condition)
        for key in keys:
            chip = Chip(self._style, key, self)
            chip.clicked_key.connect(self.on_chip_clicked)
            chip.stepped.connect(self.on_chip_stepped)
            self._chips[key] = chip
            self._flow.addWidget(chip)
            if isinstance(previous, QWidget):
                QWidget.setTabOrder(previous, chip)
            previous = chip
        for condition in self._conditions:
            self._flow.addWidget(condition)

    def _show_choice(self) -> None:
        for key, chip in self._chips.items():
            chip.set_on(key == self._key)
