"""What can be sold: WODIFY is asked while the form is open, the store answers where it does not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gymdesk.sync.request import PackagesRequest

if TYPE_CHECKING:
    from gymdesk.errors import DeskError
    from gymdesk.rows.members import PackageShelf
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.widgets.package_picker import PackagePicker
    from ui.worker import Failure, PackagesRead, SyncWorker


class Packages(QObject):
    """Fills one picker at a time; where WODIFY cannot be asked it says how old the packages are."""

    def __init__(
        self, phrases: Phrases, feed: Feed, reader: Reader, worker: SyncWorker, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._worker = worker
        self._picker: PackagePicker | None = None
        self._shelf: PackageShelf | None = None
        self._asked: PackagesRequest | None = None
        worker.packages_read.connect(self.on_packages_read)
        worker.request_failed.connect(self.on_request_failed)

    def fill(self, picker: PackagePicker) -> None:
        """Read what was seen before, then ask WODIFY where it lists packages."""
        desk, club = self._feed.desk, self._feed.club
        if desk is None or club is None:
            return
        self._picker = picker
        self._shelf = self._asked = None
        picker.skipped.connect(self.on_skipped)
        picker.show_asking()
        question = partial(desk.queries.members.shelf, club.club_id)
        self._reader.read("packages", question, self.on_shelf_read, self.on_shelf_failed)

    @Slot()
    def let_go(self) -> None:
        """Ask no more: the form is closed."""
        self._worker.cancel_packages()
        self._picker = self._asked = None

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_shelf_read(self, shelf: PackageShelf) -> None:
        """Ask WODIFY, or show at once what was seen before."""
        club = self._feed.club
        if self._picker is None or club is None:
            return
        self._shelf = shelf
        if not shelf.can_be_asked:
            self._show_shelf(
                self.tr("This account lists no packages. These are what was sold before")
            )
            return
        self._asked = PackagesRequest(club.club_id)
        self._worker.submit(self._asked)

    @Slot(object)
    def on_shelf_failed(self, error: DeskError) -> None:
        """Say why there is nothing to choose from."""
        if self._picker is not None:
            title, message = self._phrases.error(error)
            self._picker.show_packages((), f"{title}. {message}")

    @Slot(object)
    def on_packages_read(self, read: PackagesRead) -> None:
        """Show what WODIFY lists; an answer that nobody waits for any more is nobody's."""
        if self._picker is None or read.request is not self._asked:
            return
        self._asked = None
        if read.shelf.packages:
            self._picker.show_packages(read.shelf.packages, self.tr("As WODIFY lists them now."))
        else:
            self._show_shelf(self.tr("WODIFY lists no package now. These were seen there before"))

    @Slot(object)
    def on_request_failed(self, failure: Failure) -> None:
        """Show what was seen before, and say why it is not the newest."""
        if self._picker is None or failure.request is not self._asked:
            return
        self._asked = None
        title, _message = self._phrases.error(failure.error)
        self._show_shelf(self.tr("{why}. These were seen there before").format(why=title))

    @Slot()
    def on_skipped(self) -> None:
        """Do not wait for WODIFY."""
        if self._picker is None or self._shelf is None:
            return
        self._worker.cancel_packages()
        self._asked = None
        self._show_shelf(self.tr("WODIFY was not waited for. These were seen there before"))

    def _show_shelf(self, why: str) -> None:
        """Show the packages of the store with how old they are."""
        if self._picker is None or self._shelf is None:
            return
        shelf = self._shelf
        if not shelf.packages:
            words = self.tr("{why}: none.").format(why=why)
        elif shelf.from_utc is None:
            words = self.tr("{why}; all of them were never read.").format(why=why)
        else:
            words = self.tr("{why}, last read {moment} ({ago}). A price may be older.").format(
                why=why,
                moment=self._phrases.moment(shelf.from_utc),
                ago=self._phrases.ago(shelf.from_utc),
            )
        self._picker.show_packages(shelf.packages, words)
