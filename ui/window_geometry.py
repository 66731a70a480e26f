"""Where the window was: kept in a small file of this PC, and never off the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow

    from ui.widgets.panel_splitter import PanelSplitter

SMALLEST = (960, 640)
FIRST = (1440, 900)
WIDEST_PANEL = 4000


def restore(window: QMainWindow, file: Path | None) -> None:
    """Put *window* where it was, as far as there is a screen."""
    window.resize(*FIRST)
    if file is not None:
        settings = QSettings(str(file), QSettings.Format.IniFormat)
        found = settings.value("window/rect")
        if isinstance(found, QRect) and found.isValid():
            window.setGeometry(found)
        if settings.value("window/maximized", False, bool):
            window.setWindowState(Qt.WindowState.WindowMaximized)
    screen = QGuiApplication.screenAt(window.geometry().center())
    screen = screen or QGuiApplication.primaryScreen()
    if file is not None and screen is not None:
        window.setGeometry(clamped(window.geometry(), screen.availableGeometry()))


def restore_splitters(splitters: Mapping[str, PanelSplitter], file: Path | None) -> None:
    """Divide the panes as they were."""
    if file is None:
        return
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    for name, splitter in splitters.items():
        wide, narrow = splitter.panel_widths
        splitter.set_panel_widths(
            _px(settings.value(f"{name}/panel"), wide),
            _px(settings.value(f"{name}/panel_narrow"), narrow),
        )


def save(window: QMainWindow, splitters: Mapping[str, PanelSplitter], file: Path | None) -> None:
    """Keep where *window* is."""
    if file is None:
        return
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    maximized = bool(window.windowState() & Qt.WindowState.WindowMaximized)
    settings.setValue("window/maximized", maximized)
    settings.setValue("window/rect", window.normalGeometry() if maximized else window.geometry())
    for name, splitter in splitters.items():
        wide, narrow = splitter.panel_widths
        settings.setValue(f"{name}/panel", wide)
        settings.setValue(f"{name}/panel_narrow", narrow)
    settings.sync()


def clamped(wanted: QRect, screen: QRect) -> QRect:
    """Return *wanted* moved and, where it must be, shrunk so that it lies on *screen*."""
    width = max(SMALLEST[0], min(wanted.width(), screen.width()))
    height = max(SMALLEST[1], min(wanted.height(), screen.height()))
    left = min(max(wanted.x(), screen.x()), max(screen.x(), screen.right() + 1 - width))
    top = min(max(wanted.y(), screen.y()), max(screen.y(), screen.bottom() + 1 - height))
    return QRect(left, top, width, height)


def _px(found: object, otherwise: int) -> int:
    """Return a kept width; a file that was edited by hand is no reason to fail."""
    text = str(found)
    return int(text) if text.isdecimal() and 0 < int(text) <= WIDEST_PANEL else otherwise
