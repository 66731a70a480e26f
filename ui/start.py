"""The start: the empty window is painted first, everything that belongs into it loads after it.

Until the first picture nothing is imported here that the picture does not need: the rest takes
three times as long to load as Qt itself.
"""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    Qt,
    QTranslator,
    Slot,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import ui.features_off  # noqa: F401 (for what it does: before our own modules)
from gymdesk import __version__
from gymdesk.locks import window_lock
from gymdesk.paths import places
from gymdesk.settings import SettingsFile
from ui.main_window import MainWindow
from ui.once_painted import OncePainted
from ui.single_instance import FirstWindow, raise_first
from ui.style import Style, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gymdesk.paths import Places
    from ui.app import Program


@dataclass(frozen=True)
class Options:
    """What the command line said."""

    data_dir: Path | None = None
    database_url: str | None = None
    demo: bool = False
    screenshots: Path | None = None
    print_to: Path | None = None


class Start(QObject):
    """Shows the empty window, then loads the program into it."""

    def __init__(self, app: QApplication, options: Options, first: FirstWindow) -> None:
        super().__init__()
        self._app = app
        self._options = options
        self._first = first
        where = places_of(options)
        settings = SettingsFile(places(options.data_dir).settings_file).load()
        self.style = Style(theme_of(settings.theme), settings.text_scale)
        self.style.apply(app)
        self.window = MainWindow.empty(self.style, where.data_dir / "window.ini")
        self.program: Program | None = None
        self._undo: list[Callable[[], None]] = []

    def show(self) -> None:
        """Show the window; the rest follows by itself."""
        # What is made from here on stays for good. The collector would walk through it a dozen
        # times, a tenth of the way to the first rows, and find nothing.
        gc.disable()
        grounds = OncePainted(self.window.grounds, self)
        grounds.painted.connect(self.on_painted)
        self.window.show()

    def close(self) -> None:
        """Close what was opened, in the other order."""
        gc.enable()
        self._first.close()
        if self.program is not None:
            self.program.close()
        while self._undo:
            self._undo.pop()()

    @Slot()
    def on_painted(self) -> None:
        """Load the program."""
        try:
            self._load()
        except BaseException:
            self.on_opening()  # it is to be in the log, and to be seen
            raise

    @Slot()
    def on_opening(self) -> None:
        """Do what can wait until the first list is on the screen."""
        if self._undo:
            return
        from ui.trouble import watch_for_trouble

        self._undo = watch_for_trouble(places(self._options.data_dir), self.window)
        gc.freeze()
        gc.enable()
        self._first.listen()

    def _load(self) -> None:
        from ui.app import Program

        self.program = Program(self._app, self._options, window=self.window)
        self._first.raise_wanted.connect(self.program.on_raise_wanted)
        self.program.opening.connect(self.on_opening)
        self.program.start()


def run(argv: Sequence[str]) -> int:
    """Run the program and return its exit code."""
    options = parsed(argv)
    app = make_app(argv)
    if options.screenshots is not None or options.print_to is not None:
        from ui.app import tour

        return tour(options)
    first = first_window(options)
    if first is None:
        return 0
    start = Start(app, options, first)
    try:
        start.show()
        return app.exec()
    finally:
        start.close()


def first_window(options: Options) -> FirstWindow | None:
    """Return the hold on this store, None where another window has it; that one is raised then."""
    where = places_of(options)
    with suppress(OSError):  # the desk says what is wrong with the folder
        where.make()
    lock = window_lock(where, options.database_url)
    first = FirstWindow(lock)
    if first.is_first():
        return first
    if not raise_first(lock):
        from PySide6.QtWidgets import QMessageBox  # here, as all that most starts do not need

        box = QMessageBox(
            QMessageBox.Icon.Information,
            "GymDesk",
            QCoreApplication.translate("phrases", "GymDesk is open already"),
        )
        box.setInformativeText(
            QCoreApplication.translate(
                "phrases", "Its window does not answer. Look for it among the open windows."
            )
        )
        box.exec()
    return None


def places_of(options: Options) -> Places:
    """Return the folders for *options*; invented people stay out of the user's own store."""
    where = places(options.data_dir)
    if options.demo and options.data_dir is None and options.database_url is None:
        return places(where.data_dir / "demo")
    return where


def theme_of(setting: str) -> Theme:
    """Return the theme for a setting; "system" asks the platform."""
    if setting in (Theme.LIGHT, Theme.DARK, Theme.CONTRAST):
        return Theme(setting)
    hints = QGuiApplication.styleHints()
    contrast = getattr(hints, "accessibility", None)
    if (
        contrast is not None
        and contrast().contrastPreference() == Qt.ContrastPreference.HighContrast
    ):
        return Theme.CONTRAST
    return Theme.DARK if hints.colorScheme() == Qt.ColorScheme.Dark else Theme.LIGHT


def parsed(argv: Sequence[str]) -> Options:
    """Return the options of the command line; `--version` and `--help` print and leave."""
    if len(argv) < 2:
        return Options()
    import argparse  # here: most starts have no options, and it takes its time

    reader = argparse.ArgumentParser("gymdesk", description="GymDesk: who owes what, from when.")
    reader.add_argument("--data-dir", type=Path, metavar="DIR", help="where the figures lie")
    reader.add_argument("--database-url", metavar="URL", help="another store than the file")
    reader.add_argument("--demo", action="store_true", help="open the demo gym")
    reader.add_argument("--screenshots", type=Path, metavar="DIR", help="save pictures and leave")
    reader.add_argument("--print", type=Path, metavar="PDF", help="print the list and leave")
    reader.add_argument("--version", action="version", version=f"GymDesk {__version__}")
    known, _ = reader.parse_known_args(list(argv)[1:])
    return Options(known.data_dir, known.database_url, known.demo, known.screenshots, known.print)


def make_app(argv: Sequence[str]) -> QApplication:
    """Return the application object, named, with Qt's own words in the user's language."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(list(argv))
    app.setApplicationName("GymDesk")
    app.setApplicationVersion(__version__)
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(), "qtbase", "_", folder):
        app.installTranslator(translator)
    return app


if __name__ == "__main__":
    sys.exit(run(sys.argv))
