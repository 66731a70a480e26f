"""Buttons in the kinds of the look, and a button that stands for an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton

from ui.widgets.label import plain_tooltip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.style import Style

_ICON_NAME: Final = "icon_name"
_GAP_PX: Final = 4
_TONES: Final = {"primary": "accent_text", "danger": "bad", "link": "accent"}


def set_icon_name(action: QAction, name: str) -> None:
    """Say which icon of the resources belongs to *action*; its buttons paint it in their tone."""
    action.setProperty(_ICON_NAME, name)


def icon_name(action: QAction) -> str:
    """Return the icon that belongs to *action*, or ""."""
    return str(action.property(_ICON_NAME) or "")


def escaped_mnemonics(text: str) -> str:
    """Return *text* so that a button or menu shows its ampersands."""
    return text.replace("&", "&&")


class Button(QPushButton):
    """A push button of one kind: plain, primary, quiet, danger, link, icon or chip.

    Text with "&" marks a mnemonic; escape remote text with `escaped_mnemonics`.
    """

    def __init__(
        self,
        style: Style,
        text: str = "",
        kind: str = "plain",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._style = style
        self._kind = kind
        self._icon_name = icon
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.on_style_changed()
        style.changed.connect(self.on_style_changed)

    @property
    def kind(self) -> str:
        """Return the kind of the button."""
        return self._kind

    def set_icon_name(self, name: str) -> None:
        """Show another icon; "" shows none."""
        self._icon_name = name
        self.on_style_changed()

    def set_style_property(self, name: str, value: str) -> None:
        """Set a property that the stylesheet asks for, and take the style anew."""
        if self.property(name) != value:
            self.setProperty(name, value)
            self.style().unpolish(self)
            self.style().polish(self)
            self.updateGeometry()

    @Slot()
    def on_style_changed(self) -> None:
        """Take icon and font anew."""
        bold = self._kind == "primary"
        chip = self._kind == "chip"
        role = "button_bold" if bold else "label_medium" if chip else "button"
        self.setFont(self._style.font(role))
        self.show_icon()

    def show_icon(self) -> None:
        """Take the icon anew: in the tone of the kind, with a gap where a word follows."""
        side = self._style.px(16)
        gap = _GAP_PX if self.text() else 0
        self.setIconSize(QSize(side + gap, side))
        if self._icon_name:
            tone = _TONES.get(self._kind, "text2")
            self.setIcon(self._style.icon(self._icon_name, tone, side, gap_px=gap))


class ActionButton(Button):
    """A button that does and shows what its action does: text, icon, enabled, shortcut."""

    def __init__(
        self,
        style: Style,
        action: QAction,
        kind: str = "plain",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, "", kind, icon_name(action), parent)
        self._action = action
        self._narrow = False
        action.changed.connect(self.on_action_changed)
        self.clicked.connect(action.trigger)
        self.on_action_changed()

    @property
    def action_shown(self) -> QAction:
        """Return the action the button stands for."""
        return self._action

    def set_narrow(self, narrow: bool) -> None:
        """Show only the icon, the word as tooltip; a button without icon keeps its word."""
        self._narrow = narrow and bool(self._icon_name or not self._action.icon().isNull())
        self.set_style_property("narrow", "true" if self._narrow else "false")
        self.on_action_changed()

    @Slot()
    def on_action_changed(self) -> None:
        """Follow the action."""
        action = self._action
        word = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
        if icon_name(action) != self._icon_name:
            self.set_icon_name(icon_name(action))
        elif not self._icon_name:
            self.setIcon(action.icon())
        self.setText("" if self._narrow else action.text())
        self.show_icon()
        self.setEnabled(action.isEnabled())
        self.setVisible(action.isVisible() and (self.parent() is not None))
        self.setAccessibleName(word)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        hint = word if self._narrow or keys else ""
        tip = action.toolTip() if action.toolTip() != word else hint
        self.setToolTip(plain_tooltip(f"{tip} ({keys})" if keys and keys not in tip else tip))
