"""Test connection for WODIFY: asks off the GUI thread, and shows the answers in a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.errors import CredentialsMissing
from gymdesk.sync.request import ProbeRequest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.errors import DeskError
    from gymdesk.rows import ClubRow
    from ui.desk import KeepsSignIns
    from ui.dialogs.probe import ProbeDialog
    from ui.dialogs.wodify_form import TypedWodify
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.style import Style
    from ui.worker import Failure, ProbeAnswered, SyncWorker


class Probing(QObject):
    """One test at a time; closing its dialog ends it."""

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        reader: Reader,
        worker: SyncWorker,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._worker = worker
        self._window = window
        self.dialog: ProbeDialog | None = None
        self._asked: ProbeRequest | None = None
        worker.probed.connect(self.on_probed)
        worker.request_failed.connect(self.on_request_failed)

    def probe_kept(self, club: ClubRow) -> None:
        """Ask with the address and the key that are kept for *club*."""
        from ui.dialogs.wodify_form import TypedWodify  # here: no form is needed to start

        address, location = club.wodify_url or "", club.wodify_location or ""
        typed = TypedWodify(address, "", location, club.wodify_profile)
        self.probe(typed, club, self._window)

    def probe(self, typed: TypedWodify, club: ClubRow | None, parent: QWidget) -> None:
        """Ask with what was typed; a key that was not is the one that is kept."""
        desk = self._feed.desk
        if desk is None or self.dialog is not None:
            return
        sign_ins = desk.sign_ins
        from ui.dialogs.probe import ProbeDialog  # here: no dialog is needed to start

        dialog = ProbeDialog(self._style, self._phrases, parent)
        dialog.finished.connect(self.on_finished)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()

        def question() -> ProbeRequest:
            key = typed.key or kept_key(sign_ins, club)
            if not typed.address or not key:
                raise CredentialsMissing(SOURCE_NAMES[Source.WODIFY])
            return ProbeRequest(typed.address, key, typed.location or None, typed.profile)

        self._reader.read("probe", question, self.on_ready, self.on_refused)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_ready(self, request: ProbeRequest) -> None:
        """Hand the questions to the worker, unless nobody waits for them any more."""
        if self.dialog is not None:
            self._asked = request
            self._worker.submit(request)

    @Slot(object)
    def on_probed(self, answered: ProbeAnswered) -> None:
        """Show what was found; an answer that comes after its dialog was closed is nobody's."""
        if self.dialog is not None and answered.request is self._asked:
            self.dialog.show_report(answered.report)

    @Slot(object)
    def on_request_failed(self, failure: Failure) -> None:
        """Show why nothing could be asked."""
        if failure.request is self._asked:
            self.on_refused(failure.error)

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Show that there is nothing to ask with."""
        if self.dialog is not None:
            self.dialog.show_failure(error)

    @Slot()
    def on_finished(self) -> None:
        """Let go of the dialog; what is still asked is asked no more."""
        self._worker.cancel_probe()
        self.dialog = self._asked = None


def kept_key(sign_ins: KeepsSignIns, club: ClubRow | None) -> str:
    """Return the key that is kept for a club, "" if this PC has none; raises KeyringErrors."""
    if club is None:
        return ""
    for row in sign_ins.listed(club, Source.WODIFY):
        kept = sign_ins.credential(club, Source.WODIFY, row.username)
        if kept is not None:
            return kept.secret
    return ""
