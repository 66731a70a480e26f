"""The program with a window: options, look, log, crash door; the desk opens behind the window."""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from gymdesk import __version__, crash
from gymdesk.clock import SystemClock
from gymdesk.log import start_log, stop_log
from gymdesk.paths import places
from gymdesk.settings import Settings, SettingsFile
from ui.club_phrases import ClubPhrases
from ui.crash_dialog import CrashDoor, install_qt_messages
from ui.feed import Feed
from ui.main_window import MainWindow
from ui.reading import Reader
from ui.style import Style, Theme
from ui.worker import SyncWorker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gymdesk.clock import Clock
    from gymdesk.errors import DeskError
    from gymdesk.paths import Places
    from gymdesk.rows import ClubRow
    from ui.desk import OpenDesk

log = logging.getLogger(__name__)

HOME_ZONE = "America/New_York"
"""Spoken in until the first club is read."""


@dataclass(frozen=True)
class Options:
    """What the command line said."""

    data_dir: Path | None = None
    database_url: str | None = None
    demo: bool = False
    screenshots: Path | None = None
    print_to: Path | None = None


class Program(QObject):
    """Owns style, window and threads; opens the desk, and the demo gym when asked to.

    `desk_opened` carries the desk, `desk_refused` the `StoreError`.
    """

    desk_opened = Signal(object)
    desk_refused = Signal(object)

    def __init__(self, app: QApplication, options: Options, clock: Clock | None = None) -> None:
        super().__init__()
        self._app = app
        self._options = options
        self._clock = clock or SystemClock()
        self._desks: list[OpenDesk] = []
        self._refresh_first = False
        self._places = places(options.data_dir)
        self._settings_file = SettingsFile(self._places.settings_file)
        self._settings = self._settings_file.load()
        self.style = Style(theme_of(self._settings.theme), self._settings.text_scale)
        self.style.apply(app)
        self.phrases = ClubPhrases(QLocale("en_US"), HOME_ZONE, self._clock)
        self.reader = Reader(self)
        self.worker = SyncWorker(parent=self)
        self.feed = Feed(self.reader, self)
        self.window = MainWindow(
            self.style,
            self.phrases,
            self._clock,
            self.reader,
            self.worker,
            self.feed,
            self._places.data_dir / "window.ini",
        )
        self.window.demo_wanted.connect(self.on_demo_wanted)
        self.window.settings_changed.connect(self.on_settings_changed)
        self.feed.club_chosen.connect(self.on_club_chosen)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.on_system_theme_changed)

    def start(self) -> None:
        """Show the window, then open the desk behind it."""
        self.window.show()
        self.window.say(self.tr("Opening the store…"))
        QTimer.singleShot(0, self.on_started)

    def close(self) -> None:
        """Close what was opened, after the window has stopped its threads."""
        for desk in self._desks:
            desk.close()
        self._desks.clear()

    @property
    def settings(self) -> Settings:
        """Return the settings of this PC."""
        return self._settings

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_started(self) -> None:
        """Open the desk off the GUI thread: the store and its libraries take their time."""
        options = self._options
        where = self._places
        if options.demo:
            self._refresh_first = True
            if options.data_dir is None and options.database_url is None:
                where = places(where.data_dir / "demo")  # invented people stay out of the store
        self._open(partial(_open_desk, options, self._clock, where, demo=options.demo))

    @Slot(object)
    def on_desk_opened(self, desk: OpenDesk) -> None:
        """Show what the desk holds."""
        self._desks.append(desk)
        self.window.attach(desk, self._settings.staff, self._settings.paper)
        self.window.say(self.tr("Ready."))
        self.desk_opened.emit(desk)

    @Slot(object)
    def on_club_chosen(self, club: ClubRow | None) -> None:
        """Refresh the demo gym by itself: there is nothing to see before."""
        if club is not None and self._refresh_first:
            self._refresh_first = False
            self.window.show_pane("collections")
            self.window.actions_of["refresh"].trigger()

    @Slot(object)
    def on_desk_refused(self, error: DeskError) -> None:
        """Say why the store cannot be used, and what to do; the manager may try again."""
        title, message = self.phrases.error(error)
        log.error("the desk did not open: %s", type(error).__name__)
        self.window.say(title)
        self.desk_refused.emit(error)
        box = QMessageBox(QMessageBox.Icon.Critical, "GymDesk", title, parent=self.window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(message)
        again = box.addButton(self.tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Quit"), QMessageBox.ButtonRole.RejectRole)
        again.clicked.connect(self.on_started)
        box.rejected.connect(self.window.close)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @Slot()
    def on_demo_wanted(self) -> None:
        """Show the demo gym in the window, from a store of its own."""
        if self.worker.refreshing:
            self.window.say(self.tr("A refresh is running. Cancel it first."))
            return
        there = places(self._places.data_dir / "demo")
        self.window.say(self.tr("Opening the demo gym…"))
        self._refresh_first = True
        self._open(partial(_open_desk, Options(), self._clock, there, demo=True))

    @Slot(object)
    def on_settings_changed(self, settings: Settings) -> None:
        """Keep the settings and follow them."""
        try:
            self._settings_file.save(settings)
        except OSError:
            log.exception("the settings were not kept")
            self.window.say(self.tr("The settings could not be kept in a file."))
        self._settings = settings.sound()
        self.window.outlet.staff = self._settings.staff
        self.window.outlet.paper = self._settings.paper
        self.style.set_text_scale(self._settings.text_scale)
        self.style.set_theme(theme_of(self._settings.theme))

    @Slot()
    def on_system_theme_changed(self) -> None:
        """Follow the system where the settings say so."""
        if self._settings.theme == "system":
            self.style.set_theme(theme_of("system"))

    def _open(self, question: Callable[[], OpenDesk]) -> None:
        self.reader.read("open desk", question, self.on_desk_opened, self.on_desk_refused)


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


def run(argv: Sequence[str]) -> int:
    """Run the program and return its exit code."""
    options = parsed(argv)
    app = make_app(argv)
    if options.screenshots is not None or options.print_to is not None:
        return tour(options)
    where = places(options.data_dir)
    try:
        start_log(where.log_dir)
    except OSError:
        log.exception("there is no log")
    unhook = install_qt_messages()
    program = Program(app, options)
    door = CrashDoor(program.window)
    uninstall = crash.install(door.report)
    try:
        program.start()
        return app.exec()
    finally:
        program.close()
        uninstall()
        unhook()
        stop_log()


def parsed(argv: Sequence[str]) -> Options:
    """Return the options of the command line; `--version` and `--help` print and leave."""
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


def demo_tour(out_dir: Path) -> int:
    """Refresh the demo gym, print its collections list and save a picture of each pane."""
    make_app(sys.argv[:1])
    return tour(Options(demo=True, screenshots=out_dir, print_to=out_dir / "collections.pdf"))


def tour(options: Options) -> int:
    """Run the tour for *options* and return its exit code."""
    from ui.demo_tour import run_tour  # here: printing and pictures are not needed to start

    return run_tour(options)


def _open_desk(options: Options, clock: Clock, where: Places, *, demo: bool) -> Any:
    from gymdesk.bootstrap import open_desk  # here, in a thread: it loads the store and httpx

    return open_desk(where.data_dir, options.database_url, clock=clock, demo=demo)
