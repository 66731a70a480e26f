"""Where the window was: kept in a small file of this PC, and never off the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow, QSplitter

SMALLEST = (960, 640)
FIRST = (1440, 900)


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


def restore_splitters(splitters: Mapping[str, QSplitter], file: Path | None) -> None:
    """Divide the panes as they were."""
    if file is None:
        return
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    for name, splitter in splitters.items():
        state = settings.value(f"{name}/splitter")
        if state is not None:
            splitter.restoreState(state)


def save(window: QMainWindow, splitters: Mapping[str, QSplitter], file: Path | None) -> None:
    """Keep where *window* is."""
    if file is None:
        return
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    maximized = bool(window.windowState() & Qt.WindowState.WindowMaximized)
    settings.setValue("window/maximized", maximized)
    settings.setValue("window/rect", window.normalGeometry() if maximized else window.geometry())
    for name, splitter in splitters.items():
        settings.setValue(f"{name}/splitter", splitter.saveState())
    settings.sync()


def clamped(wanted: QRect, screen: QRect) -> QRect:
    """Return *wanted* moved and, where it must be, shrunk so that it lies on *screen*."""
    width = max(SMALLEST[0], min(wanted.width(), screen.width()))
    height = max(SMALLEST[1], min(wanted.height(), screen.height()))
    left = min(max(wanted.x(), screen.x()), max(screen.x(), screen.right() + 1 - width))
    top = min(max(wanted.y(), screen.y()), max(screen.y(), screen.bottom() + 1 - height))
    return QRect(left, top, width, height)
