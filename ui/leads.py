"""Leads in the window: the book is read, forms are opened, what they ask for is handed on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from gymdesk.domain.client import Source

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.errors import DeskError
    from gymdesk.rows.leads import LeadBook, LeadCard
    from ui.case_desk import CaseDesk
    from ui.dialogs.lead_forms import LeadForm
    from ui.feed import Feed
    from ui.packages import Packages
    from ui.panes.leads import LeadsPane
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.sending import Sending
    from ui.style import Style

WODIFY_PAGE = "https://app.wodify.com/"


class Leads(QObject):
    """Stands between the Leads pane and the desk.

    `said` carries a message, `page_wanted` an address to be opened, `waiting` how many leads nobody
    has answered yet.
    """

    said = Signal(object)
    page_wanted = Signal(object)
    waiting = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        reader: Reader,
        packages: Packages,
        sending: Sending,
        edits: CaseDesk,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._packages = packages
        self._sending = sending
        self._edits = edits
        self._window = window
        self._pane: LeadsPane | None = None
        self._book: LeadBook | None = None
        self.form: LeadForm | None = None
        feed.sources_read.connect(self.on_something_changed)
        sending.outbox_read.connect(self.on_something_changed)
        edits.said.connect(self.on_edit_written)

    def attach(self, pane: LeadsPane) -> None:
        """Work with this pane."""
        self._pane = pane
        panel, sending = pane.panel, self._sending
        pane.new_wanted.connect(self.on_new_wanted)
        pane.export_wanted.connect(self.on_export_wanted)
        panel.status_wanted.connect(self.on_status_wanted)
        panel.note_wanted.connect(self.on_note_wanted)
        panel.convert_wanted.connect(self.on_convert_wanted)
        panel.page_wanted.connect(self.on_page_wanted)
        panel.follow_up_done.connect(self.on_follow_up_done)
        panel.follow_up_undone.connect(self.on_follow_up_undone)
        panel.lead_wanted.connect(self.on_lead_wanted)
        panel.copied.connect(self.on_copied)
        panel.retry_wanted.connect(sending.on_retry_wanted)
        panel.look_wanted.connect(sending.on_look_wanted)
        panel.discard_wanted.connect(sending.on_discard_wanted)
        panel.details_wanted.connect(sending.on_details_wanted)
        self.read()

    @Slot()
    def read(self) -> None:
        """Read the leads anew."""
        desk, club = self._feed.desk, self._feed.club
        if desk is not None and club is not None and self._pane is not None:
            question = partial(desk.queries.leads.book, club.club_id)
            self._reader.read("leads", question, self.on_book_read)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_something_changed(self, _what: object) -> None:
        """Show what is new."""
        self.read()

    @Slot(object)
    def on_book_read(self, book: LeadBook) -> None:
        """Show the leads."""
        self._book = book
        if self._pane is not None:
            self._pane.show_book(book)
            self.waiting.emit(self._pane.waiting())

    @Slot()
    def on_new_wanted(self) -> None:
        """Open the form of a new lead."""
        from ui.dialogs.lead_forms import NewLeadForm  # here, as below: no form is needed to start

        self._open(NewLeadForm(self._style, self._window))

    @Slot()
    def on_export_wanted(self) -> None:
        """Ask for a file and write the leads as on the screen."""
        if self._book is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = str(Path(folder) / f"Leads {self._book.today_on.isoformat()}.csv")
        chosen, _kind = QFileDialog.getSaveFileName(
            self._window, self.tr("Export"), suggested, self.tr("CSV (*.csv)")
        )
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Write the leads as on the screen to a file."""
        if self._pane is None:
            return
        from gymdesk.errors import DeskError
        from gymdesk.export import write_csv
        from gymdesk.lead_export import leads_csv

        cards = self._pane.shown()
        try:
            write_csv(leads_csv(cards), path)
        except DeskError as error:
            self.on_refused(error)
            return
        words = self.tr("{n} leads written to {file}.")
        self.said.emit(words.format(n=len(cards), file=path.name))

    @Slot(object)
    def on_status_wanted(self, card: LeadCard) -> None:
        """Open the form of another state."""
        from ui.dialogs.lead_forms import LeadStateForm

        if self._book is not None:
            self._open(LeadStateForm(self._style, card, self._book, self._window))

    @Slot(object)
    def on_note_wanted(self, card: LeadCard) -> None:
        """Open the form of a note."""
        from ui.dialogs.lead_forms import LeadNoteForm

        self._open(LeadNoteForm(self._style, card, self._window))

    @Slot(object)
    def on_convert_wanted(self, card: LeadCard) -> None:
        """Ask before a lead becomes a client."""
        from ui.dialogs.lead_forms import ConvertLeadForm

        if self._book is None:
            return
        form = ConvertLeadForm(self._style, self._phrases, card, self._book, self._window)
        self._open(form)
        if self._book.sells:
            self._packages.fill(form.picker)

    @Slot(object, str)
    def on_asked(self, intent: object, key: str) -> None:
        """Record what a form asks for and send it."""
        self._sending.ask(Source.WODIFY, intent, key)  # type: ignore[arg-type]

    @Slot()
    def on_page_wanted(self) -> None:
        """Open WODIFY in the browser."""
        self.page_wanted.emit(WODIFY_PAGE)

    @Slot(object)
    def on_follow_up_done(self, which: tuple[str, int]) -> None:
        """Write that a follow-up was done."""
        self._write_follow_up(which, done=True)

    @Slot(object)
    def on_follow_up_undone(self, which: tuple[str, int]) -> None:
        """Take a follow-up back."""
        self._write_follow_up(which, done=False)

    @Slot(object)
    def on_edit_written(self, _said: str) -> None:
        """Show a follow-up that was written, undone or done again; who looks elsewhere can wait."""
        if self._pane is not None and self._pane.isVisible():
            self.read()

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Say why it was not written."""
        title, message = self._phrases.error(error)
        self.said.emit(f"{title}. {message}")

    @Slot(object)
    def on_lead_wanted(self, lead_id: str) -> None:
        """Show another lead."""
        if self._pane is not None and not self._pane.select(lead_id):
            self.said.emit(self.tr("This lead is not in the list."))

    @Slot(object)
    def on_copied(self, _text: str) -> None:
        """Say that it is on the clipboard."""
        self.said.emit(self.tr("The text was copied. Nothing was sent."))

    @Slot()
    def on_form_finished(self) -> None:
        """Forget the form."""
        self.form = None
        self._packages.let_go()

    def _open(self, form: LeadForm) -> None:
        form.asked.connect(self.on_asked)
        form.finished.connect(self.on_form_finished)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = form
        form.open()

    def _write_follow_up(self, which: tuple[str, int], *, done: bool) -> None:
        desk, club = self._feed.desk, self._feed.club
        if desk is None or club is None:
            return
        lead_id, day = which
        write, club_id, edits = desk.commands.leads.follow_up, club.club_id, self._edits

        def turn(back: bool) -> None:
            write(club_id, lead_id, day, done=done != back, staff=edits.staff)

        words = (
            self.tr("Follow-up of day {day} done")
            if done
            else self.tr("Follow-up of day {day} taken back")
        )
        edits.write_kept(words.format(day=day), turn)
