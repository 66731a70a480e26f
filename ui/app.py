"""The program in its window: it fills the window that `ui.start` shows; the desk opens behind."""

from __future__ import annotations

import logging
import sys
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from gymdesk.clock import SystemClock
from gymdesk.errors import StoreDamaged
from gymdesk.paths import places
from gymdesk.settings import Settings, SettingsFile
from ui.club_phrases import ClubPhrases
from ui.feed import Feed
from ui.main_window import MainWindow
from ui.once_painted import OncePainted
from ui.reading import Reader
from ui.start import Options, make_app, places_of, theme_of
from ui.style import Style

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from gymdesk.clock import Clock
    from gymdesk.errors import DeskError
    from gymdesk.first_look import FirstList
    from gymdesk.paths import Places
    from gymdesk.rows import ClubRow
    from ui.desk import KeepsBackups, OpenDesk
    from ui.order_keeping import OrderKeeping
    from ui.repair import Repair
    from ui.worker import SyncWorker

log = logging.getLogger(__name__)

HOME_ZONE = "America/New_York"
"""Spoken in until the first club is read."""


class Program(QObject):
    """Owns style, window and threads; opens the desk, and the demo gym when asked to.

    `opening` says that what can be shown early is on the screen; `desk_opened` carries the desk,
    `desk_refused` the `StoreError`.
    """

    opening = Signal()
    desk_opened = Signal(object)
    desk_refused = Signal(object)

    def __init__(
        self,
        app: QApplication,
        options: Options,
        clock: Clock | None = None,
        *,
        window: MainWindow | None = None,
    ) -> None:
        super().__init__()
        self._app = app
        self._options = options
        self._clock = clock or SystemClock()
        self._desks: list[OpenDesk] = []
        self._orders: OrderKeeping | None = None
        self._refresh_first = False
        self._places = places(options.data_dir)
        self._opening = (options, self._places, options.demo)
        self._settings_file = SettingsFile(self._places.settings_file)
        self._settings = self._settings_file.load()
        if window is None:
            style = Style(theme_of(self._settings.theme), self._settings.text_scale)
            style.apply(app)
            window = MainWindow.empty(style, self._places.data_dir / "window.ini")
        self.window = window
        self.style = window.look
        self.phrases = ClubPhrases(QLocale("en_US"), HOME_ZONE, self._clock)
        self.reader = Reader(self)
        self.feed = Feed(self.reader, self)
        self._looking = False
        if window.isVisible():  # while the rest of the window is built, the first list is read
            self._look()
        window.fill(
            self.phrases,
            self._clock,
            self.reader,
            lambda: self.worker,
            self.feed,
            later=self._looking,
        )
        self.window.demo_wanted.connect(self.on_demo_wanted)
        self.window.settings_changed.connect(self.on_settings_changed)
        self.feed.club_chosen.connect(self.on_club_chosen)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.on_system_theme_changed)

    def start(self) -> None:
        """Show the window, then open the desk behind it."""
        self.window.show()
        self.window.say(self.tr("Opening the store…"))
        if not self._looking:
            QTimer.singleShot(0, self.on_started)

    def close(self) -> None:
        """Close what was opened, after the window has stopped its threads."""
        for desk in self._desks:
            desk.close()
        self._desks.clear()

    @cached_property
    def worker(self) -> SyncWorker:
        """Return what talks to the sources; the first list is shown without it."""
        from ui.worker import SyncWorker

        return SyncWorker(parent=self)

    @cached_property
    def repair(self) -> Repair:
        """Return what mends a damaged store."""
        from ui.repair import Repair

        repair = Repair(
            self.style, self.phrases, self.reader, self._find_safekeeping, self.close, self.window
        )
        repair.repaired.connect(self.on_repaired)
        repair.given_up.connect(self.window.close)
        return repair

    @property
    def settings(self) -> Settings:
        """Return the settings of this PC."""
        return self._settings

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_first_look(self, found: FirstList | None) -> None:
        """Show the first list; the desk is opened when it is on the screen."""
        if found is None:
            QTimer.singleShot(0, self.on_started)
            return
        self.feed.show_first(found)
        rows = OncePainted(self.window.collections.view.viewport(), self)
        rows.painted.connect(self.on_started)

    @Slot(object)
    def on_look_failed(self, _error: DeskError) -> None:
        """Open the desk: it says what is wrong."""
        self.on_first_look(None)

    @Slot()
    def on_started(self) -> None:
        """Open the desk off the GUI thread: the store and its libraries take their time."""
        options = self._options
        self._refresh_first = self._refresh_first or options.demo
        self._open(options, places_of(options), demo=options.demo)
        self.opening.emit()
        self.window.complete()
        backups = self.window.backups
        once = Qt.ConnectionType.UniqueConnection  # the manager may have tried again
        backups.store_damaged.connect(self.on_store_damaged, once)

    @Slot()
    def on_repaired(self) -> None:
        """Open what could not be opened before."""
        options, where, demo = self._opening
        self._open(options, where, demo=demo)

    @Slot(object)
    def on_desk_opened(self, desk: OpenDesk) -> None:
        """Show what the desk holds."""
        self._desks.append(desk)
        if self._orders is None and self._options.database_url is None:
            from ui.order_keeping import OrderKeeping  # here: the first rows do not need it

            file = places_of(self._options).order_file
            self._orders = OrderKeeping(self.feed, self.reader, file, self)
        self.window.attach(desk, self._settings.staff, self._settings.paper)
        self._follow_settings()
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
        from PySide6.QtWidgets import QMessageBox  # here: it brings many enums, and most desks open

        title, message = self.phrases.error(error)
        log.error("the desk did not open: %s", type(error).__name__)
        self.window.say(title)
        self.desk_refused.emit(error)
        if isinstance(error, StoreDamaged):
            self.repair.open(error)
            return
        box = QMessageBox(QMessageBox.Icon.Critical, "GymDesk", title, parent=self.window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(message)
        again = box.addButton(self.tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Quit"), QMessageBox.ButtonRole.RejectRole)
        again.clicked.connect(self.on_started)
        box.rejected.connect(self.window.close)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @Slot(object)
    def on_store_damaged(self, error: DeskError) -> None:
        """Ask what to do about a store that turned out to be damaged while it was open."""
        log.error("the store is damaged")
        self.worker.cancel()
        self.repair.open(error)

    @Slot()
    def on_raise_wanted(self) -> None:
        """Come to the front: the program was started a second time."""
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    @Slot()
    def on_demo_wanted(self) -> None:
        """Show the demo gym in the window, from a store of its own."""
        if self.worker.refreshing:
            self.window.say(self.tr("A refresh is running. Cancel it first."))
            return
        there = places(self._places.data_dir / "demo")
        self.window.say(self.tr("Opening the demo gym…"))
        self._refresh_first = True
        self._open(Options(), there, demo=True)

    @Slot(object)
    def on_settings_changed(self, settings: Settings) -> None:
        """Keep the settings and follow them."""
        try:
            self._settings_file.save(settings)
        except OSError:
            log.exception("the settings were not kept")
            self.window.say(self.tr("The settings could not be kept in a file."))
        self._settings = settings.sound()
        self.window.set_staff(self._settings.staff)
        self.window.outlet.paper = self._settings.paper
        self.style.set_text_scale(self._settings.text_scale)
        self.style.set_theme(theme_of(self._settings.theme))
        self._follow_settings()
        self.window.schedule.look()
        self.feed.reload()

    def _follow_settings(self) -> None:
        self.window.alerts.set_on(self._settings.notify)
        self.window.tray.set_on(self._settings.tray)

    @Slot()
    def on_system_theme_changed(self) -> None:
        """Follow the system where the settings say so."""
        if self._settings.theme == "system":
            self.style.set_theme(theme_of("system"))

    def _look(self) -> None:
        """Read the first list without the libraries that the desk needs."""
        options, where = self._options, places_of(self._options)
        if options.demo or options.database_url is not None or not where.store_file.is_file():
            return
        self._looking = True
        stale_after_h = self._settings.stale_after_h
        question = partial(
            _first_look, where.store_file, self._clock, stale_after_h, where.order_file
        )
        # whatever goes wrong here, the desk says better
        self.reader.read("first look", question, self.on_first_look, self.on_look_failed)

    def _find_safekeeping(self) -> KeepsBackups:
        """Return the safekeeping of the store that was opened last; runs in a reader thread."""
        options, where, _ = self._opening
        return _safekeeping(options, self._clock, where)

    def _open(self, options: Options, where: Places, *, demo: bool) -> None:
        self._opening = (options, where, demo)
        question = partial(_open_desk, options, self._clock, where, demo=demo)
        self.reader.read("open desk", question, self.on_desk_opened, self.on_desk_refused)


def demo_tour(out_dir: Path) -> int:
    """Refresh the demo gym, print its collections list and save a picture of each pane."""
    make_app(sys.argv[:1])
    return tour(Options(demo=True, screenshots=out_dir, print_to=out_dir / "collections.pdf"))


def tour(options: Options) -> int:
    """Run the tour for *options* and return its exit code."""
    from ui.demo_tour import run_tour  # here: printing and pictures are not needed to start

    return run_tour(options)


def _first_look(
    store_file: Path, clock: Clock, stale_after_h: int, order_file: Path
) -> FirstList | None:
    from gymdesk.first_look import first_look  # here, in a thread, as below

    return first_look(store_file, clock, stale_after_h, order_file)


def _open_desk(options: Options, clock: Clock, where: Places, *, demo: bool) -> Any:
    from gymdesk.bootstrap import open_desk  # here, in a thread: it loads the store and httpx

    address = options.database_url
    return open_desk(where.data_dir, address, clock=clock, demo=demo, demo_week=demo)


def _safekeeping(options: Options, clock: Clock, where: Places) -> KeepsBackups:
    from gymdesk.safekeeping import Safekeeping  # here, in a thread: as above

    return Safekeeping.of(where, options.database_url, clock)
